"""The best permitted combination: which programmes a firm holds together, and what each then grants.

The choice is exact, and generic over `Numbers`: one firm and a table of firms take the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeAlias

from szsubsidy.catalogue.model import JointCap, Rule
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.numbers import B, N, Numbers

Conflicts: TypeAlias = dict[str, dict[str, Rule]]
"""For each programme those that may not be held beside it, with the rule that says so."""


class Amounts(NamedTuple, Generic[N]):
    """Fen that can be computed, then fen that a panel may add at most: compared in that order."""

    computed: N
    ceiling: N


class Holding(NamedTuple, Generic[B, N]):
    """Whether a programme is held, and what it grants in fen."""

    held: B
    computed: N
    ceiling: N


def best_combination(
    holdings: Mapping[str, Holding[B, N]],
    conflicts: Conflicts,
    joint_caps: Sequence[JointCap],
    numbers: Numbers[B, N],
    *,
    least: bool = False,
) -> dict[str, Holding[B, N]]:
    """Return of each programme whether the best permitted combination holds it, and what it then grants.

    The best has the most that can be computed, then the most that panels may add, then the most
    programmes. A programme that a joint cap leaves nothing is not held. Where the cost that a joint
    cap is a share of is unknown, the cap cuts nothing; with ``least`` it leaves only the largest award.
    """
    chooser = _Chooser(holdings, conflicts, joint_caps, numbers, least=least)
    best: dict[str, Holding[B, N]] = {}
    for component in chooser.components():
        best |= chooser.best_of(component)
    return {programme: best[programme] for programme in conflicts}


# A worked example, in thousands of yuan. Programme A computes 400, B 300 and C 250. Of A and B at most one may
# be held. A and C share a joint cap: together at most 50 % of a cost of 1,000, so 500.
#
# 1. Components. A is tied to B by the rule and to C by the cap, so {A, B, C} is decided as one; a programme that
#    nothing ties to another is simply held.
# 2. Maximal sets without a conflict: (A, C) and (B, C). Every permitted set is part of one of them, and no award
#    is below zero, so the best set is among these.
# 3. What each comes to: (A, C) would be 650, but the cap leaves max(500, 400) = 500. In (B, C), B is under no cap
#    and C alone stays below it: 300 + 250 = 550.
# 4. (B, C) wins; A gives way to B and forgoes 400. Equal sets would be decided by what panels may add, then by the
#    number of programmes, then by the order of the catalogue.
#
# Without B, (A, C) is chosen and its 500 are handed out, the larger award first: A keeps 400, C is cut to 100. At
# 30 % the limit is 300, but the cap never goes below the largest award: A keeps 400 and C gets nothing, so C is
# not held.
class _Chooser(Generic[B, N]):
    """Decides each component by itself; see the example above."""

    def __init__(
        self,
        holdings: Mapping[str, Holding[B, N]],
        conflicts: Conflicts,
        joint_caps: Sequence[JointCap],
        numbers: Numbers[B, N],
        *,
        least: bool,
    ) -> None:
        n = self.n = numbers
        self.none = n.constant(0)
        self.conflicts = conflicts
        self.cap_of = {programme: cap for cap in joint_caps for programme in cap.programmes}
        unknown = n.constant(0 if least else MAX_FEN)
        self.limit = {
            cap.id: n.choose(n.known(cap.of), n.share(cap.of, cap.rate, MAX_FEN), unknown) for cap in joint_caps
        }
        self.standalone = {
            programme: self._if(holding.held, Amounts(holding.computed, holding.ceiling))
            for programme, holding in holdings.items()
        }
        self.held = {programme: holding.held for programme, holding in holdings.items()}

    def components(self) -> list[list[str]]:
        """The programmes that rules tie together, directly or through others."""
        tied = {
            programme: {*against, *(self.cap_of[programme].programmes if programme in self.cap_of else ())}
            for programme, against in self.conflicts.items()
        }
        components: list[list[str]] = []
        seen: set[str] = set()
        for start in tied:
            if start in seen:
                continue
            component = {start}
            queue = [start]
            while queue:
                fresh = tied[queue.pop()] - component
                component |= fresh
                queue += fresh
            seen |= component
            components.append([programme for programme in tied if programme in component])
        return components

    def best_of(self, component: list[str]) -> dict[str, Holding[B, N]]:
        n = self.n
        if len(component) == 1 and component[0] not in self.cap_of:
            return {programme: Holding(self.held[programme], *self.standalone[programme]) for programme in component}
        first, *rest = maximal_sets(component, self.conflicts)
        best = self._value(first)
        chosen = {programme: n.true if programme in first else n.false for programme in component}
        for group in rest:
            value = self._value(group)
            wins = self._better(value, best)
            best = tuple(n.choose(wins, a, b) for a, b in zip(value, best, strict=True))
            loses = n.negate(wins)
            chosen = {
                programme: n.either(wins, so_far) if programme in group else n.both(loses, so_far)
                for programme, so_far in chosen.items()
            }
        return self._granted({programme: n.both(in_set, self.held[programme]) for programme, in_set in chosen.items()})

    def _value(self, group: Sequence[str]) -> tuple[N, ...]:
        """What a set comes to: computed fen, fen of ceilings, how many programmes; compared in this order."""
        n = self.n
        count = self._sum(n.choose(self.held[programme], n.constant(1), self.none) for programme in group)
        parts = [self.standalone[programme] for programme in group if programme not in self.cap_of]
        caps = {self.cap_of[programme].id: self.cap_of[programme] for programme in group if programme in self.cap_of}
        parts += [
            self._joint(cap, [self.standalone[member] for member in cap.programmes if member in group])
            for cap in caps.values()
        ]
        return self._sum(part.computed for part in parts), self._sum(part.ceiling for part in parts), count

    def _joint(self, cap: JointCap, awards: Sequence[Amounts[N]]) -> Amounts[N]:
        """What awards under one joint cap come to together.

        Computed amounts come first: what panels may add has only the room that they leave, but where nothing
        is computed the largest ceiling is not cut either.
        """
        n = self.n
        limit = self.limit[cap.id]
        computed = self._under(limit, [award.computed for award in awards])
        any_computed = n.exceeds(computed, self.none)
        alone = self._under(limit, [award.ceiling for award in awards])
        beside = n.lesser(self._sum(award.ceiling for award in awards), n.left(limit, computed))
        return Amounts(computed, n.choose(any_computed, beside, alone))

    def _under(self, limit: N, amounts: Sequence[N]) -> N:
        """The sum of amounts, at most ``limit`` or the largest of them, whichever is more."""
        largest = self.none
        for amount in amounts:
            largest = self.n.greater(largest, amount)
        return self.n.lesser(self._sum(amounts), self.n.greater(limit, largest))

    def _granted(self, chosen: Mapping[str, B]) -> dict[str, Holding[B, N]]:
        """What each chosen programme grants: under a joint cap the larger awards come first."""
        n = self.n
        alone = {programme: self._if(in_set, self.standalone[programme]) for programme, in_set in chosen.items()}
        granted = {
            programme: Holding(in_set, *alone[programme])
            for programme, in_set in chosen.items()
            if programme not in self.cap_of
        }
        caps = {self.cap_of[programme].id: self.cap_of[programme] for programme in chosen if programme in self.cap_of}
        for cap in caps.values():
            members = [programme for programme in chosen if programme in cap.programmes]
            room = self._joint(cap, [alone[member] for member in members])
            for index, member in enumerate(members):
                computed = self._share_of(index, [alone[other].computed for other in members], room.computed)
                ceiling = self._share_of(index, [alone[other].ceiling for other in members], room.ceiling)
                asked = n.either(*(n.exceeds(amount, self.none) for amount in alone[member]))
                given = n.either(*(n.exceeds(amount, self.none) for amount in (computed, ceiling)))
                held = n.both(chosen[member], n.either(given, n.negate(asked)))
                granted[member] = Holding(held, computed, ceiling)
        return {programme: granted[programme] for programme in chosen}

    def _share_of(self, index: int, awards: Sequence[N], room: N) -> N:
        """What the award at ``index`` gets of a room: larger ones go before it, and equal ones that stand earlier."""
        n = self.n
        mine = awards[index]
        before = self.none
        for other, theirs in enumerate(awards):
            if other != index:
                goes_first = n.negate(n.exceeds(mine, theirs)) if other < index else n.exceeds(theirs, mine)
                before = n.add(before, n.choose(goes_first, theirs, self.none))
        return n.lesser(mine, n.left(room, before))

    def _better(self, new: tuple[N, ...], old: tuple[N, ...]) -> B:
        """Whether ``new`` is more than ``old`` at the first place where they differ."""
        n = self.n
        better = n.false
        for a, b in reversed(list(zip(new, old, strict=True))):
            better = n.either(n.exceeds(a, b), n.both(n.negate(n.differs(a, b)), better))
        return better

    def _if(self, condition: B, amounts: Amounts[N]) -> Amounts[N]:
        """The amounts where a condition holds, else nothing."""
        computed, ceiling = amounts
        return Amounts(self.n.choose(condition, computed, self.none), self.n.choose(condition, ceiling, self.none))

    def _sum(self, amounts: Iterable[N]) -> N:
        total = self.none
        for amount in amounts:
            total = self.n.add(total, amount)
        return total


def maximal_sets(component: list[str], conflicts: Mapping[str, Mapping[str, object]]) -> list[tuple[str, ...]]:
    """Return the maximal sets of ``component`` in which no two programmes conflict.

    This is the algorithm of Bron and Kerbosch: ``passed`` holds the programmes that could still join but whose
    sets were listed before, so that a set which one of them could join is not taken for a maximal one.
    """
    maximal: list[tuple[str, ...]] = []

    def extend(chosen: tuple[str, ...], candidates: list[str], passed: list[str]) -> None:
        if not candidates and not passed:
            maximal.append(chosen)
        for index, programme in enumerate(candidates):
            rest = candidates[index + 1 :]
            against = conflicts[programme]
            extend(
                (*chosen, programme),
                [other for other in rest if other not in against],
                [other for other in (*passed, *candidates[:index]) if other not in against],
            )

    extend((), component, [])
    return maximal
