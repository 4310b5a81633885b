"""All findings for a profile, the best permitted combination and its total."""

from __future__ import annotations

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.own import official_terms
from szsubsidy.catalogue.together import Rule
from szsubsidy.facts.model import Profile
from szsubsidy.record import Record
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import (
    Combination,
    ReadOtherwise,
    award_of,
    combine,
    grounds_of,
    permitted_on,
    readings,
    unruled,
)
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.notices import Notice, notices
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.vocabulary import Met


class Estimate(Record):
    """Findings in the order of the catalogue; amounts in fen.

    ``total`` sums what can be computed over ``combination``, with what is ``possible`` or ``in-doubt``; ``low`` and
    ``high`` bound it while facts are missing. ``ceilings`` is what panels may add at most, ``possible_ceilings`` what
    they may where part of an authority's terms was not found. ``conditional`` is the combination if everything could be
    held together of which no source says that it cannot. ``grounds`` are the rules that permit what ``combination``
    holds together, ``unruled`` the programmes of it that no rule speaks of. ``readings`` are the combinations under
    other readings of joint caps, none while facts are missing. Programmes that are not in force enter none of these.
    ``explanations`` explain each finding, by programme.
    ``official_total`` is what the total is without terms of one's own, None where there are none.
    """

    as_of: int
    profile: Profile
    findings: tuple[Finding, ...]
    best: Combination
    conditional: Combination
    grounds: tuple[Rule, ...]
    unruled: tuple[str, ...]
    readings: tuple[ReadOtherwise, ...]
    low: int
    high: int
    missing: tuple[str, ...]
    notices: tuple[Notice, ...]
    explanations: dict[str, Explanation]
    official_total: int | None

    def relevant(self, *, everything: bool = False) -> list[Finding]:
        """Return the findings to show: those about something else only where ``everything`` is asked for."""
        return [
            explanation.finding for explanation in self.explanations.values() if everything or not explanation.off_topic
        ]

    @property
    def differing(self) -> tuple[ReadOtherwise, ...]:
        """The other readings of joint caps that give another total."""
        return tuple(read for read in self.readings if read.best.computed != self.total)

    @property
    def combination(self) -> tuple[str, ...]:
        return tuple(self.best.held)

    @property
    def total(self) -> int:
        return self.best.computed

    @property
    def ceilings(self) -> int:
        return self.best.ceilings

    @property
    def possible_ceilings(self) -> int:
        return self.best.possible_ceilings

    def part_of_total(self, status: Met) -> int:
        """Return how much of the total comes from programmes that say ``status``, in fen."""
        held = self.best.held
        return sum(held[name].computed for name in held if self.explanations[name].finding.status == status)


def estimate(catalogue: Catalogue, profile: Profile, as_of: int) -> Estimate:
    """Return what every programme of the catalogue says to the profile on a day."""
    findings = tuple(find(programme, profile, as_of) for programme in catalogue.programmes.values())
    met = {
        finding.programme.id: award_of(finding.edition, finding.amount or 0, as_of)
        for finding in findings
        if finding.met and finding.edition.award.has_amount
    }
    together = permitted_on(catalogue, as_of)
    numbers = OneFirm(profile, as_of)
    best = combine(met, together.safe, numbers)
    conditional = combine(met, together.conditional, numbers) if together.unclear else best
    lows, highs = _ends(findings, high=False), _ends(findings, high=True)
    missing = {fact for finding in findings if finding.status == "undetermined" for fact in finding.missing}
    return Estimate(
        as_of=as_of,
        profile=profile,
        findings=findings,
        best=best,
        conditional=conditional,
        grounds=grounds_of(best, catalogue.rules, as_of),
        unruled=unruled(best, catalogue.rules, together.safe.joint),
        readings=() if missing else tuple(readings(met, together, numbers)),
        low=combine(lows, together.safe, numbers, least=True).computed,
        high=combine(highs, together.safe, numbers).computed,
        missing=tuple(fact for fact in catalogue.facts if fact in missing),
        notices=tuple(notices(catalogue, findings, best, profile, as_of)),
        explanations={finding.programme.id: Explanation(finding, profile, as_of, catalogue) for finding in findings},
        official_total=estimate(official_terms(catalogue), profile, as_of).total if catalogue.overlay else None,
    )


def _ends(findings: tuple[Finding, ...], *, high: bool) -> dict[str, Amounts[int]]:
    """The least or the most that each computed programme can come to."""
    return {
        finding.programme.id: Amounts(finding.high if high else finding.low, 0, 0)
        for finding in findings
        if finding.applies and finding.edition.award.is_computed
    }
