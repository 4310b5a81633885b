"""A table that ``szsubsidy batch`` wrote, read whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import BinaryIO, NamedTuple

import polars as pl

from szsubsidy.batch.aside import AsideRows
from szsubsidy.batch.cells import Cleaner, as_text
from szsubsidy.batch.request import Request, open_table
from szsubsidy.batch.scoring import MISSING
from szsubsidy.batch.summary_shape import PROGRAMMES
from szsubsidy.batch.tables.source import Aside, Source
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import bare_fact

_HELD = r'(?:^|;|"programme": ?")([^;"=<]+)'
_SEPARATORS = r'[\s;；,，、|\[\]"]+'


class ScoredTable(NamedTuple):
    """Its headings, its cells in columns named by place, the lines of the rows, and rows that are no firms."""

    name: str
    format: str
    headings: list[str]
    cells: pl.DataFrame
    lines: pl.Series
    aside: tuple[Aside, ...]

    def column(self, heading: str) -> pl.Series:
        """Return the cells under a heading, as they are."""
        return self.cells[str(self.headings.index(heading))]

    def where(self, row: int, heading: str) -> str:
        """Say where a cell stands."""
        return f"{self.name}:{self.lines[row]}: {heading}"

    def fen(self, heading: str) -> pl.Series:
        """Return a column of amounts in fen, nothing for an empty cell. Raises `SubsidyError` for what is none."""
        cleaner = Cleaner(bare_fact(heading, "money"))
        text = as_text(self.column(heading))
        cleaned = cleaner.clean(text)
        if cleaned.bad is not None:
            row = int(cleaned.bad.arg_max() or 0)
            try:
                cleaner.read(text[row])
            except SubsidyError as error:
                raise error.at(self.where(row, heading)) from error
        return cleaned.value

    @property
    def is_summary(self) -> bool:
        """Whether each row tells in one column what it holds, as the summary shape does."""
        return PROGRAMMES in self.headings and PROGRAMMES not in self.headings[self.headings.index(PROGRAMMES) + 1 :]

    def held(self) -> set[str]:
        """Return the programmes that any row of the summary shape holds."""
        listed = as_text(self.column(PROGRAMMES)).fill_null("")
        return set(listed.str.extract_all(_HELD).explode().drop_nulls().str.extract(_HELD).to_list())

    def fen_held(self, programme: str) -> pl.Series:
        """Return what each row of the summary shape holds of a programme, in fen, after what joint caps cut."""
        listed = as_text(self.column(PROGRAMMES)).fill_null("")
        name = re.escape(programme)
        text = listed.str.extract(rf"(?:^|;){name}<?=([0-9.]+)(?:;|$)").fill_null(
            listed.str.extract(rf'"programme": ?"{name}", ?"amount": ?(?:null, ?"ceiling": ?)?([0-9.]+)')
        )
        return Cleaner(bare_fact(PROGRAMMES, "money")).clean(text).value

    def lacking(self) -> int:
        """Return how many rows lack facts that could change what they get."""
        if MISSING not in self.headings:
            return 0
        listed = as_text(self.column(MISSING)).fill_null("").str.strip_chars()
        return int((~listed.is_in(["", "[]"])).sum())

    def names(self, heading: str, programme: str) -> pl.Series:
        """Return whether each row's list of programmes under a heading has one."""
        listed = as_text(self.column(heading)).fill_null("").str.strip_chars().str.to_lowercase()
        return listed.str.replace_all(_SEPARATORS, ";").str.split(";").list.contains(programme)


def _opened(name: str, request: Request, stdin: BinaryIO, *, typed: bool, is_heading: Callable[[str], bool]) -> Source:
    """Open a table; of a workbook with several sheets the first, as that is where a batch writes its firms."""
    try:
        return open_table(name, request, stdin, typed=typed, is_heading=is_heading)
    except SubsidyError as error:
        sheets = error.values.get("accepted")
        if error.code != "sheet" or request.sheet is not None or not isinstance(sheets, tuple):
            raise
        return open_table(name, request._replace(sheet=sheets[0]), stdin, typed=typed, is_heading=is_heading)


def read_scored(
    name: str, request: Request, stdin: BinaryIO, *, typed: bool, is_heading: Callable[[str], bool]
) -> ScoredTable:
    """Return the table of a file, ``-`` is ``stdin``; ``is_heading`` tells known headings.

    Raises `SubsidyError` for a row that cannot be read.
    """
    with closing(_opened(name, request, stdin, typed=typed, is_heading=is_heading)) as source:
        everything = range(len(source.headings))
        firms = AsideRows(source)
        parts = [firms.apply(piece.read()) for piece in source.chunks(everything)]
    for part in parts:
        for reject in part.rejects:
            raise reject.defects[0].error.at(f"{name}:{reject.line}")
    if not parts:
        raise SubsidyError(message("has no rows"), where=name, code="empty")
    cells = pl.concat([part.cells for part in parts])
    return ScoredTable(
        name,
        source.format,
        source.headings,
        cells,
        pl.concat([part.lines for part in parts]),
        tuple(row for part in parts for row in part.aside),
    )
