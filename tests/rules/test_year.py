"""A firm's year: the worked cases that it was ordered with."""

from __future__ import annotations

import pytest

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.record import replace
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.ranges import Range

pytestmark = pytest.mark.live

JANUARY, JUNE = 20260115, 20260630
MILLION = 10**8
SME: Profile = {"company_type": "sme"}
GUANGMING: Profile = SME | {"district": frozenset({"guangming"})}
VOUCHER = "training-voucher"


def training(*contracts: int | None, **more: bool) -> tuple[Project, ...]:
    """Projects that train a model, each with a contract of so many yuan; None where the amount is not known."""
    category: Profile = {"project_category": frozenset({"model-training"}), **more}
    return tuple(
        Project("", category if yuan is None else category | {"compute_contract": yuan * 100}) for yuan in contracts
    )


def of_the_year(
    catalogue: Catalogue,
    day: int,
    projects: tuple[Project, ...],
    facts: Profile = SME,
    held: dict[str, int] | None = None,
) -> Estimate:
    return estimate(catalogue, Firm(facts, projects, held or {}), day)


def test_three_contracts_come_to_the_cap_of_the_year(known_catalogue: Catalogue) -> None:
    found = of_the_year(known_catalogue, JANUARY, training(15_000_000, 12_000_000, 8_000_000))
    voucher = found.explanations[VOUCHER].finding
    assert found.by_terms.held[VOUCHER].computed == voucher.amount == found.total == 10 * MILLION
    shares = [share.high // 10_000 for share in voucher.shares]
    assert shares == [7_500_000_00, 6 * MILLION, 4 * MILLION]
    assert sum(shares) - 10 * MILLION == 7_500_000_00


def test_three_small_contracts_pass_the_least_of_the_year_together(known_catalogue: Catalogue) -> None:
    assert of_the_year(known_catalogue, JUNE, training(200_000, 200_000, 200_000)).total == 300_000_00
    alone = of_the_year(known_catalogue, JUNE, training(200_000))
    assert alone.total == 0
    assert alone.explanations[VOUCHER].finding.status == "ineligible"


def test_a_contract_with_an_affiliate_is_out_and_the_other_counts(known_catalogue: Catalogue) -> None:
    projects = (*training(10_000_000, compute_provider_affiliated=True), *training(8_000_000))
    voucher = of_the_year(known_catalogue, JUNE, projects).explanations[VOUCHER].finding
    assert (voucher.status, voucher.amount) == ("eligible", 4 * MILLION)
    out, counting = voucher.shares
    assert [share.counts for share in voucher.shares] == [False, True]
    [reason] = out.obstacles
    assert (reason.comparison.fact, reason.comparison.cite) == ("compute_provider_affiliated", "training-guide-2026#2")
    assert (out.high, counting.obstacles) == (0, ())


@pytest.mark.parametrize(
    ("contracts", "voucher", "guangming"),
    [
        ((20_000_000, 12_000_000), 10 * MILLION, 6 * MILLION),
        ((12_000_000, 20_000_000), 10 * MILLION, 6 * MILLION),
        ((20_000_000,), 10 * MILLION, 0),
        ((32_000_000,), 10 * MILLION, 6 * MILLION),
    ],
)
def test_public_money_for_each_contract_comes_to_half_of_it(
    known_catalogue: Catalogue, contracts: tuple[int, ...], voucher: int, guangming: int
) -> None:
    best = of_the_year(known_catalogue, JUNE, training(*contracts), GUANGMING).by_terms
    assert best.granted(VOUCHER).computed == voucher
    assert best.granted("guangming-compute").computed == guangming
    assert best.computed == voucher + guangming


def test_money_held_leaves_the_rest_of_the_cap(known_catalogue: Catalogue) -> None:
    found = of_the_year(known_catalogue, JANUARY, training(10_000_000), held={VOUCHER: 7 * MILLION})
    assert found.total == found.explanations[VOUCHER].finding.amount == 3 * MILLION


def test_an_amount_that_is_not_known_leaves_a_range_and_names_its_project(known_catalogue: Catalogue) -> None:
    found = of_the_year(known_catalogue, JUNE, training(8_000_000, None))
    voucher = found.explanations[VOUCHER].finding
    assert (voucher.status, voucher.low, voucher.high) == ("undetermined", 4 * MILLION, 10 * MILLION)
    assert found.by_terms_range == Range(4 * MILLION, 10 * MILLION)
    assert voucher.missing == found.missing == ("compute_contract",)
    assert [share.missing for share in voucher.shares] == [(), ("compute_contract",)]


def test_two_projects_of_a_start_up_are_paid_by_two_programmes(known_catalogue: Catalogue) -> None:
    application: Profile = {
        "project_category": frozenset({"model-application"}),
        "model_contract": 3 * MILLION,
    }
    projects = (*training(5_000_000), Project("", application))
    held = of_the_year(known_catalogue, JANUARY, projects, {"company_type": "startup"}).by_terms.held
    assert held[VOUCHER].computed == 3 * MILLION
    assert held["model-voucher"].computed == 900_000_00


def test_a_cost_is_named_that_nothing_uses_in_its_own_project(known_catalogue: Catalogue) -> None:
    [train] = training(5_000_000)
    application: Profile = {"project_category": frozenset({"model-application"}), "model_contract": 3 * MILLION}
    astray = replace(train, facts=train.facts | {"model_contract": 2 * MILLION})
    used = of_the_year(known_catalogue, JANUARY, (train, Project("", application)))
    assert not used.unused
    [unused] = of_the_year(known_catalogue, JANUARY, (astray, Project("", application))).unused
    assert (unused.fact, unused.project) == ("model_contract", "A")
    assert unused.add == ("project_category", "model-application")
    assert (unused.programme, unused.amount) == ("model-voucher", 600_000_00)
    [both] = of_the_year(
        known_catalogue, JANUARY, (astray, Project("", application | {"model_contract": 6 * MILLION}))
    ).unused
    assert both.amount == 200_000_00  # of 2.4 million 2 are granted in the year, and 1.8 are without it


def test_amounts_are_summed_up_in_what_is_known_of_a_firm_and_ages_are_not(known_catalogue: Catalogue) -> None:
    one, other = (
        replace(each, facts=each.facts | {"leader_age": age})
        for each, age in zip(training(1, 2), (40, 45), strict=True)
    )
    found = of_the_year(known_catalogue, JANUARY, (one, other))
    assert found.profile["compute_contract"] == 300
    assert "leader_age" not in found.profile


def test_a_district_is_offered_for_what_all_projects_would_bring_there(known_catalogue: Catalogue) -> None:
    found = of_the_year(known_catalogue, JANUARY, training(2_000_000, 3_000_000))
    [notice] = [notice for notice in found.notices if notice.code == "left-out"]
    assert "guangming-compute" in notice.programmes
    brought = found.explanations[VOUCHER].brought(found.notices, found.findings)
    [guangming] = [each for each in brought if each.finding.programme.id == "guangming-compute"]
    there = of_the_year(known_catalogue, JANUARY, training(2_000_000, 3_000_000), GUANGMING)
    assert guangming.finding.amount == there.explanations["guangming-compute"].finding.amount == 1_500_000_00
