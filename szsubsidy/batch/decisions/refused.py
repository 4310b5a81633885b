"""Why rows that get nothing get nothing, looked up: what `szsubsidy.batch.refusals` says, programme by programme.

Of the rows that nobody has told of yet, each programme in turn tells those that are about it why it refuses them. Most
rows are about few programmes, and the lookups of the others are asked about none.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from szsubsidy.batch.applying import is_on_topic
from szsubsidy.batch.decisions.classes import Guards
from szsubsidy.batch.decisions.lookup import Lookup, Told
from szsubsidy.batch.decisions.row_facts import RowFacts, Rows, zeros
from szsubsidy.batch.decisions.states import Axes, Spread, States
from szsubsidy.batch.decisions.tables import predicates_of, runs_of
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.refusals import Refusal, Refuser
from szsubsidy.batch.scoring import Scoring


class _Code(NamedTuple):
    """The code of a clause, to which the integer that a fact is may be added; whether the row names the topic."""

    code: int
    fact: str | None
    named: bool


class _Asked(NamedTuple):
    """A programme: what it tells of which state, as a number, and what the numbers mean.

    For each number whether the row names the topic, the code, and for some facts whether their integer is added.
    """

    lookup: Lookup
    named: pl.Series
    begins: pl.Series
    adds: dict[str, pl.Series]


class RefusedRows:
    """Tells why rows get nothing."""

    def __init__(self, scoring: Scoring, axes: Axes, table: Table, guards: Guards) -> None:
        self._asked: list[_Asked] = []
        catalogue = scoring.catalogue
        told: list[Refusal] = []
        for programme in catalogue.programmes.values():
            edition, _ = programme.edition_on(scoring.as_of)
            own = axes.of(predicates_of(edition), scoring.facts)
            n = States(own, table)
            refuser = Refuser[int, Spread](catalogue, n)
            refuser.told = told
            about = is_on_topic(catalogue, programme, scoring.as_of, n)
            named, code = refuser.asked(programme, scoring.as_of)
            numbers, codes = [0] * n.count, []
            for expr, states in code.items():
                if expr.constant == 0:
                    continue
                for is_named, among in ((True, states & about & named), (False, states & about & ~named)):
                    if among:
                        codes.append(_coded(expr, is_named))
                        for begin, end in runs_of(among):
                            numbers[begin:end] = [len(codes)] * (end - begin)
            if codes:
                named_by = pl.Series([False, *(each.named for each in codes)], dtype=pl.Boolean)
                begins = pl.Series([0, *(each.code for each in codes)], dtype=pl.Int64)
                adds = {
                    fact: pl.Series([0, *(int(each.fact == fact) for each in codes)], dtype=pl.Int64)
                    for fact in dict.fromkeys(each.fact for each in codes if each.fact is not None)
                }
                lookup = Lookup(own, Told(own, numbers), guards, scoring.as_of)
                self._asked.append(_Asked(lookup, named_by, begins, adds))
        self.told = told

    def codes(self, facts: RowFacts, gets: pl.Series, settled: pl.Series) -> pl.Series:
        """Return the code of each row, 0 for one that ``gets`` anything.

        While facts are missing, where it is not ``settled``, it is told of what names its topic alone.
        """
        codes = zeros(facts.height, pl.Int64)
        is_open = ~gets
        for asked in self._asked:
            rows = asked.lookup.concerned(facts)
            if rows is None:
                continue
            places = rows.places.filter(is_open[rows.places])
            found = asked.lookup.told_of(Rows(None, places, rows.guard), facts) if len(places) else None
            if found is None:
                continue
            places, numbers = found
            fresh = asked.named[numbers] | settled[places]
            places, numbers = places.filter(fresh), numbers.filter(fresh)
            if not len(places):
                continue
            code = asked.begins[numbers]
            for fact, adds in asked.adds.items():
                code = code + facts.value(fact, places) * adds[numbers]
            codes = codes.scatter(places, code)
            is_open = is_open.scatter(places, False)
        return codes


def _coded(expr: Expr, named: bool) -> _Code:
    if expr.constant is not None:
        return _Code(int(expr.constant), None, named)
    value, begin = expr.operands
    return _Code(int(begin.constant or 0), value.arguments[0].partition(":")[2], named)
