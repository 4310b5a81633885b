"""Scores a frame in memory or in an engine, and gives back the same kind."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.cells import as_text
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.headings import Column, fact_columns, read_headings, refuse_held
from szsubsidy.batch.scorer import ScoredChunk, Scorer
from szsubsidy.batch.scoring import Scoring, scoring
from szsubsidy.batch.shapes import Wide
from szsubsidy.batch.tables.source import Rows
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import columns_twice
from szsubsidy.money import WIDTHS


def score_frame(native: Any, catalogue: Catalogue, as_of: int, column_mapping: dict[str, str]) -> Any:
    """Return the frame with the columns of the result appended; see `szsubsidy.score`."""
    frame = nw.from_native(native)
    headings = frame.collect_schema().names()
    columns = read_headings(headings, catalogue, column_mapping, "frame")
    refuse_held(columns, "frame")
    scored = scoring(catalogue, as_of, {column.fact.id for column in fact_columns(columns)})
    added = [*(programme for programme in scored.validity), *scored.totals, *scored.sets, frames.UNREADABLE]
    twice = [name for name in added if name in headings]
    if twice:
        raise columns_twice(twice, where="frame")
    if isinstance(frame, nw.LazyFrame):
        return nw.to_native(_lazily(frame, scored, columns, headings))
    return nw.to_native(_eagerly(frame, scored, columns))


def _lazily(frame: Any, scored: Scoring, columns: list[Column], headings: list[str]) -> Any:
    cleaned = frames.clean(frame, columns, _narrow)
    judged = frames.add_roots(cleaned, scored, frames.wide_roots(scored))
    return frames.wide(judged, scored, columns, headings)


def _narrow(frame: Any, names: list[str]) -> Any:
    """Make columns of text narrow in the engine's own words."""
    if frame.implementation.is_polars():
        narrow = pl.col(names).str.replace_many(list(WIDTHS), list(WIDTHS.values()))
        return nw.from_native(frame.to_native().with_columns(narrow))
    if frame.implementation.is_duckdb():
        from szsubsidy.batch.engines.duckdb import translated

        return translated(frame, names)
    if frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        from szsubsidy.batch.engines.spark import translated as translated_by_spark

        return translated_by_spark(frame, names)
    return frames.narrow_by_replacing(frame, names)


def _eagerly(frame: Any, scored: Scoring, columns: list[Column]) -> Any:
    """Score in Polars, whatever the frame is; its own columns are not touched."""
    height = len(frame)
    texts = {str(column.place): as_text(_to_polars(frame[column.heading])) for column in fact_columns(columns)}
    shape = Wide(scored)
    scorer = Scorer(scored, columns, shape.roots)
    results, bad = scorer.compute(list(texts.values()), height)
    facts = [column.fact.id for column in fact_columns(columns)]
    unreadable = pl.Series(frames.UNREADABLE, [""], dtype=pl.String).new_from_index(0, height)
    for fact, flags in zip(facts, bad, strict=True):
        if flags is not None:
            marked = pl.DataFrame([unreadable, flags.alias("bad")]).select(
                pl.when(pl.col("bad"))
                .then(
                    pl.concat_str(
                        pl.col(frames.UNREADABLE).replace("", None), pl.lit(fact), separator=";", ignore_nulls=True
                    )
                )
                .otherwise(pl.col(frames.UNREADABLE))
                .alias(frames.UNREADABLE)
            )
            unreadable = marked.to_series()
    rows = Rows(None, pl.DataFrame(texts), pl.int_range(height, eager=True), [])
    _, added = shape.rows(ScoredChunk(rows, results, scorer.count(results)))
    broken = unreadable != ""
    kept = [cells.set(broken, None) if cells.dtype != pl.String else _without(cells, broken) for cells in added]
    return frame.with_columns(_like(frame, series) for series in [*kept, unreadable])


def _without(text: pl.Series, where: pl.Series) -> pl.Series:
    return text.to_frame().select(pl.when(~where).then(pl.first()).alias(text.name)).to_series()


def _to_polars(series: Any) -> pl.Series:
    if series.implementation.is_polars():
        native: pl.Series = series.to_native()
        return native
    kind = series.dtype
    if kind in {nw.Date, nw.Datetime} or isinstance(kind, nw.Datetime):
        series = series.dt.to_string("%Y-%m-%d")
    missing = series.is_null().to_list()
    values = [None if gone else value for gone, value in zip(missing, series.to_list(), strict=True)]
    return pl.Series(series.name, values, strict=False)


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
