"""An estimate as the JSON document that `szsubsidy.views.documents` describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from szsubsidy.catalogue.award import Figure, Rate
from szsubsidy.catalogue.model import Catalogue, Claim, Dispute, Edition, Window
from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.facts.model import Profile
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import to_text
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.rules.cumulation import Exclusion, ReadOtherwise, Reduction
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Alternative, DisputeFinding, Finding
from szsubsidy.rules.limits import CostLimit
from szsubsidy.rules.notices import Notice
from szsubsidy.rules.sensitivity import Sensitivity
from szsubsidy.rules.trace import Reason
from szsubsidy.views.cumulation import reason
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import origin_document
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.provisions import provisions, terms_link
from szsubsidy.vocabulary import RuleKind

if TYPE_CHECKING:
    from szsubsidy.views.documents.estimate import (
        AmountFigureDocument,
        AmountParameter,
        BudgetDocument,
        DisputeDocument,
        EditionDocument,
        EstimateDocument,
        ExclusionDocument,
        ExplanationDocument,
        FigureDocument,
        OtherDocument,
        ProgrammeDocument,
        ProgrammeReadingDocument,
        RateFigureDocument,
        ReadingDocument,
        ReasonDocument,
        RequirementDocument,
        WarningDocument,
    )
    from szsubsidy.views.documents.shared import (
        ClaimDocument,
        FactValue,
        ProfileDocument,
        RestsOnDocument,
        WindowDocument,
    )


def estimate_document(estimate: Estimate, phrases: Phrases) -> EstimateDocument:
    """Return the document; its keys are stable, and only ever added to."""
    return {
        **envelope_of_terms(phrases, estimate.as_of),
        "currency": "CNY",
        "profile": profile_document(estimate.profile, phrases.catalogue),
        "programmes": [finding_document(each, each.disputes, phrases) for each in estimate.explanations.values()],
        "combination": list(estimate.combination),
        "excluded": [_exclusion(item, phrases) for item in estimate.by_terms.excluded],
        "reduced": [{**_exclusion(item, phrases), "granted": Yuan(item.granted)} for item in estimate.by_terms.reduced],
        "permitted_by": [
            {"rule_id": rule.id, "text": phrases.text(rule.reason), "cite": rule.cite} for rule in estimate.grounds
        ],
        "total": Yuan(estimate.total),
        "readings": [_read_otherwise(read, phrases) for read in estimate.differing],
        "official_total": None if estimate.official_total is None else Yuan(estimate.official_total),
        "total_range": [Yuan(estimate.by_terms_range.low), Yuan(estimate.by_terms_range.high)],
        "ceilings": Yuan(estimate.ceilings),
        "possible_ceilings": Yuan(estimate.possible_ceilings),
        "conditional": {
            "combination": list(estimate.conditional.held),
            "total": Yuan(estimate.conditional.computed),
            "ceilings": Yuan(estimate.conditional.ceilings),
            "possible_ceilings": Yuan(estimate.conditional.possible_ceilings),
        },
        "missing": list(estimate.missing),
        "warnings": warning_documents(estimate.notices, phrases),
        "disclaimer": phrases.disclaimer(),
    }


def warning_documents(notices: Iterable[Notice], phrases: Phrases) -> list[WarningDocument]:
    """Return what to know before relying on figures."""
    return [
        {
            "code": item.code,
            "programmes": list(item.programmes),
            "text": to_text(notice_text(item, phrases)),
            "cites": list(item.cites),
        }
        for item in notices
    ]


def explanation_document(explanation: Explanation, estimate: Estimate, phrases: Phrases) -> ExplanationDocument:
    """Return one programme's finding as a document of its own, with what it comes to beside others of ``estimate``."""
    return {
        **envelope_of_terms(phrases, estimate.as_of),
        **finding_document(explanation, explanation.finding.disputes, phrases),
        "readings": [
            _read_alone(explanation, cap, reading, estimate, phrases)
            for cap in explanation.rules
            if isinstance(cap, JointCap)
            for reading in cap.readings
        ],
    }


def _read_alone(
    explanation: Explanation, cap: JointCap, reading: Reading, estimate: Estimate, phrases: Phrases
) -> ProgrammeReadingDocument:
    alone = explanation.alone(cap, reading)
    totals = [read.best.computed for read in estimate.readings if (read.cap, read.reading) == (cap, reading)]
    if explanation.finding.amount is None:  # a total without the programme itself would pass for one with it
        totals = []
    return {
        "rule_id": cap.id,
        "reading": reading.reading,
        "amount": None if alone is None else Yuan(alone),
        "total": Yuan(totals[0]) if totals else None,
        "text": phrases.text(reading.text),
        "cite": reading.cite,
    }


