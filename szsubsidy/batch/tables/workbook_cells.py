"""The cells of a workbook: texts that are never run as formulas, numbers, days and amounts, and how they look."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

from szsubsidy.batch.tables.typed import cell_of
from szsubsidy.errors import SubsidyError, message
from szsubsidy.money import FEN_PER_YUAN
from szsubsidy.quantities import Day, Yuan

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
NARROWEST, WIDEST = 8, 40
"""The least and the most of a column's width, in characters of which a Chinese one counts as two."""
ROOM = WIDEST - 2
"""What the widest column has room for in a line: what is wider takes more lines."""
_HEADING = 14
"""A heading that is wider than its cells takes more lines of this width, beside the button of a filter."""
_BUTTON = 3
_LINE, _HIGHEST = 16, 409
"""The height of a line, in points; a spreadsheet does not always find out how many a cell takes."""
_MOST_DIGITS = 15
_MOST_EXACT = 10**_MOST_DIGITS
"""A spreadsheet keeps fifteen digits of a number: a longer one, such as an id, must be text."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_FIRST_YEAR = 1900
_NO_XML = re.compile("[\ufffe\uffff]")


def new_book(stream: BinaryIO, folder: Path) -> Any:
    """Return a workbook that keeps no more than a row in memory, and the others in files in a folder."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    return xlsxwriter.Workbook(stream, options)


