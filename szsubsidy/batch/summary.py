"""What a batch did: rows, sums, and which missing facts would settle most."""

from __future__ import annotations

from typing import NamedTuple


class Applied(NamedTuple):
    """How many rows a programme applies to, what they come to in fen, and how many are undetermined."""

    programme: str
    eligible: int
    fen: int
    undetermined: int


class Summary(NamedTuple):
    """What a batch did. Every row that was read was scored or rejected.

    ``settling`` tells of each missing fact how many rows lack it, and how many lack nothing else.
    """

    as_of: int
    rows: int
    scored: int
    rejected: int
    undetermined: int
    programmes: tuple[Applied, ...]
    settling: tuple[tuple[str, int, int], ...]
    columns: tuple[tuple[str, str], ...]
    output: str
    rejects: str | None
    seconds: float
    reform: tuple[str, int, int] | None = None
    """What changed terms are called, the sum of the totals without them and with them, in fen."""
