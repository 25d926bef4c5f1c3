"""The rules of soundness: what each one finds in a network, and what would mend it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from relclient._sentences import Said, listed, said
from relclient._validation import check_instance, check_text
from relclient.classification.rulebook import Finding, Severity, SoundnessRule
from relclient.errors import InvalidValue
from relclient.model.affiliations import Affiliation, Capacity
from relclient.model.customers import Customer, CustomerKind, Side
from relclient.model.parties import Organization, Party, Person
from relclient.model.relationships import Approval, Relationship, Risk
from relclient.network.service_network import ServiceNetwork
from relclient.network.soundness._timeline import Stretch, Timeline, common_days
from relclient.network.soundness._words import days_said, record_said
from relclient.timing.periods import Period


def _kind_fits(network: ServiceNetwork) -> Iterator[Finding]:
    timeline = Timeline(network)
    for relationship in network.relationships.values():
        declared = relationship.customer
        if not isinstance(declared, Customer) or timeline.is_always(declared.kind, relationship):
            continue
        for stretch in timeline.stretches(relationship):
            kind = stretch.answer.kind
            if kind is not declared.kind:
                yield relationship, _misfit(relationship, declared, stretch), _fitting(relationship, declared, stretch)


def _misfit(relationship: Relationship, declared: Customer, stretch: Stretch) -> Said:
    given, kind = _reason(stretch), declared.kind
    if stretch.days == relationship.valid_for:
        finding = said("declared {declared}, but the tables give {given}", declared=kind, given=given)
    else:
        days = days_said(stretch.days)
        finding = said("declared {declared}, but {days} the tables give {given}", declared=kind, days=days, given=given)
    turns = list(stretch.turned(relationship))
    return said("{finding} ({turns})", finding=finding, turns=listed(turns)) if turns else finding


def _fitting(relationship: Relationship, declared: Customer, stretch: Stretch) -> Said:
    kind, provider = stretch.answer.kind, relationship.provider
    if stretch.days == relationship.valid_for:
        remedy = said("declare it {kind}", kind=kind)
    else:
        remedy = said("declare it {kind} {days}", kind=kind, days=days_said(stretch.days))
    # A person has a group only through the ties of its own.
    if declared.side is Side.INTERNAL and kind.side is Side.EXTERNAL and isinstance(provider, Organization):
        return said("{remedy}, or record what ties it to {provider}", remedy=remedy, provider=provider.name)
    return remedy


def _no_overlap(network: ServiceNetwork) -> Iterator[Finding]:
    alike: dict[tuple[str, str, str], list[Relationship]] = {}
    for one in network.relationships.values():
        alike.setdefault((one.provider.id, one.customer.id, one.service), []).append(one)
    for services in (one for one in alike.values() if len(one) > 1):
        services.sort(key=lambda one: one.valid_for.start or date.min)
        latest = services[0]  # of those started so far, the one that ends last
        for later in services[1:]:
            both = common_days(later.valid_for, latest.valid_for)
            if both is not None:
                start = later.valid_for.start
                together = start is None or start == latest.valid_for.start
                finding = said(
                    "{other} is the same service at the same time, {days}", other=latest.id, days=days_said(both)
                )
                if together:
                    remedy = said("drop one of them, or give the services two names")
                else:
                    remedy = said(
                        "end {other} before {day}, or give the services two names", other=latest.id, day=start
                    )
                yield later, finding, remedy
            latest = max(latest, later, key=lambda one: one.valid_for.end or date.max)


def _staff_price(network: ServiceNetwork) -> Iterator[Finding]:
    timeline = Timeline(network)
    for relationship in network.relationships.values():
        discount, customer = relationship.staff_discount, relationship.customer
        if discount is None:
            continue
        for days in timeline.not_staff(relationship):
            when = None if days == relationship.valid_for else days_said(days)
            finding = said(
                "it has a staff discount of {discount} and is no staff of {provider}",
                discount=discount,
                provider=relationship.provider.name,
            )
            if when is not None:
                finding = said("{what} {days}", what=finding, days=when)
            may_be_staff = (
                isinstance(relationship.party, Person)
                and isinstance(relationship.provider, Organization)
                and not (isinstance(customer, Customer) and customer.side is Side.EXTERNAL)
            )
            remedy = said("take the discount off")
            if may_be_staff and when is None:
                remedy = said("take the discount off, or record for whom it works")
            elif may_be_staff:
                remedy = said("take the discount off, or record for whom it works {days}", days=when)
            yield relationship, finding, remedy


def _sale_approved(network: ServiceNetwork) -> Iterator[Finding]:
    timeline = Timeline(network)
    for relationship in network.relationships.values():
        approval = relationship.approval
        if approval is None:
            continue
        outside = timeline.outside(relationship)
        if outside and not _in_time(approval, outside[0].start):
            yield relationship, *_approval_missed(approval, outside[0].start)


def _in_time(approval: Approval, start: date | None) -> bool:
    return approval.granted is not None and start is not None and approval.granted <= start


def _approval_missed(approval: Approval, start: date | None) -> tuple[Said, Said]:
    granted = approval.granted
    if granted is None and start is None:
        return (
            said("the approval is still awaited and the outside sale has no first day"),
            said("have it granted, and give the sale a first day"),
        )
    if granted is None:
        return (
            said("the approval is still awaited and the outside sale starts on {start}", start=start),
            said("have it granted by {start}", start=start),
        )
    if start is None:
        return (
            said("the approval was granted on {granted} and the outside sale has no first day", granted=granted),
            said("give the sale a first day, {granted} or later", granted=granted),
        )
    return (
        said(
            "the approval was granted on {granted} and the outside sale starts on {start}", granted=granted, start=start
        ),
        said(
            "start the sale on {granted} or later, or correct the day on which the approval was granted",
            granted=granted,
        ),
    )


def _has_standard(network: ServiceNetwork) -> Iterator[Finding]:
    finding, remedy = said("no service level is agreed"), said("agree on one, so that both ends know what to expect")
    for relationship in network.relationships.values():
        if relationship.agreement is None:
            yield relationship, finding, remedy


def _reaches_external(network: ServiceNetwork) -> Iterator[Finding]:
    providers = {one.provider.id: one.provider for one in network.relationships.values()}
    for party in sorted(providers.keys() - _leading_outside(network)):
        finding = said("none of its chains ends at an external customer on any day")
        yield providers[party], finding, said("record whom it serves in the end, or ask what it is for")


def _leading_outside(network: ServiceNetwork) -> set[str]:
    """
    Return the ids of all from whom, on some day, a chain of relationships leads to an external customer.

    The days on which a party leads outside go up the chain to its providers, each day once.
    """
    timeline = Timeline(network)
    received: defaultdict[str, list[Relationship]] = defaultdict(list)
    selling: defaultdict[str, list[Period]] = defaultdict(list)
    for one in network.relationships.values():
        received[one.customer.id].append(one)
        selling[one.provider.id].extend(timeline.outside_as_seen(one))
    leading = {seller: _Days() for seller, periods in selling.items() if periods}
    waiting = [(seller, piece) for seller, days in leading.items() for piece in days.add_all(selling[seller])]
    while waiting:
        party, piece = waiting.pop()
        for one in received.get(party, ()):
            start, end = _ordinals(one.valid_for)
            common = max(start, piece[0]), min(end, piece[1])
            if common[0] < common[1]:
                days = leading.setdefault(one.provider.id, _Days())
                waiting.extend((one.provider.id, fresh) for fresh in days.add(common))
    return set(leading)


_Piece = tuple[int, int]
"""Days from an ordinal up to, not including, another."""


def _ordinals(period: Period) -> _Piece:
    return (
        0 if period.start is None else period.start.toordinal(),
        date.max.toordinal() + 1 if period.end is None else period.end.toordinal(),
    )


class _Days:
    """A set of days, as pieces that neither overlap nor touch, in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add_all(self, periods: Iterable[Period]) -> list[_Piece]:
        """Put *periods* into an empty set, and return its pieces."""
        for start, end in sorted(map(_ordinals, periods)):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)
        return list(zip(self._starts, self._ends, strict=True))

    def add(self, piece: _Piece) -> list[_Piece]:
        """Add the days of *piece*, and return those that were not there yet."""
        start, end = piece
        first, behind = bisect_left(self._ends, start), bisect_right(self._starts, end)
        known = list(zip(self._starts[first:behind], self._ends[first:behind], strict=True))
        edges = [start, *(min(max(day, start), end) for one in known for day in one), end]
        fresh = [(edges[place], edges[place + 1]) for place in range(0, len(edges), 2)]
        self._starts[first:behind] = [min([start, *(one[0] for one in known)])]
        self._ends[first:behind] = [max([end, *(one[1] for one in known)])]
        return [one for one in fresh if one[0] < one[1]]


