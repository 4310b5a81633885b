"""What each row holds of what it could be granted: the best permitted combination, where rules tie programmes together.

Most rows are granted programmes that nothing ties together; they hold them all. The others are decided by a plan for
each *component* of tied programmes: an expression over what each grants alone.

    row  granted                                  held
    0    the city's voucher                       it: a joint cap spares the largest
    1    the city's voucher, Longhua's voucher    by the plan: 50% of the contract for both
    2    a prize, another prize                   both: no rule ties them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.decisions.items import FEN, PROGRAMME
from szsubsidy.batch.decisions.row_facts import ROW, RowFacts, zeros
from szsubsidy.batch.decisions.worked_out import WorkedOut
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.catalogue.model import Edition
from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.combination import Amounts, Chooser, Grant, Holding, Permitted
from szsubsidy.rules.cumulation import amounts_of

UNCUT, ALONE = "uncut", "alone"
_HELD = "held"
_FENS = (FEN, UNCUT, ALONE)
_COMPONENT = "component"


class Member(NamedTuple):
    """A programme that may be held, under its place in the catalogue, with the terms and the day that it is held by."""

    place: int
    name: str
    edition: Edition
    day: int


class _Plan(NamedTuple):
    """How rows are decided that are granted tied programmes: the members, and what is worked out of their amounts."""

    members: list[Member]
    worked_out: WorkedOut


class Combining:
    """Chooses among the ``members`` what each row holds; workers share it. There are so many ``programmes`` in all."""

    def __init__(self, members: Iterable[Member], permitted: Permitted, table: Table, programmes: int) -> None:
        self._table = table
        self._permitted = permitted
        self._members = {member.name: member for member in members}
        none: Amounts[Expr] = Amounts(*[table.constant(0)] * 3)
        nothing = {name: Holding(table.false, none) for name in permitted.conflicts}
        components = Chooser[Expr, Expr](nothing, permitted, table, least=False).components()
        there = [[name for name in each if name in self._members] for each in components]
        self._tied = [each for each in there if len(each) > 1 or (each and not self._is_free(each))]
        tied = {name: number for number, each in enumerate(self._tied) for name in each}
        kinds, component_of, free = [len(Amounts._fields)] * programmes, [-1] * programmes, [True] * programmes
        for name, member in self._members.items():
            kinds[member.place] = amounts_of(member.edition, 1, member.day, 0).index(1)
            component_of[member.place] = tied.get(name, -1)
            free[member.place] = name not in tied or self._is_free([name])
        self._kinds = pl.Series(kinds, dtype=pl.UInt8)
        self._component_of = pl.Series(component_of, dtype=pl.Int64)
        self._is_free_alone = pl.Series(free, dtype=pl.Boolean)
        self._free_sets: dict[tuple[int, ...], bool] = {}
        self._met: dict[int, frozenset[str]] = {}
        self._plans: dict[tuple[int, frozenset[str]], _Plan] = {}
        self._by_place = {member.place: member for member in self._members.values()}

    def held(self, granted: pl.DataFrame, facts: RowFacts) -> pl.DataFrame:
        """Return what each row holds of ``granted``: row, programme and fen.

        Beside it stands what it would be but for the limit of its cost, and what the programme would grant alone.
        """
        granted = granted.filter(self._kinds[granted[PROGRAMME]] < len(Amounts._fields))
        granted = granted.select(ROW, PROGRAMME, FEN, pl.col(FEN).alias(UNCUT), pl.col(FEN).alias(ALONE))
        component = self._component_of[granted[PROGRAMME]]
        is_tied = component >= 0
        if not is_tied.any():
            return granted
        pieces = [granted.filter(~is_tied)]
        tied = granted.filter(is_tied).with_columns(component.filter(is_tied).alias(_COMPONENT))
        for (number,), part in tied.partition_by(_COMPONENT, as_dict=True, include_key=False).items():
            tight = self._tight(part)
            if tight is None:
                pieces.append(part)
            else:
                pieces.append(part.filter(~tight))
                pieces += self._decided(int(number), part.filter(tight), facts)
        return pl.concat(pieces)

    def _tight(self, part: pl.DataFrame) -> pl.Series | None:
        """Which items of a component are of rows that do not simply hold all of it; None where there are none."""
        several = part[ROW].is_duplicated() | ~self._is_free_alone[part[PROGRAMME]]
        if not several.any():
            return None
        among = part.filter(several).select(ROW, PROGRAMME)
        sets = among.group_by(ROW).agg(pl.col(PROGRAMME).sort())
        kinds = sets.select(PROGRAMME).unique()
        tight = [not self._is_free_set(tuple(each)) for each in kinds[PROGRAMME].to_list()]
        if not any(tight):
            return None
        rows = sets.join(kinds.filter(pl.Series(tight)), on=PROGRAMME, how="semi")[ROW]
        return part[ROW].is_in(rows.implode())

    def _is_free_set(self, places: tuple[int, ...]) -> bool:
        if places not in self._free_sets:
            self._free_sets[places] = self._is_free([self._by_place[place].name for place in places])
        return self._free_sets[places]

    def total(self, held: pl.DataFrame, kind: str, height: int) -> pl.Series:
        """Return what rows hold of one kind of `Amounts`, in fen."""
        total = zeros(height, pl.Int64)
        counted = held.filter(self._kinds[held[PROGRAMME]] == Amounts._fields.index(kind))
        if not len(counted):
            return total
        each = counted.group_by(ROW).agg(pl.col(FEN).sum())
        return total.scatter(each[ROW], each[FEN])

    def _decided(self, number: int, part: pl.DataFrame, facts: RowFacts) -> Iterator[pl.DataFrame]:
        """What rows hold that are granted programmes of a component."""
        columns = {int(place): each for (place,), each in part.partition_by(PROGRAMME, as_dict=True).items()}
        plan = self._plan(number, [self._by_place[place].name for place in columns])
        rows = part[ROW].unique().sort()
        given: list[pl.Series] = []
        nothing = zeros(len(rows), pl.Int64)
        for member in plan.members:
            amount, granted = nothing, nothing == 1
            if member.place in columns:
                places = rows.search_sorted(columns[member.place][ROW])
                amount = nothing.clone().scatter(places, columns[member.place][FEN])
                granted = granted.scatter(places, True)
            given += (amount.alias(_given(member)), granted.alias(_is_given(member)))
        table = plan.worked_out.of(facts, rows, given)
        for member in plan.members:
            if member.place in columns:
                held = table[f"{_HELD}:{member.name}"]
                names = (f"{FEN}:{member.name}", f"{UNCUT}:{member.name}", _given(member))
                fens = (table[name].filter(held).alias(each) for name, each in zip(names, _FENS, strict=True))
                where = rows.filter(held)
                place = pl.Series([member.place], dtype=pl.UInt32).new_from_index(0, len(where))
                yield pl.DataFrame([where.alias(ROW), place.alias(PROGRAMME), *fens])

    def _is_free(self, names: Sequence[str]) -> bool:
        """Whether programmes that are granted together are all held, and none is cut."""
        if any(other in self._permitted.conflicts[one] for one in names for other in names):
            return False
        for limit in self._permitted.joint:
            under = sum(name in limit.programmes for name in names)
            if under > 1 or (under and not limit.spares_largest):
                return False
        for limit in self._permitted.costs:
            among = [name for name in names if name in limit.programmes]
            if len(among) > 1 or not all(_is_share_of(self._members[name].edition, limit.of) for name in among):
                return False
        return True

    def _plan(self, number: int, names: Iterable[str]) -> _Plan:
        """How rows are decided that are granted some of these programmes, or of those that were met before."""
        met = self._met.get(number, frozenset()).union(names)
        self._met[number] = met
        key = (number, met)
        if key not in self._plans:
            n = self._table
            none = n.constant(0)
            ordered = [name for name in self._tied[number] if name in met]
            members = [self._members[name] for name in ordered]
            holdings = {
                member.name: Holding(
                    n.cell(_is_given(member)), amounts_of(member.edition, n.cell(_given(member)), member.day, none)
                )
                for member in members
            }
            grants = Chooser(holdings, self._permitted, n, least=False).best_of(ordered)
            self._plans[key] = _Plan(members, WorkedOut(_roots(grants, n)))
        return self._plans[key]


def _given(member: Member) -> str:
    return f"given:{member.name}"


def _is_given(member: Member) -> str:
    return f"is-given:{member.name}"


def _roots(grants: Mapping[str, Grant[Expr, Expr]], n: Table) -> dict[str, Expr]:
    roots = {}
    for name, grant in grants.items():
        roots[f"{_HELD}:{name}"] = grant.held
        for begin, amounts in ((FEN, grant.amounts), (UNCUT, grant.uncut)):
            computed, ceiling, possible = amounts
            roots[f"{begin}:{name}"] = n.add(n.add(computed, ceiling), possible)
    return roots


def _is_share_of(edition: Edition, cost: str) -> bool:
    """Whether all that an edition grants is a share of a cost, and never more than it."""
    award = edition.award
    return award.of == cost and all(
        branch.multiplier is not None and branch.multiplier <= BASIS_POINTS for branch in award.branches
    )
