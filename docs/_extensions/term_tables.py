"""The directive ``term-tables``: every public enumeration, its members labeled in three languages."""

from collections.abc import Iterator
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

import relclient
from relclient.labels import Term


def enumerations() -> Iterator[type[Term]]:
    """Yield the public enumerations, in order of their names."""
    for name in relclient.__all__:
        value = getattr(relclient, name)
        if isinstance(value, type) and issubclass(value, Term):
            yield value


class TermTables(SphinxDirective):
    """Replace itself with a section for each enumeration."""

    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Write the tables as Markdown and parse them."""
        self.env.note_dependency(relclient.labels.__file__)
        lines = []
        for terms in enumerations():
            rows = [[f"`{term.name}`", *(term.label(lang) for lang in ("en", "es", "ro"))] for term in terms]
            lines += [
                f"## {{class}}`~relclient.{terms.__name__}`",
                "",
                "| member | English | español | română |",
                "|---|---|---|---|",
                *(f"| {' | '.join(row)} |" for row in rows),
                "",
            ]
        return self.parse_text_to_nodes("\n".join(lines), allow_section_headings=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("term-tables", TermTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
