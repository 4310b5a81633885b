"""Scores in this process, with Polars."""

from __future__ import annotations

from szsubsidy.batch.firm_scorer import FirmScorer
from szsubsidy.batch.local import ScorerTypes, score_files
from szsubsidy.batch.request import Request
from szsubsidy.batch.result import Result
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.catalogue.model import Catalogue


def run(request: Request, catalogue: Catalogue, streams: Streams) -> Result:
    """Score every row of the inputs, a chunk at a time."""
    return score_files(request, catalogue, streams, ScorerTypes(TableScorer, FirmScorer))
