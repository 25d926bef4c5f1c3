"""Work on frames: what is read, checked, computed, and put beside the columns that were there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import narwhals as nw
from attrs import evolve, frozen

from relclient.classification.classification import FACTS, Evidence, KindTable, SideTable
from relclient.classification.classification import classify as classify_one
from relclient.decision_tables.table import DecisionTable
from relclient.errors import Problems
from relclient.interop.frames._checks import (
    Need,
    Shape,
    blank_columns,
    duplicates,
    may_have_faults,
    name_problems,
    structure_problems,
    value_problems,
)
from relclient.interop.frames._engines import Frame, collected, is_lazy
from relclient.interop.frames._expressions import Cell, Source, compiled, word_of
from relclient.interop.frames._ordering import LEVELS, keys_of, merged
from relclient.interop.frames._sorting import in_order, plan, plan_for_lazy
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.ranking._policies import Policy
from relclient.ranking.criteria import ByKey

_EXTERNAL = word_of(Side.EXTERNAL)
_EXTERNAL_KINDS = [word_of(kind) for kind in CustomerKind if kind.side is Side.EXTERNAL]


@frozen
class Work:
    """A frame whose columns are known to serve, and what they serve for."""

    frame: Frame
    source: Source
    needs: tuple[Need, ...]

    @classmethod
    def on(
        cls,
        frame: Frame,
        called: Mapping[str, str],
        needs: Iterable[Need],
        outputs: Iterable[str],
        *,
        moves: bool = False,
    ) -> "Work":
        """
        Look at the columns that are read, and at those beside the *outputs*; a work that *moves* names all of them.

        Raises:
            Problems: a column is missing or of the wrong type, or its name is none that the engine keeps apart, or it
                lacks a value in a frame that is not lazy.
        """
        schema = frame.collect_schema()
        needs = dict.fromkeys(needs)
        blank = blank_columns(frame, schema, needs)
        source = Source(called, schema, checked=not is_lazy(frame), blank=blank)
        work = cls(frame, source, tuple(need for need in needs if need.column not in blank))
        problems = structure_problems(frame, schema, work.needs)
        answers = [called[name] for name in outputs]
        problems += name_problems(frame, schema, work.needs, answers, schema if moves else ())
        if not problems and isinstance(frame, nw.DataFrame) and may_have_faults(frame, work.needs):
            problems = value_problems(frame, schema, work.needs)
        if problems:
            raise Problems.found(problems)
        return work

    def adding(self, frame: Frame, answers: Mapping[str, nw.Expr]) -> Frame:
        """
        Add columns of *answers*.

        Raises:
            Problems: a row has no answer, in a frame that is not lazy.
        """
        if is_lazy(frame):
            return frame.with_columns(**answers)
        return self.complete(_at_once(frame, answers), answers)

    def complete(self, answered: nw.DataFrame[Any], answers: Iterable[str]) -> nw.DataFrame[Any]:
        """
        Give *answered* back.

        Raises:
            Problems: a row has none of the *answers*.
        """
        if any(answered.get_column(name).null_count() for name in answers):
            raise Problems.found(value_problems(self.frame, self.source.schema, self.needs))
        return answered

    def knowing(self, **types: Any) -> Source:  # noqa: ANN401  # narwhals has no public base of its types
        """Give the source that has columns of these types as well, by relclient's names for them."""
        added = {self.source.called[name]: dtype for name, dtype in types.items()}
        return evolve(self.source, schema={**self.source.schema, **added})


def _at_once(frame: Frame, answers: Mapping[str, nw.Expr]) -> nw.DataFrame[Any]:
    if frame.implementation.is_polars():
        # Polars plans a lazy query as a whole, and computes once what several expressions ask for.
        return collected(frame.lazy().with_columns(**answers))
    return collected(frame.with_columns(**answers))


def classified(work: Work, side_table: SideTable, kind_table: KindTable) -> Frame:
    """
    Add the side and the kind.

    Raises:
        ContradictoryTables: a row is of a kind of the other side, in a frame that is not lazy.
    """
    kind = work.source.called["kind"]
    frame = work.adding(work.frame, {work.source.called["side"]: compiled(side_table, work.source)})
    frame = work.adding(frame, {kind: compiled(kind_table, work.knowing(side=nw.String()))})
    if not _may_contradict(kind_table):
        return frame
    if not is_lazy(frame):
        _refuse_contradictions(frame, work.source, side_table, kind_table)
        return frame
    return frame.with_columns(nw.when(~_contradicts(work.source)).then(nw.col(kind)).alias(kind))


