"""Documents that cannot be read, each with the whole of what is said about it."""

from datetime import UTC, datetime, time

from relclient import WorkCalendar

OFFICE = WorkCalendar("UTC", {0: [(time(9), time(17))]})

PARTIES = [
    {"kind": "organization", "id": "hotel"},
    {"kind": "organization", "id": "kitchen"},
    {"kind": "person", "id": "ana"},
]
MEALS = {"provider": "kitchen", "customer": "hotel", "service": "meals"}
OPEN = {"zone": "UTC", "windows": {"monday": [["09:00", "17:00"]]}}
DESK = {"name": "desk", "targets": {"low": {"response": "PT1H"}}, "calendar": "UTC"}
UNIT = {"party": "kitchen", "organization": "hotel", "capacity": "unit"}


def document(**sections):
    return {"relclient": 2, "parties": PARTIES, **sections}


def relationship(**fields):
    return document(relationships=[MEALS | fields])


def customer(kind, party, **fields):
    return relationship(customer={"kind": kind, "party": party, **fields})


def affiliation(**fields):
    return document(affiliations=[UNIT | fields])


def calendar(**fields):
    return document(calendars=[OPEN | fields])


def agreement(**fields):
    return document(calendars=[OPEN], agreements=[DESK | fields])


def without(entry, key):
    return {name: value for name, value in entry.items() if name != key}


KINDS = "'situational', 'horizontal', 'framework', 'operational', 'retail', 'account' or 'b2b'"
CAPACITIES = (
    "'unit', 'subsidiary', 'employee', 'temporary', 'owner', 'contractor', 'shareholder', 'stakeholder', "
    "'partner', 'supplier' or 'reseller'"
)
WEEKDAYS = "'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'"
DAY = "must be a date such as '2026-03-02', not"
DURATION = "must be working time such as 'PT4H30M', or working days such as 'P3D', not"
SUBSIDIARY = {"organization": "kitchen", "capacity": "subsidiary"}

