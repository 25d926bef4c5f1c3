"""
What type checkers and editors know of the public names: a stub made of the one table in ``relclient/__init__.py``.

``python tests/support/public_names.py`` writes it; do so after a change of the table, and where two changes meet.
"""

from pathlib import Path

import relclient

STUB = Path(relclient.__file__).with_suffix(".pyi")


def _as_ruff_sorts(name):
    """Return what puts constants before classes, and both before functions."""
    return not name.isupper(), not name[0].isupper(), name


def stub():
    """Return the stub: every public name, imported from its module."""
    lines = ["# Made of the table in __init__.py by tests/support/public_names.py.", ""]
    homes = relclient._HOMES  # noqa: SLF001  # the one table
    lines += [
        f"from {homes[name]} import {name} as {name}"
        for name in sorted(homes, key=lambda name: (homes[name], *_as_ruff_sorts(name)))
    ]
    names = sorted(relclient.__all__, key=_as_ruff_sorts)
    listed = ["__all__ = [", *(f'    "{name}",' for name in names), "]"]
    return "\n".join([*lines, "", "_HOMES: dict[str, str]", "", *listed, ""])


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
