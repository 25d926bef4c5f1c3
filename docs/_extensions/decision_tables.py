"""
The directive ``decision-table``: a decision table of relclient, printed by itself.

Its argument is where the table is, such as ``relclient.SIDE_TABLE``, so that a page never holds a typed copy.
"""

from importlib import import_module
from operator import attrgetter
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata


class DecisionTableDirective(SphinxDirective):
    """Replace itself with the table that its argument names."""

    required_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Find the table and parse the Markdown that it writes of itself."""
        module, _, name = self.arguments[0].partition(".")
        table = attrgetter(name)(import_module(module))
        return self.parse_text_to_nodes(table.to_markdown())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("decision-table", DecisionTableDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
