"""What a batch did: rows, sums, and which missing facts would settle most."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.batch.doubts import Doubt
from szsubsidy.batch.names import Repeated
from szsubsidy.batch.result import ByFirmCount, ReadInput
from szsubsidy.batch.tables.source import Aside
from szsubsidy.errors import SubsidyError
from szsubsidy.rules.reach import Availability
from szsubsidy.vocabulary import Met


class Applied(NamedTuple):
    """How many rows meet all that was read of a programme, what they come to in fen, and how many are undetermined.

    ``status`` is what the programme says to those who do; ``fen`` is None where no source gives the rate.
    ``availability`` is whether one can still apply, ``in_scope`` whether some row could be granted it, by the columns
    that the table has.
    """

    programme: str
    status: Met
    met: int
    fen: int | None
    undetermined: int
    availability: Availability
    in_scope: bool


class MissingFact(NamedTuple):
    """How many rows lack a fact that could change what they get, and how many of these lack nothing else."""

    fact: str
    rows: int
    alone: int


class SummedTotal(NamedTuple):
    """The sum of a total over all rows, in fen, and in how many rows it is more than nothing."""

    rows: int
    fen: int


class UnusedCost(NamedTuple):
    """How many rows give a cost that nothing pays for under the categories that they name."""

    fact: str
    rows: int


class AssumedFact(NamedTuple):
    """In how many rows something is assumed of a fact that is not known."""

    fact: str
    rows: int


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
    """What a batch did. Every row that was read was scored, rejected, or set aside because it is no firm.

    Where rows were one firm, ``by_firm`` says so; ``rows`` and ``rejected`` still count rows, and all else firms.

    ``undetermined`` counts the rows that lack a fact which could change what they get. ``missing`` begins with
    the fact that would settle most rows, ``unused`` with the cost that most rows give for nothing, ``assumed`` with
    the fact of which something is assumed in most rows; ``repeated`` are the
    columns in which rows share the name of a firm. ``examples`` say what is wrong with the first rejected rows.
    ``written`` is how many rows stand in the output, None where each has several there.
    ``inputs``, ``unread``, ``told`` and ``aside`` are as in `szsubsidy.batch.result.Result`, ``doubts``
    are kinds of cells of which people should know, each with the rows that have one.
    """

    as_of: int
    rows: int
    by_firm: ByFirmCount | None
    scored: int
    rejected: int
    undetermined: int
    open_now: SummedTotal
    within_reach: SummedTotal
    by_terms: SummedTotal
    programmes: tuple[Applied, ...]
    missing: tuple[MissingFact, ...]
    unused: tuple[UnusedCost, ...]
    assumed: tuple[AssumedFact, ...]
    repeated: tuple[Repeated, ...]
    columns: tuple[ReadColumn, ...]
    output: str
    written: int | None
    rejects: str | None
    examples: tuple[SubsidyError, ...]
    seconds: float
    reform: ReformTotals | None
    inputs: tuple[ReadInput, ...]
    unread: tuple[str, ...]
    told: tuple[SubsidyError, ...]
    aside: tuple[Aside, ...]
    doubts: tuple[tuple[Doubt, int], ...]
