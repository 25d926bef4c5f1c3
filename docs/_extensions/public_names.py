"""
References by the public path: ``relclient.Period`` finds the class on the page of its own module.

Pages follow the modules, readers import from the top. A public name on no page is a warning.
"""

import builtins
from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

import relclient

LOGGER = logging.getLogger(__name__)


def pages_of_names(env: BuildEnvironment) -> dict[str, str]:
    """Give, by public name, the path under which a page describes it."""
    return {
        name: path
        for path, entry in env.domains.python_domain.objects.items()
        if (name := path.rpartition(".")[2]) in relclient.__all__
        and path.startswith("relclient.")
        and entry.objtype in {"class", "data", "exception", "function", "type"}
    }


def find_at_home(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Look for a public name where a page describes it."""
    top, _, rest = str(node.get("reftarget", "")).partition(".")
    name, dot, member = rest.partition(".")
    home = pages_of_names(env).get(name) if top == "relclient" else None
    if home is None:
        return None
    found = env.domains.python_domain.resolve_xref(
        env, str(node["refdoc"]), app.builder, str(node["reftype"]), f"{home}{dot}{member}", node, content
    )
    return cast("nodes.reference | None", found)


def leave_builtins_alone(_app: Sphinx, doctree: nodes.document) -> None:
    """Keep an annotation such as ``type`` from meaning a field of that name somewhere."""
    for node in doctree.findall(pending_xref):
        if node.get("refdomain") == "py" and hasattr(builtins, str(node.get("reftarget"))):
            for key in ("py:class", "py:module", "refspecific"):
                node.attributes.pop(key, None)


def find_the_homeless(_app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of public names that no page describes."""
    for name in sorted({*relclient.__all__} - pages_of_names(env).keys()):
        LOGGER.warning("relclient.%s is on no page", name)


PUBLIC_CLASSES = {
    value: module
    for name, module in relclient._HOMES.items()  # noqa: SLF001  # the list that programs are served from
    if isinstance(value := getattr(relclient, name), type)
}


def send_home() -> None:
    """Say to Sphinx where each public class is defined: it reads the docstrings of fields, and the source, there."""
    for value, module in PUBLIC_CLASSES.items():
        value.__module__ = module


def bring_back(_app: Sphinx, _env: BuildEnvironment) -> None:
    """Undo it when all is read: the examples that are then run show errors as programs see them."""
    for value in PUBLIC_CLASSES:
        value.__module__ = "relclient"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Listen to references that nothing else resolves, and look at the whole at the end."""
    send_home()
    app.connect("env-updated", bring_back)
    app.connect("doctree-read", leave_builtins_alone)
    app.connect("missing-reference", find_at_home)
    app.connect("env-check-consistency", find_the_homeless)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
