"""What may be held together: the best permitted combination, found exactly.

Two programmes conflict when a rule lets only one of them be held. A joint cap holds several
together below a share of one eligible cost, but never below the largest of them. The graph of
conflicts and joint caps falls into small components; in each, the maximal sets without a conflict
are listed and the best is taken. The choice is generic over `Numbers`: one firm and a table of
firms take the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Generic, NamedTuple, TypeAlias

from szsubsidy.catalogue.model import JointCap, Rule
from szsubsidy.days import FAR
from szsubsidy.money import MAX_FEN
from szsubsidy.record import replace
from szsubsidy.rules.interpret import B, N, Numbers

Worth: TypeAlias = tuple[int, int]
"""Fen that can be computed, then fen that a panel may add: compared in that order."""
Conflicts: TypeAlias = dict[str, dict[str, Rule]]


class Holding(NamedTuple, Generic[B, N]):
    """Whether a programme is held, and its worth in fen."""

    held: B
    computed: N
    ceiling: N


class Permitted(NamedTuple):
    """What the rules in force on a day let a firm hold together.

    ``safe`` also separates what no source says may be held together.
    """

    conflicts: Conflicts
    safe: Conflicts
    joint_caps: tuple[JointCap, ...]

    @property
    def unclear(self) -> bool:
        """Whether it can matter that no source says."""
        return self.conflicts != self.safe


class Exclusion(NamedTuple):
    """A programme left out or cut; ``because_of`` takes its place; ``forgone`` and ``granted`` are fen."""

    programme: str
    because_of: str
    rule: Rule | JointCap
    forgone: int
    granted: int


class Combination(NamedTuple):
    """The programmes held, what each grants, what is left out, and what a joint cap cut."""

    held: dict[str, Worth]
    excluded: tuple[Exclusion, ...]
    reduced: tuple[Exclusion, ...]

    @property
    def computed(self) -> int:
        return sum(worth[0] for worth in self.held.values())

    @property
    def ceilings(self) -> int:
        return sum(worth[1] for worth in self.held.values())


def permitted_on(
    programmes: Iterable[str], rules: Iterable[Rule], joint_caps: Iterable[JointCap], as_of: int
) -> Permitted:
    """Return what may be held together on a day, of the given programmes."""
    present = list(programmes)
    current = [rule for rule in rules if in_force(rule, as_of)]
    stated = [rule for rule in current if rule.kind == "at-most-one"]
    open_ones = [rule for rule in current if rule.kind == "not-stated"]
    caps = tuple(
        replace(cap, programmes=tuple(item for item in cap.programmes if item in present))
        for cap in joint_caps
        if in_force(cap, as_of)
    )
    return Permitted(_conflicts(present, stated), _conflicts(present, [*stated, *open_ones]), caps)


def grounds_of(combination: Combination, rules: Iterable[Rule], as_of: int) -> tuple[Rule, ...]:
    """Return the rules in force that permit two programmes which a combination holds."""
    return tuple(
        rule
        for rule in rules
        if rule.kind == "permitted"
        and in_force(rule, as_of)
        and any(one in combination.held and other in combination.held for one, other in pairs_of(rule))
    )


def unruled(combination: Combination, rules: Iterable[Rule], joint_caps: Iterable[JointCap]) -> tuple[str, ...]:
    """Return the programmes whose money a combination adds to another's without a rule that speaks of the two."""
    ruled = {frozenset(pair) for rule in rules if rule.kind == "permitted" for pair in pairs_of(rule)}
    ruled |= {frozenset(pair) for cap in joint_caps for pair in combinations(cap.programmes, 2)}
    paying = [item for item, worth in combination.held.items() if sum(worth)]
    alone = {item for pair in combinations(paying, 2) if frozenset(pair) not in ruled for item in pair}
    return tuple(item for item in paying if item in alone)


