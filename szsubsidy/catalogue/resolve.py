"""Compiles the shared files: facts, sources, rules of cumulation; resolves citations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from szsubsidy.catalogue import model, schema_shared
from szsubsidy.catalogue.schema_types import Localized
from szsubsidy.days import from_date
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import value_names
from szsubsidy.vocabulary import Confidence


def compile_fact(fact: schema_shared.Fact, added: Iterable[schema_shared.FactValue] = ()) -> model.Fact:
    """Return the runtime form of a fact, with values that other files add."""
    values = tuple(_fact_value(value) for value in (*fact.values, *added))
    return model.Fact(
        fact.id,
        fact.type,
        fact.panel,
        text_of(fact.label),
        text_of(fact.question),
        text_of(fact.help),
        tuple(fact.aliases),
        tuple(fact.formerly),
        values,
        fact.at_least,
        fact.at_most,
        fact.topical,
        fact.offered,
        value_names(values),
    )


def compile_source(source: schema_shared.Source) -> model.Source:
    """Return the runtime form of a source."""
    provisions = {
        item.at: model.Provision(item.at, text_of(item.title), item.confidence, tuple(item.seen))
        for item in source.provisions
    }
    return model.Source(
        source.id,
        source.kind,
        source.title,
        source.title_en,
        source.number,
        text_of(source.issuer),
        maybe_day(source.issued),
        maybe_day(source.until),
        source.confidence,
        source.link,
        tuple(source.seen),
        maybe_text(source.note),
        provisions,
    )


def resolve(cite: str, sources: dict[str, model.Source], where: str) -> Confidence:
    """Return how well the cited place is known; raises `SubsidyError` if it does not exist."""
    source_id, _, at = cite.partition("#")
    source = sources.get(source_id)
    if source is None:
        hint = message("add the source {source} to sources.toml")
    elif not at:
        return source.confidence
    elif at in source.provisions:
        return source.provisions[at].confidence
    else:
        hint = message("provisions of {source}: {accepted}")
    raise SubsidyError(
        message("the citation {cite} leads nowhere"),
        where=where,
        hint=hint,
        code="bad-catalogue",
        cite=cite,
        source=source_id,
        accepted=tuple(source.provisions) if source and source.provisions else "–",
    )


def text_of(text: Localized) -> model.Text:
    """Return a text as a mapping from language tag to words."""
    return {"en": text.en, "zh-Hans": text.zh_hans, "zh-Hant": text.zh_hant}


def maybe_text(text: Localized | None) -> model.Text | None:
    """Return a text that may be absent."""
    return None if text is None else text_of(text)


def _fact_value(value: schema_shared.FactValue) -> model.FactValue:
    return model.FactValue(value.id, text_of(value.label), tuple(value.aliases))


def maybe_day(day: date | None) -> int | None:
    """Return a day that may be absent."""
    return None if day is None else from_date(day)
