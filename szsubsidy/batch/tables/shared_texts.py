"""How much text the cells of a sheet show: they refer to texts that a workbook has once, so a small file may show much.

Of the cells

    <c r="A2" t="s"><v>0</v></c>  <c r="A3" t="s"><v>0</v></c>  <c r="B3"><v>0</v></c>

two refer to the first text, ``<si><t>…</t></si>``, and if that has 30,000 bytes they show 60,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile

from szsubsidy.batch.tables.bounds import LONG_TEXT, most_text

_TEXTS = "xl/sharedstrings.xml"
_BLOCK = 4 << 20
_TEXT = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_TAG = re.compile(rb"<[^>]*>")
_REFERENCE = re.compile(rb"""t\s*=\s*["']s["'][^<>]*(?<!/)>(?:\s*<(?:\w+:)?v[^<>]*>\s*([0-9]+)\s*<)?""")


def shows_too_much(archive: ZipFile, sheet: str) -> bool:
    """Return whether the cells of a sheet, the part ``sheet`` of a workbook, show more text than any table's."""
    part = next((each for each in archive.infolist() if each.filename.lower() == _TEXTS), None)
    if part is None:
        return False
    lengths = _long_texts(archive.read(part))
    if not lengths:
        return False
    left = most_text(part.file_size + archive.getinfo(sheet).file_size)
    longest = max(lengths.values())
    with archive.open(sheet) as stream:
        for place in _references(stream):
            # What is written in an unusual way may refer to any of them.
            left -= lengths.get(int(place[:9]), 0) if place else longest
            if left < 0:
                return True
    return False


def _long_texts(xml: bytes) -> dict[int, int]:
    """The bytes of each long text, by its place."""
    begins = [match.start() for match in _TEXT.finditer(xml)]
    ends = [*begins[1:], len(xml)]
    long = (
        (place, xml[begin:end])
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
        if end - begin > LONG_TEXT
    )
    lengths = {place: len(_TAG.sub(b"", text)) for place, text in long}
    return {place: length for place, length in lengths.items() if length > LONG_TEXT}


def _references(stream: IO[bytes]) -> Iterator[bytes]:
    """The places of the texts that cells refer to, as they are written; empty where that cannot be told."""
    rest = b""
    while block := stream.read(_BLOCK):
        part = rest + block
        end = part.rfind(b"<c")
        end = end if end > 0 else len(part)
        yield from _REFERENCE.findall(part[:end])
        rest = part[end:]
    yield from _REFERENCE.findall(rest)
