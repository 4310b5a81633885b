"""Finds the bundled catalogue and loads it compiled.

In an installed wheel the compiled form was built in and is taken as it is. In a source tree it
lies beside the files it was made from, as Python keeps its bytecode, and is made anew when one
of them is newer. What a folder of one's own makes of it is kept in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from szsubsidy.bundled import REPLACEMENT, built_in, catalogue_folder, is_installed, package_folder
from szsubsidy.catalogue.model import Catalogue, Mark
from szsubsidy.catalogue.packed import packed, unpacked
from szsubsidy.compiled import DAMAGE, is_fresh, keep
from szsubsidy.errors import FileError, SubsidyError, SubsidyErrors, message, no_programme_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPILED = "catalogue.compiled"
EMPTY = Catalogue(
    mark=Mark("", ""), panels={}, facts={}, programmes={}, rules=(), joint_caps=(), sources={}, authorities={}, areas={}
)
"""A catalogue of nothing."""


def load_catalogue(overlay: Path | None = None) -> Catalogue:
    """Return the bundled catalogue, with a folder of one's own laid over it.

    Raises `SubsidyError` if files are damaged or the folder is not there.
    """
    is_replaced = bool(os.environ.get(REPLACEMENT))
    content = None if is_replaced or overlay is not None else built_in(COMPILED)
    if content is not None:
        with contextlib.suppress(*DAMAGE):
            return unpacked(content)
    folder = catalogue_folder()
    if overlay is not None:
        return _with(folder, overlay)
    compiled = folder / COMPILED
    if is_fresh(compiled, _sources(folder)):
        with contextlib.suppress(OSError, *DAMAGE):
            return unpacked(compiled.read_bytes())
    if not folder.is_dir():
        raise FileError(
            message("the built-in catalogue is missing"), where=str(folder), hint=message("install szsubsidy again")
        )
    from szsubsidy.catalogue.read import read_catalogue

    catalogue = read_catalogue(folder)
    if is_replaced or not is_installed():
        keep(packed(catalogue), compiled)
    return catalogue


def _with(folder: Path, overlay: Path) -> Catalogue:
    from szsubsidy.toml import refuse_crowd

    refuse_crowd(overlay)
    compiled = folder / COMPILED
    is_built_in = is_installed() and not os.environ.get(REPLACEMENT)
    if not (is_built_in or is_fresh(compiled, _sources(folder))):
        return _read(folder, overlay)
    from szsubsidy.catalogue import kept

    entry = kept.entry_of(compiled, overlay)
    content = None if entry is None else kept.recall(entry)
    if content is not None:
        with contextlib.suppress(*DAMAGE):
            return unpacked(content)
    catalogue = _read(folder, overlay)
    if entry is not None and entry == kept.entry_of(compiled, overlay):  # as it was when its files were read
        kept.keep(entry, packed(catalogue))
    return catalogue


def _read(folder: Path, overlay: Path) -> Catalogue:
    from szsubsidy.catalogue.read import programme_files, read_catalogue

    if not overlay.is_dir():
        raise FileError(
            message("is not a folder"),
            where=str(overlay),
            hint=message("a folder of programme files"),
            code="no-folder",
        )
    if not programme_files(overlay):
        raise no_programme_files(str(overlay), hint=message("szsubsidy programmes new writes one"), kind=FileError)
    try:
        return read_catalogue(folder, overlay)
    except SubsidyError as error:
        for one in error.errors if isinstance(error, SubsidyErrors) else (error,):
            if os.path.lexists(overlay / one.where.partition(":")[0]):
                one.where = f"{overlay / one.where}"
        raise


def _sources(folder: Path) -> Iterator[Path]:
    """What a compiled catalogue is made from: the files of the folder, and the program that reads them."""
    programmes, package = folder / "programmes", package_folder()
    yield from (*folder.glob("*.toml"), programmes, *programmes.rglob("*"), *package.glob("*.py"))
    for room in ("catalogue", "facts"):
        yield from (package / room).glob("*.py")
