"""Files that people take for tables, or that are tables of a kind not read here: what each is, and what to do."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import NoReturn

from szsubsidy.errors import SubsidyError, message

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SAVE_AS_XLSX = message("open it in Excel or WPS and save it as .xlsx")
_HTML = re.compile(r"<(!doctype html|html|head|meta|style|body|table|div|center|script|!--)\b", re.IGNORECASE)
_ENTRY = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_ARRAY = re.compile(r"\[\s*[\[{\]\"]")
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_OPEN_DOCUMENTS = b"mimetypeapplication/vnd.oasis.opendocument."
_IN_OLE = {"EncryptedPackage": "", "WordDocument": "Word", "PowerPoint Document": "PowerPoint"}
"""Streams of compound files, and what program wrote those that have them."""
_SHOWN = 3


def refuse_mistaken(name: str, start: bytes) -> None:
    """Raise `SubsidyError` where a file, by its first bytes, is something that people take for a table."""
    if start.startswith(ZIP):
        _refuse_zip(name, start)
    elif start.startswith(b"PK\x05\x06"):
        _refuse(name, message("is an empty zip"), "")
    elif start.startswith(OLE):
        _refuse_compound(name, start)
    for magic, kind in _OTHERS:
        if start.startswith(magic):
            _refuse(name, message("is a {kind} file, no table"), message("export the table as .xlsx or CSV"), kind=kind)
    text = _beginning(start)
    if _HTML.match(text):
        _refuse(name, message("is a web page (HTML), whatever its name says"), _SAVE_AS_XLSX)
    if text.startswith("MIME-Version:"):
        _refuse(name, message("is a web page (MHTML), whatever its name says"), _SAVE_AS_XLSX)
    if text.startswith("<?xml"):
        what = message("is an XML spreadsheet of 2003") if "office:spreadsheet" in text else message("is XML, no table")
        _refuse(name, what, _SAVE_AS_XLSX)
    if text.startswith("{"):
        _refuse_object(name, start)
    if _ARRAY.match(text):
        _refuse(name, message("is a JSON array"), message("--format json reads it"))


def holds_array(start: bytes) -> bool:
    """Return whether a text begins as a JSON array does."""
    return bool(_ARRAY.match(_beginning(start)))


def _beginning(start: bytes) -> str:
    """The first characters of what may be text, without a mark and blanks in front."""
    part = start[:4096]
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if part.startswith(mark):
            return part[2:].decode(encoding, "replace").lstrip()
    return part.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").lstrip()


def _refuse_zip(name: str, start: bytes) -> None:
    """Let a workbook through, and what is damaged; what reads workbooks says so."""
    names = _zipped(start)
    if start[30:].startswith(_OPEN_DOCUMENTS):
        sheets = start[30 + len(_OPEN_DOCUMENTS) :].startswith(b"spreadsheet")
        what = message("is an OpenDocument spreadsheet (.ods)") if sheets else message("is an OpenDocument, no table")
        _refuse(name, what, message("open it in Excel, WPS or LibreOffice and save it as .xlsx"))
    if "xl/workbook.bin" in names:
        _refuse(name, message("is a binary workbook (.xlsb)"), _SAVE_AS_XLSX)
    for folder, program in (("word/", "Word"), ("ppt/", "PowerPoint")):
        if any(each.startswith(folder) for each in names):
            _refuse_document(name, program)
    if any(each.startswith("Index/") and each.endswith(".iwa") for each in names):
        _refuse(name, message("is a Numbers document"), message("export it as .xlsx"))
    if not names or "[Content_Types].xml" in names or any(each.startswith("xl/") for each in names):
        return
    files = [each for each in names if not each.endswith("/") and not each.startswith("__MACOSX/")]
    shown = (*files[:_SHOWN], *(["…"] if len(files) > _SHOWN else []))
    _refuse(name, message("is a zip with {files}"), message("unpack it first"), files=shown)


def _zipped(start: bytes) -> list[str]:
    """The names of the files in a zip, as far as its first bytes tell."""
    names = []
    for entry in _ENTRY.finditer(start):
        length = int.from_bytes(entry[1], "little")
        named = start[entry.end() : entry.end() + length]
        encoding = "utf-8" if start[entry.start() + 7] & 8 else "gb18030"
        if len(named) == length > 0:
            names.append(named.decode(encoding, "replace"))
    return names


def _refuse_compound(name: str, start: bytes) -> NoReturn:
    """Refuse what older programs of Microsoft wrote, and what newer ones wrap with a password."""
    parts = start if name == "-" else start + _end(name)
    for stream, program in _IN_OLE.items():
        if stream.encode("utf-16-le") not in parts:
            continue
        if program:
            _refuse_document(name, program)
        _refuse(
            name,
            message("is locked with a password"),
            message("open it in Excel or WPS and save it without one"),
        )
    _refuse(name, message("is a workbook of the old .xls kind"), message("save it as .xlsx"))


def _end(name: str) -> bytes:
    """The last mebibyte of a file, where large compound files say what is in them."""
    with Path(name).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 20)))
        return file.read()


def _refuse_object(name: str, start: bytes) -> None:
    """Let lines of JSON through; refuse what is one object, over several lines or with the firms in it."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    first, _, rest = text.partition(b"\n")
    several_lines = bool(rest.strip())
    try:
        held = json.loads(text if several_lines and not _is_whole(first) else first)
    except (ValueError, RecursionError):
        if first.strip() != b"{":
            return
        held = {}
    if not isinstance(held, dict) or (several_lines and _is_whole(first)):
        return
    inside = next((key for key, value in held.items() if _is_table(value)), None)
    if inside is not None:
        _refuse(
            name,
            message("is one JSON object, with a list in '{key}'"),
            message("write that list alone to a file, and read it with --format json"),
            key=str(inside),
        )
    if several_lines:
        _refuse(
            name,
            message("is one JSON object, no table"),
            message("one object a line, or an array of objects with --format json"),
        )


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _refuse_document(name: str, program: str) -> NoReturn:
    _refuse(
        name,
        message("is a {program} document, no table"),
        message("copy its table into a sheet and save that as .xlsx"),
        program=program,
    )


def _refuse(name: str, what: str, hint: str, **values: str | tuple[str, ...]) -> NoReturn:
    raise SubsidyError(what, where=name, hint=hint, near=None, code="format", **values)
