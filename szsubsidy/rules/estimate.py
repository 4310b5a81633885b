"""All findings for a profile, the best permitted combinations and their totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import Rule
from szsubsidy.facts.model import Firm, Profile, one_project
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record
from szsubsidy.rules.advice import Help, UnusedFact, helps, unused_facts
from szsubsidy.rules.combination import Amounts, Permitted
from szsubsidy.rules.concerned import concerned
from szsubsidy.rules.cumulation import (
    Combination,
    ReadOtherwise,
    Together,
    award_of,
    combine,
    combine_beside,
    grounds_of,
    held_rival,
    numbers_of,
    permitted_on,
    readings,
    unruled,
)
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.notices import Notice, notices
from szsubsidy.rules.ranges import Range
from szsubsidy.vocabulary import Met

if TYPE_CHECKING:
    from szsubsidy.rules.answer import Answer


class Estimate(Record):
    """Findings in the order of the catalogue; amounts in fen.

    ``profile`` is what is known of all projects of the ``firm`` together.
    ``by_terms`` is the best combination as if one could apply on the as-of day, with what is ``possible`` or
    ``in-doubt``. ``within_reach`` is the best one of what one can still apply for, each programme judged on its
    application day; what is closed or in doubt does not enter. ``open_now`` is the best one of what is open, by a
    window that is confirmed. ``by_terms_range`` and ``within_reach_range`` bound the totals while facts are missing.
    ``at_application`` has the findings on application days other than the as-of day, by programme; there their
    ``availability`` is as seen from that day.

    ``conditional`` is the combination by the terms if everything could be held together of which no source says that it
    cannot. ``grounds`` are the rules that permit what ``by_terms`` holds together, ``unruled`` the programmes of it
    that no rule speaks of. ``readings`` are the combinations under other readings of joint caps, none while facts are
    missing. ``explanations`` explain each finding, by programme. ``official`` is the estimate without
    terms of one's own, None where there are none.

    ``missing`` are the facts that are missing by the terms, or on an application day. ``unused`` are facts that were
    given and that nothing uses, ``helps`` single facts that would turn nothing into something. ``left_out`` programmes
    are about something else, and were not asked.
    """

    as_of: int
    firm: Firm
    profile: Profile
    findings: tuple[Finding, ...]
    at_application: dict[str, Finding]
    by_terms: Combination
    within_reach: Combination
    open_now: Combination
    by_terms_range: Range
    within_reach_range: Range
    conditional: Combination
    grounds: tuple[Rule, ...]
    unruled: tuple[str, ...]
    readings: tuple[ReadOtherwise, ...]
    missing: tuple[str, ...]
    notices: tuple[Notice, ...]
    explanations: dict[str, Explanation]
    unused: tuple[UnusedFact, ...]
    helps: tuple[Help, ...]
    left_out: int
    official: Estimate | None

    def relevant(self, *, everything: bool = False) -> list[Finding]:
        """Return the findings to show: those about something else only where ``everything`` is asked for.

        A programme may be about something else today and about what was asked on its application day: the training
        voucher pays for running a model since 6 May 2026 alone, and before that day it is within reach.
        """
        return [
            explanation.finding
            for explanation in self.explanations.values()
            if everything or not explanation.off_topic or self._applies_later(explanation.finding)
        ]

    def _applies_later(self, finding: Finding) -> bool:
        later = self.at_application.get(finding.programme.id)
        return later is not None and later.applies

    def on_application_day(self, finding: Finding) -> Finding:
        """Return what the programme of a finding says on its application day; the finding itself where it has none."""
        return self.at_application.get(finding.programme.id, finding)

    @property
    def differing(self) -> tuple[ReadOtherwise, ...]:
        """The other readings of joint caps that give another total by the terms."""
        return tuple(read for read in self.readings if read.best.computed != self.total)

    def lacking(self, fact: str) -> tuple[str, ...]:
        """Return the projects of which a missing fact is asked, by what they are called; none of a flat firm."""
        lacking = {
            share.project
            for finding in (*self.findings, *self.at_application.values())
            if finding.status == "undetermined"
            for share in finding.shares
            if fact in share.missing
        }
        return tuple(name for name in self.firm.names if name in lacking)

    @property
    def answer(self) -> Answer:
        """What the findings come to, by what one can still apply for."""
        from szsubsidy.rules.answer import answer_of

        return answer_of(self)

    @property
    def official_total(self) -> int | None:
        """What the total by the terms is without terms of one's own, None where there are none."""
        return None if self.official is None else self.official.total

    @property
    def official_within_reach(self) -> int | None:
        """What is within reach without terms of one's own, in fen; None where there are none."""
        return None if self.official is None else self.official.within_reach.computed

    @property
    def combination(self) -> tuple[str, ...]:
        """The programmes that are held by the terms."""
        return tuple(self.by_terms.held)

    @property
    def total(self) -> int:
        """What can be computed by the terms, in fen."""
        return self.by_terms.computed

    @property
    def ceilings(self) -> int:
        """What panels may add by the terms at most, in fen."""
        return self.by_terms.ceilings

    @property
    def possible_ceilings(self) -> int:
        """What panels may add at most where part of an authority's terms was not found, in fen."""
        return self.by_terms.possible_ceilings

    @property
    def total_bounds(self) -> Range:
        """From what to what the total may be: while facts are missing a range, else the total alone."""
        return self.by_terms_range if self.missing else Range(self.total, self.total)

    @property
    def within_reach_bounds(self) -> Range:
        """The same of what is within reach."""
        reached = self.within_reach.computed
        return self.within_reach_range if self.missing else Range(reached, reached)

    def part_of_total(self, status: Met) -> int:
        """Return how much of the total by the terms comes from programmes that say ``status``, in fen."""
        held = self.by_terms.held
        return sum(held[name].computed for name in held if self.explanations[name].finding.status == status)


