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

from szsubsidy.batch.expressions import Expr, Table, values_of
from szsubsidy.batch.row_remarks import REFUSED, RowRemarks
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import (
    ASSUMED,
    CEILINGS,
    MISSING,
    TOTAL,
    TOTAL_BEFORE,
    WITHIN_REACH,
    Granted,
    Scoring,
    masks,
    summed,
)
from szsubsidy.batch.shapes import AddedColumn, ColumnKind, Likeness, ids_text, is_member, yuan_text
from szsubsidy.batch.wording import Wording
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
_HELD, _FEN, _OPEN_ENDED = "held", "fen:", "free"
_ROW, _TEXT, _RANK, _AMOUNT = "row", "text", "rank", "amount"
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
        n, self._granted = scoring.numbers, scoring.granted
        self._sets = {name: list(scoring.sets[name]) for name in (MISSING, ASSUMED)}
        totals = {name: total for name, total in scoring.totals.items() if name in KINDS}
        held = masks(n, _HELD, {name: granted.held for name, granted in self._granted.items()})
        sets = {name: mask for kind in self._sets for name, mask in scoring.masks(kind).items()}
        fens = {_FEN + name: each.fen for name, each in self._granted.items() if each.certainty != "rate-unknown"}
        reach = {REACH: _best_reach(scoring), APPLY_BY: _first_last_day(scoring)}
        self._remarks: RowRemarks | None = None
        if wording is not None and any(column.name == REMARKS for column in self.added):
            self._remarks = RowRemarks(scoring, _HELD, _FEN, n.exceeds(reach[REACH], n.constant(0)))
        free = [fen for fen in fens.values() if values_of(fen) is None]
        several = [name for name, fen in fens.items() if len((values_of(fen) or frozenset()) - {0}) > 1]
        self.roots: dict[str, Expr] = {**totals, **held, **sets, **fens, **reach, _OPEN_ENDED: summed(n, free)}
        keys = [*totals, *held, *sets, *several, *reach]
        if self._remarks is not None:
            self.roots |= self._remarks.roots
            keys.append(REFUSED)
        self._likeness = Likeness(_OPEN_ENDED, keys)

    def distinct(self, chunk: ScoredChunk) -> tuple[ScoredChunk, pl.Series]:
        """Return rows of which no two get the same, and for each row of the chunk the place of its like among them."""
        return self._likeness.distinct(chunk)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        return None, [self._column(column.name, chunk).alias(column.name) for column in self.added]

    def _column(self, name: str, chunk: ScoredChunk) -> pl.Series:
        results = chunk.results
        if name in self._sets:
            return ids_text(results, name, self._sets[name])
        if name == PROGRAMMES:
            return awards_text(results, self._granted)
        if name == REACH:
            return results[REACH].replace_strict(dict(enumerate(("", *REACHES))), return_dtype=pl.String)
        if name == APPLY_BY:
            days = results[APPLY_BY]
            return days.set(days == 0, None)
        if name == REMARKS:
            if self._remarks is None or self._wording is None:
                return _nothing(len(results))
            return self._remarks.texts(chunk, self._wording)
        return results[name]


def _nothing(height: int) -> pl.Series:
    return pl.Series([""]).new_from_index(0, height)


def _best_reach(scoring: Scoring) -> Expr:
    """The place of the best reach in `REACHES`, counted from 1, of what is held within reach, or else by the terms."""
    n = scoring.numbers
    by_terms = {name: granted.held for name, granted in scoring.granted.items()}
    return _nearest(scoring, scoring.within_reach, _nearest(scoring, by_terms, n.constant(0)))


def _nearest(scoring: Scoring, held: Mapping[str, Expr], otherwise: Expr) -> Expr:
    n, best = scoring.numbers, otherwise
    for place, reach in reversed(list(enumerate(REACHES, 1))):
        some = any_of(n, (truth for name, truth in held.items() if scoring.availability[name].reach == reach))
        best = n.choose(some, n.constant(place), best)
    return best


def _first_last_day(scoring: Scoring) -> Expr:
    """The first day after which one of the open programmes that are held takes no more applications; 0: none."""
    n = scoring.numbers
    days: dict[int, list[Expr]] = {}
    for name, held in scoring.within_reach.items():
        found = scoring.availability[name]
        if found.reach == "open" and found.window is not None and found.window.closes is not None:
            days.setdefault(found.window.closes, []).append(held)
    first = n.constant(0)
    for day in sorted(days, reverse=True):
        first = n.choose(any_of(n, days[day]), n.constant(day), first)
    return first


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
def awards_text(results: pl.DataFrame, granted: Mapping[str, Granted]) -> pl.Series:
    """Write what each row holds, in yuan: ``id=amount``, of a panel ``id<=amount``, ``id`` where no rate is known."""
    ranks = list(_SIGNS)
    parts = []
    for place, (name, each) in enumerate(granted.items()):
        rows = is_member(results, _HELD, place).arg_true()
        if not len(rows):
            continue
        fen = pl.zeros(len(rows), eager=True, dtype=pl.Int64)
        if each.certainty != "rate-unknown":
            fen = results[_FEN + name].gather(rows)
        sign = _SIGNS[each.certainty]
        text = pl.concat_str(pl.lit(name + sign), yuan_text(pl.col(_AMOUNT))) if sign else pl.lit(name)
        rank = pl.lit(ranks.index(each.certainty), pl.UInt8)
        part = pl.DataFrame([rows.alias(_ROW), fen.alias(_AMOUNT)])
        parts.append(part.with_columns(text.alias(_TEXT), rank.alias(_RANK)))
    written = _nothing(len(results))
    if not parts:
        return written
    each_row = pl.concat(parts).sort(_ROW, _RANK, _AMOUNT, descending=[False, False, True], maintain_order=True)
    joined = each_row.group_by(_ROW, maintain_order=True).agg(pl.col(_TEXT).str.join(";"))
    return written.scatter(joined[_ROW], joined[_TEXT])
