"""What came out for the rows of a chunk, however it was found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

import polars as pl

from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.scoring import AMOUNT, ASSUMED, BITS, ELIGIBLE, MISSING, OPEN, SUMMED, UNUSED, Scoring
from szsubsidy.batch.scoring_graph import masks
from szsubsidy.batch.tally import Tally

if TYPE_CHECKING:
    from szsubsidy.batch.refusals import Refusal

ROW, PLACE, FEN = "row", "place", "fen"
HELD, GRANTED, UNCUT, REFUSED = "held", "fen:", "uncut:", "refused"
"""The set of what a row holds; what the columns begin with of what that grants, and would but for its cost; why not."""
NEEDED = "needed:"
"""Begins the name of a root that tells where a fact could change the outcome that no column holds."""
_PAID = "paid:"


class Cut(NamedTuple):
    """In some rows, by place, what a limit takes from a programme, in fen. ``by_cost``: its cost, not a joint cap."""

    programme: str
    by_cost: bool
    rows: pl.Series
    fen: pl.Series


class Results(Protocol):
    """What came out for rows.

    A column is called as `Scoring` calls it: a total, a programme behind `AMOUNT`, `ELIGIBLE` or `OPEN`, a set with the
    place of its first member, such as ``missing:0``, or as a shape asks for it.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, name: str) -> pl.Series: ...

    def filter(self, kept: pl.Series) -> Self:
        """Return what came out for the rows that are kept."""

    def awards(self) -> pl.DataFrame:
        """Return what is held: the row, the place of the programme in `Scoring.awards`, and the fen that it grants."""

    def cuts(self) -> Iterator[Cut]:
        """Return what limits take from what is held."""

    def refused(self) -> tuple[pl.Series, Sequence[Refusal]]:
        """Return a code for each row, and what the codes mean: 1 is the first; 0 that nothing is to be told."""

    def tally(self, needed: Collection[str]) -> Tally:
        """Return what is counted; ``needed`` are the facts of which it is asked where they could change something."""


class Roots(NamedTuple):
    """What a graph must say of every row, by name, and what the codes of refusals mean, where it says these."""

    exprs: Mapping[str, Expr]
    told: Sequence[Refusal] = ()


def counted_roots(scoring: Scoring, needed: Collection[str]) -> dict[str, Expr]:
    """Return what `Computed.tally` counts."""
    graph = scoring.graph
    roots = {
        f"{kind}{programme}": term
        for programme, outcome in graph.outcomes.items()
        for kind, term in (
            (ELIGIBLE, outcome.eligible),
            (OPEN, outcome.undetermined),
            (AMOUNT, outcome.amount),
        )
    }
    roots |= scoring.masks(MISSING) | scoring.masks(ASSUMED)
    roots |= {name: graph.totals[name] for name in SUMMED if name in graph.totals}
    roots |= {f"{UNUSED}:{fact}": given for fact, given in graph.sets[UNUSED].items()}
    return roots | {NEEDED + fact: graph.needs[fact] for fact in needed if fact in graph.needs}


