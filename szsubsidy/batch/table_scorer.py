"""Scores rows one by one by looking them up in decision tables."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.decisions.decided import Decided
from szsubsidy.batch.decisions.made_ready import Decisions
from szsubsidy.batch.decisions.row_facts import RowFacts
from szsubsidy.batch.results import Results
from szsubsidy.batch.scorer import Scorer
from szsubsidy.batch.shapes import Shape


class TableScorer(Scorer):
    """Looks every row up; what a shape does not ask for is not worked out."""

    def _prepare(self, shape: Shape | None) -> None:
        del shape
        self._decisions = Decisions(self._scoring)

    def compute(self, texts: Sequence[pl.Series], height: int) -> tuple[Results, list[pl.Series | None]]:
        cleaned = self._clean(texts)
        facts = RowFacts(self._asked(cleaned), height, self._decisions.classes)
        return Decided(self._decisions, facts), [each.bad for each in cleaned]
