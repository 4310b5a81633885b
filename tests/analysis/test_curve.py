"""The benefit curve of one amount: equal to the estimate at every cost, its least costs and kinks exact."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.kinks import kinks
from szsubsidy.analysis.sweep import suggested_end, sweep
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Profile
from szsubsidy.money import MAX_FEN
from szsubsidy.record import replace
from szsubsidy.rules.estimate import estimate
from tests.catalogues import live_catalogue
from tests.strategies import AS_OF, catalogues, profiles

pytestmark = pytest.mark.slow

LIVE = live_catalogue()
AMOUNTS = ("compute_contract", "model_contract", "product_sales", "rd_spending")
COSTS = st.integers(0, 10**12) | st.integers(0, 10**4).map(lambda ten: ten * 10**8)
TYPES = st.sampled_from(["startup", "sme", "large", "university"])
DISTRICTS = st.sampled_from(["guangming", "longhua", "longgang", "nanshan"])
TOPICS = st.frozensets(
    st.sampled_from(["model-training", "model-application", "corpus-purchase", "model-inference"]), min_size=1
)


@st.composite
def firms(draw: st.DrawFn) -> Profile:
    return {
        "company_type": draw(TYPES),
        "project_category": draw(TOPICS),
        "district": draw(st.frozensets(DISTRICTS, max_size=2)),
        "model_contract": draw(COSTS),
    }


DAYS = st.sampled_from([20250301, 20260115, 20260615, 20260630, 20261123])


OWN_SHARES = st.lists(
    st.tuples(st.sampled_from([2_000, 5_000, 7_000, 10_000]), st.sampled_from([10**8, 15 * 10**8, 2 * 10**9])),
    min_size=1,
    max_size=2,
)
"""Rates and caps of programmes that also pay for compute."""


def with_own_shares(own: list[tuple[int, int]]) -> Catalogue:
    """The bundled catalogue with more shares of the compute contract, on the training voucher's terms."""
    added = {}
    for place, (rate, cap) in enumerate(own):
        programme = LIVE.programmes["training-voucher"]
        editions = []
        for edition in programme.editions:
            branches = tuple(
                replace(branch, rate=replace(branch.rate, value=rate), cap=replace(branch.cap, value=cap))
                for branch in edition.award.branches
                if branch.rate
            )
            editions.append(replace(edition, award=replace(edition.award, branches=branches)))
        added[f"own-{place}"] = replace(programme, id=f"own-{place}", editions=tuple(editions))
    return replace(LIVE, programmes=LIVE.programmes | added)


@given(catalogues(), profiles(), st.integers(0, 10**9))
def test_at_a_cost_it_is_the_estimate(catalogue: Catalogue, profile: Profile, cost: int) -> None:
    money = next(fact.id for fact in catalogue.facts.values() if fact.type == "money")
    curve = BenefitCurve(catalogue, profile, AS_OF, money)
    whole = estimate(catalogue, profile | {money: cost}, AS_OF)
    assert curve.at(cost).best == whole.by_terms


@given(catalogues(), profiles(), st.integers(1, 10**9), st.integers(1, 10**9))
def test_the_least_cost_is_the_least(catalogue: Catalogue, profile: Profile, target: int, other: int) -> None:
    money = next(fact.id for fact in catalogue.facts.values() if fact.type == "money")
    curve = BenefitCurve(catalogue, profile, AS_OF, money)
    found = curve.least_reaching(target)
    if found is None:
        assert curve.most().total < target
        assert curve.at(other).total < target
        return
    assert found.total >= target
    assert found.cost == 0 or curve.at(found.cost - 1).total < target
    assert found.cost <= other or curve.at(other).total < target


@pytest.mark.live
@settings(deadline=None)
@given(firms(), DAYS, st.sampled_from(AMOUNTS), st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_between_kinks_the_total_is_straight(profile: Profile, day: int, fact: str, shares: list[int]) -> None:
    is_straight(BenefitCurve(LIVE, profile, day, fact), shares)


def is_straight(curve: BenefitCurve, shares: list[int]) -> None:
    low, high = 0, 10**11
    assert all(kink.programmes for kink in kinks(curve, low, high))
    for start, end in pairwise([low, *(kink.at for kink in kinks(curve, low, high)), high]):
        last = end - 1
        assume(last > start)
        rise = curve.at(last).total - curve.at(start).total
        for part in shares:
            cost = start + (last - start) * part // 10**6
            straight = curve.at(start).total + rise * (cost - start) // (last - start)
            assert abs(curve.at(cost).total - straight) <= 2 * len(curve.affected) + 1, (start, cost, end)


@pytest.mark.live
@settings(deadline=None)
@given(firms(), DAYS, OWN_SHARES, st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_between_kinks_the_total_is_straight_where_the_cost_is_a_limit(
    profile: Profile, day: int, own: list[tuple[int, int]], shares: list[int]
) -> None:
    is_straight(BenefitCurve(with_own_shares(own), profile, day, "compute_contract"), shares)


@pytest.mark.live
@settings(deadline=None)
@given(firms(), DAYS, st.sampled_from(AMOUNTS), st.integers(0, MAX_FEN), st.integers(0, MAX_FEN))
def test_within_a_stretch_more_cost_never_gives_less(
    profile: Profile, day: int, fact: str, one: int, other: int
) -> None:
    curve = BenefitCurve(LIVE, profile, day, fact)
    for low, high in curve.stretches():
        first, second = sorted(low + cost % (high - low + 1) for cost in (one, other))
        assert curve.at(first).total <= curve.at(second).total


def test_kinks_of_a_firm_in_guangming() -> None:
    profile: Profile = {
        "company_type": "sme",
        "project_category": frozenset({"model-training"}),
        "district": frozenset({"guangming"}),
    }
    curve = BenefitCurve(load_catalogue(), profile, 20260630, "compute_contract")
    assert [(kink.at, kink.kind, kink.programmes) for kink in kinks(curve)] == [
        (50_000_000, "begins", ("training-voucher",)),
        (2_000_000_000, "cap", ("training-voucher",)),
        (3_200_000_000, "joint-cap-free", ("guangming-compute",)),
    ]
    assert curve.most().cost == 3_200_000_000


def test_costs_are_round_and_have_every_kink() -> None:
    profile: Profile = {"company_type": "startup", "project_category": frozenset({"model-training"})}
    curve = BenefitCurve(load_catalogue(), profile, 20260115, "compute_contract")
    costs = sweep(curve, 0, 2_000_000_000).costs
    assert costs == (*range(0, 1_600_000_001, 200_000_000), 1_666_666_667, 1_800_000_000, 2_000_000_000)
    assert suggested_end(curve) == 2_200_000_000
