"""Splits delimited text into rows and cells, and sets aside the lines that are no rows.

Regular lines are read by Polars, whole blocks at a time. A line with an odd number of quotes is
the start of a record that goes on over several lines, or a quote that was never closed: it is
joined with the lines up to the next such one if that makes a row, else it alone is set aside. Of

    2  A,"one
    3  line",5
    4  B,"never closed,7
    5  C,two,9

lines 2 and 3 are one row of three cells, line 4 is set aside, and line 5 is a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.tables.source import Defect, Reject, Rows
from szsubsidy.errors import SubsidyError, counted, invalid_encoding, message

LONGEST_RECORD = 1 << 20
"""Characters over which a record may go on."""

_WIDE = 250
"""With so many columns it is dearer to count them by a pattern, and with many more it grows too large."""
_QUOTED = '"(?:[^"]|"")*"'


class Layout:
    """How a file is delimited: its separator, number of columns, and the places of those that are read."""

    def __init__(self, separator: str, width: int, wanted: tuple[int, ...], encoding: str = "utf-8") -> None:
        self.separator = separator
        self.width = width
        self.wanted = wanted
        self.encoding = encoding
        self.reads_all = len(wanted) * 2 > width
        """Whether every column is read, as Polars refuses a long line then; to count is dearer than a few columns."""

    @cached_property
    def strict(self) -> str:
        """What a record matches whose quotes are where they must be."""
        return self._records(f"{{{self.width - 1}}}")

    def _records(self, times: str) -> str:
        """What a record matches with so many cells behind the first."""
        mark = re.escape(self.separator)
        cell = rf'(?:[^"{mark}\n]*|"(?:[^"]|"")*")'
        return f"^{cell}(?:{mark}{cell}){times}$"

    def regular(self, records: pl.Series) -> pl.Series:
        """Return which records match `strict`."""
        if self.width <= _WIDE:
            return records.str.contains(self.strict)
        unquoted = records.str.replace_all(_QUOTED, "")
        right = unquoted.str.count_matches(self.separator, literal=True) == self.width - 1
        return right & records.str.contains(self._records("*"))


class FirstRow(NamedTuple):
    """One of the first rows of a text: its cells, its first and last line, and whether a quote in it never ends."""

    cells: list[str]
    line: int
    last: int
    unclosed: bool


def first_rows(text: str, separator: str, limit: int) -> list[FirstRow]:
    """Return the first ``limit`` rows of a text, blank ones among them; lines are counted from 1."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    rows: list[FirstRow] = []
    place = 0
    while place < len(lines) and len(rows) < limit:
        first, record = place, lines[place]
        unclosed = '"' in record and _is_open(record, separator)
        if unclosed:
            for end in range(place + 1, min(place + limit, len(lines))):
                record = f"{record}\n{lines[end]}"
                if not _is_open(record, separator):
                    place, unclosed = end, False
                    break
            else:
                record = lines[first]
        cells = [cell.strip() for cell in _cells(record, separator)]
        place += 1
        rows.append(FirstRow(cells, first + 1, place, unclosed))
    return rows


def split(block: bytes, first_line: int, layout: Layout) -> Rows:
    """Split a block of whole lines, the first of which is line ``first_line`` of the file."""
    text, lines, rejects = decoded_lines(block, first_line, layout.encoding)
    if not lines.has_nulls():
        quote = '"' if b'"' in text else None
        raw = lines.str.strip_chars_end("\r") if b"\r" in text else lines
        regular = layout.regular(raw).all() if quote else _adds_up(text, raw, layout)
        cells = _read(text, layout, quote, len(lines)) if regular else None
        if cells is not None:
            numbers = pl.int_range(first_line, first_line + len(lines), eager=True)
            return _without_empty(Rows(raw, cells, numbers, rejects), layout)
    return _without_empty(_split_with_care(text, lines, first_line, layout, rejects), layout)


def _without_empty(rows: Rows, layout: Layout) -> Rows:
    """The rows without those that hold separators alone, which spreadsheets leave behind."""
    assert rows.raw is not None
    short = rows.raw.str.len_bytes() == layout.width - 1
    if not short.any():
        return rows
    kept = ~(short & (rows.raw.str.strip_chars(layout.separator) == ""))
    return Rows(rows.raw.filter(kept), rows.cells.filter(kept), rows.lines.filter(kept), rows.rejects)


def unfinished(block: bytes, layout: Layout) -> int:
    """Return how many bytes at the end of a block belong to a record that may go on in the next one."""
    if b'"' not in block[-LONGEST_RECORD:]:
        return 0
    text, lines, _ = decoded_lines(block, 1, layout.encoding)
    odd = _odd(lines)
    rest = _join(text.decode().split("\n"), odd, layout).open if odd else None
    return 0 if rest is None else sum(len(line) + 1 for line in block.split(b"\n")[rest:]) - 1


