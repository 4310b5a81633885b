"""The facts as a table, as JSON, and as the JSON Schema of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.facts.model import Fact, FactValue
from szsubsidy.formats.page import Column, Page, Table
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import FactDocument, FactsDocument, FactValueDocument

_MONEY = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 10**12}, {"type": "string"}]}


def facts_page(phrases: Phrases) -> Page:
    """Return the facts with their options and accepted values."""
    _ = phrases.tr
    columns = (Column(_("Option"), fold=False), Column(_("Fact")), Column(_("Accepted")))
    rows = tuple(
        (fact.option, phrases.text(fact.label), _accepted(fact, phrases)) for fact in phrases.catalogue.facts.values()
    )
    return Page("", phrases.language, (Table(columns, rows),))


def facts_document(phrases: Phrases) -> FactsDocument:
    """Return the facts as JSON, labels in every language."""
    return {"schema_version": 1, "facts": [_fact(fact) for fact in phrases.catalogue.facts.values()]}


def _fact(fact: Fact) -> FactDocument:
    return {
        "id": fact.id,
        "type": fact.type,
        "option": fact.option,
        "label": fact.label,
        "question": fact.question,
        "aliases": list(fact.aliases),
        "values": [_value(value) for value in fact.values],
    }


def _value(value: FactValue) -> FactValueDocument:
    return {"id": value.id, "label": value.label, "aliases": list(value.aliases)}


def profile_schema(phrases: Phrases) -> dict[str, object]:
    """Return the JSON Schema of a profile: its keys are fact ids, none is required."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "szsubsidy profile",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            fact.id: {"title": phrases.text(fact.label), "description": phrases.text(fact.help), **_schema(fact)}
            for fact in phrases.catalogue.facts.values()
        },
    }


def _schema(fact: Fact) -> dict[str, object]:
    ids = [value.id for value in fact.values]
    match fact.type:
        case "money":
            return dict(_MONEY)
        case "choice":
            return {"enum": ids}
        case "choices":
            return {"type": "array", "items": {"enum": ids}, "minItems": 1, "uniqueItems": True}
        case "flag":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date"}
        case "integer":
            bounds = {"minimum": fact.at_least, "maximum": fact.at_most}
            return {"type": "integer", **{key: value for key, value in bounds.items() if value is not None}}
        case "percent":
            return {"type": "number", "minimum": 0, "maximum": 100}
    return {"type": "string", "minLength": 1}


def _accepted(fact: Fact, phrases: Phrases) -> str:
    _ = phrases.tr
    if fact.values:
        return ", ".join(value.id for value in fact.values)  # as they are typed, and where a terminal may break them
    return {
        "money": _("an amount of yuan: 8000000, 8,000,000, 800万, 1.2亿"),
        "date": _("a day: 2025-03-01"),
        "integer": _("a whole number"),
        "percent": _("a percentage"),
        "flag": _("yes or no"),
        "text": _("any text"),
    }[fact.type]
