"""What came out for rows that were looked up: nothing is worked out before somebody asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Self

import polars as pl

from szsubsidy.batch.decisions.combining import ALONE
from szsubsidy.batch.decisions.items import FEN, OUTCOME, PROGRAMME, Panel, with_fen
from szsubsidy.batch.decisions.knots import UNCUT
from szsubsidy.batch.decisions.made_ready import Decisions
from szsubsidy.batch.decisions.row_facts import ROW, RowFacts, zeros
from szsubsidy.batch.decisions.worked_out import WorkedOut
from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.results import PLACE, Cut, counted_members
from szsubsidy.batch.scoring import (
    AMOUNT,
    ASSUMED,
    BEFORE,
    BITS,
    ELIGIBLE,
    MISSING,
    OPEN,
    SUMMED,
    TOTAL,
    UNUSED,
    can_be_assumed,
    can_be_missing,
)
from szsubsidy.batch.shapes import RELEVANT, SOME
from szsubsidy.batch.summary_shape import APPLY_BY, REACH
from szsubsidy.batch.tally import Tally
from szsubsidy.vocabulary import REACHES

if TYPE_CHECKING:
    from szsubsidy.batch.refusals import Refusal


class Decided:
    """What came out for some rows: `szsubsidy.batch.results.Results`."""

    def __init__(self, decisions: Decisions, facts: RowFacts) -> None:
        self._d = decisions
        self._scoring = decisions.scoring
        self._facts = facts
        self._columns: dict[str, pl.Series] = {}

    def __len__(self) -> int:
        return self._facts.height

    def __getitem__(self, name: str) -> pl.Series:
        if name not in self._columns:
            self._columns[name] = self._made(name).alias(name)
        return self._columns[name]

    def filter(self, kept: pl.Series) -> Self:
        return type(self)(self._d, self._facts.among(kept.arg_true()))

    def _made(self, name: str) -> pl.Series:
        if name in self._scoring.totals:
            return self._total(name)
        if name in {REACH, APPLY_BY}:
            return self._best_reach() if name == REACH else self._first_last_day()
        if name == SOME:
            names = self._scoring.scoped
            return reduce(lambda some, each: some | self[RELEVANT + each], names, self._zeros(pl.Boolean))
        begin, _, rest = name.partition(":")
        if begin in self._scoring.members and rest.isdecimal():
            return self._mask(begin, int(rest))
        if begin in {MISSING, ASSUMED}:
            programme, _, first = rest.rpartition(":")
            return self._mask_of(begin, programme, int(first))
        return self._of_programme(begin + ":", rest)

    def _zeros(self, dtype: type[pl.DataType] = pl.Int64) -> pl.Series:
        return zeros(len(self), dtype)

    # what programmes say

    @cached_property
    def _now(self) -> pl.DataFrame:
        return with_fen(self._d.now.items(self._facts), self._d.now.outcomes)

    @cached_property
    def _later(self) -> pl.DataFrame:
        return with_fen(self._d.later.items(self._facts), self._d.later.outcomes)

    @cached_property
    def _later_by_programme(self) -> dict[int, pl.DataFrame]:
        return _parts(self._later)

    @cached_property
    def _before(self) -> pl.DataFrame:
        assert self._d.old is not None
        return with_fen(self._d.old.panel.items(self._facts), self._d.old.panel.outcomes)

    @cached_property
    def _granted(self) -> pl.DataFrame:
        return _where(self._now, self._d.now, "eligible")

    @cached_property
    def _by_programme(self) -> dict[int, pl.DataFrame]:
        return _parts(self._now)

    @cached_property
    def _before_by_programme(self) -> dict[int, pl.DataFrame]:
        return _parts(self._before)

    def _items_of(self, programme: str) -> tuple[Panel, pl.DataFrame | None]:
        """The items of a programme, under the terms in force where its name says so."""
        if programme.endswith(BEFORE) and self._d.old is not None:
            place = self._d.old.places[programme.removesuffix(BEFORE)]
            return self._d.old.panel, self._before_by_programme.get(place)
        return self._d.now, self._by_programme.get(self._d.places[programme])

    def _of_programme(self, kind: str, programme: str) -> pl.Series:
        if kind == RELEVANT:
            return self._relevant(programme)
        panel, items = self._items_of(programme)
        if kind in {ELIGIBLE, OPEN}:
            rows = (
                None if items is None else _where(items, panel, "eligible" if kind == ELIGIBLE else "undetermined")[ROW]
            )
            return _marked(self._zeros(pl.Boolean), rows)
        column = self._zeros()
        if items is None:
            return column
        if kind == AMOUNT:
            granted = _where(items, panel, "eligible")
            return column.scatter(granted[ROW], granted[FEN]) if len(granted) else column
        for (number,), part in items.partition_by(OUTCOME, as_dict=True).items():
            says = panel.outcomes.said[int(number)]
            assert says is not None
            bound = says[1].low if kind == "low:" else says[1].high
            column = column.scatter(part[ROW], self._valued(bound, part[ROW]))
        return column

    def _valued(self, amount: Expr, rows: pl.Series) -> pl.Series:
        """What an amount comes to in some rows."""
        constant = amount.constant
        if constant is not None:
            return _same(int(constant), len(rows))
        return WorkedOut({FEN: amount}).of(self._facts, rows)[FEN]

    def _relevant(self, programme: str) -> pl.Series:
        name = programme.removesuffix(BEFORE)
        if name not in self._d.about:
            return ~self._zeros(pl.Boolean)
        found = self._d.about[name].told(self._facts)
        about = _marked(self._zeros(pl.Boolean), None if found is None else found[0])
        return _marked(about, self._about_later(name))

    def _about_later(self, programme: str) -> pl.Series:
        """The rows that a programme may be granted in on its application day."""
        later = self._later_by_programme.get(self._d.places[programme], self._later.clear())
        number = later[OUTCOME]
        outcomes = self._d.later.outcomes
        return later[ROW].filter(outcomes.column("eligible")[number] | outcomes.column("undetermined")[number])

    # sets

    def _mask(self, name: str, begin: int) -> pl.Series:
        """A set of each row as an integer, its members from ``begin`` on."""
        members = self._scoring.members[name][begin : begin + BITS]
        bits = {member: 1 << place for place, member in enumerate(members)}
        match name:
            case "missing":
                parts = [self._told_bits(self._now, self._d.now, "missing", bits)]
                parts.append(self._told_bits(self._later, self._d.later, "missing", bits))
                return self._or(pl.concat(parts))
            case "assumptions":
                return self._or(self._told_bits(self._now, self._d.now, "assumed", bits))
            case "unused":
                marks = [(rows, bits[cost]) for cost, rows in self._unused.items() if cost in bits]
                parts = [pl.DataFrame([rows.alias(ROW), _same(bit, len(rows)).alias("bits")]) for rows, bit in marks]
                return self._or(pl.concat(parts)) if parts else self._zeros()
            case "undetermined":
                items = _where(self._now, self._d.now, "undetermined")
            case "combination" | "own_terms":
                items = self._held
            case _:
                items = self._granted
        if not len(items):
            return self._zeros()
        of_place = pl.Series([bits.get(programme, 0) for programme in self._d.places], dtype=pl.Int64)
        return self._or(pl.DataFrame([items[ROW], of_place[items[PROGRAMME]].alias("bits")]))

    def _mask_of(self, name: str, programme: str, begin: int) -> pl.Series:
        """The facts that are missing for one programme, or assumed."""
        panel, items = self._items_of(programme)
        if items is None:
            return self._zeros()
        edition = self._scoring.editions[programme]
        members = (can_be_missing if name == MISSING else can_be_assumed)(edition)[begin : begin + BITS]
        bits = {fact: 1 << place for place, fact in enumerate(members)}
        return self._or(self._told_bits(items, panel, "missing" if name == MISSING else "assumed", bits))

    def _told_bits(self, items: pl.DataFrame, panel: Panel, kind: str, bits: Mapping[str, int]) -> pl.DataFrame:
        """What items tell of facts, as bits of these."""
        told = [
            sum(bits.get(fact, 0) for fact in getattr(each[1], kind)) if each else 0 for each in panel.outcomes.said
        ]
        column = pl.Series(told, dtype=pl.Int64)[items[OUTCOME]]
        some = column > 0
        return pl.DataFrame([items[ROW].filter(some), column.filter(some).alias("bits")])

    def _or(self, marks: pl.DataFrame) -> pl.Series:
        if not len(marks):
            return self._zeros()
        each = marks.group_by(ROW).agg(pl.col("bits").bitwise_or())
        return self._zeros().scatter(each[ROW], each["bits"])

    @cached_property
    def _unused(self) -> dict[str, pl.Series]:
        """The rows that give a cost for which no programme is paid that is about what they name."""
        found = {}
        for cost in self._scoring.members[UNUSED]:
            users = self._d.users[cost]
            if cost not in self._scoring.facts or any(self._d.about[name].tells_of_all for name in users):
                continue
            unused = self._facts.known(cost).places
            used = self._zeros(pl.Boolean)
            for name in users if len(unused) else ():
                about = self._d.about[name].told(self._facts)
                used = _marked(_marked(used, None if about is None else about[0]), self._about_later(name))
            found[cost] = unused.filter(~used[unused])
        return found

    # what is held

    @cached_property
    def _held(self) -> pl.DataFrame:
        return self._d.by_terms.held(self._granted, self._facts)

    @cached_property
    def _entering(self) -> pl.DataFrame:
        """What rows may be granted on the days of application."""
        granted = {True: self._granted, False: _where(self._later, self._d.later, "eligible")}
        return pl.concat(items.filter(self._d.enters_on[is_now][items[PROGRAMME]]) for is_now, items in granted.items())

    @cached_property
    def _within_reach(self) -> pl.DataFrame:
        """What rows hold of that."""
        return self._d.within_reach.held(self._entering, self._facts)

    def awards(self) -> pl.DataFrame:
        return pl.concat(
            [
                items.select(ROW, self._d.award_places[items[PROGRAMME]].alias(PLACE), FEN)
                for items in (self._held, self._fitting)
            ]
        )

    @cached_property
    def _fitting(self) -> pl.DataFrame:
        """The items of programmes in force whose rate no source gives: they fit, and grant nothing that is known."""
        return self._granted.filter(self._d.without_rate[self._granted[PROGRAMME]])

    @cached_property
    def _near(self) -> pl.DataFrame:
        """What rows hold within reach, and what fits there."""
        fitting = self._entering.filter(self._d.enters_without_rate[self._entering[PROGRAMME]])
        return pl.concat([self._within_reach.select(ROW, PROGRAMME), fitting.select(ROW, PROGRAMME)])

    def cuts(self) -> Iterator[Cut]:
        names = list(self._d.places)
        for by_cost, (before, after) in ((False, (ALONE, UNCUT)), (True, (UNCUT, FEN))):
            cut = self._held.filter(pl.col(before) > pl.col(after))
            for (place,), part in cut.partition_by(PROGRAMME, as_dict=True).items():
                yield Cut(names[int(place)], by_cost, part[ROW], part[before] - part[after])

    def _total(self, name: str) -> pl.Series:
        d, height = self._d, len(self)
        match name:
            case "total":
                return d.by_terms.total(self._held, "computed", height)
            case "ceilings":
                return d.by_terms.total(self._held, "ceiling", height)
            case "possible_ceilings":
                return d.by_terms.total(self._held, "possible", height)
            case "within_reach":
                return d.within_reach.total(self._within_reach, "computed", height)
            case "open_now":
                return d.open_now.total(d.open_now.held(self._entering, self._facts), "computed", height)
            case "conditional_total" if d.conditional is d.by_terms:
                return self[TOTAL]
            case "conditional_total":
                return d.conditional.total(d.conditional.held(self._granted, self._facts), "computed", height)
        assert d.old is not None
        granted = _where(self._before, d.old.panel, "eligible")
        return d.old.combining.total(d.old.combining.held(granted, self._facts), "computed", height)

    # until when one can apply, and why one gets nothing

    def _best_reach(self) -> pl.Series:
        """The place of the best reach, counted from 1, of what is held within reach, or else by the terms."""
        near = self._near
        far = pl.concat([self._held.select(ROW, PROGRAMME), self._fitting.select(ROW, PROGRAMME)])
        last = len(REACHES)
        ranks = [near.select(ROW, self._d.reaches[near[PROGRAMME]].alias(REACH))]
        ranks.append(far.select(ROW, (self._d.reaches[far[PROGRAMME]] + last).alias(REACH)))
        best = pl.concat(ranks).group_by(ROW).agg(pl.col(REACH).min())
        return self._zeros().scatter(best[ROW], (best[REACH] - 1) % last + 1)

    def _first_last_day(self) -> pl.Series:
        """The first day after which one of the open programmes that are held takes no more applications; 0: none."""
        near = self._near
        days = near.select(ROW, self._d.last_days[near[PROGRAMME]].alias(APPLY_BY)).filter(pl.col(APPLY_BY) > 0)
        first = days.group_by(ROW).agg(pl.col(APPLY_BY).min())
        return self._zeros().scatter(first[ROW], first[APPLY_BY]) if len(first) else self._zeros()

    def refused(self) -> tuple[pl.Series, Sequence[Refusal]]:
        settled = ~self._zeros(pl.Boolean)
        for begin in range(0, max(len(self._scoring.members[MISSING]), 1), BITS):
            settled = settled & (self[f"{MISSING}:{begin}"] == 0)
        return self._d.refused.codes(self._facts, self[REACH] > 0, settled), self._d.refused.told

    # what is counted

    def tally(self, needed: Collection[str]) -> Tally:
        scoring = self._scoring
        eligible, sums, undetermined = Counter[str](), Counter[str](), Counter[str]()
        names = list(self._d.places)
        for place, rows, is_eligible, fen in _counted(self._now, self._d.now):
            (eligible if is_eligible else undetermined)[names[place]] += rows
            sums[names[place]] += fen
        if self._d.old is not None:
            changed = {self._d.old.places[name]: name for name in scoring.changed if name in self._d.old.places}
            for place, rows, is_eligible, fen in _counted(self._before, self._d.old.panel):
                if place in changed:
                    (eligible if is_eligible else undetermined)[changed[place] + BEFORE] += rows
                    sums[changed[place] + BEFORE] += fen
        totals = {name: self[name] for name in SUMMED if name in scoring.totals}
        return Tally(
            len(self),
            eligible,
            sums,
            undetermined,
            Counter(dict(self[f"{MISSING}:0"].value_counts().iter_rows())),
            Counter({name: int(total.sum()) for name, total in totals.items()}),
            Counter({name: int((total > 0).sum()) for name, total in totals.items()}),
            Counter({cost: len(rows) for cost, rows in self._unused.items()}),
            counted_members(self, ASSUMED, scoring.members[ASSUMED]),
            Counter({fact: self._needing(fact) for fact in needed}),
            Counter(),
        )

    def _needing(self, fact: str) -> int:
        """In how many rows a fact could change the outcome."""
        bits = {fact: 1}
        panels = ((self._now, self._d.now), (self._later, self._d.later))
        told = [self._told_bits(*each, kind, bits)[ROW] for each in panels for kind in ("missing", "assumed")]
        return pl.concat(told).n_unique()


def _where(items: pl.DataFrame, panel: Panel, kind: str) -> pl.DataFrame:
    """The items of which an outcome says so: ``eligible`` or ``undetermined``."""
    return items.filter(panel.outcomes.column(kind)[items[OUTCOME]])


def _parts(items: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """The items of each programme."""
    return {int(place): part for (place,), part in items.partition_by(PROGRAMME, as_dict=True).items()}


def _marked(flags: pl.Series, rows: pl.Series | None) -> pl.Series:
    """Flags that are true in some rows as well."""
    return flags if rows is None or not len(rows) else flags.scatter(rows, True)


def _same(value: int, height: int) -> pl.Series:
    return pl.Series([value], dtype=pl.Int64).new_from_index(0, height)


def _counted(items: pl.DataFrame, panel: Panel) -> Iterator[tuple[int, int, bool, int]]:
    """For outcomes that occur: the place of the programme, how many rows, whether these are eligible, and their fen."""
    for number, rows, fen in items.group_by(OUTCOME).agg(pl.len(), pl.col(FEN).sum()).iter_rows():
        said = panel.outcomes.said[number]
        if said is not None and (said[1].eligible or said[1].undetermined):
            yield said[0], rows, said[1].eligible, fen if said[1].eligible else 0
