"""Documents: a network as JSON and as plain values, and back."""

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    InvalidType,
    InvalidValue,
    Market,
    MarketScope,
    MissingExtra,
    Occasion,
    Organization,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    UnknownParty,
    WorkCalendar,
    WorkingDays,
)
from relclient.interop.documents import Workload, dumps, from_dict, loads, to_dict
from strategies import networks

HOTEL, KITCHEN = Organization("hotel", "the hotel"), Organization("kitchen")
ANA, POP = Person("ana", "Ana"), Person("mr-pop")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))
OFFICE = WorkCalendar("Europe/Madrid", {0: [(time(9), time(17))]}, {date(2026, 12, 25)}, {date(2026, 12, 24): []})
NIGHT = WorkCalendar("Europe/Madrid", {5: [(time(22, 30), time(6, 0, 0, 5)), (time(0), time(0, 0, 30))]})
DESK = ServiceLevelAgreement(
    "desk",
    {
        Priority.CRITICAL: ServiceTarget(timedelta(minutes=30), timedelta(hours=30), NIGHT),
        Priority.LOW: ServiceTarget(resolution=timedelta(hours=1, minutes=2, seconds=3, microseconds=40)),
    },
    OFFICE,
)
FULL = ServiceNetwork(
    [
        Affiliation(
            KITCHEN, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES, BusinessFunction.DECIDES_OFFER}
        ),
        Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, SPRING),
    ],
    [
        Relationship(HOTEL, RetailCustomer(POP), "stay", SPRING, agreement=DESK),
        Relationship(HOTEL, B2BCustomer(Organization("acme"), contacts=[ANA]), "stay", id="R1", agreement=DESK),
        Relationship(HOTEL, AccountCustomer(POP, "G-1", ANA, Market(MarketScope.FOREIGN, "business")), "dinner"),
        Relationship(
            KITCHEN,
            SituationalCustomer(HOTEL, "stock", Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])),
            "lists",
            Period(None, date(2026, 6, 1)),
            approval=Approval(Risk.LOW, date(2026, 3, 1)),
            staff_discount=Decimal("0.30"),
        ),
        Relationship(KITCHEN, HOTEL, "meals", agreement=ServiceLevelAgreement("desk", {}, OFFICE)),
    ],
)
WRITTEN = {
    "relclient": 2,
    "parties": [
        {"kind": "organization", "id": "acme"},
        {"kind": "person", "id": "ana", "name": "Ana"},
        {"kind": "organization", "id": "hotel", "name": "the hotel"},
        {"kind": "organization", "id": "kitchen"},
        {"kind": "person", "id": "mr-pop"},
    ],
    "calendars": [
        {
            "zone": "Europe/Madrid",
            "windows": {"saturday": [["00:00", "00:00:30"], ["22:30", "06:00:00.000005"]]},
        },
        {
            "id": "Europe/Madrid 2",
            "zone": "Europe/Madrid",
            "windows": {"monday": [["09:00", "17:00"]]},
            "holidays": ["2026-12-25"],
            "exceptions": {"2026-12-24": []},
        },
    ],
    "agreements": [
        {
            "name": "desk",
            "targets": {
                "critical": {"response": "PT30M", "resolution": "PT30H", "calendar": "Europe/Madrid"},
                "low": {"resolution": "PT1H2M3.00004S"},
            },
            "calendar": "Europe/Madrid 2",
        },
        {"id": "desk 2", "name": "desk", "targets": {}, "calendar": "Europe/Madrid 2"},
    ],
    "affiliations": [
        {
            "party": "ana",
            "organization": "hotel",
            "capacity": "employee",
            "valid_for": {"start": "2026-03-01", "end": "2026-06-01"},
        },
        {
            "party": "kitchen",
            "organization": "hotel",
            "capacity": "unit",
            "functions": ["decides_offer", "produces"],
        },
    ],
    "relationships": [
        {
            "provider": "hotel",
            "customer": {"kind": "b2b", "party": "acme", "contacts": ["ana"]},
            "service": "stay",
            "id": "R1",
            "agreement": "desk",
        },
        {
            "provider": "hotel",
            "customer": {
                "kind": "account",
                "party": "mr-pop",
                "account_number": "G-1",
                "manager": "ana",
                "market": {"scope": "foreign", "segment": "business"},
            },
            "service": "dinner",
        },
        {
            "provider": "hotel",
            "customer": {"kind": "retail", "party": "mr-pop"},
            "service": "stay",
            "valid_for": {"start": "2026-03-01", "end": "2026-06-01"},
            "agreement": "desk",
        },
        {
            "provider": "kitchen",
            "customer": {
                "kind": "situational",
                "party": "hotel",
                "reason": "stock",
                "occasion": {"start": "2026-01-25", "rule": "FREQ=MONTHLY;BYMONTHDAY=25"},
            },
            "service": "lists",
            "valid_for": {"end": "2026-06-01"},
            "approval": {"risk": "low", "granted": "2026-03-01"},
            "staff_discount": "0.30",
        },
        {"provider": "kitchen", "customer": "hotel", "service": "meals", "agreement": "desk 2"},
    ],
}


