"""Delimited text and JSON Lines as sources."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO, cast

from szsubsidy.batch.tables import json_lines
from szsubsidy.batch.tables.bytes import (
    LONGEST_LINE,
    Opened,
    blocks,
    encoding_of_mark,
    guess_encoding,
    open_input,
    read_some,
)
from szsubsidy.batch.tables.delimited import Layout, split, unfinished
from szsubsidy.batch.tables.source import Chunk
from szsubsidy.errors import SubsidyError, empty_table, message

_SEPARATORS = (",", "\t", ";", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The line by which a spreadsheet is told how the lines below it are separated."""
_UNDECIDED = "ascii"


class Delimited:
    """A CSV or TSV file; its encoding and separator are found unless they are given."""

    def __init__(self, name: str, form: str, opened: Opened, *, separator: str | None, encoding: str | None) -> None:
        self.name = name
        self.form = form
        self.extent = opened.size
        self._opened = opened
        self.encoding, self._blocks = _text(name, opened, encoding)
        first = next(self._blocks, b"")
        if not first.strip():
            raise empty_table(name)
        if self.encoding == _UNDECIDED and not first.isascii():
            self.encoding = guess_encoding(name, first)
        if b"\n" not in first and b"\r" in first:
            raise SubsidyError(
                message("ends its lines with carriage returns alone"),
                where=name,
                hint=message("save it as CSV UTF-8"),
                code="bad-lines",
            )
        above = first[: len(first) - len(first.lstrip(b"\r\n"))].count(b"\n")
        head = _head(first.lstrip(b"\r\n"), self.encoding)
        if named := _SEPARATOR_LINE.match(head):
            separator, head, above = named[1], head[named.end() :], above + 1
        self.separator = separator or ("\t" if form == "tsv" else _separator(head))
        self.headings, lines = _headings(name, head, self.separator)
        self._above = above + lines
        self._first = first.split(b"\n", self._above)[self._above] if first.count(b"\n") >= self._above else b""

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        line = self._above + 1
        carried, block = b"", self._first
        while True:
            following = next(self._blocks, None)
            block = carried + block
            carried = b""
            if self.encoding == _UNDECIDED and not block.isascii():
                self.encoding = guess_encoding(self.name, block)
            encoding = "utf-8" if self.encoding != "gb18030" else self.encoding
            layout = Layout(self.separator, len(self.headings), tuple(wanted), encoding)
            if following is not None:
                open_bytes = unfinished(block, layout)
                carried = block[len(block) - open_bytes :] if open_bytes else b""
                block = block[: len(block) - len(carried)]
            if block:
                yield Chunk(partial(split, block, line, layout), _position(self._opened))
                line += block.count(b"\n")
            if following is None:
                return
            block = following


class JsonLines:
    """A JSON object a line; the headings are all the keys that occur."""

    form = "jsonl"
    separator = ","

    def __init__(self, name: str, opened: Opened, *, stdin: BinaryIO, encoding: str | None) -> None:
        self.name = name
        self.extent = opened.size
        self._wanted_encoding = encoding
        self._opened = opened
        self._stdin = _kept(name, opened) if name == "-" else stdin
        self.encoding = "utf-8"
        keys: dict[str, None] = {}
        for block in self._open():
            keys |= dict.fromkeys(json_lines.keys(block, self._layout(block)))
        self.headings = list(keys)
        if not keys:
            raise SubsidyError(
                message("holds no JSON object"), where=name, hint=message("one object a line"), code="empty"
            )

    def close(self) -> None:
        """Close the file, and what was kept of stdin."""
        self._opened.close()
        if self.name == "-":
            self._stdin.close()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        line = 1
        for block in self._open():
            read = partial(json_lines.split, block, line, self.headings, tuple(wanted), self._layout(block))
            yield Chunk(read, _position(self._opened))
            line += block.count(b"\n")

    def _open(self) -> Iterator[bytes]:
        self._opened.close()
        if self.name == "-":
            self._stdin.seek(0)
        self._opened = open_input(self.name, self._stdin)
        self.encoding, found = _text(self.name, self._opened, self._wanted_encoding)
        return found

    def _layout(self, block: bytes) -> str:
        if self.encoding == _UNDECIDED and not block.isascii():
            self.encoding = guess_encoding(self.name, block)
        return self.encoding if self.encoding == "gb18030" else "utf-8"


def _text(name: str, opened: Opened, encoding: str | None) -> tuple[str, Iterator[bytes]]:
    """The encoding, ``ascii`` while nothing tells, and the text in blocks. Raises `SubsidyError` if it is no text."""
    marked = encoding_of_mark(opened.start)
    if marked and (encoding is None or encoding == marked[0]):
        encoding, length = marked
        if encoding == "utf-8":
            opened = opened._replace(start=opened.start[length:])
    elif b"\0" in opened.start[: 1 << 20] and not (encoding or "").startswith(("utf-16", "utf-32")):
        raise SubsidyError(
            message("is not text: it has NUL bytes"),
            where=name,
            hint=message("a CSV, TSV, JSON Lines, Parquet or XLSX file; if it is text, name its --encoding"),
            code="binary",
        )
    return encoding or _UNDECIDED, blocks(name, opened, encoding)


def _head(block: bytes, encoding: str) -> str:
    """The beginning of a text, long enough for its headings."""
    start = block[: 1 << 20]
    if len(block) > len(start):
        start = start[: start.rfind(b"\n") + 1] or block[:LONGEST_LINE]
    return start.decode("gb18030" if encoding == "gb18030" else "utf-8", "replace")


def _headings(name: str, head: str, separator: str) -> tuple[list[str], int]:
    """The headings, and over how many lines they go."""
    line = head.partition("\n")[0]
    texts = head if line.count('"') % 2 else line
    reader = csv.reader(io.StringIO(texts, newline=""), delimiter=separator, strict=texts is head)
    try:
        headings = [heading.strip() for heading in next(reader)]
    except csv.Error as error:
        raise SubsidyError(
            message("has a quotation mark in its heading that is never closed"), where=name, code="bad-heading"
        ) from error
    return headings, reader.line_num


def _separator(head: str) -> str:
    """The separator that the heading line has most of, outside quotes."""
    line = next(filter(str.strip, head.splitlines()), "")
    bare = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _kept(name: str, opened: Opened) -> BinaryIO:
    """Stdin in a temporary file, so that it can be read twice."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the source)
    part = opened.start
    while part:
        kept.write(part)
        part = read_some(name, opened.stream, 1 << 20)
    return cast("BinaryIO", kept)


def _position(opened: Opened) -> int:
    try:
        return opened.raw.tell()
    except (OSError, ValueError):
        return 0
