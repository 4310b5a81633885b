"""Limits on what several programmes pay for one cost: joint caps, and the cost itself.

No source needs to say that support never exceeds what it supports: that is arithmetic. A limit that cannot bind is not
made, so that it costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.money import BASIS_POINTS
from szsubsidy.record import Record

Conflicts: TypeAlias = dict[str, dict[str, Rule]]
"""For each programme those that may not be held beside it, with the rule that says so."""


class CostLimit(Record):
    """All that is paid for the cost ``of`` comes to at most the cost. It rests on no provision."""

    of: str


class Limit(Record):
    """Of the cost ``of`` these programmes together get at most ``rate``, in basis points, because of ``rule``.

    With ``spares_largest`` the largest of them is not cut, whatever the rate.
    """

    rule: JointCap | CostLimit
    of: str
    rate: int
    programmes: tuple[str, ...]
    spares_largest: bool = False


class Paid(Record):
    """What a programme that pays money is a share of, and its highest rate in basis points.

    Both are None where it is no share of a cost. A share whose rate no source gives grants nothing that is known: 0.
    """

    of: str | None
    rate: int | None


def paid_on(programmes: Iterable[Programme], days: Mapping[str, int]) -> dict[str, Paid]:
    """Return what the programmes that are in force each on its day, and pay money, are shares of.

    ``days`` are by programme; one without a day is left out.
    """
    paid = {}
    for programme in programmes:
        if programme.id not in days:
            continue
        edition, validity = programme.edition_on(days[programme.id])
        award = edition.award
        if validity != "in-force" or not award.is_money:
            continue
        rates = [branch.rate.value for branch in award.branches if branch.rate]
        if rates or award.rate_unknown:
            paid[programme.id] = Paid(award.of, max(rates, default=0))
        else:
            paid[programme.id] = Paid(None, None)
    return paid


def under(cap: JointCap, paid: Mapping[str, Paid], present: Iterable[str], reading: Reading | None = None) -> Limit:
    """Return a joint cap as a limit on those present, as it is read: as adopted, if no other reading is given.

    A share of another cost is not money for this one.
    """
    own = reading.own if reading else ()
    programmes = tuple(
        programme
        for programme in cap.programmes
        if programme in present
        and programme not in own
        and (programme not in paid or paid[programme].of in {None, cap.of})
    )
    return Limit(cap, cap.of, cap.rate, programmes, spares_largest=reading is None)


def cost_limits(conflicts: Conflicts, joint: Sequence[Limit], paid: Mapping[str, Paid]) -> tuple[Limit, ...]:
    """Return the costs that money for them could exceed, each as a limit on all that is paid for it.

    For a cost are paid its shares, and whatever a joint cap on it holds together. So each joint cap lies inside one of
    these limits, and of two limits one holds the other or they have no programme in common.
    """
    cost_of = {programme: limit.of for limit in joint for programme in limit.programmes}
    groups: dict[str, list[str]] = {}
    for programme in conflicts:
        of = cost_of.get(programme) or (paid[programme].of if programme in paid else None)
        if of is not None:
            groups.setdefault(of, []).append(programme)
    return tuple(
        Limit(CostLimit(of), of, BASIS_POINTS, tuple(group))
        for of, group in groups.items()
        if _can_exceed(group, conflicts, joint, paid)
    )


# A worked example. Of one cost A pays at most 60 %, B 30 % and C 50 %; A and B share a joint cap of 50 % that spares
# the larger of them. All three would come to 60 + 50 = 110 %: A and B together to max(50, 60). If a rule lets only
# one of A and C be held, the sets are (A, B) with 60 % and (B, C) with 80 %: the cost limit never binds.
def _can_exceed(group: Sequence[str], conflicts: Conflicts, joint: Sequence[Limit], paid: Mapping[str, Paid]) -> bool:
    """Whether some permitted set of programmes can be paid more than the whole of their cost."""

    def most(held: Sequence[str]) -> int:
        return sum(_most(part, limit, paid) for part, limit in _parts(held, joint))

    return most(group) > BASIS_POINTS and any(most(held) > BASIS_POINTS for held in _maximal(group, conflicts))


def _parts(held: Sequence[str], joint: Sequence[Limit]) -> Iterator[tuple[list[str], Limit | None]]:
    """The programmes of each joint cap, and every other one by itself."""
    capped = {programme for limit in joint for programme in limit.programmes}
    yield from (([programme], None) for programme in held if programme not in capped)
    for limit in joint:
        if members := [programme for programme in held if programme in limit.programmes]:
            yield members, limit


def _most(members: Sequence[str], limit: Limit | None, paid: Mapping[str, Paid]) -> int:
    """The most basis points that programmes under one joint cap can come to; what is no share can be any amount."""
    rates = [paid[programme].rate for programme in members if programme in paid]
    known = [BASIS_POINTS + 1 if rate is None else rate for rate in rates]
    if limit is None:
        return sum(known)
    return min(sum(known), max(limit.rate, max(known, default=0)) if limit.spares_largest else limit.rate)


def components(conflicts: Mapping[str, Iterable[str]], limits: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the programmes of ``conflicts`` by what ties them together, directly or through others, in their order.

    Those under one of the ``limits`` are tied. Of A to D, where A and B conflict and B and D are under a limit, there
    are (A, B, D) and (C).
    """
    tied = {programme: set(against) for programme, against in conflicts.items()}
    for programmes in limits:
        for programme in programmes[1:]:
            tied[programmes[0]].add(programme)
            tied[programme].add(programmes[0])
    place = {programme: index for index, programme in enumerate(tied)}
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in tied:
        if start not in seen:
            component, queue = {start}, [start]
            while queue:
                fresh = tied[queue.pop()] - component
                component |= fresh
                queue += fresh
            seen |= component
            found.append(sorted(component, key=place.__getitem__))
    return found


