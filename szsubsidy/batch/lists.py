"""Cells that list several values of a fact: by the names in them, and arrays of JSON as texts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping

import polars as pl

from szsubsidy.money import narrow
from szsubsidy.spelling import fold

_MOST = 20
"""A list of more names is read as others are."""


class PlainLists:
    """Reads lists such as ``model-training;corpus-purchase``, of names as they are folded, with semicolons alone.

    There may be as many of them as rows, of few names: each name is looked up, and no list is learned. ``places`` are
    the names, each with its place among the values; ``unknown`` are texts that say that a cell is not known.
    """

    def __init__(self, places: Mapping[str, int], unknown: Collection[str]) -> None:
        plain = {
            name: place
            for name, place in places.items()
            if re.fullmatch(r"[\w-]+", name) and fold(narrow(name)) == name and not any(";" in each for each in unknown)
        }
        self._names = pl.Enum(list(plain))
        self._masks = pl.Series([1 << place for place in plain.values()], dtype=pl.Int64)

    def read(self, texts: pl.Series) -> pl.Series:
        """Return two to the power of the place of each value that a text lists, summed; null where it is none such."""
        parts = texts.str.split(";").to_frame("parts")
        counts = parts["parts"].list.len()
        most = min(int(counts.max() or 0), _MOST)  # type: ignore[arg-type]  # integers
        masks = pl.Series([0], dtype=pl.Int64).new_from_index(0, len(texts))
        is_plain = counts.is_between(2, most)
        for place in range(most):
            part = parts.select(pl.col("parts").list.get(place, null_on_oob=True)).to_series()
            found = self._masks[part.cast(self._names, strict=False).to_physical()]
            is_plain = is_plain & (found.is_not_null() | (counts <= place))
            masks = masks | found.fill_null(0)
        return masks.set(~is_plain, None)


def unlisted(text: pl.Series) -> pl.Series:
    """Return cells with each JSON array of texts written as a person would, with semicolons."""
    arrays = text.str.starts_with("[")
    if not arrays.any():
        return text
    return text.replace({item: _joined(item) for item in text.filter(arrays).unique().to_list()})


def in_words(text: pl.Series) -> pl.Series:
    """Return cells with each JSON array of texts as a person would write it, where nothing is lost by that."""
    arrays = text.str.starts_with("[")
    if not arrays.any():
        return text
    return text.replace({item: _listed(item) for item in text.filter(arrays).unique().to_list()})


def _listed(array: str) -> str:
    try:
        items = json.loads(array)
    except (ValueError, RecursionError):
        return array
    plain = items and all(isinstance(item, str) and item and ";" not in item for item in items)
    return ";".join(items) if plain else array


def _joined(array: str) -> str:
    try:
        items = [item for item in json.loads(array) if item is not None]
    except (ValueError, RecursionError):
        return array
    return ";".join(items) if all(isinstance(item, str) for item in items) else array
