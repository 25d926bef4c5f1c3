"""
What is checked, and with what: ``nox -l`` lists the sessions, ``nox`` runs the usual ones, ``nox -s NAME`` runs one.

What follows ``--`` goes to the tool: ``nox -s tests-3.12 -- tests/ranking``.
"""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests-3.11"]

PROJECT = nox.project.load_toml("pyproject.toml")["project"]
VERSIONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))
FOR_USERS = ("json", "cli", "frames", "sql")
LOWEST = re.compile(r"([\w.-]+)>=([\w.]+)$")


@nox.session(python=VERSIONS)
def tests(session: nox.Session) -> None:
    """Run the tests but the slow ones: on the first version with the coverage, on the others without a server."""
    session.install("--editable", ".[test]")
    if session.python == VERSIONS[0]:
        session.run("pytest", "-n", "auto", *(session.posargs or ["--cov", "--cov-report=term"]))
        return
    # The package of holidays holds dateutil back; here the newest is tested, with --no-deps past that.
    session.install("--upgrade", "--no-deps", "python-dateutil")
    # A server does not change with Python; SQLite comes with it, and does.
    session.run("pytest", "-n", "auto", "-m", "not slow and not exhaustive and not postgresql", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the slow tests: thousands of cases that come out alike on every version of Python."""
    session.install("--editable", ".[test]")
    session.run("pytest", "-n", "auto", "-m", "slow", *session.posargs)


@nox.session
def exhaustive(session: nox.Session) -> None:
    """Run what takes many minutes: proofs against brute force, thousands of random networks, writers in a race."""
    session.install("--editable", ".[test]")
    session.run("pytest", "-n", "auto", "-m", "exhaustive", *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest version of each package that pyproject.toml allows, and then of attrs."""
    constraints = Path(session.create_tmp()).absolute() / "lowest.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in lowest_versions().items()), "utf-8")
    session.install("--constraint", str(constraints), "--editable", ".[test]")
    session.run("pytest", "-n", "auto", *session.posargs)
    # An extra may ask for a newer attrs than the core does; the core has to work with its own.
    session.install("--no-deps", PROJECT["dependencies"][0].replace(">=", "=="))
    edges = ["--ignore=src/relclient/interop", "--ignore=src/relclient/cli", "-k", "not DocumentProblem"]
    session.run("pytest", "-q", *edges, "src")


@nox.session
def spark(session: nox.Session) -> None:
    """Run the tests on PySpark, which needs a Java runtime."""
    session.install("--editable", ".[spark]")
    session.run("pytest", "-q", "-m", "spark", *session.posargs, env={"CI": "true"})


@nox.session
def fuzz(session: nox.Session) -> None:
    """Feed documents, rules, the command line and stores with inputs of all sorts, for a minute by default."""
    session.install("--editable", ".[test]")
    session.run("python", "tests/fuzz/fuzz.py", *(session.posargs or ["--seconds", "60"]))


@nox.session
def guided_fuzz(session: nox.Session) -> None:
    """Let atheris choose the inputs of one target by the branches that they reach: ``-- policy 600``."""
    session.install("--editable", ".[test]", "atheris")
    session.run("python", "tests/fuzz/guided.py", *(session.posargs or ["policy", "60"]))


@nox.session
def types(session: nox.Session) -> None:
    """Read the types with mypy and pyright, and ask what the public names say of theirs."""
    session.install("--editable", ".[typing]")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "relclient", "--ignoreexternal")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layers, spelling, dependencies and slots."""
    session.install("--editable", ".[all,lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache")
    session.run("codespell")
    session.run("deptry", "src")
    session.run("python", "-m", "slotscheck", "-m", "relclient")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site: every reference resolves, every name is documented, and a browser (Chromium) is content."""
    session.install("--editable", ".[docs,test]")
    session.run("pytest", "-q", *(session.posargs or ["tests/site"]), env={"CI": "true"})


