"""Scores any frame that Narwhals knows, by expressions alone: what lazy engines run."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any, TypeAlias

import narwhals as nw

from szsubsidy.batch.aside import TOTAL_IN_ANY_ENGINE
from szsubsidy.batch.cleaning import placed, value_stages, without_marks
from szsubsidy.batch.deciding import BAD, DECIDES
from szsubsidy.batch.engines.cell_texts import add_texts
from szsubsidy.batch.expressions import FIRM, KNOWN, VALUE, Expr, Layout, Stage
from szsubsidy.batch.firm_scorer import ROWS
from szsubsidy.batch.firm_table import FIRST
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.scoring import AMOUNT, ELIGIBLE, OPEN, SUMMARIES, Scoring
from szsubsidy.facts.places import nothing_of
from szsubsidy.money import WIDTHS

Frame: TypeAlias = Any
TEXT = "text:"
BAD_OF_FIRM = "bad_of_firm:"
"""What the column of a fact begins with that tells in which rows a cell of their firm cannot be read."""
UNANSWERED = "unanswered"
"""The column that tells which rows have no answers."""
UNREADABLE = "unreadable"
DIFFERING = "differing"
TOTAL = "total"
"""What ``unreadable`` says of a row that is no firm but a total."""
Narrow: TypeAlias = Callable[[Frame, list[str]], Frame]
"""Makes columns of text narrow: a translation of characters, which each engine does in its own words."""


def clean(
    frame: Frame, columns: Sequence[Column], narrow: Narrow, bounds_of: Callable[[str], Collection[int] | None]
) -> Frame:
    """Add for each fact whether it is ``known:``, its ``value:``, and whether its cell is ``bad:``.

    ``bounds_of`` are the values of a fact by which the rules tell its values apart, for months without a day.
    """
    columns = fact_columns(columns)
    frame = add_texts(frame, {TEXT + column.fact.id: column.heading for column in columns})
    frame = narrow(frame, [TEXT + column.fact.id for column in columns])
    stripped = {TEXT + column.fact.id: nw.col(TEXT + column.fact.id).str.strip_chars() for column in columns}
    frame = frame.with_columns(**stripped)
    frame = frame.with_columns(**{name: without_marks(nw.col(name), nw) for name in stripped})
    frame = frame.with_columns(_said(TEXT + column.fact.id, column.unknown) for column in columns if column.unknown)
    places = {TEXT + column.fact.id: column.fact for column in columns if column.fact.within}
    if places:
        frame = frame.with_columns(**{name: placed(nw.col(name), fact, nw) for name, fact in places.items()})
    by_column = [
        value_stages(column.fact, TEXT + column.fact.id, nw, column.unit, bounds_of(column.fact.id))
        for column in columns
    ]
    for number in range(max(map(len, by_column), default=0)):
        stage: Stage = {}
        for stages in by_column:
            stage |= stages[number] if number < len(stages) else {}
        frame = frame.with_columns(**stage)
    last: Stage = {}
    for column in columns:
        text, value = nw.col(TEXT + column.fact.id), nw.col(VALUE + column.fact.id)
        last[KNOWN + column.fact.id] = ~value.is_null()
        last[BAD + column.fact.id] = value.is_null() & (text.fill_null("") != "")
        if nothing := nothing_of(column.fact):
            last[BAD + column.fact.id] = last[BAD + column.fact.id] & ~text.fill_null("").str.contains(nothing)
        last[VALUE + column.fact.id] = value.fill_null(0)
    return frame.with_columns(**last)


def add_roots(frame: Frame, scored: Scoring, roots: dict[str, Expr]) -> Frame:
    """Add what the rules say of each row, from ``known:`` and ``value:`` columns."""
    return _laid_out(frame, [scored.layout(roots, nw)], scored)


def judged(frame: Frame, scored: Scoring) -> Frame:
    """Add all that a wide result is made of: also whether a cell that cannot be read could change it."""
    layouts = [scored.layout(wide_roots(scored), nw), scored.deciding.layout_in(nw)]
    return _laid_out(frame, layouts, scored)


def _flags(scored: Scoring) -> str:
    """What the columns begin with that tell in which rows, or firms, the cell of a fact cannot be read."""
    return BAD if scored.by_firm is None else BAD_OF_FIRM


def _laid_out(frame: Frame, layouts: Sequence[Layout], scored: Scoring) -> Frame:
    # Stage by stage of all layouts at once: what they nest in one another, an engine looks through each time.
    for stages in zip_longest(*(layout.of_rows for layout in layouts), fillvalue={}):
        if any(stages):
            frame = frame.with_columns(**dict(ChainMap(*stages)))
    if scored.by_firm is not None:
        frame = frame.filter(nw.col(FIRST))
    for stages in zip_longest(*(layout.of_firms for layout in layouts), fillvalue={}):
        if any(stages):
            frame = frame.with_columns(**dict(ChainMap(*stages)))
    return frame


def grouped(frame: Frame, key: str, row: str, columns: Sequence[Column]) -> Frame:
    """Add to a cleaned frame which rows are one firm, by a column with the ``key``, and how many these are.

    ``row`` is a column that numbers the rows. A cell of the firm cannot be read where that is so in any of its rows.
    """
    name = nw.col(key).cast(nw.String).str.strip_chars()
    keyed = nw.concat_str(nw.lit("key:"), name)
    alone = nw.concat_str(nw.lit("row:"), nw.col(row).cast(nw.String))
    frame = frame.with_columns(**{FIRM: nw.when(name.fill_null("") == "").then(alone).otherwise(keyed)})
    facts = [column.fact.id for column in fact_columns(columns)]
    flaws = {BAD_OF_FIRM + fact: nw.col(BAD + fact).any().over(FIRM) for fact in facts}
    frame = frame.with_columns(**{FIRST: nw.col(row).min().over(FIRM), ROWS: nw.len().over(FIRM)}, **flaws)
    return frame.with_columns(**{FIRST: nw.col(FIRST) == nw.col(row), ROWS: nw.col(ROWS).cast(nw.Int64)})


def wide_roots(scored: Scoring) -> dict[str, Expr]:
    """Return the nodes that a wide result is made of."""
    roots = dict(scored.graph.totals)
    for programme, outcome in scored.graph.outcomes.items():
        roots |= {
            f"{AMOUNT}{programme}": outcome.amount,
            f"{OPEN}{programme}": outcome.undetermined,
            f"{ELIGIBLE}{programme}": outcome.eligible,
        }
    roots |= {f"{DIFFERING}:{name}": differs for name, differs in scored.graph.differing.items()}
    for name, members in scored.graph.sets.items():
        roots |= {f"{name}:{member}": truth for member, truth in members.items() if f"{name}:{member}" not in roots}
    return roots


def wide(
    frame: Frame, scored: Scoring, columns: Sequence[Column], kept: Iterable[str], total: nw.Expr | None = None
) -> Frame:
    """Return the columns ``kept`` and those that are added; amounts are fen, null where open or not in force.

    What is added to rows with cells that cannot be read is null where that could change it; ``unreadable`` names their
    facts. So it is for firms of several rows, also where ``differing`` names facts that these tell differently. So it
    is for a row that is a ``total``, too; ``unreadable`` names that.
    """
    facts = [column.fact.id for column in fact_columns(columns)]
    begins = _flags(scored)
    unreadable = {fact: nw.col(begins + fact) for fact in facts} | ({} if total is None else {TOTAL: total})
    flaws = {UNREADABLE: _joined(unreadable)}
    if scored.by_firm is not None:
        flaws[DIFFERING] = _joined({name: nw.col(f"{DIFFERING}:{name}") for name in scored.graph.differing})
    frame = frame.with_columns(**flaws)
    frame = frame.with_columns(**{UNANSWERED: _unanswered(scored, total)})
    values = {programme: _amount(programme, scored) for programme in scored.validity}
    for name in SUMMARIES:
        members = scored.members.get(name)
        values[name] = (
            nw.col(name) if members is None else _joined({member: nw.col(f"{name}:{member}") for member in members})
        )
    added = {name: nw.when(~nw.col(UNANSWERED)).then(value) for name, value in values.items()}
    added = {f"answer:{name}": value for name, value in added.items()}
    frame = frame.with_columns(**added)
    return frame.select(*kept, *(nw.col(f"answer:{name}").alias(name) for name in values), *flaws)


def _unanswered(scored: Scoring, total: nw.Expr | None) -> nw.Expr:
    """Whether a row, or a firm, can have no answers."""
    flaws = [nw.col(DECIDES + fact) for fact in scored.deciding.truths]
    if scored.by_firm is not None:
        flaws.append(nw.col(DIFFERING) != "")
    unanswered: nw.Expr = nw.any_horizontal(*flaws, *([] if total is None else [total]), ignore_nulls=False)
    return unanswered


def is_total(names: Sequence[str], schema: nw.Schema) -> nw.Expr | None:
    """Return whether one of the columns that name firms says that a row is a total; None where none is of text."""
    texts = [name for name in names if schema[name] in {nw.String, nw.Categorical, nw.Enum}]
    if not texts:
        return None
    said = (nw.col(name).cast(nw.String).str.contains(TOTAL_IN_ANY_ENGINE).fill_null(value=False) for name in texts)
    found: nw.Expr = nw.any_horizontal(*said, ignore_nulls=False)
    return found


def narrow_by_replacing(frame: Frame, names: list[str]) -> Frame:
    """Make columns narrow one character after the other, for engines without a better way."""
    expressions = []
    for name in names:
        text = nw.col(name)
        for wide_one, narrow_one in WIDTHS.items():
            text = text.str.replace_all(wide_one, narrow_one, literal=True)
        expressions.append(text)
    return frame.with_columns(expressions)


def _amount(programme: str, scored: Scoring) -> nw.Expr:
    if scored.validity[programme] != "in-force":
        return nw.lit(None, nw.Int64())
    told = ~nw.any_horizontal(
        *(nw.col(kind + programme) for kind in scored.cannot_be_told(programme)), ignore_nulls=False
    )
    return nw.when(told).then(nw.col(AMOUNT + programme))


def _joined(members: dict[str, nw.Expr]) -> nw.Expr:
    """The names of the members that hold, joined by semicolons."""
    if not members:
        return nw.lit("")
    parts = [nw.when(holds).then(nw.lit(name)) for name, holds in members.items()]
    return nw.concat_str(nw.lit(None, nw.String()), *parts, separator=";", ignore_nulls=True).fill_null("")


def _said(name: str, unknown: Collection[str]) -> nw.Expr:
    """A column of text, null where its cells hold a word for what is not known."""
    text = nw.col(name)
    return nw.when(~text.str.to_lowercase().is_in(sorted(unknown))).then(text).alias(name)
