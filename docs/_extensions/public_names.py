"""
References by the public path: ``relclient.Period`` finds the class on the page of its own module.

Pages follow the modules, readers import from the top. A public name on no page is a warning.
"""

from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

import relclient

LOGGER = logging.getLogger(__name__)


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


def find_the_homeless(_app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of public names that no page describes."""
    described = {path.rpartition(".")[2] for path in env.domains.python_domain.objects if path.startswith("relclient.")}
    for name in sorted({*relclient.__all__} - described):
        LOGGER.warning("relclient.%s is on no page", name)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Listen to references that nothing else resolves, and look at the whole at the end."""
    app.connect("missing-reference", find_at_home)
    app.connect("env-check-consistency", find_the_homeless)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