def combine(
    worths: Mapping[str, Worth],
    conflicts: Conflicts,
    joint_caps: Sequence[JointCap],
    numbers: Numbers[bool, int],
    *,
    least: bool = False,
) -> Combination:
    """Return the best permitted set of the programmes in ``worths`` and what it leaves out.

    The order of ``conflicts`` decides between sets of equal worth and size. ``numbers`` tells what a
    joint cap is a share of; where that is unknown it caps nothing, with ``least`` it leaves only the
    largest award.
    """
    capped = {programme for cap in joint_caps for programme in cap.programmes}
    ruled = {item: against for item, against in conflicts.items() if against or item in worths or item in capped}
    holdings = {item: Holding(item in worths, *worths.get(item, (0, 0))) for item in ruled}
    best = best_combination(holdings, ruled, joint_caps, numbers, least=least)
    held = {item: (found.computed, found.ceiling) for item, found in best.items() if found.held}
    excluded: list[Exclusion] = []
    reduced: list[Exclusion] = []
    for programme in conflicts:
        if programme not in worths:
            continue
        worth = sum(worths[programme])
        granted = sum(held.get(programme, (0, 0)))
        if programme in held and granted == worth:
            continue
        rule, rival = _ground(programme, conflicts, joint_caps, worths, held)
        found = Exclusion(programme, rival, rule, worth - granted, granted)
        (reduced if programme in held else excluded).append(found)
    return Combination(held, tuple(excluded), tuple(reduced))


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
    programmes. A programme that a joint cap leaves nothing is not held.
    """
    chooser = _Chooser(holdings, conflicts, joint_caps, numbers, least=least)
    found = {item: here for component in chooser.components() for item, here in chooser.best_of(component).items()}
    return {item: found[item] for item in conflicts}


class _Chooser(Generic[B, N]):
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
        self.worth = {
            item: (n.choose(found.held, found.computed, self.none), n.choose(found.held, found.ceiling, self.none))
            for item, found in holdings.items()
        }
        self.held = {item: found.held for item, found in holdings.items()}

    def components(self) -> list[list[str]]:
        """The programmes that rules tie together, directly or through others."""
        beside = {
            item: {*self.conflicts[item], *(self.cap_of[item].programmes if item in self.cap_of else ())}
            for item in self.conflicts
        }
        found: list[list[str]] = []
        seen: set[str] = set()
        for start in beside:
            if start in seen:
                continue
            component = {start}
            queue = [start]
            while queue:
                fresh = beside[queue.pop()] - component
                component |= fresh
                queue += fresh
            seen |= component
            found.append([item for item in beside if item in component])
        return found

    def best_of(self, component: list[str]) -> dict[str, Holding[B, N]]:
        n = self.n
        if len(component) == 1 and component[0] not in self.cap_of:
            return {item: Holding(self.held[item], *self.worth[item]) for item in component}
        first, *rest = maximal_sets(component, self.conflicts)
        best = self._value(first)
        chosen = {item: n.true if item in first else n.false for item in component}
        for group in rest:
            found = self._value(group)
            wins = self._better(found, best)
            best = tuple(n.choose(wins, a, b) for a, b in zip(found, best, strict=True))
            loses = n.negate(wins)
            chosen = {
                item: n.either(wins, here) if item in group else n.both(loses, here) for item, here in chosen.items()
            }
        return self._granted({item: n.both(here, self.held[item]) for item, here in chosen.items()})

    def _value(self, group: Sequence[str]) -> tuple[N, ...]:
        """What a set comes to: computed fen, fen of ceilings, how many programmes."""
        n = self.n
        count = self._sum(n.choose(self.held[item], n.constant(1), self.none) for item in group)
        free = [item for item in group if item not in self.cap_of]
        parts = [(self.worth[item][0], self.worth[item][1]) for item in free]
        caps = {self.cap_of[item].id: self.cap_of[item] for item in group if item in self.cap_of}
        parts += [
            self._joint(cap, [self.worth[item] for item in cap.programmes if item in group]) for cap in caps.values()
        ]
        return self._sum(part[0] for part in parts), self._sum(part[1] for part in parts), count

    def _joint(self, cap: JointCap, worths: Sequence[tuple[N, N]]) -> tuple[N, N]:
        """What awards under one joint cap come to together."""
        n = self.n
        limit = self.limit[cap.id]
        computed = self._under(limit, [worth[0] for worth in worths])
        any_computed = n.exceeds(computed, self.none)
        alone = self._under(limit, [worth[1] for worth in worths])
        beside = n.lesser(self._sum(worth[1] for worth in worths), n.left(limit, computed))
        return computed, n.choose(any_computed, beside, alone)

    def _under(self, limit: N, amounts: Sequence[N]) -> N:
        largest = self.none
        for amount in amounts:
            largest = self.n.greater(largest, amount)
        return self.n.lesser(self._sum(amounts), self.n.greater(limit, largest))

    def _granted(self, chosen: Mapping[str, B]) -> dict[str, Holding[B, N]]:
        """What each chosen programme grants: under a joint cap the larger awards come first."""
        n = self.n
        worth = {
            item: (n.choose(here, self.worth[item][0], self.none), n.choose(here, self.worth[item][1], self.none))
            for item, here in chosen.items()
        }
        found = {item: Holding(here, *worth[item]) for item, here in chosen.items() if item not in self.cap_of}
        for cap in {self.cap_of[item].id: self.cap_of[item] for item in chosen if item in self.cap_of}.values():
            members = [item for item in chosen if item in cap.programmes]
            room = self._joint(cap, [worth[item] for item in members])
            for item in members:
                granted = [self._share_of(item, members, worth, room, kind) for kind in (0, 1)]
                asked = n.either(*(n.exceeds(amount, self.none) for amount in worth[item]))
                given = n.either(*(n.exceeds(amount, self.none) for amount in granted))
                held = n.both(chosen[item], n.either(given, n.negate(asked)))
                found[item] = Holding(held, granted[0], granted[1])
        return {item: found[item] for item in chosen}

    def _share_of(
        self, item: str, members: Sequence[str], worth: Mapping[str, tuple[N, N]], room: tuple[N, N], kind: int
    ) -> N:
        n = self.n
        mine = worth[item][kind]
        before = self.none
        for place, other in enumerate(members):
            if other != item:
                theirs = worth[other][kind]
                first = n.exceeds(theirs, mine)
                if place < members.index(item):
                    first = n.negate(n.exceeds(mine, theirs))
                before = n.add(before, n.choose(first, theirs, self.none))
        return n.lesser(mine, n.left(room[kind], before))

    def _better(self, new: tuple[N, ...], old: tuple[N, ...]) -> B:
        n = self.n
        found = n.false
        for a, b in reversed(list(zip(new, old, strict=True))):
            found = n.either(n.exceeds(a, b), n.both(n.negate(n.differs(a, b)), found))
        return found

    def _sum(self, amounts: Iterable[N]) -> N:
        total = self.none
        for amount in amounts:
            total = self.n.add(total, amount)
        return total


def maximal_sets(component: list[str], conflicts: Mapping[str, Mapping[str, object]]) -> list[tuple[str, ...]]:
    """Return the maximal sets of ``component`` in which no two programmes conflict."""
    found: list[tuple[str, ...]] = []

    def extend(chosen: tuple[str, ...], candidates: list[str], passed: list[str]) -> None:
        if not candidates and not passed:
            found.append(chosen)
        for place, programme in enumerate(candidates):
            rest = candidates[place + 1 :]
            extend(
                (*chosen, programme),
                [item for item in rest if item not in conflicts[programme]],
                [item for item in (*passed, *candidates[:place]) if item not in conflicts[programme]],
            )

    extend((), component, [])
    return found


def pairs_of(rule: Rule) -> list[tuple[str, str]]:
    """Return the pairs of programmes that a rule is about."""
    if rule.beside:
        return list(product(rule.programmes, rule.beside))
    return list(combinations(rule.programmes, 2))


def _conflicts(programmes: Iterable[str], rules: Iterable[Rule]) -> Conflicts:
    """For each programme those that may not be held beside it, and the rule that says so."""
    conflicts: Conflicts = {programme: {} for programme in programmes}
    for rule in rules:
        for one, other in pairs_of(rule):
            if one in conflicts and other in conflicts:
                conflicts[one].setdefault(other, rule)
                conflicts[other].setdefault(one, rule)
    return conflicts


def in_force(rule: Rule | JointCap, as_of: int) -> bool:
    """Whether a rule of cumulation holds on a day."""
    return (rule.starts or 0) <= as_of <= (rule.until or FAR)


def _ground(
    programme: str,
    conflicts: Conflicts,
    joint_caps: Sequence[JointCap],
    worths: Mapping[str, Worth],
    held: Mapping[str, Worth],
) -> tuple[Rule | JointCap, str]:
    """The rule that a programme is left out or cut by, and the largest award that takes its place."""
    against = conflicts[programme]
    rivals = [] if programme in held else [item for item in against if item in held]
    if rivals:
        rival = max(rivals, key=lambda item: worths[item])
        return against[rival], rival
    for cap in joint_caps:
        rivals = [item for item in cap.programmes if item in held and item != programme]
        if programme in cap.programmes and rivals:
            return cap, max(rivals, key=lambda item: held[item])
    # It is worth nothing, and what it gave way to was itself cut to nothing.
    rival = max((item for item in against if item in worths), key=lambda item: worths[item])
    return against[rival], rival
