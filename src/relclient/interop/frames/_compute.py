"""Work on frames: what is read, checked, computed, and put beside the columns that were there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw
from attrs import evolve, frozen

from relclient._validation import check_instance
from relclient.classification.classification import classify as classify_one
from relclient.classification.evidence import FACTS, Evidence
from relclient.classification.rulebook import Rulebook
from relclient.classification.tables import KindTable
from relclient.decision_tables.table import DecisionTable
from relclient.errors import Problems
from relclient.interop.frames._criteria import (
    LEVELS,
    FrameContext,
    attributes_of,
    keys_of,
    merge_buckets,
    rank_requirements,
)
from relclient.interop.frames._engines import Columns, Frame, collect, is_lazy, schema_of
from relclient.interop.frames._expressions import Cell, ColumnReader, compile_table, fact_of, word_of
from relclient.interop.frames._requirements import (
    CLASSIFY_OUTPUTS,
    RANK_OUTPUTS,
    ColumnRequirement,
    ColumnType,
    column_names_in,
    is_kind_table,
    is_side_table,
    table_requirements,
)
from relclient.interop.frames._sorting import plan_lazy_sort, plan_sort, sort_by_plan
from relclient.interop.frames._validation import (
    all_null_columns,
    duplicates,
    is_read,
    may_have_faults,
    name_problems,
    structure_problems,
    value_problems,
)
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.ranking.policy import PriorityPolicy

if TYPE_CHECKING:
    from relclient._facts import Domain

_EXTERNAL = word_of(Side.EXTERNAL)
_EXTERNAL_KINDS = [word_of(kind) for kind in CustomerKind if kind.side is Side.EXTERNAL]


@frozen
class CheckedFrame:
    """A frame whose columns are known to serve, and what they serve for."""

    frame: Frame
    reader: ColumnReader
    requirements: tuple[ColumnRequirement, ...]

    @classmethod
    def on(
        cls,
        frame: Frame,
        column_names: Mapping[str, str],
        requirements: Iterable[ColumnRequirement],
        outputs: Iterable[str],
        *,
        moves: bool = False,
    ) -> "CheckedFrame":
        """
        Look at the columns that are read, and at those beside the *outputs*; a work that *moves* names all of them.

        Raises:
            Problems: a column is missing or of the wrong type, or its name is none that the engine keeps apart, or it
                lacks a value in a frame that is not lazy.
        """
        schema = schema_of(frame)
        requirements = dict.fromkeys(requirements)
        all_null = all_null_columns(frame, schema, requirements)
        reader = ColumnReader(column_names, schema, checked=not is_lazy(frame), all_null=all_null)
        checked = cls(
            frame, reader, tuple(requirement for requirement in requirements if is_read(requirement, schema, all_null))
        )
        problems = structure_problems(frame, schema, checked.requirements)
        answers = [column_names[name] for name in outputs]
        problems += name_problems(frame, schema, checked.requirements, answers, schema if moves else ())
        if not problems and isinstance(frame, nw.DataFrame) and may_have_faults(frame, checked.requirements):
            problems = value_problems(frame, schema, checked.requirements)
        if problems:
            raise Problems.found(problems)
        return checked

    def with_answers(self, frame: Frame, answers: Mapping[str, nw.Expr]) -> Frame:
        """
        Add columns of *answers*.

        Raises:
            Problems: a row has no answer, in a frame that is not lazy.
        """
        if is_lazy(frame):
            return frame.with_columns(**answers)
        return self.refuse_gaps(_at_once(frame, answers), answers)

    def refuse_gaps(self, answered: nw.DataFrame[Any], answers: Iterable[str]) -> nw.DataFrame[Any]:
        """
        Return *answered* back.

        Raises:
            Problems: a row has none of the *answers*.
        """
        if any(answered.get_column(name).null_count() for name in answers):
            raise Problems.found(value_problems(self.frame, self.reader.schema, self.requirements))
        return answered

    def reader_with(self, **types: Any) -> ColumnReader:  # noqa: ANN401  # narwhals has no public base of its types
        """Return the source that has columns of these types as well, by relclient's names for them."""
        added = {self.reader.column_names[name]: dtype for name, dtype in types.items()}
        return evolve(self.reader, schema={**self.reader.schema, **added})


