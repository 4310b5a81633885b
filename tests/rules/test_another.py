"""When another contract of the year can bring more, and what it can be about."""

from __future__ import annotations

import pytest

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile, Project, one_project
from szsubsidy.rules.another import costs_to_add, costs_worth_adding, topics_of_cost
from szsubsidy.rules.estimate import estimate

AS_OF = 20260520
YUAN = 100
TRAINING: Profile = {"project_category": frozenset({"model-training"})}
ELSEWHERE: Profile = {"district": frozenset({"nanshan"})}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def firm(*contracts: int, held: int = 0) -> Firm:
    """A firm that trains models, with contracts of so many yuan, and so many granted already."""
    projects = tuple(Project("", TRAINING | {"compute_contract": contract * YUAN}) for contract in contracts)
    return Firm({"company_type": "sme", **ELSEWHERE}, projects, {"training-voucher": held * YUAN} if held else {})


@pytest.mark.parametrize(
    ("known", "brings_more"),
    [
        (firm(15_000_000), True),
        (firm(20_000_000), False),  # half of it is the cap of a year
        (firm(15_000_000, 12_000_000), False),
        (firm(15_000_000, 4_999_999), True),
        (firm(15_000_000, held=2_499_999), True),
        (firm(15_000_000, held=2_500_000), False),
        (firm(200_000), True),  # below the least of a year, where nothing is granted yet
        (firm(200_000, 200_000), True),
    ],
)
def test_another_contract_is_worth_asking_for_until_the_cap_of_a_year_is_reached(
    catalogue: Catalogue, known: Firm, *, brings_more: bool
) -> None:
    result = estimate(catalogue, known, AS_OF)
    assert costs_worth_adding(result, catalogue) == (("compute_contract",) if brings_more else ())


def test_where_nothing_is_paid_for_it_another_contract_brings_nothing(catalogue: Catalogue) -> None:
    bank = one_project({"company_type": "bank", "compute_contract": 800_000_000, **TRAINING, **ELSEWHERE})
    result = estimate(catalogue, bank, AS_OF)
    assert [fact.id for fact in costs_to_add(result, catalogue)] == ["compute_contract"]
    assert costs_worth_adding(result, catalogue) == ()


def test_a_contract_of_another_cost_is_about_what_is_paid_for_it(catalogue: Catalogue) -> None:
    topics = frozenset({"model-training", "model-inference", "corpus-purchase"})
    known = one_project({"company_type": "sme", "project_category": topics, "compute_contract": 100, **ELSEWHERE})
    result = estimate(catalogue, known, AS_OF)
    compute = topics_of_cost(result, "compute_contract", catalogue)
    assert compute == {"project_category": frozenset({"model-training", "model-inference"})}
    corpus = topics_of_cost(result, "corpus_contract", catalogue)
    assert corpus == {"project_category": frozenset({"corpus-purchase"})}
