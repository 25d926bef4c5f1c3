"""Questions: what stands in the way of an answer, of a table, a clock or a queue."""

from datetime import date, datetime

from attrs import frozen

from relclient.errors.roots import RelclientError
from relclient.errors.wording import listed, more, shown
from relclient.facts import Conditions, spell_conditions


@frozen
class NaiveDatetime(RelclientError, ValueError):
    """
    A datetime without a zone, where an instant is needed.

    >>> from datetime import datetime, time
    >>> from relclient import WorkCalendar
    >>> shop = WorkCalendar("Europe/Madrid", {0: [(time(9), time(17))]})
    >>> shop.is_open(datetime(2026, 3, 2, 10))
    Traceback (most recent call last):
        ...
    relclient.errors.questions.NaiveDatetime: WorkCalendar.is_open t has no zone: 2026-03-02T10:00:00; \
attach the zone it was written in, with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, \
or with the localize method of a WorkCalendar.
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: datetime
    """What was given."""

    def __str__(self) -> str:
        return (
            f"{self.what} has no zone: {self.value.isoformat()}; attach the zone it was written in, "
            'with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, or with the localize method of a WorkCalendar.'
        )


@frozen
class NeverOpens(RelclientError, ValueError):
    """
    A search in a calendar that met ten closed years.

    >>> from datetime import UTC, date, datetime, time
    >>> from relclient import WorkCalendar
    >>> fair = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(17))]})
    >>> fair.next_open(datetime(2026, 7, 1, tzinfo=UTC))
    Traceback (most recent call last):
        ...
    relclient.errors.questions.NeverOpens: The calendar is closed from 2026-07-01 on, for ten years: \
