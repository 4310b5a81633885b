"""Disputes: what a finding would be by other sources, and which of these stand beside an estimate.

Beside it stand those that change its figure and carry weight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.logic import Diagram
from szsubsidy.catalogue.model import Claim, Dispute, Edition
from szsubsidy.catalogue.sources import Source
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.record import Record, replace
from szsubsidy.rules.finding import Finding, status_of
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.trace import kleene
from szsubsidy.vocabulary import CONFIDENCES


class Alternative(Record):
    """What the finding would be by another source; fen, and as for `Finding`.

    ``low`` and ``high`` are None where no amount depends on it.
    """

    other: Claim
    amount: int | None
    low: int | None
    high: int | None


class DisputeFinding(Record):
    """A dispute that the finding could depend on, and what each other source would give."""

    dispute: Dispute
    alternatives: tuple[Alternative, ...]


Says: TypeAlias = Callable[[Diagram, Award], Outcome[bool, int]]
"""What terms come to for the applicant in question."""


def disputes_of(finding: Finding, applicant: Profile | Firm, as_of: int) -> Iterator[DisputeFinding]:
    """Yield the disputes that the finding of an applicant could depend on, with what each other source would give."""
    edition, day = finding.edition, finding.evaluated_on
    if not edition.disputes:
        return
    profile = applicant.profile if isinstance(applicant, Firm) else applicant
    profile = finding.told_of or profile
    says = _asking(finding, applicant)
    branches = says(edition.diagram, edition.award).possible_branches
    possible = [edition.award.branches[index] for index, may_apply in branches.items() if may_apply]
    for dispute in edition.disputes:
        is_about_it = kleene(dispute.when, dispute.when_predicates, profile, day) is not False
        if is_about_it and _concerns(dispute, edition, possible, profile, as_of):
            others = (_alternative(edition, dispute, other, as_of, says) for other in dispute.others)
            yield DisputeFinding(dispute, tuple(others))


def _asking(finding: Finding, applicant: Profile | Firm) -> Says:
    """What tells what terms come to for an applicant."""
    if isinstance(applicant, Firm) and applicant.is_flat:
        applicant = applicant.profile
    if not isinstance(applicant, Firm):
        one = OneFirm(applicant, finding.evaluated_on)
        return lambda diagram, award: interpret(diagram, award, one)
    from szsubsidy.rules.several import SeveralProjects
    from szsubsidy.rules.year import interpret_year, of_the_firm

    numbers = SeveralProjects(applicant.profiles, finding.evaluated_on)
    held = numbers.constant(applicant.held.get(finding.programme.id, 0))
    return lambda diagram, award: of_the_firm(interpret_year(diagram, award, numbers, held).firm)


def _alternative(edition: Edition, dispute: Dispute, other: Claim, as_of: int, says: Says) -> Alternative:
    if dispute.field not in {"rate", "cap", "usual_cap", "threshold"}:
        return Alternative(other, None, None, None)
    outcome = says(*with_other(edition, dispute, other.value))
    return Alternative(other, status_of(outcome, edition, as_of)[1], outcome.low, outcome.high)


def _concerns(dispute: Dispute, edition: Edition, possible: list[Branch], profile: Profile, as_of: int) -> bool:
    """Whether the finding could depend on a dispute; of a day, whether the as-of day lies between the sources."""
    if dispute.branch is not None:
        return edition.award.branches[dispute.branch] in possible
    match dispute.field:
        case "starts" | "until":
            days = [dispute.adopted.value, *(other.value for other in dispute.others)]
            return min(days) <= as_of <= max(days)
        case "threshold":
            return dispute.fact in profile
    return bool(possible)


def with_other(edition: Edition, dispute: Dispute, value: int) -> tuple[Diagram, Award]:
    """Return the diagram and award of an edition with the disputed parameter as another source has it."""
    diagram, award = edition.diagram, edition.award
    if dispute.field == "threshold":
        assert dispute.fact is not None
        assert dispute.predicate is not None
        index, shift = dispute.predicate
        predicates = list(diagram.predicates[dispute.fact])
        predicates[index] = replace(predicates[index], value=value + shift)
        return replace(diagram, predicates=diagram.predicates | {dispute.fact: tuple(predicates)}), award
    branches = []
    for index, branch in enumerate(award.branches):
        figure = getattr(branch, dispute.field)
        disputed = dispute.branch in {None, index} and figure is not None
        most = [value]
        if dispute.field == "cap":
            disputed = disputed and not (branch.rate and branch.rate.cap)  # a rate's own cap is not the one in question
            most += [award.yearly_cap.value] if award.yearly_cap else []
            most += [branch.cap.value] if any(tier.when for tier in award.tiers) else []  # no cap raises a tier
        branches.append(replace(branch, **{dispute.field: replace(figure, value=min(most))}) if disputed else branch)
    return diagram, replace(award, branches=tuple(branches))


def weighty_disputes(
    finding: Finding, among: Iterable[DisputeFinding], sources: Mapping[str, Source]
) -> Iterator[DisputeFinding]:
    """Yield disputes of a finding, each with the other sources by which it would have another figure.

    A source counts that is at least *reported*, or a newspaper page. So a start-up's contract of 8,000,000 has the
    newspaper's 80% beside it (6,400,000 in place of 4,800,000); at 20,000,000 the cap of 10,000,000 binds at either
    rate, and nothing stands there; and one web page's cap of 6,000,000, unconfirmed, stands in ``explain`` alone.
    """
    for disputed in among:
        alternatives = tuple(
            alternative
            for alternative in disputed.alternatives
            if _carries_weight(alternative.other, sources) and _changes(finding, disputed, alternative)
        )
        if alternatives:
            yield replace(disputed, alternatives=alternatives)


def _carries_weight(claim: Claim, sources: Mapping[str, Source]) -> bool:
    newspaper = sources[source_of(claim.cite)].kind == "newspaper"
    return newspaper or CONFIDENCES.index(claim.confidence) <= CONFIDENCES.index("reported")


def _changes(finding: Finding, disputed: DisputeFinding, alternative: Alternative) -> bool:
    """Whether the amount or the range would be another; of a day, whether the terms would hold at all."""
    if disputed.dispute.field in {"starts", "until"}:
        return True  # a finding has such a dispute only on days that lie between the sources
    if alternative.low is None:
        return False
    if not finding.in_force:
        return alternative.amount != finding.last_terms_amount
    return (alternative.amount, alternative.low, alternative.high) != (finding.amount, finding.low, finding.high)
