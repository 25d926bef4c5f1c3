"""Questions to frames: what each reads and what it answers, by relclient's names for columns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeGuard

from relclient.classification.classification import FACTS, Evidence, KindTable, SideTable
from relclient.classification.classification import classify as classify_one
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ContradictoryTables, InvalidValue, Problems
from relclient.interop.frames._checks import Need, Schema, Shape
from relclient.interop.frames._engines import Columns, as_columns
from relclient.interop.frames._expressions import needs_of, table_problems
from relclient.interop.frames._ordering import attributes_of, level_needs, policy_needs, policy_problems
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.ranking._policies import Policy

CLASSIFY_OUTPUTS: Final = ("side", "kind")
PRIORITIZE_OUTPUTS: Final = ("priority", "level")
RANK_OUTPUTS: Final = ("place", "level")
NAMES: Final = (
    *FACTS,
    *("side", "kind", "impact", "urgency", "override", "priority", "level"),
    *("id", "received", "due", "serves_external", "place", "party", "provider"),
)
"""What columns are called, unless the caller says otherwise."""


def called_in(
    what: str, columns: Columns | None, outputs: Sequence[str] = (), more: Iterable[str] = ()
) -> dict[str, str]:
    """
    Give what each name is called in a frame; *outputs* are those of answers, *more* those beyond the usual.

    Raises:
        Problems: a key is no such name, a column is no text, or two answers would be one column.
    """
    called = as_columns(what, columns, [*dict.fromkeys([*NAMES, *more])])
    if len({called[name] for name in outputs}) < len(outputs):
        shared = InvalidValue(f"{what} columns", dict(columns or {}), "each answer needs a column of its own")
        raise Problems.found([shared])
    return called


def apart(what: str, needs: Iterable[Need], called: Mapping[str, str], outputs: Sequence[str]) -> list[Need]:
    """
    Give *needs*, none of which is a column of an answer.

    Raises:
        Problems: one is.
    """
    needs = list(needs)
    answers = {called[name]: name for name in outputs}
    taken = dict.fromkeys(need.column for need in needs if need.column in answers)
    problems = [
        InvalidValue(f"{what} column {column!r}", column, f"it is read, so the {answers[column]} needs another column")
        for column in taken
    ]
    if problems:
        raise Problems.found(problems)
    return needs


def classification_needs(side_table: SideTable, kind_table: KindTable, called: Mapping[str, str]) -> list[Need]:
    """
    Tell what a classification reads: what its tables ask for, but the side, which one of them gives.

    Raises:
        InvalidType, Problems: the tables are none, or ask for what is no fact of `Evidence`.
    """
    with suppress(ContradictoryTables):  # which depends on the facts
        classify_one(Evidence(), side_table, kind_table)  # which refuses what are no such tables
    needs = [*needs_of(side_table, called), *needs_of(kind_table, called, given=("side",))]
    return apart("classify", needs, called, CLASSIFY_OUTPUTS)


def has_override(schema: Schema, columns: Columns | None, called: Mapping[str, str]) -> bool:
    """Tell whether levels set by hand are read: where the caller names their column, or it has the usual name."""
    return "override" in (columns or {}) or called["override"] in schema


def level_questions(
    matrix: DecisionTable[Priority], schema: Schema, columns: Columns | None, called: Mapping[str, str]
) -> list[Need]:
    """
    Tell what levels are made of.

    Raises:
        InvalidType, Problems: the matrix is none.
    """
    policy = Policy("levels", (), matrix)
    needs = level_needs(policy, called, with_override=has_override(schema, columns, called))
    return apart("prioritize", needs, called, PRIORITIZE_OUTPUTS)


def rank_questions(policy: Policy, schema: Schema, columns: Columns | None, called: Mapping[str, str]) -> list[Need]:
    """
    Tell what a ranking reads.

    Raises:
        Problems: a criterion is a function, or an attribute has the name of an answer.
    """
    problems = policy_problems(policy)
    remedy = "an answer has this name; call the attribute something else"
    problems += [
        InvalidValue("rank policy attribute", name, remedy) for name in attributes_of(policy) if name in RANK_OUTPUTS
    ]
    if problems:
        raise Problems.found(problems)
    needs = policy_needs(policy, called, with_override=has_override(schema, columns, called))
    return apart("rank", needs, called, RANK_OUTPUTS)


def id_questions(what: str, names: Iterable[str], called: Mapping[str, str], outputs: Sequence[str]) -> list[Need]:
    """
    Tell of which columns of ids a network is asked.

    Raises:
        Problems: one of them is a column of an answer.
    """
    return apart(what, [Need(called[name], Shape.WORD) for name in names], called, outputs)


def table_questions(table: DecisionTable[object], called: Mapping[str, str], given: Collection[str] = ()) -> list[Need]:
    """
    Tell what *table* reads, beyond what is *given*.

    Raises:
        Problems: it cannot run in a frame.
    """
    if problems := table_problems(table):
        raise Problems.found(problems)
    return needs_of(table, called, given)


def is_side_table(table: DecisionTable[object]) -> TypeGuard[SideTable]:
    """Tell whether *table* decides on which side a customer is."""
    return all(isinstance(rule.then, Side) for rule in table.rules)


def is_kind_table(table: DecisionTable[object]) -> TypeGuard[KindTable]:
    """Tell whether *table* decides of what kind a customer is."""
    return all(isinstance(rule.then, CustomerKind) for rule in table.rules)
