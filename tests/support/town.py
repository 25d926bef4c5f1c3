"""A small town in ten days: random networks with few parties and dates, and plain answers to what is asked of them."""

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from relclient import (
    KIND_TABLE,
    SIDE_TABLE,
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    CustomerKind,
    DecisionTable,
    Evidence,
    FrameworkCustomer,
    HorizontalCustomer,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    Rule,
    Rulebook,
    ServiceNetwork,
    Side,
    SituationalCustomer,
    classify,
)

FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(-1, 14)]
"""Every date of a town, with a day before and after."""
ORGANIZATIONS = [Organization(f"o{number}") for number in range(5)]
PERSONS = [Person(f"p{number}") for number in range(3)]
PEOPLE_ONLY = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.OWNER}


class Tier(Enum):
    GOLD = "gold"
    PLAIN = "plain"


PAYING = Rulebook(
    DecisionTable(
        "payers",
        {**SIDE_TABLE.inputs, "paying": bool},
        [Rule("pays", {"paying": True}, Side.EXTERNAL), *SIDE_TABLE.rules],
    )
)
"""Whoever pays is a customer outside."""
TIERS = Rulebook(
    kind_table=DecisionTable(
        "tiers",
        {**KIND_TABLE.inputs, "tier": Tier},
        [Rule("gold", {"side": Side.EXTERNAL, "tier": Tier.GOLD}, CustomerKind.ACCOUNT), *KIND_TABLE.rules],
        defaults={"tier": Tier.PLAIN},
    )
)
"""Gold makes an account."""
SUPPLIERS_INSIDE = Rulebook(
    DecisionTable(
        "suppliers",
        {**SIDE_TABLE.inputs, "supplies": bool, "occasional": bool},
        [
            Rule("supplies", {"supplies": True, "occasional": False}, Side.INTERNAL),
            *SIDE_TABLE.rules,
        ],
    )
)
"""Whoever serves anybody belongs to us, but for a moment's need."""
RULEBOOKS = [Rulebook(), PAYING, TIERS, SUPPLIERS_INSIDE]


def period(random):
    start, end = (random.choice([None, FIRST + timedelta(days=random.randrange(10))]) for _ in range(2))
    if start is not None and end is not None and end <= start:
        return Period(end, start) if end < start else Period(start)
    return Period(start, end)


def tie(random, party, organization, capacity):
    functions = random.choice([None, None, *({f for f in BusinessFunction if random.random() < 0.5} for _ in range(2))])
    return Affiliation(party, organization, capacity, period(random), functions)


def role(random, party):
    """Make a declared customer of any kind, or leave the party bare."""
    market = random.choice([None, Market(), Market(MarketScope.FOREIGN, "holidays")])
    kinds = [
        lambda: SituationalCustomer(party, "a need", occasion(random)),
        lambda: HorizontalCustomer(party),
        lambda: FrameworkCustomer(party, random.choice([(), ["weekend"]])),
        lambda: OperationalCustomer(party, random.choice([(), ["dinners"]])),
        lambda: RetailCustomer(party, market),
        lambda: AccountCustomer(party, random.choice([None, "A-1"]), random.choice([None, PERSONS[0]]), market),
        lambda: B2BCustomer(party, random.choice([None, "B-1"]), random.choice([(), PERSONS[:2]]), market),
    ]
    return random.choice(kinds)() if random.random() < 0.4 else party


def occasion(random):
    day = FIRST + timedelta(days=random.randrange(10))
    return random.choice(
        [Occasion.once(day), Occasion.every("weekly", start=day), Occasion.rrule("FREQ=DAILY;COUNT=3", start=day)]
    )


def service(random, number):
    provider, customer = random.sample([*ORGANIZATIONS, *PERSONS], 2)
    facts = {}
    if random.random() < 0.3:
        facts["paying"] = random.random() < 0.7
    if random.random() < 0.3:
        facts["tier"] = Tier.GOLD
    return Relationship(
        provider,
        role(random, customer),
        random.choice("abc"),
        period(random),
        id=f"r{number}",
        staff_discount=random.choice([None, None, Decimal("0.5")]),
        account_number=random.choice([None, None, "N-1"]),
        market=random.choice([None, Market()]),
        facts=facts,
    )


def town(random, rulebook=None):
    """Make a network; ownership leads from later organizations to earlier ones, so that there are no circles."""
    ties = []
    for number, child in enumerate(ORGANIZATIONS[1:], 1):
        if random.random() < 0.6:
            capacity = random.choice([Capacity.UNIT, Capacity.SUBSIDIARY])
            ties.append(tie(random, child, ORGANIZATIONS[random.randrange(number)], capacity))
    for _ in range(random.randrange(7)):
        party = random.choice([*PERSONS, *ORGANIZATIONS])
        organization = random.choice([one for one in ORGANIZATIONS if one != party])
        capacities = [
            one for one in Capacity if not one.is_ownership and (isinstance(party, Person) or one not in PEOPLE_ONLY)
        ]
        ties.append(tie(random, party, organization, random.choice(capacities)))
    services = [service(random, number) for number in range(random.randrange(8))]
    return ServiceNetwork(
        ties,
        services,
        [*ORGANIZATIONS, *PERSONS],
        rulebook=rulebook or random.choice(RULEBOOKS),
        viewpoint=random.choice([None, None, *ORGANIZATIONS[:2]]),
    )


