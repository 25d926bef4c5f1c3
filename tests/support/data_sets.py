"""Real data: the samples in ``tests/data``, and the larger excerpts where they lie beside the project."""

from pathlib import Path

import pytest

PLACES = {
    "sample": Path(__file__).parents[1] / "data",
    "excerpt": Path(__file__).parents[3] / "shared" / "data",
}


def data_sets(name):
    """Return the folders that hold the data set *name*, as parameters of a fixture."""
    folders = {size: place / name for size, place in PLACES.items()}
    return [pytest.param(folder, id=size) for size, folder in folders.items() if folder.is_dir()]