def _read_otherwise(read: ReadOtherwise, phrases: Phrases) -> ReadingDocument:
    return {
        "rule_id": read.cap.id,
        "reading": read.reading.reading,
        "total": Yuan(read.best.computed),
        "capped": list(read.capped),
        "amounts": {name: Yuan(granted.computed) for name, granted in read.best.held.items()},
        "text": phrases.text(read.reading.text),
        "cite": read.reading.cite,
    }


def _exclusion(item: Exclusion | Reduction, phrases: Phrases) -> ExclusionDocument:
    kind = "cost" if isinstance(item.rule, CostLimit) else rule_kind(item.rule)
    assert kind != "permitted"  # what is permitted excludes nothing
    return {
        "id": item.programme,
        "because_of": item.because_of,
        "rule": kind,
        "rule_id": None if isinstance(item.rule, CostLimit) else item.rule.id,
        "forgone": Yuan(item.forgone),
        "cite": None if isinstance(item.rule, CostLimit) else item.rule.cite,
        "text": reason(item.rule, phrases),
    }


def rule_kind(rule: Rule | JointCap) -> RuleKind | Literal["joint-cap"]:
    """Return what kind of rule of cumulation it is."""
    return rule.kind if isinstance(rule, Rule) else "joint-cap"


def profile_document(profile: Profile, catalogue: Catalogue) -> ProfileDocument:
    """Return the known facts in the catalogue's order."""
    document: ProfileDocument = {}
    for fact, spec in catalogue.facts.items():
        if fact in profile:
            document[fact] = type_of(spec).json(profile[fact])
    return document


def finding_document(
    explanation: Explanation, disputes: Iterable[DisputeFinding], phrases: Phrases
) -> ProgrammeDocument:
    """Return one programme's part of the document, with those ``disputes`` of its finding that are to be told."""
    finding, turns_on = explanation.finding, explanation.sensitivity
    link = terms_link(finding.edition, phrases.catalogue)
    award, branch = finding.edition.award, finding.branch
    caps = {item.cap.value for item in ([branch] if branch else award.branches)}
    absent, unread = not finding.in_force, finding.edition.unread
    return {
        "id": finding.programme.id,
        "name": phrases.text(finding.programme.name),
        "kind": finding.programme.kind,
        "status": finding.status,
        "basis": award.basis,
        "amount": None if finding.amount is None else Yuan(finding.amount),
        "range": [Yuan(finding.low), Yuan(finding.high)],
        "rate_percent": Percent(branch.rate.value) if branch and branch.rate else None,
        "cap": Yuan(caps.pop()) if len(caps) == 1 and award.is_money else None,
        "missing": list(finding.missing),
        "assumptions": [reason.comparison.fact for reason in finding.assumptions],
        "reach": finding.availability.reach,
        "window": window_document(finding.availability.window),
        "application_day": None if finding.availability.day is None else Day(finding.availability.day),
        "confidence": finding.confidence,
        "edition": _edition(finding.edition),
        "last_terms_amount": Yuan(finding.last_terms_amount)
        if absent and finding.last_terms_amount is not None
        else None,
        "reasons": [_reason(reason, phrases) for reason in finding.reasons],
        "only_because": [_requirement(reason, phrases) for reason in finding.obstacles]
        if turns_on.sole_obstacle
        else [],
        "least_cost": _quantity(turns_on.least_cost, award.of, phrases.catalogue),
        "cap_binds_at": _quantity(turns_on.cap_binds_at, award.of, phrases.catalogue),
        "certainty": award.certainty,
        "rate_known": award.rate_unknown is None,
        "unread": {"what": unread.what, "cite": unread.cite} if unread else None,
        "figures": _figures(finding),
        "annual_budget": _budget(finding, turns_on),
        "disputes": [_dispute(dispute, phrases) for dispute in disputes],
        "unmodelled": [{"text": phrases.text(item.text), "cite": item.cite} for item in finding.edition.unmodelled],
        "provisions": list(provisions(finding)),
        "terms_link": link,
        "terms_link_seen": phrases.link_seen(link),
        "elsewhere": {"area": finding.elsewhere, "name": phrases.area(finding.elsewhere)}
        if finding.elsewhere
        else None,
        "origin": origin_document(finding.programme.origin),
    }


