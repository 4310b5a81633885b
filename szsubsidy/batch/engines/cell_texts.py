"""Cells of any type as the text that a person would write for them, in the words of each engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import narwhals as nw

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


def _days_of_instants(frame: Frame, names: list[str]) -> Frame:
    """Write columns of instants as days in Shenzhen; engines show them in a zone of their session."""
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        microseconds = AHEAD * 60 * 10**6
        columns = []
        for column in native.columns:
            name = '"' + column.replace('"', '""') + '"'
            day = f"strftime(make_timestamp(epoch_us({name}) + {microseconds}), '{_DAY}') AS {name}"
            columns.append(day if column in names else name)
        return nw.from_native(native.project(", ".join(columns)))
    return frame.with_columns(nw.col(name).dt.convert_time_zone("Asia/Shanghai").dt.to_string(_DAY) for name in names)
