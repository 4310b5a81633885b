"""What a batch reads from, writes to, and talks through."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from szsubsidy.batch.wording import Wording


class Progress(NamedTuple):
    """How far a run is: rows read, and how much of the input's extent (None where that is not known)."""

    rows: int
    done: int
    extent: int | None


class Streams(NamedTuple):
    """``say`` is silent when the run is to be quiet; ``warn`` is heard even then. ``wording`` is the language."""

    stdin: BinaryIO
    stdout: BinaryIO
    say: Callable[[str], None]
    warn: Callable[[str], None]
    progress: Callable[[Progress], None]
    wording: Wording
