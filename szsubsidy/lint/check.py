"""Checks catalogue files: form, citations, sense, and whether the worked examples come out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from szsubsidy.catalogue.read import file_name, programme_files, read_tolerantly
from szsubsidy.errors import SubsidyError, SubsidyErrors, message, no_programme_files, no_such_file
from szsubsidy.lint.examples import wrong_examples
from szsubsidy.lint.soundness import defects
from szsubsidy.lint.unused import unused
from szsubsidy.lint.upkeep import doubts


class Checked(NamedTuple):
    """How much was checked, what is wrong with it, and what may be."""

    programmes: int
    examples: int
    errors: list[SubsidyError]
    warnings: list[SubsidyError]


def check_path(path: Path, bundled: Path, today: int) -> Checked:
    """Check a whole catalogue folder, a folder of programme files, or one file.

    A folder or file that is no whole catalogue is laid over the ``bundled`` one.
    """
    if not path.exists():
        raise no_such_file(str(path), hint=message("a programme file or a folder"))
    whole = (path / "facts.toml").is_file() and (path / "programmes").is_dir()
    files = programme_files(path)
    if not files:
        raise no_programme_files(str(path), hint=message("files that end in .toml"))
    folders = (path,) if whole else (bundled, path)
    try:
        reading = read_tolerantly(*folders)
    except SubsidyErrors as found:
        return Checked(0, 0, found.errors, [])
    except SubsidyError as error:
        return Checked(0, 0, [error], [])
    errors = list(reading.errors)
    warnings: list[SubsidyError] = []
    here = {file: reading.files[file] for file in files if file in reading.files}
    for file, programme in here.items():
        name = file_name(file, folders)
        errors += defects(programme, reading.catalogue.facts, name)
        errors += wrong_examples(programme, reading.catalogue.facts, name)
        warnings += doubts(programme, name, today)
    if whole and not errors:
        errors += unused(reading.catalogue)
    count = sum(len(edition.examples) for programme in here.values() for edition in programme.editions)
    return Checked(len(here), count, errors, warnings)