def _quantity(value: int | None, of: str | None, catalogue: Catalogue) -> FactValue | None:
    """A value of the fact that an award is a share of: yuan, or a count."""
    return None if value is None or of is None else type_of(catalogue.facts[of]).json(value)


def window_document(window: Window | None) -> WindowDocument | None:
    """Return the days of an application window, both included, and what tells of it."""
    if window is None:
        return None
    closes = None if window.closes is None else Day(window.closes)
    return {"stage": window.stage, "opens": Day(window.opens), "closes": closes, "cite": window.cite}


def _figures(finding: Finding) -> list[FigureDocument]:
    """The figures that the finding rests on: of the branch that applies, or of all while that is open."""
    branches = [finding.branch] if finding.branch else list(finding.edition.award.branches)
    if not finding.edition.award.is_money:
        return []
    documents: list[FigureDocument] = []
    for branch in branches:
        documents += [_rate(branch.rate)] if branch.rate else []
        documents += [_figure("each", branch.each)] if branch.each else []
        documents += [_figure("cap", branch.cap)]
        documents += [_figure("usual_cap", branch.usual_cap)] if branch.usual_cap else []
    return [document for place, document in enumerate(documents) if document not in documents[:place]]


def _rate(rate: Rate) -> RateFigureDocument:
    return {"parameter": "rate", "value": Percent(rate.value), "cite": rate.cite, "confidence": rate.confidence}


def _figure(name: AmountParameter, figure: Figure) -> AmountFigureDocument:
    return {"parameter": name, "value": Yuan(figure.value), "cite": figure.cite, "confidence": figure.confidence}


def _budget(finding: Finding, turns_on: Sensitivity) -> BudgetDocument | None:
    budget = finding.edition.annual_budget
    if budget is None:
        return None
    share = None if turns_on.budget_share is None else Percent(turns_on.budget_share)
    return {**_figure("annual_budget", budget), "share_percent": share}


def _requirement(reason: Reason, phrases: Phrases) -> RequirementDocument:
    comparison = reason.comparison
    text = phrases.statement(comparison, negated=bool(reason.holds))
    return {"fact": comparison.fact, "text": text, "cite": comparison.cite}


def _edition(edition: Edition) -> EditionDocument:
    return {
        "starts": Day(edition.starts),
        "until": None if edition.until is None else Day(edition.until),
        "rests_on": rests_on_document(edition),
        "reviewed": Day(edition.reviewed),
    }


def rests_on_document(edition: Edition) -> RestsOnDocument | None:
    """Return what an edition rests on, and the last day of that."""
    rests_on = edition.rests_on
    return {"source": rests_on.source, "until": Day(rests_on.until)} if rests_on else None


def _reason(reason: Reason, phrases: Phrases) -> ReasonDocument:
    return {
        "fact": reason.comparison.fact,
        "holds": reason.holds,
        "assumed": reason.assumed,
        "text": phrases.statement(reason.comparison),
        "cite": reason.comparison.cite,
        "confidence": reason.comparison.confidence,
    }


def _dispute(finding: DisputeFinding, phrases: Phrases) -> DisputeDocument:
    dispute = finding.dispute
    adopted = claim_document(dispute, dispute.adopted, phrases)
    return {
        "parameter": dispute.parameter,
        "adopted": adopted["value"],
        "cite": adopted["cite"],
        "others": [_alternative(dispute, other, phrases) for other in finding.alternatives],
        "reason": phrases.text(dispute.reason),
    }


def _alternative(dispute: Dispute, alternative: Alternative, phrases: Phrases) -> OtherDocument:
    amount, low, high = alternative.amount, alternative.low, alternative.high
    return {
        **claim_document(dispute, alternative.other, phrases),
        "amount": None if amount is None else Yuan(amount),
        "range": None if low is None or high is None else [Yuan(low), Yuan(high)],
    }


def claim_document(dispute: Dispute, claim: Claim, phrases: Phrases) -> ClaimDocument:
    """Return what one source says of a disputed parameter."""
    return {"value": _claimed(dispute, claim, phrases), "cite": claim.cite, "confidence": claim.confidence}


def _claimed(dispute: Dispute, claim: Claim, phrases: Phrases) -> FactValue:
    match dispute.field:
        case "rate":
            return Percent(claim.value)
        case "starts" | "until":
            return Day(claim.value)
        case "benefit":
            return phrases.text(claim.text or {})
        case "threshold":
            assert dispute.fact
            return profile_document({dispute.fact: claim.value}, phrases.catalogue)[dispute.fact]
    return Yuan(claim.value)
