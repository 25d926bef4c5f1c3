"""
Doctests of public classes, whose ``__module__`` is ``relclient``, are found in the module that defines them.

A plugin of pytest: `conftest.py` imports it, and ``-p doctests_at_home`` brings it where there is no conftest.
"""

from doctest import DocTestFinder

import relclient

_is_from_module = DocTestFinder._from_module  # type: ignore[attr-defined]  # noqa: SLF001  # there is no public hook


def _is_at_home(self, module, value):
    if isinstance(value, type) and value.__module__ == "relclient":
        return relclient._HOMES.get(value.__name__) == module.__name__  # noqa: SLF001  # the list that programs are served from
    return bool(_is_from_module(self, module, value))


DocTestFinder._from_module = _is_at_home  # type: ignore[attr-defined]  # noqa: SLF001
