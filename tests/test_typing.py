"""Mistakes that a type checker finds: each file in ``typing/`` is right but for the lines that say what is wrong."""

import subprocess
import sys
from pathlib import Path

FILES = sorted(Path(__file__).with_name("typing").glob("*.py"))


def test_the_type_checker_finds_the_marked_mistakes_and_no_others():
    assert FILES
    # Strict mode also warns of a mark on a line that has no mistake (any more).
    run = subprocess.run([sys.executable, "-m", "mypy", *FILES], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
