"""Cells that keep their types beside the text that a person sees in them: numbers, days, and whether something is so.

A column of a sheet may hold several kinds. Such a column is of the type `MIXED`, a struct of which each cell fills
one field:

    ======  ====  ======  ==========  ====
    seen    text  number  day         flag
    ======  ====  ======  ==========  ====
    800           800.0
    待定    待定
    2025-…                2025-08-01
    (none)
    ======  ====  ======  ==========  ====

(an empty cell is a struct that is null). What writes cells of several types asks `cell_of` for each; what can write one
type only takes the column of texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

MIXED = pl.Struct({"text": pl.String, "number": pl.Float64, "day": pl.Datetime("ms"), "flag": pl.Boolean})
"""A column in which cells have types of their own."""
_FLAGS = {"true": True, "false": False}


def cell_of(cell: Mapping[str, Any]) -> str | float | datetime | bool | None:
    """Return what a cell of a `MIXED` column holds, as Polars hands it out."""
    return next((value for value in cell.values() if value is not None), None)


def typed_column(text: pl.Series, counted: pl.Series, instants: pl.Series | None) -> pl.Series | None:
    """Return a column with the types of its cells, or nothing where all are text.

    ``text`` is what a reader of sheets gives for every cell. ``counted`` is filled where a cell is a number or says
    whether something is so, ``instants`` where it is a number or an instant.
    """
    flag = counted.is_not_null() & text.is_in(list(_FLAGS))
    number = counted.is_not_null() & ~flag
    day = instants.is_not_null() & counted.is_null() if instants is not None else flag & False
    if not (number.any() or flag.any() or day.any()):
        return None
    filled = text.is_not_null()
    numbers = text.set(~number, None).cast(pl.Float64, strict=False)
    if (number == filled).all():
        return numbers
    if instants is not None and (day == filled).all():
        return instants
    flags = text.set(~flag, None).replace_strict(_FLAGS, return_dtype=pl.Boolean)
    if (flag == filled).all():
        return flags
    days = instants.set(~day, None) if instants is not None else pl.Series([None], dtype=pl.Datetime("ms"))
    parts = pl.DataFrame({"text": text.set(number | flag | day, None), "number": numbers, "flag": flags, "is": filled})
    parts = parts.with_columns(day=days) if instants is not None else parts.with_columns(day=pl.lit(None, days.dtype))
    cell = pl.struct("text", "number", "day", "flag")
    return parts.select(pl.when("is").then(cell).alias(text.name)).to_series()


def flat(column: pl.Series) -> pl.Series:
    """Return cells of a kind that only Parquet has as text, and nested ones as JSON.

    A column in which cells have types of their own stays as it is.
    """
    kind = column.dtype
    if kind == MIXED:
        return column
    if isinstance(kind, pl.List | pl.Array | pl.Struct):
        objects = without_bytes(column).alias("v").to_frame().select(pl.struct("v").struct.json_encode()).to_series()
        texts = objects.str.strip_prefix('{"v":').str.strip_suffix("}")
        return texts.to_frame().select(pl.when(pl.lit(column.is_not_null())).then(pl.first())).to_series()
    return plain(column)


def without_bytes(column: pl.Series) -> pl.Series:
    """Return a column with bytes inside lists and objects as text, which JSON has no way to write."""
    if not _holds_bytes(column.dtype):
        return column
    return pl.Series(column.name, [_in_hex(value) for value in column.to_list()])


def _holds_bytes(kind: pl.DataType) -> bool:
    match kind:
        case pl.List(inner=inner) | pl.Array(inner=inner):
            inside = [inner]
        case pl.Struct(fields=fields):
            inside = [field.dtype for field in fields]
        case _:
            return False
    return any(part == pl.Binary or _holds_bytes(part) for part in inside)  # type: ignore[arg-type]  # never a class


def _in_hex(value: object) -> object:
    match value:
        case bytes():
            return value.hex()
        case list():
            return [_in_hex(item) for item in value]
        case dict():
            return {name: _in_hex(item) for name, item in value.items()}
    return value


def plain(column: pl.Series) -> pl.Series:
    """Return bytes and spans of time as text."""
    kind = column.dtype
    if kind == pl.Binary:
        return column.bin.encode("hex")
    if isinstance(kind, pl.Duration):
        return column.dt.to_string("iso")
    return column
