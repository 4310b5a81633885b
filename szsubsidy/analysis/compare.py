"""Estimates side by side: what differs from the first of them, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase
from typing import Literal, NamedTuple, TypeAlias

from szsubsidy.analysis.firm_diff import FirmDiff, firm_diff
from szsubsidy.analysis.terms_diff import TermsChange
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.cumulation import Combination
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.ranges import Range

Scope: TypeAlias = Literal["within-reach", "by-terms"]
"""Which of the two totals is looked at."""

Why: TypeAlias = Literal[
    "gained", "unmet", "gone", "out-of-reach", "beside", "limited", "held", "projects", "rate", "cap", "cost", "amount"
]
"""Why a programme grants another amount.

``gained``: it grants nothing in the baseline. Of one that grants nothing any more: its conditions are not met or its
terms not in force (``unmet``), it is not in the catalogue (``gone``), it gives way to another (``beside``), or one
cannot apply, or not without doubt (``out-of-reach``). Else a joint cap cuts it (``limited``); more or less of it was
granted already (``held``); more or fewer projects count (``projects``); its rate, its cap or the cost is another; or,
where none of these tells it, ``amount``.
"""


class Variant(NamedTuple):
    """An estimate under a name, the first of several being the baseline, and the terms changed for it."""

    name: str
    estimate: Estimate
    changed: tuple[TermsChange, ...] = ()

    def finding(self, programme: str) -> Finding | None:
        """Return what a programme says to it; None where the catalogue does not have it."""
        return next((finding for finding in self.estimate.findings if finding.programme.id == programme), None)

    def judged(self, programme: str, scope: Scope) -> Finding | None:
        """Return what a programme says on the day on which it is judged for a total."""
        finding = self.finding(programme)
        if finding is None or scope == "by-terms":
            return finding
        return self.estimate.on_application_day(finding)

    def combination(self, scope: Scope) -> Combination:
        """Return what is held for a total."""
        return self.estimate.by_terms if scope == "by-terms" else self.estimate.within_reach

    def range(self, scope: Scope) -> Range:
        """Return what bounds a total while facts are missing."""
        return self.estimate.by_terms_range if scope == "by-terms" else self.estimate.within_reach_range

    def is_settled(self, scope: Scope) -> bool:
        """Whether no missing fact can change a total."""
        return not self.estimate.missing or self.range(scope).is_settled


class Difference(NamedTuple):
    """How many fen more a programme grants than in the baseline, and why; ``by`` is what it gives way to.

    ``before`` and ``after`` are the findings, None where the catalogue does not have the programme; ``cost`` is how
    many fen more the cost is, ``projects`` how many more of them count. ``held`` is what was granted of it already.
    """

    programme: str
    amount: int
    why: Why
    before: Finding | None
    after: Finding | None
    cost: int
    by: str | None
    projects: int
    held: int


class Gap(NamedTuple):
    """What a variant has more, or less, than the baseline in one total: fen, below zero for less.

    ``total`` is None while facts are missing on either side; ``low`` and ``high`` bound it. ``differences`` tell of
    each programme that grants another amount, those that tell most first. ``untold`` are programmes that it fits and
    the baseline not, and of which no source gives the rate; they are in no total.
    """

    total: int | None
    low: int
    high: int
    differences: tuple[Difference, ...]
    untold: tuple[str, ...]


class SideBySide(NamedTuple):
    """Variants, the first of which is the baseline, with the gaps of each to it.

    ``otherwise`` is what each has otherwise than the baseline; ``facts`` are those that not all variants have alike,
    ``programmes`` those that grant, or may grant, something in any variant; both in the catalogue's order.
    """

    variants: tuple[Variant, ...]
    gaps: tuple[dict[Scope, Gap], ...]
    otherwise: tuple[FirmDiff, ...]
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

    def prospect(self, letter: str) -> Literal["open", "ahead", "perhaps"]:
        """Return whether all that is within reach of a variant is open, or known to open, or only perhaps so."""
        estimate = self.variants[self.letters.index(letter)].estimate
        held = [
            finding for finding in estimate.findings if estimate.within_reach.granted(finding.programme.id).computed
        ]
        if all(finding.availability.is_open for finding in held):
            return "open"
        known = all(
            finding.availability.confirmed and finding.availability.reach in {"open", "upcoming"} for finding in held
        )
        return "ahead" if known else "perhaps"

    @property
    def has_untold(self) -> bool:
        """Whether any variant may still apply for something of which no source gives the rate."""
        return any(_untold(variant, "within-reach") for variant in self.variants)

    def best(self, scope: Scope) -> tuple[tuple[str, ...], int]:
        """Return the letters of the variants with the largest total, and this total in fen."""
        totals = [variant.combination(scope).computed for variant in self.variants]
        most = max(totals)
        return tuple(letter for letter, total in zip(self.letters, totals, strict=True) if total == most), most


def side_by_side(variants: Sequence[Variant], catalogue: Catalogue) -> SideBySide:
    """Return variants beside the first of them; ``catalogue`` has the facts and programmes of all."""
    profiles = [variant.estimate.profile for variant in variants]
    applying = {
        finding.programme.id
        for variant in variants
        for finding in (*variant.estimate.findings, *variant.estimate.at_application.values())
        if finding.applies
    }
    return SideBySide(
        variants=tuple(variants),
        gaps=tuple(
            {"within-reach": _gap(variants[0], each, "within-reach"), "by-terms": _gap(variants[0], each, "by-terms")}
            for each in variants
        ),
        otherwise=tuple(firm_diff(variants[0].estimate.firm, each.estimate.firm, catalogue.facts) for each in variants),
        facts=tuple(
            fact for fact in catalogue.facts if any(profile.get(fact) != profiles[0].get(fact) for profile in profiles)
        ),
        programmes=tuple(programme for programme in catalogue.programmes if programme in applying),
    )


def _gap(baseline: Variant, variant: Variant, scope: Scope) -> Gap:
    """What sets a variant apart from the baseline in one total."""
    before, after = baseline.combination(scope), variant.combination(scope)
    settled = baseline.is_settled(scope) and variant.is_settled(scope)
    total = after.computed - before.computed
    least, most = baseline.range(scope), variant.range(scope)
    found = sorted(_differences(baseline, variant, scope), key=lambda each: abs(each.amount), reverse=True)
    return Gap(
        total=total if settled else None,
        low=total if settled else most.low - least.high,
        high=total if settled else most.high - least.low,
        differences=tuple(found),
        untold=tuple(name for name in _untold(variant, scope) if name not in _untold(baseline, scope)),
    )


def _untold(variant: Variant, scope: Scope) -> list[str]:
    """The programmes that fit at a rate that no source gives and, for what is within reach, can be applied for."""
    judged = [(finding, variant.estimate.on_application_day(finding)) for finding in variant.estimate.findings]
    return [
        finding.programme.id
        for finding, later in judged
        if (finding if scope == "by-terms" else later).met
        and finding.edition.award.rate_unknown
        and (scope == "by-terms" or finding.availability.reach != "closed")
    ]


# A worked example. The baseline, a start-up, has a contract of 8,000,000: 60% of it are 4,800,000. Beside it
# - 10,000,000 in place of it are 6,000,000: 1,200,000 more, by the cost, which is 2,000,000 more;
# - an SME gets 4,000,000: 800,000 less, by the rate, 50% in place of 60%;
# - 20,000,000 would be 12,000,000 and are 10,000,000: 5,200,000 more, by the cap, whatever else is another;
# - a bank gets nothing: 4,800,000 less, as it does not meet the conditions.


def _differences(baseline: Variant, variant: Variant, scope: Scope) -> Iterator[Difference]:
    """Yield each programme of which the best combinations hold different amounts."""
    before, after = baseline.combination(scope), variant.combination(scope)
    for programme in dict.fromkeys((*before.held, *after.held)):
        amount = after.granted(programme).computed - before.granted(programme).computed
        if amount:
            old, new = baseline.judged(programme, scope), variant.judged(programme, scope)
            cost = _cost(new, variant) - _cost(old, baseline)
            rival = next((loss.because_of for loss in after.excluded if loss.programme == programme), None)
            held = tuple(each.estimate.firm.held.get(programme, 0) for each in (baseline, variant))
            why: Why = "held" if held[0] != held[1] else _why(programme, before, after, old, new)
            yield Difference(programme, amount, why, old, new, cost, rival, _counting(new) - _counting(old), held[1])


def _why(programme: str, before: Combination, after: Combination, old: Finding | None, new: Finding | None) -> Why:
    """Return what it comes from that a programme grants another amount."""
    if not before.granted(programme).computed:
        return "gained"
    if new is None:
        return "gone"
    if not after.granted(programme).computed:
        return _why_nothing(programme, after, new)
    if any(loss.programme == programme for loss in (*before.reduced, *after.reduced)):
        return "limited"
    return "amount" if old is None else _why_another(old, new)


def _why_nothing(programme: str, after: Combination, new: Finding) -> Why:
    if not new.met:
        return "unmet"
    return "beside" if any(loss.programme == programme for loss in after.excluded) else "out-of-reach"


def _why_another(old: Finding, new: Finding) -> Why:
    if old.shares or new.shares:
        if _is_at_the_cap(new):
            return "cap"
        if _counting(old) != _counting(new):
            return "projects"
    if old.branch is None or new.branch is None:
        return "amount"
    if _is_at_the_cap(new):
        return "cap"
    if old.branch.rate and new.branch.rate and old.branch.rate.value != new.branch.rate.value:
        return "rate"
    return "cost" if not _is_at_the_cap(old) and new.branch.rate else "amount"


def _is_at_the_cap(finding: Finding) -> bool:
    """Whether a programme grants no more because of its cap or, beside others of the year, of what that leaves."""
    if finding.year is not None:
        return finding.amount == finding.year.left
    return finding.branch is not None and finding.amount == finding.branch.cap.value


def _counting(finding: Finding | None) -> int:
    """How many projects bring something; one where there is but one."""
    if finding is None or not finding.shares:
        return 1
    return sum(share.counts and share.high > 0 for share in finding.shares)


def _cost(finding: Finding | None, variant: Variant) -> int:
    """The cost of which a programme pays a share, in fen; 0 where it pays none."""
    if finding and finding.shares:
        return sum(share.cost or 0 for share in finding.shares if share.counts)
    of = finding.edition.award.of if finding else None
    cost = variant.estimate.profile.get(of) if of else None
    return cost if isinstance(cost, int) else 0
