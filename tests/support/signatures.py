"""
The public names with their signatures, as one text.

``python tests/support/signatures.py`` writes it to ``signatures.txt`` beside this file; the difference that Git then shows
is what a change does to the programs of others.
"""

import enum
import inspect
import re
from pathlib import Path
from types import UnionType
from typing import is_typeddict

import relclient

SNAPSHOT = Path(__file__).with_name("signatures.txt")
LONGEST_DEFAULT = 40
UNPACKED = re.compile(r"\*<class (\w+)>")
"""How Python 3.11 shows ``Unpack`` of a class."""
MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])")


def _plain(text):
    """Drop module names and quotes from annotations: where a name lives is not what its user sees."""
    plain = MODULES.sub("", text).replace("'", "").replace("Ellipsis", "...")
    return UNPACKED.sub(r"Unpack[\1]", plain)


def _shown(callable_):
    """Return the signature of *callable_*, with long defaults (a whole table) as dots."""
    signature = inspect.signature(callable_)
    parameters = [
        parameter.replace(default=...)
        if parameter.default is not parameter.empty and len(repr(parameter.default)) > LONGEST_DEFAULT
        else parameter
        for parameter in signature.parameters.values()
    ]
    return _plain(str(signature.replace(parameters=parameters)))


def _own_members(cls):
    """Yield the public methods and properties that *cls* defines itself, as lines."""
    for name, member in sorted(vars(cls).items()):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"    {name}: {_plain(inspect.formatannotation(inspect.signature(member.fget).return_annotation))}"
        elif isinstance(member, classmethod | staticmethod) or inspect.isfunction(member):
            yield f"    {name}{_shown(getattr(cls, name))}"


def _lines(name, value):
    """Yield the lines of one public name."""
    if isinstance(value, type) and issubclass(value, enum.Enum):
        yield f"{name}: {', '.join(member.name for member in value)}"
        yield from _own_members(value)
    elif is_typeddict(value):
        parts = (f"{part}: {_plain(inspect.formatannotation(of))}" for part, of in value.__annotations__.items())
        yield f"{name}({', '.join(parts)})"
    elif isinstance(value, type):
        # An exception without fields has the constructor of Exception, which differs between versions of Python.
        plain = issubclass(value, BaseException) and not hasattr(value, "__signature__")
        yield name if plain else f"{name}{_shown(value)}"
        yield from _own_members(value)
    elif inspect.isfunction(value):
        yield f"{name}{_shown(value)}"
    elif isinstance(value, UnionType):
        yield f"{name} = {_plain(str(value))}"
    else:
        yield f"{name}: {type(value).__name__}"


def describe():
    """Return the whole text."""
    return "".join(f"{line}\n" for name in relclient.__all__ for line in _lines(name, getattr(relclient, name)))


if __name__ == "__main__":
    SNAPSHOT.write_text(describe(), encoding="utf-8")
