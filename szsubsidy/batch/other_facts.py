"""Cells that say nothing of the fact of their column: a legal form below 企业类型, an address without a district.

They count as unknown, and people are told of them: once a value, with the rows, and what belongs there instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from szsubsidy.batch.bad_cells import Reading
from szsubsidy.batch.doubts import Doubt
from szsubsidy.batch.headings import Column
from szsubsidy.batch.map_option import map_option
from szsubsidy.batch.wording import Wording
from szsubsidy.errors import Step, SubsidyError, counted, message, quoted
from szsubsidy.facts.places import other_of

_CODE = "not-this-fact"
_MOST = 10
"""Of so many values of a column it is told what they are."""


def doubts_of(column: Column, texts: Counter[str]) -> Counter[Doubt]:
    """Count the texts of a column that say nothing of its fact; all but the most frequent, and addresses, as one."""
    told = Counter[str]() if column.fact.within else Counter(dict(texts.most_common(_MOST)))
    doubts = Counter({Doubt(_CODE, column.heading, text): rows for text, rows in told.items()})
    if rest := texts.total() - told.total():
        doubts[Doubt(_CODE, column.heading, "")] = rest
    return doubts


def remarks_of(column: Column, texts: pl.Series, reading: Reading) -> pl.Series:
    """Return what is remarked of rows by texts that say nothing of their column's fact, which the rows show."""
    what = message("{heading}: no {fact} in it")
    error = SubsidyError(what, heading=column.heading, fact=reading.within(column.fact.id))
    return pl.Series([error.line(reading.tr)]).new_from_index(0, len(texts))


def told_of_other_facts(
    doubts: Iterable[tuple[Doubt, int]], columns: Sequence[Column], where: str, wording: Wording
) -> list[SubsidyError]:
    """Return what people should know of these cells, in a column the most frequent value first.

    ``doubts`` are counted, the most frequent first.
    """
    counts = list(doubts)
    told = []
    for column in columns:
        here = [(doubt.value, rows) for doubt, rows in counts if doubt[:2] == (_CODE, column.heading)]
        named = [(value, rows) for value, rows in here if value][:_MOST]
        errors = [_not_this_fact(value, rows, column, where, wording) for value, rows in named]
        if rest := sum(rows for _, rows in here) - sum(rows for _, rows in named):
            errors.append(_no_fact(rest, column, where, wording))
        if errors:
            _advise(errors[-1], column, wording)
        told += errors
    return told


def _advise(error: SubsidyError, column: Column, wording: Wording) -> None:
    """Say what belongs in a column: without the places of its firms it is not left out, but filled in."""
    fact = column.fact
    if fact.within:
        error.hint = message("fill in the {fact}; {city} alone names none")
        error.values["city"] = fact.within[0]
    else:
        error.hint = message("what belongs here: {accepted}")
        error.values["accepted"] = tuple(wording.text(value.label) for value in fact.values)
        error.with_steps(Step(message("To leave it:"), map_option(column.heading)))


def _no_fact(rows: int, column: Column, where: str, wording: Wording) -> SubsidyError:
    return SubsidyError(
        counted("{heading}: no {fact} in {rows} row", "{heading}: no {fact} in {rows} rows", rows),
        where=where,
        code=_CODE,
        heading=column.heading,
        fact=wording.within(column.fact.id),
        rows=f"{rows:,}",
    )


def _not_this_fact(text: str, rows: int, column: Column, where: str, wording: Wording) -> SubsidyError:
    return SubsidyError(
        counted(
            "{heading}: {given} is {kind}, not the {fact}: {rows} row",
            "{heading}: {given} is {kind}, not the {fact}: {rows} rows",
            rows,
        ),
        where=where,
        code=_CODE,
        heading=column.heading,
        given=quoted(text),
        kind=wording.text(other_of(column.fact, text) or {}),
        fact=wording.within(column.fact.id),
        rows=f"{rows:,}",
    )
