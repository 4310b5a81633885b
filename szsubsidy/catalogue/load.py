"""Finds the bundled catalogue and loads it compiled.

In an installed wheel the compiled form was built in and is taken as it is. In a source tree it
lies beside the files it was made from, as Python keeps its bytecode, and is made anew when one
of them is newer.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from typing import TYPE_CHECKING

from szsubsidy.bundled import REPLACEMENT, built_in, catalogue_folder, is_installed, package_folder
from szsubsidy.catalogue.model import Catalogue, Mark
from szsubsidy.errors import FileError, message, no_programme_files
from szsubsidy.record import replace

if TYPE_CHECKING:
    from pathlib import Path

COMPILED = "catalogue.compiled"
DAMAGE = (pickle.UnpicklingError, TypeError, AttributeError, EOFError, ImportError, LookupError, ValueError)
"""What unpickling is documented to raise, or has been seen to, on a damaged or outdated file."""

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
            return _loads(content)
    folder = catalogue_folder()
    if overlay is not None:
        return _with(folder, overlay)
    compiled = folder / COMPILED
    if _is_fresh(compiled, folder):
        with contextlib.suppress(OSError, *DAMAGE):
            return _loads(compiled.read_bytes())
    if not folder.is_dir():
        raise FileError(
            message("the built-in catalogue is missing"), where=str(folder), hint=message("install szsubsidy again")
        )
    from szsubsidy.catalogue.read import read_catalogue

    catalogue = read_catalogue(folder)
    if (is_replaced or not is_installed()) and not sys.dont_write_bytecode:
        _keep(catalogue, compiled)
    return catalogue


def _with(folder: Path, overlay: Path) -> Catalogue:
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
    return read_catalogue(folder, overlay)


def dump(catalogue: Catalogue) -> bytes:
    """Return the compiled form of a catalogue, without the worked examples that only a check needs."""
    programmes = {
        programme.id: replace(
            programme, editions=tuple(replace(edition, examples=()) for edition in programme.editions)
        )
        for programme in catalogue.programmes.values()
    }
    return pickle.dumps(replace(catalogue, programmes=programmes), protocol=5)


def _loads(content: bytes) -> Catalogue:
    catalogue = pickle.loads(content)  # noqa: S301 (as trusted as the bytecode beside it)
    if not isinstance(catalogue, Catalogue):
        raise TypeError
    return catalogue


def _is_fresh(compiled: Path, folder: Path) -> bool:
    try:
        made = compiled.stat().st_mtime_ns
    except OSError:
        return False
    programmes = folder / "programmes"
    package = package_folder()
    inputs = [*folder.glob("*.toml"), programmes, *programmes.rglob("*"), *package.glob("*.py")]
    for room in ("catalogue", "facts"):
        inputs += (package / room).glob("*.py")
    return all(_changed(path) <= made for path in inputs)


def _changed(path: Path) -> int:
    """When a file was changed last; a copy that keeps an old date of its own still counts as a change."""
    status = path.stat()
    return max(status.st_mtime_ns, status.st_ctime_ns)


def _keep(catalogue: Catalogue, compiled: Path) -> None:
    partial = compiled.with_name(f"{COMPILED}.{os.getpid()}")
    try:
        partial.write_bytes(dump(catalogue))
        partial.replace(compiled)
    except OSError:
        partial.unlink(missing_ok=True)
