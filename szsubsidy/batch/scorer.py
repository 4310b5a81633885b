"""Scores one chunk of a table with Polars: cleans its facts, sets bad rows aside, runs the rules, counts.

Say a table has the headings ``type, cost``, one programme grants start-ups 60% of the cost, at most 1,000 fen, and a
chunk holds lines 2 to 4:

    2  startup,15
    3  startup,abc
    4  ,20

The cells are *cleaned* into an integer, and whether it is known, for each fact; ``abc`` can be neither:

    ====  ==========  ==========  ==========  ==========  ========
    line  known:type  value:type  known:cost  value:cost  bad cost
    ====  ==========  ==========  ==========  ==========  ========
    2     true                 0  true             1,500  false
    3     true                 0  false                0  true
    4     false                0  true             2,000  false
    ====  ==========  ==========  ==========  ==========  ========

(0 is the place of ``startup`` among the types.) From these columns the engine computes the *roots*: what the programme
grants, whether that is open, which facts are missing. As what ``abc`` means decides
(`szsubsidy.batch.bad_cells`), line 3 is *set aside* with the reason that `szsubsidy.facts.read` gives for it. What is
left is *counted*, with a bit for each fact that can be missing (``type`` is the lowest):

    ====  ========  ===============  =================  =========
    line  amount:p  eligible:p       undetermined:p     missing:0
    ====  ========  ===============  =================  =========
    2          900  true             false                      0
    4            0  false            true                       1
    ====  ========  ===============  =================  =========

    Tally(scored=2, eligible={p: 1}, sums={p: 900}, undetermined={p: 1}, missing={0: 1, 1: 1})
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from szsubsidy.batch.bad_cells import AS_CSV, BadCells, Reading
from szsubsidy.batch.cells import DAY_ZERO, DAY_ZERO_1904, Cleaner, as_text
from szsubsidy.batch.cleaned import Cleaned
from szsubsidy.batch.doubts import Doubt, not_read, points_in
from szsubsidy.batch.expressions import KNOWN, VALUE, Expr
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.lists import unlisted
from szsubsidy.batch.other_facts import doubts_of, remarks_of
from szsubsidy.batch.results import Computed, Results, Roots, counted_roots
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.small_amounts import small_in
from szsubsidy.batch.tables.source import Rows
from szsubsidy.batch.tally import Tally
from szsubsidy.facts.types import type_of

if TYPE_CHECKING:
    from szsubsidy.batch.shapes import Shape


class ScoredChunk(NamedTuple):
    """Rows that were scored; what came out; what was counted.

    ``rejected`` are the other rows in their order, those of ``rows.rejects`` that have cells; ``remarks`` say of each
    scored row what was passed over in it, empty where nothing was, None where that is so in all.
    """

    rows: Rows
    came_out: Results | None
    tally: Tally
    rejected: Rows | None = None
    remarks: pl.Series | None = None

    @property
    def results(self) -> Results:
        """What came out, where anything was asked."""
        assert self.came_out is not None
        return self.came_out


class Scorer:
    """Scores chunks of an input; workers may share it. What comes out is for a ``shape``, if one is given.

    ``needed`` are facts that no column holds, but a heading looks like: it is counted where they could change anything.
    This one does what a graph says of every row, the scorer of tables looks rows up (`szsubsidy.batch.table_scorer`).
    """

    reads: type[Cleaner] = Cleaner

    def __init__(
        self,
        scoring: Scoring,
        columns: Sequence[Column],
        shape: Shape | None = None,
        reading: Reading = AS_CSV,
        needed: Collection[str] = (),
    ) -> None:
        self._scoring = scoring
        self._columns = fact_columns(columns)
        self._cleaners = [(column, self._cleaner(column, reading)) for column in self._columns]
        self.bad_cells = BadCells(scoring.deciding, self._cleaners, reading)
        self._said_of = partial(remarks_of, reading=reading)
        self._facts = scoring.facts
        self._separator = reading.separator
        self._arrays = reading.format == "jsonl"
        self._needed = frozenset(needed)
        self._prepare(shape)

    def _cleaner(self, column: Column, reading: Reading) -> Cleaner:
        bounds = self._scoring.bounds_of(column.fact.id)
        zero = None if reading.format != "xlsx" else DAY_ZERO_1904 if reading.from_1904 else DAY_ZERO
        return self.reads(column.fact, column.unit, day_zero=zero, unknown=column.unknown, bounds=bounds)

    def _prepare(self, shape: Shape | None) -> None:
        """Make ready for what is asked of every row."""
        asked = Roots({}) if shape is None else shape.roots()
        self._told = asked.told
        self._roots = {**counted_roots(self._scoring, self._needed), **asked.exprs, **self._further_roots()}
        self._layout = self._scoring.layout(self._roots, pl)

    def _further_roots(self) -> Mapping[str, Expr]:
        """What a kind of scorer asks besides."""
        return {}

    def score(self, rows: Rows) -> ScoredChunk:
        """Clean and score rows; those with a cell that cannot be read, and that matters, are set aside."""
        texts = self.texts(rows)
        results, bad = self.compute(texts, len(rows.lines))
        doubtful, silent = any_of(bad), self.silent(texts)
        if doubtful is None:
            tally = self.count(results)._replace(doubts=self.doubts(texts, bad))
            return ScoredChunk(rows, results, tally, remarks=self._joined(silent) if silent else None)
        places = doubtful.arg_true()
        decides = self.bad_cells.decide([text.gather(places) for text in texts])
        gone, passed = places.filter(decides), places.filter(~decides)
        remarks = pl.Series([""]).new_from_index(0, len(rows.lines))
        remarks = remarks.scatter(passed, self.bad_cells.remarks(passed, texts, bad))
        if silent:
            remarks = self._joined([remarks, *silent])
        rejects = [*rows.rejects, *self.bad_cells.rejects(rows, gone, texts, bad)]
        kept = pl.repeat(value=True, n=len(rows.lines), eager=True).scatter(gone, False)
        results = results.filter(kept)
        return ScoredChunk(
            _filtered(rows, kept)._replace(rejects=sorted(rejects, key=lambda reject: reject.line)),
            results,
            self.count(results)._replace(doubts=self.doubts(texts, bad, passed)),
            _filtered(rows, ~kept) if len(gone) else None,
            remarks.filter(kept) if len(passed) or silent else None,
        )

    def silent(self, texts: Sequence[pl.Series]) -> list[pl.Series]:
        """Return what is remarked of each row for cells that say nothing, by column that has any."""
        said = []
        for (column, cleaner), text in zip(self._cleaners, texts, strict=True):
            places = cleaner.nothing_at(text)
            if places is not None:
                nothing = pl.Series([""]).new_from_index(0, len(text))
                said.append(nothing.scatter(places, self._said_of(column, text.gather(places))))
        return said

    def _joined(self, remarks: Sequence[pl.Series]) -> pl.Series:
        """The remarks of each row together; an empty one says nothing."""
        columns = pl.DataFrame([each.alias(str(place)) for place, each in enumerate(remarks)])
        filled, separator = pl.all().replace("", None), self.bad_cells.separator
        return columns.select(pl.concat_str(filled, separator=separator, ignore_nulls=True)).to_series()

    def texts(self, rows: Rows) -> list[pl.Series]:
        """Return the columns of facts as text."""
        return [self._text(rows, column) for column, _ in self._cleaners]

    def _text(self, rows: Rows, column: Column) -> pl.Series:
        text = as_text(rows.cells[str(column.place)])
        return unlisted(text) if self._arrays and type_of(column.fact).several else text

    def named_texts(self, texts: Sequence[pl.Series]) -> list[pl.Series]:
        """Return columns named by their headings for what reads texts, and does not know how a workbook counts days."""
        pairs = zip(self._cleaners, texts, strict=True)
        return [cleaner.with_days_written(text).alias(column.heading) for (column, cleaner), text in pairs]

    def compute(self, texts: Sequence[pl.Series], height: int) -> tuple[Results, list[pl.Series | None]]:
        """Return what came out for every row, and for each column of text where it cannot be read."""
        cleaned = self._clean(texts)
        steps = table_of(self._asked(cleaned), height).lazy()
        for stage in self._layout.of_rows:
            steps = steps.with_columns(**stage)
        table = steps.select(list(self._roots)).collect(optimizations=pl.QueryOptFlags.none())
        return Computed(table, self._scoring, self._told), [each.bad for each in cleaned]

    def _clean(self, texts: Sequence[pl.Series]) -> list[Cleaned]:
        """The columns of facts as integers."""
        return [cleaner.clean(text) for (_, cleaner), text in zip(self._cleaners, texts, strict=True)]

    def _asked(self, cleaned: Sequence[Cleaned]) -> dict[str, Cleaned]:
        """Those that the rules ask for, by fact."""
        pairs = zip(self._columns, cleaned, strict=True)
        return {column.fact.id: each for column, each in pairs if column.fact.id in self._facts}

    def count(self, results: Results) -> Tally:
        """Count what came out over rows."""
        return results.tally(self._needed)

    def doubts(
        self, texts: Sequence[pl.Series], bad: Sequence[pl.Series | None], passed: pl.Series | None = None
    ) -> Counter[Doubt]:
        """Count the cells of which people should know, though they were read, or though their rows are scored.

        ``passed`` are the places of scored rows with cells that cannot be read; None: there are none.
        """
        doubts: Counter[Doubt] = Counter()
        if passed is not None:
            for column, text, flags in zip(self._columns, texts, bad, strict=True):
                unread = passed[:0] if flags is None else passed.filter(flags.gather(passed))
                if len(unread):
                    doubts += not_read(column.heading, text[int(unread[0])], len(unread))
        if self._separator == ";":
            for column, text, flags in zip(self._columns, texts, bad, strict=True):
                if type_of(column.fact).in_yuan:
                    doubts += points_in(column.heading, text, flags)
        for (column, cleaner), text in zip(self._cleaners, texts, strict=True):
            doubts += doubts_of(column, cleaner.nothings(text))
            if column.unit_assumed:
                doubts += small_in(column, text)
        return doubts


def table_of(cleaned: Mapping[str, Cleaned], height: int) -> pl.DataFrame:
    """Return facts as the columns that a graph reads."""
    columns = {
        name: series
        for fact, each in cleaned.items()
        for name, series in ((KNOWN + fact, each.known), (VALUE + fact, each.value))
    }
    return pl.DataFrame(columns or {"": pl.zeros(height, eager=True)})


def _filtered(rows: Rows, kept: pl.Series) -> Rows:
    """Those of some rows that are kept."""
    raw = None if rows.raw is None else rows.raw.filter(kept)
    return rows._replace(raw=raw, cells=rows.cells.filter(kept), lines=rows.lines.filter(kept))


def any_of(bad: Sequence[pl.Series | None]) -> pl.Series | None:
    """Return where any of the columns cannot be read; None if every one can."""
    any_bad = None
    for flags in bad:
        if flags is not None:
            any_bad = flags if any_bad is None else any_bad | flags
    return any_bad