def _serves_somebody(network: ServiceNetwork) -> Iterator[Finding]:
    serving = {one.provider.id for one in network.relationships.values()}
    idle = {
        tie.party.id: tie.party
        for tie in network.affiliations
        if (tie.capacity is Capacity.UNIT or tie.capacity.is_work) and tie.party.id not in serving
    }
    for party in sorted(idle):
        finding, remedy = said("it provides nothing to anybody"), said("record whom it serves, or ask what it is for")
        yield idle[party], finding, remedy


def _living_parent(network: ServiceNetwork) -> Iterator[Finding]:
    below: defaultdict[str, list[Affiliation]] = defaultdict(list)
    owned: defaultdict[str, list[Affiliation]] = defaultdict(list)
    for tie in network.affiliations:
        if tie.capacity.is_ownership:
            owned[tie.party.id].append(tie)
            below[tie.organization.id].append(tie)
        elif tie.capacity.is_work:
            below[tie.organization.id].append(tie)
    for unit in sorted(owned):
        for orphaned in _without_parent(owned[unit]):
            staff = _staff(below, unit, orphaned)
            if staff:
                days = days_said(orphaned)
                finding = said(
                    "it has no parent {days}, and its staff turn into outsiders ({staff})",
                    days=days,
                    staff=_names(sorted(staff.values(), key=lambda person: person.id)),
                )
                remedy = said("record its parent {days}, or end the ties of its staff", days=days)
                yield owned[unit][0].party, finding, remedy