def decoded_lines(block: bytes, first_line: int, encoding: str) -> tuple[bytes, pl.Series, list[Reject]]:
    """Return a block as UTF-8 and its lines; a line that is not in the encoding is set aside and left blank."""
    try:
        text = block if encoding == "utf-8" else block.decode(encoding).encode()
        return text, lines_of(text), []
    except (UnicodeDecodeError, pl.exceptions.PolarsError):
        pass
    rejects, kept = [], []
    for number, line in enumerate(block.split(b"\n"), first_line):
        try:
            kept.append(line.decode(encoding).encode())
        except UnicodeDecodeError:
            error = invalid_encoding(encoding)
            rejects.append(Reject(number, line.decode(encoding, "backslashreplace").rstrip("\r"), (Defect(error),)))
            kept.append(b"")
    text = b"\n".join(kept)
    return text, lines_of(text), rejects


def lines_of(text: bytes) -> pl.Series:
    """Return the lines of UTF-8 text without their ends, but for carriage returns; a blank line is null."""
    if not text:
        return pl.Series("line", [], dtype=pl.String)
    # Polars must be told a separator of cells: one that the text does not have.
    if b"\x01" not in text:
        schema = {"line": pl.String}
        return pl.read_csv(text, has_header=False, schema=schema, separator="\x01", quote_char=None, glob=False)["line"]
    lines = text.decode().split("\n")
    if not lines[-1]:
        lines.pop()
    return pl.Series("line", [line.removesuffix("\r") or None for line in lines], dtype=pl.String)


def _adds_up(text: bytes, lines: pl.Series, layout: Layout) -> bool:
    """Whether each line has a cell for each heading, or would have if none had more."""
    most = layout.width - 1
    if layout.reads_all:
        return text.count(layout.separator.encode()) == most * len(lines)
    return bool((lines.str.count_matches(layout.separator, literal=True) == most).all())


def _read(text: bytes, layout: Layout, quote: str | None, height: int) -> pl.DataFrame | None:
    """The wanted cells of ``height`` regular records; None where they are not as regular as they seemed."""
    names = [str(place) for place in layout.wanted] or ["0"]
    try:
        cells = pl.read_csv(
            text,
            has_header=False,
            schema={str(place): pl.String for place in range(layout.width)},
            columns=None if layout.reads_all else [int(name) for name in names],
            separator=layout.separator,
            quote_char=quote,
            glob=False,
        )
    except pl.exceptions.PolarsError:
        return None
    return cells.select(names) if len(cells) == height else None


def _split_with_care(text: bytes, lines: pl.Series, first_line: int, layout: Layout, rejects: list[Reject]) -> Rows:
    """Sort the records of a block into plain, quoted and strange ones, and read each kind in its way."""
    places, records = _records(text, lines, first_line, layout, rejects)
    records = _even(records, layout)
    quoted = records.str.contains('"', literal=True)
    plain = ~quoted & (records.str.count_matches(layout.separator, literal=True) == layout.width - 1)
    strict = quoted & layout.regular(records)
    names = [str(place) for place in layout.wanted] or ["0"]
    kept, parts = [], []
    for kind, quote in ((plain, None), (strict, '"')):
        chosen = kind.arg_true()
        joined = ("\n".join(records.gather(chosen).to_list()) + "\n").encode()
        cells = _read(joined, layout, quote, len(chosen)) if len(chosen) else None
        if cells is None:
            strict = strict | kind
        else:
            kept.append(chosen)
            parts.append(cells)
    done = pl.concat([*kept, pl.Series([], dtype=pl.UInt32)]) if kept else pl.Series([], dtype=pl.UInt32)
    left = pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(records)).scatter(done, False)
    good, lenient, rewritten = [], [], {}
    for place in left.arg_true():
        cells_here, given = _fitted(_cells(records[place], layout.separator), layout.width)
        if len(cells_here) == layout.width:
            good.append(place)
            if given != layout.width:
                rewritten[place] = record(cells_here, layout.separator)
            lenient.append([cells_here[int(name)] or None for name in names])
        else:
            error = SubsidyError(
                counted(
                    "has {given} cell where the heading has {accepted}",
                    "has {given} cells where the heading has {accepted}",
                    given,
                ),
                code="ragged",
                given=str(given),
                accepted=str(layout.width),
            )
            rejects.append(Reject(places[place] + first_line, records[place], (Defect(error),)))
    kept.append(pl.Series(good, dtype=pl.UInt32))
    parts.append(pl.DataFrame(lenient, schema=dict.fromkeys(names, pl.String), orient="row"))
    order = pl.concat(kept)
    back = order.arg_sort()
    order = order.gather(back)
    if rewritten:
        records = records.scatter(list(rewritten), list(rewritten.values()))
    return Rows(
        records.gather(order),
        pl.concat(parts)[back],
        places.gather(order) + first_line,
        sorted(rejects, key=lambda reject: reject.line),
    )


