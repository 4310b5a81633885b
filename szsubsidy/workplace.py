"""Folders that files are made in: nobody else may enter them, and each goes with the run that made it.

A run that is killed outright cannot remove its folder. But it held a lock on it, which the system releases with the
process: so the next run that makes a folder of the same kind tells what was left from what is in use, and removes it.
Where the system has no such locks, as on Windows, what was left stays, and is in nobody's way: no two folders have the
same name.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from tempfile import mkdtemp

from szsubsidy.interrupts import Whole

_ENDING = ".szsubsidy"


class Workplace:
    """A new folder in ``parent``, whose name begins with ``prefix``. Raises `OSError` where the system refuses."""

    def __init__(self, parent: Path, prefix: str) -> None:
        _remove_left_ones(parent, prefix)
        with Whole():
            while True:
                self.path = Path(mkdtemp(_ENDING, prefix, parent))
                try:
                    self._lock = _locked(self.path)
                except OSError:
                    self.path.rmdir()
                    raise
                if self.path.exists():
                    break
                _release(self._lock)  # another run took it for one that was left, before it had its lock
            _in_use.add(self)

    def remove(self) -> None:
        """Remove the folder with all that is in it, if it is still there."""
        with Whole():
            if self in _in_use:
                _release(self._lock)  # first, for there may be no other descriptor to list the folder with
                _remove(self.path)
                _in_use.remove(self)


_in_use: set[Workplace] = set()


def leave_nothing() -> None:
    """Remove every folder of this run: where an interrupt fell between two lines, nobody else did."""
    for workplace in list(_in_use):
        workplace.remove()


def _remove_left_ones(parent: Path, prefix: str) -> None:
    """Remove the folders that runs which are no more have left."""
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(_ENDING) and _is_ours(entry):
                with contextlib.suppress(OSError):
                    lock = _locked(Path(entry.path), wait=False)
                    if lock is not None:
                        _remove(Path(entry.path))
                        _release(lock)


def _remove(folder: Path) -> None:
    """Remove a folder that nobody else can enter, with what is in it; where that fails, the rest."""
    with contextlib.suppress(OSError):
        for path in list(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                _remove(path)
            else:
                path.unlink(missing_ok=True)
        folder.rmdir()


def _is_ours(entry: os.DirEntry[str]) -> bool:
    status = entry.stat(follow_symlinks=False)
    return stat.S_ISDIR(status.st_mode) and hasattr(os, "geteuid") and status.st_uid == os.geteuid()


def _locked(folder: Path, *, wait: bool = True) -> int | None:
    """Return a descriptor that holds the lock on a folder; None where it is held already, or there are no locks.

    Raises `OSError` where the folder cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # on Windows
        return None
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(held)
        return None
    return held


def _release(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
