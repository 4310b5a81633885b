"""Lays changed terms over a catalogue: a draft measure, another reading of a figure, a longer term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from szsubsidy.catalogue.areas import Areas, authorities_of, placed, with_places
from szsubsidy.catalogue.citations import resolve, source_of
from szsubsidy.catalogue.compile import EditionCompiler, ProgrammeCompiler
from szsubsidy.catalogue.conditions import ConditionCompiler
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.mark import laid_over, mark_of
from szsubsidy.catalogue.model import Catalogue, Overlay, Programme
from szsubsidy.catalogue.own import OwnFile
from szsubsidy.catalogue.patch import ChangedTerms
from szsubsidy.catalogue.read import parse_toml
from szsubsidy.catalogue.reform_file import Change, Reform
from szsubsidy.catalogue.sources import Origin, Source
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
    content = parse_toml(path, path.name, or_stream=True)
    if "editions" in content:
        content = {"title": validated(Programme, content, path.name).name, "programmes": [content]}
    reform = validated(Reform, content, path.name)
    new = {item["id"]: item for item in content.get("programmes", ())}
    own = _OwnTerms(catalogue, path.name, reform)
    terms = ChangedTerms(catalogue, folders, new)
    for place, change in enumerate(reform.changes):
        where = f"{path.name}: changes[{place}]"
        terms.apply(own.change(change, where), ID, where)
    programmes = [validated(Programme, item, f"{path.name}: {name}") for name, item in terms.changed.items()]
    return _overlay(own, programmes, path)


def _overlay(own: _OwnTerms, programmes: Sequence[Programme], path: Path) -> Reformed:
    catalogue, reform = own.catalogue, own.reform
    said: list[Reform | Programme] = [reform, *programmes]
    sources = catalogue.sources | own.sources(said)
    areas = Areas(catalogue.areas)
    areas.add(((path.name, part.areas) for part in said), catalogue.facts)
    givers = authorities_of(((path.name, part.authorities) for part in said), areas, catalogue.authorities)
    facts = with_places(catalogue.facts, areas)
    unchanged = catalogue.programmes if facts is catalogue.facts else _asked_anew(catalogue.programmes, facts)
    compiled = {}
    for item in programmes:
        known = sources | {source.id: source for source in (*reform.sources, *item.sources)}
        compiler = ProgrammeCompiler(facts, known, givers)
        compiled[item.id] = own.marked(compiler.compile(item, f"{path.name}: {item.id}", own.file(item.id)))
    official = [unchanged[name] for name in compiled if name in unchanged and unchanged[name].origin is None]
    before = catalogue.overlay or Overlay(places=(), programmes={}, rules=(), joint_caps=(), facts=())
    replaced = {**before.programmes, **placed(official, givers, areas, facts)}
    reformed = replace(
        catalogue,
        mark=laid_over(catalogue.mark, mark_of([path])),
        facts=facts,
        programmes=placed({**unchanged, **compiled}.values(), givers, areas, facts),
        sources=sources,
        authorities=givers,
        areas=areas.areas,
        overlay=replace(before, places=(*before.places, path.name), programmes=replaced),
    )
    return Reformed(reform.title, reformed, tuple(compiled))


class _OwnTerms:
    """What of a reform is one's own: whole programmes of it, and of others what it changes."""

    def __init__(self, catalogue: Catalogue, name: str, reform: Reform) -> None:
        self.catalogue = catalogue
        self.name = name
        self.reform = reform
        self.official = frozenset(source.id for source in catalogue.sources.values() if source.origin is None)
        self.source = Source(
            id=ID,
            kind="plan",
            title=reform.title["zh-Hans"],
            title_en=reform.title["en"],
            issuer=_NOWHERE,
            confidence="unconfirmed",
            origin=Origin(name, replaces=False),
        )

    def sources(self, said: Sequence[Reform | Programme]) -> dict[str, Source]:
        """Return the sources that the reform adds, itself first; bundled ones stay as they are."""
        declared = (source for part in said for source in part.sources if source.id not in self.official)
        return {ID: self.source} | {source.id: replace(source, origin=self.source.origin) for source in declared}

    def change(self, change: Change, where: str) -> Change:
        """Return a change whose figures cite the reform where they name an official source.

        Raises `SubsidyError` where that leads nowhere.
        """
        cite = change.cite and self._cite(change.cite, f"{where}.cite")
        return replace(change, cite=cite, value=self._value(change.value, f"{where}.value"))

    def _value(self, value: Any, where: str) -> Any:
        if isinstance(value, list):
            return [self._value(item, f"{where}[{place}]") for place, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        changed = {key: self._value(item, f"{where}.{key}") for key, item in value.items()}
        cite = changed.get("cite")
        if isinstance(cite, str) and (own := self._cite(cite, f"{where}.cite")) != cite:
            changed |= {"cite": own, "confidence": "unconfirmed"}
        return changed

    def _cite(self, cite: str, where: str) -> str:
        if source_of(cite) not in self.official:
            return cite
        resolve(cite, self.catalogue.sources, where)
        return ID

    def file(self, programme: str) -> OwnFile | None:
        """Return whose file a programme as a whole is; None of an official one of which only terms are changed."""
        known = self.catalogue.programmes.get(programme)
        if programme in {item.id for item in self.reform.programmes}:
            replaces = known is not None and (known.origin is None or known.origin.replaces)
            return OwnFile(Origin(self.name, replaces), self.source, self.official)
        if known is not None and known.origin is not None:
            source = self.catalogue.sources.get(f"own-{programme}", self.source)
            return OwnFile(known.origin, source, self.official)
        return None

    def marked(self, programme: Programme) -> Programme:
        """Return a programme with its origin: this file, too, where single official terms are changed."""
        return programme if programme.origin else replace(programme, origin=Origin(self.name, replaces=True))


def _asked_anew(programmes: Mapping[str, Programme], facts: dict[str, Fact]) -> dict[str, Programme]:
    """Programmes whose diagrams know every answer to the facts, which may have got new values."""
    compiler = EditionCompiler(ConditionCompiler(facts, ""))
    return {
        name: replace(programme, editions=tuple(map(compiler.asked_anew, programme.editions)))
        for name, programme in programmes.items()
    }
