"""A report on a terminal, drawn by rich; nothing in it is read as markup."""

from __future__ import annotations

from typing import TextIO

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from szsubsidy.render.report import Report, Section, Table


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
        if isinstance(block, Table):
            console.print()
            console.print(_table(block))
        else:
            _section(block, console)


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
    for line in section.lines:
        console.print(Padding(Text(line), (0, 0, 0, 2), expand=False) if section.heading else Text(line))