DOCUMENTS = {
    # The root.
    "no object": ([], ["$ must be an object, not [] (list)."]),
    "nothing": (None, ["$ must be an object, not None (NoneType)."]),
    "no version": ({}, ["$: the key 'relclient' is missing: add it, with 2, the version of the format."]),
    "a version as a string": ({"relclient": "1"}, ["$.relclient must be the number 2, not '1' (str)."]),
    "true for a version": ({"relclient": True}, ["$.relclient must be the number 2, not True (bool)."]),
    "no such version": ({"relclient": 0}, ["$.relclient cannot be 0: this release reads versions 1 and 2."]),
    "a later version, of which nothing else is told": (
        {"relclient": 3, "people": []},
        [
            "$.relclient cannot be 3: this release reads versions 1 and 2; a later one wrote the document, so install that."
        ],
    ),
    "an unknown section": (
        {"relclient": 2, "party": []},
        ["$.party: unknown key: did you mean 'parties'?"],
    ),
    "a key like no other": (
        {"relclient": 2, 7: []},
        [
            (
                "$[7]: unknown key: the keys here are 'affiliations', 'agreements', 'calendars', 'parties', "
                "'relationships', 'relclient', 'rulebook' and 'viewpoint'."
            )
        ],
    ),
    "an object for a list": (
        document(affiliations={}),
        ["$.affiliations must be a list, not {} (dict)."],
    ),
    # Parties.
    "a number for an id": (
        {"relclient": 2, "parties": [{"kind": "person", "id": 1}]},
        ["$.parties[0].id must be a string, not 1 (int)."],
    ),
    "an empty id": (
        {"relclient": 2, "parties": [{"kind": "person", "id": ""}]},
        ["$.parties[0].id cannot be '': give a string that is not empty."],
    ),
    "null for a name": (
        {"relclient": 2, "parties": [{"kind": "person", "id": "ana", "name": None}]},
        ["$.parties[0].name must be a string, not None (NoneType)."],
    ),
    "a party without an id": (
        {"relclient": 2, "parties": [{"kind": "person"}]},
        ["$.parties[0]: the key 'id' is missing: add it, with a string that is not empty."],
    ),
    "a party without a kind": (
        {"relclient": 2, "parties": [{"id": "ana"}]},
        ["$.parties[0]: the key 'kind' is missing: add it, with 'person' or 'organization'."],
    ),
    "a party of an unknown kind": (
        {"relclient": 2, "parties": [{"kind": "robot", "id": "ana"}]},
        ["$.parties[0].kind cannot be 'robot': give 'person' or 'organization'."],
    ),
    "a kind that is no text": (
        {"relclient": 2, "parties": [{"kind": ["person"], "id": "ana"}]},
        ["$.parties[0].kind must be 'person' or 'organization', not ['person'] (list)."],
    ),
    "a string for a party": (
        {"relclient": 2, "parties": ["ana"]},
        ["$.parties[0] must be an object, not 'ana' (str)."],
    ),
    "an unknown key": (
        {"relclient": 2, "parties": [{"kind": "person", "id": "ana", "nmae": "Ana"}]},
        ["$.parties[0].nmae: unknown key: did you mean 'name'?"],
    ),
    "a key with a space": (
        {"relclient": 2, "parties": [{"kind": "person", "id": "ana", "first day": "x"}]},
        ["$.parties[0]['first day']: unknown key: the keys here are 'id', 'kind' and 'name'."],
    ),
    "one id for two": (
        {"relclient": 2, "parties": [{"kind": "person", "id": "ana"}, {"kind": "organization", "id": "ana"}]},
        [
            (
                "$.parties[1]: Two parties share the id 'ana': Person(id='ana', name='ana') and "
                "Organization(id='ana', name='ana'); give one of them another id."
            )
        ],
    ),
    "one party twice": (
        {"relclient": 2, "parties": [{"kind": "person", "id": "ana"}, {"kind": "person", "id": "ana"}]},
        ["$.parties[1]: Two parties share the id 'ana' and are the same: Person(id='ana', name='ana'); give it once."],
    ),
    # References.
    "an unknown party": (
        relationship(customer="hotl"),
        ["$.relationships[0].customer: No party has the id 'hotl': did you mean 'hotel'?"],
    ),
    "an unknown party like no other": (
        relationship(provider="zzz"),
        ["$.relationships[0].provider: No party has the id 'zzz': the ids are 'hotel', 'kitchen' and 'ana'."],
    ),
    "a number for a reference": (
        relationship(provider=7),
        ["$.relationships[0].provider must be a string, not 7 (int)."],
    ),
    "a party in the place of its id": (
        relationship(provider=PARTIES[0]),
        ["$.relationships[0].provider must be a string, not {'kind': 'organization', 'id': 'hotel'} (dict)."],
    ),
    "a person for an organization": (
        affiliation(organization="ana"),
        ["$.affiliations[0].organization cannot be 'ana': it is no organization; give the id of one."],
    ),
    "an organization for a person": (
        customer("account", "ana", account_number="G-1", manager="kitchen"),
        ["$.relationships[0].customer.manager cannot be 'kitchen': it is no person; give the id of one."],
    ),
    "an unknown agreement": (
        document(calendars=[OPEN], agreements=[DESK], relationships=[MEALS | {"agreement": "dask"}]),
        [
            (
                "$.relationships[0].agreement cannot be 'dask': nothing under 'agreements' has this id; "
                "perhaps 'desk' was meant."
            )
        ],
    ),
    "an unknown calendar": (
        document(agreements=[DESK]),
        ["$.agreements[0].calendar cannot be 'UTC': nothing under 'calendars' has this id; add it there."],
    ),
    # Affiliations.
    "an unknown capacity": (
        affiliation(capacity="boss"),
        [f"$.affiliations[0].capacity cannot be 'boss': give {CAPACITIES}."],
    ),
    "a number for a capacity": (
        affiliation(capacity=0),
        [f"$.affiliations[0].capacity must be {CAPACITIES}, not 0 (int)."],
    ),
    "a capacity that does not fit": (
        affiliation(capacity="employee"),
        [
            (
                "$.affiliations[0].party cannot be Organization(id='kitchen', name='kitchen'): "
                "only a person can be employee of an organization."
            )
        ],
    ),
    "a tie to itself": (
        affiliation(party="hotel"),
        [
            (
                "$.affiliations[0].party cannot be Organization(id='hotel', name='hotel'): "
                "no party is tied to itself; name another organization."
            )
        ],
    ),
    "functions in one text": (
        affiliation(functions="produces"),
        ["$.affiliations[0].functions must be a list, not 'produces' (str)."],
    ),
    "an unknown function": (
        affiliation(functions=["produces", "sleeps"]),
        ["$.affiliations[0].functions[1] cannot be 'sleeps': give 'decides_offer' or 'produces'."],
    ),
    "a missing end of a tie": (
        document(affiliations=[without(UNIT, "organization")]),
        ["$.affiliations[0]: the key 'organization' is missing: add it, with the id of an organization."],
    ),
    "a circle of ownership": (
        document(affiliations=[UNIT, {"party": "hotel", **SUBSIDIARY}]),
        ["$.affiliations[1]: Ownership runs in a circle always: 'hotel' < 'kitchen' < 'hotel'; end one of these ties."],
    ),
    "two parents": (
        document(
            parties=[*PARTIES, {"kind": "organization", "id": "spa"}],
            affiliations=[UNIT | {"party": "spa"}, {"party": "spa", **SUBSIDIARY}],
        ),
        [
            (
                "$.affiliations[1]: 'spa' has two parents always: 'hotel' and 'kitchen'; "
                "end one tie before the other starts."
            )
        ],
    ),
    # Periods and days.
    "a period in one text": (
        relationship(valid_for="2026"),
        ["$.relationships[0].valid_for must be an object, not '2026' (str)."],
    ),
    "an empty period": (
        relationship(valid_for={"start": "2026-03-01", "end": "2026-03-01"}),
        [
            (
                "$.relationships[0].valid_for: No day lies between 2026-03-01 and 2026-03-01: the end is the first day "
                "after the period; Period.through takes the last day in it."
            )
        ],
    ),
    "a time of day after a date": (
        relationship(valid_for={"start": "2026-03-02T00:00:00"}),
        [f"$.relationships[0].valid_for.start {DAY} '2026-03-02T00:00:00' (str)."],
    ),
    "a date without dashes": (
        relationship(valid_for={"start": "20260302"}),
        [f"$.relationships[0].valid_for.start {DAY} '20260302' (str)."],
    ),
    "a week for a date": (
        relationship(valid_for={"start": "2026-W10-1"}),
        [f"$.relationships[0].valid_for.start {DAY} '2026-W10-1' (str)."],
    ),
    "a number for a date": (
        relationship(valid_for={"start": 20260302}),
        [f"$.relationships[0].valid_for.start {DAY} 20260302 (int)."],
    ),
    "a datetime for a date": (
        relationship(valid_for={"start": datetime(2026, 3, 2, tzinfo=UTC)}),
        [
            (
                f"$.relationships[0].valid_for.start {DAY} "
                "datetime.datetime(2026, 3, 2, 0, 0, tzinfo=datetime.timezone.utc) (datetime)."
            )
        ],
    ),
    "a day that no month has": (
        relationship(valid_for={"start": "2026-02-30"}),
        ["$.relationships[0].valid_for.start cannot be '2026-02-30': no month has such a day."],
    ),
    # Relationships and customers.
    "one's own customer": (
        relationship(customer="kitchen"),
        ["$.relationships[0]: 'kitchen' cannot be its own customer: name another provider or customer."],
    ),
    "a slip in a key": (
        document(relationships=[without(MEALS, "service") | {"sevice": "meals"}]),
        [
            "$.relationships[0].sevice: unknown key: did you mean 'service'?",
            "$.relationships[0]: the key 'service' is missing: add it, with a string that is not empty.",
        ],
    ),
    "a slip in a key further in": (
        relationship(valid_for={"strat": "2026-03-02"}),
        ["$.relationships[0].valid_for.strat: unknown key: did you mean 'start'?"],
    ),
    "an unknown kind of customer": (
        customer("guest", "ana"),
        [f"$.relationships[0].customer.kind cannot be 'guest': give {KINDS}."],
    ),
    "a customer without a kind": (
        relationship(customer={"party": "ana"}),
        [f"$.relationships[0].customer: the key 'kind' is missing: add it, with {KINDS}."],
    ),
    "a list for a customer": (
        relationship(customer=["ana"]),
        ["$.relationships[0].customer must be a string, or an object, not ['ana'] (list)."],
    ),
    "no customer": (
        document(relationships=[without(MEALS, "customer")]),
        [
            (
                "$.relationships[0]: the key 'customer' is missing: add it, "
                "with the id of a party, or an object with a kind."
            )
        ],
    ),
    "a key of another kind": (
        customer("retail", "ana", outputs=["dinners"]),
        ["$.relationships[0].customer.outputs: unknown key: the keys here are 'kind', 'market' and 'party'."],
    ),
    "texts that are none": (
        customer("operational", "hotel", outputs=["dinners", "", 3]),
        [
            "$.relationships[0].customer.outputs[1] cannot be '': give a string that is not empty.",
            "$.relationships[0].customer.outputs[2] must be a string, not 3 (int).",
        ],
    ),
    "an unknown market": (
        customer("retail", "ana", market={"scope": "local"}),
        ["$.relationships[0].customer.market.scope cannot be 'local': give 'domestic' or 'foreign'."],
    ),
    "an occasion without a start": (
        customer("situational", "hotel", reason="stock", occasion={}),
        ["$.relationships[0].customer.occasion: the key 'start' is missing: add it, with a date such as '2026-03-02'."],
    ),
    "a number for a discount": (
        relationship(staff_discount=0.3),
        ["$.relationships[0].staff_discount must be a decimal number as a string, such as '0.3', not 0.3 (float)."],
    ),
    "words for a discount": (
        relationship(staff_discount="a third"),
        ["$.relationships[0].staff_discount must be a decimal number as a string, such as '0.3', not 'a third' (str)."],
    ),
    "more than all for a discount": (
        relationship(staff_discount="1.1"),
        [
            (
                "$.relationships[0].staff_discount cannot be Decimal('1.1'): give the part let off, above 0 and at most 1, "
                "as Decimal('0.3') for 30 %."
            )
        ],
    ),
    "an unknown risk": (
        relationship(approval={"risk": "high"}),
        ["$.relationships[0].approval.risk cannot be 'high': give 'low' or 'managed'."],
    ),
    "two relationships of one id": (
        document(relationships=[MEALS, MEALS | {"customer": "ana", "id": "kitchen/hotel/meals"}]),
        [
            (
                "$.relationships[1]: Two relationships share the id 'kitchen/hotel/meals': "
                "...id='kitchen', name='kitchen'), customer=Organization(id='hotel', name='hotel'), "
                "service='meals', valid_for=Period(start=None, end=None), id='kitchen/hotel/meals', agreement=None, "
                "approval=None, staff_... and "
                "...id='kitchen', name='kitchen'), customer=Person(id='ana', name='ana'), "
                "service='meals', valid_for=Period(start=None, end=None), id='kitchen/hotel/meals', agreement=None, "
                "approval=None, staff_discount=N...; give one of them another id."
            )
        ],
    ),
    # Agreements and calendars.
    "an unknown level": (
        agreement(targets={"urgent": {"response": "PT1H"}}),
        [
            (
                "$.agreements[0].targets.urgent cannot be 'urgent': "
                "give 'critical', 'high', 'moderate', 'low' or 'planning'."
            )
        ],
    ),
    "a promise of nothing": (
        agreement(targets={"low": {}}),
        [
            "$.agreements[0].targets.low cannot be None: promise a response, a resolution or a next reply, or leave the level out."
        ],
    ),
    "days and hours": (
        agreement(targets={"low": {"response": "P1DT2H"}}),
        [f"$.agreements[0].targets.low.response {DURATION} 'P1DT2H' (str)."],
    ),
    "no time at all": (
        agreement(targets={"low": {"response": "PT0H"}}),
        [
            (
                "$.agreements[0].targets.low.response cannot be datetime.timedelta(0): "
                "promise a positive working time, or None for nothing."
            )
        ],
    ),
    "more time than there is": (
        agreement(targets={"low": {"response": "PT99999999999999H"}}),
        ["$.agreements[0].targets.low.response cannot be 'PT99999999999999H': no duration is that long."],
    ),
    "a number for a duration": (
        agreement(targets={"low": {"response": 3600}}),
        [f"$.agreements[0].targets.low.response {DURATION} 3600 (int)."],
    ),
    "an id of an agreement that is none": (
        agreement(id=5),
        ["$.agreements[0].id must be a string, not 5 (int)."],
    ),
    "a calendar that an agreement names as its zone is really called": (
        document(calendars=[OPEN | {"zone": "Europe/Madird"}], agreements=[DESK | {"calendar": "Europe/Madrid"}]),
        [
            "$.calendars[0].zone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?",
            (
                "$.agreements[0].calendar cannot be 'Europe/Madrid': nothing under 'calendars' has this id; "
                "perhaps 'Europe/Madird' was meant."
            ),
        ],
    ),
    "an unknown zone beside an unknown calendar": (
        document(calendars=[OPEN | {"zone": "Europe/Madird"}], agreements=[DESK | {"calendar": "Europe/Paris"}]),
        [
            "$.calendars[0].zone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?",
            (
                "$.agreements[0].calendar cannot be 'Europe/Paris': nothing under 'calendars' has this id; "
                "perhaps 'Europe/Madird' was meant."
            ),
        ],
    ),
    "an unknown zone of a calendar with an id": (
        document(
            calendars=[OPEN | {"id": "c", "zone": "Europe/Madird"}], agreements=[DESK | {"calendar": "Europe/Madrid"}]
        ),
        [
            "$.calendars[0].zone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?",
            "$.agreements[0].calendar cannot be 'Europe/Madrid': nothing under 'calendars' has this id; add it there.",
        ],
    ),
    "a calendar that is none, nor its zone": (
        document(calendars=[7, OPEN | {"zone": 7}]),
        ["$.calendars[0] must be an object, not 7 (int).", "$.calendars[1].zone must be a string, not 7 (int)."],
    ),
    "a policy for a network": (
        {"relclient": 2, "name": "by level", "criteria": ["by_priority"]},
        ["$: this is the document of a policy: load it as a PriorityPolicy."],
    ),
    "criteria in a network": (
        {"relclient": 2, "parties": [], "criteria": []},
        [
            (
                "$.criteria: unknown key: the keys here are 'affiliations', 'agreements', 'calendars', 'parties', "
                "'relationships', 'relclient', 'rulebook' and 'viewpoint'."
            )
        ],
    ),
    "two calendars of one id": (
        document(calendars=[OPEN, OPEN]),
        [f"$.calendars[1]: Two calendars share the id 'UTC' and are the same: {OFFICE!r}; give it once."],
    ),
    "an unknown zone": (
        calendar(zone="Europe/Madird"),
        ["$.calendars[0].zone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?"],
    ),
    "no hour open": (
        calendar(windows={}),
        ["$.calendars[0].windows cannot be {}: give at least one window, or it would never open."],
    ),
    "an unknown weekday": (
        calendar(windows={"mon": []}),
        [f"$.calendars[0].windows.mon cannot be 'mon': give {WEEKDAYS}."],
    ),
    "a window with one end": (
        calendar(windows={"monday": [["09:00"]]}),
        [
            (
                "$.calendars[0].windows.monday[0] must be a pair of times of day such as ['09:00', '17:00'], "
                "not ['09:00'] (list)."
            )
        ],
    ),
    "an hour that no day has": (
        calendar(windows={"monday": [["09:00", "24:00"]]}),
        [
            (
                "$.calendars[0].windows.monday[0][1] cannot be '24:00': "
                "a day runs from 00:00 to 23:59:59; 00:00 also ends it."
            )
        ],
    ),
    "a time of day without minutes": (
        calendar(windows={"monday": [["9", 17]]}),
        [
            "$.calendars[0].windows.monday[0][0] must be a time of day such as '09:30', not '9' (str).",
            "$.calendars[0].windows.monday[0][1] must be a time of day such as '09:30', not 17 (int).",
        ],
    ),
    "a holiday that is no day": (
        calendar(holidays=["2026-12-25", "Easter"]),
        [f"$.calendars[0].holidays[1] {DAY} 'Easter' (str)."],
    ),
    "an exception on no day": (
        calendar(exceptions={"Easter": []}),
        [f"$.calendars[0].exceptions.Easter {DAY} 'Easter' (str)."],
    ),
    # Many at once; those that follow from others say so, and come last.
    "an unreadable party, and references to it": (
        document(
            parties=[{"kind": "organization", "id": "hotel", "name": 5}, PARTIES[1]],
            affiliations=[UNIT],
            relationships=[MEALS],
        ),
        [
            "$.parties[0].name must be a string, not 5 (int).",
            "$.affiliations[0].organization cannot be 'hotel': what has this id cannot be read; mend $.parties[0] first.",
            "$.relationships[0].customer cannot be 'hotel': what has this id cannot be read; mend $.parties[0] first.",
        ],
    ),
    "a party with a slip in the key of its id, and references to it": (
        document(
            parties=[{"kind": "organization", "ID": "hotel"}, PARTIES[1]], affiliations=[UNIT], relationships=[MEALS]
        ),
        [
            "$.parties[0].ID: unknown key: the keys here are 'id', 'kind' and 'name'.",
            "$.parties[0]: the key 'id' is missing: add it, with a string that is not empty.",
            "$.affiliations[0].organization cannot be 'hotel': nothing that can be read has this id; mend $.parties[0] first.",
            "$.relationships[0].customer cannot be 'hotel': nothing that can be read has this id; mend $.parties[0] first.",
        ],
    ),
    "an unreadable agreement, and the calendars of its levels": (
        agreement(name=5, targets={"low": {"response": "PT1H", "calendar": "Mars"}}),
        [
            "$.agreements[0].name must be a string, not 5 (int).",
            "$.agreements[0].targets.low.calendar cannot be 'Mars': nothing under 'calendars' has this id; add it there.",
        ],
    ),
    "an agreement without levels that could be read": (
        agreement(targets=5),
        ["$.agreements[0].targets must be an object, not 5 (int)."],
    ),
    "an unreadable customer, and those to whom it refers": (
        customer("b2b", "hotle", contacts=["ana", "anna"], market=7),
        [
            "$.relationships[0].customer.market must be an object, not 7 (int).",
            "$.relationships[0].customer.party: No party has the id 'hotle': did you mean 'hotel'?",
            "$.relationships[0].customer.contacts[1]: No party has the id 'anna': did you mean 'ana'?",
        ],
    ),
    "no list of parties, and references to them": (
        document(parties=None, relationships=[MEALS]),
        [
            "$.parties must be a list, not None (NoneType).",
            "$.relationships[0].provider cannot be 'kitchen': nothing that can be read has this id; mend $.parties first.",
            "$.relationships[0].customer cannot be 'hotel': nothing that can be read has this id; mend $.parties first.",
        ],
    ),
    "an unreadable calendar, and an agreement and a relationship that rest on it": (
        document(calendars=[OPEN | {"holidays": 5}], agreements=[DESK], relationships=[MEALS | {"agreement": "desk"}]),
        [
            "$.calendars[0].holidays must be a list, not 5 (int).",
            "$.agreements[0].calendar cannot be 'UTC': what has this id cannot be read; mend $.calendars[0] first.",
            "$.relationships[0].agreement cannot be 'desk': what has this id cannot be read; mend $.agreements[0] first.",
        ],
    ),
    "a fault in every section": (
        {
            "relclient": 2,
            "parties": [*PARTIES, {"kind": "person", "id": 4}],
            "calendars": [OPEN | {"zone": "Mars"}],
            "agreements": [DESK | {"name": ""}],
            "affiliations": [UNIT, {"party": "hotel", **SUBSIDIARY}, UNIT | {"functions": ["rests"]}],
            "relationships": [MEALS | {"customer": "hotle", "service": 8}, 9],
        },
        [
            "$.parties[3].id must be a string, not 4 (int).",
            (
                "$.calendars[0].zone: No time zone has the name 'Mars': give an IANA name such as 'Europe/Madrid'; "
                "where the system has no zone data, install the tzdata package."
            ),
            "$.agreements[0].name cannot be '': give a string that is not empty.",
            "$.agreements[0].calendar cannot be 'UTC': nothing under 'calendars' has this id; add it there.",
            "$.affiliations[2].functions[0] cannot be 'rests': give 'decides_offer' or 'produces'.",
            "$.relationships[0].service must be a string, not 8 (int).",
            "$.relationships[0].customer: No party has the id 'hotle': did you mean 'hotel'?",
            "$.relationships[1] must be an object, not 9 (int).",
            (
                "$.affiliations[1]: Ownership runs in a circle always: 'hotel' < 'kitchen' < 'hotel'; "
                "end one of these ties."
            ),
        ],
    ),
}
