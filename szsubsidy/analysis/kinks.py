"""Where a benefit curve bends, to the fen, and why: thresholds, caps, joint limits, another best combination."""

# How the bends are found. On whole steps of `STEP` fen no rate leaves a fraction of a fen, so there the total, and
# each grant, is made of exactly straight pieces. Between two notches or caps `bends` looks for the places where two
# pieces meet. A worked example, with f(u) = min(2u, 20) over the steps 0 to 100:
#
# 1. The first piece rises by f(1) - f(0) = 2 a step, the last by f(100) - f(99) = 0. Where u is 10, 2u and 20 meet.
# 2. f is on the first line at 10 and half-way there (5), and on the last line from 10 on (10 and 55): one bend, at 10.
# 3. Had f bent once more, as min(2u, 20 + max(0, u - 60)) does, the last piece would rise by 1 a step; it would meet
#    the first line at -40, outside. Then both halves, 0 to 50 and 50 to 100, are searched in the same way.
#
# Where both pieces rise alike and lie on one line there is no bend; where they lie on two, both halves are searched.
# Lines may meet between two steps: then the bend is searched to the fen.

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from szsubsidy.analysis.curve import BenefitCurve, Point
from szsubsidy.catalogue.model import Edition
from szsubsidy.catalogue.together import JointCap
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.amounts import binding_cost
from szsubsidy.rules.limits import CostLimit
from szsubsidy.vocabulary import KinkKind

STEP = BASIS_POINTS
"""Fen of which any rate gives whole fen."""


class Kink(NamedTuple):
    """A cost (fen) at which the total bends or jumps, why, and the programmes that it is about."""

    at: int
    kind: KinkKind
    programmes: tuple[str, ...]


def kinks(curve: BenefitCurve, low: int = 0, high: int = MAX_FEN) -> list[Kink]:
    """Return where a total bends or jumps between two costs (fen), in rising order."""
    caps = list(_caps(curve, low, high))
    notches = [notch for notch in curve.notches() if low < notch <= high]
    edges = sorted({low, high + 1, *notches, *(cap.at for cap in caps)})
    by_cost = {kink.at: kink for start, end in pairwise(edges) for kink in _bends(curve, start, end)}
    by_cost |= {cap.at: cap for cap in caps}
    by_cost |= {kink.at: kink for notch in notches if (kink := _jump(curve, notch))}
    return [by_cost[at] for at in sorted(by_cost)]


