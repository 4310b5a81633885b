"""Estimates side by side: what differs from the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase
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
        """Return what a programme says to it; None where the catalogue does not have it."""
        return next((finding for finding in self.estimate.findings if finding.programme.id == programme), None)


class Gap(NamedTuple):
    """What a variant has more, or less, than the baseline: fen, below zero for less; ids of the combination.

    ``total`` is None while facts are missing on either side; ``low`` and ``high`` bound it. ``conditional`` is that
    of the total if what no source speaks of may be held together, ``ceilings`` that of what panels may add, and
    ``possible_ceilings`` that of what they may where part of an authority's terms was not found.
    """

    total: int | None
    low: int
    high: int
    conditional: int
    ceilings: int
    possible_ceilings: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class SideBySide(NamedTuple):
    """Variants, the first of which is the baseline, with the gap of each to it.

    ``facts`` are those that not all variants have alike, ``programmes`` those that grant, or may grant, something
    in any variant; both in the catalogue's order.
    """

    variants: tuple[Variant, ...]
    gaps: tuple[Gap, ...]
    facts: tuple[str, ...]
    programmes: tuple[str, ...]

    @property
    def baseline(self) -> Variant:
        return self.variants[0]

    @property
    def letters(self) -> tuple[str, ...]:
        """What the variants are called for short: A, B, … Z, then A2, B2 and so on."""
        return tuple(ascii_uppercase[n % 26] + (str(n // 26 + 1) if n >= 26 else "") for n in range(len(self.variants)))

    def amount_gap(self, variant: Variant, programme: str) -> int | None:
        """Return how much more a programme grants than in the baseline, in fen; None where one is not settled."""
        before, after = self.baseline.finding(programme), variant.finding(programme)
        if before is None or after is None or before.amount is None or after.amount is None:
            return None
        return after.amount - before.amount


def side_by_side(variants: Sequence[Variant], catalogue: Catalogue) -> SideBySide:
    """Return variants beside the first of them; ``catalogue`` has the facts and programmes of all."""
    profiles = [variant.estimate.profile for variant in variants]
    applying = {
        finding.programme.id for variant in variants for finding in variant.estimate.findings if finding.applies
    }
    return SideBySide(
        variants=tuple(variants),
        gaps=tuple(_gap(variants[0], variant) for variant in variants),
        facts=tuple(
            fact for fact in catalogue.facts if any(profile.get(fact) != profiles[0].get(fact) for profile in profiles)
        ),
        programmes=tuple(programme for programme in catalogue.programmes if programme in applying),
    )


def _gap(baseline: Variant, variant: Variant) -> Gap:
    """What sets a variant apart from the baseline."""
    before, after = baseline.estimate, variant.estimate
    settled = all(not side.missing or side.by_terms_range.is_settled for side in (before, after))
    still_open = {
        finding.programme.id
        for side in (before, after)
        for finding in side.findings
        if finding.status == "undetermined"
    }
    return Gap(
        total=after.total - before.total if settled else None,
        low=after.total - before.total if settled else after.by_terms_range.low - before.by_terms_range.high,
        high=after.total - before.total if settled else after.by_terms_range.high - before.by_terms_range.low,
        conditional=after.conditional.computed - before.conditional.computed,
        ceilings=after.ceilings - before.ceilings,
        possible_ceilings=after.possible_ceilings - before.possible_ceilings,
        gained=tuple(name for name in after.combination if name not in {*before.combination, *still_open}),
        lost=tuple(name for name in before.combination if name not in {*after.combination, *still_open}),
    )
