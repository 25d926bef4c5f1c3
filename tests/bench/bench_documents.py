"""
Documents against pydantic models of the same shape: ``python tests/bench/bench_documents.py``.

Both read and write the same text: parties, ties and 100,000 relationships of every kind.
The models are strict and check what the text alone can tell: types, unknown keys, empty texts, kinds, periods.
Beyond that `loads` resolves every reference and builds the network, which is part of what is measured.
"""
# random records are to be repeatable

import gc
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from time import process_time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    Capacity,
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
    ServiceNetwork,
    SituationalCustomer,
)
from relclient.interop.documents import dumps, loads

RELATIONSHIPS = 100_000
ROUNDS = 5

Text = Annotated[str, StringConstraints(min_length=1)]
Scope = Literal["domestic", "foreign"]
Ties = Literal[
    "unit", "subsidiary", "employee", "temporary", "owner",
    "contractor", "shareholder", "stakeholder", "partner", "supplier", "reseller",
]  # fmt: skip


class Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PeriodModel(Model):
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> "PeriodModel":
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("empty period")
        return self


class MarketModel(Model):
    scope: Scope = "domestic"
    segment: Text | None = None


class OccasionModel(Model):
    start: date
    rule: Text | None = None


class Situational(Model):
    kind: Literal["situational"]
    party: Text
    reason: Text
    occasion: OccasionModel


class Horizontal(Model):
    kind: Literal["horizontal"]
    party: Text
    quality_criteria: tuple[Text, ...] = ()


class Framework(Model):
    kind: Literal["framework"]
    party: Text
    offers: tuple[Text, ...] = ()
    target_markets: tuple[MarketModel, ...] = ()


class Operational(Model):
    kind: Literal["operational"]
    party: Text
    outputs: tuple[Text, ...] = ()


class Retail(Model):
    kind: Literal["retail"]
    party: Text
    market: MarketModel | None = None


class Account(Model):
    kind: Literal["account"]
    party: Text
    account_number: Text | None = None
    manager: Text | None = None
    market: MarketModel | None = None


class B2B(Model):
    kind: Literal["b2b"]
    party: Text
    account_number: Text | None = None
    contacts: tuple[Text, ...] = ()
    market: MarketModel | None = None


AnyCustomerModel = Annotated[
    Situational | Horizontal | Framework | Operational | Retail | Account | B2B, Field(discriminator="kind")
]


class PartyModel(Model):
    kind: Literal["person", "organization"]
    id: Text
    name: Text | None = None


class AffiliationModel(Model):
    party: Text
    organization: Text
    capacity: Ties
    valid_for: PeriodModel = PeriodModel()
    functions: tuple[Literal["decides_offer", "produces"], ...] | None = None


class RelationshipModel(Model):
    provider: Text
    customer: AnyCustomerModel | Text
    service: Text
    valid_for: PeriodModel = PeriodModel()
    id: Text | None = None
    account_number: Text | None = None
    market: MarketModel | None = None
    facts: dict[Text, bool] = {}


class NetworkModel(Model):
    relclient: Literal[2]
    parties: tuple[PartyModel, ...] = ()
    affiliations: tuple[AffiliationModel, ...] = ()
    relationships: tuple[RelationshipModel, ...] = ()


def a_network(random: Random, size: int) -> ServiceNetwork:
    """Return a network as real ones are: many more customers than providers, few services, days that come again."""
    staff = [Person(f"staff-{number}", f"Member of staff {number}") for number in range(size // 50)]
    buyers = [Person(f"buyer-{number}", f"Buyer {number}") for number in range(size // 4)]
    units = [Organization(f"unit-{number}", f"Department {number}") for number in range(size // 500)]
    firms = [Organization(f"firm-{number}", f"Firm {number}") for number in range(size // 50)]
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(2_000)]
    market = Market(MarketScope.FOREIGN, "business travel")
    rules = [Occasion.every("monthly", start=day, month_days=[25]) for day in days[:100]]

    def a_period() -> Period:
        start = random.choice(days)
        return Period(start, start + timedelta(days=random.randrange(1, 400)) if random.random() < 0.5 else None)

    def a_customer(number: int) -> object:
        match random.randrange(10):
            case 0:
                return SituationalCustomer(random.choice(staff), "timesheets", random.choice(rules))
            case 1:
                return HorizontalCustomer(random.choice(staff), ["served hot"])
            case 2:
                return FrameworkCustomer(random.choice(staff), ["weekend"], [market])
            case 3:
                return OperationalCustomer(random.choice(staff), ["dinners"])
            case 4 | 5:
                return RetailCustomer(random.choice(buyers), random.choice((market, Market())))
            case 6:
                return AccountCustomer(random.choice(buyers), f"A-{number}", random.choice(staff))
            case 7 | 8:
                return B2BCustomer(random.choice(firms), contacts=[random.choice(buyers)])
            case _:
                return random.choice(buyers)

    ties = [Affiliation(person, random.choice(units), Capacity.EMPLOYEE, a_period()) for person in staff]
    relationships = [
        Relationship(random.choice(units), a_customer(number), f"service {number % 50}", a_period(), id=f"R-{number}")
        for number in range(size)
    ]
    return ServiceNetwork(ties, relationships)


def best(call: Callable[[], object]) -> float:
    """Time *call* by the processor's clock, the best of several rounds, each with nothing left from the one before."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = process_time()
        call()
        times.append(process_time() - begun)
    return min(times)


def main(size: int = RELATIONSHIPS) -> None:
    text = dumps(a_network(Random(1), size)).encode()
    adapter = TypeAdapter(NetworkModel)
    network, models = loads(text), adapter.validate_json(text)
    read, read_by_models = best(lambda: loads(text)), best(lambda: adapter.validate_json(text))
    written, written_by_models = best(lambda: dumps(network)), best(lambda: adapter.dump_json(models))
    print(f"{size:,} relationships, {len(text) / 1e6:.1f} MB of text, best of {ROUNDS} rounds")
    print(f"{'':8}{'relclient':>12}{'pydantic':>12}{'ratio':>8}{'bound':>8}")
    for name, ours, theirs, bound in (("load", read, read_by_models, 3), ("dump", written, written_by_models, 2)):
        print(f"{name:8}{ours:10.3f} s{theirs:10.3f} s{ours / theirs:8.2f}{bound:8.1f}")


if __name__ == "__main__":
    main()
