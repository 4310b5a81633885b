"""What a batch did: rows, sums, and which missing facts would settle most."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.vocabulary import Met


class Applied(NamedTuple):
    """How many rows meet all that was read of a programme, what they come to in fen, and how many are undetermined.

    ``status`` is what the programme says to those who do; ``fen`` is None where no source gives the rate.
    """

    programme: str
    status: Met
    met: int
    fen: int | None
    undetermined: int


class MissingFact(NamedTuple):
    """How many rows lack a fact that could change what they get, and how many of these lack nothing else."""

    fact: str
    rows: int
    alone: int


class ReadColumn(NamedTuple):
    """A heading and the fact that its column was read as, with a unit in brackets where it has one."""

    heading: str
    fact: str


class ReformTotals(NamedTuple):
    """What changed terms are called, and the sums of the totals under those in force and under them, in fen."""

    title: str
    before: int
    after: int


class Summary(NamedTuple):
    """What a batch did. Every row that was read was scored or rejected.

    ``undetermined`` counts the rows that lack a fact which could change what they get. ``missing`` begins with
    the fact that would settle most rows.
    """

    as_of: int
    rows: int
    scored: int
    rejected: int
    undetermined: int
    programmes: tuple[Applied, ...]
    missing: tuple[MissingFact, ...]
    columns: tuple[ReadColumn, ...]
    output: str
    rejects: str | None
    seconds: float
    reform: ReformTotals | None

    @property
    def rows_per_second(self) -> float:
        return self.rows / max(self.seconds, 1e-9)
