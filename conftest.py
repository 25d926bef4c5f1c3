"""Pytest's settings for the whole project: the examples of README and docs are tests, and CI may skip nothing."""

import os
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from sybil import Document, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.integration.pytest import SybilItem
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

import doctests_at_home  # noqa: F401  # it does what it is for when it is imported
from spark import without_spark

ROOT = Path(__file__).parent

# Not tests: Sphinx's settings, files that only type checkers read, scripts that measure.
collect_ignore_glob = ["docs/*.py", "docs/**/*.py", "tests/typing/*.py", "tests/bench/*.py", "tests/fuzz/guided.py"]
if find_spec("sphinx") is None:
    # The extra docs brings what builds the site; `nox -s docs` runs these tests.
    collect_ignore_glob.append("tests/site/*.py")

pycon_fences = FencedCodeBlockLexer("pycon")
doctests = DocTestStringParser(DocTestEvaluator())


def pycon_examples(document: Document) -> Iterator[Region]:
    """Yield the prompts in pycon fences, each with the output that it expects."""
    for fence in pycon_fences(document):
        source = fence.lexemes["source"]
        for example in doctests(source, document.path):
            example.adjust(fence, source)
            yield example


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), pycon_examples, SkipParser()],
    setup=lambda namespace: namespace.update(without_spark=without_spark()),
    path=str(ROOT),
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/**", "docs/_generated/**"],
).pytest()


MARKERS = {"postgresql": "postgresql", "pyspark": "spark"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark tests and pages that need a server or PySpark, by their name or by what they are called with."""
    called_with = item.callspec.params.values() if hasattr(item, "callspec") else ()
    words = {word for word in called_with if isinstance(word, str)}
    for word, marker in MARKERS.items():
        if word in item.path.stem or word in item.name.partition("[")[0] or word in words:
            item.add_marker(marker)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the examples of a page back in its order, which the shuffling of tests undid: each builds on those before."""
    places = [place for place, item in enumerate(items) if isinstance(item, SybilItem)]
    in_order = sorted((items[place] for place in places), key=lambda item: (item.location[0], item.location[1] or 0))
    for place, item in zip(places, in_order, strict=True):
        items[place] = item


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that is skipped on CI: what it misses there is missing by mistake."""
    report = yield
    # PySpark has a session of its own on CI.
    allowed = hasattr(report, "wasxfail") or "PySpark is not installed" in report.longreprtext
    if report.skipped and not allowed and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"Skipped on CI, where nothing may be missing: {report.longreprtext}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file that is skipped whole on CI, for the same reason."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"Skipped on CI, where nothing may be missing: {report.longreprtext}"
    return report
