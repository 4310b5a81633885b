"""A programme as JSON: its terms as figures with citations, texts in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from szsubsidy.catalogue.award import Branch, Figure, Statement, Tier
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not
from szsubsidy.catalogue.model import Application, Dispute, Edition, Exhausted, Paused, Programme, Unread, Window
from szsubsidy.facts.types import type_of
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.finding_json import rests_on_document
from szsubsidy.views.own_terms import origin_document
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.values_json import claim_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.programmes import (
        ApplicationDocument,
        BranchDocument,
        ComparisonDocument,
        ConditionDocument,
        ExhaustedDocument,
        PausedDocument,
        ProgrammeTermsDocument,
        StatementDocument,
        TermsDisputeDocument,
        TermsDocument,
        TermsFigureDocument,
        TermsUnreadDocument,
        TermsWindowDocument,
        TierDocument,
    )
    from szsubsidy.views.documents.shared import FactValue


def programme_document(programme: Programme, as_of: int, phrases: Phrases) -> ProgrammeTermsDocument:
    """Return one programme with all its editions; amounts are yuan."""
    return {
        **envelope_of_terms(phrases, as_of),
        "id": programme.id,
        "kind": programme.kind,
        "authority": programme.authority,
        "area": phrases.catalogue.authorities[programme.authority].area,
        "origin": origin_document(programme.origin),
        "name": programme.name,
        "summary": programme.summary,
        "aliases": list(programme.aliases),
        "announced": list(programme.announced),
        "editions": [_terms(edition, phrases) for edition in programme.editions],
    }


def _terms(edition: Edition, phrases: Phrases) -> TermsDocument:
    award = edition.award
    return {
        "starts": Day(edition.starts),
        "until": Day(edition.until) if edition.until else None,
        "exact": edition.in_force.exact,
        "cite": edition.in_force.cite,
        "rests_on": rests_on_document(edition),
        "unread": _unread(edition.unread) if edition.unread else None,
        "paused": _paused(edition.paused) if edition.paused else None,
        "exhausted_on": _exhausted(edition.exhausted_on) if edition.exhausted_on else None,
        "reviewed": Day(edition.reviewed),
        "eligibility": condition_document(edition.eligibility, phrases),
        "basis": award.basis,
        "certainty": award.certainty,
        "of": award.of,
        "unit": phrases.catalogue.facts[award.of].unit if award.each and award.of else None,
        "each": _figure(award.each) if award.each else None,
        "branches": [_branch(branch, phrases) for branch in award.branches] if award.is_money else [],
        "tiers": [_tier(tier) for tier in award.tiers],
        "rate_unknown": award.rate_unknown.cite if award.rate_unknown else None,
        "yearly_cap": _figure(award.yearly_cap) if award.yearly_cap else None,
        "overrides": [{"fact": item.fact, "by": item.by, "cite": item.cite} for item in edition.overrides],
        "benefits": [_statement(item) for item in award.benefits],
        "annual_budget": _figure(edition.annual_budget) if edition.annual_budget else None,
        "windows": [_window(window) for window in edition.windows],
        "disputes": [_dispute(dispute, phrases) for dispute in edition.disputes],
        "unmodelled": [_statement(item) for item in edition.unmodelled],
        "notes": [_statement(item) for item in edition.notes],
        "apply": _application(edition.apply, phrases) if edition.apply else None,
    }


def _unread(unread: Unread) -> TermsUnreadDocument:
    return {"what": unread.what, "cite": unread.cite, "confidence": unread.confidence}


def _paused(paused: Paused) -> PausedDocument:
    return {
        "starts": Day(paused.starts),
        "until": Day(paused.until) if paused.until else None,
        "cite": paused.cite,
        "confidence": paused.confidence,
    }


def _exhausted(exhausted: Exhausted) -> ExhaustedDocument:
    return {"day": Day(exhausted.day), "cite": exhausted.cite, "confidence": exhausted.confidence}


def _branch(branch: Branch, phrases: Phrases) -> BranchDocument:
    rate = branch.rate
    return {
        "when": condition_document(branch.when, phrases) if branch.when else None,
        "rate": {"percent": Percent(rate.value), "cite": rate.cite, "confidence": rate.confidence} if rate else None,
        "cap": _figure(branch.cap),
        "usual_cap": _figure(branch.usual_cap) if branch.usual_cap else None,
    }


def _figure(figure: Figure) -> TermsFigureDocument:
    return {"amount": Yuan(figure.value), "per": figure.per, "cite": figure.cite, "confidence": figure.confidence}


def _tier(tier: Tier) -> TierDocument:
    return {"label": tier.label, **_figure(tier)}


def _statement(statement: Statement) -> StatementDocument:
    return {"text": statement.text, "cite": statement.cite, "confidence": statement.confidence}


def _window(window: Window) -> TermsWindowDocument:
    return {
        "stage": window.stage,
        "opens": Day(window.opens),
        "closes": None if window.closes is None else Day(window.closes),
        "cite": window.cite,
        "confidence": window.confidence,
    }


def _application(application: Application, phrases: Phrases) -> ApplicationDocument:
    return {
        "office": application.office,
        "how": application.how,
        "link": application.link,
        "link_seen": phrases.link_seen(application.link),
        "cite": application.cite,
        "confidence": application.confidence,
    }


def _dispute(dispute: Dispute, phrases: Phrases) -> TermsDisputeDocument:
    adopted = claim_document(dispute, dispute.adopted, phrases)
    return {
        "parameter": dispute.parameter,
        "adopted": adopted["value"],
        "cite": adopted["cite"],
        "others": [claim_document(dispute, other, phrases) for other in dispute.others],
        "reason": dispute.reason,
    }


def condition_document(condition: Condition, phrases: Phrases) -> ConditionDocument:
    """Return a condition as the programme files write it; amounts are yuan."""
    match condition:
        case Comparison():
            return _comparison(condition, phrases)
        case Not(item):
            return {"not": condition_document(item, phrases)}
        case AllOf(items):
            return {"all": [condition_document(item, phrases) for item in items]}
        case AnyOf(items):
            return {"any": [condition_document(item, phrases) for item in items]}


def _comparison(comparison: Comparison, phrases: Phrases) -> ComparisonDocument:
    document: dict[str, object] = {
        "fact": comparison.fact,
        comparison.operator: _value(comparison, phrases),
        "presumed": {None: False, True: True, False: "unmet"}[comparison.presumed],
        "per": comparison.per,
        "cite": comparison.cite,
    }
    return cast("ComparisonDocument", document)  # which of its keys the operator is shows only at run time


def _value(comparison: Comparison, phrases: Phrases) -> FactValue:
    value = comparison.value
    if isinstance(value, tuple):
        return list(value)
    if "years" in comparison.operator:
        return value
    return type_of(phrases.catalogue.facts[comparison.fact]).json(value)
