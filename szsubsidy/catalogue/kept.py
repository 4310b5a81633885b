"""A folder of programmes of one's own, compiled once: kept in the user's cache folder until anything about it changes.

An entry is called by a hash of all that it was made from, as Python can hold bytecode to the hash of its source. It is
read only out of a folder that nobody else may enter, and only where nobody else could have written it; where that
cannot be had, nothing is kept. And whatever stands in it, reading it makes values and runs nothing, as
`szsubsidy.catalogue.packed` sees to.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from importlib.util import source_hash
from io import FileIO
from pathlib import Path

from szsubsidy.bundled import __version__, cache_folder
from szsubsidy.errors import SubsidyError
from szsubsidy.files import read_regular

MOST = 8
"""As many entries are kept, the newest."""
_ENDING = ".catalogue"
_OTHERS, _OTHERS_WRITING = 0o077, 0o022


def entry_of(bundled: Path, overlay: Path) -> str | None:
    """Return what the entry of a folder is called, laid over a bundled catalogue that was compiled into a file.

    None where a file cannot be read, or should not: then there is an error to tell, and nothing to keep.
    """
    try:
        compiled = bundled.stat()
        program = f"{__version__} {sys.version_info[:2]} {bundled} {compiled.st_mtime_ns} {compiled.st_size}"
        files = [f"{name} {source_hash(content).hex()}" for name, content in _files(overlay)]
    except (OSError, SubsidyError):
        return None
    return source_hash("\n".join([program, overlay.absolute().name, *files]).encode()).hex()


def recall(entry: str) -> bytes | None:
    """Return what is kept under a name; None where there is nothing, or others could have written it."""
    place = cache_folder()
    if place is None:
        return None
    folder = Path(place)
    try:
        if not _is_private(folder):
            return None
        with _opened(folder / (entry + _ENDING), os.O_RDONLY) as file:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode) or not _is_ours(status, _OTHERS_WRITING):
                return None
            with FileIO(file, closefd=False) as content:
                return content.readall()
    except OSError:
        return None


def keep(entry: str, content: bytes) -> None:
    """Keep content under a name, if there is a place for it that is the user's alone; the oldest entries go."""
    from tempfile import mkstemp

    place = cache_folder()
    if place is None:
        return
    folder = Path(place)
    with contextlib.suppress(OSError):
        if not (_is_private(folder) if folder.is_dir() else _made(folder)):
            return
        # What a killed run leaves of it counts among the entries, until it is the oldest.
        file, partial = mkstemp(_ENDING, f"{entry}.", folder)
        try:
            with os.fdopen(file, "wb") as out:
                out.write(content)
            Path(partial).replace(folder / (entry + _ENDING))
        finally:
            Path(partial).unlink(missing_ok=True)
        kept = sorted(folder.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[:-MOST]:
            path.unlink()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every TOML file under a folder, by its path there, with its content."""
    found, ahead = [], [os.fspath(folder)]
    while ahead:
        with os.scandir(ahead.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    ahead.append(entry.path)
                elif entry.name.lower().endswith(".toml"):
                    found.append(entry.path)
    for path in sorted(found):
        yield os.path.relpath(path, folder), read_regular(Path(path), path)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _made(folder: Path) -> bool:
    """Make a folder for the user alone, inside of what is the user's; return whether it is one."""
    above = next(path for path in folder.parents if path.exists())
    if not _is_ours(above.stat(), 0):
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _is_private(folder)


def _is_private(folder: Path) -> bool:
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and _is_ours(status, _OTHERS)


def _is_ours(status: os.stat_result, forbidden: int) -> bool:
    """Whether the user of this process owns a file, and others have none of the forbidden rights.

    Windows has no such rights to ask for: there the folder is inside the user's own, which others cannot write to.
    """
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & forbidden
