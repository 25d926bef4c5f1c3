"""Inspection: everything that keeps a frame from having answers, found at once."""

from collections.abc import Sequence

from relclient._validation import check_instance
from relclient.decision_tables.table import DecisionTable
from relclient.errors import Problems
from relclient.interop.frames._checks import (
    blank_columns,
    duplicates,
    name_problems,
    structure_problems,
    value_problems,
)
from relclient.interop.frames._compute import refuse_contradictions
from relclient.interop.frames._engines import Columns, Frame
from relclient.interop.frames._expressions import Source
from relclient.interop.frames._ordering import attributes_of
from relclient.interop.frames._requirements import (
    CLASSIFY_OUTPUTS,
    RANK_OUTPUTS,
    called_in,
    is_kind_table,
    is_side_table,
    rank_questions,
    table_questions,
)
from relclient.ranking.policy import PriorityPolicy


def inspect(frame: Frame, questions: Sequence[DecisionTable[object] | PriorityPolicy], columns: Columns | None) -> None:
    """
    Refuse a frame that has not what *questions* need; runs the query of a lazy frame.

    Raises:
        InvalidType: a question is none.
        Problems: all that is wrong with the frame, or with the questions.
        ContradictoryTables: the kind of a row is of the other side.
    """
    schema = frame.collect_schema()
    for place, question in enumerate(questions):
        what = f"check questions[{place}]"
        check_instance(what, question, DecisionTable | PriorityPolicy, "a DecisionTable or a PriorityPolicy")
    tables = [question for question in questions if isinstance(question, DecisionTable)]
    policies = [question for question in questions if isinstance(question, PriorityPolicy)]
    more = [name for table in tables for name in table.inputs]
    called = called_in("check", columns, more=[*more, *(name for one in policies for name in attributes_of(one))])
    needs = [need for policy in policies for need in rank_questions(policy, schema, columns, called)]
    sides = [table for table in tables if is_side_table(table)]
    kinds = [table for table in tables if is_kind_table(table)]
    for table in tables:
        needs += table_questions(table, called, given=("side",) if sides and table not in sides else ())
    blank = blank_columns(frame, schema, needs)
    needs = [need for need in needs if need.column not in blank]
    problems = structure_problems(frame, schema, needs)
    outputs = [*(RANK_OUTPUTS if policies else ()), *(CLASSIFY_OUTPUTS if sides and kinds else ())]
    answers = [called[name] for name in outputs]
    problems += name_problems(frame, schema, needs, answers, schema if policies else ())
    if not problems:
        problems = value_problems(frame, schema, needs)
        problems += duplicates(frame, called["id"]) if policies else []
    if problems:
        raise Problems.found(problems)
    for side_table in sides:
        for kind_table in kinds:
            refuse_contradictions(frame, Source(called, schema, checked=True), side_table, kind_table)
