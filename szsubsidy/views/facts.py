"""The facts as a table, one of them whole, both as JSON, and the JSON Schema of a profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from szsubsidy.errors import counted
from szsubsidy.facts.model import Fact, FactValue, bare_fact
from szsubsidy.facts.projects import HELD, LONGEST, NAME, PROJECTS
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Block, Column, Notes, Page, Row, Section, Table, concat
from szsubsidy.formats.view import Records
from szsubsidy.quantities import cell
from szsubsidy.views.envelope import envelope
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import FactDocument, FactsDocument, FactValueDocument


def facts_page(phrases: Phrases) -> Page:
    """Return the facts with their options, what they take and, under each, what else they are called."""
    _ = phrases.tr
    columns = (Column(_("Option"), fold=False), Column(_("Fact")), Column(_("Takes")))
    rows = tuple(
        Row(
            (fact.option, phrases.text(fact.label), _takes(fact, phrases)),
            (phrases.labelled(_("also read"), phrases.joined(_also_read(fact, phrases))),),
        )
        for fact in phrases.catalogue.facts.values()
    )
    more = phrases.tr("szsubsidy facts ID shows one whole: its values, and all that is read as them.")
    return Page("", phrases.language, (Table(columns, rows), Section("", (more,))))


def fact_page(fact: Fact, phrases: Phrases) -> Page:
    """Return one fact whole: its labels and question, its values, and every name that is read as any of them."""
    _ = phrases.tr
    called = concat(*_between(" · ", dict.fromkeys(fact.label.values())))
    heading = phrases.fmt("{fact} ({option})", fact=fact.id, option=fact.option)
    if fact.values:
        heading = phrases.labelled(heading, _takes_these(fact, phrases))
    blocks: list[Block] = [Section("", (heading, phrases.labelled(called, phrases.text(fact.question))))]
    if fact.values:
        columns = (Column(_("ID"), fold=False), Column(_("Label")), Column(_("Also read")))
        rows = tuple(
            (value.id, phrases.text(value.label), phrases.joined(_also_read(value, phrases))) for value in fact.values
        )
        blocks.append(Table(columns, rows))
    notes = [] if fact.values else [(_("Takes"), (type_of(fact).accepted(phrases.tr),))]
    notes.append((_("Headings"), (phrases.joined(_also_read(fact, phrases)),)))
    blocks.append(Notes(tuple(notes)))
    return Page("", phrases.language, tuple(blocks))


def _also_read(named: Fact | FactValue, phrases: Phrases) -> list[str]:
    """What is read as a fact or a value, besides its ID and the label shown: other labels, aliases, former IDs."""
    shown = phrases.text(named.label)
    former = named.formerly if isinstance(named, Fact) else ()
    return [name for name in dict.fromkeys((*named.label.values(), *named.aliases, *former)) if name != shown]


def _between(separator: str, texts: Iterable[str]) -> Iterator[str]:
    for place, text in enumerate(texts):
        if place:
            yield separator
        yield text


def _takes(fact: Fact, phrases: Phrases) -> str:
    """Say in a few words what a fact takes; of a choice, among how many."""
    count = len(fact.values)
    if not count:
        return type_of(fact).accepted(phrases.tr)
    if type_of(fact).several:
        return phrases.fmt(counted("{count} value", "some of {count} values", count), count=str(count))
    return phrases.fmt("one of {count} values", count=str(count))


def _takes_these(fact: Fact, phrases: Phrases) -> str:
    return phrases.tr("one or more of these") if type_of(fact).several else phrases.tr("one of these")


def facts_document(as_of: int, phrases: Phrases, facts: Sequence[Fact]) -> FactsDocument:
    """Return facts as JSON, labels in every language."""
    return {**envelope(phrases.catalogue.mark, as_of), "facts": [_fact(fact) for fact in facts]}


def facts_records(phrases: Phrases, facts: Sequence[Fact]) -> Records:
    """Return one row for each fact; the ids of its values are joined by semicolons."""
    rows = [
        (
            *(fact.id, fact.type, fact.option, phrases.text(fact.label)),
            *(cell([value.id for value in fact.values]), cell(fact.unit), cell(list(fact.aliases))),
        )
        for fact in facts
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
    """Return the JSON Schema of a profile: its keys are fact ids, ``projects`` and ``held``, none is required."""
    facts = phrases.catalogue.facts.values()
    name = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[^;；]*$"}
    projects = _table({NAME: name} | _properties([fact for fact in facts if fact.of == "project"], phrases))
    held = {
        "type": "object",
        "propertyNames": {"enum": list(phrases.catalogue.programmes)},
        "additionalProperties": type_of(bare_fact(HELD, "money")).schema(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "szsubsidy profile",
        **_table(_properties(facts, phrases) | {PROJECTS: {"type": "array", "items": projects}, HELD: held}),
    }


def _table(properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _properties(facts: Iterable[Fact], phrases: Phrases) -> dict[str, object]:
    return {
        fact.id: {"title": phrases.text(fact.label), "description": phrases.text(fact.help), **type_of(fact).schema()}
        for fact in facts
    }
