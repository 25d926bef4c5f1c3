"""What someone gets who installs relclient: two dependencies, names that all work, and no surprise between versions."""

import inspect
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import public_names
import relclient
import relclient.errors
import signatures


def needs(name):
    """Yield the names of *name* and of the distributions that it declares without an extra, and theirs."""
    yield name
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needs(requirement.name)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A folder with relclient, what it declares to need, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(Path(relclient.__file__).parent, folder / "relclient", ignore=shutil.ignore_patterns("*.pyc"))
    for name in set(needs("relclient")) - {"relclient"}:
        for file in distribution(name).files or ():
            if file.suffix in {".py", ".gz", ".pyi"} and ".." not in file.parts:
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target)
    return folder


def run_bare(folder, code):
    """Run *code* on a Python that finds the standard library and *folder*, and nothing that is installed."""
    start = f"import sys; sys.path.append({str(folder)!r})\n"
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", start + code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_core_declares_two_dependencies():
    declared = {text for text in distribution("relclient").requires if "extra ==" not in text}
    assert {Requirement(text).name for text in declared} == {"attrs", "python-dateutil"}


def test_every_public_name_works_where_only_the_dependencies_are_installed(bare):
    code = """
import relclient
for name in relclient.__all__:
    help_text = getattr(relclient, name).__doc__
print(*sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names))
"""
    run = run_bare(bare, code)
    assert run.stderr == ""
    loaded = {name for name in run.stdout.split() if not name.startswith("_")}
    assert loaded <= {"attr", "attrs", "dateutil", "relclient", "six"}


def test_everything_can_be_imported_by_star_where_only_the_dependencies_are_installed(bare):
    run = run_bare(bare, "from relclient import *\nimport relclient\nprint(set(relclient.__all__) <= set(globals()))")
    assert (run.stdout, run.stderr) == ("True\n", "")


def test_no_public_name_comes_twice():
    listed = [name for names in relclient._MODULES.values() for name in names.split()]  # noqa: SLF001  # the one table
    assert sorted(listed) == relclient.__all__


def test_every_name_at_the_top_is_public():
    assert dir(relclient) == relclient.__all__
    with pytest.raises(AttributeError, match="module 'relclient' has no attribute 'Custmer'"):
        relclient.Custmer  # noqa: B018  # asking for it is the test


def test_checkers_see_the_names_that_programs_get_from_the_same_modules():
    assert public_names.STUB.read_text("utf-8") == public_names.stub(), "run: python tests/support/public_names.py"


def test_a_name_costs_the_modules_that_it_needs_and_no_others(bare):
    code = """
import relclient
alone = set(sys.modules)
relclient.Period
print("attrs" in alone or "attr" in alone, *sorted(name for name in set(sys.modules) - alone if name.startswith("relclient")))
"""
    run = run_bare(bare, code)
    assert run.stdout.split()[0] == "False"
    assert "relclient.timing.periods" in run.stdout
    assert "relclient.network" not in run.stdout


def is_error(value):
    """Return whether *value* is a class of errors of ours."""
    return inspect.isclass(value) and issubclass(value, relclient.RelclientError)


def test_every_error_is_at_the_top():
    errors = {name for name, value in vars(relclient.errors).items() if is_error(value) and name[0] != "_"}
    assert errors
    assert errors <= set(relclient.__all__)


def documented():
    """The public names that can have a docstring of their own: classes and functions."""
    values = {name: getattr(relclient, name) for name in relclient.__all__}
    return [name for name, value in values.items() if inspect.isclass(value) or inspect.isfunction(value)]


@pytest.mark.parametrize("name", documented())
def test_every_public_name_has_a_docstring_with_an_example(name):
    sentence, prompt, example = (inspect.getdoc(getattr(relclient, name)) or "").partition("\n>>> ")
    assert sentence
    assert prompt
    assert "from relclient import " in example


def test_no_constructor_or_method_changes_unseen():
    kept = signatures.SNAPSHOT.read_text(encoding="utf-8")
    assert signatures.describe() == kept, "if the change is meant, run: python tests/support/signatures.py"


def test_a_package_that_is_missing_names_its_extra_and_a_module_of_ours_stays_missing():
    told = relclient.MissingExtra.lacking(ModuleNotFoundError(name="orjson"), "relclient.interop.documents", "json")
    assert isinstance(told, relclient.MissingExtra)
    assert (told.module, told.package, told.extra) == ("relclient.interop.documents", "orjson", "json")
    ours = ModuleNotFoundError(name="relclient.interop.gone")
    assert relclient.MissingExtra.lacking(ours, "relclient.interop.documents", "json") is ours
