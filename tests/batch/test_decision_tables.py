"""Every entry of a decision table is what the one interpreter says of a firm in that state."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import szsubsidy.batch.decisions.tables as tables_module
from szsubsidy import load_catalogue
from szsubsidy.batch.decisions.items import Share
from szsubsidy.batch.decisions.states import Axes, Axis
from szsubsidy.batch.decisions.tables import DecisionTable, Likeness, Says, likeness, predicates_of, tabulated
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.catalogue.logic import Within
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.days import years_before
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.types import type_of
from szsubsidy.money import MAX_FEN, share
from szsubsidy.record import replace
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm, predicate_holds
from tests.batch.test_one_meaning import FIRMS, agrees
from tests.strategies import AS_OF, catalogues

FEN_APART = 7
"""So far from a threshold a cost is tried, too: there two rates differ."""


def in_cell(fact: Fact, axis: Axis, cell: tuple[bool, ...], as_of: int) -> list[Value]:
    """Values of a fact that answer its predicates so."""
    return [
        value
        for value in tried(fact, axis, as_of)
        if tuple(predicate_holds(predicate, value, as_of) for predicate in axis.predicates) == cell
    ]


def tried(fact: Fact, axis: Axis, as_of: int) -> list[Value]:
    ids = [value.id for value in fact.values]
    if fact.type == "flag":
        return [False, True]
    if fact.type == "choice":
        return list(ids)
    if fact.type == "choices":
        named = {one for each in axis.predicates if isinstance(each.value, tuple) for one in each.value}
        apart = [one for one in ids if one in named] + [one for one in ids if one not in named][:1]
        few = [frozenset([one]) for one in apart] + [frozenset([a, b]) for a in apart for b in apart]
        return [*few, frozenset(apart)]
    least, most = type_of(fact).bounds() or (0, MAX_FEN)
    cuts = []
    for each in axis.predicates:
        assert isinstance(each.value, int)
        cuts.append(years_before(as_of, each.value) + 1 if each.test == "younger" else each.value)
    around = [cut + step for cut in cuts for step in (-FEN_APART, -1, 0, 1, FEN_APART)]
    return sorted({value for value in (least, *around, 3 * 10**9, most) if least <= value <= most})


def worth(amount: Expr, profile: Profile) -> int:
    """What a node of an amount comes to for a firm."""
    match amount.operation:
        case "constant":
            assert isinstance(amount.arguments[0], int)
            return amount.arguments[0]
        case "column":
            value = profile.get(amount.arguments[0].partition(":")[2], 0)
            assert isinstance(value, int)
            return value
        case "share":
            of, rate, cap = amount.arguments
            paid: int = min(cap, share(worth(of, profile), rate))
            return paid
    a, b = (worth(operand, profile) for operand in amount.operands)
    return min(a, b) if amount.operation == "lesser" else max(a, b)


def holds(test: Expr, profile: Profile) -> bool:
    assert test.operation == "differs"
    a, b = (worth(operand, profile) for operand in test.operands)
    return a != b


def check(edition: Edition, catalogue: Catalogue, as_of: int, most_states: int) -> int:
    """Hold every state of an edition's table to the interpreter; return how many firms were tried."""
    facts = catalogue.facts
    axes = Axes(facts).of(predicates_of(edition), set(facts))
    table = tabulated(edition, Table(facts, as_of, set(facts)), axes)
    assert table is not None
    if len(table.outcomes) > most_states:
        return 0
    count = 0
    bits = len(table.tests)
    for state, cells in enumerate(product(*([None, *axis.cells] for axis in axes))):
        values = [
            [None] if cell is None else in_cell(facts[axis.fact], axis, cell, as_of)[:3]
            for axis, cell in zip(axes, cells, strict=True)
        ]
        for chosen in product(*values):
            profile = {axis.fact: value for axis, value in zip(axes, chosen, strict=True) if value is not None}
            tested = sum(1 << bits - 1 - place for place, test in enumerate(table.tests) if holds(test, profile))
            number = table.outcomes[(state << bits) + tested]
            expected = interpret(edition.diagram, edition.award, OneFirm(profile, as_of))
            said: Says | None = table.says[number - 1] if number else None
            assert (said.eligible if said else False) == expected.eligible
            assert (said.undetermined if said else False) == expected.undetermined
            told = (
                {fact for fact, so in expected.missing.items() if so},
                {fact for fact, so in expected.assumed.items() if so},
            )
            assert (set(said.missing), set(said.assumed)) == told if said else told == (set(), set())
            if said is not None:
                assert (worth(said.low, profile), worth(said.high, profile)) == (expected.low, expected.high)
            if said is not None and said.eligible:
                paid = Share.of(said.amount)
                cost = profile.get(edition.award.of or "", 0)
                assert isinstance(cost, int)
                amount = min(paid.cap, share(min(cost, paid.bound), paid.rate)) if paid.rate else paid.cap
                assert amount == expected.amount
            count += 1
    return count


@pytest.mark.live
def test_every_entry_of_the_bundled_tables_is_what_the_interpreter_says() -> None:
    catalogue = load_catalogue()
    tried = [
        check(edition, catalogue, AS_OF, 600) for each in catalogue.programmes.values() for edition in each.editions
    ]
    assert sum(tried) > 0


@given(catalogues())
def test_so_it_is_in_any_catalogue(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        for edition in programme.editions:
            check(edition, catalogue, AS_OF, 200)


def moved(edition: Edition, place: str) -> Edition:
    """The same terms in a district, or in a city that is none."""
    within = Within(area=place, fact="district", places=(place,), home=False)
    return replace(edition, diagram=replace(edition.diagram, within=within))


@pytest.mark.live
def test_editions_that_are_alike_have_the_same_tables() -> None:
    facts = load_catalogue().facts
    table, axes = Table(facts, AS_OF, set(facts)), Axes(facts)
    made: dict[Likeness, DecisionTable | None] = {}
    editions = [each for programme in load_catalogue().programmes.values() for each in programme.editions]
    everywhere = [moved(each, place) for each in editions for place in ("luohu", "nanshan", "elsewhere")]
    for edition in everywhere:
        own = axes.of(predicates_of(edition), set(facts))
        alike = likeness(edition, own)
        assert tabulated(edition, table, own) == made.setdefault(alike, tabulated(edition, table, own))
    assert len(made) < len(everywhere)


@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=6))
def test_editions_with_too_many_states_are_walked(catalogue: Catalogue, firms: list[Profile]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_module, "MOST_STATES", 4)
        agrees(TableScorer, catalogue, firms)
