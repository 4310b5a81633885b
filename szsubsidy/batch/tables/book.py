"""What a workbook is made of, by the files in its archive: its sheets, its number formats, how it counts days."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from szsubsidy.batch.tables.bounds import MOST_ELEMENTS, MOST_SHEETS


class Sheet(NamedTuple):
    """A sheet with cells: its name, the file in the archive that has them, and whether a person sees it."""

    name: str
    part: str
    hidden: bool


class Book(NamedTuple):
    """A workbook. ``formats`` has for each style of a cell the number and, if it is said, the text of its format.

    With ``from_1904`` days are counted from 1904. Where it is ``uncalculated``, formulas still hold what the program
    that wrote them put there, and are worked out when a spreadsheet opens it.
    """

    sheets: tuple[Sheet, ...]
    formats: tuple[tuple[int, str | None], ...]
    from_1904: bool
    uncalculated: bool


class BadXml(ValueError):
    """A part of an archive that is no XML."""


def parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """Return what reads XML and tells ``start`` of each element by its name, without its prefix.

    A workbook declares no entities; what does so is refused with `BadXml` rather than expanded.
    """

    def refuse(*_: object) -> None:
        raise BadXml("entities")

    def begin(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2], attributes)

    made = expat.ParserCreate()
    made.buffer_text = True
    made.EntityDeclHandler = refuse
    made.StartElementHandler = begin
    return made


def read_book(archive: ZipFile) -> Book | None:
    """Return what a workbook is made of; nothing where the archive is no workbook. Raises `BadXml`, `KeyError`."""
    main = next((part for kind, part in _related(archive, "") if kind == "/officeDocument"), "")
    if not main or main not in archive.namelist():
        return None
    parts = _related_by_id(archive, main)
    sheets: list[Sheet] = []
    from_1904 = uncalculated = False
    for name, attributes in _elements(archive, main, {"sheet", "workbookPr", "calcPr"}):
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, part = parts.get(key, ("", ""))
            if len(sheets) == MOST_SHEETS:
                raise BadXml(main)
            if kind == "/worksheet":
                sheets.append(Sheet(attributes.get("name", ""), part, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "calcPr":
            uncalculated = attributes.get("fullCalcOnLoad") in {"1", "true"}
    styles = next((part for kind, part in parts.values() if kind == "/styles"), "")
    formats = _formats(archive, styles) if styles in archive.namelist() else ()
    return Book(tuple(sheets), formats, from_1904, uncalculated)


def _formats(archive: ZipFile, part: str) -> tuple[tuple[int, str | None], ...]:
    """For each style of a cell, the number of its format and its text, where the file says it."""
    texts: dict[int, str] = {}
    used: list[int] | None = None
    for name, attributes in _elements(archive, part, {"cellXfs", "numFmt", "xf", "cellStyles", "dxfs"}):
        if name == "cellXfs":
            used = []
        elif used is None and name == "numFmt":
            texts[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif used is not None and name == "xf":
            used.append(int(attributes.get("numFmtId", 0)))
        elif used is not None and name in {"cellStyles", "dxfs"}:
            break
    return tuple((number, texts.get(number)) for number in used or ())


def _related(archive: ZipFile, part: str) -> list[tuple[str, str]]:
    return list(_related_by_id(archive, part).values())


def _related_by_id(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part of the archive, or the whole of it, points to: their kinds and places."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive.namelist():
        return {}
    found = {}
    for _, attributes in _elements(archive, listing, {"Relationship"}):
        kind = "/" + attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
        found[attributes.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _elements(archive: ZipFile, part: str, wanted: Collection[str]) -> list[tuple[str, dict[str, str]]]:
    """The elements of a part that have one of these names, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    left = MOST_ELEMENTS

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise BadXml(f"{part} has more than {MOST_ELEMENTS:,} elements")
        if name in wanted:
            found.append((name, attributes))

    with archive.open(part) as stream:
        try:
            parser(begin).ParseFile(stream)
        except expat.ExpatError as error:
            raise BadXml(part) from error
    return found
