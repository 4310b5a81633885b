"""The best combination by trying every subset: a second, naive reading that the program is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from typing import NamedTuple, TypeAlias, TypeVar

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.facts.model import Profile
from szsubsidy.money import share
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.limits import Paid, paid_on
from tests.strategies import AS_OF

STATED = {"at-most-one"}
SAFE = {"at-most-one", "not-stated"}

KINDS = (0, 1, 2)
"""Computed, up to a panel, up to a panel and only possible."""

T = TypeVar("T", Rule, JointCap)


Read: TypeAlias = tuple[JointCap, Reading]
"""A joint cap, and how it is read."""


class Firm(NamedTuple):
    """What each programme grants a firm alone, what it is a share of, if of anything, and what is known of the firm."""

    worths: dict[str, Amounts[int]]
    costs: Mapping[str, str | None]
    profile: Profile


def paid_all_on(catalogue: Catalogue, day: int) -> dict[str, Paid]:
    """What all programmes are shares of on one day."""
    return paid_on(catalogue.programmes.values(), dict.fromkeys(catalogue.programmes, day))


def current(items: Iterable[T], day: int = AS_OF) -> list[T]:
    """Those in force on a day."""
    return [item for item in items if (item.starts or 0) <= day and (item.until is None or day <= item.until)]


def speaks_of(item: Rule, one: str, other: str) -> bool:
    if not item.beside:
        return {one, other} <= set(item.programmes)
    return any(a in item.programmes and b in item.beside for a, b in ((one, other), (other, one)))


def conflict(one: str, other: str, found: list[Rule], kinds: set[str]) -> bool:
    return any(rule.kind in kinds and speaks_of(rule, one, other) for rule in found)


def cap_of(cost: int | None, rate: int) -> int:
    return 10**15 if cost is None else share(cost, rate)


def under_joint_cap(members: list[Amounts[int]], limit: int, *, spares_largest: bool) -> Amounts[int]:
    """What programmes under one joint cap come to, read naively."""
    sums = [sum(worth[kind] for worth in members) for kind in KINDS]
    largest = [max(worth[kind] for worth in members) if spares_largest else 0 for kind in KINDS]
    computed = min(sums[0], max(limit, largest[0]))
    room = max(0, limit - computed) if computed else max(limit, largest[1])
    ceiling = min(sums[1], room)
    better = computed + ceiling
    room = max(0, limit - better) if better else max(limit, largest[2])
    return Amounts(computed, ceiling, min(sums[2], room))


def worth_of(group: tuple[str, ...], firm: Firm, caps: list[JointCap], read: Read | None = None) -> Amounts[int]:
    """What a set comes to, read naively."""
    worths, costs, profile = firm
    by_cost: dict[str | None, list[Amounts[int]]] = {}
    capped = set()
    for cap in caps:
        reading = read[1] if read and read[0] == cap else None
        own = reading.own if reading else ()
        members = [
            item for item in group if item in cap.programmes and item not in own and costs.get(item) in {None, cap.of}
        ]
        if members:
            capped |= set(members)
            limit = cap_of(known(profile, cap.of), cap.rate)
            joint = under_joint_cap([worths[item] for item in members], limit, spares_largest=reading is None)
            by_cost.setdefault(cap.of, []).append(joint)
    for item in group:
        if item not in capped:
            by_cost.setdefault(costs.get(item), []).append(worths[item])
    total = Amounts(0, 0, 0)
    for of, parts in by_cost.items():
        limit = 10**15 if of is None else cap_of(known(profile, of), 10_000)
        computed = min(limit, sum(part.computed for part in parts))
        ceiling = min(limit - computed, sum(part.ceiling for part in parts))
        possible = min(limit - computed - ceiling, sum(part.possible for part in parts))
        total = Amounts(total.computed + computed, total.ceiling + ceiling, total.possible + possible)
    return total


def worths_of(findings: Iterable[Finding]) -> dict[str, Amounts[int]]:
    """What each finding whose terms are met grants alone, read naively."""
    worths = {}
    for item in findings:
        if item.met and item.edition.award.has_amount:
            place = 0 if item.edition.award.is_computed else 2 if item.status == "possible" else 1
            worths[item.programme.id] = Amounts(*(item.amount or 0 if kind == place else 0 for kind in KINDS))
    return worths


def known(profile: Profile, fact: str) -> int | None:
    value = profile.get(fact)
    assert value is None or isinstance(value, int)
    return value


def best_of_all(
    firm: Firm, found: list[Rule], caps: list[JointCap], kinds: set[str], read: Read | None = None
) -> Amounts[int]:
    """The best over every subset in which no two conflict, with the rules and caps of one day."""
    groups = chain.from_iterable(combinations(firm.worths, size) for size in range(len(firm.worths) + 1))
    return max(
        worth_of(group, firm, caps, read)
        for group in groups
        if not any(conflict(one, other, found, kinds) for one, other in combinations(group, 2))
    )
