"""How much of a table is read, so that a small file cannot take the machine: far beyond any table that people have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from szsubsidy.errors import SubsidyError, message

MOST_COLUMNS = 16_384
"""Columns of a table, which is what a sheet has."""
MOST_CELLS = 4_000_000
"""Cells that are read at a time: a block of a few megabytes may have as many lines as bytes."""
MOST_DEPTH = 64
"""Arrays and objects of JSON that lie in one another."""
LONGEST_LINE = 16 << 20
"""Bytes of a line."""
LONGEST_HEADING = 10_000
"""Characters of a heading."""
LONGEST_CELL = 32_767
"""Characters of a cell that is read as a fact, which is what a cell of a sheet holds; others are copied as they are."""
MOST_BLANK_LINES = 1_000_000
"""Blank lines between two rows of a text."""
MOST_UNPACKED, MOST_TIMES = 256 << 20, 2_000
"""Bytes that a packed text may unpack to in any case, and how many times its size it may beyond."""
LARGEST_PART, MOST_TIMES_OF_A_PART = 16 << 20, 200
"""The same of a part of a workbook."""
MOST_PLACES, MOST_PLACES_AT_ONCE = 100_000_000, 4_000_000
"""Places between the first and the last cell of a sheet, filled or not, for each of which its reader keeps 24 bytes:
at most, and where the sheet is so small that most of them must be empty."""
LONG_TEXT, _MOST_TEXT, _MOST_TEXT_OF_A_BYTE = 1_000, 32 << 20, 16
"""From how many bytes a text is long, of which many cells may share one: how many bytes of such texts may be shown in
any case, and for each byte of the file. Shorter ones, such as the name of a district, may be as often as rows."""
MOST_SHEETS = 1_000
MOST_ELEMENTS = 400_000
"""Elements of XML in which a workbook says what it is made of."""


def refuse_headings(name: str, headings: Collection[str]) -> None:
    """Raise `SubsidyError` where a table has more columns than are read, or a longer heading than anybody writes."""
    if len(headings) > MOST_COLUMNS:
        raise too_large(name, message("has more than {accepted} columns"), MOST_COLUMNS)
    if max(map(len, headings), default=0) > LONGEST_HEADING:
        raise too_large(name, message("has a heading of more than {accepted} characters"), LONGEST_HEADING)


def too_large(name: str, what: str, most: int, **values: str) -> SubsidyError:
    """Return the error for a file with more of something than any table has."""
    hint = message("is it a table at all?")
    return SubsidyError(what, where=name, hint=hint, code="too-large", accepted=f"{most:,}", **values)


def most_text(size: int) -> int:
    """Return how many bytes of long texts the cells of a file of some size may show."""
    return _MOST_TEXT + _MOST_TEXT_OF_A_BYTE * size


def too_much_text(name: str) -> SubsidyError:
    """Return the error for a file whose cells show more."""
    return too_large(name, message("shows the same long text in more cells than {accepted} MiB hold"), _MOST_TEXT >> 20)


def rows_at_a_time(columns: int) -> int:
    """Return how many rows of so many columns are read at a time."""
    return max(MOST_CELLS // max(columns, 1), 1)


def in_parts(block: bytes, columns: int) -> Iterator[bytes]:
    """Yield a block of whole lines in parts with no more cells than are read at a time."""
    most = rows_at_a_time(columns)
    while block.count(b"\n") > most:
        end = 0
        for _ in range(most):
            end = block.index(b"\n", end) + 1
        yield block[:end]
        block = block[end:]
    yield block
