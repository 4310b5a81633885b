"""Scores a frame in memory or in an engine, and gives back the same kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.aside import naming_columns
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.firm_scorer import ROWS
from szsubsidy.batch.headings import Column, fact_columns, read_headings, refuse_held
from szsubsidy.batch.in_memory import FrameScorer
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.scoring import Scoring
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import columns_twice, message, unknown_column
from szsubsidy.spelling import nearest

_ROW = "row:"


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
    return nw.to_native(FrameScorer(scored, columns, kept, firm).score(frame))


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
    if frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        from szsubsidy.batch.engines.spark_frames import score_spark

        return nw.from_native(score_spark(frame.to_native(), scored, columns, kept, firm))
    if frame.implementation.is_polars():
        return nw.from_native(_in_blocks(frame.to_native(), FrameScorer(scored, columns, kept, firm), kept))
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


def _in_blocks(frame: pl.LazyFrame, scorer: FrameScorer, kept: list[str]) -> pl.LazyFrame:
    """Score the blocks of a lazy frame as they come; firms are gathered first."""
    schema = frame.collect_schema()

    def score(block: pl.DataFrame) -> pl.DataFrame:
        scored: pl.DataFrame = scorer.score(nw.from_native(block)).to_native()
        return scored

    return frame.map_batches(
        score,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema={**{name: schema[name] for name in kept}, **scorer.added},
        streamable=scorer.is_by_row,
    )


def _numbered(frame: Any) -> Any:
    """Number the rows of a lazy frame in the order that its engine has them in."""
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        return nw.from_native(native.project(f'*, row_number() OVER () AS "{_ROW}"'))
    return frame.with_row_index(_ROW, order_by=frame.collect_schema().names())


def _narrow(frame: Any, names: list[str]) -> Any:
    """Make columns of text narrow in the engine's own words."""
    if frame.implementation.is_duckdb():
        from szsubsidy.batch.engines.duckdb_cells import translated

        return translated(frame, names)
    return frames.narrow_by_replacing(frame, names)
