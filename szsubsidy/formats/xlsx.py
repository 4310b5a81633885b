"""A page as a workbook: a sheet for each part, amounts as numbers, charts that a spreadsheet draws itself."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from szsubsidy.formats.chart_table import figures_table
from szsubsidy.formats.outline import Part, parts
from szsubsidy.formats.page import (
    Amount,
    Bars,
    Chart,
    Content,
    Count,
    Narrow,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
    concat,
    to_text,
    unfolded,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.width import cells
from szsubsidy.formats.xlsx_chart import add_chart
from szsubsidy.money import FEN_PER_YUAN

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_NAME_CHARACTERS = 31
MOST_CELL_CHARACTERS = 32_767
NARROW, WIDE, ALONE = 12, 180, 110
"""Widths in characters: the least of a column, the most of a table, and the column of a sheet without one."""
LINE = 15
"""The height of a line, in points."""


def as_file(page: Page, made: datetime) -> bytes:
    """Return the page as an Excel workbook; a text is never run as a formula or followed as a link."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": to_text(page.title), "created": made.replace(tzinfo=None)})
    styles = _styles(book)
    used: set[str] = set()
    for index, part in enumerate(parts(page)):
        name = _sheet_name(part.heading or "szsubsidy", used)
        lines = [content for content in (page.title, *page.lead) if content] if index == 0 else []
        _Sheet(book, book.add_worksheet(name), styles, page.language).fill(part, [*map(to_text, lines)])
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    aside = {"align": "right", "indent": 1, **wrapped}
    strong = {"bold": True}
    return {
        "verdict": book.add_format({"font_size": 12, **strong, **wrapped}),
        "text strong": book.add_format({**wrapped, **strong}),
        "right strong": book.add_format({**aside, **strong}),
        "whole strong": book.add_format({"num_format": "#,##0", **aside, **strong}),
        "parts strong": book.add_format({"num_format": "#,##0.00", **aside, **strong}),
        "title": book.add_format({"bold": True, "font_size": 16, "text_wrap": True, "valign": "top"}),
        "heading": book.add_format({"bold": True, "font_size": 12, "font_color": "#0b5394"}),
        "head": book.add_format({"bold": True, "bottom": 2, **wrapped}),
        "head right": book.add_format({"bold": True, "bottom": 2, **aside}),
        "text": book.add_format(wrapped),
        "right": book.add_format(aside),
        "whole": book.add_format({"num_format": "#,##0", **aside}),
        "parts": book.add_format({"num_format": "#,##0.00", **aside}),
    } | {f"deep{depth}": book.add_format({"indent": 2 * depth, **wrapped}) for depth in range(1, 6)}


def _sheet_name(heading: str, used: set[str]) -> str:
    """A name that Excel takes: short, without the signs of a reference, and not one of ``used``."""
    whole = _FORBIDDEN.sub(" ", heading).strip()
    room = MOST_NAME_CHARACTERS
    if " " in whole[:room] and len(whole) > room:  # no word is cut in two; Chinese has none to be seen
        room = max(whole.rfind(" ", 0, room + 1), 1)
    name = plain = whole[:room].rstrip(" ,;")
    number = 1
    while name.casefold() in used:
        number += 1
        name = f"{plain[: MOST_NAME_CHARACTERS - 4]} {number}"
    used.add(name.casefold())
    return name


