"""What may be held together: the best permitted combination, found exactly.

Two programmes conflict when a rule lets only one of them be held. The conflict graph falls into
small components; in each, the maximal sets without a conflict are listed and the best is taken.
The choice is generic over `Numbers`: one firm and a table of firms take the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Generic, NamedTuple, TypeAlias

from szsubsidy.catalogue.model import AtMostOne
from szsubsidy.rules.interpret import B, N, Numbers
from szsubsidy.rules.scalar import Scalar

Worth: TypeAlias = tuple[int, int]
"""Fen that can be computed, then fen that a panel may add: compared in that order."""
Conflicts: TypeAlias = dict[str, dict[str, AtMostOne]]


class Holding(NamedTuple, Generic[B, N]):
    """Whether a programme could be held, and its worth in fen."""

    held: B
    computed: N
    ceiling: N


class Exclusion(NamedTuple):
    """A programme left out, the one that takes its place, and the rule; ``forgone`` is fen."""

    programme: str
    because_of: str
    rule: AtMostOne
    forgone: int


def combine(
    worths: Mapping[str, Worth], rules: Iterable[AtMostOne], programmes: Iterable[str] | None = None
) -> tuple[list[str], list[Exclusion]]:
    """Return the best permitted set of the programmes in ``worths`` and what it leaves out.

    The order of ``programmes`` (all that there are; those of ``worths`` by default) is kept, and
    decides between sets of equal worth and size.
    """
    order = list(worths if programmes is None else programmes)
    conflicts = conflicts_of(order, rules)
    holdings = {item: Holding(item in worths, *worths.get(item, (0, 0))) for item in order}
    held = best_combination(holdings, conflicts, Scalar({}, 0))
    chosen = [programme for programme in order if held[programme]]
    excluded = []
    for programme in order:
        if programme in worths and not held[programme]:
            rival = max((item for item in conflicts[programme] if held[item]), key=lambda item: worths[item])
            forgone = sum(worths[programme])
            excluded.append(Exclusion(programme, rival, conflicts[programme][rival], forgone))
    return chosen, excluded


def best_combination(
    holdings: Mapping[str, Holding[B, N]], conflicts: Conflicts, numbers: Numbers[B, N]
) -> dict[str, B]:
    """Return of each programme whether the best permitted combination holds it.

    The best has the most that can be computed, then the most that panels may add, then the most
    programmes.
    """
    chosen: dict[str, B] = {}
    for component in _components(conflicts):
        if len(component) == 1:
            chosen |= {item: holdings[item].held for item in component}
        else:
            chosen |= _best_of(component, holdings, conflicts, numbers)
    return chosen


def conflicts_of(programmes: Iterable[str], rules: Iterable[AtMostOne]) -> Conflicts:
    """Return for each programme those that may not be held beside it, and the rule that says so."""
    conflicts: Conflicts = {programme: {} for programme in programmes}
    for rule in rules:
        present = [programme for programme in rule.programmes if programme in conflicts]
        for one, other in combinations(present, 2):
            conflicts[one].setdefault(other, rule)
            conflicts[other].setdefault(one, rule)
    return conflicts


def _best_of(
    component: list[str], holdings: Mapping[str, Holding[B, N]], conflicts: Conflicts, n: Numbers[B, N]
) -> dict[str, B]:
    none = n.constant(0)

    def sums(group: tuple[str, ...]) -> tuple[N, N, N]:
        computed = ceiling = count = none
        for item in group:
            held, *worth = holdings[item]
            computed = n.add(computed, n.choose(held, worth[0], none))
            ceiling = n.add(ceiling, n.choose(held, worth[1], none))
            count = n.add(count, n.choose(held, n.constant(1), none))
        return computed, ceiling, count

    def better(new: tuple[N, ...], old: tuple[N, ...]) -> B:
        found = n.false
        for a, b in reversed(list(zip(new, old, strict=True))):
            found = n.either(n.exceeds(a, b), n.both(n.negate(n.differs(a, b)), found))
        return found

    first, *rest = maximal_sets(component, conflicts)
    best = sums(first)
    chosen = {item: n.true if item in first else n.false for item in component}
    for group in rest:
        found = sums(group)
        wins = better(found, best)
        best = tuple(n.choose(wins, a, b) for a, b in zip(found, best, strict=True))  # type: ignore[assignment]
        loses = n.negate(wins)
        chosen = {item: n.either(wins, here) if item in group else n.both(loses, here) for item, here in chosen.items()}
    return {item: n.both(here, holdings[item].held) for item, here in chosen.items()}


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


def _components(conflicts: Mapping[str, Mapping[str, object]]) -> list[list[str]]:
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in conflicts:
        if start in seen:
            continue
        component = {start}
        queue = [start]
        while queue:
            fresh = [item for item in conflicts[queue.pop()] if item not in component]
            component |= set(fresh)
            queue += fresh
        seen |= component
        found.append([item for item in conflicts if item in component])
    return found
