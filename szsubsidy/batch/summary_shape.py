"""The narrow block that people read behind the columns of their table: what a firm gets, until when, and why not.

Of two firms, the first of which holds two programmes that are under one joint cap,

    =======  ============  ========  =============================================  =====  ==========  ========
    total    within_reach  ceilings  programmes                                     reach  apply_by    missing
    =======  ============  ========  =============================================  =====  ==========  ========
    1500000       1500000         0  training-voucher=1000000;district-voucher=…    open   2026-06-05
          0             0         0                                                                    district
    =======  ============  ========  =============================================  =====  ==========  ========

An empty cell says that something does not arise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.refusals import refusals
from szsubsidy.batch.results import FEN, PLACE, REFUSED, ROW, Results, Roots, held_roots
from szsubsidy.batch.row_remarks import RowRemarks, joined
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import ASSUMED, CEILINGS, MISSING, TOTAL, TOTAL_BEFORE, WITHIN_REACH, Scoring
from szsubsidy.batch.shapes import AddedColumn, ColumnKind, ids_text, nothing, yuan
from szsubsidy.batch.wording import Wording
from szsubsidy.rules.reach import Availability
from szsubsidy.vocabulary import REACHES, Certainty

PROGRAMMES, REACH, APPLY_BY, REMARKS = "programmes", "reach", "apply_by", "remarks"
KINDS: dict[str, ColumnKind] = {
    TOTAL: "amount",
    TOTAL_BEFORE: "amount",
    WITHIN_REACH: "amount",
    CEILINGS: "amount",
    PROGRAMMES: "awards",
    REACH: "text",
    APPLY_BY: "day",
    MISSING: "ids",
    ASSUMED: "ids",
    REMARKS: "text",
}
"""The columns of the block, in their order; that under the terms in force stands where changed ones are scored."""
_TEXT, _RANK = "text", "rank"
_SIGNS: dict[Certainty, str] = {"computed": "=", "panel": "<=", "rate-unknown": ""}


class SummaryShape:
    """One row for each row: totals, what is held and until when one can apply, and what to know of it."""

    def __init__(self, scoring: Scoring, wanted: Sequence[str] | None = None, wording: Wording | None = None) -> None:
        self._wording = wording
        self.added = [
            AddedColumn(name, kind)
            for name, kind in KINDS.items()
            if (wanted is None or name in wanted) and (name != TOTAL_BEFORE or name in scoring.totals)
        ]
        self._scoring = scoring
        told = wording is not None and any(column.name == REMARKS for column in self.added)
        self._remarks = RowRemarks(scoring) if told else None

    def roots(self) -> Roots:
        """Return what is asked of a graph."""
        scoring, graph = self._scoring, self._scoring.graph
        roots = {name: total for name, total in graph.totals.items() if name in KINDS}
        roots |= held_roots(scoring) | scoring.masks(MISSING) | scoring.masks(ASSUMED)
        roots |= {REACH: _best_reach(scoring), APPLY_BY: _first_last_day(scoring)}
        if self._remarks is None:
            return Roots(roots)
        n = graph.numbers
        found = refusals(scoring, n.exceeds(roots[REACH], n.constant(0)))
        return Roots({**roots, REFUSED: found.code}, found.told)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        return None, [self._column(column.name, chunk).alias(column.name) for column in self.added]

    def _column(self, name: str, chunk: ScoredChunk) -> pl.Series:
        results = chunk.results
        if name in {MISSING, ASSUMED}:
            return ids_text(results, name, self._scoring.members[name])
        if name == PROGRAMMES:
            return awards_text(results, self._scoring.awards)
        if name == REACH:
            return pl.Series(["", *REACHES])[results[REACH]]
        if name == APPLY_BY:
            days = results[APPLY_BY]
            return days.set(days == 0, None)
        if name == REMARKS:
            if self._remarks is None or self._wording is None:
                return nothing(len(results))
            return self._remarks.texts(chunk, self._wording)
        return results[name]


def _best_reach(scoring: Scoring) -> Expr:
    """The place of the best reach in `REACHES`, counted from 1, of what is held within reach, or else by the terms."""
    graph = scoring.graph
    by_terms = {name: granted.held for name, granted in graph.granted.items()}
    return _nearest(scoring, graph.within_reach, _nearest(scoring, by_terms, graph.numbers.constant(0)))


def _nearest(scoring: Scoring, held: Mapping[str, Expr], otherwise: Expr) -> Expr:
    n, best = scoring.graph.numbers, otherwise
    for place, reach in reversed(list(enumerate(REACHES, 1))):
        some = any_of(n, (truth for name, truth in held.items() if scoring.availability[name].reach == reach))
        best = n.choose(some, n.constant(place), best)
    return best


def _first_last_day(scoring: Scoring) -> Expr:
    """The first day after which one of the open programmes that are held takes no more applications; 0: none."""
    n = scoring.graph.numbers
    days: dict[int, list[Expr]] = {}
    for name, held in scoring.graph.within_reach.items():
        if (day := last_day(scoring.availability[name])) is not None:
            days.setdefault(day, []).append(held)
    first = n.constant(0)
    for day in sorted(days, reverse=True):
        first = n.choose(any_of(n, days[day]), n.constant(day), first)
    return first


def last_day(availability: Availability) -> int | None:
    """Return the last day on which one can apply for an open programme, where it is known."""
    window = availability.window
    return window.closes if availability.reach == "open" and window is not None else None


def any_of(n: Table, truths: Iterable[Expr]) -> Expr:
    """Return whether any of some truths holds."""
    some = n.false
    for truth in truths:
        some = n.either(some, truth)
    return some


# Rows 0 and 1 of a chunk, with what they hold, in fen:
#
#     programme      row 0    row 1
#     voucher      500,000  100,000
#     district           -  300,000
#     prize              -  a panel decides, up to 900,000
#
# Each programme gives a table of the rows that hold it; one below the other they are sorted by row, then what is
# computed before what a panel decides, then the larger amount first, and joined: row 1 becomes
# ``district=3000;voucher=1000;prize<=9000``.
def awards_text(results: Results, awards: Mapping[str, Certainty]) -> pl.Series:
    """Write what each row holds, in yuan: ``id=amount``, of a panel ``id<=amount``, ``id`` where no rate is known."""
    held = results.awards()
    written = nothing(len(results))
    if not len(held):
        return written
    ranks = pl.Series([list(_SIGNS).index(certainty) for certainty in awards.values()], dtype=pl.UInt8)
    signed = pl.Series([name + _SIGNS[certainty] for name, certainty in awards.items()])
    place = held[PLACE]
    amount = yuan(held[FEN]).cast(pl.String)
    blank = (ranks[place] == list(_SIGNS).index("rate-unknown")).arg_true()
    if len(blank):
        amount = amount.scatter(blank, "")
    text = signed[place] + amount
    table = held.with_columns(text.alias(_TEXT), ranks[place].alias(_RANK))
    return joined(table.sort(ROW, _RANK, FEN, PLACE, descending=[False, False, True, False]), ";", written)
