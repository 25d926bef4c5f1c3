"""
The directives ``code-``, ``hotel-``, ``layers-``, ``model-`` and ``packages-picture``: drawings made from the code.

Their argument is the caption.
Graphviz draws; the drawing stands in the page itself, so that the page's own colors, light or dark, apply to it.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, get_args, get_type_hints

import attrs
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.ext.graphviz import render_dot
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

import relclient
from relclient import Relationship, ServiceNetwork
from relclient.interop import documents
from relclient.interop.diagrams import to_dot

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "relclient"
STYLE = (
    "graph [bgcolor=transparent]",
    'node [shape=box, style=filled, fillcolor="#eef2f7", color="#5b6b7f", fontcolor="#1b2530", fontname="sans-serif"]',
    'edge [color="#7f8c9b", fontcolor="#7f8c9b", fontname="sans-serif", fontsize=11]',
)
"""The colors of `to_dot`; the style sheet says what becomes of each in light and in dark."""
OF_A_FILE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<title>.*?</title>| id=\"[^\"]*\"", re.DOTALL)
FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SIZE = re.compile(r'<svg width="(\d+)pt" height="\d+pt"')


class Picture(nodes.General, nodes.Element):
    """A drawing: its DOT text, and its caption."""


def write(translator: HTML5Translator, picture: Picture) -> None:
    """Write the drawing into the page."""
    _, path = render_dot(translator, picture["dot"], {}, "svg", "picture")
    if path is None:
        raise nodes.SkipNode  # Graphviz is missing, which is a warning by now
    drawing = OF_A_FILE.sub("", Path(path).read_text(encoding="utf-8")).strip()
    caption = escape(picture["caption"])
    # On a narrow screen it scrolls in its own box rather than shrink until nobody can read it.
    opening = rf'<svg role="img" aria-label="{caption}" style="width: \1pt; min-width: min(\1pt, 27rem)"'
    translator.body.append(
        f'<figure class="picture"><div class="picture-box" tabindex="0">{SIZE.sub(opening, drawing)}</div>'
        f"<figcaption><p>{caption}</p></figcaption></figure>"
    )
    raise nodes.SkipNode


def pass_over(_translator: nodes.NodeVisitor, _picture: Picture) -> None:
    """Leave drawings out where there is no page."""
    raise nodes.SkipNode


class PictureDirective(SphinxDirective):
    """Replace itself with a drawing."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Draw, and write again when what is drawn has changed."""
        self.env.note_dependency(__file__)
        return [Picture("", dot=self.draw(), caption=" ".join(self.arguments[0].split()))]

    def draw(self) -> str:
        """Return the DOT text."""
        raise NotImplementedError


class HotelPicture(PictureDirective):
    """The bundled hotel on the day *on*: those on whom *customer* depends, or what hangs on whom when some *failed*."""

    option_spec: ClassVar = {
        "on": date.fromisoformat,
        "customer": directives.unchanged_required,
        "failed": str.split,
    }

    def draw(self) -> str:
        """Draw from the top down, which is narrower than `to_dot` has it."""
        text = files("relclient.examples").joinpath("hotel.json").read_text(encoding="utf-8")
        hotel, on = documents.loads(text, documents.Workload).network, self.options["on"]
        chain = ServiceNetwork(hotel.affiliations, upstream(hotel, self.options["customer"], on))
        return to_dot(chain, on=on, failed=self.options.get("failed", ())).replace("rankdir=LR", "rankdir=TB")


def upstream(network: ServiceNetwork, customer: str, on: date) -> Iterator[Relationship]:
    """Yield the relationships on which *customer* depends."""
    inside = {customer, *(party.id for party in network.dependencies_of(customer, on=on))}
    for one in network.relationships.values():
        if on in one.valid_for and {one.provider.id, one.party.id} <= inside:
            yield one


class CodePicture(PictureDirective):
    """What the Python fences of the page, up to here, have made: DOT text, by the name in the content."""

    has_content = True

    def draw(self) -> str:
        """Run the fences; they are the reader's, and so the drawing is the reader's too."""
        page = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8").splitlines()
        names: dict[str, object] = {}
        for code in FENCE.findall("\n".join(page[: self.lineno])):
            exec(code, names)  # noqa: S102 - our own pages
        return str(names[self.content[0]]).replace("rankdir=LR", "rankdir=TB")


class ModelPicture(PictureDirective):
    """Public classes, named in the content, with their fields and what these refer to."""

    has_content = True

    def draw(self) -> str:
        """Read the fields off the classes."""
        shown = {name: getattr(relclient, name) for line in self.content for name in line.split()}
        lines = [*STYLE]
        for name, one in shown.items():
            lines += union_lines(name, one) if get_args(one) else class_lines(one, shown)
        return "\n".join(["digraph model {", *lines, "}"])