class Styles:
    """How cells look: texts and numbers begin at the top of a row that a long text makes high."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        figure = {"align": "right", "indent": 1, **top}  # so that a text in the next column does not touch it
        ruled = {"bold": True, "top": 1}
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#F2F2F2"}
        self.head = book.add_format(head)
        self.head_of_figures = book.add_format({"align": "right", "indent": 1, **head})
        self.text = book.add_format({"text_wrap": True, **top})
        self.flag = book.add_format({"align": "left", **top})
        self.number = book.add_format(figure)
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left", **top})
        self.time = book.add_format({"num_format": "hh:mm:ss", "align": "left", **top})
        self.whole = book.add_format({"num_format": "#,##0", **figure})
        self.fen = book.add_format({"num_format": "#,##0.00", **figure})
        self.total = book.add_format({**ruled, **top})
        self.whole_total = book.add_format({"num_format": "#,##0", **ruled, **figure})
        self.fen_total = book.add_format({"num_format": "#,##0.00", **ruled, **figure})


class CellWriter:
    """Writes the cells of one sheet; ``file`` names the workbook in errors."""

    def __init__(self, sheet: Any, styles: Styles, file: str) -> None:
        self._sheet, self._styles, self._file = sheet, styles, file
        self._writers: dict[type, Callable[[int, int, Any], None]] = {
            str: self.text,
            int: self._whole,
            float: self._number,
            bool: self._bool,
            Decimal: self._decimal,
            date: self._date,
            datetime: self._moment,
            time: self._time,
            Yuan: self.amount,
            Day: self.day,
            dict: self._mixed,
        }

    def head(self, names: Sequence[str], figures: Collection[int]) -> None:
        """Write the first row; at the places ``figures`` stand the headings of figures."""
        self.height(0, max((lines_of(name, _HEADING) for name in names), default=1))
        for place, name in enumerate(names):
            self.text(0, place, name, self._styles.head_of_figures if place in figures else self._styles.head)

    def height(self, row: int, lines: int) -> None:
        """Make a row, of which nothing is written yet, high enough for so many lines."""
        if lines > 1:
            self._sheet.set_row(row, min(lines * _LINE, _HIGHEST))

    def value(self, row: int, place: int, value: Any) -> None:
        """Write a value as what it is: a text, a number, a day; `Yuan` and `Day` as such."""
        self._writers.get(type(value), self._other)(row, place, value)

    def text(self, row: int, place: int, text: str, style: Any = None) -> None:
        """Write a text. Raises `SubsidyError` where it is longer than a cell can hold."""
        if not text:
            return
        if len(text) > MOST_CHARACTERS:
            raise SubsidyError(
                message("a cell of a sheet holds at most {accepted} characters"),
                where=self._file,
                hint=message("write CSV or Parquet instead"),
                code="cell-too-long",
                accepted=str(MOST_CHARACTERS),
            )
        if not text.isascii():
            text = _NO_XML.sub("", text)
        if text.startswith("<r>"):  # the library takes such a text for one of its own, with fonts, and escapes nothing
            text = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
        self._sheet.write_string(row, place, text, style or self._styles.text)

    def figure(self, row: int, place: int, value: Any) -> None:
        """Write a value of a column of figures: a text that is a plain number as that."""
        if isinstance(value, str) and len(value) <= _MOST_DIGITS and _NUMBER.fullmatch(value):
            self._number(row, place, float(value))
        else:
            self.value(row, place, value)

    def amount(self, row: int, place: int, fen: int) -> None:
        """Write an amount of fen in yuan."""
        styles = self._styles
        self._sheet.write_number(row, place, _yuan(fen), styles.fen if fen % FEN_PER_YUAN else styles.whole)

    def sum(self, row: int, place: int, fen: int) -> None:
        """Write the sum of all amounts above, below the first row, as a formula with what it comes to."""
        from xlsxwriter.utility import xl_range

        style = self._styles.fen_total if fen % FEN_PER_YUAN else self._styles.whole_total
        self._sheet.write_formula(row, place, f"=SUM({xl_range(1, place, row - 1, place)})", style, _yuan(fen))

    def day(self, row: int, place: int, day: int) -> None:
        """Write a day such as 20260605."""
        moment = datetime(day // 10_000, day // 100 % 100, day % 100)  # noqa: DTZ001 (a sheet knows no zones)
        self._sheet.write_datetime(row, place, moment, self._styles.day)

    def _mixed(self, row: int, place: int, cell: Mapping[str, Any]) -> None:
        self.value(row, place, cell_of(cell))

    def _whole(self, row: int, place: int, number: int) -> None:
        if abs(number) < _MOST_EXACT:
            self._sheet.write_number(row, place, number, self._styles.number)
        else:
            self.text(row, place, str(number))

    def _number(self, row: int, place: int, number: float) -> None:
        self._sheet.write_number(row, place, number, self._styles.number)

    def _bool(self, row: int, place: int, truth: bool) -> None:
        self._sheet.write_boolean(row, place, truth, self._styles.flag)

    def _decimal(self, row: int, place: int, number: Decimal) -> None:
        if len(number.as_tuple().digits) <= _MOST_DIGITS:
            self._sheet.write_number(row, place, float(number), self._styles.number)
        else:
            self.text(row, place, f"{number:f}")

    def _date(self, row: int, place: int, day: date) -> None:
        if day.year < _FIRST_YEAR:
            self.text(row, place, day.isoformat())
        else:
            self._sheet.write_datetime(row, place, day, self._styles.day)

    def _moment(self, row: int, place: int, moment: datetime) -> None:
        if moment.tzinfo is not None or moment.year < _FIRST_YEAR:
            self.text(row, place, moment.isoformat(" "))
        elif moment.time() == time():
            self._sheet.write_datetime(row, place, moment, self._styles.day)
        else:
            self._sheet.write_datetime(row, place, moment, self._styles.moment)

    def _time(self, row: int, place: int, moment: time) -> None:
        self._sheet.write_datetime(row, place, moment, self._styles.time)

    def _other(self, row: int, place: int, value: Any) -> None:
        if value is not None:
            self.text(row, place, str(value))


def set_up(sheet: Any, widths: Sequence[int], rows: int, *, most: int = WIDEST) -> None:
    """Set the widths of a sheet's columns, keep its head in sight, let its rows be filtered, and have it printed."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + 3, NARROWEST), most))
    sheet.freeze_panes(1, 0)
    if rows and widths:
        sheet.autofilter(0, 0, rows, len(widths) - 1)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def heading_width(heading: str) -> int:
    """Return the width of a heading, which takes more lines where it is wider than its cells."""
    return min(text_width(heading), _HEADING) + _BUTTON


def lines_of(text: str, room: int = ROOM) -> int:
    """Return how many lines a text takes in a column with room for so many characters."""
    return sum(max(-(-text_width(line) // room), 1) for line in text.split("\n"))


def text_width(text: str) -> int:
    """Return the width of a text in characters, of which a Chinese one counts as two."""
    characters = len(text)
    return characters if text.isascii() else characters + (len(text.encode("utf-8", "replace")) - characters) // 2


def _yuan(fen: int) -> float:
    """Yuan as a sheet has them, a whole number where there are no fen."""
    return fen / FEN_PER_YUAN if fen % FEN_PER_YUAN else fen // FEN_PER_YUAN
