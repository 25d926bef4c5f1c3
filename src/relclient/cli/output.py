"""Output: rows for a person to read, or for another program."""

import csv
import json
from collections.abc import Mapping, Sequence
from typing import Literal, TextIO, get_args

Format = Literal["table", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

Row = Mapping[str, object]
"""One line of an answer: plain values by column; every row of an answer has the same columns."""


def write(rows: Sequence[Row], style: Format, out: TextIO) -> None:
    """Write *rows*; a table is drawn on a terminal and kept to tab-separated lines in a pipe."""
    if style == "json":
        json.dump(rows, out, ensure_ascii=False, indent=2)
        out.write("\n")
    elif rows and style == "table" and out.isatty():
        _draw(rows, out)
    elif rows:
        writer = csv.writer(out, delimiter="," if style == "csv" else "\t", lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows(["" if value is None else value for value in row.values()] for row in rows)


def _draw(rows: Sequence[Row], out: TextIO) -> None:
    # Rich takes long to import, and a pipe does without it.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*rows[0], box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    Console(file=out).print(table)
