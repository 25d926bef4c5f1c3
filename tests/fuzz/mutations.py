"""Mutations: valid documents made slightly or grossly wrong, in their structure, their values or their bytes."""

import json
from copy import deepcopy

NASTY = [
    None,
    True,
    False,
    0,
    -1,
    10**30,
    2**63,
    -(2**63) - 1,
    0.0,
    -0.0,
    1e308,
    0.1,
    "",
    " ",
    "\x00",
    "\x1b[2J",
    "\ud800",
    "\u202e",
    "Ș",
    "ﬁ",
    "a/b%2F",
    "=1+1",
    "x" * 5_000,
    "9" * 5_000,
    "1e99999999999999999999",
    "0.5\n",
    "NaN",
    "P1Y",
    "PT" + "9" * 400 + "S",
    "PT-1H",
    "P0D",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "2026-03-02",
    "2026-03-02T09:00:00",
    "2026-03-02T09:00:00+00:00",
    "2026-10-25T02:30:00+01:00[Europe/Madrid]",
    "2026-03-02T09:00:00+23:59:59.999999",
    "Europe/Madird",
    "UTC",
    "../../etc/passwd",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1",
    "FREQ=MONTHLY;INTERVAL=99999999999",
    "FREQ=DAILY;COUNT=9999;UNTIL=20260101",
    "monday",
    "person",
    "organization",
    "b2b",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"kind": "person"},
    {"kind": "retail", "party": "ana"},
    [["09:00", "17:00"], ["16:00", "25:00"]],
    {"__class__": "os.system"},
]
"""Values that have broken one reader or another, or that belong elsewhere in a document."""


def places(node, path=()):
    """Yield the path of each node of a document."""
    yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, (*path, index))


def _parent(document, path):
    for step in path[:-1]:
        document = document[step]
    return document


def mutated(document, random):
    """Return a copy of *document* with one to four things wrong with it."""
    document = deepcopy(document)
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        paths = [path for path in places(document) if path]
        if not paths:
            return random.choice(NASTY)
        path = random.choice(paths)
        parent, last = _parent(document, path), path[-1]
        match random.randrange(8):
            case 0 | 1 | 2:
                parent[last] = deepcopy(random.choice(NASTY))
            case 3:
                del parent[last]
            case 4 if isinstance(parent, list):
                parent.insert(last, deepcopy(parent[last]))
            case 4 | 5:
                other = random.choice(paths)
                parent[last] = deepcopy(_parent(document, other)[other[-1]])
            case 6 if isinstance(parent, dict):
                key = random.choice([*parent, "kind", "id", "x", "", "relclient"])
                parent[key] = deepcopy(random.choice(NASTY))
            case _:
                parent[last] = _bent(parent[last], random)
    return document


def _bent(value, random):
    """Return *value* a little otherwise."""
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        return (
            value[:at] + random.choice(["", " ", "\n", "-", "0", "Z", value[at].swapcase(), "\u0301"]) + value[at + 1 :]
        )
    if isinstance(value, bool) or value is None:
        return random.choice(NASTY)
    if isinstance(value, int | float):
        return random.choice([-value, value + 1, value * 1e9, str(value)])
    return [value] * random.randrange(4)


def as_bytes(document, random):
    """Write *document*, sometimes with a byte or two that do not belong there."""
    try:
        data = json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b"[" * 2_000
    for _ in range(random.choice([0, 0, 0, 0, 1, 3])):
        at = random.randrange(len(data) + 1)
        data = (
            data[:at]
            + random.choice([b"", b"\x00", b'"', b"}", b"[" * 300, b"\xff", b"1e999"])
            + data[at + random.randrange(3) :]
        )
    return data
