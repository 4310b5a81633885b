"""What may be held together: the best permitted combination, found exactly.

Two programmes conflict when a rule lets only one of them be held. The conflict graph falls into
small components; in each, the maximal sets without a conflict are listed and the best is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple, TypeAlias

from szsubsidy.catalogue.model import AtMostOne

Worth: TypeAlias = tuple[int, int]
"""Fen that can be computed, then fen that a panel may add: compared in that order."""


class Exclusion(NamedTuple):
    """A programme left out, the one that takes its place, and the rule; ``forgone`` is fen."""

    programme: str
    because_of: str
    rule: AtMostOne
    forgone: int


def combine(worths: Mapping[str, Worth], rules: Iterable[AtMostOne]) -> tuple[list[str], list[Exclusion]]:
    """Return the best permitted set of the programmes in ``worths`` and what it leaves out.

    The order of ``worths`` is kept, and decides between sets of equal worth.
    """
    conflicts: dict[str, dict[str, AtMostOne]] = {programme: {} for programme in worths}
    for rule in rules:
        present = [programme for programme in rule.programmes if programme in worths]
        for one, other in combinations(present, 2):
            conflicts[one].setdefault(other, rule)
            conflicts[other].setdefault(one, rule)
    chosen: set[str] = set()
    for component in _components(conflicts):
        best = max(maximal_sets(component, conflicts), key=lambda group: _worth(group, worths))
        chosen |= set(best)
    excluded = []
    for programme in worths:
        if programme not in chosen:
            rival = max((item for item in conflicts[programme] if item in chosen), key=lambda item: worths[item])
            forgone = sum(worths[programme])
            excluded.append(Exclusion(programme, rival, conflicts[programme][rival], forgone))
    return [programme for programme in worths if programme in chosen], excluded


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


def _worth(group: tuple[str, ...], worths: Mapping[str, Worth]) -> Worth:
    return sum(worths[item][0] for item in group), sum(worths[item][1] for item in group)