def refuse_contradictions(frame: Frame, source: Source, side_table: SideTable, kind_table: KindTable) -> None:
    """
    Classify a *frame* that lacks nothing only to see whether two answers fit; runs the query of a lazy frame.

    Raises:
        ContradictoryTables: a row is of a kind of the other side.
    """
    if _may_contradict(kind_table):
        sides = frame.with_columns(compiled(side_table, source).alias(source.called["side"]))
        kinds = sides.with_columns(compiled(kind_table, source).alias(source.called["kind"]))
        _refuse_contradictions(kinds, source, side_table, kind_table)


def _may_contradict(kind_table: KindTable) -> bool:
    """Tell whether a rule does not ask for the side of its kind; the facts may keep it from answering all the same."""
    return any(rule.when.get("side", frozenset(Side)) - {rule.then.side} for rule in kind_table.rules)


def _contradicts(source: Source) -> nw.Expr:
    is_external = nw.col(source.called["side"]) == nw.lit(_EXTERNAL)
    return is_external != nw.col(source.called["kind"]).is_in(_EXTERNAL_KINDS)


def _refuse_contradictions(frame: Frame, source: Source, side_table: SideTable, kind_table: KindTable) -> None:
    facts = [name for name in FACTS if name in {*side_table.inputs, *kind_table.inputs}]
    wrong = frame.filter(_contradicts(source)).select([source.called[fact] for fact in facts])
    for row in collected(wrong.head(1)).rows():
        # Objects say why.
        classify_one(Evidence(**dict(zip(facts, map(bool, row), strict=True))), side_table, kind_table)


def level_of(answer: object) -> Cell:
    """Give a priority as its number."""
    return answer.level if isinstance(answer, Priority) else None


def leveled(work: Work, matrix: DecisionTable[Priority], *, with_override: bool) -> Frame:
    """Add the level: set by hand where it is, else by *matrix*."""
    level = compiled(matrix, work.source, level_of)
    if with_override and not work.source.is_blank("override"):
        override = work.source.read("override")
        chosen = nw.when(override.is_null()).then(level)
        for word, number in LEVELS.items():
            chosen = chosen.when(override == nw.lit(word)).then(nw.lit(number))
        level = chosen
    name = work.source.called["level"]
    if is_lazy(work.frame):
        return work.adding(work.frame, {name: level.cast(nw.Int64)})
    # In pandas only a column without nulls can be one of whole numbers.
    return work.adding(work.frame, {name: level}).with_columns(nw.col(name).cast(nw.Int64))


def named(work: Work, frame: Frame) -> Frame:
    """Add the name of the level."""
    level = nw.col(work.source.called["level"])
    (first, number), *others = LEVELS.items()
    name = nw.when(level == nw.lit(number)).then(nw.lit(first))
    for word, number in others:
        name = name.when(level == nw.lit(number)).then(nw.lit(word))
    return frame.with_columns(name.alias(work.source.called["priority"]))


def ranked(work: Work, policy: Policy, at: datetime, *, with_override: bool) -> Frame:
    """
    Add the place and the level, and sort by the place.

    Raises:
        Problems: two rows have one id, in a frame that is not lazy.
    """
    place, level = work.source.called["place"], work.source.called["level"]
    columns = [name for name in work.source.schema if name not in {place, level}]
    frame = work.frame.select(columns)
    is_polars = frame.implementation.is_polars()
    # Polars plans a lazy query as a whole, so a frame that is not lazy becomes one on the way to the sorting.
    start = evolve(work, frame=frame.lazy() if is_polars else frame)
    frame = leveled(start, policy.matrix, with_override=with_override)
    source = work.knowing(level=nw.Int64())
    criteria = [criterion for criterion in policy.deciding if not isinstance(criterion, ByKey)]
    keys = merged([key for criterion in criteria for key in keys_of(criterion, source, frame, at)])
    columns += [place, level]
    if is_lazy(work.frame):
        order = plan_for_lazy(frame, keys, [*work.needs, Need(level, Shape.ORDERED)], source.schema)
        return in_order(frame.with_columns(**order.made), order, place, columns)
    ids = collected(work.frame.select(source.read("id"))).get_column(source.called["id"])
    if ids.n_unique() < len(ids):
        raise Problems.found(duplicates(work.frame, ids.name))
    order = plan(frame, keys, source.schema)
    made = collected(frame.with_columns(**order.made) if order.made else frame)
    return in_order(work.complete(made, [level, *order.bins]), order, place, columns)
