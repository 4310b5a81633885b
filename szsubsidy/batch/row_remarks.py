"""What is remarked of a row: why it gets nothing, what limits cut, and what to know of what it holds.

Of the rows

    bank, model-training, 8,000,000                 gets nothing
    sme,  model-training, 30,000,000, Guangming     holds the city's 10 million and 5 of the district's 6

the first is told the clause that refuses it, the second that a joint cap cuts a million of what the district grants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from szsubsidy.batch.results import PLACE, ROW, Results
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import nothing
from szsubsidy.batch.wording import Wording
from szsubsidy.errors import message
from szsubsidy.rules.cumulation import permitted_on

_ENDS_LINE = r"[\x00-\x1F]+"
_ORDER, _TEXT = "order", "text"


class RowRemarks:
    """Writes what is remarked of rows."""

    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring
        safe = permitted_on(scoring.catalogue, dict.fromkeys(scoring.catalogue.programmes, scoring.as_of)).safe
        limits = [(limit, by_cost) for by_cost, each in ((False, safe.joint), (True, safe.costs)) for limit in each]
        pairs = [(name, by_cost, limit.rule) for limit, by_cost in limits for name in limit.programmes]
        self._rules = {(name, by_cost): (order, rule) for order, (name, by_cost, rule) in enumerate(pairs)}
        """By what a programme is cut, and the place of that among the remarks: first joint caps, then costs."""

    def texts(self, chunk: ScoredChunk, wording: Wording) -> pl.Series:
        """Return what is remarked of each row, what was passed over in it first; empty where nothing is."""
        results = chunk.results
        codes, told = results.refused()
        text = nothing(len(results))
        rows = (codes > 0).arg_true()
        if len(rows):
            among = codes[rows]
            said = {code: _in_one_line(wording.refused(told[code - 1])) for code in among.unique().to_list()}
            text = text.scatter(rows, among.replace_strict(said, return_dtype=pl.String))
        items = [*self._cuts(results, wording), *self._cautions(results, wording)]
        separator = wording.tr(message("; "))
        if items:  # of rows that hold something, so of no row that is refused
            text = joined(pl.concat(items).sort(ROW, _ORDER, maintain_order=True), separator, text)
        if chunk.remarks is None:
            return text
        both = pl.DataFrame([chunk.remarks.str.replace_all(_ENDS_LINE, " ").alias("first"), text.alias("then")])
        filled = pl.all().replace("", None)
        return both.select(pl.concat_str(filled, separator=separator, ignore_nulls=True)).to_series()

    def _cuts(self, results: Results, wording: Wording) -> Iterator[pl.DataFrame]:
        """What limits take from what rows hold."""
        for cut in results.cuts():
            if len(cut.rows):
                order, rule = self._rules[cut.programme, cut.by_cost]
                said = {fen: _in_one_line(wording.cut(cut.programme, fen, rule)) for fen in cut.fen.unique().to_list()}
                yield _remarked(cut.rows, order, cut.fen.replace_strict(said, return_dtype=pl.String))

    def _cautions(self, results: Results, wording: Wording) -> Iterator[pl.DataFrame]:
        """What is in doubt, or not sure, of programmes that are held."""
        cautions = [_in_one_line(self._caution(name, wording)) for name in self._scoring.awards]
        if any(cautions):
            held = results.awards()
            text = pl.Series(cautions)[held[PLACE]]
            told = text != ""
            places = held[PLACE].filter(told).cast(pl.Int64) + len(self._rules)
            yield pl.DataFrame([held[ROW].filter(told), places.alias(_ORDER), text.filter(told).alias(_TEXT)])

    def _caution(self, name: str, wording: Wording) -> str:
        edition, availability = self._scoring.editions[name], self._scoring.availability[name]
        status = edition.met_status(self._scoring.as_of)
        if status != "eligible":
            return wording.doubtful(name, edition, status)
        if availability.reach == "open" and not availability.confirmed:
            return wording.perhaps_open(name, availability)
        return ""


def _in_one_line(text: str) -> str:
    return re.sub(_ENDS_LINE, " ", text)


def joined(table: pl.DataFrame, separator: str, written: pl.Series) -> pl.Series:
    """Write the texts of each row, sorted by row, into its place; few rows have several, which are joined."""
    row = table[ROW]
    alone = row.is_unique()
    if alone.all():
        return written.scatter(row, table[_TEXT])
    single, several = table.filter(alone), table.filter(~alone)
    each = several.group_by(ROW, maintain_order=True).agg(pl.col(_TEXT).str.join(separator))
    return written.scatter(single[ROW], single[_TEXT]).scatter(each[ROW], each[_TEXT])


def _remarked(rows: pl.Series, order: int, texts: pl.Series) -> pl.DataFrame:
    places = pl.Series([order], dtype=pl.Int64).new_from_index(0, len(rows))
    return pl.DataFrame([rows.cast(pl.UInt32).alias(ROW), places.alias(_ORDER), texts.alias(_TEXT)])