def _at_once(frame: Frame, answers: Mapping[str, nw.Expr]) -> nw.DataFrame[Any]:
    if frame.implementation.is_polars():
        # Polars plans a lazy query as a whole, and computes once what several expressions ask for.
        return collect(frame.lazy().with_columns(**answers))
    return collect(frame.with_columns(**answers))


def add_side_and_kind(checked: CheckedFrame, rulebook: Rulebook) -> Frame:
    """
    Add the side and the kind.

    Raises:
        ContradictoryTables: a row is of a kind of the other side, in a frame that is not lazy.
    """
    side, kind = (checked.reader.column_names[name] for name in ("side", "kind"))
    frame = checked.with_answers(checked.frame, {side: compile_table(rulebook.side_table, checked.reader)})
    kinds = compile_table(rulebook.kind_table, checked.reader_with(side=nw.String()))
    frame = checked.with_answers(frame, {kind: kinds})
    if not _may_contradict(rulebook.kind_table):
        return frame
    if not is_lazy(frame):
        _refuse_contradictions(frame, checked.reader, rulebook)
        return frame
    return frame.with_columns(nw.when(~_contradicts(checked.reader)).then(nw.col(kind)).alias(kind))


def refuse_contradictions(frame: Frame, reader: ColumnReader, rulebook: Rulebook) -> None:
    """
    Classify a *frame* that lacks nothing only to see whether two answers fit; runs the query of a lazy frame.

    Raises:
        ContradictoryTables: a row is of a kind of the other side.
    """
    if _may_contradict(rulebook.kind_table):
        sides = frame.with_columns(compile_table(rulebook.side_table, reader).alias(reader.column_names["side"]))
        kinds = sides.with_columns(compile_table(rulebook.kind_table, reader).alias(reader.column_names["kind"]))
        _refuse_contradictions(kinds, reader, rulebook)


def _may_contradict(kind_table: KindTable) -> bool:
    """Return whether a rule does not ask for the side of its kind, so that the two could differ."""
    return any(rule.when.get("side", frozenset(Side)) - {rule.then.side} for rule in kind_table.rules)


def _contradicts(reader: ColumnReader) -> nw.Expr:
    is_external = nw.col(reader.column_names["side"]) == nw.lit(_EXTERNAL)
    return is_external != nw.col(reader.column_names["kind"]).is_in(_EXTERNAL_KINDS)


def _refuse_contradictions(frame: Frame, reader: ColumnReader, rulebook: Rulebook) -> None:
    inputs: dict[str, Domain] = {**rulebook.side_table.inputs, **rulebook.kind_table.inputs}
    facts = [name for name in inputs if name != "side" and not reader.is_absent(name)]
    wrong = frame.filter(_contradicts(reader)).select([reader.column_names[fact] for fact in facts])
    for row in collect(wrong.head(1)).rows():
        known = {name: fact_of(inputs[name], cell) for name, cell in zip(facts, row, strict=True) if cell is not None}
        evidence = {name: bool(fact) for name, fact in known.items() if name in FACTS}
        own = {name: fact for name, fact in known.items() if name not in FACTS}
        classify_one(Evidence(**evidence), rulebook, facts=own)  # objects say why


def level_of(answer: object) -> Cell:
    """Return a priority as its number."""
    return answer.level if isinstance(answer, Priority) else None


def add_level(checked: CheckedFrame, matrix: DecisionTable[Priority], *, with_override: bool) -> Frame:
    """Add the level: set by hand where it is, else by *matrix*."""
    level = compile_table(matrix, checked.reader, level_of)
    if with_override and not checked.reader.is_all_null("override"):
        override = checked.reader.read("override")
        chosen = nw.when(override.is_null()).then(level)
        for word, number in LEVELS.items():
            chosen = chosen.when(override == nw.lit(word)).then(nw.lit(number))
        level = chosen
    name = checked.reader.column_names["level"]
    if is_lazy(checked.frame):
        return checked.with_answers(checked.frame, {name: level.cast(nw.Int64)})
    # In pandas only a column without nulls can be one of whole numbers.
    return checked.with_answers(checked.frame, {name: level}).with_columns(nw.col(name).cast(nw.Int64))


