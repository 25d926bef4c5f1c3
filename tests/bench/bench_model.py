"""
Construction, import and a real company's network: ``python tests/bench/bench_model.py [FOLDER]``.

FOLDER has the AdventureWorks tables; without it they are looked for beside the project, and passed over if not there.
"""

import subprocess
import sys
import tracemalloc
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from timeit import Timer

sys.path.insert(0, str(Path(__file__).parents[1]))

from adventureworks import COMPANY, Tables, day
from relclient import AccountCustomer, B2BCustomer, Market, Organization, Person, ServiceNetwork

CALLS = 200_000
STARTS = 15
AT_MOST_OF_A_PLAIN_CLASS = 6
AT_MOST_OF_THE_DEPENDENCIES = 2
BESIDE = Path(__file__).parents[3] / "shared" / "data" / "adventureworks"


class Plain:
    """A slotted class of four fields with no checks."""

    __slots__ = ("account_number", "manager", "market", "party")

    def __init__(self, party, account_number, manager, market):
        self.party = party
        self.account_number = account_number
        self.manager = manager
        self.market = market


def seconds(call):
    return min(Timer(call).repeat(5, CALLS)) / CALLS


def whole_process(statement):
    """Time an interpreter that runs *statement* and ends; the best of several."""
    times = []
    for _ in range(STARTS):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        times.append(perf_counter() - start)
    return min(times)


def construction():
    ana, dan, acme, market = Person("ana"), Person("dan"), Organization("acme"), Market()
    nothing = seconds(lambda: None)
    plain = seconds(lambda: Plain(ana, "G-42", dan, market)) - nothing
    print(f"{'four fields':40}{'ns':>8}{'ratio':>8}{'bound':>8}")
    print(f"{'a plain slotted class, no checks':40}{plain * 1e9:8.0f}{1:8.1f}")
    contacts = (dan,)
    for name, call in {
        "AccountCustomer": lambda: AccountCustomer(ana, "G-42", dan, market),
        "B2BCustomer": lambda: B2BCustomer(acme, "A-7", contacts, market),
    }.items():
        taken = seconds(call) - nothing
        print(f"{name:40}{taken * 1e9:8.0f}{taken / plain:8.1f}{AT_MOST_OF_A_PLAIN_CLASS:8}")


def importing():
    alone = whole_process("import attrs, dateutil.rrule, dateutil.relativedelta")
    whole = whole_process("import relclient")
    print(f"\n{'a whole process':40}{'ms':>8}{'ratio':>8}{'bound':>8}")
    print(f"{'attrs and dateutil':40}{alone * 1e3:8.0f}{1:8.1f}")
    print(f"{'import relclient':40}{whole * 1e3:8.0f}{whole / alone:8.2f}{AT_MOST_OF_THE_DEPENDENCIES:8}")
    for names in ("Period", "ServiceNetwork", "PriorityPolicy", "*"):
        statement = f"from relclient import {names}"
        taken = whole_process(statement)
        print(f"{statement:40}{taken * 1e3:8.0f}{taken / alone:8.2f}{'':>8}")


def adventureworks(folder):
    if not folder.is_dir():
        print(f"\nAdventureWorks: no folder {folder.name}, passed over")
        return
    start = process_time()
    network = Tables(folder).network()
    built = process_time() - start
    rows = sum(len(Tables(folder).rows(path.stem)) for path in folder.glob("*.csv"))
    start = process_time()
    answers = network.classify_all(COMPANY, on=date(2014, 6, 30))
    classified = process_time() - start
    history = Tables(folder).rows("HumanResources_EmployeeDepartmentHistory")
    turns = sorted({day(row["EndDate"]) + timedelta(days=1) for row in history if row["EndDate"]})
    start = process_time()
    for on in turns:
        network.classify_all(COMPANY, on=on)
    every_turn = process_time() - start
    # Measured apart, because watching memory slows everything down.
    tracemalloc.start()
    kept = Tables(folder).network()
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"\nAdventureWorks, {rows:,} rows: {len(kept.parties):,} parties, {len(kept.affiliations):,} affiliations, ")
    print(f"{len(kept.relationships):,} relationships, {memory / 2**20:.1f} MiB")
    print(f"rows to network           {built:8.2f} s")
    print(f"classify all, one day     {classified:8.2f} s  ({len(answers):,} answers)")
    print(f"classify all, {len(turns)} days     {every_turn:8.2f} s  (the days after somebody's last)")


def rebuilding(count=100_000):
    """A network of many, from values that are there already."""
    people = [Person(f"person-{number}") for number in range(count)]
    start = process_time()
    ServiceNetwork(parties=people)
    print(f"\na network of {count:,} parties  {process_time() - start:8.2f} s")


def main():
    construction()
    importing()
    adventureworks(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE)
    rebuilding()


if __name__ == "__main__":
    main()
