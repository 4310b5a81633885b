"""A row is scored in spite of a cell that cannot be read only where nothing that it could mean changes a finding."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.batch.engines.duckdb import DuckScorer
from szsubsidy.batch.firm_scorer import FirmScorer, firms_of
from szsubsidy.batch.headings import Column
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.scorer import Scorer
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.batch.tables.source import Rows
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.record import replace
from szsubsidy.rules.estimate import Estimate, estimate
from tests import strategies
from tests.batch import years
from tests.batch.test_one_meaning import COLUMNS, FIRMS, real_day, typed
from tests.batch.years import Row, firms_in, tables, yearly_catalogues
from tests.examples import one_in
from tests.strategies import AS_OF, FACTS, catalogues, values_of

pytestmark = pytest.mark.slow

BAD = "??"
TRIES = 12
Told = list[tuple[object, ...]]


def told(result: Estimate) -> Told:
    """What is said of a firm, but for what is assumed: that may be less where more is known."""
    findings = [(each.programme.id, each.status, each.amount, each.low, each.high) for each in result.findings]
    sums = (result.total, result.ceilings, result.possible_ceilings, result.conditional.computed)
    return [*findings, (result.combination, result.missing, *sums), (result.within_reach, result.open_now)]


def table(firms: Sequence[Profile], bad: Sequence[Sequence[str]]) -> Rows:
    cells = {
        str(column.place): pl.Series(
            [
                BAD
                if column.fact.id in doubtful
                else typed(column.fact, firm[column.fact.id])
                if column.fact.id in firm
                else None
                for firm, doubtful in zip(firms, bad, strict=True)
            ],
            dtype=pl.String,
        )
        for column in COLUMNS
    }
    return Rows(None, pl.DataFrame(cells), pl.int_range(len(firms), eager=True), [])


def changes_nothing(engine: type[Scorer], catalogue: Catalogue, firms: list[Profile], random: Random) -> None:
    bad = [random.sample(list(FACTS), random.choice([1, 1, 2, 3])) for _ in firms]
    chunk = engine(Scoring(catalogue, AS_OF, set(FACTS)), COLUMNS).score(table(firms, bad))
    scored = chunk.rows.lines.to_list()
    assert sorted([*scored, *(reject.line for reject in chunk.rows.rejects)]) == list(range(len(firms)))
    assert (chunk.remarks is None) == (not scored)
    for line in scored:
        known = {fact: value for fact, value in firms[line].items() if fact not in bad[line]}
        expected = told(estimate(catalogue, known, AS_OF))
        for _ in range(TRIES):
            meant = {fact: real_day(fact, random.choice(values_of(fact))) for fact in bad[line]}
            assert told(estimate(catalogue, known | meant, AS_OF)) == expected, (known, meant)


@one_in(2)
@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_whatever_a_cell_meant_a_row_that_is_scored_gets_the_same(
    catalogue: Catalogue, firms: list[Profile], random: Random
) -> None:
    changes_nothing(TableScorer, catalogue, firms, random)


@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=8), st.randoms(use_true_random=False))
@one_in(25)
def test_so_it_is_in_duckdb(catalogue: Catalogue, firms: list[Profile], random: Random) -> None:
    changes_nothing(DuckScorer, catalogue, firms, random)


@one_in(2)
@given(st.data(), yearly_catalogues(), st.randoms(use_true_random=False))
def test_whatever_a_cell_meant_a_firm_that_is_scored_gets_the_same(
    data: st.DataObject, catalogue: Catalogue, random: Random
) -> None:
    rows = data.draw(tables(tuple(catalogue.programmes)))
    bad = [random.sample(list(years.FACTS), random.choice([0, 0, 1, 1, 2])) for _ in rows]
    decides = decided(catalogue, rows, bad)
    assert len(decides) == len(firms_in(rows))
    numbers = firms_of(pl.Series([row.firm for row in rows], dtype=pl.Int64)).firm_of
    for number, (firm, rejected) in enumerate(zip(firms_in(known(rows, bad)), decides, strict=True)):
        mine = [(row, doubtful) for row, doubtful, of in zip(rows, bad, numbers, strict=True) if of == number]
        if rejected or not any(doubtful for _, doubtful in mine):
            continue
        expected = told(estimate(catalogue, firm, AS_OF))
        for _ in range(TRIES):
            assert told(estimate(catalogue, meaning(firm, mine, random), AS_OF)) == expected


def decided(catalogue: Catalogue, rows: Sequence[Row], bad: Sequence[Sequence[str]]) -> pl.Series:
    """Whether each firm is one for which a bad cell decides."""
    compiled = Scoring(catalogue, AS_OF, set(years.FACTS), by_firm=ByFirm(tuple(catalogue.programmes)))
    held = [
        Column(len(years.FACTS) + place, f"held:{name}", strategies.FACTS["cost"], "")
        for place, name in enumerate(catalogue.programmes)
    ]
    held = [column._replace(fact=replace(column.fact, id=column.heading)) for column in held]
    columns = [Column(place, fact.id, fact, "") for place, fact in enumerate(years.FACTS.values())]
    scorer = FirmScorer(compiled, [*columns, *held])
    texts = [
        pl.Series(
            [
                BAD
                if fact.id in doubtful
                else typed(fact, said)
                if (said := (row.of_firm | row.of_project).get(fact.id)) is not None
                else None
                for row, doubtful in zip(rows, bad, strict=True)
            ],
            dtype=pl.String,
        )
        for fact in years.FACTS.values()
    ]
    money = [
        pl.Series([typed(column.fact, row.held[name]) if name in row.held else None for row in rows], dtype=pl.String)
        for name, column in zip(catalogue.programmes, held, strict=True)
    ]
    firm_of = firms_of(pl.Series([row.firm for row in rows], dtype=pl.Int64)).firm_of
    return scorer.bad_cells.decide([*texts, *money], firm_of)


def known(rows: Sequence[Row], bad: Sequence[Sequence[str]]) -> list[Row]:
    """The rows without the cells that cannot be read."""
    return [
        row._replace(
            of_firm={fact: value for fact, value in row.of_firm.items() if fact not in doubtful},
            of_project={fact: value for fact, value in row.of_project.items() if fact not in doubtful},
        )
        for row, doubtful in zip(rows, bad, strict=True)
    ]


def meaning(firm: Firm, rows: Sequence[tuple[Row, Sequence[str]]], random: Random) -> Firm:
    """The firm if its bad cells meant something; a cell about the firm means the same as others do."""
    facts = dict(firm.facts)
    projects = []
    for project, (_, doubtful) in zip(firm.projects, rows, strict=True):
        of_project = dict(project.facts)
        for fact in doubtful:
            value = years.real_day(fact, random.choice(values_of(fact)))
            if years.FACTS[fact].of == "firm":
                facts.setdefault(fact, value)
            else:
                of_project[fact] = value
        projects.append(replace(project, facts=of_project))
    return Firm(facts, tuple(projects), firm.held)
