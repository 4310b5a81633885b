"""Reads a folder of catalogue files: TOML in, compiled catalogue out, every defect named."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from pydantic import BaseModel, ValidationError

from szsubsidy.catalogue import model, schema, schema_shared
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.compile_shared import compile_fact, compile_rule, compile_source
from szsubsidy.catalogue.problems import problems
from szsubsidy.errors import FileError, SubsidyError, SubsidyErrors

_Model = TypeVar("_Model", bound=BaseModel)


def read_catalogue(folder: Path) -> model.Catalogue:
    """Read, validate and compile the catalogue under ``folder``.

    Raises `SubsidyErrors` with every defect found, or `FileError` where a file cannot be read.
    """
    facts_file = _parse(folder / "facts.toml", schema_shared.Facts, folder)
    sources_file = _parse(folder / "sources.toml", schema_shared.Sources, folder)
    rules_file = _parse(folder / "cumulation.toml", schema_shared.Cumulation, folder)
    facts = {fact.id: compile_fact(fact) for fact in facts_file.facts}
    sources = {source.id: compile_source(source) for source in sources_file.sources}
    compiler = ProgrammeCompiler(facts, sources, [item.id for item in sources_file.authorities])
    programmes: dict[str, model.Programme] = {}
    errors: list[SubsidyError] = []
    paths = sorted((folder / "programmes").rglob("*.toml"))
    for path in paths:
        try:
            programme = read_programme(path, compiler, folder)
        except SubsidyErrors as found:
            errors += found.errors
        except SubsidyError as error:
            errors.append(error)
        else:
            if programme.id in programmes:
                errors.append(clash(path, folder, programme.id))
            programmes[programme.id] = programme
    if errors:
        raise SubsidyErrors(errors)
    rank = {fact_value.id: place for place, fact_value in enumerate(_topics(facts))}
    ordered = sorted(programmes.values(), key=lambda programme: (_place(programme, rank), programme.id))
    return model.Catalogue(
        version=fingerprint(folder),
        panels={panel.id: panel.title.model_dump(by_alias=True) for panel in facts_file.panels},
        facts=facts,
        programmes={programme.id: programme for programme in ordered},
        at_most_one=tuple(compile_rule(rule, programmes, sources) for rule in rules_file.at_most_one),
        sources=sources,
        authorities={item.id: item.name.model_dump(by_alias=True) for item in sources_file.authorities},
    )


def read_programme(path: Path, compiler: ProgrammeCompiler, folder: Path) -> model.Programme:
    """Read one programme file; raises `SubsidyErrors` that name file, key and what is accepted."""
    return compiler.compile(_parse(path, schema.Programme, folder), _name(path, folder))


def fingerprint(folder: Path) -> str:
    """Return a short mark of the content of the catalogue's files."""
    mark = 0
    for path in sorted(folder.rglob("*.toml")):
        mark = crc32(path.read_bytes(), crc32(path.relative_to(folder).as_posix().encode(), mark))
    return f"{mark:08x}"


def _topics(facts: dict[str, model.Fact]) -> list[model.FactValue]:
    return [value for fact in facts.values() if fact.topical for value in fact.values]


def _place(programme: model.Programme, rank: dict[str, int]) -> int:
    """Programmes are listed in the order of the topics that facts.toml lists."""
    named = [
        rank[value]
        for literal in model.literals(programme.editions[-1].eligibility)
        for value in (literal.value if isinstance(literal.value, tuple) else ())
        if value in rank
    ]
    return min(named, default=len(rank))


def _parse(path: Path, kind: type[_Model], folder: Path) -> _Model:
    name = _name(path, folder)
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"), parse_float=str)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=name, code="unreadable") from error
    except UnicodeDecodeError as error:
        raise SubsidyError("is not UTF-8", where=name, hint="save it as UTF-8", code="bad-encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise SubsidyError(f"is not valid TOML: {error}", where=name, code="bad-toml") from error
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise SubsidyErrors(problems(error, name)) from error


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def clash(path: Path, folder: Path, programme: str) -> SubsidyError:
    """Return the error that two files define one programme."""
    return SubsidyError(
        f"another file also defines {programme}",
        where=_name(path, folder),
        hint="one id, one file",
        code="bad-catalogue",
    )
