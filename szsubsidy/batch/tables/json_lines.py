"""Splits JSON Lines into rows; numbers keep their digits."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

import polars as pl

from szsubsidy.batch.tables.delimited import decoded_lines
from szsubsidy.batch.tables.reject import Reject
from szsubsidy.batch.tables.source import Rows
from szsubsidy.errors import SubsidyError, message

_SURROGATE = b"\\ud"
_POWER = r"^-?[0-9]{1,30}(\.[0-9]{1,30})?[eE][+-]?[0-9]{1,2}$"


def keys(block: bytes, encoding: str) -> list[str]:
    """Return the keys of the objects in a block of lines."""
    text, lines, _ = decoded_lines(block, 1, encoding)
    try:
        return pl.read_ndjson(text, infer_schema_length=None).columns if text.strip() else []
    except pl.exceptions.PolarsError:
        found: dict[str, None] = {}
        for line in lines.drop_nulls().to_list():
            item = _object(line)
            if isinstance(item, dict):
                found |= dict.fromkeys(item)
        return list(found)


def split(block: bytes, first_line: int, headings: list[str], wanted: tuple[int, ...], encoding: str) -> Rows:
    """Split a block of whole lines into one row for each object; what is no object is set aside."""
    text, lines, rejects = decoded_lines(block, first_line, encoding)
    lines = lines.str.strip_chars()
    places = (lines.is_not_null() & (lines != "")).arg_true()
    raw = lines.gather(places)
    names = {headings[place]: str(place) for place in wanted}
    cells = None if _SURROGATE in text.lower() else _read(text, names, len(raw))
    if cells is None:
        items = [_object(line) for line in raw.to_list()]
        good = [place for place, item in enumerate(items) if isinstance(item, dict)]
        for place, item in enumerate(items):
            if isinstance(item, SubsidyError):
                rejects.append(Reject(first_line + places[place], raw[place], item))
        raw, places = raw.gather(good), places.gather(good)
        cells = _read("\n".join(raw.to_list()).encode(), names, len(raw))
        if cells is None:
            rows = [[_text(items[place].get(key)) for key in names] for place in good]  # type: ignore[union-attr]
            cells = pl.DataFrame(rows, schema=dict.fromkeys(names.values(), pl.String), orient="row")
    cells = cells.with_columns(_written_out(cells[name]) for name in cells.columns)
    return Rows(raw, cells, places.cast(pl.Int64) + first_line, sorted(rejects, key=lambda item: item.line))


def _read(text: bytes, names: dict[str, str], height: int) -> pl.DataFrame | None:
    if not height or not names:
        return None
    try:
        cells = pl.read_ndjson(text, schema=dict.fromkeys(names, pl.String)).select(list(names)).rename(names)
    except pl.exceptions.PolarsError:
        return None
    return cells if len(cells) == height else None


def _object(line: str) -> dict[str, object] | SubsidyError:
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(":")[0]
        return SubsidyError(message("is not valid JSON: {reason}"), code="bad-json", reason=reason)
    if not isinstance(found, dict):
        return SubsidyError(message("is not a JSON object"), code="bad-json")
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return SubsidyError(message("has half of a character"), code="bad-json")
    return found


def _written_out(cells: pl.Series) -> pl.Series:
    """Numbers with an exponent, in bare digits; what is too large or small for an amount stays as it is."""
    powers = cells.str.contains(_POWER)
    if not powers.any():
        return cells
    texts = {text: f"{Decimal(text):f}" for text in cells.filter(powers).unique().to_list()}
    return cells.replace(texts)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
