"""The best permitted combination: which programmes a firm holds together, and what each then grants.

The choice is exact, and generic over `Numbers`: one firm and a table of firms take the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple

from szsubsidy.money import MAX_FEN
from szsubsidy.record import Record
from szsubsidy.rules.limits import Conflicts, Limit, components, maximal_sets
from szsubsidy.rules.numbers import B, N, Numbers

RANKED = 50
"""So many programmes of a component may decide between equal sets by their place: as an integer of 64 bits can hold."""


class Permitted(Record):
    """What may not be held together, and what is held below a limit together.

    A programme is under one joint cap and under one cost limit at most, and a joint cap lies inside one cost limit or
    outside all of them.
    """

    conflicts: Conflicts
    joint: tuple[Limit, ...] = ()
    costs: tuple[Limit, ...] = ()


class Amounts(NamedTuple, Generic[N]):
    """Fen by how well founded they are, compared in that order.

    What can be computed; what a panel may add at most; and what a panel may add at most where part of the authority's
    terms was not found, so that it is only possible.
    """

    computed: N
    ceiling: N
    possible: N


class Holding(NamedTuple, Generic[B, N]):
    """Whether a programme is held, and what it grants in fen."""

    held: B
    amounts: Amounts[N]


class Grant(NamedTuple, Generic[B, N]):
    """Whether the best combination holds a programme, and what it then grants in fen.

    ``uncut`` is what it would grant but for the limit of its cost: what its joint cap leaves of it.
    """

    held: B
    amounts: Amounts[N]
    uncut: Amounts[N]


def best_combination(
    holdings: Mapping[str, Holding[B, N]], permitted: Permitted, numbers: Numbers[B, N], *, least: bool = False
) -> dict[str, Grant[B, N]]:
    """Return of each programme whether the best permitted combination holds it, and what it then grants.

    The best has the most that can be computed, then the most that panels may add, first by terms that are known whole
    and then where it is only possible, then the most programmes. A programme that a limit leaves nothing is not held.
    Where the cost of a limit is unknown, it cuts nothing; with ``least`` it leaves only what it spares: the largest
    award or nothing.
    """
    return Chooser(holdings, permitted, numbers, least=least).best()


# A worked example, in thousands of yuan. Programme A computes 400, B 300 and C 250. Of A and B at most one may
# be held. A and C share a joint cap: together at most 50 % of a cost of 1,000, so 500.
#
# 1. Components. A is tied to B by the rule and to C by the cap, so {A, B, C} is decided as one; a programme that
#    nothing ties to another is simply held.
# 2. Maximal sets without a conflict: (A, C) and (B, C). Every permitted set is part of one of them, and no award
#    is below zero, so the best set is among these.
# 3. What each comes to: (A, C) would be 650, but the cap leaves max(500, 400) = 500. In (B, C), B is under no cap
#    and C alone stays below it: 300 + 250 = 550.
# 4. (B, C) wins; A gives way to B and forgoes 400. Equal sets would be decided by what panels may add, then by what
#    they may add where it is only possible, then by the number of programmes, then by the order of the catalogue. Say
#    panels decide on A and B: by terms known whole A wins with its 400; were A only possible, B would with its 300.
#
# Without B, (A, C) is chosen and its 500 are handed out, the larger award first: A keeps 400, C is cut to 100. At
# 30 % the limit is 300, but the cap never goes below the largest award: A keeps 400 and C gets nothing, so C is
# not held.
#
# The cost itself is a limit, too. Let D compute 700 of the same 1,000 and be under no cap. Then all four are decided
# as one: (A, C, D) would be 500 + 700, but the cost leaves 1,000; so does (B, C, D) of 300 + 250 + 700 if B is a share
# of it. The 1,000 are handed out in two steps: first the joint cap as above, A 400 and C 100, then the cost, the larger
# of what that left first: D 700, A 300, and C is not held. What a panel may add comes behind all that is computed.
#
# Two steps are exact because the limits are nested: a joint cap is of one cost, and all it holds together is paid for
# that cost. So what the cost cuts only lowers what stands under the cap, which stays kept, and a set comes to
# min(cost, sum over its caps and the rest). Were a cap to reach over two costs, cutting by one first could waste room
# under the other, and the most would be a flow through both. None does: a share of another cost is not under the cap.
class Chooser(Generic[B, N]):
    """Decides each component by itself; see the example above."""

    def __init__(
        self, holdings: Mapping[str, Holding[B, N]], permitted: Permitted, numbers: Numbers[B, N], *, least: bool
    ) -> None:
        n = self.n = numbers
        self.none = n.constant(0)
        self.conflicts = permitted.conflicts
        self.cap_of = {programme: limit for limit in permitted.joint for programme in limit.programmes}
        self.cost_of = {programme: limit for limit in permitted.costs for programme in limit.programmes}
        self.unknown = n.constant(0 if least else MAX_FEN)
        self.standalone = {
            programme: self._if(holding.held, holding.amounts) for programme, holding in holdings.items()
        }
        self.held = {programme: holding.held for programme, holding in holdings.items()}

    def best(self) -> dict[str, Grant[B, N]]:
        """What the best combination holds of each programme."""
        best: dict[str, Grant[B, N]] = {}
        for component in self.components():
            best |= self.best_of(component)
        return {programme: best[programme] for programme in self.conflicts}

    def most(self) -> Amounts[N]:
        """What the best combination comes to, without telling who gets what."""
        return self.sum([self._most_of(component) for component in self.components()])

    def components(self) -> list[list[str]]:
        """The programmes that rules tie together, directly or through others."""
        limits = {limit.programmes for limit in (*self.cap_of.values(), *self.cost_of.values())}
        return components(self.conflicts, limits)

    def best_of(self, component: list[str]) -> dict[str, Grant[B, N]]:
        n = self.n
        if not self._any_can_be_held(component):
            nothing = self.sum([])
            return {programme: Grant(n.false, nothing, nothing) for programme in component}
        if self._is_free(component):
            [programme] = component
            alone = self.standalone[programme]
            return {programme: Grant(self.held[programme], alone, alone)}
        _value, chosen = self._chosen(component)
        return self._granted({programme: n.both(in_set, self.held[programme]) for programme, in_set in chosen.items()})

    def _most_of(self, component: list[str]) -> Amounts[N]:
        """What the best set of a component comes to."""
        if not self._any_can_be_held(component):
            return self.sum([])
        if self._is_free(component):
            return self.standalone[component[0]]
        (*amounts, _rank), _chosen = self._chosen(component)
        return Amounts(*amounts)

    def _any_can_be_held(self, component: list[str]) -> bool:
        """Whether it is worth looking at a component: most of them are about something else than one firm is."""
        return any(self.held[programme] is not self.n.false for programme in component)

    def _is_free(self, component: list[str]) -> bool:
        """Whether nothing ties a programme to another one, or limits it."""
        return len(component) == 1 and component[0] not in {*self.cap_of, *self.cost_of}

    def _chosen(self, component: list[str]) -> tuple[tuple[N, ...], dict[str, B]]:
        """What the best set of a component comes to, and of each programme whether it is in it."""
        n = self.n
        first, *rest = maximal_sets(component, self.conflicts)
        best = self._worth(first, component)
        chosen = {programme: n.true if programme in first else n.false for programme in component}
        for group in rest:
            value = self._worth(group, component)
            wins = self._better(value, best)
            best = tuple(n.choose(wins, a, b) for a, b in zip(value, best, strict=True))
            loses = n.negate(wins)
            chosen = {
                programme: n.either(wins, so_far) if programme in group else n.both(loses, so_far)
                for programme, so_far in chosen.items()
            }
        return best, chosen

    def _worth(self, group: Sequence[str], component: Sequence[str]) -> tuple[N, ...]:
        """What sets of a component are compared by, in this order.

        First what a set comes to, then how many of its programmes are held and how early they stand, which is one
        number: of four programmes the first weighs 10000 + 1000 in binary digits, the second 10000 + 100.
        """
        n = self.n
        weights = {programme: (1 << RANKED) + (1 << RANKED >> place + 1) for place, programme in enumerate(component)}
        rank = self._sum(n.choose(self.held[item], n.constant(weights[item]), self.none) for item in group)
        return *self._value(group), rank

    def _value(self, group: Sequence[str]) -> Amounts[N]:
        """What a set comes to."""
        parts = [([programme], self.standalone[programme]) for programme in group if programme not in self.cap_of]
        for limit, members in self._under_one(group, self.cap_of):
            parts.append((members, self._joint(limit, [self.standalone[member] for member in members])))
        free = [amounts for members, amounts in parts if members[0] not in self.cost_of]
        for limit, paid in self._under_one(group, self.cost_of):
            free.append(self._within(limit, [amounts for members, amounts in parts if members[0] in paid]))
        return self.sum(free)

    def _under_one(self, group: Iterable[str], limit_of: Mapping[str, Limit]) -> list[tuple[Limit, list[str]]]:
        """Each limit over programmes of a set, with these."""
        members: dict[str, list[str]] = {}
        for programme in group:
            if programme in limit_of:
                members.setdefault(limit_of[programme].programmes[0], []).append(programme)
        return [(limit_of[first], under) for first, under in members.items()]

    def _room(self, limit: Limit) -> N:
        return self.n.choose(self.n.known(limit.of), self.n.share(limit.of, limit.rate, MAX_FEN), self.unknown)

    def _within(self, limit: Limit, awards: Sequence[Amounts[N]]) -> Amounts[N]:
        """What awards come to under the limit of their cost: what is worse founded has the room that is left."""
        n = self.n
        room = self._room(limit)
        fitting: list[N] = []
        for asked in self.sum(awards):
            fitting.append(n.lesser(asked, room))
            room = n.left(room, fitting[-1])
        return Amounts(*fitting)

    def _joint(self, limit: Limit, awards: Sequence[Amounts[N]]) -> Amounts[N]:
        """What awards under one joint cap come to together.

        Computed amounts come first: what panels may add has only the room that they leave, and of that what is only
        possible comes last. But where nothing better founded is there, the largest is not cut either.
        """
        if not limit.spares_largest:
            return self._within(limit, awards)
        n = self.n
        room = self._room(limit)
        fitting: list[N] = []
        better = self.none
        for asked in map(list, zip(*awards, strict=True)):
            beside = n.lesser(self._sum(asked), n.left(room, better))
            fitting.append(n.choose(n.exceeds(better, self.none), beside, self._sparing(room, asked)))
            better = n.add(better, fitting[-1])
        return Amounts(*fitting)

    def _sparing(self, room: N, amounts: Sequence[N]) -> N:
        """The sum of amounts, at most ``room`` or the largest of them, whichever is more."""
        largest = self.none
        for amount in amounts:
            largest = self.n.greater(largest, amount)
        return self.n.lesser(self._sum(amounts), self.n.greater(room, largest))

    def _granted(self, chosen: Mapping[str, B]) -> dict[str, Grant[B, N]]:
        """What each chosen programme grants: under a joint cap, then under its cost, the larger awards come first."""
        n = self.n
        alone = {programme: self._if(in_set, self.standalone[programme]) for programme, in_set in chosen.items()}
        uncut, granted = dict(alone), dict(alone)
        for limit, members in self._under_one(chosen, self.cap_of):
            uncut |= self._handed_out(self._joint(limit, [alone[member] for member in members]), members, alone)
        granted |= uncut
        for limit, members in self._under_one(chosen, self.cost_of):
            granted |= self._handed_out(self._within(limit, [uncut[member] for member in members]), members, uncut)
        grants = {}
        for programme, in_set in chosen.items():
            held = in_set
            if programme in self.cap_of or programme in self.cost_of:
                asked = n.exceeds(self._sum(alone[programme]), self.none)
                given = n.exceeds(self._sum(granted[programme]), self.none)
                held = n.both(in_set, n.either(given, n.negate(asked)))
            grants[programme] = Grant(held, granted[programme], uncut[programme])
        return grants

    def _handed_out(
        self, room: Amounts[N], members: Sequence[str], asked: Mapping[str, Amounts[N]]
    ) -> dict[str, Amounts[N]]:
        """What each of ``members`` gets of what they come to together."""
        shares = [
            [self._share_of(place, amounts, left) for place in range(len(members))]
            for amounts, left in zip(zip(*(asked[member] for member in members), strict=True), room, strict=True)
        ]
        return {member: Amounts(*given) for member, given in zip(members, zip(*shares, strict=True), strict=True)}

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
        return Amounts(*(self.n.choose(condition, amount, self.none) for amount in amounts))

    def sum(self, parts: Sequence[Amounts[N]]) -> Amounts[N]:
        """What several parts come to together."""
        return Amounts(
            self._sum(part.computed for part in parts),
            self._sum(part.ceiling for part in parts),
            self._sum(part.possible for part in parts),
        )

    def _sum(self, amounts: Iterable[N]) -> N:
        total = self.none
        for amount in amounts:
            total = self.n.add(total, amount)
        return total
