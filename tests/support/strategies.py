"""Hypothesis strategies for every value of the model, for all tests to share."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from relclient import (
    PRIORITY_MATRIX,
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    ByAttribute,
    ByKind,
    ByPriority,
    ByTurn,
    Capacity,
    ClockEvent,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    EventType,
    ExternalFirst,
    FrameworkCustomer,
    HitPolicy,
    HorizontalCustomer,
    Impact,
    LongestWaiting,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    Risk,
    Rule,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Side,
    SituationalCustomer,
    Urgency,
    WaitingLast,
    WorkCalendar,
    WorkingDays,
)
from relclient.ranking.workload import Workload  # which needs no extra

texts = st.text(min_size=1, max_size=4).filter(str.strip)
own_names = texts.map("own {}".format)  # the library knows some short names itself
many_texts = st.lists(texts, max_size=2)
days = st.dates()
persons = st.builds(Person, texts, texts) | st.builds(Person, texts)
organizations = st.builds(Organization, texts, texts) | st.builds(Organization, texts)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start is not None and end is not None and end <= start:
        return Period(end, start) if end < start else Period(start)
    return Period(start, None if end == date.min else end)  # no day lies before the first


markets = st.builds(Market, st.sampled_from(MarketScope), st.none() | texts)
starts = st.dates(date(1990, 1, 1), date(2060, 1, 1))
occasions = st.one_of(
    days.map(Occasion.once),
    st.builds(
        lambda start, interval, weekdays: Occasion.every("weekly", start=start, interval=interval, weekdays=weekdays),
        starts,
        st.integers(1, 9),
        st.sets(st.integers(0, 6)),
    ),
    st.builds(
        lambda start, month_days: Occasion.every("monthly", start=start, month_days=month_days),
        starts,
        st.sets(st.sampled_from([1, 15, 25, 31, -1])),
    ),
    st.builds(
        lambda start, rule: Occasion.rrule(rule, start=start),
        starts,
        st.sampled_from(["FREQ=DAILY;COUNT=5", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=2TU"]),
    ),
)

windows = st.lists(st.tuples(st.times(), st.times()), max_size=2)
calendars = st.builds(
    lambda zone, week, opening, holidays, exceptions: WorkCalendar(zone, {**week, **opening}, holidays, exceptions),
    st.sampled_from(["UTC", "Europe/Madrid", "Europe/Bucharest"]),
    st.dictionaries(st.integers(0, 6), windows, max_size=2),
    st.just({0: [(time(9), time(17))]}) | st.just({6: [(time(22, 30), time(6))]}),
    st.sets(days, max_size=2),
    st.dictionaries(days, windows, max_size=1),
)
durations = st.timedeltas(timedelta(microseconds=1))
promises = durations | st.builds(WorkingDays, st.integers(1, 999_999))
agreements = st.builds(
    ServiceLevelAgreement,
    st.sampled_from(["desk", "desk 2"]) | texts,
    st.dictionaries(
        st.sampled_from(Priority),
        st.builds(ServiceTarget, promises, st.none() | promises, st.none() | calendars)
        | st.builds(ServiceTarget, st.none(), promises, next_reply=st.none() | promises),
        max_size=2,
    ),
    calendars,
    procedure=st.none() | texts,
    review=st.none() | occasions,
)
discounts = st.decimals(Decimal("1e-9"), 1, allow_nan=False)


def customers(persons: st.SearchStrategy[Person], organizations: st.SearchStrategy[Organization]):
    """Return a customer of any kind, or a bare party, out of *persons* and *organizations*."""
    parties = persons | organizations
    return st.one_of(
        parties,
        st.builds(SituationalCustomer, parties, texts, occasions),
        st.builds(HorizontalCustomer, parties, many_texts),
        st.builds(FrameworkCustomer, parties, many_texts, st.lists(markets, max_size=2)),
        st.builds(OperationalCustomer, parties, many_texts),
        st.builds(RetailCustomer, parties, st.none() | markets),
        st.builds(AccountCustomer, parties, st.none() | texts, st.none() | persons, st.none() | markets),
        st.builds(B2BCustomer, parties, st.none() | texts, st.lists(persons, max_size=2), st.none() | markets),
    )


@st.composite
def relationships(draw: st.DrawFn, persons, organizations, agreements=agreements) -> Relationship:
    provider = draw(persons | organizations)
    customer = draw(customers(persons, organizations).filter(lambda customer: customer.id != provider.id))
    given = {"id": id} if (id := draw(st.none() | texts)) is not None else {}
    return Relationship(
        provider,
        customer,
        draw(texts),
        draw(periods()),
        agreement=draw(st.none() | agreements),
        approval=draw(
            st.none()
            | st.builds(
                Approval,
                st.sampled_from(Risk),
                st.none() | days,
                st.none() | persons | organizations,
                st.none() | occasions,
            )
        ),
        staff_discount=draw(st.none() | discounts),
        account_number=draw(st.none() | texts),
        market=draw(st.none() | markets),
        facts=draw(st.dictionaries(own_names, st.booleans() | st.sampled_from(MarketScope), max_size=2)),
        **given,
    )


@st.composite
def affiliations(draw: st.DrawFn, persons, organizations) -> Affiliation:
    """Return a tie of any capacity but ownership."""
    party, organization = draw(persons | organizations), draw(organizations)
    if party.id == organization.id:
        party = draw(persons)
    people_only = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.OWNER}
    fitting = [
        capacity
        for capacity in Capacity
        if not capacity.is_ownership and (isinstance(party, Person) or capacity not in people_only)
    ]
    functions = draw(st.none() | st.frozensets(st.sampled_from(BusinessFunction)))
    return Affiliation(party, organization, draw(st.sampled_from(fitting)), draw(periods()), functions)


@st.composite
def networks(draw: st.DrawFn) -> ServiceNetwork:
    """Return a sound network: ids have one content, and ownership leads from later organizations to earlier ones."""
    ids = draw(st.lists(texts, min_size=3, max_size=6, unique=True))
    units = [draw(st.just(Organization(id)) | st.builds(Organization, st.just(id), texts)) for id in ids[::2]]
    people = [draw(st.just(Person(id)) | st.builds(Person, st.just(id), texts)) for id in ids[1::2]]
    one_of_people, one_of_units = st.sampled_from(people), st.sampled_from(units)
    owned = [
        Affiliation(child, draw(st.sampled_from(units[:place])), Capacity.UNIT, draw(periods()))
        for place, child in enumerate(units)
        if place and draw(st.booleans())
    ]
    ties = draw(st.lists(affiliations(one_of_people, one_of_units), max_size=2))
    shared = st.sampled_from(draw(st.lists(agreements, min_size=1, max_size=2)))
    services = draw(st.lists(relationships(one_of_people, one_of_units, shared), max_size=3))
    alone = draw(st.lists(one_of_people | one_of_units, max_size=2))
    return ServiceNetwork(owned + ties, {service.id: service for service in services}.values(), alone)


# Times of every kind of zone, also in hours that clocks repeat or skip; early and late enough for any zone.
offsets = st.integers(-86_399, 86_399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
instants = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=offsets | st.timezones())  # noqa: DTZ001
values_of_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda values: st.lists(values, max_size=2) | st.dictionaries(st.text(max_size=4), values, max_size=2),
    max_leaves=4,
)


@st.composite
def requests(draw: st.DrawFn, relationships, parties) -> ServiceRequest:
    received = draw(instants)
    later = st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda wait: received.astimezone(UTC) + wait)
    plain = [type for type in EventType if type is not EventType.PRIORITY_CHANGED]
    events = st.builds(ClockEvent, st.sampled_from(plain), later) | st.builds(
        ClockEvent, st.just(EventType.PRIORITY_CHANGED), later, st.sampled_from(Priority)
    )
    return ServiceRequest(
        draw(texts),
        draw(relationships),
        received=received,
        impact=draw(st.sampled_from(Impact)),
        urgency=draw(st.sampled_from(Urgency)),
        due=draw(st.none() | instants),
        events=draw(st.lists(events, max_size=3)),
        override=draw(st.none() | st.builds(Override, st.sampled_from(Priority), texts)),
        requester=draw(st.none() | parties),
        attributes=draw(st.dictionaries(texts, values_of_json, max_size=2)),
    )


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    network = draw(networks())
    if not network.relationships:
        return Workload(network)
    known = st.sampled_from(list(network.relationships.values())), st.sampled_from(list(network.parties.values()))
    return Workload(network, draw(st.lists(requests(*known), max_size=4, unique_by=lambda request: request.id)))


missing = st.sampled_from([None, "first", "last"])
criteria = st.one_of(
    st.builds(ExternalFirst, st.booleans()),
    st.builds(ByPriority, st.none() | durations, st.sampled_from(Priority), st.sampled_from(["elapsed", "worked"])),
    st.builds(EarliestDue, st.sampled_from(["resolution", "response", "next_reply", "earliest"]), missing),
    st.builds(LongestWaiting),
    st.builds(WaitingLast),
    st.builds(ByTurn),
    st.builds(ByAttribute, texts, st.booleans(), missing, st.none() | texts),
    st.builds(ByKind, st.lists(st.sampled_from(CustomerKind), min_size=1, unique=True)),
)
domains = {"impact": Impact, "urgency": Urgency, "side": Side, "kind": CustomerKind}


@st.composite
def matrices(draw: st.DrawFn) -> DecisionTable[Priority]:
    """Return the usual matrix, one that differs in some cells, or any other, whose last rule takes the rest."""
    levels = st.sampled_from(Priority)
    if draw(st.booleans()):
        matrix = PRIORITY_MATRIX
        for rule in draw(st.lists(st.sampled_from(matrix.rules), max_size=3)):
            matrix = matrix.replacing(Rule(rule.id, rule.when, draw(levels)))
        return matrix
    inputs = draw(st.lists(st.sampled_from(list(domains)), unique=True))
    facts = {name: st.sets(st.sampled_from(domains[name]), min_size=1) for name in inputs}
    whens = draw(st.lists(st.fixed_dictionaries({}, optional=facts), max_size=3))
    rules = [Rule(f"r{place}", when, draw(levels)) for place, when in enumerate(whens)]
    unique = HitPolicy.UNIQUE if not rules and draw(st.booleans()) else HitPolicy.FIRST
    name = draw(st.just(PRIORITY_MATRIX.name) | texts)
    return DecisionTable(
        name, {name: domains[name] for name in inputs}, [*rules, Rule("others", {}, draw(levels))], unique
    )


policies = st.builds(
    PriorityPolicy,
    texts,
    st.lists(criteria, max_size=4, unique=True),
    matrices(),
    restart_on_change=st.booleans(),
    count_resolved_time=st.booleans(),
)
