"""Output: rows for a person to read, or for another program."""

import csv
import json
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Literal, TextIO, get_args

Format = Literal["table", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

Row = Mapping[str, object]
"""One line of an answer: plain values by column; every row of an answer has the same columns."""

_READABLE = 40
"""How narrow the last column may be if sentences stand in it; on a narrow terminal they stand below their row."""
_MARGIN = 3
"""How much a drawn table adds to the width of a column."""
_INDENT = "    "


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


def write_parts(parts: Mapping[str, tuple[str, Sequence[Row]]], style: Format, out: TextIO) -> None:
    """Write several answers, each by its name with a heading: JSON has the names, tables the headings, CSV neither."""
    if style == "json":
        json.dump({name: rows for name, (_, rows) in parts.items()}, out, ensure_ascii=False, indent=2)
        out.write("\n")
        return
    for place, (heading, rows) in enumerate(parts.values()):
        if place:
            out.write("\n")
        if style == "table":
            out.write(f"{heading}\n")
        write(rows, style, out)


def _draw(rows: Sequence[Row], out: TextIO) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.console import Console  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.table import Table  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.text import Text  # noqa: PLC0415  # slow to import, and a pipe does without it

    console, cells = (
        Console(file=out),
        [["" if value is None else str(value) for value in row.values()] for row in rows],
    )
    widths = [max(map(len, column)) for column in zip(rows[0], *cells, strict=True)]
    if widths[-1] > _READABLE and sum(widths[:-1]) + _READABLE + _MARGIN * len(widths) > console.width:
        _stack([list(rows[0]), *cells], widths, console.width, out)
        return
    table = Table(*rows[0], box=SIMPLE_HEAD)
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _stack(rows: Sequence[Sequence[str]], widths: Sequence[int], width: int, out: TextIO) -> None:
    """Put the last cell of each row below the others."""
    for *others, last in rows:
        line = "  ".join(cell.ljust(wide) for cell, wide in zip(others, widths, strict=False))
        out.write(f"{line.rstrip()}\n")
        if last:
            out.write(f"{fill(last, width, initial_indent=_INDENT, subsequent_indent=_INDENT)}\n")
