"""Reads a workbook as a spreadsheet does: each cell with its type, its formula and its number format."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

Value: TypeAlias = str | float | bool | datetime | None
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Cell(NamedTuple):
    """What a cell holds; ``formula`` is what it would be computed from, ``form`` its number format."""

    value: Value = None
    formula: str = ""
    form: str = "General"


class Sheet(NamedTuple):
    """The rows of a sheet, without empty cells at their ends, and its XML."""

    rows: list[list[Cell]]
    xml: ET.Element

    @property
    def values(self) -> list[list[Value]]:
        """What the cells hold."""
        return [[cell.value for cell in row] for row in self.rows]

    @property
    def records(self) -> list[dict[str, Value]]:
        """The rows below the headings, by these."""
        head, *rows = self.values
        return [
            {str(name): row[place] if place < len(row) else None for place, name in enumerate(head)} for row in rows
        ]

    @property
    def widths(self) -> list[float]:
        """The widths of its columns, in characters."""
        return [
            float(each.attrib["width"])
            for each in self.xml.iter(f"{_MAIN}col")
            for _ in range(int(each.attrib["min"]), int(each.attrib["max"]) + 1)
        ]

    @property
    def heights(self) -> list[float]:
        """The heights of its rows, in points; 0 where nothing is said."""
        return [float(each.attrib.get("ht", 0)) for each in self.xml.iter(f"{_MAIN}row")]

    @property
    def frozen(self) -> str:
        """The first cell that scrolls."""
        return next(each.attrib["topLeftCell"] for each in self.xml.iter(f"{_MAIN}pane"))

    @property
    def filtered(self) -> str:
        """The cells of which a reader may choose rows."""
        return next((each.attrib["ref"] for each in self.xml.iter(f"{_MAIN}autoFilter")), "")


def read(path: Path) -> dict[str, Sheet]:
    """Return the sheets of a workbook in their order."""
    with zipfile.ZipFile(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        targets = {
            each.attrib["Id"]: each.attrib["Target"]
            for each in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        forms = _forms(ET.fromstring(archive.read("xl/styles.xml")))
        sheets = {}
        for each in book.iter(f"{_MAIN}sheet"):
            xml = ET.fromstring(archive.read("xl/" + targets[each.attrib[_RELATION]]))
            sheets[each.attrib["name"]] = Sheet(_rows(xml, forms), xml)
        return sheets


def _forms(styles: ET.Element) -> list[str]:
    own = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iter(f"{_MAIN}numFmt")}
    known = {"0": "General", "3": "#,##0", "4": "#,##0.00"} | own
    formats = styles.find(f"{_MAIN}cellXfs")
    assert formats is not None
    return [known[each.attrib["numFmtId"]] for each in formats]


def _rows(xml: ET.Element, forms: list[str]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row in xml.iter(f"{_MAIN}row"):
        cells: list[Cell] = []
        for cell in row:
            place = _place(cell.attrib["r"])
            cells += [Cell()] * (place - len(cells))
            cells.append(_cell(cell, forms[int(cell.attrib.get("s", 0))]))
        rows.append(cells)
    return rows


def _place(reference: str) -> int:
    place = 0
    for letter in re.sub("[0-9]", "", reference):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: ET.Element, form: str) -> Cell:
    formula, stored = cell.findtext(f"{_MAIN}f", ""), cell.findtext(f"{_MAIN}v")
    match cell.attrib.get("t"):
        case "inlineStr":
            return Cell("".join(each.text or "" for each in cell.iter(f"{_MAIN}t")), formula, form)
        case "b":
            return Cell(stored == "1", formula, form)
        case "e" | "str":
            return Cell(stored, formula, form)
    if stored is None:
        return Cell(None, formula, form)
    if "yy" in form:
        return Cell(datetime(1899, 12, 30) + timedelta(days=float(stored)), formula, form)  # noqa: DTZ001
    return Cell(float(stored), formula, form)
