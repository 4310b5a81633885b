"""Finds the headings of a table among its first rows, and what stands around them.

Of the rows

    1  2026年企业名单
    2                                 单位：万元
    3  企业名称   企业类型   算力合同
    4                        名称        金额
    5  请填全称   必填
    6  甲         初创企业   租用合同    800

the headings are on line 3, since most of its cells are known ones. Line 2 says that bare amounts are 万元. Line 4 is a
second level: the headings are ``企业名称, 企业类型, 算力合同/名称, 算力合同/金额``. Line 5 is set aside, and the rows
begin at line 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from szsubsidy.batch.tables.bounds import LONGEST_HEADING
from szsubsidy.batch.tables.form_help import help_of, is_hint, unit_below
from szsubsidy.batch.tables.source import Aside, Found
from szsubsidy.batch.units import UNKNOWN, flat, unit_named, units_in
from szsubsidy.errors import SubsidyError, message

ROWS = 60
"""So many rows of a table are looked at."""
WIDTH = 300
"""So many cells of a row are asked whether they are known headings."""
_LONGEST = 80
_SEARCHED = 30
"""So many filled rows may the headings be below."""
_BELOW = 6
"""So many filled rows below the headings may belong to them."""

_FIGURE = re.compile(r"[-+]?[¥$€£]?\s*[0-9][0-9,._/:\- ]*(?:[%万亿元]|万元|亿元)?$")
_TITLED_UNIT = re.compile(r"单位|單位|币种|幣種|unit|currency|amount")


class Head(NamedTuple):
    """The headings of a table, and ``rows``, how many of the given rows stand above the first that may be a firm."""

    headings: list[str]
    found: Found
    rows: int


class Line(NamedTuple):
    """A row by its line, counted from 1, with the texts of its cells; empty where there is none."""

    number: int
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        """The texts of the cells that have any."""
        return [cell for cell in self.cells if cell]


def read_head(
    rows: Sequence[Sequence[str | None]],
    lines: Sequence[int],
    is_heading: Callable[[str], bool],
    *,
    name: str,
    header_row: int | None = None,
) -> Head:
    """Find the headings among the first rows of the table ``name``, each of which begins on the line in ``lines``.

    Give at least `ROWS` rows, or all down to ``header_row`` and `ROWS` more. The headings are those of the row with
    the most known ones among the first thirty or, where none has any, of the first with several cells.

    Raises `SubsidyError` where ``header_row`` is no row, or where units stand below the headings in a way that is not
    understood.
    """
    table = [
        Line(line, [(cell or "").strip()[: LONGEST_HEADING + 1] for cell in row])
        for row, line in zip(rows, lines, strict=True)
    ]
    place = (
        heading_place([row.cells for row in table], is_heading)
        if header_row is None
        else _on_line(table, header_row, name)
    )
    return _Reader(table, place, is_heading, name).head()


def heading_place(rows: Sequence[Sequence[str]], is_heading: Callable[[str], bool]) -> int:
    """Return the place of the row with the most known headings or, where none has any, of the first with several cells.

    It is 0 where no row has a cell.
    """
    filled = [place for place, row in enumerate(rows) if any(row)][:_SEARCHED]
    if not filled:
        return 0
    known = {place: sum(map(is_heading, _perhaps_headings(rows[place]))) for place in filled}
    best = max(filled, key=lambda place: known[place])
    if known[best]:
        return best
    return next((place for place in filled if sum(map(bool, rows[place])) > 1), filled[0])


def _perhaps_headings(row: Sequence[str]) -> set[str]:
    """The texts of a row that may be headings: neither long ones nor numbers."""
    return {cell for cell in row[:WIDTH] if cell and len(cell) <= _LONGEST and not cell[0].isdecimal()}


def _on_line(table: Sequence[Line], header_row: int, name: str) -> int:
    for place, row in enumerate(table):
        if row.number == header_row and row.filled:
            return place
    last = max((row.number for row in table if row.filled), default=0)
    if last < header_row:
        raise SubsidyError(
            message("has no line {given}; its last line is {last}"),
            where=name,
            hint=message("--header-row is the line of the headings, counted from 1"),
            code="header-row",
            given=str(header_row),
            last=str(last),
        )
    raise SubsidyError(
        message("has no headings on line {given}"),
        where=name,
        hint=message("--header-row is the line of the headings, counted from 1"),
        code="header-row",
        given=str(header_row),
    )


class _Reader:
    """Reads what stands around the heading row at a place."""

    def __init__(self, table: Sequence[Line], place: int, is_heading: Callable[[str], bool], name: str) -> None:
        self._table, self._place, self._is_heading, self._name = table, place, is_heading, name
        self._first = table[place].number if table else 1
        self._joined: list[int] = []
        self._aside: list[Aside] = []
        self._units: list[tuple[str, int, str]] = []
        self._unit_column = ""

    def head(self) -> Head:
        if not self._table:
            return Head([], Found(), 0)
        headings = list(self._table[self._place].cells)
        headings = self._under(headings)
        end = self._place + 1
        for place in self._below():
            row = self._table[place]
            joined = self._join(headings, row)
            if joined is not None:
                headings = joined
                self._joined.append(row.number)
            elif kind := help_of(row.filled):
                if kind == "hint" and len(row.filled) == 1:
                    self._take_units(row)
                self._aside.append(
                    Aside(row.number, "heading" if kind == "numbers" else "note", row.filled[0], self._name)
                )
            else:
                break
            end = place + 1
        self._refuse_units_among_firms(headings, end)
        return Head(headings, self._found(), end)

    def _found(self) -> Found:
        known = {unit: (line, text) for unit, line, text in reversed(self._units)}
        unit = next(iter(known)) if len(known) == 1 else ""
        line, text = next(reversed(list(known.values()))) if known else (0, "")
        unclear = tuple(dict.fromkeys(text for _, _, text in self._units)) if len(known) > 1 or unit == UNKNOWN else ()
        return Found(
            heading=self._first,
            joined=tuple(self._joined),
            unit="" if unclear else unit,
            unit_line=0 if unclear else line,
            unit_text=text,
            unclear=unclear,
            unit_column=self._unit_column,
            aside=tuple(self._aside),
        )

    def _take_units(self, row: Line) -> None:
        """Keep the units that a title, a line of units or a note names for the whole table."""
        for cell in dict.fromkeys(row.filled):
            self._units += [(unit, row.number, cell) for unit in units_in(cell)]

    def _below(self) -> Iterator[int]:
        """The places of the filled rows below the headings, as far as they may belong to these."""
        filled = (place for place in range(self._place + 1, len(self._table)) if self._table[place].filled)
        for _, place in zip(range(_BELOW), filled, strict=False):
            yield place

    def _under(self, headings: list[str]) -> list[str]:
        """The headings with what the rows above say of them."""
        above = [row for row in self._table[: self._place] if row.filled]
        if above and above[-1] is self._table[self._place - 1] and len(set(above[-1].filled)) > 1:
            headings = self._under_parents(headings, above[-1])
        for row in above:
            if row.number != self._first:
                self._take_units(row)
        return headings

    def _under_parents(self, headings: list[str], row: Line) -> list[str]:
        """The headings with those of the row above, where these make known ones of some, or name units."""
        parents = _spread(row.cells, headings)
        if any(_own_unit(cell) for cell in row.cells[1:]):
            self._units += [(UNKNOWN, row.number, cell) for cell in row.cells[1:] if _own_unit(cell)]
            headings = [
                _with_unit(child, unit) if (unit := _own_unit(parent)) else child
                for parent, child in zip(parents, headings, strict=True)
            ]
        joined = [
            _together(parent, child) if parent and child and parent != child and not self._is_heading(child) else child
            for parent, child in zip(parents, headings, strict=True)
        ]
        gained = [
            text for text, child in zip(joined, headings, strict=True) if text != child and self._is_heading(text)
        ]
        if not gained and row.number not in [line for _, line, _ in self._units]:
            return headings
        self._joined.append(self._first)
        self._first = row.number
        return joined

    def _join(self, headings: list[str], row: Line) -> list[str] | None:
        """The headings with a second level or units that stand below them; None where the row is neither."""
        if len(row.filled) == 1 and row.cells[0] and unit_named(row.cells[0]) is None:
            return None
        width = max(len(headings), len(row.cells))
        headings = headings + [""] * (width - len(headings))
        cells = row.cells + [""] * (width - len(row.cells))
        parents = _spread(headings, cells)
        spans = {
            place
            for place in range(width)
            if (place + 1 < width and parents[place] and parents[place] == parents[place + 1])
            or (place and parents[place] and parents[place] == parents[place - 1])
        }
        hints = {place for place, cell in enumerate(cells) if is_hint(cell)}
        only_hints = bool(hints - spans)
        joined, gained, second = list(headings), 0, 0
        for place, cell in enumerate(cells):
            together = _together(headings[place] or parents[place], cell)
            if not cell or cell == headings[place]:
                continue
            if (unit := unit_below(cell)) is not None:
                joined[place] = _with_unit(headings[place] or parents[place], unit)
                gained += 1
            elif _FIGURE.match(flat(cell)):
                return None
            elif place in spans and not (only_hints and place in hints):
                joined[place] = together
                second += 1
                gained += self._is_heading(together)
            elif headings[place] and self._is_heading(together):
                joined[place] = together
                gained += 1
            elif place not in hints:
                return None
        return joined if gained or second > 1 else None

    def _refuse_units_among_firms(self, headings: Sequence[str], end: int) -> None:
        """Raise `SubsidyError` where a row that may be a firm has a unit in place of an amount."""
        filled = [row for row in self._table[end:] if row.filled]
        named = {place for place, heading in enumerate(headings) if _TITLED_UNIT.search(flat(heading))}
        for number, row in enumerate(filled):
            has_figures = any(_FIGURE.match(flat(cell)) for cell in row.filled)
            for place, cell in enumerate(row.cells):
                if number >= _BELOW and place not in named:
                    continue
                if not cell or not (units := units_in(cell)) or unit_named(cell) is None:
                    continue
                if has_figures:  # a column of units, each for its row
                    if any(units):
                        self._unit_column = self._unit_column or (headings[place] if place < len(headings) else "")
                    self._units += [(UNKNOWN, row.number, cell) for unit in units if unit]
                elif number < _BELOW:
                    raise SubsidyError(
                        message("line {line} seems to be a line of units: {given}"),
                        where=self._name,
                        hint=message(
                            "write the units into the headings, such as 算力合同金额（万元）, and delete the line"
                        ),
                        code="units-below",
                        line=str(row.number),
                        given=cell,
                    )


def _spread(parents: Sequence[str], below: Sequence[str]) -> list[str]:
    """The parent of each column: a heading goes on over empty cells to its right as far as there is something below."""
    spread: list[str] = []
    for place in range(len(below)):
        own = parents[place] if place < len(parents) else ""
        goes_on = place > 0 and below[place] != ""
        spread.append(own or (spread[place - 1] if goes_on else ""))
    return spread


def _own_unit(parent: str) -> str:
    """The unit of money in the brackets of a heading over others, ``合同（万元）``; empty if it has none."""
    text = flat(parent)
    if unit_named(text) is not None or _TITLED_UNIT.search(text):
        return ""
    match = re.search(r"\(([^()]*)\)$", text)
    return match[1] if match and unit_named(match[1]) is not None else ""


def _together(parent: str, child: str) -> str:
    """A heading and the one below it."""
    return f"{parent}/{child}" if parent and child else parent or child


def _with_unit(heading: str, unit: str) -> str:
    """A heading with the unit that stands beside it."""
    return heading if not heading or unit_named(unit) in units_in(heading) else f"{heading}（{unit}）"
