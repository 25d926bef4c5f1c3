"""Hypothesis strategies for every value of the model, for all tests to share."""

from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    Capacity,
    FrameworkCustomer,
    Function,
    HorizontalCustomer,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    WorkCalendar,
)

texts = st.text(min_size=1, max_size=4)
many_texts = st.lists(texts, max_size=2)
days = st.dates()
persons = st.builds(Person, texts, texts) | st.builds(Person, texts)
organizations = st.builds(Organization, texts, texts) | st.builds(Organization, texts)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start is not None and end is not None and end <= start:
        return Period(end, start) if end < start else Period(start)
    return Period(start, end)


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
agreements = st.builds(
    ServiceLevelAgreement,
    st.sampled_from(["desk", "desk 2"]) | texts,
    st.dictionaries(
        st.sampled_from(Priority),
        st.builds(ServiceTarget, durations, st.none() | durations, st.none() | calendars)
        | st.builds(ServiceTarget, st.none(), durations),
        max_size=2,
    ),
    calendars,
)
approvals = st.builds(Approval, st.sampled_from(Risk), st.none() | days)
discounts = st.decimals(Decimal("1e-9"), 1, allow_nan=False)


def customers(persons: st.SearchStrategy[Person], organizations: st.SearchStrategy[Organization]):
    """Make a customer of any kind, or a bare party, out of *persons* and *organizations*."""
    parties = persons | organizations
    return st.one_of(
        parties,
        st.builds(SituationalCustomer, parties, texts, occasions),
        st.builds(HorizontalCustomer, parties, many_texts),
        st.builds(FrameworkCustomer, parties, many_texts, many_texts),
        st.builds(OperationalCustomer, parties, many_texts),
        st.builds(RetailCustomer, persons, markets),
        st.builds(AccountCustomer, persons, texts, st.none() | persons, markets),
        st.builds(B2BCustomer, organizations, st.none() | texts, st.lists(persons, max_size=2), markets),
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
        approval=draw(st.none() | approvals),
        staff_discount=draw(st.none() | discounts),
        **given,
    )


@st.composite
def affiliations(draw: st.DrawFn, persons, organizations) -> Affiliation:
    """Make a tie of any capacity but ownership."""
    party, organization = draw(persons | organizations), draw(organizations)
    if party.id == organization.id:
        party = draw(persons)
    people_only = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.OWNER}
    fitting = [
        capacity
        for capacity in Capacity
        if not capacity.is_ownership and (isinstance(party, Person) or capacity not in people_only)
    ]
    functions = draw(st.frozensets(st.sampled_from(Function)))
    return Affiliation(party, organization, draw(st.sampled_from(fitting)), draw(periods()), functions)


@st.composite
def networks(draw: st.DrawFn) -> ServiceNetwork:
    """Make a sound network: every id has one content, and ownership leads from later organizations to earlier ones."""
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
