"""A sweep: what each cost of a range brings, with every kink, and the same under changed terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.binding import BindingCap, binding_caps
from szsubsidy.analysis.curve import BenefitCurve, Point, main_curve
from szsubsidy.analysis.kinks import Kink, kinks
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.money import FEN_PER_YUAN, MAX_FEN, round_step
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, ProjectShare
from szsubsidy.rules.notices import Notice, about_figures

_NOTHING_KNOWN = 10_000_000 * FEN_PER_YUAN
"""Where a sweep ends that neither a kink nor a known cost gives an end."""


class ReformedCurve(NamedTuple):
    """The curve of the same amount under changed terms, and what these are called."""

    title: str
    curve: BenefitCurve


class SweptReform(NamedTuple):
    """A curve under changed terms with its kinks between the two ends of a sweep."""

    title: str
    curve: BenefitCurve
    kinks: dict[int, Kink]


class Most(NamedTuple):
    """The least cost that gives most, and the caps that bind there, of programmes that the amount affects.

    ``out`` are those of them that grant something for other projects alone, with what this one brings to each.
    """

    point: Point
    caps: tuple[BindingCap, ...]
    out: dict[str, ProjectShare]


class Sweep(NamedTuple):
    """A curve from ``low`` to ``high`` (fen), the costs to show, and the kinks by their costs.

    ``own`` is the cost that the profile has, where it lies between the two; ``told`` are the costs that have something
    to say: the ends, except 0 where it brings nothing, the kinks and the own one or, where a distance was asked for,
    all of ``costs``.
    ``programmes`` are those that the amount affects and that grant something somewhere; ``has_others`` tells
    whether programmes that it does not affect grant something, too. ``ineligible`` and ``missing`` say what
    stands in the way, and which facts are still needed, at the last cost; ``notices`` say there of which grants the
    figures are not all that there is to say. ``estimates`` are those at the own cost, if any, and at the last.
    ``most``, of an amount beside other projects or money of the year, is the least cost that gives most.
    """

    curve: BenefitCurve
    low: int
    high: int
    own: int | None
    costs: tuple[int, ...]
    told: tuple[int, ...]
    kinks: dict[int, Kink]
    programmes: tuple[str, ...]
    has_others: bool
    ineligible: tuple[Finding, ...]
    missing: tuple[str, ...]
    notices: tuple[Notice, ...]
    estimates: dict[int, Estimate]
    most: Most | None
    reforms: tuple[SweptReform, ...]

    @property
    def last(self) -> Estimate:
        """The estimate at the highest cost."""
        return self.estimates[self.high]

    @property
    def turning_points(self) -> list[int]:
        """The costs between which every curve is straight: the ends, the kinks, the last fen before each; and the own.

        With a cap that binds at 2,000 yuan between 0 and 4,000: 0, 1,999.99, 2,000 and 4,000 yuan.
        """
        bends = set(self.kinks).union(*(reform.kinks for reform in self.reforms))
        own = {self.own} if self.own is not None else set()
        return sorted({self.low, self.high, *own, *bends, *(cost - 1 for cost in bends if cost - 1 > self.low)})

    def others(self, cost: int) -> int:
        """Return what the programmes that the amount does not affect add to the total, in fen."""
        point = self.curve.at(cost)
        return point.total - sum(point.granted(programme) for programme in self.programmes)


def sweep(
    curve: BenefitCurve, low: int, high: int, step: int | None = None, reforms: Sequence[ReformedCurve] = ()
) -> Sweep:
    """Return what the costs from ``low`` to ``high`` (fen) bring.

    Shown are both ends, every whole multiple of ``step`` (that gives about ten if None), the cost that the profile has,
    and the kinks, also those under changed terms.
    """
    bends = _by_cost(curve, low, high)
    reformed = tuple(SweptReform(reform.title, reform.curve, _by_cost(reform.curve, low, high)) for reform in reforms)
    own = curve.profile_value if curve.profile_value is not None and low <= curve.profile_value <= high else None
    distance = step or round_step(high - low)
    multiples = range(-(-low // distance) * distance, high + 1, distance)
    told = {high, *bends, *(at for reform in reformed for at in reform.kinks)} | ({own} if own is not None else set())
    costs = sorted({low, *told, *multiples})
    points = [curve.at(cost) for cost in costs]
    if low or any(each.at(low).total for each in (curve, *(reform.curve for reform in reforms))):
        told.add(low)
    at_end = curve.estimate_at(high)
    at_own = None if own is None else curve.estimate_at(own)
    return Sweep(
        curve=curve,
        low=low,
        high=high,
        own=own,
        costs=tuple(costs),
        told=tuple(sorted(told) if step is None else costs),
        kinks=bends,
        programmes=tuple(name for name in curve.affected if any(point.granted(name) for point in points)),
        has_others=any(amounts.computed for amounts in curve.unaffected.values()),
        ineligible=tuple(curve.ineligible(at_end)),
        missing=tuple(curve.missing(at_end)),
        notices=about_figures(at_end.notices),
        estimates={cost: found for cost, found in ((own, at_own), (high, at_end)) if cost is not None and found},
        most=None if curve.varied.is_flat else _most(curve),
        reforms=reformed,
    )


def _most(curve: BenefitCurve) -> Most:
    point = curve.most()
    found = curve.estimate_at(point.cost)
    caps = tuple(cap for cap in binding_caps(found, curve.varied) if cap.programme in curve.affected)
    out = {
        finding.programme.id: finding.shares[curve.varied.place]
        for finding in found.findings
        if finding.programme.id in curve.affected and finding.amount and finding.edition.award.of == curve.fact
    }
    return Most(point, caps, {programme: share for programme, share in out.items() if not share.counts})


def suggested_end(curve: BenefitCurve) -> int:
    """Return a round cost (fen) to sweep to: well past the last kink, and twice the cost that the profile has."""
    known = curve.profile_value or 0
    last = max((kink.at for kink in kinks(curve)), default=0)
    wanted = max(2 * known, last * 5 // 4) or _NOTHING_KNOWN
    step = round_step(wanted)
    return min(-(-wanted // step) * step, MAX_FEN)


def main_sweep(catalogue: Catalogue, result: Estimate) -> Sweep | None:
    """Return the sweep of the amount that most of an estimate's total comes from; None where it comes from none."""
    curve = main_curve(catalogue, result)
    return None if curve is None else sweep(curve, 0, suggested_end(curve))


def _by_cost(curve: BenefitCurve, low: int, high: int) -> dict[int, Kink]:
    return {kink.at: kink for kink in kinks(curve, low, high)}
