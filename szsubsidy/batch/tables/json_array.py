"""A JSON array of objects, read: each is a row, as a line of JSON Lines would be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count

from szsubsidy.batch.tables.bytes import BLOCK, Opened, guess_encoding
from szsubsidy.batch.tables.jsonl import JsonLines
from szsubsidy.batch.tables.mistaken import holds_array, refuse_mistaken
from szsubsidy.batch.tables.source import ReadOptions, refuse_sheet
from szsubsidy.batch.tables.text import UNDECIDED, text_of
from szsubsidy.errors import SubsidyError, message

_ONE_EACH = message("one object for each firm")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_BLANK = re.compile(r"\s*")
_BREAK = re.compile(r"[\r\n]+")


class JsonArray(JsonLines):
    """The objects of an array. The line of a row is its number in the array, counted from 1."""

    def __init__(self, name: str, opened: Opened, options: ReadOptions) -> None:
        encoding, blocks = text_of(name, opened, options.encoding)
        content = b"".join(blocks)
        if encoding == UNDECIDED and not content.isascii():
            encoding = guess_encoding(name, content)
        text = content.decode("gb18030" if encoding == "gb18030" else "utf-8", "replace")
        self._lines = "".join(f"{line}\n" for line in _objects(name, text)).encode()
        super().__init__(name, opened._replace(stream=BytesIO(), start=b""), options)
        self.encoding = encoding if encoding != UNDECIDED else "utf-8"

    def _open(self) -> Iterator[bytes]:
        """Yield the objects, one a line, in blocks of whole lines."""
        first = 0
        while first < len(self._lines):
            end = self._lines.find(b"\n", min(first + BLOCK, len(self._lines) - 1)) + 1
            yield self._lines[first:end]
            first = end

    def _layout(self, block: bytes) -> str:  # noqa: ARG002 (they have been recoded)
        return "utf-8"


def open_source(name: str, opened: Opened, options: ReadOptions) -> JsonArray:
    """Return the source of a JSON array; of what is none it is said what it is."""
    refuse_sheet(name, options)
    if not holds_array(opened.start):
        refuse_mistaken(name, opened.start)
        raise SubsidyError(message("is no JSON array"), where=name, hint=_ONE_EACH, code="bad-json")
    return JsonArray(name, opened, options)


def _objects(name: str, text: str) -> Iterator[str]:
    """The objects of an array, each as its text in one line. Raises `SubsidyError` where it is no such array."""
    place = text.index("[") + 1
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(":")[0]
        raise SubsidyError(
            message("is not valid JSON: {reason}"), where=name, code="bad-json", reason=reason
        ) from error
    for number in count(1):
        place = _after_blanks(text, place)
        if text[place] == "]":
            return
        value, end = _DECODER.raw_decode(text, place)
        if not isinstance(value, dict):
            raise SubsidyError(
                message("item {number} of the array is no object"),
                where=name,
                hint=_ONE_EACH,
                code="bad-json",
                number=str(number),
            )
        # A string has no line break but an escaped one, so these stand between what the object holds.
        yield _BREAK.sub(" ", text[place:end])
        place = _after_blanks(text, end)
        place += text[place] == ","


def _after_blanks(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
