"""The real data sets, which lie beside the project and not in it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data"


def data_set(name):
    """Give the folder of the data set *name*, or skip the test that asks for it."""
    folder = FOLDER / name
    if not folder.is_dir():
        pytest.skip(f"needs the data set {name} in ../shared/data beside the project")
    return folder
