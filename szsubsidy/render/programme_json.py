"""A programme as JSON: its terms as figures with citations, texts in every language."""

from __future__ import annotations

from szsubsidy.catalogue.model import All, Any, Branch, Condition, Edition, Figure, Literal, Not, Programme, Statement
from szsubsidy.facts.days import iso
from szsubsidy.render.json_text import Percent, Yuan


def programme_document(programme: Programme) -> dict[str, object]:
    """Return one programme with all its editions; amounts are yuan."""
    return {
        "schema_version": 1,
        "id": programme.id,
        "kind": programme.kind,
        "authority": programme.authority,
        "name": programme.name,
        "summary": programme.summary,
        "aliases": programme.aliases,
        "editions": [_edition(edition) for edition in programme.editions],
    }


def _edition(edition: Edition) -> dict[str, object]:
    award = edition.award
    return {
        "starts": iso(edition.starts),
        "until": iso(edition.until) if edition.until else None,
        "exact": edition.exact,
        "cite": edition.cite,
        "reviewed": iso(edition.reviewed),
        "eligibility": _condition(edition.eligibility),
        "basis": award.basis,
        "of": award.of,
        "branches": [] if award.basis == "none" else [_branch(branch) for branch in award.branches],
        "tiers": [{"label": tier.label, **_figure(tier.figure)} for tier in award.tiers],
        "benefits": [_statement(item) for item in award.benefits],
        "annual_budget": _figure(edition.annual_budget) if edition.annual_budget else None,
        "windows": [
            {"opens": iso(item.opens), "closes": iso(item.closes), "cite": item.cite, "confidence": item.confidence}
            for item in edition.windows
        ],
        "disputes": [
            {
                "parameter": item.parameter,
                "adopted": _number(item.field, item.adopted.value),
                "cite": item.adopted.cite,
                "others": [{"value": _number(item.field, other.value), "cite": other.cite} for other in item.others],
                "reason": item.reason,
            }
            for item in edition.disputes
        ],
        "unmodelled": [_statement(item) for item in edition.unmodelled],
        "notes": [_statement(item) for item in edition.notes],
    }


def _branch(branch: Branch) -> dict[str, object]:
    return {
        "when": _condition(branch.when) if branch.when else None,
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


def _number(field: str, value: int) -> int:
    return Percent(value) if field == "rate" else Yuan(value)


def _condition(condition: Condition) -> dict[str, object]:
    match condition:
        case Literal():
            value: object = condition.value
            if condition.operator in {"at_least", "at_most", "above", "below"} and isinstance(value, int):
                value = Yuan(value)
            return {
                "fact": condition.fact,
                condition.operator: value,
                "presumed": condition.presumed,
                "cite": condition.cite,
            }
        case Not(item):
            return {"not": _condition(item)}
        case All(items):
            return {"all": [_condition(item) for item in items]}
        case Any(items):
            return {"any": [_condition(item) for item in items]}
