"""Checks catalogue files: form, citations, sense, and whether the worked examples come out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from szsubsidy.catalogue.mark import mark_of
from szsubsidy.catalogue.model import Mark, Programme
from szsubsidy.catalogue.read import file_name, programme_files, read_tolerantly
from szsubsidy.errors import SubsidyError, SubsidyErrors, message, no_programme_files, no_such_file
from szsubsidy.lint.addresses import groundless_disputes, without_address
from szsubsidy.lint.diagnostic import Diagnostic, warning
from szsubsidy.lint.examples import wrong_examples
from szsubsidy.lint.names import same_names
from szsubsidy.lint.soundness import unsound_terms
from szsubsidy.lint.statements import lost_statements
from szsubsidy.lint.unused import unused
from szsubsidy.lint.upkeep import upkeep
from szsubsidy.toml import refuse_crowd


class Checked(NamedTuple):
    """What was checked, how much it is, and what there is to say of it, in the order of the files."""

    mark: Mark
    programmes: int
    examples: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> list[SubsidyError]:
        """What is wrong."""
        return [diagnostic.problem for diagnostic in self.diagnostics if diagnostic.severity == "error"]

    @property
    def warnings(self) -> list[SubsidyError]:
        """What may be wrong."""
        return [diagnostic.problem for diagnostic in self.diagnostics if diagnostic.severity == "warning"]


def check_paths(paths: Iterable[Path], bundled: Path, today: int) -> Checked:
    """Check one folder or file after the other, as `check_path` does."""
    paths = tuple(paths)
    several = [check_path(path, bundled, today) for path in paths]
    return Checked(
        mark_of(dict.fromkeys(folder for path in paths for folder in _folders(path, bundled))),
        sum(checked.programmes for checked in several),
        sum(checked.examples for checked in several),
        tuple(diagnostic for checked in several for diagnostic in checked.diagnostics),
    )


def check_path(path: Path, bundled: Path, today: int) -> Checked:
    """Check a whole catalogue folder, a folder of programme files, or one file.

    A folder or file that is no whole catalogue is laid over the ``bundled`` one. Raises `SubsidyError` where
    there is nothing to check, `FileError` where a file cannot be read.
    """
    if not path.exists():
        raise no_such_file(str(path))
    refuse_crowd(path)
    files = programme_files(path)
    if not files:
        raise no_programme_files(str(path), hint=message("files that end in .toml"))
    folders = _folders(path, bundled)
    mark = mark_of(folders)
    try:
        reading = read_tolerantly(*folders)
    except SubsidyErrors as several:
        return Checked(mark, 0, 0, _errors(several.errors))
    except SubsidyError as one:
        return Checked(mark, 0, 0, _errors([one]))
    diagnostics = list(_errors(reading.errors))
    programmes = {file: reading.files[file] for file in files if file in reading.files}
    for file, programme in programmes.items():
        name = file_name(file, folders)
        diagnostics += unsound_terms(programme, reading.catalogue.facts, name)
        diagnostics += wrong_examples(programme, reading.catalogue.facts, name)
        diagnostics += upkeep(programme, reading.catalogue.sources, name, today)
        diagnostics += groundless_disputes(programme, name)
        origin = reading.catalogue.programmes[programme.id].origin
        if origin is not None and origin.replaces and not file.resolve().is_relative_to(bundled.resolve()):
            diagnostics.append(_replacing(programme, name))
    named = {programme.id: file_name(file, folders) for file, programme in programmes.items()}
    diagnostics += same_names(reading.catalogue.programmes, named)
    for file, sources in reading.sources.items():
        if file == path or path in file.parents:
            diagnostics += without_address(sources, file_name(file, folders))
            if not reading.errors:  # a programme with an error is not there to be named
                diagnostics += lost_statements(sources, reading.catalogue, file_name(file, folders))
    if folders == (path,) and all(diagnostic.severity != "error" for diagnostic in diagnostics):
        diagnostics += unused(reading.catalogue)
    examples = sum(len(edition.examples) for programme in programmes.values() for edition in programme.editions)
    return Checked(mark, len(programmes), examples, tuple(diagnostics))


def _folders(path: Path, bundled: Path) -> tuple[Path, ...]:
    """A whole catalogue alone; anything else laid over the bundled one."""
    whole = (path / "facts.toml").is_file() and (path / "programmes").is_dir()
    return (path,) if whole else (bundled, path)


def _replacing(programme: Programme, file: str) -> Diagnostic:
    """Whoever lays this file over the catalogue gets its figures in place of the official ones."""
    return warning(
        message("takes the place of the built-in programme {id}"),
        where=f"{file}: id",
        hint=message("another id, unless it is meant to"),
        code="replaces-bundled",
        id=programme.id,
    )


def _errors(problems: list[SubsidyError]) -> tuple[Diagnostic, ...]:
    """Each error once: a file of the bundled catalogue that is checked by itself is read twice."""
    told = {problem.line(): problem for problem in problems}
    return tuple(Diagnostic("error", problem) for problem in told.values())
