"""
References by the public path: ``relclient.Period`` finds the class on the page of its own module.

Pages follow the modules, readers import from the top.
"""

from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

import relclient


def find_at_home(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Look for a public name in the module that defines it."""
    top, _, rest = str(node.get("reftarget", "")).partition(".")
    name, dot, member = rest.partition(".")
    home = getattr(getattr(relclient, name, None), "__module__", None) if top == "relclient" else None
    if home is None or name not in relclient.__all__:
        return None
    target = f"{home}.{name}{dot}{member}"
    found = env.domains.python_domain.resolve_xref(
        env, str(node["refdoc"]), app.builder, str(node["reftype"]), target, node, content
    )
    return cast("nodes.reference | None", found)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Listen to references that nothing else resolves."""
    app.connect("missing-reference", find_at_home)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
