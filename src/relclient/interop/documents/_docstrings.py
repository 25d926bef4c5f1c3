"""What docstrings tell of classes and their fields, for those who read a document's schema and not the code."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise

from relclient import _HOMES


def told_of(of: type) -> str:
    """Give the first sentence of the docstring of *of*; nothing where Python was told to leave docstrings out."""
    return _first_sentence(of.__doc__ or "")


def told_of_fields(of: type) -> Mapping[str, str]:
    """Give the first sentence below each field of *of*, as far as the source is there to be read."""
    return {name: sentence for base in reversed(of.__mro__) for name, sentence in _fields_of(base)}


def _fields_of(of: type) -> Iterator[tuple[str, str]]:
    body = _classes(_HOMES.get(of.__name__, of.__module__)).get(of.__name__, [])
    for statement, after in pairwise(body):
        match statement, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                yield name, _first_sentence(docstring)
            case _:
                pass


@cache
def _classes(module: str) -> Mapping[str, list[ast.stmt]]:
    try:
        tree = ast.parse(getsource(sys.modules[module]))
    except (OSError, TypeError):  # Python runs without the source too, and the schema is as strict without the words
        return {}
    return {statement.name: statement.body for statement in tree.body if isinstance(statement, ast.ClassDef)}


def _first_sentence(docstring: str) -> str:
    """Take the first paragraph in the words of JSON, without the marks that make references of names."""
    first, *_ = cleandoc(docstring).split("\n\n")
    return re.sub(r"\bNone\b", "null", re.sub(r"[`*]", "", " ".join(first.split())))
