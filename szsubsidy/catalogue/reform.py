"""Lays changed terms over a catalogue: a draft measure, another reading of a figure, a longer term."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from szsubsidy.catalogue import model, schema
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.diagnostics import problems
from szsubsidy.catalogue.patch import ChangedTerms, checked
from szsubsidy.catalogue.read import fingerprint, parse_toml
from szsubsidy.catalogue.reform_file import Reform
from szsubsidy.catalogue.resolve import compile_source, text_of
from szsubsidy.catalogue.schema_types import Localized
from szsubsidy.errors import SubsidyErrors
from szsubsidy.record import replace

ID = "reform"
"""The source that a changed figure cites where the file names no other."""
_NOWHERE: model.Text = {"en": "Assumed here", "zh-Hans": "本次假设", "zh-Hant": "本次假設"}


class Reformed(NamedTuple):
    """The catalogue under changed terms, what they are called, and the ids of the programmes they touch."""

    title: model.Text
    catalogue: model.Catalogue
    changed: tuple[str, ...]


def read_reform(path: Path, catalogue: model.Catalogue, folders: Sequence[Path]) -> Reformed:
    """Return ``catalogue``, which was read from ``folders``, with the terms of a file laid over it.

    The file is a reform, or a whole programme as in ``data/programmes``. Raises `SubsidyError` or
    `SubsidyErrors` for what is wrong with it, `FileError` where it cannot be read.
    """
    content = parse_toml(path, path.name)
    if "editions" in content:
        content = {"title": checked(content, path.name).name, "programmes": [content]}
    try:
        reform = Reform.model_validate(content)
    except ValidationError as error:
        raise SubsidyErrors(problems(error, path.name)) from error
    new = {item["id"]: item for item in content.get("programmes", ())}
    terms = ChangedTerms(catalogue, folders, new)
    for place, change in enumerate(reform.changes):
        terms.apply(change, ID, f"{path.name}: changes[{place}]")
    programmes = [checked(item, f"{path.name}: {name}") for name, item in terms.changed.items()]
    return _overlay(catalogue, reform, programmes, path)


def _overlay(
    catalogue: model.Catalogue, reform: Reform, programmes: Sequence[schema.Programme], path: Path
) -> Reformed:
    title = text_of(reform.title) if isinstance(reform.title, Localized) else dict.fromkeys(_NOWHERE, reform.title)
    said: list[Reform | schema.Programme] = [reform, *programmes]
    sources = {ID: _as_source(title)} | {item.id: compile_source(item) for part in said for item in part.sources}
    authorities = {item.id: text_of(item.name) for part in said for item in part.authorities}
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
    return Reformed(title, reformed, tuple(compiled))


def _as_source(title: model.Text) -> model.Source:
    return model.Source(
        id=ID,
        kind="plan",
        title=title["zh-Hans"],
        title_en=title["en"],
        number=None,
        issuer=_NOWHERE,
        issued=None,
        until=None,
        confidence="unconfirmed",
        link=None,
        seen=(),
        note=None,
        provisions={},
    )
