"""The AdventureWorks mapping: how a bicycle maker's own tables become a network."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from relclient import (
    Affiliation,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    Organization,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
)

Row = Mapping[str, str]

COMPANY = Organization("adventure-works", "Adventure Works Cycles")
FUNCTIONS = {
    "Production": {BusinessFunction.PRODUCES},
    "Production Control": {BusinessFunction.PRODUCES},
    "Sales": {BusinessFunction.DECIDES_OFFER},
    "Marketing": {BusinessFunction.DECIDES_OFFER},
}
"""What a department does, and its staff with it; in the others they work alongside."""


@frozen
class Tables:
    """The rows of each table that the mapping reads, as the company keeps them."""

    folder: Path

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def network(self) -> ServiceNetwork:
        return ServiceNetwork(
            [*self.units(), *self.staff(), *self.suppliers(), *self.store_people()],
            [*self.individual_buyers(), *self.store_accounts(), *self.store_care()],
            [COMPANY, *self.stores().values(), *self.vendors().values(), *self.people()],
        )

    def departments(self) -> dict[str, Organization]:
        return {
            row["DepartmentID"]: Organization(f"department-{row['DepartmentID']}", row["Name"])
            for row in self.rows("HumanResources_Department")
        }

    def stores(self) -> dict[str, Organization]:
        return {
            row["BusinessEntityID"]: Organization(f"store-{row['BusinessEntityID']}", row["Name"])
            for row in self.rows("Sales_Store")
        }

    def vendors(self) -> dict[str, Organization]:
        return {
            row["BusinessEntityID"]: Organization(f"vendor-{row['BusinessEntityID']}", row["Name"])
            for row in self.rows("Purchasing_Vendor")
        }

    def people(self) -> Iterator[Person]:
        """Staff and sales persons, whether or not another table mentions them."""
        for table in ("HumanResources_Employee", "Sales_SalesPerson"):
            yield from (person(row["BusinessEntityID"]) for row in self.rows(table))

    def units(self) -> Iterator[Affiliation]:
        for department in self.departments().values():
            yield Affiliation(department, COMPANY, Capacity.UNIT, functions=FUNCTIONS.get(department.name, set()))

    def staff(self) -> Iterator[Affiliation]:
        """A row of the history is a tie; its end date is the last day in it. Staff do what their department does."""
        departments = self.departments()
        for row in self.rows("HumanResources_EmployeeDepartmentHistory"):
            department = departments[row["DepartmentID"]]
            yield Affiliation(person(row["BusinessEntityID"]), department, Capacity.EMPLOYEE, period(row))

    def suppliers(self) -> Iterator[Affiliation]:
        """An active vendor supplies the company; one no longer active stays a party."""
        vendors = self.vendors()
        for row in self.rows("Purchasing_Vendor"):
            if row["ActiveFlag"] == "True":
                yield Affiliation(vendors[row["BusinessEntityID"]], COMPANY, Capacity.SUPPLIER)

    def store_people(self) -> Iterator[Affiliation]:
        """The persons whom the company knows at a store or a vendor, as owner or as staff."""
        types = {row["ContactTypeID"]: row["Name"] for row in self.rows("Person_ContactType")}
        firms = self.stores() | self.vendors()
        for row in self.rows("Person_BusinessEntityContact"):
            owner = types[row["ContactTypeID"]].startswith("Owner")
            firm = firms[row["BusinessEntityID"]]
            yield Affiliation(person(row["PersonID"]), firm, Capacity.OWNER if owner else Capacity.EMPLOYEE)

    def individual_buyers(self) -> Iterator[Relationship]:
        for row in self.rows("Sales_Customer"):
            if not row["StoreID"]:
                buyer = RetailCustomer(person(row["PersonID"]))
                yield Relationship(COMPANY, buyer, "bicycles", id=row["AccountNumber"])

    def store_accounts(self) -> Iterator[Relationship]:
        """A store buys once for each of its rows: alone, or through the person who buys for it."""
        stores = self.stores()
        contacts = defaultdict(list)
        for row in self.rows("Person_BusinessEntityContact"):
            contacts[row["BusinessEntityID"]].append(person(row["PersonID"]))
        for row in self.rows("Sales_Customer"):
            if row["StoreID"]:
                store = stores[row["StoreID"]]
                buyers = [person(row["PersonID"])] if row["PersonID"] else contacts[row["StoreID"]]
                customer = B2BCustomer(store, row["AccountNumber"], buyers)
                service = f"bicycles on account {row['AccountNumber']}"
                yield Relationship(COMPANY, customer, service, id=row["AccountNumber"])

    def store_care(self) -> Iterator[Relationship]:
        """A sales person looks after each store."""
        stores = self.stores()
        for row in self.rows("Sales_Store"):
            yield Relationship(person(row["SalesPersonID"]), stores[row["BusinessEntityID"]], "sales advice")


def person(number: str) -> Person:
    """Persons and departments are numbered alike, so that only a prefix tells them apart."""
    return Person(f"person-{number}")


def period(row: Row) -> Period:
    first = day(row["StartDate"])
    return Period.through(first, day(row["EndDate"])) if row["EndDate"] else Period(first)


def day(text: str) -> date:
    return date.fromisoformat(text[:10])
