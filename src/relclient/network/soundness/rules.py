"""Soundness: named rules that relationships should keep, and what breaks them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, final

from attrs import frozen

from relclient._validation import check_instance, keep_instances
from relclient.classification.rulebook import Finding, Severity, SoundnessRule, Subject
from relclient.errors import InvalidValue, Problems, RelclientError
from relclient.model.customers import Customer, InternalCustomer
from relclient.network.impact._graph import upstream
from relclient.network.service_network import ServiceNetwork
from relclient.network.soundness._timeline import Histories, tables_give

if TYPE_CHECKING:
    from relclient.model.relationships import Relationship


@final
@frozen
class Violation:
    """
    One thing that breaks a rule, and what would mend it.

    >>> from decimal import Decimal
    >>> from relclient import Organization, Person, Relationship, RetailCustomer, ServiceNetwork, check
    >>> dinner = Relationship(
    ...     Organization("hotel"), RetailCustomer(Person("mr-pop")), "dinner", staff_discount=Decimal("0.5"))
    >>> print(check(ServiceNetwork(relationships=[dinner]))[0])
    Fault staff-price on hotel/mr-pop/dinner: an external customer has a staff discount of 0.5 \
(declared retail customer); take the discount off, or record what ties the customer to the group.
    """

    __module__ = "relclient"

    rule: SoundnessRule
    """The rule that is broken."""
    subject: Subject
    """The relationship that breaks it, or the party."""
    finding: str
    """What was found."""
    remedy: str
    """What would mend it."""

    def __str__(self) -> str:
        weight = self.rule.severity.label().capitalize()
        return f"{weight} {self.rule.name} on {self.subject.id}: {self.finding}; {self.remedy}."


def _kind_fits(network: ServiceNetwork) -> Iterator[Finding]:
    histories = Histories(network)
    for relationship in network.relationships.values():
        declared = relationship.customer
        if not isinstance(declared, Customer):
            continue
        for answer in histories.misfits(relationship, declared):
            turned = "; ".join(histories.turned(relationship, answer.on))
            found = f"declared {declared.kind.label()}, but {tables_give(answer)}"
            remedy = f"declare it {answer.kind.label()} from then on, or record the tie that is missing"
            yield relationship, f"{found} ({turned})" if turned else found, remedy


def _no_overlap(network: ServiceNetwork) -> Iterator[Finding]:
    alike: dict[tuple[str, str, str], list[Relationship]] = {}
    for one in network.relationships.values():
        alike.setdefault((one.provider.id, one.customer.id, one.service), []).append(one)
    for services in alike.values():
        services.sort(key=lambda one: one.valid_for.start or date.min)
        latest = services[0]  # of those started so far, the one that ends last
        for later in services[1:]:
            if later.valid_for.overlaps(latest.valid_for):
                finding = f"{latest.id} is the same service at the same time, {latest.valid_for}"
                yield later, finding, "end one before the other starts, or give the services two names"
            latest = max(latest, later, key=lambda one: one.valid_for.end or date.max)


def _staff_price(network: ServiceNetwork) -> Iterator[Finding]:
    histories = Histories(network)
    for relationship in network.relationships.values():
        discount = relationship.staff_discount
        if discount is not None and (ground := histories.external_ground(relationship)):
            finding = f"an external customer has a staff discount of {discount} ({ground})"
            yield relationship, finding, "take the discount off, or record what ties the customer to the group"


def _sale_approved(network: ServiceNetwork) -> Iterator[Finding]:
    for relationship in network.relationships.values():
        approval, start = relationship.approval, relationship.valid_for.start
        if approval is None or (approval.granted is not None and start is not None and approval.granted < start):
            continue
        granted = "is still awaited" if approval.granted is None else f"was granted on {approval.granted}"
        sale = "has no first day" if start is None else f"starts on {start}"
        remedy = "start the sale after the day on which it is granted"
        yield relationship, f"the approval {granted} and the sale {sale}", remedy


def _has_standard(network: ServiceNetwork) -> Iterator[Finding]:
    histories = Histories(network)
    for relationship in network.relationships.values():
        if relationship.agreement is None and (ground := histories.external_ground(relationship)):
            finding = f"an external customer is promised nothing ({ground})"
            yield relationship, finding, "agree on a service level, so that it knows what to expect"


def _reaches_external(network: ServiceNetwork) -> Iterator[Finding]:
    providers = {one.provider.id: one.provider for one in network.relationships.values()}
    # A search that minds no dates clears away those who never do; the others are looked for day by day, latest first.
    possible = _lead_outside_dates_aside(network)
    not_seen = possible & providers.keys()
    for on in _turning_days(network):
        not_seen = {party for party in not_seen if not network.serves_external(party, on=on)}
        if not not_seen:
            break
    for party in sorted(not_seen | (providers.keys() - possible)):
        finding = "none of its chains ends at an external customer on any day"
        yield providers[party], finding, "record whom it serves in the end, or ask what it is for"


def _lead_outside_dates_aside(network: ServiceNetwork) -> set[str]:
    received: dict[str, list[Relationship]] = {}
    sellers: set[str] = set()
    for one in network.relationships.values():
        received.setdefault(one.customer.id, []).append(one)
        if not isinstance(one.customer, InternalCustomer):
            sellers.add(one.provider.id)
    return upstream(received, sellers)


def _turning_days(network: ServiceNetwork) -> list[date]:
    """Give days of which every chain that ever holds has one, the latest first."""
    days = {turn for tie in network.affiliations for turn in (tie.valid_for.start, tie.valid_for.end) if turn}
    for period in (one.valid_for for one in network.relationships.values()):
        if period.start is not None:
            days.add(period.start)
        elif period.end is not None:
            days.add(period.end - timedelta(days=1))
    return sorted(days, reverse=True) or [date.min]


DEFAULT_RULES = (
    SoundnessRule("kind-fits", _kind_fits),
    SoundnessRule("no-overlap", _no_overlap),
    SoundnessRule("staff-price", _staff_price),
    SoundnessRule("sale-approved", _sale_approved),
    SoundnessRule("has-standard", _has_standard, Severity.REMARK),
    SoundnessRule("reaches-external", _reaches_external, Severity.REMARK),
)
"""The rules that `check` applies unless told otherwise: four whose breach is a fault, two worth a remark."""


def check(network: ServiceNetwork, *, rules: Iterable[SoundnessRule] = DEFAULT_RULES) -> tuple[Violation, ...]:
    """
    Find what breaks *rules*, in the order of the rules and then of the ids.

    A declared kind is held against the evidence on every day of the relationship:
    an open end is judged up to the last dated fact about the parties, an open start from the first.

    >>> from relclient import DEFAULT_RULES, HorizontalCustomer, Organization, Person, Relationship, ServiceNetwork
    >>> from relclient import Severity, check
    >>> help_for_nobody = Relationship(Organization("it"), HorizontalCustomer(Person("vlad")), "laptop")
    >>> network = ServiceNetwork(relationships=[help_for_nobody])
    >>> [violation.rule.name for violation in check(network)]
    ['kind-fits', 'reaches-external']
    >>> faults_only = [rule for rule in DEFAULT_RULES if rule.severity is Severity.FAULT]
    >>> print(check(network, rules=faults_only)[0].finding)
    declared horizontal customer, but the tables give retail customer (outsider, walk-in)

    Raises:
        InvalidType: *network* is no `ServiceNetwork`.
        Problems: a rule is no `SoundnessRule`, or two have one name; all of it at once.
    """
    check_instance("check network", network, ServiceNetwork, "a ServiceNetwork")
    problems: list[RelclientError] = []
    applied = keep_instances("check rules", rules, SoundnessRule, "a SoundnessRule", problems)
    twice = [name for name, times in Counter(rule.name for rule in applied).items() if times > 1]
    problems.extend(InvalidValue("check rules", name, "two rules have this name; name one anew") for name in twice)
    if problems:
        raise Problems.found(problems)
    return tuple(Violation(rule, *found) for rule in applied for found in rule.find(network))
