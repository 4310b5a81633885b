"""What the programmes of a catalogue say of a chunk's rows: an *item* for each row of which a programme says anything.

Three rows of a table, and the items that two programmes make of them; what an *outcome* means is kept once for all
(`Outcomes`), so an item needs no more than its number and the cost that its amount is a share of:

    row  category  contract        row  outcome                                   cost
    0    training    8,000,000     0    the voucher: eligible, 60% up to …   800000000
    1    opening                   2    the voucher: undetermined, type missing      0
    2    training                  1    the prize: eligible, 500,000                 0

Items stand in the order of the programmes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from threading import Lock
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.decisions.classes import Guards
from szsubsidy.batch.decisions.lookup import Lookup, Told
from szsubsidy.batch.decisions.row_facts import ROW, RowFacts, zeros
from szsubsidy.batch.decisions.states import Axes, Axis
from szsubsidy.batch.decisions.tables import DecisionTable, Likeness, Says, likeness, predicates_of, tabulated
from szsubsidy.batch.expressions import Expr, Stage, Table, lay_out
from szsubsidy.catalogue.model import Edition
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.interpret import Outcome, interpret

OUTCOME, COST, FEN, PROGRAMME = "outcome", "cost", "fen", "programme"
_NONE = pl.DataFrame(schema={ROW: pl.UInt32, OUTCOME: pl.UInt32, COST: pl.Int64})


class Speaker(NamedTuple):
    """An edition that is asked on a day; ``programme`` is the place of the programme in its catalogue."""

    programme: int
    edition: Edition
    day: int


class Share(NamedTuple):
    """An amount: ``rate`` basis points of a cost, of which ``bound`` counts at most, up to ``cap`` fen."""

    rate: int
    cap: int
    bound: int

    @classmethod
    def of(cls, amount: Expr) -> Share:
        """Return what a node of an amount says; of several nodes that are the same in every row, any."""
        while amount.operation in {"lesser", "greater"}:
            amount = amount.operands[0]
        if amount.constant is not None:
            return cls(0, int(amount.constant), 0)
        of, rate, cap = amount.arguments
        bound = of.operands[1].constant if of.operation == "lesser" else MAX_FEN
        return cls(rate, cap, bound)


_AS_IT_IS = Share(BASIS_POINTS, MAX_FEN, MAX_FEN)


class Outcomes:
    """What the numbers of outcomes mean: 0 that there is nothing to say; workers share it.

    Numbers are given beforehand, but for those of editions that have no table, which are met with row by row.
    """

    def __init__(self) -> None:
        self.said: list[tuple[int, Says, Share] | None] = [None]
        self._lock = Lock()
        self._columns: dict[str, pl.Series] = {}

    def add_all(self, programme: int, said: Iterable[tuple[Says, Share]]) -> int:
        """Return the number of the first of some outcomes of the programme at a place; the others follow it."""
        with self._lock:
            begin = len(self.said)
            self.said.extend((programme, says, share) for says, share in said)
            return begin

    def column(self, name: str) -> pl.Series:
        """Return a column of all outcomes: ``programme``, ``eligible``, ``undetermined``, or a field of `Share`."""
        column = self._columns.get(name)
        if column is None or len(column) < len(self.said):
            column = self._columns[name] = self._made(name)
        return column

    def _made(self, name: str) -> pl.Series:
        if name == PROGRAMME:
            return pl.Series([each[0] if each else 0 for each in self.said], dtype=pl.UInt32)
        if name in {"eligible", "undetermined"}:
            return pl.Series([bool(each and getattr(each[1], name)) for each in self.said], dtype=pl.Boolean)
        return pl.Series([getattr(each[2], name) if each else 0 for each in self.said], dtype=pl.Int64)


class _Told(NamedTuple):
    """A table as lookups have it: what is told of its states, and the outcomes with their amounts."""

    states: Told
    says: list[tuple[Says, Share]]


def _told(axes: Sequence[Axis], table: DecisionTable) -> _Told:
    says = [(each, Share.of(each.amount)) for each in table.says]
    return _Told(Told(axes, table.outcomes, table.tests), says)


class _Asked(NamedTuple):
    """A speaker with its table, made ready, and the cost that its amounts are shares of, if any are."""

    lookup: Lookup
    cost: str | None


class _Walked(NamedTuple):
    """A speaker with too many states for a table: what is asked of every row."""

    programme: int
    outcome: Outcome[Expr, Expr]
    stages: list[Stage]
    known: dict[tuple[bool, ...], int]


class Panel:
    """The editions that are asked about every row, in their order; workers share it."""

    def __init__(
        self,
        speakers: Sequence[Speaker],
        table: Table,
        axes: Axes,
        available: Collection[str],
        guards: Guards,
    ) -> None:
        self._guards = guards
        self.outcomes = Outcomes()
        self._table = table
        made: dict[Likeness, _Told | None] = {}
        self._asked: list[_Asked | _Walked] = []
        for speaker in speakers:
            own = axes.of(predicates_of(speaker.edition), available)
            alike = likeness(speaker.edition, own)
            if alike not in made:
                table_of = tabulated(speaker.edition, table.on(speaker.day), own)
                made[alike] = None if table_of is None else _told(own, table_of)
            self._asked.append(self._ready(speaker, own, made[alike], available))

    def _ready(
        self, speaker: Speaker, axes: Sequence[Axis], told: _Told | None, available: Collection[str]
    ) -> _Asked | _Walked:
        if told is None:
            outcome = interpret(speaker.edition.diagram, speaker.edition.award, self._table.on(speaker.day))
            return _Walked(speaker.programme, outcome, lay_out(_roots(outcome), pl), {})
        begin = self.outcomes.add_all(speaker.programme, told.says)
        lookup = Lookup(axes, told.states, self._guards, speaker.day, begin)
        of = speaker.edition.award.of
        shared = of in available and any(share.rate for _, share in told.says)
        return _Asked(lookup, of if shared else None)

    def items(self, facts: RowFacts) -> pl.DataFrame:
        """Return the items of a chunk: the row, the outcome and the cost."""
        nothing = zeros(facts.height)
        rows, numbers, costs = [], [], []
        for asked in self._asked:
            if isinstance(asked, _Walked):
                found, cost = self._walked(asked, facts)
            else:
                found = asked.lookup.told(facts)
                cost = None if found is None or asked.cost is None else facts.value(asked.cost, found[0])
            if found is not None:
                rows.append(found[0])
                numbers.append(found[1])
                costs.append(nothing.head(len(found[0])) if cost is None else cost)
        if not rows:
            return _NONE
        parts = zip((ROW, OUTCOME, COST), (rows, numbers, costs), strict=True)
        return pl.DataFrame([pl.concat(part).alias(name) for name, part in parts])

    def _walked(self, asked: _Walked, facts: RowFacts) -> tuple[tuple[pl.Series, pl.Series] | None, pl.Series | None]:
        """What is told of which rows, and the amounts, which stand for costs."""
        frame = facts.frame()
        for stage in asked.stages:
            frame = frame.with_columns(**stage)
        flags = [name for name in frame.columns if name.startswith(_FLAG)]
        found = frame.select(_AMOUNT, *flags).with_row_index(ROW).filter(pl.any_horizontal(flags))
        if not len(found):
            return None, None
        kinds = found.select(flags).unique()
        for kind in kinds.iter_rows():
            if kind not in asked.known:
                asked.known[kind] = self.outcomes.add_all(asked.programme, [(_says(asked.outcome, kind), _AS_IT_IS)])
        numbers = pl.Series(OUTCOME, [asked.known[kind] for kind in kinds.iter_rows()], dtype=pl.UInt32)
        joined = found.join(kinds.with_columns(numbers), on=flags, how="left", maintain_order="left")
        return (joined[ROW], joined[OUTCOME]), joined[_AMOUNT]


_FLAG, _AMOUNT = "flag:", "amount:"


def _roots(outcome: Outcome[Expr, Expr]) -> dict[str, Expr]:
    """What tells what an edition without a table says, in one order: `_says` reads it."""
    told = [outcome.eligible, outcome.undetermined, *outcome.missing.values(), *outcome.assumed.values()]
    return {_AMOUNT: outcome.amount} | {f"{_FLAG}{place}": truth for place, truth in enumerate(told)}


def _says(outcome: Outcome[Expr, Expr], flags: Sequence[bool]) -> Says:
    eligible, undetermined, *told = flags
    missing, assumed = told[: len(outcome.missing)], told[len(outcome.missing) :]
    return Says(
        eligible,
        undetermined,
        outcome.amount,
        outcome.low,
        outcome.high,
        tuple(fact for fact, so in zip(outcome.missing, missing, strict=True) if so),
        tuple(fact for fact, so in zip(outcome.assumed, assumed, strict=True) if so),
    )


def with_fen(items: pl.DataFrame, outcomes: Outcomes) -> pl.DataFrame:
    """Return items with the programme, by place, and what it grants, in fen."""
    number = items[OUTCOME]
    table = items.with_columns(*(outcomes.column(name)[number].alias(name) for name in ("rate", "cap", "bound")))
    counted = pl.when(pl.col(COST) < pl.col("bound")).then(COST).otherwise("bound")
    paid = counted * pl.col("rate") // BASIS_POINTS
    fen = pl.when((pl.col("rate") > 0) & (paid < pl.col("cap"))).then(paid).otherwise("cap")
    return table.select(ROW, OUTCOME, outcomes.column(PROGRAMME)[number].alias(PROGRAMME), fen.alias(FEN))
