"""Reads a folder of catalogue files: TOML in, compiled catalogue out, every defect named."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from szsubsidy.catalogue.areas import Areas, authorities_of, placed, with_places
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.cumulated import Cumulated
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.files import AddedValue, Authorities, Cumulation, Facts, Sources
from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.mark import mark_of
from szsubsidy.catalogue.model import Catalogue, Overlay, Programme
from szsubsidy.catalogue.own import OwnFiles, place_name
from szsubsidy.catalogue.sources import Authority, Source
from szsubsidy.errors import SubsidyError, SubsidyErrors, bad_toml, message, not_utf8
from szsubsidy.facts.model import Fact, value_names
from szsubsidy.facts.types import FACT_TYPES
from szsubsidy.files import read_regular
from szsubsidy.record import Record, replace
from szsubsidy.toml import read_toml

R = TypeVar("R", bound=Record)

SHARED = ("facts.toml", "authorities.toml", "sources.toml", "cumulation.toml")
"""The files of a catalogue that are not programmes."""


def read_catalogue(folder: Path, *overlays: Path) -> Catalogue:
    """Read, validate and compile the catalogue under ``folder`` with others laid over it.

    What is laid over adds programmes, facts, sources and rules, or replaces those of the same id; it
    is a folder, perhaps of programme files alone, or one programme file. Raises `SubsidyErrors` with every
    defect found, or `FileError` where a file cannot be read.
    """
    reading = read_tolerantly(folder, *overlays)
    if reading.errors:
        raise SubsidyErrors(reading.errors)
    return reading.catalogue


class Reading(NamedTuple):
    """The catalogue of the files without a defect, the defects, and the programme and the sources of each file.

    ``files`` have programmes of one's own as they are written, also what they cite and dispute in vain.
    """

    catalogue: Catalogue
    errors: list[SubsidyError]
    files: dict[Path, Programme]
    sources: dict[Path, tuple[Source, ...]]


def read_tolerantly(folder: Path, *overlays: Path) -> Reading:
    """Read as `read_catalogue` does, but go on after a defect in a programme file.

    Raises `SubsidyError` or `SubsidyErrors` where a shared file is not sound.
    """
    folders = (folder, *overlays)
    facts_files = {path: _parse(path, Facts, folders) for path in _shared("facts.toml", folders)}
    sources_files = {path: _parse(path, Sources, folders) for path in _shared("sources.toml", folders)}
    files, replaced, errors = _programme_files(folders)
    own = OwnFiles(folders, sources_files, files, replaced)
    facts, areas, authorities = _places(_facts(list(facts_files.values())), files, folders)
    compiled: dict[Path, Programme] = {}
    as_own: dict[Path, Programme] = {}
    for path, file in files.items():
        # A file finds the sources that it declares itself, also one with the id of a bundled source.
        known = own.sources | {source.id: source for source in file.sources}
        try:
            compiler = ProgrammeCompiler(facts, known, authorities)
            compiled[path] = compiler.compile(file, file_name(path, folders))
            if path in own.programmes:
                as_own[path] = compiler.compile(file, file_name(path, folders), own.programmes[path])
        except SubsidyErrors as several:
            errors += several.errors
        except SubsidyError as error:
            errors.append(error)
    programmes = placed((compiled | as_own).values(), authorities, areas, facts)
    rules = Cumulated(programmes, own)
    for path in _shared("cumulation.toml", folders) if not errors else ():
        rules.add(_parse(path, Cumulation, folders), path, file_name(path, folders))
    catalogue = Catalogue(
        mark=mark_of(folders),
        panels={panel.id: panel.title for file in facts_files.values() for panel in file.panels},
        facts=facts,
        programmes={programme.id: programme for programme in _in_order(programmes, facts, list(authorities))},
        rules=tuple(rules.rules.values()),
        joint_caps=tuple(rules.joint_caps.values()),
        sources=own.sources,
        authorities=authorities,
        areas=areas.areas,
        unknown=tuple(dict.fromkeys(word for file in facts_files.values() for word in file.unknown)),
        overlay=Overlay(
            places=tuple(map(place_name, overlays)),
            programmes=placed(_still_sound(replaced, facts, own.sources, authorities), authorities, areas, facts),
            rules=tuple(rules.replaced_rules.values()),
            joint_caps=tuple(rules.replaced_caps.values()),
            facts=_replaced_facts(facts_files, folder),
        )
        if overlays
        else None,
    )
    declaring: dict[Path, Sources | Programme] = {**sources_files, **files}
    given = {path: file.sources for path, file in declaring.items()}
    written = placed(compiled.values(), authorities, areas, facts)
    return Reading(catalogue, errors, {path: written[item.id] for path, item in compiled.items()}, given)


def _still_sound(
    replaced: Mapping[Path, Programme],
    facts: dict[str, Fact],
    sources: dict[str, Source],
    authorities: Mapping[str, Authority],
) -> Iterator[Programme]:
    """The official programmes that others stand in place of, but those that facts of one's own make senseless."""
    for path, programme in replaced.items():
        known = sources | {source.id: source for source in programme.sources}
        with contextlib.suppress(SubsidyError):
            yield ProgrammeCompiler(facts, known, authorities).compile(programme, path.name)


def _replaced_facts(files: Mapping[Path, Facts], bundled: Path) -> tuple[str, ...]:
    """The facts of the bundled catalogue that are asked otherwise."""
    official = {fact.id for path, file in files.items() if path.parent == bundled for fact in file.facts}
    own = (fact.id for path, file in files.items() if path.parent != bundled for fact in file.facts)
    return tuple(fact for fact in own if fact in official)


