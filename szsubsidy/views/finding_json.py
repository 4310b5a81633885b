"""One programme's finding as a part of the JSON documents of ``estimate`` and ``explain``.

`finding_document` has what an answer is made of; `detailed_document` also why, by which provision, and all disputes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from szsubsidy.catalogue.award import Figure, Rate
from szsubsidy.catalogue.model import Dispute, Edition, Window
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.rules.disputed import Alternative, DisputeFinding
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding, ProjectShare
from szsubsidy.rules.sensitivity import Sensitivity
from szsubsidy.rules.trace import Reason
from szsubsidy.views.own_terms import origin_document
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.provisions import provisions, terms_link
from szsubsidy.views.values_json import claim_document, quantity_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.estimate import (
        AmountFigureDocument,
        AmountParameter,
        AtApplicationDocument,
        BudgetDocument,
        DetailedProgrammeDocument,
        DisputeDocument,
        EditionDocument,
        FigureDocument,
        OtherDocument,
        ProgrammeDocument,
        ProjectDocument,
        RateFigureDocument,
        ReasonDocument,
        RequirementDocument,
    )
    from szsubsidy.views.documents.shared import RestsOnDocument, WindowDocument


def finding_document(explanation: Explanation, later: Finding, phrases: Phrases) -> ProgrammeDocument:
    """Return one programme's part of an estimate; ``later`` is its finding on its application day.

    Of the disputes it has those that change the figure and carry weight.
    """
    finding, turns_on = explanation.finding, explanation.sensitivity
    link = terms_link(finding.edition, phrases.catalogue)
    award, branch = finding.edition.award, finding.branch
    document: ProgrammeDocument
    caps = {item.cap.value for item in ([branch] if branch else award.branches)}
    absent, unread = not finding.in_force, finding.edition.unread
    document = {
        "id": finding.programme.id,
        "name": phrases.text(finding.programme.name),
        "kind": finding.programme.kind,
        "status": finding.status,
        "basis": award.basis,
        "amount": None if finding.amount is None else Yuan(finding.amount),
        "range": [Yuan(finding.low), Yuan(finding.high)],
        "rate_percent": Percent(branch.rate.value) if branch and branch.rate else None,
        "certainty": award.certainty,
        "cap": Yuan(caps.pop()) if len(caps) == 1 and award.is_money else None,
        "missing": list(finding.missing),
        "assumptions": [reason.comparison.fact for reason in finding.assumptions],
        "reach": finding.availability.reach,
        "window": window_document(finding.availability.window),
        "window_confirmed": finding.availability.confirmed,
        "application_day": None if finding.availability.day is None else Day(finding.availability.day),
        "at_application": _at_application(finding, later),
        "confidence": finding.confidence,
        "edition": _edition(finding.edition),
        "last_terms_amount": Yuan(finding.last_terms_amount)
        if absent and finding.last_terms_amount is not None
        else None,
        "only_because": [_requirement(reason, phrases) for reason in finding.obstacles]
        if turns_on.sole_obstacle
        else [],
        "least_cost": quantity_document(turns_on.least_cost, award.of, phrases.catalogue),
        "cap_binds_at": quantity_document(turns_on.cap_binds_at, award.of, phrases.catalogue),
        "rate_known": award.rate_unknown is None,
        "unread": {"what": unread.what, "cite": unread.cite} if unread else None,
        "disputes": _disputes(explanation.disputes, phrases),
        "terms_link": link,
        "terms_link_seen": phrases.link_seen(link),
        "elsewhere": {"area": finding.elsewhere, "name": phrases.area(finding.elsewhere)}
        if finding.elsewhere
        else None,
        "origin": origin_document(finding.programme.origin),
    }
    if finding.year is not None:
        document["projects"] = [_project(share, finding, phrases) for share in finding.shares]
        document["year"] = {
            "brought": Yuan(finding.year.brought),
            "cap": None if finding.year.cap is None else Yuan(finding.year.cap.value),
            "held": Yuan(finding.year.held),
        }
    return document


def _project(share: ProjectShare, finding: Finding, phrases: Phrases) -> ProjectDocument:
    """Return what one project brings, and why it does not count or is not settled."""
    missing, failing = list(share.missing), [_requirement(reason, phrases) for reason in share.obstacles]
    if not finding.edition.award.each_project:
        return {"name": share.project, "counts": share.counts, "missing": missing, "failing": failing}
    low, high = share.bounds
    return {
        "name": share.project,
        "counts": share.counts,
        "amount": Yuan(high) if low == high else None,
        "range": [Yuan(low), Yuan(high)],
        "missing": missing,
        "failing": failing,
    }


def detailed_document(explanation: Explanation, later: Finding, phrases: Phrases) -> DetailedProgrammeDocument:
    """Return the same with each condition, figure and provision, and with every dispute about it."""
    finding = explanation.finding
    unmodelled = finding.edition.unmodelled
    return {
        **finding_document(explanation, later, phrases),
        "disputes": _disputes(explanation.all_disputes, phrases),
        "reasons": [_reason(reason, phrases) for reason in finding.reasons],
        "figures": _figures(finding),
        "annual_budget": _budget(finding, explanation.sensitivity),
        "unmodelled": [{"text": phrases.text(item.text), "cite": item.cite} for item in unmodelled],
        "provisions": list(provisions(finding)),
    }


def says_otherwise(later: Finding, finding: Finding) -> bool:
    """Return whether the terms of the application day come to another status or amount."""
    return (later.status, later.amount) != (finding.status, finding.amount)


def _at_application(finding: Finding, later: Finding) -> AtApplicationDocument | None:
    """What the terms of the application day say, where that is something else."""
    if not says_otherwise(later, finding):
        return None
    return {"status": later.status, "amount": None if later.amount is None else Yuan(later.amount)}


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


def _disputes(findings: Iterable[DisputeFinding], phrases: Phrases) -> list[DisputeDocument]:
    return [_dispute(dispute, phrases) for dispute in findings]


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