def maximal_sets(component: Sequence[str], conflicts: Mapping[str, Mapping[str, object]]) -> list[tuple[str, ...]]:
    """Return the maximal sets of ``component`` in which no two programmes conflict, in the order of ``component``."""
    place = {programme: index for index, programme in enumerate(component)}
    return sorted(_maximal(component, conflicts), key=lambda group: [place[programme] for programme in group])


def _maximal(component: Sequence[str], conflicts: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, ...]]:
    """Yield these sets one after another.

    This is the algorithm of Bron and Kerbosch: ``passed`` holds the programmes that could still join but whose
    sets were listed before, so that a set which one of them could join is not taken for a maximal one. A maximal set
    has the pivot or a programme that conflicts with it, so only these are tried: without it, twenty programmes
    without a conflict would be a million sets to look at. What conflicts with no other candidate is in each of the
    sets, and needs no trying: a thousand programmes that one alone excludes are two sets.
    """
    place = {programme: index for index, programme in enumerate(component)}

    def extend(chosen: list[str], candidates: list[str], passed: list[str]) -> Iterator[tuple[str, ...]]:
        there = set(candidates)
        free = [programme for programme in candidates if there.isdisjoint(conflicts[programme])]
        chosen = [*chosen, *free]
        candidates = [programme for programme in candidates if not there.isdisjoint(conflicts[programme])]
        passed = [programme for programme in passed if conflicts[programme].keys().isdisjoint(free)]
        if not candidates:
            if not passed:
                yield tuple(sorted(chosen, key=place.__getitem__))
            return
        pivot = min((*candidates, *passed), key=lambda item: sum(other in conflicts[item] for other in candidates))
        for programme in [item for item in candidates if item == pivot or item in conflicts[pivot]]:
            against = conflicts[programme]
            candidates.remove(programme)
            yield from extend(
                [*chosen, programme],
                [other for other in candidates if other not in against],
                [other for other in passed if other not in against],
            )
            passed.append(programme)

    return extend([], list(component), [])
