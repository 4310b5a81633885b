"""What the formats of text have in common: their encoding, and how far a run has read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from szsubsidy.batch.tables.bounds import MOST_BLANK_LINES, too_large
from szsubsidy.batch.tables.bytes import Opened, blocks, encoding_of_mark, read_some
from szsubsidy.errors import SubsidyError, message

UNDECIDED = "ascii"
"""The encoding of a text in which nothing tells UTF-8 from GB18030 yet."""
_GAPS = (b"\n" * (MOST_BLANK_LINES + 2), b"\r\n" * (MOST_BLANK_LINES + 2))


def text_of(name: str, opened: Opened, encoding: str | None) -> tuple[str, Iterator[bytes]]:
    """Return the encoding, `UNDECIDED` while nothing tells, and the text in blocks.

    Raises `SubsidyError` if it is no text.
    """
    marked = encoding_of_mark(opened.start)
    if marked and (encoding is None or encoding == marked[0]):
        encoding, length = marked
        if encoding == "utf-8":
            opened = opened._replace(start=opened.start[length:])
    elif _is_binary(opened.start[: 1 << 20]) and not (encoding or "").startswith(("utf-16", "utf-32")):
        raise SubsidyError(
            message("is not text: it has NUL bytes"),
            where=name,
            hint=message("a CSV, TSV, JSON Lines, Parquet or XLSX file; if it is text, name its --encoding"),
            code="binary",
        )
    return encoding or UNDECIDED, _without_gaps(name, blocks(name, opened, encoding))


def _is_binary(start: bytes) -> bool:
    """Whether NUL bytes are part of what a file is, and not of a row that was damaged."""
    if b"\0" not in start:
        return False
    lines = start.split(b"\n")
    return b"\0" in lines[0] or sum(b"\0" in line for line in lines) * 2 > len(lines)


def _without_gaps(name: str, text: Iterator[bytes]) -> Iterator[bytes]:
    """Pass blocks of lines on. Raises `SubsidyError` where more of them are blank than anybody leaves so."""
    blank = 0
    for block in text:
        blank = blank + block.count(b"\n") if block.isspace() else 0
        if blank > MOST_BLANK_LINES or any(gap in block for gap in _GAPS):
            raise too_large(name, message("has more than {accepted} blank lines in a row"), MOST_BLANK_LINES)
        yield block


def kept(name: str, opened: Opened) -> BinaryIO:
    """Return stdin in a temporary file, so that it can be read twice."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the source)
    part = opened.start
    while part:
        file.write(part)
        part = read_some(name, opened.stream, 1 << 20)
    return cast("BinaryIO", file)


def position(opened: Opened) -> int:
    """Return how many bytes of the file are read, 0 where it does not tell."""
    try:
        return opened.raw.tell()
    except (OSError, ValueError):
        return 0
