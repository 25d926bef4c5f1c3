"""Output: rows for a person to read, or for another program."""

import csv
import json
import re
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
_STEERING = re.compile("[\\0-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
"""Control characters, and those that turn the direction of writing: a name that holds them could rewrite a screen."""
_FORMULA = ("=", "+", "-", "@")
"""How a cell begins that spreadsheets take for a formula."""


def write(rows: Sequence[Row], style: Format, out: TextIO) -> None:
    """Write *rows*; a table is drawn on a terminal and kept to tab-separated lines in a pipe."""
    if style == "json":
        _write_json(rows, out)
    elif rows and style == "table" and out.isatty():
        _draw(rows, out)
    elif rows:
        cell = _spreadsheet_cell if style == "csv" else _cell
        writer = csv.writer(out, delimiter="," if style == "csv" else "\t", lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([cell(value) for value in row.values()] for row in rows)


def write_parts(parts: Mapping[str, tuple[str, Sequence[Row]]], style: Format, out: TextIO) -> None:
    """Write several answers, each by its name with a heading: JSON has the names, tables the headings, CSV neither."""
    if style == "json":
        _write_json({name: rows for name, (_, rows) in parts.items()}, out)
        return
    for place, (heading, rows) in enumerate(parts.values()):
        if place:
            out.write("\n")
        if style == "table":
            out.write(f"{heading}\n")
        write(rows, style, out)


def visible(text: str) -> str:
    r"""
    Return *text* with what would steer a terminal written as escapes.

    >>> from relclient.cli.output import visible
    >>> print(visible("Ana \x1b[2J"))
    Ana \x1b[2J
    """
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _write_json(answer: object, out: TextIO) -> None:
    is_utf = (out.encoding or "utf-8").lower().startswith("utf")
    text = json.dumps(answer, ensure_ascii=not is_utf, indent=2)
    out.write(_STEERING.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text))
    out.write("\n")


def _cell(value: object) -> str:
    return "" if value is None else visible(str(value))


def _spreadsheet_cell(value: object) -> str:
    """Return *value* as a cell that no spreadsheet takes for a formula."""
    cell = _cell(value)
    return f"'{cell}" if isinstance(value, str) and cell.startswith(_FORMULA) else cell


def _draw(rows: Sequence[Row], out: TextIO) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.console import Console  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.table import Table  # noqa: PLC0415  # slow to import, and a pipe does without it
    from rich.text import Text  # noqa: PLC0415  # slow to import, and a pipe does without it

    console, cells = Console(file=out), [list(map(_cell, row.values())) for row in rows]
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
