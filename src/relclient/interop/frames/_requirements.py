"""Questions to frames: what each reads and what it answers, by relclient's names for columns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, TypeGuard, assert_never

import narwhals as nw
from attrs import frozen

from relclient._facts import facts_of
from relclient.classification.evidence import FACTS
from relclient.classification.rulebook import Rulebook
from relclient.classification.tables import KindTable, SideTable
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidValue, Problems
from relclient.interop.frames._engines import Columns, DType, as_columns
from relclient.interop.frames._expressions import default_fact, fact_word, table_problems
from relclient.model.customers import CustomerKind, Side

CLASSIFY_OUTPUTS: Final = ("side", "kind")
PRIORITIZE_OUTPUTS: Final = ("priority", "level")
RANK_OUTPUTS: Final = ("place", "level")
NAMES: Final = (
    *FACTS,
    *("side", "kind", "impact", "urgency", "override", "priority", "level"),
    *("id", "received", "due", "serves_external", "place", "party", "provider"),
)
"""What columns are called, unless the caller says otherwise."""


class ColumnType(Enum):
    """What a column has to hold, in words."""

    FLAG = "a column of True and False"
    WORD = "a column of strings"
    INSTANT = "a column of datetimes with a zone"
    ID = "a column of strings or whole numbers"
    ORDERED = "a column of numbers, strings, True and False, dates, or datetimes with a zone"


_WORDS: Final = (nw.String, nw.Categorical, nw.Enum)


_ORDERED: Final = (nw.Boolean, nw.Date, nw.Duration, nw.Time)


@frozen
class ColumnRequirement:
    """What is read from one column, and what it may hold."""

    column: str
    """Its name in the frame."""
    column_type: ColumnType
    words: tuple[str, ...] = ()
    """The only strings that it may hold; empty for any."""
    nulls: bool = False
    """Whether a row may have none."""
    unless: tuple[str, str] | None = None
    """A column and its word, beside which a row may have none."""
    may_be_absent: bool = False
    """Whether the frame may lack the column."""

    @property
    def remedy(self) -> str:
        """What a cell should hold."""
        match self.column_type:
            case ColumnType.FLAG:
                return "True or False"
            case ColumnType.WORD:
                return " or ".join(map(repr, self.words)) or "a string"
            case ColumnType.INSTANT:
                return "a datetime with a zone"
            case ColumnType.ID:
                return "an id"
            case ColumnType.ORDERED:
                return "a value, or say with missing='first' or missing='last' where such rows go"
            case _:
                assert_never(self.column_type)


def is_instant(dtype: DType) -> bool:
    """Return whether a column of *dtype* holds instants, and not wall clocks."""
    return isinstance(dtype, nw.Datetime) and dtype.time_zone is not None


def fits(column_type: ColumnType, dtype: DType) -> bool:
    """Return whether a column of *dtype* can be read as *shape*."""
    match column_type:
        case ColumnType.FLAG:
            return isinstance(dtype, nw.Boolean)
        case ColumnType.WORD:
            return isinstance(dtype, _WORDS)
        case ColumnType.INSTANT:
            return is_instant(dtype)
        case ColumnType.ID:
            return isinstance(dtype, _WORDS) or bool(dtype.is_integer())
        case ColumnType.ORDERED:
            return isinstance(dtype, (*_WORDS, *_ORDERED)) or is_instant(dtype) or bool(dtype.is_numeric())
        case _:
            assert_never(column_type)


def column_names_in(
    what: str, columns: Columns | None, outputs: Sequence[str] = (), more: Iterable[str] = ()
) -> dict[str, str]:
    """
    Return what each name is called in a frame; *outputs* are those of answers, *more* those beyond the usual.

    Raises:
        Problems: a key is no such name, a column is no string, or two answers would be one column.
    """
    column_names = as_columns(what, columns, [*dict.fromkeys([*NAMES, *more])])
    if len({column_names[name] for name in outputs}) < len(outputs):
        shared = InvalidValue(f"{what} columns", dict(columns or {}), "each answer needs a column of its own")
        raise Problems.found([shared])
    return column_names


def keep_answers_apart(
    what: str, requirements: Iterable[ColumnRequirement], column_names: Mapping[str, str], outputs: Sequence[str]
) -> list[ColumnRequirement]:
    """
    Return *needs*, none of which is a column of an answer.

    Raises:
        Problems: one is.
    """
    requirements = list(requirements)
    answers = {column_names[name]: name for name in outputs}
    taken = dict.fromkeys(requirement.column for requirement in requirements if requirement.column in answers)
    problems = [
        InvalidValue(f"{what} column {column!r}", column, f"it is read, so the {answers[column]} needs another column")
        for column in taken
    ]
    if problems:
        raise Problems.found(problems)
    return requirements


def classification_requirements(rulebook: Rulebook, column_names: Mapping[str, str]) -> list[ColumnRequirement]:
    """
    Return what a classification reads: what its tables ask for, but the side, which one of them gives.

    Raises:
        Problems: a column is one of an answer, or a table cannot run in a frame.
    """
    requirements = [
        *table_requirements(rulebook.side_table, column_names),
        *table_requirements(rulebook.kind_table, column_names, given=("side",)),
    ]
    return keep_answers_apart("classify", requirements, column_names, CLASSIFY_OUTPUTS)


def id_requirements(
    what: str, names: Iterable[str], column_names: Mapping[str, str], outputs: Sequence[str]
) -> list[ColumnRequirement]:
    """
    Return of which columns of ids a network is asked.

    Raises:
        Problems: one of them is a column of an answer.
    """
    return keep_answers_apart(
        what, [ColumnRequirement(column_names[name], ColumnType.WORD) for name in names], column_names, outputs
    )


def table_requirements(
    table: DecisionTable[object], column_names: Mapping[str, str], given: Collection[str] = ()
) -> list[ColumnRequirement]:
    """
    Return what *table* reads, beyond what is *given*.

    Raises:
        Problems: it cannot run in a frame.
    """
    if problems := table_problems(table):
        raise Problems.found(problems)
    return requirements_of(table, column_names, given)


def is_side_table(table: DecisionTable[object]) -> TypeGuard[SideTable]:
    """Return whether *table* decides on which side a customer is."""
    return all(isinstance(rule.then, Side) for rule in table.rules)


def is_kind_table(table: DecisionTable[object]) -> TypeGuard[KindTable]:
    """Return whether *table* decides of what kind a customer is."""
    return all(isinstance(rule.then, CustomerKind) for rule in table.rules)


def requirements_of(
    table: DecisionTable[object], column_names: Mapping[str, str], given: Collection[str] = ()
) -> list[ColumnRequirement]:
    """Return what *table* reads, beyond what is *given*; facts that have a default may be absent."""
    return [
        ColumnRequirement(
            column_names[name],
            *((ColumnType.FLAG, ()) if domain is bool else (ColumnType.WORD, tuple(map(fact_word, facts_of(domain))))),
            nulls=default_fact(table, name) is not None,
            may_be_absent=default_fact(table, name) is not None and column_names[name] == name,
        )
        for name, domain in table.inputs.items()
        if name not in given
    ]
