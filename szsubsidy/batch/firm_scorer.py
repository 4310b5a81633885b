"""Scores a table in which several rows are one firm: each row is a project of the firm's year.

Say the column 企业名称 holds the key, and lines 2 to 5 of a table are

    2  甲, 1500万
    3  乙, 90万
    4  甲, 1200万
    5  ,   80万

Firms stand in the order in which they first do so in the table, and a row without a key is a firm by itself. So there
are three: ``firm_of`` is 0, 1, 0, 2 for the rows, ``first`` is 0, 1, 3, the place of each firm's first row, and
``heights`` is 2, 1, 1. What comes out has three rows: that of 甲 says what both its contracts bring together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.scorer import Scorer


class Firms(NamedTuple):
    """Which rows are one firm; see the example above."""

    firm_of: pl.Series
    first: pl.Series
    heights: pl.Series


class ScoredFirms(NamedTuple):
    """What came out of a table of projects.

    ``results`` has a row for each firm, in columns named by the roots. ``bad`` tells for each column of text in which
    rows it cannot be read (None: in every one it can); such a cell counted as unknown. ``differing`` tells for each
    fact of the firm, and for each column of money held under its name, of which firms the rows say different things; a
    cell that is empty says nothing. There the results rest on the largest of the values.
    """

    firms: Firms
    results: pl.DataFrame
    bad: list[pl.Series | None]
    differing: dict[str, pl.Series]


def firms_of(keys: pl.Series) -> Firms:
    """Return which rows have one key; each row without a key (null) is a firm by itself."""
    raise NotImplementedError


class FirmScorer(Scorer):
    """Scores whole firms with one scoring that was compiled with `szsubsidy.batch.scoring.ByFirm`.

    All rows of a firm must be in one call, wherever they stand in it. `Scorer.count` counts the results: firms.
    """

    def compute_firms(self, texts: Sequence[pl.Series], held: Mapping[str, pl.Series], keys: pl.Series) -> ScoredFirms:
        """Return the roots of every firm.

        ``texts`` are the columns of facts as for `Scorer.compute`, ``held`` fen by programme (null: nothing), and
        ``keys`` tell which rows are one firm.
        """
        raise NotImplementedError