def programme_files(folder: Path) -> list[Path]:
    """Return the programme files under a folder: all but the shared files at its top. A file is its own."""
    if folder.is_file():
        return [folder]
    programmes = folder / "programmes"
    if programmes.is_dir():
        return sorted(programmes.rglob("*.toml"))
    return sorted(path for path in folder.rglob("*.toml") if path.parent != folder or path.name not in SHARED)


def _programme_files(
    folders: Sequence[Path],
) -> tuple[dict[Path, Programme], dict[Path, Programme], list[SubsidyError]]:
    """The files of all folders, those of the first that a later folder replaces, and what is wrong with them."""
    sound: dict[Path, Programme] = {}
    replaced: dict[Path, Programme] = {}
    errors: list[SubsidyError] = []
    for folder in folders:
        own: dict[Path, Programme] = {}
        for path in programme_files(folder):
            try:
                own[path] = _parse(path, Programme, folders)
            except SubsidyErrors as several:
                errors += several.errors
            except SubsidyError as error:
                errors.append(error)
        ids = [programme.id for programme in own.values()]
        twice = [path for place, path in enumerate(own) if own[path].id in ids[:place]]
        errors += [_clash(path, folders, own[path].id) for path in twice]
        gone = {path: programme for path, programme in sound.items() if programme.id in ids}
        replaced |= {path: programme for path, programme in gone.items() if path.is_relative_to(folders[0])}
        sound = {path: programme for path, programme in sound.items() if path not in gone} | own
    return sound, replaced, errors


def _places(
    facts: dict[str, Fact], files: Mapping[Path, Programme], folders: Sequence[Path]
) -> tuple[dict[str, Fact], Areas, dict[str, Authority]]:
    """The facts with a place for every area, the tree of areas, and the authorities in it."""
    saying: list[tuple[str, Authorities | Programme]] = [
        (file_name(path, folders), _parse(path, Authorities, folders)) for path in _shared("authorities.toml", folders)
    ]
    saying += [(file_name(path, folders), programme) for path, programme in files.items()]
    areas = Areas()
    areas.add(((name, file.areas) for name, file in saying), facts)
    authorities = authorities_of(((name, file.authorities) for name, file in saying), areas)
    return with_places(facts, areas), areas, authorities


def _shared(name: str, folders: Sequence[Path]) -> list[Path]:
    """A shared file in every folder that has it; the first folder must."""
    return [folder / name for folder in folders if folder is folders[0] or (folder / name).is_file()]


def _facts(files: Sequence[Facts]) -> dict[str, Fact]:
    facts = {fact.id: fact for file in files for fact in file.facts}
    added: dict[str, list[AddedValue]] = {}
    for value in (value for file in files for value in file.values):
        if value.fact not in facts or not FACT_TYPES[facts[value.fact].type].has_values:
            raise SubsidyError(
                message("no choice is called {given}"),
                where=f"facts.toml: values: {value.id}",
                hint=message("see szsubsidy facts"),
                code="bad-catalogue",
                given=value.fact,
            )
        added.setdefault(value.fact, []).append(value)
    compiled = {}
    for name, fact in facts.items():
        values = (*fact.values, *added.get(name, ()))
        compiled[name] = replace(fact, values=values, value_names=value_names(values))
    return compiled


def _in_order(programmes: dict[str, Programme], facts: dict[str, Fact], authorities: list[str]) -> list[Programme]:
    """Programmes by authority, then by the topics as facts.toml lists them."""
    topics = [value for fact in facts.values() if fact.topical for value in fact.values]
    rank = {value.id: place for place, value in enumerate(topics)}

    def place(programme: Programme) -> tuple[int, int, str]:
        return authorities.index(programme.authority), _topic(programme, rank), programme.id

    return sorted(programmes.values(), key=place)


def _topic(programme: Programme, rank: dict[str, int]) -> int:
    named = [
        rank[value]
        for comparison in comparisons(programme.editions[-1].eligibility)
        for value in (comparison.value if isinstance(comparison.value, tuple) else ())
        if value in rank
    ]
    return min(named, default=len(rank))


def _parse(path: Path, kind: type[R], folders: Sequence[Path]) -> R:
    name = file_name(path, folders)
    return validated(kind, parse_toml(path, name), name)


def parse_toml(path: Path, name: str, *, or_stream: bool = False) -> dict[str, Any]:
    """Return the content of a TOML file with numbers as written; errors call it ``name``.

    Raises as `read_regular` does, and `SubsidyError` where it is no TOML.
    """
    content = read_regular(path, name, or_stream=or_stream)
    try:
        return read_toml(content, name)
    except UnicodeDecodeError as error:
        raise not_utf8(name) from error
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        at = "".join(f":{number}" for number in re.findall(r"\d+", place))
        raise bad_toml(name + at, repr(reason)) from error


def file_name(path: Path, folders: Sequence[Path]) -> str:
    """Return how errors name a file: its path inside the folder that it was found in."""
    return next(
        (path.relative_to(item).as_posix() for item in folders if path.is_relative_to(item) and path != item), path.name
    )


def _clash(path: Path, folders: Sequence[Path], programme: str) -> SubsidyError:
    return SubsidyError(
        message("another file also defines {given}"),
        where=file_name(path, folders),
        hint=message("one id, one file"),
        code="bad-catalogue",
        given=programme,
    )
