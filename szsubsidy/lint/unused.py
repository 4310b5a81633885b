"""What a catalogue defines and nothing in it uses."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.logic import Comparison, comparisons
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.errors import message
from szsubsidy.facts.types import type_of
from szsubsidy.lint.diagnostic import Diagnostic, error


def unused(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield sources, provisions, facts, topics and authorities that no programme and no rule uses.

    A provision is used as well where something is told that its source says there.
    """
    cites = set(_cites((catalogue.programmes, catalogue.rules, catalogue.joint_caps)))
    documents = {source_of(cite) for cite in cites}
    for source in catalogue.sources.values():
        if source.id not in documents:
            yield _unused("sources.toml", source.id, message("nothing cites this source"))
            continue
        told = {said.at for said in source.statements}
        for provision in source.provisions:
            if f"{source.id}#{provision}" not in cites and provision not in told:
                yield _unused("sources.toml", f"{source.id}#{provision}", message("nothing cites this provision"))
    editions = [edition for programme in catalogue.programmes.values() for edition in programme.editions]
    compared = [comparison for edition in editions for comparison in _compared(edition)]
    asked = {comparison.fact for comparison in compared} | {edition.award.of for edition in editions}
    topics = {(comparison.fact, value) for comparison in compared for value in _ids(comparison)}
    for fact in catalogue.facts.values():
        if type_of(fact).operators and fact.id not in asked:
            yield _unused("facts.toml", fact.id, message("no programme asks for this fact"))
        elif fact.topical and not fact.offered:
            for value in fact.values:
                if (fact.id, value.id) not in topics:
                    yield _unused("facts.toml", f"{fact.id}: {value.id}", message("no programme is about this"))
    authorities = {programme.authority for programme in catalogue.programmes.values()}
    for authority in catalogue.authorities:
        if authority not in authorities:
            yield _unused("authorities.toml", authority, message("no programme is of this authority"))


def _unused(file: str, name: str, what: str) -> Diagnostic:
    return error(what, where=f"{file}: {name}", hint=message("use it or leave it out"), code="unused")


def _cites(value: object) -> Iterator[str]:
    """Every citation anywhere in a value of the catalogue."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _cites(part)
    elif isinstance(value, tuple):
        for name, part in zip(getattr(value, "_fields", ()), value, strict=False):
            if name == "cite":
                yield part
            elif name == "rests_on" and part is not None:
                yield part.source
            elif name == "announced":
                yield from part
        for part in value:
            yield from _cites(part)


def _compared(edition: Edition) -> Iterator[Comparison]:
    """The comparisons of an edition's eligibility, of its award and of its disputes."""
    whens = [*(branch.when for branch in edition.award.branches), *(dispute.when for dispute in edition.disputes)]
    for condition in (edition.eligibility, *whens):
        yield from comparisons(condition)


def _ids(comparison: Comparison) -> tuple[str, ...]:
    """The ids of a choice that a comparison names."""
    if isinstance(comparison.value, tuple):
        return comparison.value
    return (comparison.value,) if isinstance(comparison.value, str) else ()
