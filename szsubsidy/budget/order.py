"""The order in which rows are served: by a column of days, of days and times, or of whole numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cells import DAY_ZERO, Cleaner, as_text
from szsubsidy.budget.scored_table import ScoredTable
from szsubsidy.days import to_date
from szsubsidy.errors import SubsidyError, message, quoted, unknown_column
from szsubsidy.facts.model import bare_fact
from szsubsidy.money import narrow
from szsubsidy.spelling import nearest

_SHENZHEN = timezone(timedelta(hours=8))
_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]+(\d{1,2})(:\d{2}.*)", re.ASCII)


class RowOrder(NamedTuple):
    """The indices of the rows in their order; those with nothing in the column, ``undated`` of them, come last.

    ``shown`` is the column as a person would write it.
    """

    rows: list[int]
    undated: int
    shown: pl.Series


def row_order(table: ScoredTable, by: str) -> RowOrder:
    """Return the rows by a column of days, of moments or of whole numbers; where two are equal, the earlier first.

    Raises `SubsidyError` for a column that is not there, and for a cell that is none of these.
    """
    if by not in table.headings:
        raise unknown_column(by, where="--by", hint=message("headings of the table"), near=nearest(by, table.headings))
    cells = table.column(by)
    if cells.dtype.is_temporal():
        keys, shown = cells.to_physical(), _as_written(cells)
    elif cells.dtype.is_numeric():
        keys, shown = cells.fill_nan(None) if cells.dtype.is_float() else cells, as_text(cells)
    else:
        shown = as_text(cells).str.strip_chars().str.strip_suffix(" 00:00:00").replace("", None)
        keys = _keys(table, by, shown)
    ranked = list(zip(keys.is_null().to_list(), keys.fill_null(0).to_list(), strict=True))
    return RowOrder(sorted(range(len(ranked)), key=ranked.__getitem__), keys.null_count(), shown)


def _keys(table: ScoredTable, by: str, text: pl.Series) -> pl.Series:
    """The cells of a column of text as moments, or else as whole numbers; null where there is nothing."""
    timed = text.str.contains(":", literal=True).fill_null(value=False)
    days = Cleaner(bare_fact(by, "date"), day_zero=DAY_ZERO if table.format == "xlsx" else None).clean(
        text.set(timed, None)
    )
    if days.bad is None and not timed.any():
        return days.value.set(~days.known, None)
    filled = days.known | timed if days.bad is None else days.known | timed | days.bad
    distinct = text.filter(filled).unique(maintain_order=True)
    day_of = dict(zip(text.filter(days.known).to_list(), days.value.filter(days.known).to_list(), strict=True))
    moments = pl.Series([_moment(written, day_of.get(written)) for written in distinct], dtype=pl.Int64)
    numbers = distinct.str.strip_suffix(".0").cast(pl.Int64, strict=False)
    values = moments if moments.null_count() <= numbers.null_count() else numbers
    keys: pl.Series = text.replace_strict(distinct, values, default=None, return_dtype=pl.Int64)
    unreadable = (filled & keys.is_null()).arg_max()
    if values.null_count() and unreadable is not None:
        raise SubsidyError(
            message("{given} is not a day"),
            where=table.where(unreadable, by),
            hint=message("a column of days such as 2025-03-01, or of whole numbers"),
            code="bad-day",
            given=quoted(text[unreadable]),
        )
    return keys


def _moment(text: str, day: int | None) -> int | None:
    """Microseconds up to a day's beginning, or to a day and time (in Shenzhen, unless it names another zone).

    One order for both: "2025-03-01" comes before "2025-03-01 09:30", and "2025-03-01T02:00Z" after it. None where
    the text is neither.
    """
    if day is not None:
        moment = datetime.combine(to_date(day), datetime.min.time())
    else:
        match = _MOMENT.fullmatch(narrow(text))
        if match is None:
            return None
        year, month, date, hour, rest = match.groups()
        try:
            moment = datetime.fromisoformat(f"{year}-{month:0>2}-{date:0>2}T{hour:0>2}{rest}")
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_SHENZHEN)
    return (moment - datetime(1, 1, 2, tzinfo=UTC)) // timedelta(microseconds=1)


def _as_written(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Date:
        return as_text(cells)
    return cells.cast(pl.String).str.replace(r"\.0+$", "").str.strip_suffix(" 00:00:00")
