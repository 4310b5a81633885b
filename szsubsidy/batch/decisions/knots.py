"""How programmes are tied that a row is granted: *knots*, which are alike wherever the same rules tie others.

Rows in Longhua are granted the city's voucher and that of Longhua, rows in Futian the city's and that of Futian. If
both pairs are shares of the contract under a joint cap of 50% that spares the larger, both are one knot of two:

    place  programme            is of       under
    0      the city's voucher   what pays   50% of the contract
    1      that of the place    what pays   50% of the contract

What is held of it is one expression over what either grants alone, worked out for all rows with such a knot. However
many programmes there are, the ways in which rules tie them are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple, TypeAlias

from szsubsidy.batch.decisions.items import FEN
from szsubsidy.batch.decisions.worked_out import WorkedOut
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.catalogue.model import Edition
from szsubsidy.money import BASIS_POINTS
from szsubsidy.record import replace
from szsubsidy.rules.combination import Amounts, Chooser, Holding, Permitted
from szsubsidy.rules.cumulation import amounts_of
from szsubsidy.rules.limits import Limit, components

GIVEN, HELD, UNCUT = "given", "held", "uncut"
"""What the columns of a knot begin with, before the place in it: what would be granted alone, and what came out."""
_MOST_REMEMBERED = 20_000
"""Of so many different sets of programmes it is remembered how they are tied."""

_Under: TypeAlias = tuple[tuple[str, int, bool, tuple[int, ...]], ...]
_Key: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], _Under, _Under]


class Member(NamedTuple):
    """A programme that may be held, under its place in the catalogue, with the terms and the day that it is held by."""

    place: int
    name: str
    edition: Edition
    day: int

    @property
    def certainty(self) -> int:
        """The place in `Amounts` of what it grants."""
        return amounts_of(self.edition, 1, self.day, 0).index(1)


class Knot(NamedTuple):
    """So many programmes that are tied, and what is worked out of what they would grant alone."""

    size: int
    worked_out: WorkedOut


class Tied(NamedTuple):
    """For each programme of a set its knot, by number, None where it is simply held, and which of the set's knots."""

    knots: tuple[int | None, ...]
    parts: tuple[int, ...]


class Knots:
    """Finds how the ``members`` are tied; workers share it."""

    def __init__(self, members: Iterable[Member], permitted: Permitted, table: Table) -> None:
        self._members = {member.place: member for member in members}
        self._names = {member.name: member for member in self._members.values()}
        self._table = table
        self._conflicts = permitted.conflicts
        self._joint = {name: limit for limit in permitted.joint for name in limit.programmes}
        self._costs = {name: limit for limit in permitted.costs for name in limit.programmes}
        limits = [limit.programmes for limit in (*permitted.joint, *permitted.costs)]
        self.components = [
            tuple(self._names[name].place for name in component if name in self._names)
            for component in components(permitted.conflicts, limits)
        ]
        """The places of the members that any row may be granted tied together."""
        self._remembered: dict[tuple[int, ...], Tied | None] = {}
        self._numbers: dict[_Key, int] = {}
        self._knots: list[Knot] = []
        self._lock = Lock()

    def __getitem__(self, number: int) -> Knot:
        return self._knots[number]

    def tied(self, places: tuple[int, ...]) -> Tied | None:
        """Return how the members at some places are tied; None where all are simply held."""
        with self._lock:
            if places not in self._remembered:
                if len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered[places] = self._found([self._members[place] for place in places])
            return self._remembered[places]

    def _found(self, members: Sequence[Member]) -> Tied | None:
        together = self._among([member.name for member in members])
        limits = [limit.programmes for limit in (*together.joint, *together.costs)]
        knots: dict[str, tuple[int, int]] = {}
        for part, names in enumerate(components(together.conflicts, limits)):
            own = together if len(names) == len(members) else self._among(names)
            if not self._is_free(own):
                knots |= dict.fromkeys(names, (self._number(names, own), part))
        if not knots:
            return None
        found = [knots.get(member.name, (None, 0)) for member in members]
        return Tied(tuple(knot for knot, _ in found), tuple(part for _, part in found))

    def _among(self, names: Sequence[str]) -> Permitted:
        """What is permitted among some of the members."""

        def of_these(limit_of: Mapping[str, Limit]) -> tuple[Limit, ...]:
            under: dict[str, list[str]] = {}
            for name in names:
                if name in limit_of:
                    under.setdefault(limit_of[name].programmes[0], []).append(name)
            return tuple(replace(limit_of[own[0]], programmes=tuple(own)) for own in under.values())

        conflicts = {
            name: {other: rule for other in names if (rule := self._conflicts[name].get(other)) is not None}
            for name in names
        }
        return Permitted(conflicts, of_these(self._joint), of_these(self._costs))

    def _is_free(self, together: Permitted) -> bool:
        """Whether programmes that are granted together are all held, and none is cut."""
        if any(together.conflicts.values()):
            return False
        if any(len(limit.programmes) > 1 or not limit.spares_largest for limit in together.joint):
            return False
        return all(
            len(limit.programmes) == 1 and _is_share_of(self._names[limit.programmes[0]].edition, limit.of)
            for limit in together.costs
        )

    def _number(self, names: Sequence[str], together: Permitted) -> int:
        """The number of the knot that some members make, among whom that much is permitted."""
        place = {name: index for index, name in enumerate(names)}
        certainties = tuple(self._names[name].certainty for name in names)
        joint, costs = (
            tuple(
                (limit.of, limit.rate, limit.spares_largest, tuple(place[name] for name in limit.programmes))
                for limit in limits
            )
            for limits in (together.joint, together.costs)
        )
        conflicts = tuple(tuple(place[other] for other in against) for against in together.conflicts.values())
        key = (certainties, conflicts, joint, costs)
        if key not in self._numbers:
            self._numbers[key] = len(self._knots)
            self._knots.append(self._tie(names, together))
        return self._numbers[key]

    def _tie(self, names: Sequence[str], together: Permitted) -> Knot:
        n = self._table
        none = n.constant(0)
        holdings = {}
        for place, name in enumerate(names):
            member = self._names[name]
            amounts = amounts_of(member.edition, n.cell(f"{GIVEN}:{place}"), member.day, none)
            holdings[name] = Holding(n.true, amounts)
        grants = Chooser(holdings, together, n, least=False).best_of(list(names))
        roots: dict[str, Expr] = {}
        for place, name in enumerate(names):
            roots[f"{HELD}:{place}"] = grants[name].held
            for begin, amounts in ((FEN, grants[name].amounts), (UNCUT, grants[name].uncut)):
                roots[f"{begin}:{place}"] = _all_of(amounts, n)
        return Knot(len(names), WorkedOut(roots))


def _all_of(amounts: Amounts[Expr], n: Table) -> Expr:
    return n.add(n.add(amounts.computed, amounts.ceiling), amounts.possible)


def _is_share_of(edition: Edition, cost: str) -> bool:
    """Whether all that an edition grants is a share of a cost, and never more than it."""
    award = edition.award
    return award.of == cost and all(
        branch.multiplier is not None and branch.multiplier <= BASIS_POINTS for branch in award.branches
    )
