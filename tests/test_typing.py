"""Mistakes that a type checker finds: each file in ``typing/`` is right but for the lines that say what is wrong."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *sorted(ROOT.glob("docs/tutorial/*.md")),
    *(
        ROOT / "docs" / "how-to" / f"{name}.md"
        for name in (
            "greet-a-caller",
            "customers-by-market",
            "needs-and-deadlines",
            "whom-to-call-first",
            "sell-inside-the-group",
            "follow-ups-and-objectives",
        )
    ),
]
"""The pages that newcomers paste from: their examples are as strict as our own source."""
FENCE = re.compile(r"^(`{3,})(python|pycon)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r"^(?:>>>|\.\.\.) ?(.*)$", re.MULTILINE)
FILES = sorted(Path(__file__).with_name("typing").glob("*.py"))


def test_the_type_checker_finds_the_marked_mistakes_and_no_others():
    assert FILES
    # Strict mode also warns of a mark on a line that has no mistake (any more).
    run = subprocess.run([sys.executable, "-m", "mypy", *FILES], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout


def program(page):
    """Return the examples of a page as one program, without the output that they expect."""
    return "\n".join(
        source if kind == "python" else "\n".join(PROMPT.findall(source))
        for _, kind, source in FENCE.findall(page.read_text(encoding="utf-8"))
    )


def test_the_examples_that_newcomers_paste_pass_a_strict_type_checker(tmp_path):
    files = []
    for page in PAGES:
        files.append(tmp_path / f"{page.parent.name}_{page.stem}.py".replace("-", "_"))
        files[-1].write_text(program(page), encoding="utf-8")
    assert sum(bool(file.read_text("utf-8")) for file in files) > 8
    command = [sys.executable, "-m", "mypy", "--strict", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
