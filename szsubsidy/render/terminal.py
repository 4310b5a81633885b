"""A report on a terminal, drawn by rich; nothing in it is read as markup."""

from __future__ import annotations

import re
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from szsubsidy.render.figures_table import figures_table
from szsubsidy.render.report import Report, Section, Table

_ADDRESS = re.compile(r"https?://\S+")


def draw(report: Report, stream: TextIO, *, width: int, color: bool) -> None:
    """Write the report to ``stream``, at most ``width`` cells wide."""
    console = Console(
        file=stream,
        width=width,
        force_terminal=color,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    show(report, console)


def show(report: Report, console: Console) -> None:
    """Write the report to a console of the caller's making."""
    if report.title:
        console.print(Text(report.title, style="bold"))
    for block in report.blocks:
        if isinstance(block, Section):
            _section(block, console)
        else:
            console.print()
            console.print(_table(block if isinstance(block, Table) else figures_table(block)))


def _table(table: Table) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False, padding=(0, 1))
    for column in table.columns:
        drawn.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            no_wrap=not column.fold,
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _section(section: Section, console: Console) -> None:
    console.print()
    if section.heading:
        console.print(Text(section.heading, style="bold"))
    indent = 2 if section.heading else 0
    for line in section.lines:
        for part, further in _whole_addresses(line, console.width - indent):
            _wrapped(part, indent + further, console)


def _wrapped(line: str, indent: int, console: Console) -> None:
    for piece in Text(line).wrap(console, console.width - indent):
        piece.rstrip()
        console.print(Text(" " * indent) + piece)


def _whole_addresses(line: str, room: int) -> list[tuple[str, int]]:
    """Put an address that would be broken on a line of its own, so that it can be followed."""
    found = _ADDRESS.search(line)
    if found is None or cell_len(line) <= room:
        return [(line, 0)]
    before, after = line[: found.start()].rstrip(), line[found.start() :]
    return [(before, 0), (after, 2)] if before else [(line, 0)]
