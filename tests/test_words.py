"""Words: docstrings and messages are plain technical English, and one name stands for one thing."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import relclient

ROOT = Path(relclient.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
RIDDLES = {"Give", "Gives", "Refuse", "Refuses", "Tell", "Tells"}
"""Where PEP 257 has Return, Yield, Raise, or what the thing does."""


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def parsed(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_docstring_opens_with_a_riddle(path):
    documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)
    docstrings = [ast.get_docstring(node) for node in parsed(path) if isinstance(node, documented)]
    openings = [text.split("\n")[0] for text in docstrings if text]
    assert [sentence for sentence in openings if sentence.split()[0] in RIDDLES] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_string_is_called_a_string(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [line.strip() for line in lines if re.search(r"\b[Aa] text\b", line)] == []


def test_no_two_classes_have_one_name():
    names = Counter(node.name for path in MODULES for node in parsed(path) if isinstance(node, ast.ClassDef))
    assert [name for name, times in names.items() if times > 1] == []
