"""The columns of a table that name firms, and how many rows share a name: rows of one firm that count as several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cells import as_text, narrowed
from szsubsidy.batch.tables.source import Source
from szsubsidy.errors import message, unknown_column
from szsubsidy.spelling import fold, nearest

MOST_DISTINCT = 1_000_000
"""Of so many different names it is known how many rows have each."""
CODE_LENGTH = 18
"""Characters of a unified social credit code; what has another length is none."""
_NAMES = (
    "企业名称", "企業名稱", "公司名称", "公司名稱", "单位名称", "單位名稱", "申报单位", "申報單位",
    "申请单位", "申請單位", "申请人", "申請人", "企业", "企業", "公司", "单位", "單位",
    "firm", "firm name", "company", "company name", "enterprise", "enterprise name", "applicant", "applicant name",
)  # fmt: skip
_CODES = (
    "统一社会信用代码", "統一社會信用代碼", "社会信用代码", "社會信用代碼", "信用代码", "信用代碼",
    "unified social credit code", "social credit code", "credit code", "uscc",
)  # fmt: skip
_IS_CODE = {fold(name): False for name in _NAMES} | {fold(name): True for name in _CODES}
ROWS = "rows"
"""The column of a result with one row a firm that tells how many rows of the input are of it."""
_NAME, _ROWS = "name", "rows"


class NameColumn(NamedTuple):
    """A column whose heading says that it names the firm of each row, or has its credit code."""

    place: int
    heading: str
    is_code: bool


class Repeated(NamedTuple):
    """How many rows have a name, or a credit code, that another row has, too; ``at_least``: of the names counted."""

    heading: str
    is_code: bool
    rows: int
    at_least: bool


def name_columns(headings: Sequence[str]) -> list[NameColumn]:
    """Return the columns that name firms by their headings."""
    found = [(place, heading, _IS_CODE.get(fold(heading))) for place, heading in enumerate(headings)]
    return [NameColumn(place, heading, is_code) for place, heading, is_code in found if is_code is not None]


def firm_names(cells: pl.Series) -> pl.Series:
    """Return what firms are called as it is compared: without outer space, full-width characters narrow; null if blank.

    All else counts: 甲科技 and 甲科技有限公司 are two firms, and so are ACME and Acme.
    """
    return narrowed(as_text(cells)).replace("", None)


class SharedNames:
    """Counts the rows of each name, in each of some columns."""

    def __init__(self, columns: Sequence[NameColumn]) -> None:
        self.columns = columns
        self._counts = [_Counts() for _ in columns]

    def marks(self, cells: pl.DataFrame) -> list[pl.Series]:
        """Return a number for each name of some rows, for every column; workers may call this."""
        marks = []
        for column in self.columns:
            names = firm_names(cells[str(column.place)])
            if column.is_code:
                names = names.set(names.str.len_chars() != CODE_LENGTH, None)
            marks.append(names.drop_nulls().hash())
        return marks

    def add(self, marks: Sequence[pl.Series]) -> None:
        """Count the names of some rows."""
        for counts, names in zip(self._counts, marks, strict=True):
            counts.add(names)

    def repeated(self) -> tuple[Repeated, ...]:
        """Return the columns in which rows share a name."""
        found = [
            Repeated(column.heading, column.is_code, counts.shared(), counts.full)
            for column, counts in zip(self.columns, self._counts, strict=True)
        ]
        return tuple(each for each in found if each.rows)


def shared_names_of(headings: Sequence[str], cells: pl.DataFrame) -> tuple[Repeated, ...]:
    """Return the columns of a whole table in which rows share a name; its cells are named by place."""
    names = SharedNames(name_columns(headings))
    names.add(names.marks(cells))
    return names.repeated()


class _Counts:
    """How many rows have each name; names wait until there are many, and are then counted at once."""

    def __init__(self) -> None:
        self.full = False
        self._known = pl.DataFrame(schema={_NAME: pl.UInt64, _ROWS: pl.UInt32})
        self._waiting: list[pl.Series] = []
        self._how_many = 0

    def add(self, names: pl.Series) -> None:
        self._waiting.append(names)
        self._how_many += len(names)
        if self._how_many > MOST_DISTINCT:
            self._count()

    def shared(self) -> int:
        self._count()
        rows = self._known[_ROWS]
        return int(rows.filter(rows > 1).sum())

    def _count(self) -> None:
        if not self._waiting:
            return
        runs = pl.concat([each.alias(_NAME) for each in self._waiting]).sort().rle().struct
        fresh = pl.DataFrame({_NAME: runs.field("value"), _ROWS: runs.field("len")})
        self._waiting, self._how_many = [], 0
        if self.full:
            fresh = fresh.join(self._known, on=_NAME, how="semi")
        together = fresh.cast({_ROWS: pl.UInt32})
        if len(self._known):
            both = pl.concat([self._known, together])
            together = both.group_by(_NAME, maintain_order=True).agg(pl.col(_ROWS).sum())
        self.full = self.full or len(together) > MOST_DISTINCT
        self._known = together.head(MOST_DISTINCT).cast({_ROWS: pl.UInt32})


def firm_column(heading: str, source: Source) -> int:
    """Return the place of the column with the heading by which rows are one firm. Raises `SubsidyError` without one."""
    headings = source.headings
    if heading in headings:
        return headings.index(heading)
    by_fold = {fold(name): place for place, name in reversed(list(enumerate(headings)))}
    if fold(heading) in by_fold:
        return by_fold[fold(heading)]
    raise unknown_column(
        heading,
        where="--firm",
        hint=message("headings of {file}: {accepted}"),
        near=nearest(heading, headings),
        file=source.name,
        accepted=tuple(headings[:20]),
    )
