"""What a network knows, put beside the ids in a frame: the network is on this machine, so the ids come to it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import narwhals as nw

from relclient.classification.evidence import FACTS
from relclient.errors import Problems, RelclientError, SelfRelationship, UnknownParty
from relclient.interop.frames._engines import Frame, collect, schema_of, to_engine, unused_name
from relclient.interop.frames._requirements import ColumnRequirement
from relclient.interop.frames._validation import name_problems, structure_problems, value_problems
from relclient.network import ServiceNetwork

Ids: TypeAlias = tuple[str, ...]
AnswerFunction: TypeAlias = Callable[[Ids], tuple[bool, ...]]

NOT_OF_TIES = ("occasional", "standing_account")
"""Facts that may also be of one custom alone, so that a column which says them stays as it is."""
OF_TIES = tuple(fact for fact in FACTS if fact not in NOT_OF_TIES)

_MOST_GUESSES = 10
"""For how many unknown ids those that look alike are sought; that takes its time in a large network."""


def add_network_columns(
    frame: Frame,
    requirements: Sequence[ColumnRequirement],
    facts: Sequence[str],
    network: ServiceNetwork,
    answer_for: AnswerFunction,
) -> Frame:
    """
    Add the columns *facts*: what *answer_for* says of the ids in a row, each combination of which is asked for once.

    The query of a lazy frame is run for its ids, and the answers are joined to it.

    Raises:
        Problems: a column is missing or holds no strings; an id is null or unknown, or a party is beside itself.
    """
    schema = schema_of(frame)
    if problems := [
        *structure_problems(frame, schema, requirements),
        *name_problems(frame, schema, requirements, facts, schema),
    ]:
        raise Problems.found(problems)
    keys = {
        unused_name(schema, f"id{place}"): nw.col(requirement.column).cast(nw.String)
        for place, requirement in enumerate(requirements)
    }
    ids = collect(frame.select(**keys).unique())
    if any(ids.get_column(key).null_count() for key in keys):
        raise Problems.found(value_problems(frame, schema, requirements))
    rows = ids.rows()
    if problems := list(_problems(rows, network)):
        raise Problems.found(problems)
    answers = [(*row, *answer_for(row)) for row in rows]
    names = [*keys, *facts]
    table = dict(zip(names, zip(*answers, strict=True) if answers else [()] * len(names), strict=True))
    types = dict.fromkeys(keys, nw.String()) | dict.fromkeys(facts, nw.Boolean())
    if isinstance(frame, nw.LazyFrame):
        kept = [name for name in schema if name not in facts]
        joined = frame.select(*kept, **keys).join(to_engine(frame, table, types), on=list(keys), how="left")
        return joined.select(*kept, *facts)
    # Beside the rows of this frame, so that they keep their order, and in pandas their index.
    number = unused_name(schema, "row")
    small = nw.from_dict(table, types, backend=frame.implementation)
    matched = frame.select(**keys).with_row_index(number).join(small, on=list(keys), how="left").sort(number)
    return frame.with_columns(*(matched.get_column(fact) for fact in facts))


def _problems(rows: Sequence[Ids], network: ServiceNetwork) -> Iterator[RelclientError]:
    strangers = sorted({id for row in rows for id in row} - network.parties.keys())
    yield from (UnknownParty.among(id, network.parties) for id in strangers[:_MOST_GUESSES])
    yield from map(UnknownParty, strangers[_MOST_GUESSES:])
    yield from (SelfRelationship(row[0]) for row in sorted(rows) if len(row) > 1 and row[0] == row[1])