def _names(staff: Sequence[Party]) -> str:
    names = ", ".join(person.name for person in staff[:_NAMED])
    more = len(staff) - _NAMED
    return said("{names} and {more} more", names=names, more=more) if more > 0 else names


_NAMED = 3
"""How many members of staff are named."""


def _without_parent(ties: Sequence[Affiliation]) -> Iterator[Period]:
    """Yield the stretches of days after a unit's tie on which it has no parent."""
    in_order = sorted(ties, key=lambda tie: tie.valid_for.start or date.min)
    latest = in_order[0]  # of those started so far, the one that ends last
    for after in [*in_order[1:], None]:
        end, start = latest.valid_for.end, None if after is None else after.valid_for.start
        is_without = after is None or (end is not None and start is not None and end < start)
        if is_without and latest.capacity is Capacity.UNIT and end is not None:
            yield Period(end, start)
        if after is not None:
            latest = max(latest, after, key=lambda tie: tie.valid_for.end or date.max)


def _staff(below: dict[str, list[Affiliation]], unit: str, days: Period) -> dict[str, Party]:
    """Return who works for *unit*, or for what belongs to it, on some of the *days*."""
    staff: dict[str, Party] = {}
    waiting = [(unit, days)]
    for organization, left in waiting:
        for tie in below.get(organization, ()):
            both = common_days(left, tie.valid_for)
            if both is not None and tie.capacity.is_ownership:
                waiting.append((tie.party.id, both))
            elif both is not None:
                staff[tie.party.id] = tie.party
    return staff


def _has_review(network: ServiceNetwork) -> Iterator[Finding]:
    for relationship in network.relationships.values():
        approval = relationship.approval
        if approval is not None and approval.risk is Risk.MANAGED and approval.review is None:
            finding = said("a managed risk is never looked at again")
            yield relationship, finding, said("agree on when the approval is reviewed")


