"""The facts that an estimate is made for, in a line: ``Start-up · training a large model · compute contract …``."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content, joined
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sentences import begun

FEW = 2
"""As many values of one fact stand in the line; more are counted."""


def facts_given(profile: Profile, phrases: Phrases) -> Content:
    """Write what is known of an applicant, the firm first, amounts last."""
    parts = list(_parts(profile, phrases))
    if not parts:
        return phrases.tr("No facts given")
    first, *others = parts
    return joined(phrases.tr(" · "), [begun(first), *others])


def facts_listed(profile: Profile, phrases: Phrases) -> list[Content]:
    """Write each fact as it stands in the middle of a sentence."""
    return list(_parts(profile, phrases))


def short_name(fact: str, phrases: Phrases) -> str:
    """Write what a fact is called within a line: ``compute contract``."""
    spec = phrases.catalogue.facts[fact]
    return phrases.text(spec.short) if spec.short else _inline(phrases.text(spec.label))


def _parts(profile: Profile, phrases: Phrases) -> Iterator[Content]:
    facts = [fact for fact in phrases.catalogue.facts.values() if fact.id in profile]
    for fact in sorted(facts, key=lambda fact: type_of(fact).in_yuan):
        yield from _said(fact, profile[fact.id], phrases)


def _said(fact: Fact, value: Value, phrases: Phrases) -> Iterator[Content]:
    """Yield what stands in the line for one fact."""
    label = short_name(fact.id, phrases)
    kind = type_of(fact)
    if kind.names_itself:
        yield sanitize(str(value))
    elif kind.in_yuan and isinstance(value, int):
        yield phrases.fmt("{short} {amount}", short=label, amount=phrases.money(value))
    elif kind.has_values and (fact.id in {PLACE, "company_type"} or fact.topical):
        given = value if isinstance(value, frozenset) else frozenset({value})
        chosen = [listed for listed in fact.values if listed.id in given]
        if len(chosen) > FEW:
            yield _counted(fact, len(chosen), phrases)
            return
        for listed in chosen:
            words = listed.short if listed.short and phrases.language == "en" else phrases.text(listed.label)
            yield words if fact.id == PLACE else _inline(words)
    else:
        yield phrases.labelled(label, phrases.value(fact.id, value))


def _counted(fact: Fact, count: int, phrases: Phrases) -> str:
    if fact.id == PLACE:
        return phrases.fmt("{count} districts or zones", count=str(count))
    return phrases.fmt("{count} categories", count=str(count))


def _inline(label: str) -> str:
    """Return a label as it stands within a line: ``training a large model``, but ``AI in bio-manufacturing``."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
