"""Cards: who a party is to us, how things stand with it, and what is due, a sentence each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import final, get_args

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._sentences import sentence
from relclient._validation import as_map, check_instance, check_instant
from relclient.labels import Language, catalog
from relclient.looking_after._history import answered_ids, history, known_by
from relclient.looking_after.standing import Standing, objectives, standing
from relclient.looking_after.track_record import TrackRecord, requests_once, track_record
from relclient.model.affiliations import Affiliation
from relclient.model.customers import Side, SituationalCustomer
from relclient.model.interactions import Interaction, InteractionType
from relclient.model.parties import Party
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.network.answers import Role, RoleKind
from relclient.sla.due import due_of
from relclient.sla.priority_matrix import level_at
from relclient.timing.instants import since_epoch


def _spoken(lines: Mapping[Language, tuple[str, ...]]) -> FrozenMap[Language, tuple[str, ...]]:
    return as_map(lines, "Card lines")


@final
@frozen
class Card:
    """
    Who a party is to us, how things stand with it and what is due, as `card` finds it.

    It prints as its lines; a notebook shows it as a list.

    >>> from datetime import UTC, datetime
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork, card
    >>> stay = Relationship(Organization("hotel", "the hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> pop = card(ServiceNetwork(relationships=[stay]), "mr-pop", at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    >>> pop.lines
    ('Mr. Pop on 2026-03-02 12:00+00:00.', 'Retail customer of the hotel for stay.')
    """

    __module__ = "relclient"

    party: Party
    """Who it is about."""
    lines: tuple[str, ...]
    """What there is to say, a sentence each, in English; `say` gives the other languages."""
    roles: tuple[Role, ...]
    """What the party is in the network on the day, its open requests for others included."""
    standing: Standing | None = None
    """What its interactions as a customer add up to; None where there are none."""
    _lines_in: Mapping[Language, tuple[str, ...]] = field(alias="spoken", converter=_spoken, kw_only=True, repr=False)

    @property
    def short(self) -> str:
        """The name, and the stage and the open complaints where there is a history, in English."""
        return self.party.name if self.standing is None else f"{self.party.name}: {self.standing.short}"

    def lines_in(self, lang: Language) -> tuple[str, ...]:
        """
        Return the lines in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from datetime import UTC, datetime
        >>> from relclient import Organization, Person, Relationship, ServiceNetwork, card
        >>> network = ServiceNetwork(relationships=[Relationship(Organization("hotel"), Person("ana"), "stay")])
        >>> card(network, "ana", at=datetime(2026, 3, 2, 12, tzinfo=UTC)).lines_in("es")
        ('ana el 2026-03-02 12:00+00:00.', 'Cliente minorista de hotel para stay.')

        Raises:
            InvalidValue: *lang* is another language.
        """
        if lang not in self._lines_in:
            catalog(lang, "sentences")  # which knows what languages there are
        return self._lines_in[lang]

    def say(self, lang: Language = "en") -> str:
        """
        Return the lines, one below the other, in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from datetime import UTC, datetime
        >>> from relclient import Organization, Person, Relationship, ServiceNetwork, card
        >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Dl. Pop"), "cazare")
        >>> network = ServiceNetwork(relationships=[stay])
        >>> print(card(network, "mr-pop", at=datetime(2026, 3, 2, 12, tzinfo=UTC)).say("ro"))
        Dl. Pop la 2026-03-02 12:00+00:00.
        Client de retail al furnizorului hotel pentru cazare.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return "\n".join(self.lines_in(lang))

    def __str__(self) -> str:
        return self.say()

    def _repr_html_(self) -> str:
        first, *others = map(escape, self.lines)
        items = "".join(f"<li>{line}</li>" for line in others)
        return f'<div class="relclient-card"><strong>{first}</strong><ul>{items}</ul></div>'


def card(
    network: ServiceNetwork,
    party: Party | str,
    *,
    at: datetime,
    requests: Iterable[ServiceRequest] = (),
    interactions: Iterable[Interaction] = (),
) -> Card:
    """
    Return the card of *party* at *at*: its roles, its standing, what is open and when it is due, and its record.

    Its standing, its open complaints and requests are those in which it is the customer, or asks for one;
    its record is that of a provider. The network is asked on the date of *at*, in the zone of *at*.

    >>> from datetime import UTC, datetime
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship, ServiceNetwork, card
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> cold = Interaction("C1", InteractionType.COMPLAINT, stay, noon)
    >>> print(card(ServiceNetwork(relationships=[stay]), "mr-pop", at=noon, interactions=[cold]))
    Mr. Pop on 2026-03-02 12:00+00:00.
    Retail customer of hotel for stay.
    Prospect, 0 purchases, 0 referrals, 1 open complaint, 0 closed complaints.
    Repeat purchase: not yet.
    Referral: not yet.
    Good review: not yet.
    Complaint C1 about stay is open since 2026-03-02 12:00+00:00.

    Raises:
        InvalidType: *network* is no `ServiceNetwork`, or *at* no datetime.
        NaiveDatetime: *at* has no zone.
        UnknownParty: the party is not in the network.
        Problems: the requests or the interactions are such as `track_record` refuses.
    """
    check_instance("card network", network, ServiceNetwork, "a ServiceNetwork")
    check_instant("card at", at)
    each_request = requests_once("card requests", requests)
    roles = network.roles(party, on=at.date(), requests=[one for one in each_request if one.is_open(at)])
    asked = network.parties[party if isinstance(party, str) else party.id]
    found = history("card interactions", interactions)
    mine = [one for one in known_by(found, since_epoch(at)) if one.relationship.party.id == asked.id]
    contents = _Contents(
        party=asked,
        at=at,
        roles=roles,
        standing=standing(mine, at=at) if mine else None,
        complaints=_open_complaints(mine, known_by(found, since_epoch(at)), found),
        requests=tuple(
            (one, level_at(one, at), _in_zone(due_of(one, at=at), at))
            for one in each_request
            if one.is_open(at) and asked.id in {one.relationship.party.id, one.requester and one.requester.id}
        ),
        needs=tuple(_needs(roles, asked, at)),
        record=track_record(each_request, found.values(), at=at).get(asked.id),
    )
    lines: dict[Language, tuple[str, ...]] = {}
    for lang in get_args(Language):
        name, *others = contents.lines(lang)
        lines[lang] = (name, *(f"{line[0].upper()}{line[1:]}" for line in others))
    return Card(asked, lines["en"], roles, contents.standing, spoken=lines)


@final
@frozen
class _Contents:
    """What a card says, before it is put into words."""

    party: Party
    at: datetime
    roles: tuple[Role, ...]
    standing: Standing | None
    complaints: Sequence[Interaction]
    """Those that no action has answered, the oldest first."""
    requests: Sequence[tuple[ServiceRequest, Priority, datetime | None]]
    """Those that are open, each with its level and when it is due."""
    needs: Sequence[tuple[Relationship, str, datetime]]
    """What it needs next, why and when."""
    record: TrackRecord | None

    def lines(self, lang: Language) -> Iterator[str]:
        """Yield a sentence for each thing that there is to say."""
        yield sentence(lang, "{name} on {moment}.", name=self.party.name, moment=_moment(self.at))
        for role in self.roles:
            if not isinstance(role.ground, ServiceRequest):  # what it has asked for has a line of its own
                yield _role(lang, role, role.ground)
        if self.standing is not None:
            yield self.standing.say(lang)
            if any(role.classification and role.classification.side is Side.EXTERNAL for role in self.roles):
                yield from (objective.say(lang) for objective in objectives(self.standing))
        for complaint in self.complaints:
            yield sentence(
                lang,
                "complaint {id} about {service} is open since {moment}.",
                id=complaint.id,
                service=complaint.relationship.service,
                moment=_moment(complaint.at.astimezone(self.at.tzinfo)),
            )
        for request, level, due in self.requests:
            yield _request(lang, request, level, due, self.at)
        for relationship, reason, day in self.needs:
            yield sentence(
                lang,
                "needs {service} of {provider} on {day}: {reason}.",
                service=relationship.service,
                provider=relationship.provider.name,
                day=day.date(),
                reason=reason,
            )
        if self.record is not None:
            yield sentence(lang, "as a provider: {record}", record=self.record.say(lang))


def _open_complaints(
    mine: Iterable[Interaction], known: Iterable[Interaction], found: Mapping[str, Interaction]
) -> list[Interaction]:
    answered = answered_ids((one for one in known if one.type is InteractionType.CORRECTIVE_ACTION), found)
    waiting = [one for one in mine if one.type is InteractionType.COMPLAINT and one.id not in answered]
    return sorted(waiting, key=lambda one: (since_epoch(one.at), one.id))


def _needs(roles: Iterable[Role], asked: Party, at: datetime) -> Iterator[tuple[Relationship, str, datetime]]:
    for role in roles:
        ground = role.ground
        if isinstance(ground, Relationship) and isinstance(ground.customer, SituationalCustomer):
            due = _in_zone(due_of(ground, at=at), at) if ground.party == asked else None
            if due is not None:
                yield ground, ground.customer.reason, due


def _role(lang: Language, role: Role, ground: Affiliation | Relationship) -> str:
    if isinstance(ground, Affiliation):
        return _affiliation(lang, ground)
    provider, customer, service = ground.provider.name, ground.customer.name, ground.service
    if role.classification is not None:
        kind = role.classification.kind.label(lang)
        return sentence(lang, "{kind} of {provider} for {service}.", kind=kind, provider=provider, service=service)
    if role.kind is RoleKind.CONTACT:
        return sentence(
            lang,
            "contact of {customer} for {service} of {provider}.",
            customer=customer,
            service=service,
            provider=provider,
        )
    if role.kind is RoleKind.MANAGER:
        return sentence(
            lang, "looks after the account of {customer} at {provider}.", customer=customer, provider=provider
        )
    return sentence(lang, "serves {customer} with {service}.", customer=customer, service=service)


def _affiliation(lang: Language, tie: Affiliation) -> str:
    capacity, organization = tie.capacity.label(lang), tie.organization.name
    first, end = tie.valid_for.start, tie.valid_for.end
    last = None if end is None else end - timedelta(days=1)
    if first is None and last is None:
        return sentence(lang, "{capacity} of {organization}.", capacity=capacity, organization=organization)
    if last is None:
        return sentence(
            lang,
            "{capacity} of {organization} since {first}.",
            capacity=capacity,
            organization=organization,
            first=first,
        )
    if first is None:
        return sentence(
            lang, "{capacity} of {organization} until {last}.", capacity=capacity, organization=organization, last=last
        )
    return sentence(
        lang,
        "{capacity} of {organization} from {first} to {last}.",
        capacity=capacity,
        organization=organization,
        first=first,
        last=last,
    )


def _request(lang: Language, request: ServiceRequest, level: Priority, due: datetime | None, at: datetime) -> str:
    service, priority = request.relationship.service, level.label(lang)
    if due is None:
        return sentence(
            lang,
            "request {id} for {service} is open with priority {priority}.",
            id=request.id,
            service=service,
            priority=priority,
        )
    if due < at:
        return sentence(
            lang,
            "request {id} for {service} is open with priority {priority}, and was due {moment}.",
            id=request.id,
            service=service,
            priority=priority,
            moment=_moment(due),
        )
    return sentence(
        lang,
        "request {id} for {service} is open with priority {priority}, due {moment}.",
        id=request.id,
        service=service,
        priority=priority,
        moment=_moment(due),
    )


def _in_zone(moment: datetime | None, at: datetime) -> datetime | None:
    # A card speaks in one zone, that of the question.
    return None if moment is None else moment.astimezone(at.tzinfo)


def _moment(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