def bends(value: Callable[[int], int], first: int, last: int) -> Iterator[Fraction]:
    """Yield where a function made of straight pieces bends between two integers; see the example above."""
    if last - first < 2:
        return
    at_first, at_last = value(first), value(last)
    rise, last_rise = value(first + 1) - at_first, at_last - value(last - 1)

    def on_first_line(at: int) -> bool:
        return value(at) == at_first + rise * (at - first)

    def on_last_line(at: int) -> bool:
        return value(at) == at_last - last_rise * (last - at)

    middle = (first + last) // 2
    if rise == last_rise:
        if on_first_line(last) and on_first_line(middle):
            return
    else:
        meet = Fraction(at_last - last_rise * last - at_first + rise * first, rise - last_rise)
        before, behind = meet.numerator // meet.denominator, -(-meet.numerator // meet.denominator)
        if (
            first <= before <= behind <= last
            and on_first_line(before)
            and on_first_line((first + before) // 2)
            and on_last_line(behind)
            and on_last_line((behind + last) // 2)
        ):
            yield meet
            return
    yield from bends(value, first, middle)
    yield from bends(value, middle, last)


def _jump(curve: BenefitCurve, notch: int) -> Kink | None:
    """The kink at a notch; None where nothing changes but by rounding, which is less than a fen a programme."""
    before, after = curve.at(notch - 1), curve.at(notch)
    if abs(after.total - before.total) <= len(curve.affected):
        return None
    rises = after.total > before.total
    less, more = (before, after) if rises else (after, before)
    programmes = tuple(name for name in curve.affected if less.granted(name) < more.granted(name))
    return Kink(notch, "begins" if rises else "ends", programmes)


def _caps(curve: BenefitCurve, low: int, high: int) -> Iterator[Kink]:
    """The costs at which a cap binds and so makes what is granted grow more slowly."""
    capped: dict[int, list[str]] = {}
    for name, edition in curve.affected.items():
        if edition.award.of != curve.fact:
            continue
        reached = _at_the_caps(curve, name, edition) if curve.varied.is_flat else _at_the_tops(curve, name, low, high)
        for cost in reached:
            if not low < cost <= high:
                continue
            rise, further_rise = _rises(curve, name, cost)
            if further_rise + 1 < rise and name not in capped.get(cost, ()):
                capped.setdefault(cost, []).append(name)
    yield from (Kink(cost, "cap", tuple(names)) for cost, names in capped.items())


def _at_the_caps(curve: BenefitCurve, name: str, edition: Edition) -> Iterator[int]:
    """The costs of one project at which a programme reaches the cap of a branch."""
    for branch in edition.award.branches:
        cost = binding_cost(branch)
        if cost and cost <= MAX_FEN and curve.alone(name, cost - 1) < curve.alone(name, cost) == branch.cap.value:
            yield cost


# A year's cap of 10 million leaves 2.5 million beside a project that brings 7.5 million, and 1.5 million where another
# million was granted already. Whatever it leaves, what the programme gives grows no more from there on to the end of
# the stretch.


def _at_the_tops(curve: BenefitCurve, name: str, low: int, high: int) -> Iterator[int]:
    """The costs beside other projects, or money of the year, from which on a programme gives no more in a stretch."""
    for start, end in curve.stretches():
        if start > high or end < low:
            continue
        top = curve.alone(name, end)
        if curve.alone(name, start) < top == curve.alone(name, max(end - STEP, start)):
            yield start + bisect_left(range(start, end), top, key=partial(curve.alone, name))


def _bends(curve: BenefitCurve, start: int, end: int) -> Iterator[Kink]:
    """Where the total or a grant bends, from ``start`` to below ``end``, because of what may be held together."""
    first, last = -(-start // STEP), (end - 1) // STEP
    steps = {step for value in _values(curve) for step in bends(value, first, last)}
    previous: int | None = None
    for cost in sorted({_to_the_fen(curve, step) for step in steps}):
        # Two lines that meet between two steps can give a second bend beside the first: it is the same one.
        same = previous is not None and cost - previous <= 2 * STEP
        if start < cost < end - 1 and not same:
            yield _bend(curve, cost)
        previous = cost


def _values(curve: BenefitCurve) -> Iterator[Callable[[int], int]]:
    """The total and every grant, as functions of whole steps."""

    def total(step: int) -> int:
        return curve.at(step * STEP).total

    def granted(name: str, step: int) -> int:
        return curve.at(step * STEP).granted(name)

    yield total
    yield from (partial(granted, name) for name in curve.affected)


def _to_the_fen(curve: BenefitCurve, step: Fraction) -> int:
    """The least cost behind a bend; where another combination is best there, the first cost at which it is."""
    cost = -(-step.numerator * STEP // step.denominator)
    low, high = max(cost - STEP, 0), min(cost + STEP, MAX_FEN)
    held = curve.at(low).best.held.keys()
    if held == curve.at(high).best.held.keys():
        return cost
    return low + 1 + bisect_left(range(low + 1, high), True, key=lambda at: curve.at(at).best.held.keys() != held)


def _rises(curve: BenefitCurve, name: str, cost: int) -> tuple[int, int]:
    """What a programme is granted more over the step before a cost, and over the step behind it."""
    before, at, behind = (
        curve.at(near).granted(name) for near in (max(cost - STEP, 0), cost, min(cost + STEP, MAX_FEN))
    )
    return at - before, behind - at


def _bend(curve: BenefitCurve, cost: int) -> Kink:
    """The kink at a cost where a straight piece ends: what changed between the steps around it."""
    step = cost // STEP
    before, after = curve.at(max(step - 1, 0) * STEP), curve.at(min((step + 2) * STEP, MAX_FEN))
    for limit, (begins, ends) in _LIMITS.items():
        cut_before, cut_after = _cut_by(limit, before), _cut_by(limit, after)
        if changed := cut_before ^ cut_after:
            kind = ends if cut_before > cut_after else begins
            return Kink(cost, kind, tuple(name for name in curve.affected if name in changed))
    rises = {name: _rises(curve, name, cost) for name in curve.affected}
    faster = [name for name, (rise, further_rise) in rises.items() if rise + 1 < further_rise]
    if cut := _cut_by(JointCap, before):
        room = tuple(name for name in faster if name in cut)
        return Kink(cost, "joint-cap-room", room) if room else Kink(cost, "joint-cap", tuple(sorted(cut)))
    if cut := _cut_by(CostLimit, before):
        return Kink(cost, "cost-limit", tuple(sorted(cut)))
    joined = tuple(name for name in after.best.held if name not in before.best.held)
    return Kink(cost, "choice", joined or tuple(faster) or tuple(after.best.held))


_LIMITS: dict[type[JointCap | CostLimit], tuple[KinkKind, KinkKind]] = {
    CostLimit: ("cost-limit", "cost-limit-free"),
    JointCap: ("joint-cap", "joint-cap-free"),
}
"""For each kind of limit the kink at which it begins to cut, and the one from which it no longer does."""


def _cut_by(limit: type[JointCap | CostLimit], point: Point) -> set[str]:
    return {loss.programme for loss in point.best.losses if isinstance(loss.rule, limit)}
