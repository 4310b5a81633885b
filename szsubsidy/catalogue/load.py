"""Finds the bundled catalogue and loads it compiled.

In an installed wheel the compiled form was built in and is taken as it is. In a source tree it
lies beside the files it was made from, as Python keeps its bytecode, and is made anew when one
of them is newer.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import FileError

COMPILED = "catalogue.compiled"
PACKAGE = Path(__file__).parent.parent
DAMAGE = (pickle.UnpicklingError, TypeError, AttributeError, EOFError, ImportError, LookupError, ValueError)
"""What unpickling is documented to raise, or has been seen to, on a damaged or outdated file."""


def data_folder() -> Path:
    """Return the folder of the bundled data: inside the package, or beside it in a source tree."""
    inside = PACKAGE / "data"
    return inside if inside.is_dir() else PACKAGE.parent / "data"


def load_catalogue() -> Catalogue:
    """Return the bundled catalogue. Raises `SubsidyError` if its files are damaged."""
    folder = data_folder()
    compiled = folder / COMPILED
    if folder.parent == PACKAGE or _is_fresh(compiled, folder):
        try:
            return _loads(compiled.read_bytes())
        except (OSError, *DAMAGE):
            pass
    if not folder.is_dir():
        raise FileError("the bundled catalogue is missing", where=str(folder), hint="install szsubsidy again")
    from szsubsidy.catalogue.read import read_catalogue

    catalogue = read_catalogue(folder)
    if folder.parent != PACKAGE and not sys.dont_write_bytecode:
        _keep(catalogue, compiled)
    return catalogue


def dump(catalogue: Catalogue) -> bytes:
    """Return the compiled form of a catalogue."""
    return pickle.dumps(catalogue, protocol=5)


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
    inputs = [*folder.glob("*.toml"), programmes, *programmes.rglob("*"), PACKAGE / "money.py"]
    for package in ("catalogue", "facts"):
        inputs += (PACKAGE / package).glob("*.py")
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
