"""What a sheet shows and its values do not tell: number formats, errors, formulas without a value, merged cells.

Most sheets have none of it. So the file of a sheet is first searched for what could be of that kind, which costs about
a tenth of reading it (`glance`); only where something is found, the cells that have it are picked out (`marks_of`): by
a pattern where the file is written as programs usually do, else by the parser of the standard library, which takes ten
times as long. calamine, which reads the values, passes over all of this, and openpyxl takes longer still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import IO, NamedTuple
from xml.parsers import expat

from szsubsidy.batch.tables.book import BadXml, Book, parser
from szsubsidy.batch.tables.number_formats import BUILT_IN, CHINESE_DAYS, changes_meaning, is_scaled, seen

_BLOCK = 4 << 20
_OVERLAP = 1 << 12
_CELL = rb"(?:\w+:)?"
# Literal beginnings are searched for many times faster than patterns that could begin in several ways.
_NO_VALUE = re.compile(rb"(?:</%bf>|<%bf\b[^<>]*/>)\s*(?:<%bv\s*/>|<%bv>\s*</%bv>)?\s*</%bc>" % ((_CELL,) * 6))
_NOUGHT = re.compile(rb"(?:</%bf>|<%bf\b[^<>]*/>)\s*<%bv>0</" % ((_CELL,) * 3))
_FEW = 6
"""So many texts are faster searched for one by one than by a pattern."""
_ODD = (b":row", b":c ", b":c>", b"\xff\xfe", b"\xfe\xff")
_UNUSUAL = (b"='", b":c ", b":c>", b"<!")
_NO_REFERENCE = re.compile(rb'<c(?:[^ a-zA-Z]| (?!r="[A-Z]+[0-9]))')
"""These are in XML that the pattern for marked cells does not fit."""
_NUMBER = re.compile(rb"<v[^<>]*>([^<]*)</v>")
_FILLED = re.compile(rb"<%b(?:v|is|f)[\s/>]" % _CELL)
_MERGED = re.compile(rb"""<%bmergeCell\s[^<>]*?ref=["']([A-Z]+[0-9]+):([A-Z]+[0-9]+)["']""" % _CELL)
_WIDE = tuple(re.compile(rb"r=%b([A-Z]{2,3})[0-9]" % quote) for quote in (b'"', b"'"))
_ROW = re.compile(rb"""<row\s[^<>]*?\br\s*=\s*["']([0-9]+)["']""")
_LAST_DAY = 2_958_466
"""Of the year 9999."""
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PREFIXED = re.compile(rb"<\w+:worksheet")


class Mark(NamedTuple):
    """A cell, by its row and column counted from 0, and the text that a person sees in it.

    ``is_value``: the cell keeps its type, as a share that is shown as a per cent does; ``day`` is what
    the cell holds where it is shown as a day.
    """

    row: int
    column: int
    text: str
    is_value: bool = False
    day: date | None = None


class Merge(NamedTuple):
    """Cells that are shown as one: the place of its first, counted from 0, and its last row."""

    row: int
    column: int
    last_row: int
    last_column: int


class Marks(NamedTuple):
    """The marked cells of a sheet, the columns with numbers that are shown divided, and how far its values go."""

    marks: list[Mark]
    scaled: tuple[int, ...]
    rows: int
    columns: int


class Glance(NamedTuple):
    """What a sheet was seen to hold: cells that need `marks_of`; merges; how far it goes at most; how many, about.

    ``unknown``: formulas that nobody has worked out are among these cells. ``odd``: cells are written in such a way
    that only `marks_of` tells how far it goes.
    """

    marked: bool
    unknown: bool
    merges: tuple[Merge, ...]
    rows: int
    columns: int
    cells: int
    odd: bool


def telling_formats(book: Book) -> dict[int, str]:
    """Return the styles of cells in which a number may mean something other than alone, with their formats."""
    codes = {
        style: text if text is not None else BUILT_IN.get(number, "")
        for style, (number, text) in enumerate(book.formats)
    }
    return {style: code for style, code in codes.items() if changes_meaning(code)}


def chinese_days(book: Book) -> frozenset[int]:
    """Return the styles of cells that show days, by formats that only Chinese spreadsheets have a number for."""
    return frozenset(
        style for style, (number, text) in enumerate(book.formats) if text is None and number in CHINESE_DAYS
    )


def scaled_styles(book: Book) -> frozenset[int]:
    """Return the styles of cells that show a number divided, and do not say so."""
    return frozenset(style for style, (_, text) in enumerate(book.formats) if text and is_scaled(text))


def has_cells(stream: IO[bytes]) -> bool:
    """Return whether a sheet has any cell that is filled."""
    part = b""
    while block := stream.read(_BLOCK):
        part = part[-_OVERLAP:] + block
        if _FILLED.search(part):
            return True
    return False


def glance(stream: IO[bytes], styles: Collection[int], *, uncalculated: bool) -> Glance:
    """Return what a sheet holds, by searching its file; ``styles`` are those that cannot be passed over."""
    marked = unknown = False
    merges: dict[Merge, None] = {}
    rows = columns = unnumbered = cells = 0
    odd = False
    seeks: dict[bool, Callable[[bytes], bool]] = {}
    part = b""
    while block := stream.read(_BLOCK):
        part = part[-_OVERLAP:] + block
        if columns == 0:
            prefixed = _PREFIXED.search(part) is not None
        single = b"='" in part
        if not marked:
            seek = seeks.setdefault(single, _seek(styles, single=single))
            marked = seek(part)
        if not unknown and (b"<f" in part or (prefixed and b":f" in part)):
            unknown = _NO_VALUE.search(part) is not None or (uncalculated and _NOUGHT.search(part) is not None)
        if b"mergeCell" in part:
            merges |= dict.fromkeys(_merge(*map(bytes.decode, each)) for each in _MERGED.findall(part))
        numbers = _ROW.findall(part)
        rows = max(rows, max(map(int, numbers), default=0))
        unnumbered += part.count(b"<row") - len(numbers)
        odd = odd or any(text in part for text in _ODD) or _has_odd_cells(part, rows + unnumbered, part.rfind(b"<c"))
        cells += block.count(b"<c ")
        wide = {name for pattern in _WIDE[: 1 + single] for name in pattern.findall(part)}
        columns = max(columns, 26, *(_column(name.decode()) + 1 for name in wide))
    rows += unnumbered
    odd = odd or _has_odd_cells(part, rows, len(part))
    return Glance(marked or unknown, unknown, tuple(merges), rows, columns, cells, odd)


def _has_odd_cells(part: bytes, rows: int, end: int) -> bool:
    """Whether a cell before ``end`` does not begin as programs write it, by its place, or has more digits than rows."""
    pattern = re.compile(rb'<c(?:[^ a-zA-Z]| (?!r="[A-Z]{1,3}[0-9]{1,%d}"))' % len(str(rows)))
    return pattern.search(part, 0, end) is not None


def _seek(styles: Collection[int], *, single: bool) -> Callable[[bytes], bool]:
    """Return what tells whether cells of these styles, or errors, are in XML; ``single``: quoted in either way."""
    quotes = (b'"', b"'") if single else (b'"',)
    errors = [b"t=%be%b" % (quote, quote) for quote in quotes]
    names = [b"%d" % style for style in sorted(styles)]
    if len(names) * len(quotes) <= _FEW:
        texts = errors + [b"s=%b%b%b" % (quote, name, quote) for quote in quotes for name in names]
        return lambda part: any(text in part for text in texts)
    styled = [re.compile(b"s=%b(?:%b)%b" % (quote, b"|".join(names), quote)) for quote in quotes]
    return lambda part: any(text in part for text in errors) or any(pattern.search(part) for pattern in styled)


def usual_marks_of(
    stream: IO[bytes], formats: Mapping[int, str], days: Collection[int], scaled: Collection[int], *, book: Book
) -> Marks | None:
    """Return what `marks_of` does, how far the sheet goes left out, ten times as fast.

    None where the file is written in an unusual way. There must be no formulas that nobody has worked out.
    """
    reader = _Reader(formats, days, scaled, book)
    styles = b"|".join(b"%d" % style for style in sorted({*formats, *days, *scaled})) or b"none"
    cell = re.compile(
        rb'<c r="([A-Z]+)([0-9]+)"(?=[^<>]* (?:s="(?:%b)"|t="e"))([^<>]*)(?<!/)>(.*?)</c>' % styles, re.DOTALL
    )
    rest = b""
    while True:
        block = stream.read(_BLOCK)
        part = rest + block
        # What is cut off may be the beginning of a cell; before it all cells are whole.
        end = max(part.rfind(b"<c "), 0) if block else len(part)
        part, rest = part[:end], part[end:]
        if any(text in part for text in _UNUSUAL) or _NO_REFERENCE.search(part):
            return None
        for column, row, attributes, content in cell.findall(part):
            value = _NUMBER.search(content)
            reader.take(int(row) - 1, column.decode(), attributes.decode(), "" if value is None else value[1].decode())
        if not block:
            break
    return Marks(reader.marks, tuple(sorted(reader.scaled)), 0, 0)


def marks_of(
    stream: IO[bytes], formats: Mapping[int, str], days: Collection[int], scaled: Collection[int], *, book: Book
) -> Marks:
    """Return the cells of a sheet in which a person sees something other than their value. Raises `BadXml`.

    ``formats`` are those of the styles in which that may be so; the styles ``days`` show days, and those that are
    ``scaled`` divide.
    """
    reader = _Reader(formats, days, scaled, book)
    made = parser(reader.begin)
    made.EndElementHandler = reader.end
    made.CharacterDataHandler = reader.text
    try:
        made.ParseFile(stream)
    except expat.ExpatError as error:
        raise BadXml(str(error)) from error
    return Marks(reader.marks, tuple(sorted(reader.scaled)), reader.rows, reader.columns)


class _Reader:
    """Goes through the cells of a sheet; a cell or row that does not say its place is the next one."""

    def __init__(self, formats: Mapping[int, str], days: Collection[int], scaled: Collection[int], book: Book) -> None:
        self.marks: list[Mark] = []
        self.scaled: set[int] = set()
        self.rows = self.columns = 0
        self._formats = {str(style): code for style, code in formats.items()}
        self._days, self._scaled = set(map(str, days)), set(map(str, scaled))
        self._uncalculated = book.uncalculated
        self._zero = date(1904, 1, 1) if book.from_1904 else date(1899, 12, 30)
        self._row = self._column = -1
        self._kind = self._style = ""
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._into: list[str] | None = None

    def take(self, row: int, column: str, attributes: str, value: str) -> None:
        """Take a cell with a value, by the text of its attributes after the reference."""
        self._row, self._column = row, _column(column)
        self._kind, self._style = _kind_and_style(attributes)
        self._value = [value]
        if mark := self._mark():
            self.marks.append(mark)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = _PLACE.fullmatch(attributes.get("r", "").upper())
            self._column = _column(place[1]) if place else self._column + 1
            self._row = int(place[2]) - 1 if place else self._row
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula = self._value = self._into = None
        elif name == "v":
            self._value = self._into = []
        elif name == "f":
            self._formula = self._into = []
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in {"v", "f"}:
            self._into = None
        elif name == "c" and (self._value is not None or self._formula is not None):
            self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)
            if mark := self._mark():
                self.marks.append(mark)
        elif name == "is":
            self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)

    def _mark(self) -> Mark | None:
        value = "".join(self._value or ())
        if self._kind == "e":
            return Mark(self._row, self._column, value or "#N/A")
        if self._formula is not None and self._is_unknown(value):
            return Mark(self._row, self._column, f"={''.join(self._formula)}")
        if self._kind != "n" or not value:
            return None
        if self._style in self._scaled:
            self.scaled.add(self._column)
        if code := self._formats.get(self._style):
            text = seen(code, float(value))
            return None if text is None else Mark(self._row, self._column, text, text.endswith("%"))
        if self._style in self._days and 0 <= float(value) < _LAST_DAY:
            day = self._zero + timedelta(int(float(value)))
            return Mark(self._row, self._column, day.isoformat(), day=day)
        return None

    def _is_unknown(self, value: str) -> bool:
        """Whether nobody has worked out the formula of a cell."""
        if self._kind == "str" and self._value is not None:
            return False
        return not value or (self._uncalculated and value == "0")


def _merge(first: str, last: str) -> Merge:
    (column, row), (last_column, last_row) = (
        (match[1], int(match[2])) for each in (first, last) if (match := _PLACE.fullmatch(each))
    )
    return Merge(row - 1, _column(column), last_row - 1, _column(last_column))


@lru_cache(maxsize=1024)
def _kind_and_style(attributes: str) -> tuple[str, str]:
    said = dict(_ATTRIBUTE.findall(attributes))
    return said.get("t", "n"), said.get("s", "0")


@lru_cache(maxsize=1024)
def _column(name: str) -> int:
    place = 0
    for letter in name:
        place = place * 26 + ord(letter) - 64
    return place - 1
