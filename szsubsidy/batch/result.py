"""What came of a run, before it is summed up for people."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.batch.headings import Column
from szsubsidy.batch.names import Repeated
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.tables.source import Aside, Found
from szsubsidy.batch.tally import Tally
from szsubsidy.errors import SubsidyError
from szsubsidy.files import NewFile


class ByFirmCount(NamedTuple):
    """The column by which rows were one firm, how many rows were scored, and how many firms were set aside."""

    heading: str
    rows: int
    rejected: int


class ReadInput(NamedTuple):
    """An input, its format and encoding, and what its head was found to be."""

    name: str
    format: str
    encoding: str
    found: Found


class Result(NamedTuple):
    """What an engine counted under a scoring, the columns that it read, and where it wrote the rejected rows.

    ``examples`` tell of the first of these what is wrong, where it has not been told yet; ``repeated`` how many rows
    have a name that other rows have, too. Where rows were one firm, the tally counts firms, and ``by_firm`` rows.
    ``unread`` are the headings of columns that hold no fact, ``told`` is what people should know of how the table was
    read, ``aside`` are the rows that are no firms. ``files`` are written, and are still to be kept.
    """

    scoring: Scoring
    tally: Tally
    columns: list[Column]
    rejected: int
    rejects: str | None
    examples: tuple[SubsidyError, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    by_firm: ByFirmCount | None = None
    inputs: tuple[ReadInput, ...] = ()
    unread: tuple[str, ...] = ()
    told: tuple[SubsidyError, ...] = ()
    aside: tuple[Aside, ...] = ()
    files: tuple[NewFile, ...] = ()