def add_priority(checked: CheckedFrame, frame: Frame) -> Frame:
    """Add the name of the level."""
    level = nw.col(checked.reader.column_names["level"])
    (first, number), *others = LEVELS.items()
    name = nw.when(level == nw.lit(number)).then(nw.lit(first))
    for word, number in others:
        name = name.when(level == nw.lit(number)).then(nw.lit(word))
    return frame.with_columns(name.alias(checked.reader.column_names["priority"]))


def add_place(checked: CheckedFrame, policy: PriorityPolicy, at: datetime, *, with_override: bool) -> Frame:
    """
    Add the place and the level, and sort by the place.

    Raises:
        Problems: two rows have one id, in a frame that is not lazy.
    """
    place, level = checked.reader.column_names["place"], checked.reader.column_names["level"]
    columns = [name for name in checked.reader.schema if name not in {place, level}]
    frame = checked.frame.select(columns)
    is_polars = frame.implementation.is_polars()
    # Polars plans a lazy query as a whole, so a frame that is not lazy becomes one on the way to the sorting.
    start = evolve(checked, frame=frame.lazy() if is_polars else frame)
    frame = add_level(start, policy.matrix, with_override=with_override)
    reader = checked.reader_with(level=nw.Int64())
    asked = FrameContext(reader, frame, at)
    keys = merge_buckets([key for criterion in policy.deciding for key in keys_of(criterion, asked)])
    columns += [place, level]
    if is_lazy(checked.frame):
        order = plan_lazy_sort(
            frame, keys, [*checked.requirements, ColumnRequirement(level, ColumnType.ORDERED)], reader.schema
        )
        return sort_by_plan(frame.with_columns(**order.computed), order, place, columns)
    ids = collect(checked.frame.select(reader.read("id"))).get_column(reader.column_names["id"])
    if ids.n_unique() < len(ids):
        raise Problems.found(duplicates(checked.frame, ids.name))
    order = plan_sort(frame, keys, reader.schema)
    computed = collect(frame.with_columns(**order.computed) if order.computed else frame)
    return sort_by_plan(checked.refuse_gaps(computed, [level, *order.buckets]), order, place, columns)


def check_questions(
    frame: Frame, questions: Sequence[DecisionTable[object] | PriorityPolicy], columns: Columns | None
) -> None:
    """
    Raise unless *frame* has what *questions* need; runs the query of a lazy frame.

    Raises:
        InvalidType: a question is none.
        Problems: all that is wrong with the frame, or with the questions.
        ContradictoryTables: the kind of a row is of the other side.
    """
    schema = schema_of(frame)
    for place, question in enumerate(questions):
        what = f"check questions[{place}]"
        check_instance(what, question, DecisionTable | PriorityPolicy, "a DecisionTable or a PriorityPolicy")
    tables = [question for question in questions if isinstance(question, DecisionTable)]
    policies = [question for question in questions if isinstance(question, PriorityPolicy)]
    more = [name for table in tables for name in table.inputs]
    column_names = column_names_in(
        "check",
        columns,
        more=[*more, *(name for one in policies for name in [*attributes_of(one), *one.matrix.inputs])],
    )
    requirements = [
        requirement for policy in policies for requirement in rank_requirements(policy, schema, columns, column_names)
    ]
    sides = [table for table in tables if is_side_table(table)]
    kinds = [table for table in tables if is_kind_table(table)]
    for table in tables:
        requirements += table_requirements(table, column_names, given=("side",) if sides and table not in sides else ())
    all_null = all_null_columns(frame, schema, requirements)
    requirements = [requirement for requirement in requirements if is_read(requirement, schema, all_null)]
    problems = structure_problems(frame, schema, requirements)
    outputs = [*(RANK_OUTPUTS if policies else ()), *(CLASSIFY_OUTPUTS if sides and kinds else ())]
    answers = [column_names[name] for name in outputs]
    problems += name_problems(frame, schema, requirements, answers, schema if policies else ())
    if not problems:
        problems = value_problems(frame, schema, requirements)
        problems += duplicates(frame, column_names["id"]) if policies else []
    if problems:
        raise Problems.found(problems)
    for side_table in sides:
        for kind_table in kinds:
            reader = ColumnReader(column_names, schema, checked=True, all_null=all_null)
            refuse_contradictions(frame, reader, Rulebook(side_table, kind_table))
