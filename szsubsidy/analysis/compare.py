"""Estimates side by side: what differs from the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.terms_diff import TermsChange
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding


class Variant(NamedTuple):
    """An estimate under a name, the first of several being the baseline, and the terms changed for it."""

    name: str
    estimate: Estimate
    changed: tuple[TermsChange, ...] = ()

    def finding(self, programme: str) -> Finding | None:
        """Return what a programme says here; None where the catalogue does not have it."""
        return next((item for item in self.estimate.findings if item.programme.id == programme), None)


class Gap(NamedTuple):
    """What a variant has more, or less, than the baseline: fen, below zero for less; ids of the combination.

    ``total`` is None while facts are missing on either side; ``low`` and ``high`` bound it. ``conditional`` is that
    of the total if what no source speaks of may be held together, ``ceilings`` that of what panels may add.
    """

    total: int | None
    low: int
    high: int
    conditional: int
    ceilings: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def gap(baseline: Variant, variant: Variant) -> Gap:
    """Return what sets a variant apart from the baseline."""
    before, after = baseline.estimate, variant.estimate
    settled = all(not side.missing or side.low == side.high for side in (before, after))
    still_open = {
        item.programme.id for side in (before, after) for item in side.findings if item.status == "undetermined"
    }
    return Gap(
        after.total - before.total if settled else None,
        after.total - before.total if settled else after.low - before.high,
        after.total - before.total if settled else after.high - before.low,
        after.conditional.computed - before.conditional.computed,
        after.ceilings - before.ceilings,
        tuple(item for item in after.combination if item not in {*before.combination, *still_open}),
        tuple(item for item in before.combination if item not in {*after.combination, *still_open}),
    )


def amount_gap(before: Finding | None, after: Finding | None) -> int | None:
    """Return how much more a programme grants than in the baseline, in fen; None where one is not settled."""
    if before is None or after is None or before.amount is None or after.amount is None:
        return None
    return after.amount - before.amount


def differing_facts(variants: Sequence[Variant], catalogue: Catalogue) -> list[str]:
    """Return the facts that not all variants have alike, in the catalogue's order."""
    profiles = [variant.estimate.profile for variant in variants]
    return [fact for fact in catalogue.facts if any(item.get(fact) != profiles[0].get(fact) for item in profiles)]


def concerned(variants: Sequence[Variant], catalogue: Catalogue) -> list[str]:
    """Return the programmes that grant, or may grant, something in any variant."""
    found = {finding.programme.id for variant in variants for finding in variant.estimate.findings if finding.applies}
    return [programme for programme in catalogue.programmes if programme in found]
