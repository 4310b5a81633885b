"""Scores a frame in memory or in an engine, and gives back the same kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.aside import TOTAL_IN_ANY_ENGINE, naming_columns
from szsubsidy.batch.cells import as_text, text_of
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.expressions import FIRM
from szsubsidy.batch.firm_scorer import ROWS, FirmScorer
from szsubsidy.batch.headings import Column, fact_columns, read_headings, refuse_held
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.results import Results
from szsubsidy.batch.scorer import ScoredChunk, Scorer, any_of
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Wide
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.batch.tables.source import Rows
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import AHEAD
from szsubsidy.errors import columns_twice, message, unknown_column
from szsubsidy.money import WIDTHS
from szsubsidy.spelling import nearest

_ROW = "row:"
_AS_IN_POLARS = {nw.Int64: pl.Int64, nw.Float64: pl.Float64, nw.Float32: pl.Float32, nw.Boolean: pl.Boolean}
"""Types of columns that Polars holds as they are; the values of others are written one by one."""


def score_frame(
    native: Any, catalogue: Catalogue, as_of: int, column_mapping: dict[str, str], firm: str | None = None
) -> Any:
    """Return the frame with the columns of the result appended; see `szsubsidy.score`."""
    if nw.dependencies.is_pandas_dataframe(native) and not native.columns.is_unique:
        own = _told_apart(native.columns)
        scored = score_frame(native.set_axis(list(own), axis=1), catalogue, as_of, column_mapping, firm)
        return scored.set_axis([own.get(name, name) for name in scored.columns], axis=1)
    frame = nw.from_native(native)
    headings = frame.collect_schema().names()
    if firm is not None and firm not in headings:
        raise unknown_column(
            firm, where="firm", hint=message("a column of the frame"), near=nearest(firm, list(headings))
        )
    # The headings of pandas may be numbers.
    read = read_headings([str(heading) for heading in headings], catalogue, column_mapping, "frame")
    columns = [column._replace(heading=headings[column.place]) for column in read.columns]
    if isinstance(frame, nw.LazyFrame):
        refuse_held(columns, "frame")
    available = {column.fact.id for column in fact_columns(columns) if column.held is None}
    held = tuple(column.held for column in columns if column.held is not None)
    by_firm = ByFirm(held) if held or firm is not None else None
    scored = Scoring(catalogue, as_of, available, by_firm=by_firm)
    added = [*(programme for programme in scored.validity), *scored.totals, *scored.members, frames.UNREADABLE]
    kept = headings
    if firm is not None:
        of_firm = {column.heading for column in fact_columns(columns) if column.fact.of == "firm"}
        kept = [heading for heading in headings if heading == firm or heading in of_firm]
        added += [ROWS, frames.DIFFERING]
    twice = [name for name in added if name in kept]
    if twice:
        raise columns_twice(twice, where="frame")
    if isinstance(frame, nw.LazyFrame):
        return nw.to_native(_lazily(frame, scored, columns, kept, firm))
    if firm is not None:
        return nw.to_native(_eagerly_by_firm(frame, scored, columns, kept, firm))
    return nw.to_native(_eagerly(frame, scored, columns))


def _told_apart(headings: Iterable[Any]) -> dict[Any, Any]:
    """Return headings by names of which none is another's: a repeated one has spaces behind it, which mean nothing."""
    own: dict[Any, Any] = {}
    for heading in headings:
        name = heading
        while name in own:
            name = f"{name} "
        own[name] = heading
    return own


def _lazily(frame: Any, scored: Scoring, columns: list[Column], kept: list[str], firm: str | None) -> Any:
    schema = frame.collect_schema()
    total = frames.is_total(naming_columns(schema.names(), firm), schema)
    if firm is None:
        return frames.wide(
            frames.judged(frames.clean(frame, columns, _narrow, scored.bounds_of), scored),
            scored,
            columns,
            kept,
            total,
        )
    cleaned = frames.clean(_numbered(frame), columns, _narrow, scored.bounds_of)
    judged = frames.judged(frames.grouped(cleaned, firm, _ROW, columns), scored)
    return frames.wide(judged.sort(_ROW), scored, columns, [*kept, ROWS], total)


def _numbered(frame: Any) -> Any:
    """Number the rows of a lazy frame in the order that its engine has them in."""
    native = frame.to_native()
    if frame.implementation.is_polars():
        return nw.from_native(native.with_row_index(_ROW))
    if frame.implementation.is_duckdb():
        return nw.from_native(native.project(f'*, row_number() OVER () AS "{_ROW}"'))
    if frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        from pyspark.sql import functions as f

        return nw.from_native(native.withColumn(_ROW, f.monotonically_increasing_id()))
    return frame.with_row_index(_ROW, order_by=frame.collect_schema().names())


