"""What is remarked of a row: why it gets nothing, what limits cut, and what to know of what it holds.

Of the rows

    bank, model-training, 8,000,000                 gets nothing
    sme,  model-training, 30,000,000, Guangming     holds the city's 10 million and 5 of the district's 6

the first is told the clause that refuses it, the second that a joint cap cuts a million of what the district grants.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.refusals import refusals
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import AMOUNT, Scoring
from szsubsidy.batch.shapes import is_member
from szsubsidy.batch.wording import Wording
from szsubsidy.catalogue.together import JointCap
from szsubsidy.errors import message
from szsubsidy.rules.cumulation import permitted_on
from szsubsidy.rules.limits import CostLimit

REFUSED = "refused"
"""The root that tells by which clause a row gets nothing."""
_UNCUT = "uncut:"
_ENDS_LINE = r"[\x00-\x1F]+"


class _Cut(NamedTuple):
    """A programme that a limit cuts from what the root ``before`` tells to what ``after`` does, in fen."""

    programme: str
    rule: JointCap | CostLimit
    before: str
    after: str


class RowRemarks:
    """Writes what is remarked of rows.

    ``held`` is the name of the set of programmes that a row holds, ``fen`` what the roots of their amounts begin with,
    ``gets`` whether a row gets anything.
    """

    def __init__(self, scoring: Scoring, held: str, fen: str, gets: Expr) -> None:
        self._held = held
        found = refusals(scoring, gets)
        self._told = found.told
        self.roots: dict[str, Expr] = {REFUSED: found.code}
        self._cuts: list[_Cut] = []
        self._scoring = scoring
        safe = permitted_on(scoring.catalogue, dict.fromkeys(scoring.catalogue.programmes, scoring.as_of)).safe
        steps = {name: (AMOUNT + name, scoring.outcomes[name].amount) for name in scoring.granted}
        for limits, is_last in ((safe.joint, False), (safe.costs, True)):
            for limit in limits:
                for name in limit.programmes:
                    if name in steps:
                        granted = scoring.granted[name]
                        after = (fen + name, granted.fen)
                        if not is_last and granted.uncut is not granted.fen:
                            after = (_UNCUT + name, granted.uncut)
                        self._cut(name, limit.rule, steps[name], after)
                        steps[name] = after

    def _cut(self, name: str, rule: JointCap | CostLimit, before: tuple[str, Expr], after: tuple[str, Expr]) -> None:
        if before[1] is not after[1]:
            self.roots |= dict((before, after))
            self._cuts.append(_Cut(name, rule, before[0], after[0]))

    def texts(self, chunk: ScoredChunk, wording: Wording) -> pl.Series:
        """Return what is remarked of each row, what was passed over in it first; empty where nothing is."""
        results = chunk.results
        codes = results[REFUSED]
        said = {code: wording.refused(self._told[code - 1]) if code else "" for code in codes.unique().to_list()}
        parts = [codes.replace_strict(said, return_dtype=pl.String)] if any(said.values()) else []
        if chunk.remarks is not None:
            parts.insert(0, chunk.remarks)
        parts += [text for cut in self._cuts if (text := self._cut_text(cut, results, wording)) is not None]
        parts += self._cautions(results, wording)
        if not parts:
            return pl.Series([""]).new_from_index(0, len(results))
        separator = wording.tr(message("; "))
        filled = pl.all().replace("", None)
        numbered = pl.DataFrame([part.alias(str(place)) for place, part in enumerate(parts)])
        joined = numbered.select(pl.concat_str(filled, separator=separator, ignore_nulls=True)).to_series()
        return joined.str.replace_all(_ENDS_LINE, " ")

    def _cut_text(self, cut: _Cut, results: pl.DataFrame, wording: Wording) -> pl.Series | None:
        place = list(self._scoring.granted).index(cut.programme)
        taken = results[cut.before] - results[cut.after]
        rows = (is_member(results, self._held, place) & (taken > 0)).arg_true()
        if not len(rows):
            return None
        fen = taken.gather(rows)
        said = {each: wording.cut(cut.programme, each, cut.rule) for each in fen.unique().to_list()}
        nothing = pl.Series([""]).new_from_index(0, len(results))
        return nothing.scatter(rows, fen.replace_strict(said, return_dtype=pl.String))

    def _cautions(self, results: pl.DataFrame, wording: Wording) -> list[pl.Series]:
        """What is in doubt, or not sure, of programmes that are held."""
        texts = []
        for place, name in enumerate(self._scoring.granted):
            told = self._caution(name, wording)
            if told and (rows := is_member(results, self._held, place).arg_true()).len():
                texts.append(pl.Series([""]).new_from_index(0, len(results)).scatter(rows, told))
        return texts

    def _caution(self, name: str, wording: Wording) -> str:
        edition, availability = self._scoring.editions[name], self._scoring.availability[name]
        status = edition.met_status(self._scoring.as_of)
        if status != "eligible":
            return wording.doubtful(name, edition, status)
        if availability.reach == "open" and not availability.confirmed:
            return wording.perhaps_open(name, availability)
        return ""