# The oracle: what is known of a party, from the records of a day and nothing else.


def live(records, on):
    return [one for one in records if on in one.valid_for]


def root(network, organization, on):
    for one in live(network.affiliations, on):
        if one.capacity.is_ownership and one.party == organization:
            return root(network, one.organization, on)
    return organization


def groups(network, provider, on):
    if isinstance(provider, Organization):
        return {root(network, provider, on)}
    work = [one for one in live(network.affiliations, on) if one.party == provider and one.capacity.is_work]
    return {root(network, one.organization, on) for one in work}


OF_CAPACITY = {
    Capacity.EMPLOYEE: "employed",
    Capacity.TEMPORARY: "employed",
    Capacity.CONTRACTOR: "contracted",
    Capacity.OWNER: "owns",
    Capacity.SHAREHOLDER: "holds_stake",
    Capacity.STAKEHOLDER: "holds_stake",
    Capacity.PARTNER: "delivers",
    Capacity.SUPPLIER: "delivers",
}
INHERITING = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR}


def by_ties(network, party, roots, on):
    """Give the facts that the ties of a day are evidence of."""
    facts = {"is_organization"} if isinstance(party, Organization) else set()
    if isinstance(party, Organization) and root(network, party, on) in roots:
        facts.add("same_group")
    ties = live(network.affiliations, on)
    for one in ties:
        if one.party == party and root(network, one.organization, on) in roots:
            facts |= {OF_CAPACITY[one.capacity]} if one.capacity in OF_CAPACITY else set()
            functions = one.functions
            if functions is None and one.capacity in INHERITING:
                functions = {
                    function
                    for own in ties
                    if own.party == one.organization and root(network, own.organization, on) in roots
                    for function in own.functions or ()
                }
            facts |= {function.value for function in functions or ()}
    if any(one.provider == party for one in live(network.relationships.values(), on)):
        facts.add("supplies")
    return facts


def by_links(links, on):
    """Give the facts that relationships are evidence of by what they say themselves."""
    facts = set()
    for one in links:
        match one.customer:
            case SituationalCustomer(occasion=occasion) if occasion.on_or_after(on) is not None:
                facts.add("occasional")
            case AccountCustomer() | B2BCustomer(account_number=str()):
                facts.add("standing_account")
            case FrameworkCustomer(offers=(_, *_)) | FrameworkCustomer(target_markets=(_, *_)):
                facts.add("decides_offer")
            case OperationalCustomer(outputs=(_, *_)):
                facts.add("produces")
        if one.account_number is not None:
            facts.add("standing_account")
    return facts


def own_facts(network, links):
    own = {}
    for one in links:
        for name, fact in one.facts.items():
            if name in network.rulebook.own_facts:
                own[name] = fact or own.get(name, False) if isinstance(fact, bool) else fact
    return own


def side_toward(network, link, roots, on):
    facts = by_ties(network, link.party, roots, on) | by_links([link], on)
    table = network.rulebook.side_table
    given = {name: name in facts for name in table.inputs if name in Evidence.__slots__}
    return table.decide(
        **{"paying": False, **given, **own_facts(network, [link])} if "paying" in table.inputs else given
    ).value


def expected(network, party, provider, on, links=None):
    """Classify by hand, with what *links*, or else all between the two, say themselves."""
    roots = groups(network, provider, on)
    if links is None:
        links = [
            one for one in live(network.relationships.values(), on) if (one.provider, one.party) == (provider, party)
        ]
    facts = by_ties(network, party, roots, on) | by_links(links, on)
    outside = roots if network.viewpoint is None else {root(network, network.viewpoint, on)}
    for one in live(network.relationships.values(), on):
        if one.provider == party and one.party != provider and side_toward(network, one, outside, on) is Side.EXTERNAL:
            facts.add("serves_outsiders")
    evidence = Evidence(**dict.fromkeys(facts, True))
    return evidence, classify(evidence, network.rulebook, facts=own_facts(network, links))


def seen_side(network, link, on):
    """Give the side on which impacts and queues see the customer of a relationship."""
    declared = None if link.customer is link.party else link.customer.side
    inside = groups(network, link.provider, on)
    if network.viewpoint is None:
        return declared or side_toward(network, link, inside, on)
    house = {root(network, network.viewpoint, on)}
    return declared if declared and house & inside else side_toward(network, link, house, on)
