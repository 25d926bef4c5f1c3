"""
Frames: the same rules and policies on a million rows of pandas, Polars, PyArrow, DuckDB or PySpark.

Each function takes a data frame and gives one of the same kind; a lazy one stays lazy.
Members of enumerations are their names in lower case: ``"situational"``, ``"b2b"``, ``"critical"``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from relclient._validation import check_day, check_instance, check_instant
from relclient.classification.evidence import FACTS
from relclient.classification.rulebook import DEFAULT_RULEBOOK, Rulebook
from relclient.decision_tables.table import DecisionTable
from relclient.errors import MissingExtra
from relclient.model.priorities import Priority
from relclient.network import ServiceNetwork
from relclient.ranking.policy import PriorityPolicy
from relclient.sla.priority_matrix import PRIORITY_MATRIX

try:
    import narwhals as nw

    from relclient.interop.frames._compute import (
        CheckedFrame,
        add_level,
        add_place,
        add_priority,
        add_side_and_kind,
        check_questions,
    )
    from relclient.interop.frames._criteria import (
        attributes_of,
        has_override,
        prioritize_requirements,
        rank_requirements,
    )
    from relclient.interop.frames._engines import close_frame, open_frame, schema_of
    from relclient.interop.frames._expressions import ColumnReader, compile_table
    from relclient.interop.frames._network_columns import NOT_OF_TIES, OF_TIES, add_network_columns
    from relclient.interop.frames._requirements import (
        CLASSIFY_OUTPUTS,
        PRIORITIZE_OUTPUTS,
        RANK_OUTPUTS,
        classification_requirements,
        column_names_in,
        id_requirements,
        table_requirements,
    )
except ModuleNotFoundError as _error:
    raise MissingExtra.lacking(_error, __name__, "frames") from None

__all__ = ["check", "classify", "evidence", "prioritize", "rank", "serves_external", "table_expression"]

F = TypeVar("F")


def classify(frame: F, rulebook: Rulebook = DEFAULT_RULEBOOK, *, columns: Mapping[str, str] | None = None) -> F:
    """
    Add the columns ``side`` and ``kind``: on which side each row's customer is, and of what kind.

    The facts that the tables of *rulebook* ask for are read from columns of True and False with the names that
    `Evidence` has, and those of an app's own from columns of their names: a bool that is absent is no, a member of an
    enumeration is its name in lower case, and has to be there unless its table has a default for it.
    *columns* says what columns are called in this frame, by the names that they have here.
    Columns of an answer that are there already are replaced.

    >>> from attrs import asdict
    >>> import polars as pl
    >>> from relclient import Evidence
    >>> from relclient.interop import frames
    >>> facts = pl.DataFrame([asdict(Evidence(employed=True)), asdict(Evidence(is_organization=True))])
    >>> frames.classify(facts).select("side", "kind").rows()
    [('internal', 'horizontal'), ('external', 'b2b')]

    Raises:
        InvalidType: an argument is not what its name says.
        Problems: all at once: columns that are missing, of another type, or lack a value (a lazy frame has null answers
            in such rows, and `check` tells of them).
        ContradictoryTables: the kind of a row is of the other side (in a lazy frame it is null).
    """
    check_instance("classify rulebook", rulebook, Rulebook, "a Rulebook")
    opened = open_frame("classify frame", frame)
    column_names = column_names_in("classify", columns, CLASSIFY_OUTPUTS, more=rulebook.own_facts)
    requirements = classification_requirements(rulebook, column_names)
    checked = CheckedFrame.on(opened, column_names, requirements, CLASSIFY_OUTPUTS)
    return close_frame(add_side_and_kind(checked, rulebook), frame)


def prioritize(
    frame: F, matrix: DecisionTable[Priority] = PRIORITY_MATRIX, *, columns: Mapping[str, str] | None = None
) -> F:
    """
    Add the columns ``priority`` and ``level``: the level of each row's request, by name and as 1 to 5.

    ``impact`` and ``urgency`` are read, ``side`` and ``kind`` if *matrix* asks for them, and facts of an app's own as
    in `classify`.
    A column ``override``, if there is one, holds levels set by hand, or to which a request was changed since:
    they stand above the matrix, which gives the level of the rows that have none. It cannot be passed over,
    so rename one that holds something else.

    >>> import polars as pl
    >>> from relclient.interop import frames
    >>> desk = pl.DataFrame({"impact": ["high", "low"], "urgency": ["high", "low"], "override": [None, "moderate"]})
    >>> frames.prioritize(desk).select("priority", "level").rows()
    [('critical', 1), ('moderate', 3)]

    Raises:
        InvalidType: an argument is not what its name says.
        Problems: all at once: what the matrix asks for beyond these columns, and answers beyond `Priority`; columns
            that are missing, of another type, hold a word that is no level, or lack a value (a lazy frame has null
            answers in such rows, and `check` tells of them).
    """
    check_instance("prioritize matrix", matrix, DecisionTable, "a DecisionTable")
    opened = open_frame("prioritize frame", frame)
    column_names = column_names_in("prioritize", columns, PRIORITIZE_OUTPUTS, more=matrix.inputs)
    schema = schema_of(opened)
    checked = CheckedFrame.on(
        opened, column_names, prioritize_requirements(matrix, schema, columns, column_names), PRIORITIZE_OUTPUTS
    )
    with_level = add_level(checked, matrix, with_override=has_override(schema, columns, column_names))
    return close_frame(add_priority(checked, with_level), frame)


def rank(
    frame: F,
    policy: PriorityPolicy,
    *,
    at: datetime,
    matrix: DecisionTable[Priority] | None = None,
    columns: Mapping[str, str] | None = None,
) -> F:
    """
    Add the columns ``place``, from 1, and ``level``, and sort the rows by their place.

    The order is that of the ``rank`` of a `PriorityPolicy` for the same requests. What is read: ``id``, ``received``,
    what the policy's matrix asks for, ``override`` if there is such a column (see `prioritize`), and what the
    criteria compare: ``side``, ``serves_external`` (of internal customers), ``kind``, ``due``, and columns named
    after attributes. ``due`` is the due time, whether set or promised: no agreement is asked.
    Times need a zone, and are compared as instants. *at* is the instant up to which requests have waited; only a
    `ByPriority` that lifts levels with time asks for it. ``level`` is that before it is lifted.

    >>> from datetime import UTC, datetime, timedelta
    >>> import polars as pl
    >>> from relclient import PriorityPolicy
    >>> from relclient.interop import frames
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> desk = pl.DataFrame({
    ...     "id": ["lamp", "leak"], "impact": ["low", "high"], "urgency": ["low", "high"],
    ...     "received": [monday, monday], "due": [None, monday + timedelta(hours=4)],
    ... })
    >>> frames.rank(desk, PriorityPolicy.equal_footing(), at=monday).select("place", "id", "level").rows()
    [(1, 'leak', 1), (2, 'lamp', 5)]

    Raises:
        InvalidType, NaiveDatetime: an argument is not what its name says.
        Problems: all at once: criteria that are a function, which no engine runs; columns that are missing, of another
            type, hold a word that is no level, side or kind, or lack a value that a criterion does not say where to
            put; an id that several rows have.
            A lazy frame has rows without a value last, with no place, and may have an id twice: `check` tells of them.
    """
    check_instance("rank policy", policy, PriorityPolicy, "a PriorityPolicy")
    check_instant("rank at", at)
    if matrix is not None:
        check_instance("rank matrix", matrix, DecisionTable, "a DecisionTable")
        policy = policy.with_matrix(matrix)
    opened = open_frame("rank frame", frame)
    column_names = column_names_in("rank", columns, RANK_OUTPUTS, more=[*attributes_of(policy), *policy.matrix.inputs])
    schema = schema_of(opened)
    checked = CheckedFrame.on(
        opened, column_names, rank_requirements(policy, schema, columns, column_names), RANK_OUTPUTS, moves=True
    )
    return close_frame(add_place(checked, policy, at, with_override=has_override(schema, columns, column_names)), frame)


def evidence(frame: F, network: ServiceNetwork, *, on: date, columns: Mapping[str, str] | None = None) -> F:
    """
    Add the columns that `classify` reads: what *network* knows on a day of each ``party`` toward its ``provider``.

    ``occasional`` and ``standing_account`` may be of one custom alone: a column that says them stays as it is.
    The network is on this machine, so the ids are fetched when this is called, and each pair is asked for once;
    the rest of a lazy frame stays where it is.

    >>> from datetime import date
    >>> import polars as pl
    >>> from relclient import Affiliation, Capacity, Organization, Person, ServiceNetwork
    >>> from relclient.interop import frames
    >>> ana, hotel = Person("ana"), Organization("hotel")
    >>> network = ServiceNetwork([Affiliation(ana, hotel, Capacity.EMPLOYEE)], parties=[Person("mr-pop")])
    >>> stays = pl.DataFrame({"party": ["ana", "mr-pop"], "provider": ["hotel", "hotel"]})
    >>> frames.classify(frames.evidence(stays, network, on=date(2026, 3, 2))).select("party", "kind").rows()
    [('ana', 'horizontal'), ('mr-pop', 'retail')]

    Raises:
        InvalidType: an argument is not what its name says, or the engine takes no table from here.
        Problems: all at once: ids that are missing or that the network does not know, parties beside themselves;
            a setting of DuckDB keeps tables from here out.
    """
    check_instance("evidence network", network, ServiceNetwork, "a ServiceNetwork")
    check_day("evidence on", on)
    opened = open_frame("evidence frame", frame)
    column_names = column_names_in("evidence", columns, FACTS)

    said = schema_of(opened)
    asked = [*OF_TIES, *(fact for fact in NOT_OF_TIES if column_names[fact] not in said)]

    def answer_for(ids: tuple[str, ...]) -> tuple[bool, ...]:
        found = network.evidence(ids[0], ids[1], on=on)
        return tuple(getattr(found, fact) for fact in asked)

    ids = id_requirements("evidence", ("party", "provider"), column_names, FACTS)
    added = [column_names[fact] for fact in asked]
    return close_frame(add_network_columns(opened, ids, added, network, answer_for), frame)


def serves_external(frame: F, network: ServiceNetwork, *, on: date, columns: Mapping[str, str] | None = None) -> F:
    """
    Add the column ``serves_external``, which `rank` reads: whether external customers wait on each ``party`` that day.

    The ids are fetched when this is called, as with `evidence`.

    >>> from datetime import date
    >>> import polars as pl
    >>> from relclient import Organization, Person, Relationship, RetailCustomer, ServiceNetwork
    >>> from relclient.interop import frames
    >>> dinner = Relationship(Organization("kitchen"), RetailCustomer(Person("mr-pop")), "dinner")
    >>> network = ServiceNetwork(relationships=[dinner], parties=[Organization("office")])
    >>> desk = pl.DataFrame({"party": ["kitchen", "office"]})
    >>> frames.serves_external(desk, network, on=date(2026, 3, 2))["serves_external"].to_list()
    [True, False]

    Raises:
        InvalidType: an argument is not what its name says, or the engine takes no table from here.
        Problems: all at once: ids that are missing or that the network does not know; a setting of DuckDB keeps
            tables from here out.
    """
    check_instance("serves_external network", network, ServiceNetwork, "a ServiceNetwork")
    check_day("serves_external on", on)
    opened = open_frame("serves_external frame", frame)
    column_names = column_names_in("serves_external", columns, ("serves_external",))

    def answer_for(ids: tuple[str, ...]) -> tuple[bool, ...]:
        return (network.serves_external(ids[0], on=on),)

    ids = id_requirements("serves_external", ("party",), column_names, ("serves_external",))
    return close_frame(add_network_columns(opened, ids, [column_names["serves_external"]], network, answer_for), frame)


def table_expression(table: DecisionTable[object], *, columns: Mapping[str, str] | None = None) -> nw.Expr:
    """
    Write any decision table as a narwhals expression, which every engine runs; it is named after the table.

    Its inputs are columns of True and False, or of the names of members in lower case; its answers become a column:
    members by their names, numbers, strings and dates as they are.
    The answer is null where a fact is null, unless the table has a default for it, or none of its domain: `check` tells
    of these rows.

    >>> import narwhals as nw
    >>> import polars as pl
    >>> from relclient import DecisionTable, Rule
    >>> from relclient.interop import frames
    >>> rules = [Rule("loyal", {"loyal": True}, 10), Rule("other", {}, 0)]
    >>> discount = DecisionTable("discount", {"loyal": bool}, rules)
    >>> sales = nw.from_native(pl.DataFrame({"loyal": [True, False, None]}))
    >>> sales.with_columns(frames.table_expression(discount)).to_native()["discount"].to_list()
    [10, 0, None]

    Raises:
        InvalidType: *table* is no `DecisionTable`.
        Problems: an answer fits into no column, or into none with the other answers; members of an input have names
            that differ in upper and lower case only.
    """
    check_instance("table_expression table", table, DecisionTable, "a DecisionTable")
    column_names = column_names_in("table_expression", columns, more=table.inputs)
    table_requirements(table, column_names)
    return compile_table(table, ColumnReader(column_names, {}, checked=False)).alias(table.name)


def check(
    frame: object, *questions: DecisionTable[object] | PriorityPolicy, columns: Mapping[str, str] | None = None
) -> None:
    """
    Raise `Problems` with every reason why *frame* cannot be used with *questions*.

    The questions are decision tables and priority policies. With a table of sides the other tables take the side from
    it: ``check(frame, SIDE_TABLE, KIND_TABLE)`` checks what `classify` reads. A policy takes all from the frame, as
    `rank` does, so it is asked of one that is classified; it also wants each id once.
    The query of a lazy frame is run for it; a frame that is not lazy is checked by the other functions.

    >>> import polars as pl
    >>> from relclient import PRIORITY_MATRIX
    >>> from relclient.interop import frames
    >>> frames.check(pl.LazyFrame({"impact": ["high", "hihg"], "urgency": ["low", None]}), PRIORITY_MATRIX)
    Traceback (most recent call last):
        ...
    relclient.Problems: 2 problems:
    - Column 'impact' cannot be 'hihg': 1 row is so; give 'high' or 'medium' or 'low'.
    - Column 'urgency' cannot be None: 1 row is so; give 'high' or 'medium' or 'low'.

    Raises:
        InvalidType: an argument is not what its name says.
        Problems: columns that are missing, of another type, hold what is no word of an input, or lack a value; ids
            that several rows have; a table or policy that cannot run in a frame.
        ContradictoryTables: the kind of a row is of the other side.
    """
    check_questions(open_frame("check frame", frame), questions, columns)