def union_lines(name: str, union: object) -> Iterator[str]:
    """Draw a type that is one of several classes: a box that names them."""
    yield box(name, [" or ".join(member.__name__ for member in get_args(union))])


def class_lines(one: type, shown: Mapping[str, object]) -> Iterator[str]:
    """Draw one class: a box with its plain fields, and an arrow for each field that refers to another box."""
    hints = get_type_hints(one)
    plain = []
    for each in attrs.fields(one):
        targets = {name for mentioned in flat(hints[each.name]) for name in boxes(mentioned, shown)} - {one.__name__}
        yield from (f'{one.__name__} -> {target} [label=" {each.name} "]' for target in sorted(targets))
        if not targets and not each.name.startswith("_"):
            plain.append(each.name)
    yield box(one.__name__, plain)


def box(title: str, lines: Iterable[str]) -> str:
    """Draw a box with *title* in bold and *lines* below it."""
    left = '<br align="left"/>'
    rows = "".join(f'<font point-size="11">{line}</font>{left}' for line in lines)
    return f"{title} [label=<<b>{title}</b>{left}{rows}>]"


def flat(hint: object) -> Iterator[object]:
    """Yield *hint* and all that it is made of."""
    yield hint
    for part in get_args(hint):
        yield from flat(part)


def boxes(mentioned: object, shown: Mapping[str, object]) -> list[str]:
    """Return the name of the box that stands for a class: its own, that of a class above it, or of a union with it."""
    above = mentioned.__mro__ if isinstance(mentioned, type) else ()
    return [name for name, one in shown.items() if one in above or mentioned in get_args(one)]


class LayersPicture(PictureDirective):
    """The layers that import-linter holds the package to."""

    def draw(self) -> str:
        """Read them off the first contract of pyproject.toml."""
        self.env.note_dependency(str(ROOT / "pyproject.toml"))
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        layers = [layer.strip("()") for layer in settings["tool"]["importlinter"]["contracts"][0]["layers"]]
        rows = "".join(
            f'<tr><td align="left"><b>{layer}</b></td><td align="left">{escape(purpose(layer))}</td></tr>'
            for layer in layers
        )
        looks = 'border="0" cellborder="1" cellspacing="4" cellpadding="6" bgcolor="#eef2f7" color="#5b6b7f"'
        text = '<font face="sans-serif" point-size="11" color="#1b2530">'
        table = f"{text}<table {looks}>{rows}</table></font>"
        return f"digraph layers {{ graph [bgcolor=transparent] all [shape=plain, label=<{table}>] }}"


class PackagesPicture(PictureDirective):
    """The packages, each pointing at those that it imports, where no other of them leads there anyway."""

    def draw(self) -> str:
        """Read the import statements of every module."""
        self.env.note_dependency(str(PACKAGE))
        uses = {package: imported for package, imported in package_imports().items() if not package.startswith("_")}
        lines = ["digraph packages", "{", "rankdir=LR", *STYLE, "node [fontsize=11]"]
        for package, imported in uses.items():
            lines.append(f'"{package}"')
            known = imported & uses.keys()
            through = {far for near in known for far in reached(near, uses)}
            lines += [f'"{package}" -> "{near}"' for near in sorted(known - through)]
        return "\n".join([*lines, "}"])


def package_imports() -> dict[str, set[str]]:
    """Return, for each package or module directly below relclient, those of them that it imports."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        package = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if package not in {"__init__", "__main__"}:
            mine = found.setdefault(package, set())
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relclient."):
                    mine.add(str(node.module).split(".")[1])
    return {package: imported - {package} for package, imported in found.items()}


def reached(package: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Return what *package* imports, and what that imports in turn."""
    found: set[str] = set()
    waiting = [package]
    while waiting:
        new = uses.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def purpose(layer: str) -> str:
    """Return the sentence with which a module or package opens, without running it."""
    folder = Path(relclient.__file__).parent
    path = folder / f"{layer}.py"
    source = path if path.exists() else folder / layer / "__init__.py"
    return (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").partition("\n")[0].replace("``", "")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives, and the node that they leave."""
    app.setup_extension("sphinx.ext.graphviz")
    others = dict.fromkeys(["latex", "text", "man", "texinfo"], (pass_over, None))
    app.add_node(Picture, html=(write, None), **others)
    app.add_directive("code-picture", CodePicture)
    app.add_directive("hotel-picture", HotelPicture)
    app.add_directive("model-picture", ModelPicture)
    app.add_directive("layers-picture", LayersPicture)
    app.add_directive("packages-picture", PackagesPicture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