def estimate(catalogue: Catalogue, firm: Profile | Firm, as_of: int, among: Collection[str] | None = None) -> Estimate:
    """Return what programmes of the catalogue say to a firm on a day; a profile is a firm with one project.

    They are all, or those ``among`` them: if no `concerned` one is missing, nothing differs but what was left out.
    """
    firm = firm if isinstance(firm, Firm) else one_project(firm)
    profile = _known_together(firm, catalogue)
    applicant = profile if firm.is_flat else firm
    asked = [name for name in catalogue.programmes if among is None or name in among]
    findings = tuple(find(catalogue.programmes[name], applicant, as_of) for name in asked)
    explanations = {
        finding.programme.id: Explanation(finding, finding.told_of or profile, as_of, catalogue, firm)
        for finding in findings
    }
    at_application = {
        finding.programme.id: find(finding.programme, applicant, day)
        for finding in findings
        if (day := finding.availability.day) is not None and day != as_of
    }
    judged = [at_application.get(finding.programme.id, finding) for finding in findings]
    on_topic = [
        later
        for finding, later in zip(findings, judged, strict=True)
        if not explanations[finding.programme.id].off_topic or (later is not finding and later.applies)
    ]
    can_be_held = {*firm.held, *(finding.programme.id for finding in (*findings, *judged) if finding.applies)}
    together = permitted_on(catalogue, {finding.programme.id: as_of for finding in findings}, can_be_held)
    best = _best(findings, together.safe, firm, as_of)
    entering = [
        later for finding, later in zip(findings, judged, strict=True) if finding.availability.day and _is_sure(later)
    ]
    days = dict.fromkeys(firm.held, as_of) | {finding.programme.id: finding.evaluated_on for finding in entering}
    later_on = permitted_on(catalogue, days, can_be_held)
    open_ones = [finding for finding in findings if finding.availability.is_open and _is_sure(finding)]
    missing = {
        fact
        for finding in (*findings, *at_application.values())
        if finding.status == "undetermined"
        for fact in finding.missing
    }
    return Estimate(
        as_of=as_of,
        firm=firm,
        profile=profile,
        findings=findings,
        at_application=at_application,
        by_terms=best,
        within_reach=_best(entering, later_on.safe, firm, as_of),
        open_now=_best(open_ones, later_on.safe, firm, as_of),
        by_terms_range=_range(findings, together, firm, as_of),
        within_reach_range=_range(entering, later_on, firm, as_of),
        conditional=_best(findings, together.conditional, firm, as_of) if together.unclear else best,
        grounds=grounds_of(best, catalogue.rules, as_of),
        unruled=unruled(best, catalogue.rules, together.safe.joint),
        readings=() if missing else tuple(_readings(findings, together, firm, as_of)),
        missing=tuple(fact for fact in catalogue.facts if fact in missing),
        notices=tuple(notices(catalogue, findings, best, firm, as_of)),
        explanations=explanations,
        unused=tuple(unused_facts(judged, on_topic, firm, catalogue)),
        helps=tuple(helps(judged, profile, catalogue)) if firm.is_flat else (),
        left_out=len(catalogue.programmes) - len(findings),
        official=_by_official_terms(catalogue, firm, as_of, among),
    )


