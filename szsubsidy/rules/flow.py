"""What programmes grant together where limits hold for each project and caps for the year.

A joint cap, and the cost itself, limit what is paid for one project; a programme's own cap limits what it pays in the
year. So what they grant together at most is a flow: from the programmes, each up to what it grants alone, through the
projects, each up to its limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Generic, NamedTuple

from szsubsidy.money import MAX_FEN
from szsubsidy.rules.combination import Amounts, Chooser, Grant, Holding, Permitted
from szsubsidy.rules.limits import Limit
from szsubsidy.rules.numbers import B, N
from szsubsidy.rules.several import YearNumbers


class Flow(NamedTuple, Generic[N]):
    """What a programme would give for each project by itself, in ten-thousandths of a fen; ``kind`` as in `Amounts`."""

    grants: N
    kind: int


# A worked example, in thousands of yuan. The city pays 50% of compute, at most 10,000 a year, a district 30%, at most
# 6,000 a year; of each contract both together pay no more than half, but never less than the larger of them. A firm
# has contracts of 20,000 and of 12,000.
#
# 1. By contract the city would give 10,000 and 6,000, the district 6,000 and 3,600. Alone, by their caps, the city
#    grants 10,000 in the year and the district 6,000. Half of the contracts are 10,000 and 6,000.
# 2. The most that flows is, by max-flow and min-cut, the least over the sets T of programmes of: what those outside T
#    grant alone, and for each project the lesser of its limit and of what those in T would give for it. With none in T
#    that is 10,000 + 6,000 = 16,000; with the city in T 6,000, and 10,000 and 6,000 for the projects, 22,000; with the
#    district 10,000, and 6,000 and 3,600, 19,600; with both the limits of the projects, 10,000 and 6,000, 16,000.
#    So both are granted whole: the city takes what the first contract leaves room for, the district the second.
# 3. Of one contract of 20,000 both in T leave 10,000, and that is all.
#
# Who gets what: the programmes in the order of what each grants alone, the largest first; each gets what it adds to the
# flow of those before it. Of the one contract the city adds 10,000, the district nothing. These parts add up to the
# whole flow in fen, as each is a difference of two flows that are rounded down. The cost itself is handed out after the
# joint caps, and goes by what these leave of each: as for one project, whoever is cut once stands further behind.
#
# What a panel may add comes behind what can be computed, and what is only possible behind both, as in `combination`.


class YearChooser(Chooser[B, N]):
    """Decides each component by itself, over what its programmes would give for each project."""

    n: YearNumbers[B, N]

    def __init__(
        self,
        holdings: Mapping[str, Holding[B, N]],
        permitted: Permitted,
        numbers: YearNumbers[B, N],
        flows: Mapping[str, Flow[N]],
        *,
        least: bool,
    ) -> None:
        super().__init__(holdings, permitted, numbers, least=least)
        self.kinds = {programme: flow.kind for programme, flow in flows.items()}
        self.alone = {programme: self._sum(amounts) for programme, amounts in self.standalone.items()}
        self.grants = {
            programme: numbers.choose(self.held[programme], flows[programme].grants, self.none)
            if programme in flows
            else self.none
            for programme in holdings
        }

    def _value(self, group: Sequence[str]) -> Amounts[N]:
        parts = [self.standalone[programme] for programme in group if not self._is_limited(programme)]
        for members in self._pools(group):
            pool = _Pool(self, members, self.alone, self.grants)
            parts.append(pool.together())
        return self.sum(parts)

    def _granted(self, chosen: Mapping[str, B]) -> dict[str, Grant[B, N]]:
        n = self.n
        amounts = {programme: self._if(in_set, self.standalone[programme]) for programme, in_set in chosen.items()}
        alone = {programme: n.choose(in_set, self.alone[programme], self.none) for programme, in_set in chosen.items()}
        grants = {
            programme: n.choose(in_set, self.grants[programme], self.none) for programme, in_set in chosen.items()
        }
        granted = {
            programme: Grant(in_set, amounts[programme], amounts[programme]) for programme, in_set in chosen.items()
        }
        for members in self._pools(chosen):
            pool = _Pool(self, members, alone, grants)
            of_joint = [pool.adds(place, pool.alone, costs=False) for place in range(len(members))]
            for place, programme in enumerate(members):
                given = pool.adds(place, of_joint, costs=True) if pool.cost is not None else of_joint[place]
                uncut = n.greater(of_joint[place], given)
                kept = n.either(n.exceeds(given, self.none), n.negate(n.exceeds(alone[programme], self.none)))
                held = n.both(chosen[programme], kept)
                kind = self.kinds.get(programme, 0)
                granted[programme] = Grant(held, self._of_kind(given, kind), self._of_kind(uncut, kind))
        return granted

    def _of_kind(self, amount: N, kind: int) -> Amounts[N]:
        return Amounts(*(amount if place == kind else self.none for place in range(3)))

    def _is_limited(self, programme: str) -> bool:
        return programme in self.cap_of or programme in self.cost_of

    def _pools(self, group: Iterable[str]) -> Iterator[list[str]]:
        """The programmes that limits hold together: those paid for one cost, or under a joint cap outside of that."""
        limited = [programme for programme in group if self._is_limited(programme)]
        of_costs = self._under_one(limited, self.cost_of)
        of_caps = self._under_one([one for one in limited if one not in self.cost_of], self.cap_of)
        yield from (members for _limit, members in (*of_costs, *of_caps))


class _Pool(Generic[B, N]):
    """Programmes under limits with what each grants ``alone`` (fen) and would give for each project."""

    def __init__(
        self, chooser: YearChooser[B, N], members: Sequence[str], alone: Mapping[str, N], grants: Mapping[str, N]
    ) -> None:
        self.n = chooser.n
        self.none = chooser.none
        self.unknown = chooser.n.fine(chooser.unknown)
        self.members = members
        self.alone = [alone[member] for member in members]
        self.grants = [grants[member] for member in members]
        self.kinds = [chooser.kinds.get(member, 0) for member in members]
        self.cap_of = [chooser.cap_of.get(member) for member in members]
        self.cost = chooser.cost_of.get(members[0])
        limits = {limit.programmes[0]: limit for limit in self.cap_of if limit is not None}
        self.rooms = {first: self._joint_room(limit) for first, limit in limits.items()}

    def together(self) -> Amounts[N]:
        """What they come to, by how well founded it is."""
        n = self.n
        fitting: list[N] = []
        so_far = self.none
        for kind in range(3):
            if kind not in self.kinds:
                fitting.append(self.none)
                continue
            places = [place for place, one in enumerate(self.kinds) if one <= kind]
            most = self._most(places, self.alone, self.grants, costs=True)
            fitting.append(n.left(most, so_far))
            so_far = most
        return Amounts(*fitting)

    def adds(self, place: int, by: Sequence[N], *, costs: bool) -> N:
        """What one of them adds to those before it, the largest of ``by`` first."""
        n = self.n
        alone, grants = list(self.alone), list(self.grants)
        for other in range(len(self.members)):
            if other != place:
                first = self._goes_first(other, place, by)
                alone[other] = n.choose(first, alone[other], self.none)
                grants[other] = n.choose(first, grants[other], self.none)
        places = list(range(len(self.members)))
        before = [other for other in places if other != place]
        with_it = self._most(places, alone, grants, costs=costs)
        return n.left(with_it, self._most(before, alone, grants, costs=costs))

    def _goes_first(self, other: int, place: int, by: Sequence[N]) -> B:
        """Whether another is before it: better founded or, of the same kind, larger or equal and earlier."""
        n = self.n
        if self.kinds[other] != self.kinds[place]:
            return n.true if self.kinds[other] < self.kinds[place] else n.false
        mine, theirs = by[place], by[other]
        return n.negate(n.exceeds(mine, theirs)) if other < place else n.exceeds(theirs, mine)

    def _most(self, places: Sequence[int], alone: Sequence[N], grants: Sequence[N], *, costs: bool) -> N:
        """The most that flows through the projects, in fen: the least of the cuts."""
        n = self.n
        least = self._sum(n.fine(alone[place]) for place in places)
        for inside in chain.from_iterable(combinations(places, size) for size in range(1, len(places) + 1)):
            through = n.total(self._through(inside, grants, costs=costs))
            outside = self._sum(n.fine(alone[place]) for place in places if place not in inside)
            least = n.lesser(least, n.add(through, outside))
        return n.whole(least)

    def _through(self, inside: Sequence[int], grants: Sequence[N], *, costs: bool) -> N:
        """What some of them would give for each project under its limits."""
        n = self.n
        parts = [grants[place] for place in inside if self.cap_of[place] is None]
        for first, room in self.rooms.items():
            under = [grants[place] for place in inside if _first(self.cap_of[place]) == first]
            if under:
                parts.append(n.lesser(self._sum(under), room))
        through = self._sum(parts)
        return n.lesser(through, self._room(self.cost)) if costs and self.cost is not None else through

    def _room(self, limit: Limit) -> N:
        n = self.n
        return n.choose(n.known(limit.of), n.product(limit.of, limit.rate, MAX_FEN), self.unknown)

    def _joint_room(self, limit: Limit) -> N:
        """What a joint cap leaves of each project: its share of the cost, or the largest of the best founded there."""
        n = self.n
        room = self._room(limit)
        if not limit.spares_largest:
            return room
        spared = self.none
        for kind in (2, 1, 0):
            largest, founded = self.none, n.false
            for alone, grant, cap, one in zip(self.alone, self.grants, self.cap_of, self.kinds, strict=True):
                if _first(cap) == limit.programmes[0] and one == kind:
                    largest = n.greater(largest, grant)
                    granting = n.both(n.exceeds(alone, self.none), n.exceeds(grant, self.none))
                    founded = n.either(founded, granting)
            spared = n.choose(founded, largest, spared)
        return n.greater(room, spared)

    def _sum(self, amounts: Iterable[N]) -> N:
        total = self.none
        for amount in amounts:
            total = self.n.add(total, amount)
        return total


def _first(limit: Limit | None) -> str | None:
    return None if limit is None else limit.programmes[0]