def _narrow(frame: Any, names: list[str]) -> Any:
    """Make columns of text narrow in the engine's own words."""
    if frame.implementation.is_polars():
        narrow = pl.col(names).str.replace_many(list(WIDTHS), list(WIDTHS.values()))
        return nw.from_native(frame.to_native().with_columns(narrow))
    if frame.implementation.is_duckdb():
        from szsubsidy.batch.engines.duckdb_cells import translated

        return translated(frame, names)
    if frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        from szsubsidy.batch.engines.spark import translated as translated_by_spark

        return translated_by_spark(frame, names)
    return frames.narrow_by_replacing(frame, names)


def _eagerly(frame: Any, scored: Scoring, columns: list[Column]) -> Any:
    """Score in Polars, whatever the frame is; its own columns are not touched."""
    texts = _texts(frame, columns)
    shape = Wide(scored)
    scorer = (TableScorer if scored.by_firm is None else FirmScorer)(scored, columns, shape)
    results, bad = scorer.compute(list(texts.values()), len(frame))
    totals = _totals(frame, None)
    flags = dict(zip(texts, bad, strict=True)) | {frames.TOTAL: totals}
    unreadable = _named({fact: flag for fact, flag in flags.items() if flag is not None}, len(frame))
    nothing = pl.repeat(value=False, n=len(frame), eager=True)
    unanswered = nothing if totals is None else totals
    doubtful = any_of(bad)
    if doubtful is not None:
        places = doubtful.arg_true()
        decides = scorer.bad_cells.decide([text.gather(places) for text in texts.values()])
        unanswered = unanswered | nothing.scatter(places, decides)
    added = _readable(shape, scorer, results, unanswered)
    return frame.with_columns(_like(frame, series) for series in [*added, unreadable.alias(frames.UNREADABLE)])


def _eagerly_by_firm(frame: Any, scored: Scoring, columns: list[Column], kept: list[str], firm: str) -> Any:
    """Score in Polars; of the frame's own columns those that are kept stand as in the first row of each firm."""
    texts = _texts(frame, columns)
    shape = Wide(scored)
    scorer = FirmScorer(scored, columns, shape)
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
    added = _readable(shape, scorer, found.results, unanswered)
    flaws = [unreadable.alias(frames.UNREADABLE), differing.alias(frames.DIFFERING)]
    rows = firms.heights.cast(pl.Int64).alias(ROWS)
    first = frame.select(kept)[firms.first.to_list()]
    return first.with_columns(_like(first, series) for series in [rows, *added, *flaws])


def _totals(frame: Any, firm: str | None) -> pl.Series | None:
    """Where a row of a frame is a total by the name of its firm; None where none is."""
    found = None
    for name in naming_columns(frame.columns, firm):
        texts = _to_polars(frame.get_column(name))
        if texts.dtype in {pl.String, pl.Categorical, pl.Enum}:
            flags = texts.cast(pl.String).str.contains(TOTAL_IN_ANY_ENGINE).fill_null(value=False)
            found = flags if found is None else found | flags
    return found if found is not None and found.any() else None


def _texts(frame: Any, columns: list[Column]) -> dict[str, pl.Series]:
    return {column.fact.id: as_text(_to_polars(frame.get_column(column.heading))) for column in fact_columns(columns)}


def _named(flags: dict[str, pl.Series], height: int) -> pl.Series:
    """The names of what holds in each row, joined by semicolons."""
    parts = [pl.when(pl.col(name)).then(pl.lit(name)) for name in flags]
    nothing = pl.lit(None, pl.String)
    named = pl.concat_str(nothing, *parts, separator=";", ignore_nulls=True).fill_null("")
    rows = pl.DataFrame([pl.zeros(height, eager=True).alias(_ROW), *(flag.alias(name) for name, flag in flags.items())])
    return rows.with_columns(named.alias(_ROW))[_ROW]


def _readable(shape: Wide, scorer: Scorer, results: Results, broken: pl.Series) -> list[pl.Series]:
    """What is added to rows, nothing where these are broken."""
    rows = Rows(None, pl.DataFrame(), pl.int_range(len(results), eager=True), [])
    _, added = shape.rows(ScoredChunk(rows, results, scorer.count(results)))
    return [cells.set(broken, None) if cells.dtype != pl.String else _without(cells, broken) for cells in added]


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
