"""A programme as JSON: its terms as figures with citations, texts in every language."""

from __future__ import annotations

from szsubsidy.catalogue.model import (
    AllOf,
    AnyOf,
    Branch,
    Comparison,
    Condition,
    Edition,
    Figure,
    Not,
    Programme,
    Statement,
)
from szsubsidy.days import iso
from szsubsidy.formats.json import Percent, Yuan
from szsubsidy.views.estimate_json import dispute_document, profile_document
from szsubsidy.views.phrases import Phrases


def programme_document(programme: Programme, phrases: Phrases) -> dict[str, object]:
    """Return one programme with all its editions; amounts are yuan."""
    return {
        "schema_version": 1,
        "id": programme.id,
        "kind": programme.kind,
        "authority": programme.authority,
        "name": programme.name,
        "summary": programme.summary,
        "aliases": programme.aliases,
        "announced": programme.announced,
        "editions": [_edition(edition, phrases) for edition in programme.editions],
    }


def _edition(edition: Edition, phrases: Phrases) -> dict[str, object]:
    award = edition.award
    return {
        "starts": iso(edition.starts),
        "until": iso(edition.until) if edition.until else None,
        "exact": edition.exact,
        "cite": edition.cite,
        "reviewed": iso(edition.reviewed),
        "eligibility": condition_document(edition.eligibility, phrases),
        "basis": award.basis,
        "of": award.of,
        "branches": [] if not award.is_money else [_branch(branch, phrases) for branch in award.branches],
        "tiers": [{"label": tier.label, **_figure(tier.figure)} for tier in award.tiers],
        "rate_unknown": award.rate_unknown,
        "overrides": [{"fact": item.fact, "by": item.by, "cite": item.cite} for item in edition.overrides],
        "benefits": [_statement(item) for item in award.benefits],
        "annual_budget": _figure(edition.annual_budget) if edition.annual_budget else None,
        "windows": [
            {"opens": iso(item.opens), "closes": iso(item.closes), "cite": item.cite, "confidence": item.confidence}
            for item in edition.windows
        ],
        "disputes": [dispute_document(item, phrases) | {"reason": item.reason} for item in edition.disputes],
        "unmodelled": [_statement(item) for item in edition.unmodelled],
        "notes": [_statement(item) for item in edition.notes],
    }


def _branch(branch: Branch, phrases: Phrases) -> dict[str, object]:
    return {
        "when": condition_document(branch.when, phrases) if branch.when else None,
        "rate": {"percent": Percent(branch.rate.value), "cite": branch.rate.cite, "confidence": branch.rate.confidence}
        if branch.rate
        else None,
        "cap": _figure(branch.cap),
        "usual_cap": _figure(branch.usual_cap) if branch.usual_cap else None,
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {"amount": Yuan(figure.value), "per": figure.per, "cite": figure.cite, "confidence": figure.confidence}


def _statement(item: Statement) -> dict[str, object]:
    return {"text": item.text, "cite": item.cite, "confidence": item.confidence}


def condition_document(condition: Condition, phrases: Phrases) -> dict[str, object]:
    """Return a condition as the programme files write it; amounts are yuan."""
    match condition:
        case Comparison():
            return {
                "fact": condition.fact,
                condition.operator: _value(condition, phrases),
                "presumed": {None: False, True: True, False: "unmet"}[condition.presumed],
                "cite": condition.cite,
            }
        case Not(item):
            return {"not": condition_document(item, phrases)}
        case AllOf(items):
            return {"all": [condition_document(item, phrases) for item in items]}
        case AnyOf(items):
            return {"any": [condition_document(item, phrases) for item in items]}


def _value(comparison: Comparison, phrases: Phrases) -> object:
    value = comparison.value
    if isinstance(value, tuple) or "years" in comparison.operator:
        return value
    return profile_document({comparison.fact: value}, phrases.catalogue)[comparison.fact]
