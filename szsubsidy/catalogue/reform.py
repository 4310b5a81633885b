"""Lays changed terms over a catalogue: a draft measure, another reading of a figure, a longer term."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from szsubsidy.catalogue.areas import Areas, authorities_of, placed, with_places
from szsubsidy.catalogue.compile import EditionCompiler, ProgrammeCompiler
from szsubsidy.catalogue.conditions import ConditionCompiler
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.patch import ChangedTerms
from szsubsidy.catalogue.read import fingerprint, parse_toml
from szsubsidy.catalogue.reform_file import Reform
from szsubsidy.catalogue.sources import Source
from szsubsidy.facts.model import Fact
from szsubsidy.fields import Text
from szsubsidy.record import replace

ID = "reform"
"""The source that a changed figure cites where the file names no other."""
_NOWHERE: Text = {"en": "Assumed here", "zh-Hans": "本次假设", "zh-Hant": "本次假設"}


class Reformed(NamedTuple):
    """The catalogue under changed terms, what they are called, and the ids of the programmes they touch."""

    title: Text
    catalogue: Catalogue
    changed: tuple[str, ...]


def read_reform(path: Path, catalogue: Catalogue, folders: Sequence[Path]) -> Reformed:
    """Return ``catalogue``, which was read from ``folders``, with the terms of a file laid over it.

    The file is a reform, or a whole programme as in ``data/programmes``. Raises `SubsidyError` or
    `SubsidyErrors` for what is wrong with it, `FileError` where it cannot be read.
    """
    content = parse_toml(path, path.name)
    if "editions" in content:
        content = {"title": validated(Programme, content, path.name).name, "programmes": [content]}
    reform = validated(Reform, content, path.name)
    new = {item["id"]: item for item in content.get("programmes", ())}
    terms = ChangedTerms(catalogue, folders, new)
    for place, change in enumerate(reform.changes):
        terms.apply(change, ID, f"{path.name}: changes[{place}]")
    programmes = [validated(Programme, item, f"{path.name}: {name}") for name, item in terms.changed.items()]
    return _overlay(catalogue, reform, programmes, path)


def _overlay(catalogue: Catalogue, reform: Reform, programmes: Sequence[Programme], path: Path) -> Reformed:
    said: list[Reform | Programme] = [reform, *programmes]
    sources = {ID: _as_source(reform.title)} | {source.id: source for part in said for source in part.sources}
    known, areas = catalogue.sources | sources, Areas(catalogue.areas)
    areas.add(((path.name, part.areas) for part in said), catalogue.facts)
    givers = authorities_of(((path.name, part.authorities) for part in said), areas, catalogue.authorities)
    facts = with_places(catalogue.facts, areas)
    unchanged = catalogue.programmes if facts is catalogue.facts else _asked_anew(catalogue.programmes, facts)
    compiler = ProgrammeCompiler(facts, known, givers)
    compiled = {item.id: compiler.compile(item, f"{path.name}: {item.id}") for item in programmes}
    reformed = replace(
        catalogue,
        version=f"{catalogue.version}+{fingerprint(path)}",
        facts=facts,
        programmes=placed((unchanged | compiled).values(), givers, areas, facts),
        sources=known,
        authorities=givers,
        areas=areas.areas,
    )
    return Reformed(reform.title, reformed, tuple(compiled))


def _asked_anew(programmes: dict[str, Programme], facts: dict[str, Fact]) -> dict[str, Programme]:
    """Programmes whose diagrams know every answer to the facts, which may have got new values."""
    compiler = EditionCompiler(ConditionCompiler(facts, ""))
    return {
        name: replace(programme, editions=tuple(map(compiler.asked_anew, programme.editions)))
        for name, programme in programmes.items()
    }


def _as_source(title: Text) -> Source:
    return Source(
        id=ID,
        kind="plan",
        title=title["zh-Hans"],
        title_en=title["en"],
        issuer=_NOWHERE,
        confidence="unconfirmed",
    )
