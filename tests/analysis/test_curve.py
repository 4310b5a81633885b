"""The benefit curve of one amount: equal to the estimate at every cost, its least costs and kinks exact."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.kinks import kinks
from szsubsidy.analysis.sweep import suggested_end, sweep
from szsubsidy.analysis.varied import Which, with_new_project
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.money import MAX_FEN
from szsubsidy.record import replace
from szsubsidy.rules.estimate import estimate
from tests.batch.years import yearly_catalogues
from tests.catalogues import live_catalogue
from tests.examples import one_in
from tests.strategies import AS_OF, catalogues, firms, profiles

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
def flat_firms(draw: st.DrawFn) -> Profile:
    return {
        "company_type": draw(TYPES),
        "project_category": draw(TOPICS),
        "district": draw(st.frozensets(DISTRICTS, max_size=2)),
        "model_contract": draw(COSTS),
    }


HELD = st.dictionaries(
    st.sampled_from(["training-voucher", "guangming-compute", "longhua-compute", "model-voucher"]),
    st.sampled_from([0, 1, 3 * 10**8, 9_999 * 10**5, 10**10]),
    max_size=2,
)
"""Money of the year, in fen, by programme."""


@st.composite
def firms_of_several(draw: st.DrawFn) -> Firm:
    """A firm with up to four projects or, with one, perhaps with money of the year; some amounts are not known."""
    projects = [
        Project("", {
            "project_category": draw(TOPICS),
            "compute_provider_affiliated": draw(st.sampled_from([False, False, False, True])),
            **draw(st.fixed_dictionaries({}, optional=dict.fromkeys(AMOUNTS, COSTS))),
        })
        for _ in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    firm: Profile = {"company_type": draw(TYPES), "district": draw(st.frozensets(DISTRICTS, max_size=2))}
    return Firm(firm, tuple(projects), draw(HELD))


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
    return replace(LIVE, programmes={**LIVE.programmes, **added})


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
@given(flat_firms(), DAYS, st.sampled_from(AMOUNTS), st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_between_kinks_the_total_is_straight(profile: Profile, day: int, fact: str, shares: list[int]) -> None:
    is_straight(BenefitCurve(LIVE, profile, day, fact), shares)


def is_straight(curve: BenefitCurve, shares: list[int]) -> None:
    """Within what rounding makes of it; a bend of a few fen, by another project of some fen, may be passed over."""
    low, high = 0, 10**11
    noise = (2 * len(curve.affected) + 1) * len(curve.varied.firm.projects)
    assert all(kink.programmes for kink in kinks(curve, low, high))
    for start, end in pairwise([low, *(kink.at for kink in kinks(curve, low, high)), high]):
        last = end - 1
        assume(last > start)
        rise = curve.at(last).total - curve.at(start).total
        for part in shares:
            cost = start + (last - start) * part // 10**6
            straight = curve.at(start).total + rise * (cost - start) // (last - start)
            assert abs(curve.at(cost).total - straight) <= noise, (start, cost, end)


@pytest.mark.live
@one_in(4)
@given(flat_firms(), DAYS, OWN_SHARES, st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_between_kinks_the_total_is_straight_where_the_cost_is_a_limit(
    profile: Profile, day: int, own: list[tuple[int, int]], shares: list[int]
) -> None:
    is_straight(BenefitCurve(with_own_shares(own), profile, day, "compute_contract"), shares)


@pytest.mark.live
@given(flat_firms(), DAYS, st.sampled_from(AMOUNTS), st.integers(0, MAX_FEN), st.integers(0, MAX_FEN))
def test_within_a_stretch_more_cost_never_gives_less(
    profile: Profile, day: int, fact: str, one: int, other: int
) -> None:
    curve = BenefitCurve(LIVE, profile, day, fact)
    for low, high in curve.stretches():
        first, second = sorted(low + cost % (high - low + 1) for cost in (one, other))
        assert curve.at(first).total <= curve.at(second).total


SMALL_YEARS = firms(most=3, held=("p0", "p1"))
"""Firms of the random catalogues, of up to three projects, that perhaps hold money of two programmes."""


@one_in(2)
@given(yearly_catalogues(), SMALL_YEARS, st.integers(0, 10**9), st.integers(0, 2))
def test_at_a_cost_of_one_project_it_is_the_estimate(catalogue: Catalogue, firm: Firm, cost: int, place: int) -> None:
    place %= len(firm.projects)
    curve = BenefitCurve(catalogue, firm, AS_OF, "cost", Which(place))
    facts = firm.projects[place].facts | {"cost": cost}
    whole = replace(firm, projects=(*firm.projects[:place], Project("", facts), *firm.projects[place + 1 :]))
    found = estimate(catalogue, whole, AS_OF)
    assert curve.at(cost).best == found.by_terms
    assert curve.estimate_at(cost).by_terms == found.by_terms


@one_in(4)
@given(yearly_catalogues(), SMALL_YEARS, st.integers(1, 10**9), st.integers(1, 10**9))
def test_the_least_cost_of_one_project_is_the_least(catalogue: Catalogue, firm: Firm, target: int, other: int) -> None:
    curve = BenefitCurve(catalogue, firm, AS_OF, "cost", Which(len(firm.projects) - 1))
    found = curve.least_reaching(target)
    if found is None:
        assert curve.most().total < target
        assert curve.at(other).total < target
        return
    assert found.total >= target
    assert found.cost == 0 or curve.at(found.cost - 1).total < target
    assert found.cost <= other or curve.at(other).total < target


@pytest.mark.live
@one_in(2)
@given(
    firms_of_several(),
    DAYS,
    st.sampled_from(AMOUNTS),
    st.integers(0, 3),
    st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
)
def test_between_kinks_the_total_of_several_projects_is_straight(
    firm: Firm, day: int, fact: str, place: int, shares: list[int]
) -> None:
    is_straight(BenefitCurve(LIVE, firm, day, fact, Which(place % len(firm.projects))), shares)


@pytest.mark.live
@one_in(10)
@given(firms_of_several(), DAYS, OWN_SHARES, st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_between_kinks_of_several_projects_it_is_straight_where_the_cost_is_a_limit(
    firm: Firm, day: int, own: list[tuple[int, int]], shares: list[int]
) -> None:
    is_straight(BenefitCurve(with_own_shares(own), firm, day, "compute_contract"), shares)


@pytest.mark.live
@given(firms_of_several(), DAYS, st.sampled_from(AMOUNTS), st.integers(0, MAX_FEN), st.integers(0, MAX_FEN))
def test_within_a_stretch_a_larger_project_never_gives_less(
    firm: Firm, day: int, fact: str, one: int, other: int
) -> None:
    curve = BenefitCurve(LIVE, firm, day, fact, Which(len(firm.projects) - 1))
    for low, high in curve.stretches():
        first, second = sorted(low + cost % (high - low + 1) for cost in (one, other))
        assert curve.at(first).total <= curve.at(second).total


@pytest.mark.live
@one_in(4)
@given(firms_of_several(), DAYS, st.sampled_from(AMOUNTS))
def test_a_new_project_begins_with_what_there_is(firm: Firm, day: int, fact: str) -> None:
    curve = BenefitCurve(LIVE, with_new_project(firm, LIVE.facts, fact), day, fact, Which(len(firm.projects)))
    assert curve.at(0).total >= estimate(LIVE, firm, day).total
    assert curve.profile_value is None


def voucher_firm(*contracts: int | None, held: int = 0, district: str | None = None) -> Firm:
    """An SME that trains models under contracts of so many yuan, None for one that is not known."""
    topic: Profile = {"project_category": frozenset({"model-training"})}
    projects = tuple(
        Project("", topic if yuan is None else topic | {"compute_contract": yuan * 100}) for yuan in contracts
    )
    place: Profile = {"district": frozenset({district})} if district else {}
    return Firm({"company_type": "sme"} | place, projects, {"training-voucher": held * 100} if held else {})


@pytest.mark.live
@pytest.mark.parametrize(
    ("firm", "day", "expected"),
    [
        # 10 million in the year, 7.5 of them taken by the first: 50% of 5 million are left.
        (voucher_firm(15_000_000, None), 20260115, [(5_000_000, "cap", "training-voucher", 10_000_000)]),
        # 7 million granted already leave 3 million, 50% of 6.
        (voucher_firm(None, held=7_000_000), 20260115, [(6_000_000, "cap", "training-voucher", 3_000_000)]),
        # The least contract of 500,000 counts the year: beside two of 200,000, 100,000 are enough.
        (
            voucher_firm(200_000, 200_000, None),
            20260630,
            [
                (100_000, "begins", "training-voucher", 250_000),
                (19_600_000, "cap", "training-voucher", 10_000_000),
            ],
        ),
        # Half of the first contract is the city's 10 million; Guangming's 6 million come with half of the second.
        (
            voucher_firm(20_000_000, None, district="guangming"),
            20260630,
            [(12_000_000, "joint-cap-free", "guangming-compute", 16_000_000)],
        ),
        # The year is full: another contract brings nothing more.
        (voucher_firm(15_000_000, 12_000_000, None), 20260115, []),
    ],
)
def test_kinks_beside_other_projects(
    known_catalogue: Catalogue, firm: Firm, day: int, expected: list[tuple[int, str, str, int]]
) -> None:
    curve = BenefitCurve(known_catalogue, firm, day, "compute_contract", Which(len(firm.projects) - 1))
    found = [(kink.at // 100, kink.kind, *kink.programmes, curve.at(kink.at).total // 100) for kink in kinks(curve)]
    assert found == expected
    assert curve.most().cost // 100 == (expected[-1][0] if expected else 0)


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
