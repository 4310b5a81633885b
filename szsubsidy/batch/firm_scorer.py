"""Scores a table in which several rows are one firm: each row is a project of the firm's year.

Say the column 企业名称 holds the key, and lines 2 to 5 of a table are

    2  甲, 1500万
    3  乙, 90万
    4  甲, 1200万
    5  ,   80万

Firms stand in the order in which they first do so in the table, and a row without a key is a firm by itself. So there
are three: ``firm_of`` is 0, 1, 0, 2 for the rows, ``first`` is 0, 1, 3, the place of each firm's first row, and
``heights`` is 2, 1, 1. What comes out has three rows: that of 甲 says what both its contracts bring together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from szsubsidy.batch.cleaned import Cleaned
from szsubsidy.batch.decisions.decided import Decided
from szsubsidy.batch.decisions.made_ready import Decisions
from szsubsidy.batch.decisions.row_facts import RowFacts, zeros
from szsubsidy.batch.expressions import FIRM, Expr, Stage
from szsubsidy.batch.firm_table import FIRST, HELD
from szsubsidy.batch.joined import Joined, Part
from szsubsidy.batch.results import Computed, Results
from szsubsidy.batch.scorer import Scorer, table_of
from szsubsidy.batch.scoring import Scoring

if TYPE_CHECKING:
    from szsubsidy.batch.shapes import Shape

ROWS = "rows"
"""The column that tells how many rows a firm has."""
WORTH_TABLES = 2_000
"""So many firms of a single row are worth the time in which decision tables are made ready."""
DIFFERING = "differing:"
"""What the columns begin with that tell where rows of a firm say different things."""


class Firms(NamedTuple):
    """Which rows are one firm; see the example above."""

    firm_of: pl.Series
    first: pl.Series
    heights: pl.Series


class ScoredFirms(NamedTuple):
    """What came out of a table of projects.

    ``results`` has a row for each firm. ``bad`` tells for each column of text in which
    rows it cannot be read (None: in every one it can); such a cell counted as unknown. ``differing`` tells for each
    fact of the firm, and for each column of money held under its name, of which firms the rows say different things; a
    cell that is empty says nothing. There the results rest on the largest of the values.
    """

    firms: Firms
    results: Results
    bad: list[pl.Series | None]
    differing: dict[str, pl.Series]


def firms_of(keys: pl.Series) -> Firms:
    """Return which rows have one key; each row without a key (null) is a firm by itself."""
    rows = pl.DataFrame([keys.alias("key"), pl.int_range(len(keys), eager=True).alias("row")])
    row, key = pl.col("row"), pl.col("key")
    begun = rows.select(pl.when(key.is_null()).then(row).otherwise(row.first().over(key))).to_series()
    is_first = begun == rows["row"]
    firm_of = (is_first.cum_sum().cast(pl.Int64) - 1).gather(begun)
    heights = pl.DataFrame([begun.alias("begun")]).select(pl.len().over("begun")).to_series().filter(is_first)
    return Firms(firm_of, rows["row"].filter(is_first), heights)


class FirmScorer(Scorer):
    """Scores whole firms with one scoring that was compiled with `szsubsidy.batch.judging.ByFirm`.

    All rows of a firm must be in one call, wherever they stand in it. `Scorer.count` counts the results: firms. One of
    a single row that holds nothing is told what its row is told: where there are many, they are looked up as rows are.
    """

    def _prepare(self, shape: Shape | None) -> None:
        scoring = self._scoring
        differing = scoring.graph.differing
        self._differing = {DIFFERING + name: differs for name, differs in differing.items()}
        self._held = scoring.by_firm.held if scoring.by_firm else ()
        super()._prepare(shape)
        self._over_rows = _with_last_uses(self._layout.of_rows, later=self._layout.of_firms)
        self._over_firms = _with_last_uses(self._layout.of_firms)

    @cached_property
    def _decisions(self) -> Decisions:
        """The tables of rows that are each a firm."""
        scoring = self._scoring
        return Decisions(Scoring(scoring.catalogue, scoring.as_of, scoring.available, scoring.before))

    def _further_roots(self) -> Mapping[str, Expr]:
        return self._differing

    def compute_firms(self, texts: Sequence[pl.Series], held: Mapping[str, pl.Series], keys: pl.Series) -> ScoredFirms:
        """Return the roots of every firm.

        ``texts`` are the columns of facts as for `Scorer.compute`, ``held`` fen by programme (null: nothing), and
        ``keys`` tell which rows are one firm.
        """
        firms = firms_of(keys)
        cleaned = self._clean(texts)
        facts, money = self._asked(cleaned), {name: held[name].fill_null(0) for name in self._held}
        by_itself = firms.heights == 1
        for fen in money.values():
            by_itself = by_itself & (fen.gather(firms.first) == 0)
        if by_itself.sum() < WORTH_TABLES:
            by_itself = zeros(len(by_itself), pl.Boolean)
        alone, others = by_itself.arg_true(), (~by_itself).arg_true()
        differing = {name.removeprefix(DIFFERING): zeros(len(by_itself), pl.Boolean) for name in self._differing}
        parts = []
        if len(alone):
            rows, decisions = firms.first.gather(alone), self._decisions
            each = RowFacts({fact: of.among(rows) for fact, of in facts.items()}, len(rows), decisions.classes)
            parts.append(Part(Decided(decisions, each), alone))
        if len(others) or not parts:
            table = self._of_years(facts, money, firms, by_itself)
            parts.append(Part(Computed(table, self._scoring, self._told), others))
            differing = {
                name: flags.scatter(others, table[DIFFERING + name]) if len(others) else flags
                for name, flags in differing.items()
            }
        results = Joined(parts) if len(parts) > 1 else parts[0].results
        return ScoredFirms(firms, results, [each.bad for each in cleaned], differing)

    def held_in(self, texts: Sequence[pl.Series]) -> dict[str, pl.Series]:
        """Return the columns of money held among the ``texts``, in fen by programme; null where a cell says nothing."""
        held = {}
        for (column, cleaner), text in zip(self._cleaners, texts, strict=True):
            if column.held in self._held:
                fen = cleaner.clean(text)
                held[column.held] = fen.value.set(~fen.known, None)
        return held

    def compute(self, texts: Sequence[pl.Series], height: int) -> tuple[Results, list[pl.Series | None]]:
        """Return what came out for every row, each a firm by itself, and for each column where it cannot be read."""
        each = pl.Series([None], dtype=pl.UInt32).new_from_index(0, height)
        scored = self.compute_firms(texts, self.held_in(texts), each)
        return scored.results, scored.bad

    def _of_years(
        self, facts: Mapping[str, Cleaned], held: Mapping[str, pl.Series], firms: Firms, by_itself: pl.Series
    ) -> pl.DataFrame:
        """The roots of the firms that are not looked up."""
        rows = (~by_itself).gather(firms.firm_of).arg_true()
        table = table_of({fact: each.among(rows) for fact, each in facts.items()}, len(rows))
        is_first = rows.is_in(firms.first.implode()).alias(FIRST)
        money = [fen.gather(rows).alias(HELD + programme) for programme, fen in held.items()]
        # Stage by stage, not as one lazy plan: of a hundred stages, planning takes longer than computing.
        table = table.with_columns(firms.firm_of.gather(rows).alias(FIRM), is_first, *money)
        for stage, done_with in self._over_rows:
            table = table.with_columns(**stage).drop(done_with, strict=False)
        table = table.filter(FIRST)
        for stage, done_with in self._over_firms:
            table = table.with_columns(**stage).drop(done_with, strict=False)
        return table.select(list(self._roots))


def _with_last_uses(stages: Sequence[Stage], later: Sequence[Stage] = ()) -> list[tuple[Stage, list[str]]]:
    """Each stage with the columns that no stage behind it needs, so that few are kept at a time."""
    needed = {FIRM, FIRST, *_read_by(later)}
    found: list[tuple[Stage, list[str]]] = []
    for stage in reversed(stages):
        read = _read_by([stage])
        found.append((stage, sorted(read - needed)))
        needed |= read
    return found[::-1]


def _read_by(stages: Sequence[Stage]) -> set[str]:
    return {name for stage in stages for column in stage.values() for name in column.meta.root_names()}