def _by_official_terms(catalogue: Catalogue, firm: Firm, as_of: int, among: Collection[str] | None) -> Estimate | None:
    if not catalogue.overlay:
        return None
    from szsubsidy.catalogue.own import official_terms

    official = official_terms(catalogue)
    return estimate(official, firm, as_of, None if among is None else {*among, *concerned(official, firm)})


def _known_together(firm: Firm, catalogue: Catalogue) -> Profile:
    """What is known of all projects together, with the sums of their amounts."""
    profile = firm.profile
    if len(firm.projects) > 1:
        for name, fact in catalogue.facts.items():
            amounts = [project.facts[name] for project in firm.projects if name in project.facts]
            if amounts and type_of(fact).in_yuan:
                profile[name] = sum(amount for amount in amounts if isinstance(amount, int))
    return profile


def _granting(findings: Iterable[Finding]) -> dict[str, Amounts[int]]:
    """What each programme gives by itself that grants money on the day of its finding."""
    return {
        finding.programme.id: award_of(finding.edition, finding.amount or 0, finding.evaluated_on)
        for finding in findings
        if finding.met and finding.edition.award.has_amount
    }


def _best(findings: Iterable[Finding], permitted: Permitted, firm: Firm, as_of: int) -> Combination:
    """The best permitted combination of what is granted, beside what the firm holds already."""
    return combine_beside(firm.held, _granting(findings), permitted, numbers_of(findings, firm, as_of))


def _readings(findings: Iterable[Finding], together: Together, firm: Firm, as_of: int) -> Iterator[ReadOtherwise]:
    return readings(firm.held, _granting(findings), together, numbers_of(findings, firm, as_of))


def _is_sure(finding: Finding) -> bool:
    """Whether terms are in force on the day of a finding, and not in doubt, whatever they say."""
    return finding.in_force and finding.edition.met_status(finding.evaluated_on) != "in-doubt"


def _range(findings: Iterable[Finding], together: Together, firm: Firm, as_of: int) -> Range:
    """The least and the most that the computed programmes can come to together."""
    applying = [
        finding
        for finding in findings
        if finding.applies
        and finding.edition.award.is_computed
        and held_rival(finding.programme.id, together.safe, firm.held) is None
    ]
    lows = {finding.programme.id: Amounts(finding.low, 0, 0) for finding in applying}
    highs = {finding.programme.id: Amounts(finding.high, 0, 0) for finding in applying}
    least = combine(lows, together.safe, numbers_of(applying, firm, as_of, least=True), least=True)
    return Range(least.computed, combine(highs, together.safe, numbers_of(applying, firm, as_of)).computed)
