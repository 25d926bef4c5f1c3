"""The table in the reference that says which engine does what is what the engines are seen to do."""

from pathlib import Path

import narwhals as nw
import pytest
from attrs import asdict

import engines
import frame_desk as desk
from relclient import SIDE_TABLE, Evidence, PriorityPolicy, Problems, classify
from relclient.interop import frames

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "frames.md"
NAMES = {
    "polars": "Polars",
    "polars lazy": "Polars, lazy",
    "pandas": "pandas",
    "pyarrow": "PyArrow",
    "duckdb": "DuckDB",
    "pyspark": "PySpark",
}
EVIDENCE = Evidence(contracted=True, produces=True)
REQUESTS = desk.requests(20)
ROWS = [desk.row_of(request) for request in REQUESTS]
FACTS = dict.fromkeys(asdict(EVIDENCE), "flag")
DAY = desk.AT.date()


def classified(make):
    answer = frames.classify(make([asdict(EVIDENCE)], FACTS))
    return answer, [row["kind"] for row in engines.read(answer)] == [classify(EVIDENCE).kind.value]


def prioritized(make):
    answer = frames.prioritize(make(ROWS, desk.TYPES))
    ranking = PriorityPolicy.equal_footing().rank(REQUESTS, at=desk.AT)
    expected = {one.request.id: one.priority.level for one in ranking}
    return answer, {row["id"]: row["level"] for row in engines.read(answer)} == expected


def ranked(make):
    policy = PriorityPolicy.external_first()
    answer = frames.rank(make(ROWS, desk.TYPES), policy, at=desk.AT)
    expected = [one.request.id for one in policy.rank(REQUESTS, at=desk.AT, network=desk.NETWORK)]
    return answer, [row["id"] for row in engines.read(answer)] == expected


def known(make):
    pair = {"party": "office", "provider": "desk"}
    types = dict.fromkeys(pair, "text")
    answer = frames.serves_external(frames.evidence(make([pair], types), desk.NETWORK, on=DAY), desk.NETWORK, on=DAY)
    expected = pair | asdict(desk.NETWORK.evidence(**pair, on=DAY)) | {"serves_external": False}
    return answer, engines.read(answer) == [expected]


def expressed(make):
    opened = nw.from_native(make([asdict(EVIDENCE)], FACTS))
    answer = opened.with_columns(frames.table_expression(SIDE_TABLE)).to_native()
    return answer, [row["side"] for row in engines.read(answer)] == ["internal"]


def cell(question, make, name):
    """Return in a few words what the engine does with a question."""
    answer, is_same = question(make)
    if not is_same:
        return "no"
    if not isinstance(nw.from_native(answer), nw.LazyFrame):
        return "yes"
    return "lazy, but for the ids" if name == "known" else "lazy"


def without_answer(make):
    """Return what becomes of a row that has no answer."""
    try:
        answer = frames.prioritize(make([{"impact": "low", "urgency": None}], {"impact": "text", "urgency": "text"}))
    except Problems:
        return "refused"
    return "null" if [row["level"] for row in engines.read(answer)] == [None] else "no"


QUESTIONS = (classified, prioritized, ranked, known, expressed)
HEAD = """\
| engine | `classify` | `prioritize` | `rank` | `evidence`, `serves_external` | `table_expression` | a row without an answer |
|---|---|---|---|---|---|---|
"""


@pytest.mark.parametrize("engine", NAMES)
def test_the_reference_says_what_the_engine_does(engine):
    make = engines.engine_or_skip(engine)
    cells = [NAMES[engine], *(cell(question, make, question.__name__) for question in QUESTIONS), without_answer(make)]
    assert f"| {' | '.join(cells)} |\n" in PAGE.read_text(encoding="utf-8")


def test_the_reference_has_a_row_for_each_engine():
    _, _, table = PAGE.read_text(encoding="utf-8").partition(HEAD)
    rows = table.partition("\n\n")[0].splitlines()
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(NAMES.values())