@nox.session
def build(session: nox.Session) -> None:
    """Build the packages, and try the wheel where its two dependencies and nothing else are installed."""
    session.install("--editable", ".[lint]")
    folder = Path(session.create_tmp()).absolute()
    made = folder / "dist"
    session.run("validate-pyproject", "pyproject.toml")
    session.run("python", "-m", "build", "--outdir", str(made), silent=True)
    session.run("twine", "check", "--strict", *map(str, made.iterdir()))
    wheel = next(made.glob("*.whl"))
    session.run("check-wheel-contents", str(wheel))
    with TemporaryDirectory() as outside:  # where no file of the repository is found by chance
        try_wheel(session, wheel.absolute(), Path(outside))


def try_wheel(session: nox.Session, wheel: Path, folder: Path) -> None:
    """Import every name of the installed *wheel*, and run the examples of its docstrings."""
    support = {"PYTHONPATH": str(Path("tests/support").absolute())}
    session.run("python", "-m", "venv", str(folder / "venv"))
    python = str(folder / "venv" / ("Scripts" if session.bin.endswith("Scripts") else "bin") / "python")
    with session.chdir(folder):
        session.run(python, "-m", "pip", "install", "--quiet", str(wheel), external=True)
        session.run(python, "-m", "pip", "list", "--format=freeze", external=True)
        names = 'from relclient import *; import relclient; print(len(relclient.__all__), "public names")'
        session.run(python, "-W", "error", "-c", names, external=True)
        extras = f"relclient[all] @ {wheel.as_uri()}"
        session.run(python, "-m", "pip", "install", "--quiet", extras, "polars", "pytest", "tzdata", external=True)
        plugins = ["-p", "no:cacheprovider", "-p", "doctests_at_home"]
        examples = ["-m", "pytest", "-q", *plugins, "--doctest-modules", "--pyargs", "relclient"]
        session.run(python, *examples, external=True, env=support)


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks whose files are named, or all of them."""
    session.install("--editable", ".[test]")
    for script in session.posargs or sorted(map(str, Path("tests/bench").glob("bench_*.py"))):
        session.run("python", script)


@nox.session
def mutation(session: nox.Session) -> None:
    """
    Change a package or module in small ways, and list the changes that its tests do not notice.

    For example: ``nox -s mutation -- timing/periods.py tests/timing/test_periods.py``.
    """
    target, *chosen = session.posargs or ["decision_tables"]
    session.install("--editable", ".[test]", "mutmut>=3.8")
    folder = Path(session.create_tmp()).absolute() / "project"
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("src", "tests"):
        shutil.copytree(part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy("conftest.py", folder)
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"src/relclient/{target}" if target.endswith(".py") else f"src/relclient/{target}/*"],
        "pytest_add_cli_args_test_selection": chosen or [f"tests/{target.partition('/')[0]}"],
        "also_copy": ["conftest.py", "tests"],
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    written = Path("pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text("\n".join([written, "[tool.mutmut]", *lines, ""]), "utf-8")
    with session.chdir(folder):
        session.run("mutmut", "run")
        session.run("mutmut", "results")


def lowest_versions() -> dict[str, str]:
    """Return the lowest version that pyproject.toml allows of each package that relclient itself needs."""
    extras = PROJECT["optional-dependencies"]
    versions: dict[str, str] = {}
    for requirement in [*PROJECT["dependencies"], *(each for extra in FOR_USERS for each in extras[extra])]:
        # What a marker asks for is for other machines than this one.
        if not requirement.startswith("relclient[") and ";" not in requirement:
            name, version = LOWEST.fullmatch(requirement).groups()
            # An extra may ask for more than the core does.
            versions[name] = max(version, versions.get(name, version), key=numbers)
    return versions


def numbers(version: str) -> tuple[int, ...]:
    """Return *version* in a form that can be compared."""
    return tuple(map(int, version.split(".")))
