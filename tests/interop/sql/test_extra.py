"""The extra: SQLAlchemy and nothing else."""

import importlib
import subprocess
import sys

import pytest

from relclient import (
    MissingExtra,
)


def test_without_the_extra_an_error_names_the_package_and_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "relclient.interop.sql")
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("relclient.interop.sql")
    error = caught.value
    assert (error.module, error.package, error.extra) == ("relclient.interop.sql", "sqlalchemy", "sql")


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (
            "sqlalchemy",
            "MissingExtra: relclient.interop.sql needs sqlalchemy, which is not installed: pip install 'relclient[sql]' brings it.\n",
        ),
        ("cattrs", ""),
        ("orjson", ""),
    ],
)
def test_the_extra_is_sqlalchemy_and_nothing_else(missing, told):
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "try:\n"
        "    import relclient.interop.sql\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error, sep=': ')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == told
    assert issubclass(MissingExtra, ImportError)
