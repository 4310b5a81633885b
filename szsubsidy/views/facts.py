"""The facts as a table, as JSON, and as the JSON Schema of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.facts.model import Fact, FactValue
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Column, Page, Table
from szsubsidy.formats.view import Records
from szsubsidy.quantities import cell
from szsubsidy.views.envelope import envelope
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import FactDocument, FactsDocument, FactValueDocument


def facts_page(phrases: Phrases) -> Page:
    """Return the facts with their options and accepted values."""
    _ = phrases.tr
    columns = (Column(_("Option"), fold=False), Column(_("Fact")), Column(_("Accepted")))
    rows = tuple(
        (fact.option, phrases.text(fact.label), type_of(fact).accepted(phrases.tr))
        for fact in phrases.catalogue.facts.values()
    )
    return Page("", phrases.language, (Table(columns, rows),))


def facts_document(as_of: int, phrases: Phrases) -> FactsDocument:
    """Return the facts as JSON, labels in every language."""
    catalogue = phrases.catalogue
    return {**envelope(catalogue.mark, as_of), "facts": [_fact(fact) for fact in catalogue.facts.values()]}


def facts_records(phrases: Phrases) -> Records:
    """Return one row for each fact; the ids of its values are joined by semicolons."""
    rows = [
        (
            *(fact.id, fact.type, fact.option, phrases.text(fact.label)),
            *(cell([value.id for value in fact.values]), cell(fact.unit), cell(list(fact.aliases))),
        )
        for fact in phrases.catalogue.facts.values()
    ]
    return Records(("id", "type", "option", "label", "values", "unit", "aliases"), rows)


def _fact(fact: Fact) -> FactDocument:
    return {
        "id": fact.id,
        "type": fact.type,
        "option": fact.option,
        "label": fact.label,
        "question": fact.question,
        "aliases": list(fact.aliases),
        "unit": fact.unit,
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
            fact.id: {
                "title": phrases.text(fact.label),
                "description": phrases.text(fact.help),
                **type_of(fact).schema(),
            }
            for fact in phrases.catalogue.facts.values()
        },
    }