def _even(records: pl.Series, layout: Layout) -> pl.Series:
    """Records without quotes, with as many cells as there are headings where what is too much is empty."""
    most = layout.width - 1
    uneven = ~records.str.contains('"', literal=True) & (
        records.str.count_matches(layout.separator, literal=True) != most
    )
    if not uneven.any():
        return records
    filled = pl.col("record").str.strip_chars_end(layout.separator)
    lacking = most - filled.str.count_matches(layout.separator, literal=True).cast(pl.Int64)
    padding = pl.lit(layout.separator).repeat_by(lacking.clip(0)).list.join("")
    padded = pl.when(lacking >= 0).then(filled + padding).otherwise(pl.col("record"))
    places = uneven.arg_true()
    return records.scatter(places, pl.DataFrame({"record": records.gather(places)}).select(padded).to_series())


def _fitted(cells: list[str], width: int) -> tuple[list[str], int]:
    """Cells filled up to the headings, without empty ones beyond these; and how many there were."""
    given = len(cells)
    if not given:
        return cells, 0
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells + [""] * (width - len(cells)), given


def record(cells: Sequence[str], separator: str) -> str:
    """Return cells as a record, without its end."""
    text = io.StringIO()
    # A cell with a character of the end is put in quotes: with this one, carriage returns and line feeds.
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return text.getvalue()[:-2]


def _records(
    text: bytes, lines: pl.Series, first_line: int, layout: Layout, rejects: list[Reject]
) -> tuple[pl.Series, pl.Series]:
    """The place of each record's first line, and its text; blank lines and unclosed quotes are left out."""
    places = pl.int_range(0, len(lines), eager=True)
    filled = lines.fill_null("")
    odd = _odd(lines)
    if odd:
        texts = text.decode().split("\n")[: len(lines)]
        joined = _join(texts, odd, layout)
        unclosed = [*joined.unclosed, *([] if joined.open is None else [joined.open])]
        for line in unclosed:
            error = SubsidyError(message("has a quotation mark that is never closed"), code="unclosed-quote")
            rejects.append(Reject(first_line + line, texts[line].rstrip("\r"), (Defect(error),)))
            texts[line] = ""
        for first, last in joined.records:
            texts[first : last + 1] = ["\n".join(texts[first : last + 1]), *[""] * (last - first)]
        filled = pl.Series(texts, dtype=pl.String)
    filled = filled.str.strip_chars_end("\r")
    there = filled.str.contains(r"\S")
    return places.filter(there), filled.filter(there)


class _Joined(NamedTuple):
    """Records that go on over several lines, lines whose quote is never closed, and one that may go on."""

    records: list[tuple[int, int]]
    unclosed: list[int]
    open: int | None


def _join(texts: list[str], odd: list[int], layout: Layout) -> _Joined:
    records: list[tuple[int, int]] = []
    unclosed: list[int] = []
    place = 0
    while place < len(odd):
        first = odd[place]
        if not _is_open(texts[first], layout.separator):
            place += 1
            continue
        if place + 1 == len(odd):
            if sum(map(len, texts[first:])) < LONGEST_RECORD:
                return _Joined(records, unclosed, first)
            unclosed.append(first)
            break
        last = odd[place + 1]
        record = "\n".join(texts[first : last + 1]) if last - first < LONGEST_RECORD else ""
        if len(record) <= LONGEST_RECORD and re.search(layout.strict, record.rstrip("\r")):
            records.append((first, last))
            place += 2
        else:
            unclosed.append(first)
            place += 1
    return _Joined(records, unclosed, None)


def _odd(lines: pl.Series) -> list[int]:
    """The lines with an odd number of quotes."""
    odd: list[int] = (lines.str.count_matches('"', literal=True) % 2 == 1).arg_true().to_list()
    return odd


def _is_open(line: str, separator: str) -> bool:
    """Whether a line ends inside a quoted cell; a quote in the midst of a cell is a character like others."""
    try:
        next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return True
    return False


def _cells(record: str, separator: str) -> list[str]:
    """The cells of a record whose quotes are not where they must be, as a lenient reader sees them."""
    if len(record) > csv.field_size_limit():
        return []
    try:
        return next(csv.reader([record], delimiter=separator), [])
    except csv.Error:  # a carriage return in the midst of a line
        return record.split(separator)