give it a weekly window that its holidays leave open.
    """

    day: date
    """Where the closed years begin, in the direction of the search."""
    backward: bool = False
    """Whether the search ran toward the past."""

    def __str__(self) -> str:
        way = "back" if self.backward else "on"
        return (
            f"The calendar is closed from {self.day} {way}, for ten years: "
            "give it a weekly window that its holidays leave open."
        )


@frozen
class UndeclaredKind(RelclientError, ValueError):
    """
    A bare party as the customer, where a rule asks for its side or kind and no network can tell them.

    >>> from datetime import UTC, datetime
    >>> from relclient import DecisionTable, Impact, Organization, Priority, Relationship, Rule, Side, Urgency
    >>> from relclient import ServiceRequest
    >>> from relclient.rules.matrix import level_at
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("R-1", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> rules = [Rule("guests", {"side": Side.EXTERNAL}, Priority.HIGH), Rule("staff", {}, Priority.LOW)]
    >>> level_at(oven, monday, DecisionTable("guests first", {"side": Side}, rules))
    Traceback (most recent call last):
        ...
    relclient.errors.questions.UndeclaredKind: The matrix 'guests first' asks for the kind of customer, and 'kitchen', \
who made request 'R-1', declares none: declare it with a Customer, or give a network that can tell.
    """

    request: str
    """The id of the request."""
    party: str
    """The id of its customer."""
    asked_by: str
    """What asks for the side or kind."""

    def __str__(self) -> str:
        return (
            f"{self.asked_by} asks for the kind of customer, and {self.party!r}, who made request {self.request!r}, "
            "declares none: declare it with a Customer, or give a network that can tell."
        )


@frozen
class MissingValue(RelclientError, ValueError):
    """
    A request that lacks what a criterion compares, where the criterion does not say where such requests go.

    >>> from datetime import UTC, datetime
    >>> from relclient import ByAttribute, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("R-1", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> PriorityPolicy("by cost", [ByAttribute("cost")]).rank([oven], at=monday)
    Traceback (most recent call last):
        ...
    relclient.errors.roots.Problems: 1 problem:
    - Request 'R-1' lacks the attribute 'cost', which ByAttribute(name='cost', descending=False, missing=None) \
compares: give it one, or say with missing='first' or missing='last' where such requests go.
    """

    request: str
    """The id of the request."""
    what: str
    """What it lacks."""
    criterion: str
    """What compares it."""

    def __str__(self) -> str:
        return (
            f"Request {self.request!r} lacks {self.what}, which {self.criterion} compares: give it one, "
            "or say with missing='first' or missing='last' where such requests go."
        )


@frozen
class UnsoundTable(RelclientError, ValueError):
    """
    A decision table with a gap, or with the hit policy UNIQUE and an overlap.

    >>> from relclient import DecisionTable, Rule
    >>> DecisionTable("discount", {"loyal": bool, "staff": bool}, [Rule("loyal", {"loyal": True}, 10)])
    Traceback (most recent call last):
        ...
    relclient.errors.questions.UnsoundTable: Table 'discount' gives no answer when loyal is no: \
add a rule for it, or a last one without conditions.
    """

    table: str
    """The name of the table."""
    gaps: tuple[Conditions, ...]
    """The facts for which no rule is there, as conditions that a rule could take."""
    overlaps: tuple[tuple[str, str, Conditions], ...] = ()
    """Where the answer has to be unique: the ids of two rules, and the facts that both fit."""

    def __str__(self) -> str:
        faults: list[str] = []
        remedies: list[str] = []
        if self.gaps:
            faults.append(f"gives no answer {spell_conditions(self.gaps[0])}{more(self.gaps)}")
            remedies.append("add a rule for it, or a last one without conditions")
        if self.overlaps:
            first, second, shared = self.overlaps[0]
            shown = spell_conditions(shared)
            faults.append(f"gives two, by {first!r} and {second!r}, {shown}{more(self.overlaps)}")
            remedies.append("part the two rules, or take HitPolicy.FIRST")
        return f"Table {self.table!r} {' and '.join(faults)}: {'; '.join(remedies)}."


@frozen
class WrongFacts(RelclientError, TypeError):
    """
    Facts that a decision table cannot take: some missing, unknown to it, or outside their domain.

    >>> from relclient import SIDE_TABLE
    >>> SIDE_TABLE.decide(same_group=False, employd=True, contracted=1, owns=False, holds_stake=False)
    Traceback (most recent call last):
        ...
    relclient.errors.questions.WrongFacts: The facts do not fit table 'side': 'employed' and 'delivers' are missing; \
'employd' is unknown, did you mean 'employed'?; 'contracted' must be True or False, not 1 (int).
    """

    table: str
    """The name of the table."""
    missing: tuple[str, ...] = ()
    """The inputs for which no fact was given."""
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The names given that are no inputs, each with the inputs that look like it."""
    outside: tuple[tuple[str, object, str], ...] = ()
    """The facts that are outside their domain: the input, what was given, what belongs there."""

    def __str__(self) -> str:
        parts: list[str] = []
        if self.missing:
            parts.append(f"{listed(self.missing)} {'is' if len(self.missing) == 1 else 'are'} missing")
        parts += [
            f"{name!r} is unknown" + (f", did you mean {' or '.join(map(repr, alike))}?" if alike else "")
            for name, alike in self.unknown
        ]
        parts += [
            f"{name!r} must be {expected}, not {shown(value)} ({type(value).__name__})"
            for name, value, expected in self.outside
        ]
        text = f"The facts do not fit table {self.table!r}: {'; '.join(parts)}"
        return text if text.endswith("?") else f"{text}."


@frozen
class ContradictoryTables(RelclientError, ValueError):
    """
    A kind of customer that is not on the side decided for the same party.

    >>> from relclient import CustomerKind, DecisionTable, Evidence, Rule, classify
    >>> buyers_only = DecisionTable("kind", {}, [Rule("buyer", {}, CustomerKind.RETAIL)])
    >>> classify(Evidence(employed=True), kind_table=buyers_only)
    Traceback (most recent call last):
        ...
    relclient.errors.questions.ContradictoryTables: A customer that is internal by rule 'employed' \
cannot be retail by rule 'buyer': change one of the rules, or let the kind table ask for the side.
    """

    side: str
    """The side, ``internal`` or ``external``."""
    side_rule: str
    """The id of the rule that gave it."""
    kind: str
    """The kind, such as ``retail``."""
    kind_rule: str
    """The id of the rule that gave it."""

    def __str__(self) -> str:
        return (
            f"A customer that is {self.side} by rule {self.side_rule!r} cannot be {self.kind} "
            f"by rule {self.kind_rule!r}: change one of the rules, or let the kind table ask for the side."
        )
