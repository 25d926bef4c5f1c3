"""
Docstrings and signatures as relclient writes them.

Sections such as ``Raises:`` are napoleon's; but napoleon would take the first words of a field's docstring for a type
when a colon follows them, so it is called here as for a function.
The default of a field is shown as it is, or as dots when it is computed: the source that attrs writes says neither.
"""

import re

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util.typing import ExtensionMetadata

import relclient
from relclient.labels import Term

ATTRS_DEFAULT = re.compile(r"attr_dict\['(\w+)'\]\.default")
NAPOLEON = Config()


def read_sections(app: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]) -> None:
    """Turn the sections of a docstring into fields."""
    what = "function" if what in {"attribute", "data", "property"} else what
    lines[:] = GoogleDocstring(lines, NAPOLEON, app, what, name, value, options).lines()


def show_signature(
    _app: Sphinx, what: str, _name: str, value: object, _options: object, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Show the defaults of fields, and no ``-> None`` after a constructor."""
    if what not in {"class", "exception"} or signature is None:
        return signature, returned
    fields = {field.name: field.default for field in getattr(value, "__attrs_attrs__", ())}

    def shown(match: re.Match[str]) -> str:
        text = repr(fields[match[1]])
        return "..." if "<" in text or "Factory(" in text else text

    return ATTRS_DEFAULT.sub(shown, signature).replace("NOTHING", "..."), None


def show_bases(_app: Sphinx, _name: str, _value: object, _options: object, bases: list[type]) -> None:
    """Show the bases of those that only share code: these are no names of relclient, and no page describes them."""
    while (base := next(filter(_only_shares_code, bases), None)) is not None:
        place = bases.index(base)
        bases[place : place + 1] = base.__bases__ if isinstance(base, type) else ()
    bases[:] = [base for base in bases if base is not object] or [object]


def _only_shares_code(base: object) -> bool:
    module, name = getattr(base, "__module__", ""), getattr(base, "__name__", "")
    return module.startswith("relclient.") and name not in relclient.__all__ and base is not Term


def setup(app: Sphinx) -> ExtensionMetadata:
    """Listen to the events of autodoc."""
    app.connect("autodoc-process-bases", show_bases)
    app.connect("autodoc-process-docstring", read_sections)
    app.connect("autodoc-process-signature", show_signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
