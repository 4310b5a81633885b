"""What may be held together on a day, and what the best permitted combination leaves out.

Two programmes conflict when a rule lets only one of them be held. A joint cap holds several
together below a share of one eligible cost, but never below the largest of them.
`szsubsidy.rules.combination` finds the best set; this module says what is permitted, and tells of
the best set what gave way to what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from szsubsidy.catalogue.model import JointCap, Rule
from szsubsidy.record import Record, replace
from szsubsidy.rules.combination import Amounts, Conflicts, Holding, best_combination
from szsubsidy.rules.numbers import Numbers

NOTHING = Amounts(0, 0)


class Permitted(Record):
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


class Exclusion(Record):
    """A programme that gives way to ``because_of`` under a rule, and the fen that it would have granted."""

    programme: str
    because_of: str
    rule: Rule | JointCap
    forgone: int


class Reduction(Record):
    """A programme that a joint cap cuts by ``forgone`` fen to ``granted`` beside ``because_of``."""

    programme: str
    because_of: str
    rule: Rule | JointCap
    forgone: int
    granted: int


class Combination(Record):
    """The programmes held with what each grants, what is left out, and what a joint cap cuts."""

    held: dict[str, Amounts[int]]
    excluded: tuple[Exclusion, ...]
    reduced: tuple[Reduction, ...]

    @property
    def computed(self) -> int:
        """The fen that can be computed, over all that is held."""
        return sum(amounts.computed for amounts in self.held.values())

    @property
    def ceilings(self) -> int:
        """The fen that panels may add at most, over all that is held."""
        return sum(amounts.ceiling for amounts in self.held.values())

    @property
    def losses(self) -> tuple[Exclusion | Reduction, ...]:
        """What is left out, then what is cut."""
        return (*self.excluded, *self.reduced)

    def granted(self, programme: str) -> Amounts[int]:
        """Return what the combination grants of a programme: nothing where it does not hold it."""
        return self.held.get(programme, NOTHING)


def permitted_on(
    programmes: Iterable[str], rules: Iterable[Rule], joint_caps: Iterable[JointCap], as_of: int
) -> Permitted:
    """Return what may be held together on a day, of the given programmes."""
    present = list(programmes)
    current = [rule for rule in rules if rule.holds_on(as_of)]
    stated = [rule for rule in current if rule.kind == "at-most-one"]
    open_ones = [rule for rule in current if rule.kind == "not-stated"]
    caps = tuple(
        replace(cap, programmes=tuple(programme for programme in cap.programmes if programme in present))
        for cap in joint_caps
        if cap.holds_on(as_of)
    )
    return Permitted(_conflicts(present, stated), _conflicts(present, [*stated, *open_ones]), caps)


def grounds_of(combination: Combination, rules: Iterable[Rule], as_of: int) -> tuple[Rule, ...]:
    """Return the rules in force that permit two programmes which a combination holds."""
    return tuple(
        rule
        for rule in rules
        if rule.kind == "permitted"
        and rule.holds_on(as_of)
        and any(one in combination.held and other in combination.held for one, other in pairs_of(rule))
    )


def unruled(combination: Combination, rules: Iterable[Rule], joint_caps: Iterable[JointCap]) -> tuple[str, ...]:
    """Return the programmes whose money a combination adds to another's without a rule that speaks of the two."""
    ruled = {frozenset(pair) for rule in rules if rule.kind == "permitted" for pair in pairs_of(rule)}
    ruled |= {frozenset(pair) for cap in joint_caps for pair in combinations(cap.programmes, 2)}
    paying = [programme for programme, amounts in combination.held.items() if any(amounts)]
    alone = {programme for pair in combinations(paying, 2) if frozenset(pair) not in ruled for programme in pair}
    return tuple(programme for programme in paying if programme in alone)


def combine(
    standalone: Mapping[str, Amounts[int]],
    conflicts: Conflicts,
    joint_caps: Sequence[JointCap],
    numbers: Numbers[bool, int],
    *,
    least: bool = False,
) -> Combination:
    """Return the best permitted set of programmes and what it leaves out; ``standalone`` is what each grants alone.

    The order of ``conflicts`` decides between sets of equal amounts and size. ``numbers`` tells what a
    joint cap is a share of; where that is unknown it caps nothing, with ``least`` it leaves only the
    largest award.
    """
    capped = {programme for cap in joint_caps for programme in cap.programmes}
    ruled = {
        programme: against
        for programme, against in conflicts.items()
        if against or programme in standalone or programme in capped
    }
    holdings = {programme: Holding(programme in standalone, *standalone.get(programme, NOTHING)) for programme in ruled}
    best = best_combination(holdings, ruled, joint_caps, numbers, least=least)
    held = {programme: Amounts(chosen.computed, chosen.ceiling) for programme, chosen in best.items() if chosen.held}
    excluded: list[Exclusion] = []
    reduced: list[Reduction] = []
    for programme in conflicts:
        if programme not in standalone:
            continue
        alone = sum(standalone[programme])
        granted = sum(held.get(programme, NOTHING))
        if programme in held and granted == alone:
            continue
        rule, rival = _ground(programme, conflicts, joint_caps, standalone, held)
        if programme in held:
            reduced.append(Reduction(programme, rival, rule, alone - granted, granted))
        else:
            excluded.append(Exclusion(programme, rival, rule, alone))
    return Combination(held, tuple(excluded), tuple(reduced))


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


def _ground(
    programme: str,
    conflicts: Conflicts,
    joint_caps: Sequence[JointCap],
    standalone: Mapping[str, Amounts[int]],
    held: Mapping[str, Amounts[int]],
) -> tuple[Rule | JointCap, str]:
    """The rule that a programme is left out or cut by, and the largest award that takes its place."""
    against = conflicts[programme]
    rivals = [] if programme in held else [other for other in against if other in held]
    if rivals:
        rival = max(rivals, key=lambda other: standalone[other])
        return against[rival], rival
    for cap in joint_caps:
        rivals = [other for other in cap.programmes if other in held and other != programme]
        if programme in cap.programmes and rivals:
            return cap, max(rivals, key=lambda other: held[other])
    # No held programme conflicts with it. It gave way to a rival that a joint cap then cut to nothing, so that
    # neither of the two is held.
    rival = max((other for other in against if other in standalone), key=lambda other: standalone[other])
    return against[rival], rival
