"""Scores frames in memory with Polars, whatever they are; their own columns are not touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.aside import TOTAL_IN_ANY_ENGINE, naming_columns
from szsubsidy.batch.cells import as_text, text_of
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.expressions import FIRM
from szsubsidy.batch.firm_scorer import ROWS, FirmScorer
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.results import Results
from szsubsidy.batch.scorer import ScoredChunk, Scorer, any_of
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Wide
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.batch.tables.source import Rows
from szsubsidy.days import AHEAD

_ROW = "row:"
_AS_IN_POLARS = {nw.Int64: pl.Int64, nw.Float64: pl.Float64, nw.Float32: pl.Float32, nw.Boolean: pl.Boolean}
"""Types of columns that Polars holds as they are; the values of others are written one by one."""


class FrameScorer:
    """Scores frames with the same ``columns``; workers may share it.

    Where ``firm`` names a column, rows with the same value there are one firm: what comes back are the columns ``kept``
    as they stand in the first row of each, and how many `ROWS` there are. Else what is added stands behind all columns.
    """

    def __init__(
        self, scored: Scoring, columns: Sequence[Column], kept: Sequence[Any] = (), firm: str | None = None
    ) -> None:
        self._columns = fact_columns(columns)
        self._kept = list(kept)
        self._firm = firm
        self._shape = Wide(scored)
        self._scorer: Scorer = (
            TableScorer(scored, columns, self._shape)
            if scored.by_firm is None
            else FirmScorer(scored, columns, self._shape)
        )

    @property
    def is_by_row(self) -> bool:
        """Whether each row is scored by itself."""
        return self._firm is None

    @property
    def added(self) -> dict[str, type[pl.DataType]]:
        """The columns that are added, in their order, with their types."""
        kinds: dict[str, type[pl.DataType]] = {} if self._firm is None else {ROWS: pl.Int64}
        kinds |= {column.name: pl.Int64 if column.kind == "amount" else pl.String for column in self._shape.added}
        kinds[frames.UNREADABLE] = pl.String
        return kinds if self._firm is None else {**kinds, frames.DIFFERING: pl.String}

    def score(self, frame: Any) -> Any:
        """Return a frame of Narwhals with what is said of its rows, or of its firms."""
        return self._by_row(frame) if self._firm is None else self._by_firm(frame, self._firm)

    def _by_row(self, frame: Any) -> Any:
        texts = self._texts(frame)
        results, bad = self._scorer.compute(list(texts.values()), len(frame))
        totals = _totals(frame, None)
        flags = dict(zip(texts, bad, strict=True)) | {frames.TOTAL: totals}
        unreadable = _named({fact: flag for fact, flag in flags.items() if flag is not None}, len(frame))
        nothing = pl.repeat(value=False, n=len(frame), eager=True)
        unanswered = nothing if totals is None else totals
        doubtful = any_of(bad)
        if doubtful is not None:
            places = doubtful.arg_true()
            decides = self._scorer.bad_cells.decide([text.gather(places) for text in texts.values()])
            unanswered = unanswered | nothing.scatter(places, decides)
        added = self._readable(results, unanswered)
        return frame.with_columns(_like(frame, series) for series in [*added, unreadable.alias(frames.UNREADABLE)])

    def _by_firm(self, frame: Any, firm: str) -> Any:
        texts = self._texts(frame)
        scorer = self._scorer
        assert isinstance(scorer, FirmScorer)
        keys = _to_polars(frame[firm]).cast(pl.String).str.strip_chars().replace("", None)
        cells = list(texts.values())
        found = scorer.compute_firms(cells, scorer.held_in(cells), keys)
        firms, height = found.firms, len(found.results)
        flags = {fact: flag for fact, flag in zip(texts, found.bad, strict=True) if flag is not None}
        if (totals := _totals(frame, firm)) is not None:
            flags[frames.TOTAL] = totals
        by_firm = pl.DataFrame([firms.firm_of.alias(FIRM), *(flag.alias(fact) for fact, flag in flags.items())])
        by_firm = by_firm.group_by(FIRM, maintain_order=True).agg(pl.col(list(flags)).any())
        unreadable = _named({fact: by_firm[fact] for fact in flags}, height)
        differing = _named(found.differing, height)
        decides = scorer.bad_cells.decide(cells, firms.firm_of) if flags else differing != ""
        unanswered = decides | (differing != "") | (by_firm[frames.TOTAL] if totals is not None else decides)
        added = self._readable(found.results, unanswered)
        flaws = [unreadable.alias(frames.UNREADABLE), differing.alias(frames.DIFFERING)]
        rows = firms.heights.cast(pl.Int64).alias(ROWS)
        first = frame.select(self._kept)[firms.first.to_list()]
        return first.with_columns(_like(first, series) for series in [rows, *added, *flaws])

    def _texts(self, frame: Any) -> dict[str, pl.Series]:
        return {column.fact.id: as_text(_to_polars(frame.get_column(column.heading))) for column in self._columns}

    def _readable(self, results: Results, broken: pl.Series) -> list[pl.Series]:
        """What is added to rows, nothing where these are broken."""
        rows = Rows(None, pl.DataFrame(), pl.int_range(len(results), eager=True), [])
        _, added = self._shape.rows(ScoredChunk(rows, results, self._scorer.count(results)))
        return [cells.set(broken, None) if cells.dtype != pl.String else _without(cells, broken) for cells in added]


def _totals(frame: Any, firm: str | None) -> pl.Series | None:
    """Where a row of a frame is a total by the name of its firm; None where none is."""
    found = None
    for name in naming_columns(frame.columns, firm):
        texts = _to_polars(frame.get_column(name))
        if texts.dtype in {pl.String, pl.Categorical, pl.Enum}:
            flags = texts.cast(pl.String).str.contains(TOTAL_IN_ANY_ENGINE).fill_null(value=False)
            found = flags if found is None else found | flags
    return found if found is not None and found.any() else None


def _named(flags: dict[str, pl.Series], height: int) -> pl.Series:
    """The names of what holds in each row, joined by semicolons."""
    parts = [pl.when(pl.col(name)).then(pl.lit(name)) for name in flags]
    nothing = pl.lit(None, pl.String)
    named = pl.concat_str(nothing, *parts, separator=";", ignore_nulls=True).fill_null("")
    rows = pl.DataFrame([pl.zeros(height, eager=True).alias(_ROW), *(flag.alias(name) for name, flag in flags.items())])
    return rows.with_columns(named.alias(_ROW))[_ROW]


def _without(text: pl.Series, where: pl.Series) -> pl.Series:
    return text.to_frame().select(pl.when(~where).then(pl.first()).alias(text.name)).to_series()


def _to_polars(series: Any) -> pl.Series:
    if series.implementation.is_polars():
        native: pl.Series = series.to_native()
        return native
    kind = series.dtype
    if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.offset_by(f"{AHEAD}m")
    if kind == nw.Date or isinstance(kind, nw.Datetime):
        series = series.dt.to_string("%Y-%m-%d")
    missing = series.is_null().to_list()
    values = [None if gone else value for gone, value in zip(missing, series.to_list(), strict=True)]
    if kind in _AS_IN_POLARS:
        return pl.Series(str(series.name), values, dtype=_AS_IN_POLARS[kind])
    return pl.Series(str(series.name), [text_of(value) for value in values], dtype=pl.String)


def _like(frame: Any, series: pl.Series) -> Any:
    if frame.implementation.is_polars():
        return nw.from_native(series, series_only=True)
    if frame.implementation.is_pandas_like():
        kind = "Int64" if series.dtype == pl.Int64 else "string"
        module, index = frame.implementation.to_native_namespace(), frame.to_native().index
        native = module.Series(series.to_list(), name=series.name, dtype=kind, index=index)
        return nw.from_native(native, series_only=True)
    dtype = nw.Int64() if series.dtype == pl.Int64 else nw.String()
    return nw.new_series(series.name, series.to_list(), dtype, backend=frame.implementation)