def _reason(stretch: Stretch) -> CustomerKind | Said:
    """Return what the tables give, and the records behind it."""
    answer = stretch.answer
    asked = [fact for decision in answer.decisions for fact in decision.rule.when]
    behind = dict.fromkeys(record for fact in asked for record in answer.grounds.get(fact, ()))
    records = [record_said(record) for record in behind]
    if not answer.grounds and answer.side is Side.EXTERNAL:
        records = [said("nothing ties it to {provider}", provider=answer.provider.name)]
    return said("{kind}: {records}", kind=answer.kind, records=listed(records)) if records else answer.kind


kind_fits: SoundnessRule = SoundnessRule("kind-fits", _kind_fits)
"""A declared kind is what the network's tables give, on every day of the relationship."""
no_overlap: SoundnessRule = SoundnessRule("no-overlap", _no_overlap)
"""One provider serves one party with one service once at a time."""
staff_price: SoundnessRule = SoundnessRule("staff-price", _staff_price)
"""A staff discount is for staff: employed, temporary or contracted, on every day of the relationship."""
sale_approved: SoundnessRule = SoundnessRule("sale-approved", _sale_approved)
"""An outside sale that carries an approval had it granted by the day on which it starts."""
has_standard: SoundnessRule = SoundnessRule("has-standard", _has_standard, Severity.REMARK)
"""A relationship, internal or external, has an agreement."""
reaches_external: SoundnessRule = SoundnessRule("reaches-external", _reaches_external, Severity.REMARK)
"""Some chain from a provider ends at an external customer."""
serves_somebody: SoundnessRule = SoundnessRule("serves-somebody", _serves_somebody, Severity.REMARK)
"""A unit, or a person who works for an organization, provides something to somebody."""
living_parent: SoundnessRule = SoundnessRule("living-parent", _living_parent, Severity.REMARK)
"""A unit that has staff still has a parent, if it ever had one: otherwise its staff turn into outsiders unseen."""
has_review: SoundnessRule = SoundnessRule("has-review", _has_review, Severity.REMARK)
"""An approval of a managed risk is reviewed now and then."""

DEFAULT_RULES = (
    kind_fits,
    no_overlap,
    staff_price,
    sale_approved,
    has_standard,
    reaches_external,
    serves_somebody,
    living_parent,
    has_review,
)
"""The rules that `check` applies unless told otherwise: four whose breach is a fault, five worth a remark."""


def needs_approval(*units: Party | str) -> SoundnessRule:
    """
    Return the rule that every outside sale of *units*, parties or their ids, carries an approval.

    Two rules for the same units are equal, in whichever order they are given.

    >>> from relclient import B2BCustomer, Organization, Relationship, ServiceNetwork, check, needs_approval
    >>> lab, firm = Organization("lab"), Organization("firm")
    >>> network = ServiceNetwork(relationships=[Relationship(lab, B2BCustomer(firm), "assays")])
    >>> print(check(network, rules=[needs_approval(lab)])[0])
    Fault needs-approval: lab on lab/firm/assays: an outside sale has no approval; have it approved before it starts.

    Raises:
        InvalidType: a unit is neither a party nor an id.
        InvalidValue: there is no unit, or an id is blank.
    """
    if not units:
        raise InvalidValue("needs_approval units", units, "give the units, or their ids, that need an approval to sell")
    ids: set[str] = set()
    for place, unit in enumerate(units):
        what = f"needs_approval units[{place}]"
        check_instance(what, unit, Person | Organization | str, "a Person, an Organization or an id")
        if isinstance(unit, str):
            check_text(what, unit)
        ids.add(unit if isinstance(unit, str) else unit.id)

    def unapproved(network: ServiceNetwork) -> Iterator[Finding]:
        timeline = Timeline(network)
        for relationship in network.relationships.values():
            if relationship.provider.id in ids and relationship.approval is None:
                outside = timeline.outside(relationship)
                if outside:
                    start = outside[0].start
                    by_then = said("have it approved by {start}", start=start)
                    remedy = said("have it approved before it starts") if start is None else by_then
                    yield relationship, said("an outside sale has no approval"), remedy

    return SoundnessRule(f"needs-approval: {', '.join(sorted(ids))}", unapproved)
