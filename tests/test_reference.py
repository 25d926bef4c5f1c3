"""The reference is complete: nothing public lacks its words, its example or its place."""

import ast
import inspect
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import attrs
import pytest

import relclient

DOCS = Path(__file__).parents[1] / "docs"
PUBLIC = {name: getattr(relclient, name) for name in relclient.__all__}
CLASSES = {name: value for name, value in PUBLIC.items() if inspect.isclass(value)}
ERRORS = [name for name, value in CLASSES.items() if issubclass(value, relclient.RelclientError)]
EDGES = {
    "relclient.interop.diagrams": "relclient",
    "relclient.interop.documents": "cattrs",
    "relclient.interop.frames": "narwhals",
    "relclient.interop.sql": "sqlalchemy",
}
"""Each public module behind an extra, with the package that it needs."""


def own_parts(value):
    """Yield the public methods and properties that a class of ours brings."""
    for base in value.__mro__:
        if base.__module__.partition(".")[0] == "relclient":
            for name, part in vars(base).items():
                if not name.startswith("_") and (inspect.isroutine(part) or isinstance(part, property | classmethod)):
                    yield f"{base.__name__}.{name}", inspect.unwrap(getattr(part, "__func__", part))


def home_of(value):
    """Return the module that defines *value*: public classes say that they are of ``relclient``."""
    return relclient._HOMES.get(value.__name__, value.__module__)  # noqa: SLF001


def documented_fields(source, name):
    """Yield the fields of a class that have a docstring under them, as the source of its module has them."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef) and node.name == name]
    for statement, following in pairwise(classes[0].body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=field)), ast.Expr(value=ast.Constant(value=str(text))) if text:
                yield field


@pytest.mark.parametrize("name", [name for name, value in CLASSES.items() if attrs.has(value)])
def test_every_field_of_a_public_class_is_documented(name):
    ours = [base for base in CLASSES[name].__mro__ if base.__module__.partition(".")[0] == "relclient"]
    found = {
        field
        for base in ours
        for field in documented_fields(inspect.getsource(import_module(home_of(base))), base.__name__)
    }
    assert {field.name for field in attrs.fields(CLASSES[name]) if not field.name.startswith("_")} <= found


def test_a_field_without_a_docstring_is_seen():
    source = "class Bare:\n    a: int\n    'Words.'\n    b: int\n    c: int = 1\n    ''\n    d: int\n"
    assert list(documented_fields(source, "Bare")) == ["a"]


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_method_has_a_docstring(name):
    assert not [part for part, value in own_parts(CLASSES[name]) if not inspect.getdoc(value)]


@pytest.mark.parametrize("module", EDGES)
def test_every_name_of_an_edge_has_a_docstring_with_an_example(module):
    pytest.importorskip(EDGES[module])
    names = import_module(module)
    for name in names.__all__:
        if inspect.isroutine(value := getattr(names, name)) or inspect.isclass(value):
            assert ">>> " in (inspect.getdoc(value) or ""), name


def sections(page):
    """Return the text below each heading of the third level, by heading."""
    _, *parts = re.split(r"^### (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_has_a_section_that_says_when_it_occurs_and_how_to_fix_it(name):
    section = sections(DOCS / "reference" / "errors.md")[name]
    assert re.search(r"\*\*When it occurs\.\*\*\n\S.{20,}\n\n\*\*How to fix it\.\*\*\n\S.{20,}\n", section)
    assert f".. autoclass:: relclient.errors.{name}\n" in section


def test_no_section_is_of_an_error_that_is_gone():
    assert set(sections(DOCS / "reference" / "errors.md")) == set(ERRORS)


def test_every_public_module_of_the_edges_has_its_page():
    modules = {
        path.stem for path in Path(relclient.__file__).parent.glob("interop/[!_]*") if path.stem != "__pycache__"
    }
    pages = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    assert {*re.findall(r"automodule:: relclient\.interop\.(\w+)", pages)} == modules


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "explanation", "reference"])
def test_every_page_has_its_sentence_in_the_index_and_its_place_in_the_menu(folder):
    index = (DOCS / folder / "index.md").read_text(encoding="utf-8")
    pages = {path.stem for path in (DOCS / folder).glob("*.md")} - {"index"}
    sentences = [stem for stem, _ in re.findall(r"\]\((.+)\.md\): (.{10,}[.])$", index, re.MULTILINE)]
    menu = re.search(r"```{toctree}\n:hidden:\n\n(.*?)```", index, re.DOTALL)[1].split()
    assert sorted(sentences) == sorted(menu) == sorted(pages)
