"""Holds the inputs of a run against what they were when it began: one that is being written has no last row yet."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from szsubsidy.errors import FileError, message


class AsItWas(NamedTuple):
    """A file, its size in bytes, and when it was written last."""

    name: str
    size: int
    written: int


def as_they_are(names: Iterable[str]) -> list[AsItWas]:
    """Return what the files among these inputs are now; pipes and devices have no size that could change."""
    return [seen for name in names if name != "-" and (seen := _seen(name)) is not None]


def refuse_changed(files: Iterable[AsItWas]) -> None:
    """Raise `FileError` where a file has been written to since."""
    for before in files:
        if _seen(before.name) != before:
            raise FileError(
                message("was changed while it was read"),
                where=before.name,
                hint=message("try again once it is written"),
                code="changed",
            )


def _seen(name: str) -> AsItWas | None:
    try:
        now = os.stat(name)  # noqa: PTH116 (a name of any kind, also one that is no path)
    except (OSError, ValueError):
        return None
    return AsItWas(name, now.st_size, now.st_mtime_ns) if stat.S_ISREG(now.st_mode) else None
