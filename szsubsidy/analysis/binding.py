"""Caps that bind: what keeps a programme from granting more, and what of a year's cap other things take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from szsubsidy.analysis.varied import VariedAmount
from szsubsidy.catalogue.award import Figure
from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding


class BindingCap(NamedTuple):
    """A programme whose cap keeps it from granting more.

    Of a cap of the year ``taken`` fen are what the projects ``by`` bring at least, beside the amount that varies, and
    ``held`` fen were granted already.
    """

    programme: str
    cap: Figure
    taken: int = 0
    by: tuple[str, ...] = ()
    held: int = 0


# Of 10 million a year project A, with a contract of 15 million, brings 7.5 million. So B can bring 2.5 million more,
# and the cap that binds then is told as 10 million, of which A takes 7.5.


def binding_caps(result: Estimate, varied: VariedAmount) -> Iterator[BindingCap]:
    """Yield the caps that bind among the programmes that the estimate at an amount holds by the terms."""
    for finding in result.findings:
        binding = binding_cap(finding, varied)
        if binding is not None and (finding.programme.id in result.combination or not finding.amount):
            yield binding


def binding_cap(finding: Finding, varied: VariedAmount) -> BindingCap | None:
    """Return the cap that binds in a finding; None where none does."""
    programme, branch = finding.programme.id, finding.branch
    if not finding.shares:
        if branch is None or finding.amount != branch.cap.value:
            return None
        return BindingCap(programme, branch.cap)
    year = finding.year
    if finding.met and year is not None and year.cap is not None and year.left == finding.amount:
        others = [
            share for place, share in enumerate(finding.shares) if place != varied.place and share.counts and share.low
        ]
        taken = min(sum(share.low for share in others) // BASIS_POINTS, year.left or 0)
        held = min(year.held, year.cap.value)
        return BindingCap(programme, year.cap, taken, tuple(share.project for share in others), held)
    own = finding.shares[varied.place]
    if finding.met and branch is not None and own.high == branch.cap.value * BASIS_POINTS:
        return BindingCap(programme, branch.cap)
    return None