# Whole networks are large to draw, and a busy machine is no failure.
networks_at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_network_is_one_readable_document():
    assert to_dict(FULL) == WRITTEN


def test_every_section_is_written_in_the_order_in_which_it_is_read():
    assert list(to_dict(FULL)) == list(WRITTEN)


def test_the_order_of_sections_in_a_text_does_not_matter():
    assert from_dict(dict(reversed(WRITTEN.items()))) == FULL


def test_an_empty_network_is_a_version_and_nothing_else():
    assert dumps(ServiceNetwork()) == '{"relclient":2}'
    assert loads(b'{"relclient": 2}') == ServiceNetwork()


def test_a_text_for_people_says_the_same():
    assert json.loads(dumps(FULL, indent=True)) == json.loads(dumps(FULL)) == WRITTEN
    assert '\n  "parties": [\n' in dumps(FULL, indent=True)


@settings(networks_at_leisure, max_examples=100)
@given(networks())
def test_what_is_saved_comes_back_equal(network):
    assert loads(dumps(network)) == network
    assert from_dict(to_dict(network)) == network


@settings(networks_at_leisure, max_examples=20)
@given(networks())
def test_equal_networks_are_saved_as_equal_texts(network):
    same = ServiceNetwork(
        reversed(network.affiliations),
        reversed(list(network.relationships.values())),
        reversed(list(network.parties.values())),
    )
    assert dumps(same) == dumps(network) == dumps(loads(dumps(network)))


def plain(value):
    match value:
        case dict():
            return all(type(key) is str and plain(part) for key, part in value.items())
        case list():
            return all(map(plain, value))
        case _:
            return type(value) in {str, int, bool}


@settings(networks_at_leisure, max_examples=20)
@given(networks())
def test_plain_values_are_plain_all_the_way_down(network):
    assert plain(to_dict(network))


def test_values_as_a_database_gives_them_are_taken_as_they_are():
    rows = {
        "relclient": 2,
        "parties": (
            {"kind": "organization", "id": "hotel", "name": "the hotel"},
            {"kind": "organization", "id": "kitchen"},
            {"kind": "person", "id": "ana", "name": "Ana"},
            {"kind": "person", "id": "mr-pop"},
        ),
        "calendars": [{"zone": "UTC", "windows": {"monday": [(time(9), time(17))]}, "holidays": {date(2026, 12, 25)}}],
        "agreements": [
            {"name": "desk", "targets": {Priority.LOW: {"response": timedelta(hours=1)}}, "calendar": "UTC"}
        ],
        "affiliations": [
            {
                "party": "ana",
                "organization": "hotel",
                "capacity": Capacity.EMPLOYEE,
                "valid_for": {"start": date(2026, 3, 1), "end": None},
                "functions": {BusinessFunction.PRODUCES},
            }
        ],
        "relationships": [
            {
                "provider": "hotel",
                "customer": {"kind": RetailCustomer.kind, "party": "mr-pop", "market": {"segment": None}},
                "service": "stay",
                "staff_discount": Decimal("0.3"),
                "approval": None,
                "agreement": "desk",
            }
        ],
    }
    calendar = WorkCalendar("UTC", {0: [(time(9), time(17))]}, {date(2026, 12, 25)})
    desk = ServiceLevelAgreement("desk", {Priority.LOW: ServiceTarget(timedelta(hours=1))}, calendar)
    assert from_dict(rows) == ServiceNetwork(
        [Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, Period(date(2026, 3, 1)), {BusinessFunction.PRODUCES})],
        [Relationship(HOTEL, RetailCustomer(POP, Market()), "stay", staff_discount=Decimal("0.3"), agreement=desk)],
        [KITCHEN],
    )


def test_what_is_read_is_not_changed():
    document = to_dict(FULL)
    from_dict(document)
    assert document == WRITTEN


def test_a_calendar_with_computed_holidays_cannot_be_saved():
    class Sundays:
        def __contains__(self, day):
            return day.weekday() == 6

    computed = WorkCalendar("UTC", {0: [(time(9), time(17))]}, Sundays())
    for agreement in (
        ServiceLevelAgreement("desk", {}, computed),
        ServiceLevelAgreement("desk", {Priority.LOW: ServiceTarget(timedelta(hours=1), calendar=computed)}, OFFICE),
    ):
        with pytest.raises(InvalidType) as caught:
            dumps(ServiceNetwork(relationships=[Relationship(HOTEL, POP, "stay", agreement=agreement)]))
        assert caught.value.what == "WorkCalendar.holidays"
        assert caught.value.expected == "a set of dates, for the calendar to be saved"


@pytest.mark.parametrize(
    "network",
    [
        ServiceNetwork(parties=[Person("ana\ud800")]),
        ServiceNetwork(relationships=[Relationship(KITCHEN, HOTEL, "meals\udfff")]),
    ],
)
def test_half_a_character_cannot_be_saved(network):
    with pytest.raises(InvalidValue, match=r"half of a surrogate pair is no character"):
        dumps(network)


