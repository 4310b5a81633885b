"""Checks catalogue files: form, citations, and whether the worked examples come out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.model import Catalogue, Edition, Example, Programme
from szsubsidy.catalogue.read import clash, read_catalogue, read_programme
from szsubsidy.errors import SubsidyError, SubsidyErrors, message
from szsubsidy.money import plain
from szsubsidy.rules.finding import Finding, find


class Checked(NamedTuple):
    """How much was checked, and what is wrong with it."""

    programmes: int
    examples: int
    errors: list[SubsidyError]


def check_path(path: Path, bundled: Catalogue) -> Checked:
    """Check a whole catalogue folder, a folder of programme files, or one file.

    Programme files on their own are read against the bundled facts and sources.
    """
    if not path.exists():
        raise SubsidyError(
            message("does not exist"), where=str(path), hint=message("a programme file or a folder"), code="no-file"
        )
    if (path / "facts.toml").is_file():
        try:
            programmes = list(read_catalogue(path).programmes.values())
        except SubsidyErrors as found:
            return Checked(0, 0, found.errors)
        return _examples(programmes, [])
    files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise SubsidyError(
            message("holds no programme files"),
            where=str(path),
            hint=message("files that end in .toml"),
            code="no-file",
        )
    compiler = ProgrammeCompiler(bundled.facts, bundled.sources, bundled.authorities)
    folder = path if path.is_dir() else path.parent
    programmes, errors = [], []
    for file in files:
        try:
            programme = read_programme(file, compiler, folder)
            if any(programme.id == other.id for other in programmes):
                errors.append(clash(file, folder, programme.id))
            programmes.append(programme)
        except SubsidyErrors as found:
            errors += found.errors
        except SubsidyError as error:
            errors.append(error)
    return _examples(programmes, errors)


def _examples(programmes: list[Programme], errors: list[SubsidyError]) -> Checked:
    count = 0
    for programme in programmes:
        for edition in programme.editions:
            for example in edition.examples:
                count += 1
                error = check_example(programme, edition, example)
                if error:
                    errors.append(error)
    return Checked(len(programmes), count, errors)


def check_example(programme: Programme, edition: Edition, example: Example) -> SubsidyError | None:
    """Return what differs between a worked example and the program's own finding, or None."""
    finding = find(programme, example.facts, example.as_of or edition.starts)
    if finding.edition is not edition or finding.status in {"lapsed", "not-yet"}:
        return _differs(programme, example, "its day lies outside its edition")
    for what, expected, found in _pairs(example, finding):
        if expected != found:
            return _differs(programme, example, f"{what} is {found}, not {expected}")
    return None


def _pairs(example: Example, finding: Finding) -> list[tuple[str, object, object]]:
    pairs: list[tuple[str, object, object]] = [("status", example.status, finding.status)]
    if example.amount is not None:
        pairs.append(("amount", plain(example.amount), plain(finding.amount or 0)))
    if example.range is not None:
        low, high = example.range
        pairs.append(("range", f"{plain(low)} to {plain(high)}", f"{plain(finding.low)} to {plain(finding.high)}"))
    pairs.append(("missing", sorted(example.missing), sorted(finding.missing)))
    if example.assumptions is not None:
        found = sorted(reason.literal.fact for reason in finding.assumptions)
        pairs.append(("assumptions", sorted(example.assumptions), found))
    return pairs


def _differs(programme: Programme, example: Example, what: str) -> SubsidyError:
    return SubsidyError(what, where=f"{programme.id}: example {example.working!r}", code="example-differs")
