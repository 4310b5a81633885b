"""The rows that were rejected, as they stand among the others where people read: with what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.tables.output import OutputSpec, given_columns, table_of
from szsubsidy.batch.tables.typed import flat
from szsubsidy.batch.wording import Wording, what_is_wrong
from szsubsidy.errors import message


class Rejected(NamedTuple):
    """A row that was rejected, with its cells; it stands before that which is at ``place`` among those scored."""

    place: int
    cells: Sequence[Any]
    remark: str


def rejected_rows(chunk: ScoredChunk, lines: pl.Series, spec: OutputSpec, wording: Wording) -> list[Rejected]:
    """Return the rejected rows of a chunk in their order; ``lines`` are those of the rows that are written.

    A line that is no row has its text as the only cell.
    """
    if not chunk.rows.rejects:
        return []
    of_rows = [] if chunk.rejected is None else chunk.rejected.lines.to_list()
    cells = iter(table_of(given_columns(spec, chunk.rejected, flat)).iter_rows() if chunk.rejected is not None else ())
    ordered = lines.is_sorted()  # not where several files are one table of firms
    rows: list[Rejected] = []
    taken = 0
    for reject in chunk.rows.rejects:
        values: Sequence[Any] = (reject.raw,)
        if taken < len(of_rows) and of_rows[taken] == reject.line:
            values, taken = next(cells), taken + 1
        place = lines.search_sorted(reject.line, "left") if ordered and len(lines) else len(lines)
        reasons = what_is_wrong(reject.defects, wording)
        rows.append(Rejected(place, values, wording.tr(message("Rejected: {reasons}")).format(reasons=reasons)))
    return rows
