"""Targets: what is fed with inputs of all sorts, and what has to hold of it whatever it is fed."""

import io
import json
import sqlite3
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from sqlalchemy import create_engine

from mutations import NASTY, as_bytes, mutated
from relclient import Occasion, PriorityPolicy, RelclientError, ServiceNetwork
from relclient.cli import main
from relclient.interop import sql
from relclient.interop.documents import Workload, dumps, json_schema, loads

ROOT = Path(__file__).parents[2]
SAVED = ROOT / "tests" / "data" / "0.1.0"
HOTEL = ROOT / "src" / "relclient" / "examples" / "hotel.json"


@cache
def corpus(*names):
    """Return the valid documents from which inputs are made, with those of the present version."""
    return [json.loads((SAVED / name).read_text("utf-8")) for name in names]


@cache
def hotel():
    """Return the hotel, which has everything and is large."""
    return json.loads(HOTEL.read_text("utf-8"))


@cache
def validator(as_type):
    """Return what says whether a document has the shape that the schema promises."""
    schema = json_schema() if as_type is ServiceNetwork else json_schema(as_type)
    return Draft202012Validator(schema)


def _read(data, as_type):
    try:
        value = loads(data, as_type)
    except RelclientError as error:
        str(error)  # which may not fail either
        return
    written = dumps(value)
    assert loads(written, as_type) == value
    validator(as_type).validate(json.loads(written))


def network(data):
    """A document that is read as a network, or refused by an error of ours; what loads is written and read again."""
    _read(data, ServiceNetwork)


def workload(data):
    """The same of a workload."""
    _read(data, Workload)


def policy(data):
    """The same of a policy."""
    _read(data, PriorityPolicy)


def rrule(data):
    """A rule of RFC 5545 that is taken, or refused by an error of ours; one that is taken answers and is its own spelling."""
    try:
        occasion = Occasion(date(2026, 1, 6), data.decode("utf-8", "replace"))
    except RelclientError:
        return
    assert Occasion(occasion.start, occasion.rule) == occasion
    assert str(occasion)
    day = occasion.next(date(2026, 3, 2))
    assert day is None or day >= date(2026, 3, 2)


def command_line(data):
    """Arguments of the command line, with a file of any bytes: an answer or a refusal, and no traceback."""
    words = data.decode("utf-8", "replace").split("\x00")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "file.json")
        file.write_bytes(words.pop().encode("utf-8", "replace"))
        arguments = [str(file) if word == "FILE" else word for word in words]
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as told:
            try:
                code = main(arguments)
            except SystemExit as end:
                code = end.code
        assert code in {0, 1, 2, None}, code
        assert "Traceback" not in told.getvalue()


def store(data):
    """An SQLite store in which somebody has changed a cell: it loads, or is refused by an error of ours."""
    at, value = json.loads(data)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "store.sqlite")
        with sqlite3.connect(file) as connection:
            connection.executescript(_script())
            connection.execute("PRAGMA ignore_check_constraints = 1")
            cells = _cells(connection)
            table, column = cells[at % len(cells)]
            row = connection.execute(f'SELECT rowid FROM "{table}"').fetchall()
            try:
                connection.execute(
                    f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, row[at % len(row)][0])
                )
            except (sqlite3.Error, OverflowError, UnicodeEncodeError):
                return
        connection.close()
        engine = create_engine(f"sqlite:///{file}")
        try:
            with engine.connect() as opened:
                found = sql.load(opened)
            assert loads(dumps(found)) == found
        except RelclientError as error:
            str(error)
        finally:
            engine.dispose()


@cache
def _script():
    """Return a store of the hotel as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "store.sqlite")
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            sql.metadata.create_all(connection)
            sql.save(connection, loads(HOTEL.read_bytes(), Workload).network)
        engine.dispose()
        connection = sqlite3.connect(file)
        script = "\n".join(connection.iterdump())
        connection.close()
        return script


def _cells(connection):
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    filled = [name for name in tables if connection.execute(f'SELECT 1 FROM "{name}"').fetchone()]
    return [(name, row[1]) for name in filled for row in connection.execute(f'PRAGMA table_info("{name}")')]


def _document(names):
    def made(random):
        document = hotel() if random.random() < 0.01 else random.choice(corpus(*names))
        return as_bytes(mutated(document, random), random)

    return made


PARTS = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYSETPOS",
    "BYWEEKNO",
    "BYYEARDAY",
    "WKST",
]
VALUES = [
    "YEARLY",
    "MONTHLY",
    "WEEKLY",
    "DAILY",
    "HOURLY",
    "MO,WE,FR",
    "1TU,-1FR",
    "0",
    "-1",
    "366",
    "53",
    "20261231",
    "2,30",
    "SU",
]


def _rule(random):
    parts = [
        f"{random.choice(PARTS)}={random.choice([*VALUES, str(random.randrange(-400, 400))])}"
        for _ in range(random.randrange(1, 6))
    ]
    start = random.choice(["", "FREQ=YEARLY;", "FREQ=MONTHLY;", "FREQ=WEEKLY;"])
    rule = start + random.choice([";", ";", ";", "\n", " "]).join(parts)
    return (rule if random.random() < 0.9 else rule[random.randrange(len(rule)) :]).encode()


COMMANDS = [
    ["classify", "FILE", "ana", "grand-aurora"],
    ["classify", "FILE"],
    ["tables", "FILE"],
    ["check", "FILE"],
    ["affected", "FILE", "it"],
    ["draw", "FILE"],
    ["rank", "FILE"],
    ["why", "FILE", "a", "b"],
    ["demo"],
]
OPTIONS = [
    "--on",
    "--at",
    "--format",
    "--policy",
    "--lang",
    "--first",
    "2026-03-02",
    "2026-03-02T09:00+02:00",
    "json",
    "es",
    "x",
    "-1",
    "--",
    "-",
]


def _arguments(random):
    words = list(random.choice(COMMANDS))
    for _ in range(random.randrange(4)):
        words.insert(
            random.randrange(1, len(words) + 1),
            random.choice([*OPTIONS, *(one for one in NASTY if isinstance(one, str))]),
        )
    hotel = HOTEL.read_text("utf-8")
    content = (
        hotel
        if random.random() < 0.5
        else as_bytes(mutated(json.loads(hotel), random), random).decode("utf-8", "replace")
    )
    return "\x00".join([*(word.replace("\x00", "") for word in words), content.replace("\x00", "")]).encode(
        "utf-8", "replace"
    )


def _cell(random):
    return json.dumps(
        [random.randrange(10_000), random.choice([one for one in NASTY if not isinstance(one, list | dict)])]
    ).encode()


TARGETS = {
    "network": (network, _document(("network.json",))),
    "workload": (workload, _document(("workload.json",))),
    "policy": (policy, _document(("policy.json", "policy_with_matrix.json"))),
    "rrule": (rrule, _rule),
    "command_line": (command_line, _arguments),
    "store": (store, _cell),
}
"""Each target with the function that makes its inputs from a random source."""
