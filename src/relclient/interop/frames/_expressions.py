"""Expressions: decision tables in a form that the engines of data frames run."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import narwhals as nw
from attrs import frozen

from relclient._facts import BUILT_IN_FACTS, Conditions, Domain, Fact, facts_of
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidType, RelclientError
from relclient.interop.frames._engines import Schema, all_of, any_of
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority

Cell: TypeAlias = bool | int | float | str | date | timedelta | None
"""What a cell of any engine can hold."""


@frozen
class ColumnReader:
    """Where expressions read what relclient knows by a name of its own."""

    column_names: Mapping[str, str]
    """What each name is called in the frame."""
    schema: Schema
    """The type of each column of the frame."""
    checked: bool
    """Whether no cell is null that may not be: then nothing needs to look out for it."""
    all_null: frozenset[str] = frozenset()
    """The columns that hold nothing in any row, of whatever type, and so decide nothing."""

    def is_all_null(self, name: str) -> bool:
        """Return whether the column of *name* holds nothing."""
        return self.column_names[name] in self.all_null

    def is_absent(self, name: str) -> bool:
        """Return whether the frame has no column of *name*, or one that holds nothing."""
        column = self.column_names[name]
        return column in self.all_null or (bool(self.schema) and column not in self.schema)

    def read(self, name: str) -> nw.Expr:
        """Return the column of *name*, as strings where it holds categories."""
        column = self.column_names[name]
        dtype = self.schema.get(column)
        return nw.col(column).cast(nw.String) if isinstance(dtype, nw.Categorical | nw.Enum) else nw.col(column)


def word_of(member: Enum) -> str:
    """Return a member as frames spell it: its name in lower case."""
    return member.name.lower()


def fact_of(domain: Domain, cell: object) -> Fact:
    """Return the fact that a *cell* of its column spells."""
    return next(
        fact for fact in facts_of(domain) if (fact == cell if isinstance(fact, bool) else word_of(fact) == cell)
    )


def cell_of(answer: object) -> Cell:
    """Return an answer of a table as a cell of a column."""
    if isinstance(answer, Enum):
        return word_of(answer)
    if answer is None or isinstance(answer, bool | int | float | str | date | timedelta):
        return answer
    raise InvalidType(
        "an answer of the table", answer, "what a column can hold: True, False, a number, a string, a date"
    )


def fact_word(fact: Fact) -> str:
    return str(fact) if isinstance(fact, bool) else word_of(fact)


def table_problems(table: DecisionTable[object]) -> list[RelclientError]:
    """Return what keeps *table* from running in a frame."""
    problems: list[RelclientError] = []
    for name, domain in table.inputs.items():
        words = list(map(fact_word, facts_of(domain)))
        if len(set(words)) < len(words):
            what = f"Table {table.name!r} input {name!r}"
            problems.append(InvalidType(what, domain, "an Enum whose names differ in more than upper and lower case"))
    types: dict[str, Cell] = {}
    for rule in table.rules:
        try:
            cell = cell_of(rule.then)
        except InvalidType as problem:
            problems.append(InvalidType(f"Table {table.name!r} rule {rule.id!r} then", rule.then, problem.expected))
        else:
            if cell is not None:
                types.setdefault("number" if type(cell) in {int, float} else type(cell).__name__, cell)
    if len(types) > 1:
        what = f"The answers of table {table.name!r}"
        problems.append(InvalidType(what, tuple(types.values()), "of one type, as a column is"))
    return problems


def default_fact(table: DecisionTable[object], name: str) -> Fact | None:
    """Return the fact that an input has where none is given; None for one that has to be given."""
    if name in BUILT_IN_FACTS:
        return None
    is_rule_of_ours = all(isinstance(rule.then, Side | CustomerKind | Priority) for rule in table.rules)
    return table.defaults.get(name, False if is_rule_of_ours and table.inputs[name] is bool else None)


def compile_table(
    table: DecisionTable[object], reader: ColumnReader, answer: Callable[[object], Cell] = cell_of
) -> nw.Expr:
    """
    Write *table* as an expression, a branch for each rule; neighbors with the same answer share one.

    Where a fact is null, or is none of its domain, the answer is null.
    """
    rules = list(_branches(table))
    cells = [answer(then) for _, then in rules]
    is_float = any(isinstance(cell, float) for cell in cells)
    # A word that no rule asks for fits none and so leaves null, if every rule asks for that input; else a guard must.
    loose = [name for name in table.inputs if not all(name in when for when, _ in rules)]
    columns = {name: _fact_column(table, name, reader) for name in table.inputs}
    guards = [
        guard for name in loose for guard in _guards(columns[name], table.inputs[name], is_checked=reader.checked)
    ]
    result: Any = nw  # narwhals has a type of its own for an expression that is not finished
    for cell, group in groupby(zip(cells, rules, strict=True), key=itemgetter(0)):
        value = nw.lit(float(cell) if is_float and isinstance(cell, int) else cell)
        conditions = [when for _, (when, _) in group]
        if all(conditions):
            fits = any_of(_fits(when, table.inputs, columns) for when in conditions)
            result = result.when(fits).then(value)
        else:
            result = value if result is nw else result.otherwise(value)
    return nw.when(all_of(guards)).then(result) if guards else result


def _branches(table: DecisionTable[object]) -> Iterator[tuple[Conditions, object]]:
    """Return what each rule really asks for, up to the first that asks for nothing."""
    for rule in table.rules:
        when = {name: facts for name, facts in rule.when.items() if len(facts) < len(facts_of(table.inputs[name]))}
        yield when, rule.then
        if not when:
            return


def _fact_column(table: DecisionTable[object], name: str, reader: ColumnReader) -> nw.Expr:
    """Return the facts of one input; where there is none of an app's own, the default that objects take too."""
    default = default_fact(table, name)
    if default is None:
        return reader.read(name)
    value = nw.lit(default if isinstance(default, bool) else word_of(default))
    return value if reader.is_absent(name) else reader.read(name).fill_null(value)


def _fits(when: Conditions, inputs: Mapping[str, Domain], columns: Mapping[str, nw.Expr]) -> nw.Expr:
    return all_of(_is_any(columns[name], facts, inputs[name]) for name, facts in when.items())


def _is_any(cell: nw.Expr, facts: frozenset[Fact], domain: Domain) -> nw.Expr:
    if domain is bool:
        return cell if True in facts else ~cell
    words = [fact_word(fact) for fact in facts_of(domain) if fact in facts]
    return cell == nw.lit(words[0]) if len(words) == 1 else cell.is_in(words)


def _guards(cell: nw.Expr, domain: Domain, *, is_checked: bool) -> Iterator[nw.Expr]:
    """Write what a cell must be, whatever the rules ask for."""
    if domain is not bool:
        yield cell.is_in([fact_word(fact) for fact in facts_of(domain)])
    elif not is_checked:
        yield ~cell.is_null()
