"""Runs a batch: has an engine score the inputs, and sums up what it counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from szsubsidy.batch.engines.base import ENGINES
from szsubsidy.batch.request import Request
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.summary import Summary
from szsubsidy.batch.summing import summary_of
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.files import NewFile, keep_all


def batch(
    request: Request, catalogue: Catalogue, streams: Streams, others: Callable[[Summary], Sequence[NewFile]]
) -> Summary:
    """Score every row of the inputs; ``others`` writes further files, which appear when those of the run do.

    Raises `SubsidyError` for bad input and `FileError` where a file fails; then no output is left,
    and an older one stays as it was.
    """
    begun = time.monotonic()
    result = ENGINES[request.engine].run(request, catalogue, streams)
    try:
        summary = summary_of(request, catalogue, result, time.monotonic() - begun)
        files = [*others(summary), *result.files]
    except BaseException:
        for file in result.files:
            file.drop()
        raise
    keep_all(files)
    return summary
