"""The best combination by trying every subset: a second, naive reading that the program is held against."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations
from typing import TypeVar

from szsubsidy.catalogue.model import JointCap, Rule
from szsubsidy.facts.model import Profile
from szsubsidy.money import share
from szsubsidy.rules.combination import Amounts
from tests.strategies import AS_OF

STATED = {"at-most-one"}
SAFE = {"at-most-one", "not-stated"}

T = TypeVar("T", Rule, JointCap)


def current(items: Iterable[T], day: int = AS_OF) -> list[T]:
    """Those in force on a day."""
    return [item for item in items if (item.starts or 0) <= day and (item.until is None or day <= item.until)]


def speaks_of(item: Rule, one: str, other: str) -> bool:
    if not item.beside:
        return {one, other} <= set(item.programmes)
    return any(a in item.programmes and b in item.beside for a, b in ((one, other), (other, one)))


def conflict(one: str, other: str, found: list[Rule], kinds: set[str]) -> bool:
    return any(rule.kind in kinds and speaks_of(rule, one, other) for rule in found)


def worth_of(
    group: tuple[str, ...], worths: dict[str, Amounts[int]], caps: list[JointCap], profile: Profile
) -> Amounts[int]:
    """What a set comes to, read naively."""
    computed = ceilings = 0
    capped = {item for cap in caps for item in cap.programmes}
    for item in group:
        if item not in capped:
            computed += worths[item][0]
            ceilings += worths[item][1]
    for cap in caps:
        members = [item for item in group if item in cap.programmes]
        if not members:
            continue
        cost = profile.get(cap.of)
        assert cost is None or isinstance(cost, int)
        sums = [sum(worths[item][kind] for item in members) for kind in (0, 1)]
        largest = [max(worths[item][kind] for item in members) for kind in (0, 1)]
        limit = 10**15 if cost is None else share(cost, cap.rate)
        here = min(sums[0], max(limit, largest[0]))
        computed += here
        room = max(0, limit - here) if here else max(limit, largest[1])
        ceilings += min(sums[1], room)
    return Amounts(computed, ceilings)


def best_of_all(
    worths: dict[str, Amounts[int]],
    found: list[Rule],
    caps: list[JointCap],
    profile: Profile,
    kinds: set[str],
) -> Amounts[int]:
    """The best over every subset in which no two conflict, with the rules and caps of one day."""
    groups = chain.from_iterable(combinations(worths, size) for size in range(len(worths) + 1))
    return max(
        worth_of(group, worths, caps, profile)
        for group in groups
        if not any(conflict(one, other, found, kinds) for one, other in combinations(group, 2))
    )
