"""Files that are made from the program's own files, and stand for them: in an installed wheel they are built in.

In a source tree such a file lies beside what it was made from, as Python keeps its bytecode, and is made anew when one
of its sources is newer.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from szsubsidy.errors import SubsidyError
from szsubsidy.record import Record

if TYPE_CHECKING:
    from pathlib import Path

DAMAGE = (pickle.UnpicklingError, TypeError, AttributeError, EOFError, ImportError, LookupError, ValueError)
"""What unpickling is documented to raise, or has been seen to, on a damaged or outdated file."""


def is_fresh(compiled: Path, sources: Iterable[Path]) -> bool:
    """Whether a compiled file is there and no source is newer."""
    try:
        made = compiled.stat().st_mtime_ns
    except OSError:
        return False
    return all(_changed(path) <= made for path in sources)


def keep(content: bytes, compiled: Path) -> None:
    """Write a compiled file where that can be done, unless Python was told to keep no bytecode either."""
    if sys.dont_write_bytecode:
        return
    from szsubsidy.files import write_new

    with contextlib.suppress(SubsidyError):
        write_new(str(compiled), content, force=True)


def _changed(path: Path) -> int:
    """When a file was changed last; a copy that keeps an old date of its own still counts as a change."""
    status = path.stat()
    return max(status.st_mtime_ns, status.st_ctime_ns)


class _Records(pickle.Unpickler):
    """Finds the classes of records of this program, which hold values and do nothing; no other class or function."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith("szsubsidy.") else None
        if not (isinstance(found, type) and issubclass(found, Record)):
            raise pickle.UnpicklingError
        return found


def unpickled(content: bytes | memoryview) -> Any:
    """Return the values of a pickle, which makes no object but our records; raises one of `DAMAGE`."""
    return _Records(io.BytesIO(content)).load()
