"""What is counted over rows."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from szsubsidy.batch.doubts import Doubt


class Tally(NamedTuple):
    """What is counted over rows: per programme those eligible, their sum in fen, and those undetermined.

    ``missing`` counts the rows by the set of facts that they lack, a bit for each fact. ``totals`` are the sums of
    totals in fen, that under the terms in force among them where changed terms are scored; ``paid`` counts the rows in
    which each of these is more than nothing, ``unused`` those that give a cost for nothing, ``assumed`` those in which
    something is assumed of a fact. ``needed`` counts those in which a fact that no column holds, but a heading looks
    like, could change the outcome. ``doubts`` count cells.
    """

    scored: int
    eligible: Counter[str]
    sums: Counter[str]
    undetermined: Counter[str]
    missing: Counter[int]
    totals: Counter[str]
    paid: Counter[str]
    unused: Counter[str]
    assumed: Counter[str]
    needed: Counter[str]
    doubts: Counter[Doubt]

    def add(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(
            self.scored + other.scored,
            self.eligible + other.eligible,
            self.sums + other.sums,
            self.undetermined + other.undetermined,
            self.missing + other.missing,
            self.totals + other.totals,
            self.paid + other.paid,
            self.unused + other.unused,
            self.assumed + other.assumed,
            self.needed + other.needed,
            self.doubts + other.doubts,
        )


NOTHING = Tally(0, *(Counter() for _ in range(10)))
