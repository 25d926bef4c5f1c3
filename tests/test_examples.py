"""Every example that a reader can paste is run: a page whose examples are not collected fails here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(p for p in ROOT.glob("docs/**/*.md") if "_build" not in p.parts)])

# Wider than what the parsers take, so that a fence which they would pass over is seen here.
OPENING = re.compile(r"\s*[>\-*]?\s*(?:`{3,}|~{3,})\s*(?:\{[\w-]+\}\s*)?(?:python3?|py|pycon|ipython)\b", re.IGNORECASE)
FENCE_END = re.compile(r"\s*[>\-*]?\s*(?:`{3,}|~{3,})\s*$")


def fences(text):
    """Yield the first and last line of every fence with Python in it."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if start is None and OPENING.match(line):
            start = number
        elif start is not None and FENCE_END.match(line):
            yield start, number
            start = None


@pytest.fixture(scope="module")
def collected():
    """The lines at which pytest finds an example, by page."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", "-o", "addopts="]
    run = subprocess.run([*command, "README.md", "docs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}, run.stdout + run.stderr
    return {
        (page, int(line)) for page, line in re.findall(r"^(\S+\.md)::line:(\d+),column:\d+$", run.stdout, re.MULTILINE)
    }


def test_the_test_command_runs_the_examples_of_readme_and_docs(pytestconfig):
    assert {"README.md", "docs", "src"} <= set(pytestconfig.getini("testpaths"))
    assert "--doctest-modules" in pytestconfig.getini("addopts")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_example_of_a_page_is_collected(page, collected):
    name = page.relative_to(ROOT).as_posix()
    missed = [
        f"{name}:{start}"
        for start, end in fences(page.read_text(encoding="utf-8"))
        if not any((name, line) in collected for line in range(start, end + 1))
    ]
    assert not missed


def test_a_fence_in_a_directive_or_in_a_quotation_is_seen():
    text = "```{code-block} python\n1\n```\n\n> ```pycon\n> >>> 1\n> ```\n\n~~~python\n1\n~~~\n\n```sh\nls\n```\n"
    assert list(fences(text)) == [(1, 3), (5, 7), (9, 11)]
