"""Lays changed terms over a catalogue: a draft measure, another reading of a figure, a longer term."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from szsubsidy.catalogue import model, schema
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.compile_shared import compile_source, text_of
from szsubsidy.catalogue.problems import problems
from szsubsidy.catalogue.read import fingerprint, parse_toml, programme_files
from szsubsidy.catalogue.schema_reform import Change, Reform
from szsubsidy.catalogue.schema_types import Localized
from szsubsidy.errors import SubsidyError, SubsidyErrors
from szsubsidy.facts.days import from_date

ID = "reform"
"""The source that a changed figure cites where the file names no other."""
_AMOUNTS = {"cap": "award.cap", "usual_cap": "award.usual_cap", "annual_budget": "annual_budget"}
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
        programme = _programme(content, path.name)
        reform = Reform(title=programme.name, programmes=[programme])
    else:
        try:
            reform = Reform.model_validate(content)
        except ValidationError as error:
            raise SubsidyErrors(problems(error, path.name)) from error
    terms = _Terms(catalogue, folders)
    for place, change in enumerate(reform.changes):
        terms.apply(change, f"{path.name}: changes[{place}]")
    changed = [_programme(item, f"{path.name}: {name}") for name, item in terms.changed.items()]
    return _laid_over(catalogue, reform, changed, path)


def _laid_over(catalogue: model.Catalogue, reform: Reform, changed: Sequence[schema.Programme], path: Path) -> Reformed:
    programmes = [*reform.programmes, *changed]
    title = text_of(reform.title) if isinstance(reform.title, Localized) else dict.fromkeys(_NOWHERE, reform.title)
    said: list[Reform | schema.Programme] = [reform, *programmes]
    sources = {ID: _as_source(title)} | {item.id: compile_source(item) for part in said for item in part.sources}
    authorities = {item.id: text_of(item.name) for part in said for item in part.authorities}
    known, givers = catalogue.sources | sources, catalogue.authorities | authorities
    compiler = ProgrammeCompiler(catalogue.facts, known, givers)
    compiled = {item.id: compiler.compile(item, f"{path.name}: {item.id}") for item in programmes}
    reformed = catalogue._replace(
        version=f"{catalogue.version}+{fingerprint(path)}",
        programmes=catalogue.programmes | compiled,
        sources=known,
        authorities=givers,
    )
    return Reformed(title, reformed, tuple(compiled))


def _programme(content: dict[str, Any], name: str) -> schema.Programme:
    try:
        return schema.Programme.model_validate(content)
    except ValidationError as error:
        raise SubsidyErrors(problems(error, name)) from error


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


class _Terms:
    """The files of a catalogue's programmes, as written, with changes made to them."""

    def __init__(self, catalogue: model.Catalogue, folders: Sequence[Path]) -> None:
        self.catalogue = catalogue
        self.folders = folders
        self.changed: dict[str, dict[str, Any]] = {}

    def apply(self, change: Change, where: str) -> None:
        """Make one change. Raises `SubsidyError` where nothing has that parameter."""
        done = False
        for programme in self._concerned(change, where):
            editions = self._file(programme)["editions"]
            for edition in [editions[-1]] if self._is_about_the_last(change) else editions:
                if self._is_meant(edition, change) and _set(edition, change):
                    done = True
        if not done:
            raise SubsidyError(
                f"{change.parameter} is in none of these terms",
                where=where,
                hint="szsubsidy programmes show tells which terms there are; the program's own files show the names",
                code="bad-reform",
            )

    def _concerned(self, change: Change, where: str) -> list[str]:
        if change.programme is None:
            assert change.ending is not None
            day = from_date(change.ending)
            return [
                programme.id
                for programme in self.catalogue.programmes.values()
                if any(edition.until == day for edition in programme.editions)
            ]
        if change.programme not in self.catalogue.programmes:
            raise SubsidyError(
                f"no programme is called {change.programme}",
                where=where,
                hint="szsubsidy programmes list shows them",
                code="bad-reform",
            )
        return [change.programme]

    @staticmethod
    def _is_about_the_last(change: Change) -> bool:
        """A day of a term is one edition's: the last one's, unless it is named."""
        return change.programme is not None and change.edition is None and change.parameter.startswith("in_force")

    @staticmethod
    def _is_meant(edition: dict[str, Any], change: Change) -> bool:
        if change.ending is not None:
            return bool(edition["in_force"].get("until") == change.ending)
        return change.edition is None or edition["in_force"]["from"] == change.edition

    def _file(self, programme: str) -> dict[str, Any]:
        """The content of a programme's file: the one that was laid over the others last."""
        if programme not in self.changed:
            paths = [path for folder in reversed(self.folders) for path in programme_files(folder)]
            for path in sorted(paths, key=lambda item: item.stem != programme):
                content = tomllib.loads(path.read_text("utf-8"), parse_float=str)
                if content.get("id") == programme:
                    self.changed[programme] = copy.deepcopy(content)
                    break
        return self.changed[programme]


def _set(edition: dict[str, Any], change: Change) -> bool:
    """Change one parameter of an edition, and drop the disputes about it; False where it has no such one."""
    path = _AMOUNTS.get(change.parameter, change.parameter)
    if path.startswith(("rates", "amounts", "tiers", "benefits", "cap.", "usual_cap.")):
        path = f"award.{path}"
    *way, last = re.findall(r"[a-z_]+|\d+", path)
    holder: Any = edition
    for step in way:
        holder = _step(holder, step)
        if holder is None:
            return False
    old = _step(holder, last)
    if old is None and last not in {"until", "usual_cap", "annual_budget"}:
        return False
    cite = change.cite or ID
    if change.parameter in _AMOUNTS:
        amount = old if isinstance(old, dict) else {}
        holder[last] = {**amount, "amount": change.value, "cite": cite}
        holder[last].pop("confidence", None)
    elif isinstance(holder, dict):
        holder[last] = change.value
        if "cite" in holder:
            holder["cite"] = cite
            holder.pop("confidence", None)
        if isinstance(change.value, date) and "exact" in holder:
            holder["exact"] = True
    elif isinstance(holder, list):
        holder[int(last)] = change.value
    asked = _facts_in([edition["eligibility"], edition["award"]])
    edition["overrides"] = [item for item in edition.get("overrides", ()) if item["by"] in asked]
    edition["disputes"] = [item for item in edition.get("disputes", ()) if not _is_about(item, change.parameter)]
    return True


def _facts_in(terms: Any) -> set[str]:
    """The facts that conditions anywhere in some terms ask for."""
    if isinstance(terms, dict):
        named = {terms["fact"]} if isinstance(terms.get("fact"), str) else set()
        return named.union(*map(_facts_in, terms.values()))
    return set().union(*map(_facts_in, terms)) if isinstance(terms, list) else set()


def _step(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        return holder[int(step)] if step.isdigit() and int(step) < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


def _is_about(dispute: dict[str, Any], parameter: str) -> bool:
    about: str = dispute["parameter"]
    if parameter == "award" or parameter.startswith("award."):
        return about.startswith(("rates", "cap", "usual_cap", "benefits"))
    return about == parameter or about.startswith(f"{parameter}.")
