"""Columns of amounts that say no unit and are small throughout: 800 below 算力合同金额 may well be 8,000,000 yuan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.doubts import NOT_SMALL, SMALL, Doubt, summed_up
from szsubsidy.batch.headings import Column
from szsubsidy.batch.map_option import map_option
from szsubsidy.errors import SubsidyError, message

_DIGIT = "[1-9\uff11-\uff19]"
_BARE_AND_SMALL = r"^\s*([0-9]{1,4}|[0-9],[0-9]{3})(\.[0-9]+)?\s*$"
"""Below 10,000, as no contract in yuan is that a programme asks about."""
_FIRST = 64
"""So many cells are looked at before all of them, most columns of yuan being told by these."""


def small_in(column: Column, text: pl.Series) -> Counter[Doubt]:
    """Count the amounts of some rows below 10,000, where all of them are, one of which stands for all.

    Rows with any other amount are counted as not small; so is the whole column then.
    """
    if not _are_small(_amounts(text.head(_FIRST))) or not _are_small(amounts := _amounts(text)):
        return Counter({Doubt(NOT_SMALL, column.heading, ""): 1})
    return Counter({Doubt(SMALL, column.heading, amounts[0]): len(amounts)} if len(amounts) else {})


def told_of_small(doubts: Counter[Doubt], columns: Sequence[Column], where: str) -> list[SubsidyError]:
    """Return what people should know of columns whose amounts were read as yuan and may be in another unit."""
    small = {doubt.heading: doubt.value for doubt, _ in summed_up(doubts) if doubt.code == SMALL}
    return [
        SubsidyError(
            message("{heading}: no amount reaches 10,000, and none says its unit; {given} is read as {given} yuan"),
            where=where,
            hint=message("if it is 万元: {option}"),
            code=SMALL,
            heading=column.heading,
            given=small[column.heading].strip(),
            option=map_option(column.heading, column.fact.id, "万"),
        )
        for column in columns
        if column.heading in small
    ]


def _amounts(text: pl.Series) -> pl.Series:
    return text.filter(text.str.contains(_DIGIT))


def _are_small(amounts: pl.Series) -> bool:
    return amounts.str.contains(_BARE_AND_SMALL).all()