class _Sheet:
    """One part, its blocks under each other; ``_row`` is the next one that is free."""

    def __init__(self, book: Any, sheet: Any, styles: dict[str, Any], language: str) -> None:
        self._book, self._sheet, self._styles, self._row = book, sheet, styles, 0
        self._colon = ": " if language == "en" else "："

    def fill(self, part: Part, above: list[str]) -> None:
        tables = [_as_table(block) for block in part.blocks if not isinstance(block, (Section, Verdict, Notes))]
        self._widths = _widths(tables)
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, width)
        self._sheet.set_paper(9)  # A4
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        for index, text in enumerate(above):
            self._line(text, "text" if index else "title", LINE if index else 21)
        self._row += 1 if above else 0
        for index, block in enumerate(part.blocks):
            match block:
                case Section():
                    self._section(block, named=index == 0)
                case Verdict(content):
                    self._line(to_text(content), "verdict", 17)
                case Notes():
                    self._notes(block)
                case _:
                    self._table(_as_table(block))
                    if not isinstance(block, Table):
                        add_chart(self._book, self._sheet, block, self._row - 1)

    def _section(self, section: Section, *, named: bool) -> None:
        """Write a section; the heading of the part itself is the name of the sheet."""
        if section.heading and not named:
            self._row += 1
            self._line(section.heading, "heading", 17)
        for depth, content in unfolded(section.lines):
            self._line(to_text(content), f"deep{min(depth, 5)}" if depth else "text", LINE)

    def _notes(self, notes: Notes) -> None:
        """Write what each label says behind it."""
        for label, contents in notes.rows:
            for content in contents:
                self._line(to_text(concat(label, self._colon, content) if label else content), "text", LINE)

    def _line(self, text: str, style: str, height: int) -> None:
        """Write a line over the whole width; a spreadsheet does not fit the height of merged cells by itself."""
        form, last = self._styles[style], len(self._widths) - 1
        if last:
            self._sheet.merge_range(self._row, 0, self._row, last, "", form)
        room = sum(self._widths) * LINE // height
        self._sheet.set_row(self._row, height * (1 + cells(text) // room))
        self._text(0, text, form)
        self._row += 1

    def _table(self, table: Table) -> None:
        if self._row == 0:
            self._sheet.freeze_panes(1, 0)
            self._sheet.repeat_rows(0)
        for index, column in enumerate(table.columns):
            heading = column.in_yuan or column.heading
            self._text(index, heading, self._styles["head right" if column.right else "head"])
        for row in table.full_rows:
            self._row += 1
            lines = (
                _line_count(to_text(content), width) for content, width in zip(row.cells, self._widths, strict=False)
            )
            self._sheet.set_row(self._row, LINE * max(lines))
            for index, (content, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                self._cell(index, content, right=column.right, weight=" strong" if row.total else "")
            if row.part:
                self._text(0, to_text(row.cells[0]), self._styles["deep1"])
            self._under(row)
        self._row += 1

    def _under(self, row: Row) -> None:
        """Write what stands under a row; it begins on the row below, and ends on its own last one."""
        for content in row.under:
            if not isinstance(content, Narrow):
                self._row += 1
                self._line(to_text(content), "deep1", LINE)
                self._row -= 1

    def _cell(self, index: int, content: Content, *, right: bool, weight: str) -> None:
        while isinstance(content, Toned):
            content = content.content
        match content:
            case "":
                self._sheet.write_blank(self._row, index, None, self._styles["text"])
            case Amount(fen):
                form = self._styles[("parts" if fen % FEN_PER_YUAN else "whole") + weight]
                self._sheet.write_number(self._row, index, fen / FEN_PER_YUAN, form)
            case Count(number):
                self._sheet.write_number(self._row, index, number, self._styles["whole" + weight])
            case _:
                self._text(index, to_text(content), self._styles[("right" if right else "text") + weight])

    def _text(self, index: int, text: str, form: Any) -> None:
        self._sheet.write_string(self._row, index, sanitize(text)[:MOST_CELL_CHARACTERS], form)


def _line_count(text: str, width: int) -> int:
    """Over how many lines a text breaks, about: words leave some of a line empty."""
    return 1 if cells(text) < width else 1 + cells(text) * 6 // (5 * width)


def _as_table(block: Table | Chart | Bars) -> Table:
    return block if isinstance(block, Table) else figures_table(block)


def _widths(tables: list[Table]) -> list[int]:
    """The widths of the columns that ``tables`` share, in characters."""
    if not tables:
        return [ALONE]
    count = max(len(table.columns) for table in tables)
    wanted = [NARROW] * count
    for table in tables:
        for index, column in enumerate(table.columns):
            most = max(map(cells, (column.heading, *(to_text(row.cells[index]) for row in table.full_rows))))
            wanted[index] = max(wanted[index], min(most + 3, WIDE // max(count, 2)))
    return wanted
