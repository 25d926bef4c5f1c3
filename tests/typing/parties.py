"""What a type checker says of parties and periods."""

from datetime import date
from typing import assert_never

from relclient import Affiliation, Capacity, Organization, Party, Period, Person


def kind_of_party(party: Party) -> str:
    """A match over both kinds of party is complete."""
    match party:
        case Person(id=id_):
            return f"person {id_}"
        case Organization(id=id_):
            return f"organization {id_}"
        case _:
            assert_never(party)


def capacity_of(text: str) -> Capacity:
    """A member is looked up by its value."""
    return Capacity("employee") if text == "staff" else Capacity(text)


def mistakes() -> None:
    """Each line is one mistake."""
    Person(7)  # type: ignore[arg-type]
    Organization()  # type: ignore[call-arg]
    Person("ana").name = "Ana"  # type: ignore[misc]
    Period("2026-03-01")  # type: ignore[arg-type]
    Period.through(date(2026, 3, 1))  # type: ignore[call-arg]
    Affiliation(Person("ana"), Person("eva"), Capacity.EMPLOYEE)  # type: ignore[arg-type]
    Affiliation(Person("ana"), Organization("hotel"), "employee")  # type: ignore[arg-type]
    Capacity("employee", "employee")  # type: ignore[call-arg]
