"""Lays changed terms over a catalogue: a draft measure, another reading of a figure, a longer term."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.patch import ChangedTerms
from szsubsidy.catalogue.read import fingerprint, parse_toml
from szsubsidy.catalogue.reform_file import Reform
from szsubsidy.catalogue.sources import Source
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
    authorities = {authority.id: authority.name for part in said for authority in part.authorities}
    known, givers = catalogue.sources | sources, catalogue.authorities | authorities
    compiler = ProgrammeCompiler(catalogue.facts, known, givers)
    compiled = {item.id: compiler.compile(item, f"{path.name}: {item.id}") for item in programmes}
    reformed = replace(
        catalogue,
        version=f"{catalogue.version}+{fingerprint(path)}",
        programmes=catalogue.programmes | compiled,
        sources=known,
        authorities=givers,
    )
    return Reformed(reform.title, reformed, tuple(compiled))


def _as_source(title: Text) -> Source:
    return Source(
        id=ID,
        kind="plan",
        title=title["zh-Hans"],
        title_en=title["en"],
        issuer=_NOWHERE,
        confidence="unconfirmed",
    )
