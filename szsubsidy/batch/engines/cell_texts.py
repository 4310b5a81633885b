"""Cells of any type as the text that a person would write for them, in the words of each engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import narwhals as nw
import polars as pl

from szsubsidy.days import AHEAD

Frame: TypeAlias = Any
_DAY = "%Y-%m-%d"


def add_texts(frame: Frame, texts: Mapping[str, str]) -> Frame:
    """Add columns of text: ``texts`` are their names, with the columns whose cells they say."""
    schema = frame.collect_schema()
    frame = frame.with_columns(**{name: _text(heading, schema[heading]) for name, heading in texts.items()})
    instants = [name for name, heading in texts.items() if _is_instant(schema[heading])]
    if instants:
        frame = _days_of_instants(frame, instants)
    floats = [name for name, heading in texts.items() if schema[heading].is_float()]
    if floats and _is_spark(frame):
        frame = _without_powers(frame, floats)
    return frame


def _text(heading: str, kind: nw.dtypes.DType) -> nw.Expr:
    cells = nw.col(heading)
    if _is_instant(kind):
        return cells
    if kind == nw.Date or isinstance(kind, nw.Datetime):
        return cells.dt.to_string(_DAY)
    if kind == nw.Boolean:
        return nw.when(cells).then(nw.lit("yes")).when(~cells).then(nw.lit("no"))
    if kind.is_float():
        return cells.cast(nw.String).str.replace_all(r"\.0+$", "")
    return cells if kind == nw.String else cells.cast(nw.String)


def _is_instant(kind: nw.dtypes.DType) -> bool:
    return isinstance(kind, nw.Datetime) and kind.time_zone is not None


def _is_spark(frame: Frame) -> bool:
    return bool(frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect())


def _days_of_instants(frame: Frame, names: list[str]) -> Frame:
    """Write columns of instants as days in Shenzhen; engines show them in a zone of their session."""
    native = frame.to_native()
    if frame.implementation.is_polars():
        utc = pl.col(names).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return nw.from_native(native.with_columns(utc.dt.offset_by(f"{AHEAD}m").dt.strftime(_DAY)))
    microseconds = AHEAD * 60 * 10**6
    if frame.implementation.is_duckdb():
        columns = []
        for column in native.columns:
            name = '"' + column.replace('"', '""') + '"'
            day = f"strftime(make_timestamp(epoch_us({name}) + {microseconds}), '{_DAY}') AS {name}"
            columns.append(day if column in names else name)
        return nw.from_native(native.project(", ".join(columns)))
    if _is_spark(frame):
        from pyspark.sql import functions as f

        first = f.lit("1970-01-01").cast("date")
        days = {name: f.floor((f.unix_micros(f.col(f"`{name}`")) + microseconds) / (86_400 * 10**6)) for name in names}
        dated = {name: f.date_add(first, day.cast("int")).cast("string") for name, day in days.items()}
        return nw.from_native(native.withColumns(dated))
    return frame.with_columns(nw.col(name).dt.convert_time_zone("Asia/Shanghai").dt.to_string(_DAY) for name in names)


def _without_powers(frame: Frame, names: list[str]) -> Frame:
    """Write in bare digits the floats that Spark writes as ``1.0E7``; those below a thousandth stay as they are."""
    from pyspark.sql import functions as f

    texts = {}
    for name in names:
        text = f.col(f"`{name}`")
        plain = f.coalesce(text.cast("decimal(38,10)").cast("string"), text)
        texts[name] = f.when(text.rlike("E[0-9]"), plain).otherwise(text)
    return nw.from_native(frame.to_native().withColumns(texts))
