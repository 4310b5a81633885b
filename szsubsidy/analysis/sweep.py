"""A stretch of a benefit curve, with what there is to show of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.curve import BenefitCurve, Kink
from szsubsidy.rules.estimate import Estimate


class Sweep(NamedTuple):
    """A benefit curve between two costs (fen), the costs to show, and the curves under changed terms, by title.

    ``at_end`` is the estimate at the last cost.
    """

    curve: BenefitCurve
    low: int
    high: int
    costs: Sequence[int]
    at_end: Estimate
    reforms: Sequence[tuple[str, BenefitCurve]] = ()

    @property
    def kinks(self) -> dict[int, Kink]:
        return {kink.at: kink for kink in self.curve.kinks(self.low, self.high)}

    @property
    def programmes(self) -> list[str]:
        """The programmes that the amount moves and that grant something somewhere."""
        points = [self.curve.at(cost) for cost in (*self.costs, *self.kinks, self.high)]
        return [name for name in self.curve.touched if any(point.granted(name) for point in points)]

    @property
    def beside(self) -> bool:
        """Whether programmes that the amount does not move grant something."""
        return any(worth[0] for worth in self.curve.fixed.values())

    def other_total(self, cost: int) -> int:
        """Return what the programmes that the amount does not move are granted at a cost (fen)."""
        point = self.curve.at(cost)
        return point.total - sum(point.granted(name) for name in self.programmes)