class Computed:
    """A table with a column for each root of a graph."""

    def __init__(self, table: pl.DataFrame, scoring: Scoring, told: Sequence[Refusal] = ()) -> None:
        self.table = table
        self._scoring = scoring
        self._told = told

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, name: str) -> pl.Series:
        return self.table[name]

    def filter(self, kept: pl.Series) -> Self:
        return type(self)(self.table.filter(kept), self._scoring, self._told)

    def awards(self) -> pl.DataFrame:
        parts = [pl.DataFrame(schema={ROW: pl.UInt32, PLACE: pl.UInt32, FEN: pl.Int64})]
        for place, name in enumerate(self._scoring.awards):
            rows = self._holding(name)
            if len(rows):
                fen = self._in_rows(GRANTED + name, rows)
                parts.append(pl.DataFrame([rows.alias(ROW), _same(place, len(rows)).alias(PLACE), fen.alias(FEN)]))
        return pl.concat(parts)

    def cuts(self) -> Iterator[Cut]:
        for by_cost, names in ((False, (AMOUNT, UNCUT)), (True, (UNCUT, GRANTED))):
            for programme in self._scoring.awards:
                before, after = (begin + programme for begin in names)
                if before in self.table.columns and after in self.table.columns:
                    rows = self._holding(programme)
                    taken = self.table[before].gather(rows) - self.table[after].gather(rows)
                    cut = taken > 0
                    yield Cut(programme, by_cost, rows.filter(cut), taken.filter(cut))

    def refused(self) -> tuple[pl.Series, Sequence[Refusal]]:
        return self.table[REFUSED], self._told

    def tally(self, needed: Collection[str]) -> Tally:
        scoring = self._scoring
        programmes = list(scoring.editions)
        totals = [name for name in SUMMED if name in scoring.totals]
        unused = scoring.members[UNUSED]
        asked = [fact for fact in needed if NEEDED + fact in self.table.columns]
        sums = self.table.select(
            *(pl.col(f"{kind}{programme}").sum() for kind in (ELIGIBLE, OPEN, AMOUNT) for programme in programmes),
            *(pl.col(name).sum() for name in totals),
            *((pl.col(name) > 0).sum().alias(_PAID + name) for name in totals),
            *(pl.col(f"{UNUSED}:{fact}").sum() for fact in unused),
            *(pl.col(NEEDED + fact).sum() for fact in asked),
        ).row(0, named=True)
        return Tally(
            len(self.table),
            Counter({programme: sums[ELIGIBLE + programme] for programme in programmes}),
            Counter({programme: sums[AMOUNT + programme] for programme in programmes}),
            Counter({programme: sums[OPEN + programme] for programme in programmes}),
            Counter(dict(self.table[f"{MISSING}:0"].value_counts().iter_rows())),
            Counter({name: sums[name] for name in totals}),
            Counter({name: sums[_PAID + name] for name in totals}),
            Counter({fact: sums[f"{UNUSED}:{fact}"] for fact in unused}),
            counted_members(self, ASSUMED, scoring.members[ASSUMED]),
            Counter({fact: sums[NEEDED + fact] for fact in asked}),
            Counter(),
        )

    def _holding(self, programme: str) -> pl.Series:
        """The places of the rows that hold a programme."""
        place = list(self._scoring.awards).index(programme)
        return is_member(self, HELD, place).arg_true()

    def _in_rows(self, name: str, rows: pl.Series) -> pl.Series:
        if name not in self.table.columns:
            return pl.zeros(len(rows), dtype=pl.Int64, eager=True)
        return self.table[name].gather(rows)


def counted_members(results: Results, name: str, members: Sequence[str]) -> Counter[str]:
    """Return in how many rows each member is in a set; few sets differ."""
    rows: Counter[str] = Counter()
    for begin in range(0, len(members), BITS):
        for mask, count in results[f"{name}:{begin}"].value_counts().iter_rows():
            for bit, member in enumerate(members[begin : begin + BITS]):
                rows[member] += count if mask >> bit & 1 else 0
    return rows


def is_member(results: Results, name: str, place: int) -> pl.Series:
    """Return in which rows the member at a place is in a set."""
    return results[f"{name}:{place - place % BITS}"] // (1 << place % BITS) % 2 == 1


def held_roots(scoring: Scoring) -> dict[str, Expr]:
    """Return what `Computed.awards` and `Computed.cuts` ask for."""
    graph = scoring.graph
    n, granted = graph.numbers, graph.granted
    roots = masks(n, HELD, {name: granted[name].held if name in granted else n.false for name in scoring.awards})
    for name, each in granted.items():
        if scoring.awards[name] != "rate-unknown":
            roots |= {AMOUNT + name: graph.outcomes[name].amount, GRANTED + name: each.fen, UNCUT + name: each.uncut}
    return roots


def _same(value: int, height: int) -> pl.Series:
    return pl.Series([value], dtype=pl.UInt32).new_from_index(0, height)
