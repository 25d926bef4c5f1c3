"""AdventureWorks: each party is to the company what the company's own tables say, on any date."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from adventureworks import COMPANY, Tables, day
from data_sets import data_sets
from relclient import B2BCustomer, CustomerKind, Period, Person, RetailCustomer, Side

TODAY = date(2014, 6, 30)
KIND_BY_DEPARTMENT = {
    "Production": CustomerKind.OPERATIONAL,
    "Production Control": CustomerKind.OPERATIONAL,
    "Sales": CustomerKind.FRAMEWORK,
    "Marketing": CustomerKind.FRAMEWORK,
}


@pytest.fixture(scope="module", params=data_sets("adventureworks"))
def tables(request):
    return Tables(request.param)


@pytest.fixture(scope="module")
def network(tables):
    return tables.network()


def expected_staff_kinds(history, names, on):
    """Read straight from the rows, without a period or a network, what each member of staff is on a day."""
    kinds = defaultdict(lambda: CustomerKind.RETAIL)
    for row in history:
        if day(row["StartDate"]) <= on and (not row["EndDate"] or on <= day(row["EndDate"])):
            kind = KIND_BY_DEPARTMENT.get(names[row["DepartmentID"]], CustomerKind.HORIZONTAL)
            kinds[f"person-{row['BusinessEntityID']}"] = kind
    return kinds


def test_every_row_of_every_table_is_in_the_network(tables, network):
    ties = {(tie.party.id, tie.organization.id) for tie in network.affiliations}
    parties = network.parties
    assert {f"person-{row['BusinessEntityID']}" for row in tables.rows("HumanResources_Employee")} <= parties.keys()
    assert {f"person-{row['BusinessEntityID']}" for row in tables.rows("Sales_SalesPerson")} <= parties.keys()
    assert {f"department-{row['DepartmentID']}" for row in tables.rows("HumanResources_Department")} <= parties.keys()
    assert {f"vendor-{row['BusinessEntityID']}" for row in tables.rows("Purchasing_Vendor")} <= parties.keys()
    assert {f"store-{row['BusinessEntityID']}" for row in tables.rows("Sales_Store")} <= parties.keys()
    assert {row["AccountNumber"] for row in tables.rows("Sales_Customer")} <= network.relationships.keys()
    history = tables.rows("HumanResources_EmployeeDepartmentHistory")
    assert {(f"person-{row['BusinessEntityID']}", f"department-{row['DepartmentID']}") for row in history} <= ties
    known_firms = {party.partition("-")[2]: party for party in parties if party.startswith(("store-", "vendor-"))}
    contacts = tables.rows("Person_BusinessEntityContact")
    assert {(f"person-{row['PersonID']}", known_firms[row["BusinessEntityID"]]) for row in contacts} <= ties


def test_staff_are_internal_while_a_department_row_covers_the_date_and_outsiders_before_and_after(tables, network):
    history = tables.rows("HumanResources_EmployeeDepartmentHistory")
    names = {key: department.name for key, department in tables.departments().items()}
    staff = sorted({f"person-{row['BusinessEntityID']}" for row in history})
    turns = {
        day(row[end]) + timedelta(days=step)
        for row in history
        for end in ("StartDate", "EndDate")
        if row[end]
        for step in (-1, 0, 1)
    }
    for on in sorted(turns):
        kinds = expected_staff_kinds(history, names, on)
        found = {who: network.classify(who, COMPANY, on=on).kind for who in staff}
        assert found == {who: kinds[who] for who in staff}, on


def test_the_timeline_of_everyone_is_what_the_rows_say_stretch_by_stretch(tables, network):
    history = tables.rows("HumanResources_EmployeeDepartmentHistory")
    names = {key: department.name for key, department in tables.departments().items()}
    turns = sorted(
        {day(row["StartDate"]) for row in history}
        | {day(row["EndDate"]) + timedelta(days=1) for row in history if row["EndDate"]}
    )
    told = {on: expected_staff_kinds(history, names, on) for on in (turns[0] - timedelta(days=1), *turns)}
    for who in sorted({f"person-{row['BusinessEntityID']}" for row in history}):
        stretches = []
        for on, kinds in told.items():
            if not stretches or stretches[-1][1] is not kinds[who]:
                stretches.append((on, kinds[who]))
        line = network.timeline(who, COMPANY)
        starts = [None, *(on for on, _ in stretches[1:])]
        assert [(one.holds.start, one.kind) for one in line] == [
            (start, kind) for start, (_, kind) in zip(starts, stretches, strict=True)
        ]
        assert [one.holds.end for one in line] == [*starts[1:], None]
        for one in line[1:]:
            periods = [record.valid_for for record in one.held_by]
            assert any(one.holds.start in {period.start, period.end} for period in periods)


def test_who_turns_in_a_year_is_who_has_a_row_that_begins_or_ends_in_it(tables, network):
    year = Period(date(2009, 1, 1), date(2010, 1, 1))
    rows = tables.rows("HumanResources_EmployeeDepartmentHistory")
    began = {f"person-{row['BusinessEntityID']}" for row in rows if day(row["StartDate"]) in year}
    ended = {f"person-{row['BusinessEntityID']}" for row in rows if row["EndDate"] and day(row["EndDate"]) in year}
    changes = network.changes(COMPANY, within=year)
    turned = {change.party.id for change in changes}
    assert turned <= began | ended
    hired = {who for who in began if network.classify(who, COMPANY, on=date(2008, 12, 31)).side is Side.EXTERNAL}
    assert hired <= turned


def test_who_leaves_is_an_outsider_on_the_day_after_the_last_day(network):
    last = date(2010, 5, 30)  # of person 4 in Tool Design's forerunner, before the move to another department
    before, after = (network.classify("person-4", COMPANY, on=on) for on in (last, last + timedelta(days=1)))
    assert [tie.organization.name for tie in before.grounds["employed"]] == ["Engineering"]
    assert [tie.organization.name for tie in after.grounds["employed"]] == ["Tool Design"]
    assert network.classify("person-4", COMPANY, on=date(2007, 12, 4)).side is Side.EXTERNAL


def test_individual_buyers_are_retail_and_stores_b2b_by_the_evidence_as_by_their_declaration(tables, network):
    declared = {
        row["AccountNumber"]: CustomerKind.B2B if row["StoreID"] else CustomerKind.RETAIL
        for row in tables.rows("Sales_Customer")
    }
    buying = {key: network.relationships[key] for key in declared}
    assert {key: one.customer.kind for key, one in buying.items()} == declared
    assert {key: network.classify(one.party, COMPANY, on=TODAY).kind for key, one in buying.items()} == declared


def test_who_buys_for_a_store_is_its_contact_and_not_the_customer(tables, network):
    for row in tables.rows("Sales_Customer"):
        customer = network.relationships[row["AccountNumber"]].customer
        if row["StoreID"]:
            assert isinstance(customer, B2BCustomer)
            assert customer.id == f"store-{row['StoreID']}"
            if row["PersonID"]:
                assert customer.contacts == (Person(f"person-{row['PersonID']}"),)
        else:
            assert customer == RetailCustomer(Person(f"person-{row['PersonID']}"))


def test_departments_are_internal_customers_of_the_kind_that_their_function_gives(tables, network):
    for department in tables.departments().values():
        answer = network.classify(department, COMPANY, on=TODAY)
        assert answer.kind is KIND_BY_DEPARTMENT.get(department.name, CustomerKind.HORIZONTAL)
        assert [tie.party for tie in answer.grounds["same_group"]] == [department]