@pytest.mark.parametrize("call", [dumps, to_dict])
def test_only_what_has_a_document_is_saved(call):
    with pytest.raises(
        InvalidType,
        match=r"^documents x must be a ServiceNetwork, Workload or PriorityPolicy, or an answer, not 7 \(int\)\.$",
    ):
        call(7)


def test_only_what_has_a_document_is_read():
    with pytest.raises(
        InvalidType, match=r"^documents as_type must be ServiceNetwork, Workload or PriorityPolicy, not "
    ):
        loads('{"relclient": 2}', Person)


def test_what_no_tie_explains_is_told_of_the_whole_document(monkeypatch):
    def refuse(*_):
        raise Problems.found([UnknownParty("ana")])

    monkeypatch.setattr(ServiceNetwork, "__init__", refuse)
    with pytest.raises(Problems) as caught:
        from_dict(WRITTEN)
    assert list(map(str, caught.value.exceptions)) == [f"$: {UnknownParty('ana')}"]


def test_only_a_text_is_read():
    with pytest.raises(
        InvalidType,
        match=r"^loads text must be a string, or bytes such as Path\.read_bytes\(\) gives, not 7 \(int\)\.$",
    ):
        loads(7)


def test_the_name_of_a_file_is_told_from_what_stands_in_it():
    with pytest.raises(Problems) as caught:
        loads("Hotel.JSON")
    assert str(caught.value) == (
        "1 problem:\n- $: no JSON but the name of a file: give what stands in it, Path('Hotel.JSON').read_bytes()."
    )
    with pytest.raises(Problems) as caught:
        loads(b"hotel.json")
    assert str(caught.value).startswith("1 problem:\n- $: no JSON from line 1, column 1 on: ")


def test_a_document_of_something_else_says_as_what_it_loads():
    policy, network = to_dict(PriorityPolicy.by_deadline()), {"relclient": 2, "parties": []}
    for data, as_type, expected in [
        (policy, ServiceNetwork, "this is the document of a policy: load it as a PriorityPolicy."),
        (policy, Workload, "this is the document of a policy: load it as a PriorityPolicy."),
        (network, PriorityPolicy, "this is the document of a network: load it as a ServiceNetwork."),
        (network | {"requests": []}, PriorityPolicy, "this is the document of a workload: load it as a Workload."),
        (7, PriorityPolicy, "must be an object, not 7 (int)."),
    ]:
        with pytest.raises(Problems) as caught:
            from_dict(data, as_type)
        (problem,) = caught.value.exceptions
        assert (problem.path, str(problem).removeprefix("$").removeprefix(":").strip()) == ("$", expected)


def test_working_days_are_taken_as_they_are():
    agreement = {"name": "desk", "targets": {"low": {"response": WorkingDays(2)}}, "calendar": "UTC"}
    calendar = {"zone": "UTC", "windows": {"monday": [["09:00", "17:00"]]}}
    service = {"provider": "hotel", "customer": "ana", "service": "stay", "agreement": "desk"}
    parties = [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "ana"}]
    network = from_dict(
        {
            "relclient": 2,
            "parties": parties,
            "calendars": [calendar],
            "agreements": [agreement],
            "relationships": [service],
        }
    )
    assert network.relationships["hotel/ana/stay"].agreement.targets[Priority.LOW].response == WorkingDays(2)


class Row(Mapping):
    """A row of a database, which reads its values when it is asked for them."""

    def __init__(self, ask):
        self.ask = ask

    def __getitem__(self, key):
        self.ask()
        return {"kind": "person", "id": "ana"}[key]

    def __iter__(self):
        return iter(("kind", "id"))

    def __len__(self):
        return 2


def test_a_reading_begun_while_another_goes_on_does_not_disturb_it():
    def ask():
        assert loads('{"relclient": 2, "parties": [{"kind": "person", "id": "dan"}]}').parties

    assert list(from_dict({"relclient": 2, "parties": [Row(ask)]}).parties) == ["ana"]


def test_a_failure_that_is_no_fault_of_the_document_is_not_taken_for_one():
    asked = []
    gone = OSError("the connection is gone")
    gone.add_note("while row 7 was read")

    def ask():
        asked.append(1)
        if len(asked) == 1:
            raise gone

    with pytest.raises(OSError, match="the connection is gone") as caught:
        from_dict({"relclient": 2, "parties": [Row(ask)]})
    assert caught.value is gone
    assert gone.__notes__[0] == "while row 7 was read"


def test_a_missing_package_is_named_as_a_field(monkeypatch):
    monkeypatch.delitem(sys.modules, "relclient.interop.documents")
    monkeypatch.setitem(sys.modules, "orjson", None)
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("relclient.interop.documents")
    error = caught.value
    assert (error.module, error.package, error.extra) == ("relclient.interop.documents", "orjson", "json")


@pytest.mark.parametrize("package", ["cattrs", "orjson"])
def test_without_the_extra_one_sentence_says_what_to_install(package):
    program = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "import relclient\n"
        "try:\n"
        "    import relclient.interop.documents\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error, sep=': ')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == (
        f"MissingExtra: relclient.interop.documents needs {package}, which is not installed: "
        "pip install 'relclient[json]' brings it.\n"
    )
    assert issubclass(MissingExtra, ImportError)
