"""What is asked, and what is not: a question has to be able to change a finding that does not wait for another fact."""

from __future__ import annotations

import pytest

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.record import replace
from szsubsidy.rules.estimate import estimate
from szsubsidy.rules.worth_asking import Gap, brought_in, moves_most, without_offers, worth_asking
from tests.catalogues import live_catalogue

AS_OF = 20261128
TRAINING: Profile = {"company_type": "startup", "project_category": frozenset({"model-training"})}
CONTRACT: Profile = {"compute_contract": 800_000_000}
NOTHING: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("profile", "declined", "worth"),
    [
        ({}, {"company_type", "project_category"}, ()),
        ({"project_category": frozenset({"model-training"})}, {"company_type"}, ("compute_contract",)),
        (TRAINING, set(), ("compute_contract",)),
        (TRAINING, {"compute_contract"}, ()),
        (TRAINING | CONTRACT, set(), ()),
        ({"company_type": "bank", "project_category": frozenset({"model-training"})}, set(), ()),
        # Whoever does not know the leader's age is not asked whether the leader is a woman.
        ({"company_type": "sme", "project_category": frozenset({"youth-entrepreneurship"})}, {"leader_age"}, ()),
    ],
)
def test_nothing_is_asked_that_waits_for_what_is_not_known(
    catalogue: Catalogue, profile: Profile, declined: set[str], worth: tuple[str, ...]
) -> None:
    asked = worth_asking(estimate(catalogue, profile, AS_OF), [frozenset(declined)], catalogue)
    assert asked == tuple(map(Gap, worth))


@pytest.mark.parametrize(
    ("profile", "declined", "districts"),
    [
        # The most that is known comes first; Longgang's rate nobody read.
        (TRAINING | CONTRACT, NOTHING, ["guangming", "longhua", "longgang"]),
        (TRAINING, {"compute_contract"}, ["guangming", "longhua", "longgang"]),
        (TRAINING, NOTHING, []),  # the contract is asked for first
        (TRAINING | CONTRACT | {"company_type": "bank"}, NOTHING, ["longhua"]),
        (TRAINING | CONTRACT | {"district": frozenset({"nanshan"})}, NOTHING, []),
        (TRAINING | {"project_category": frozenset({"key-laboratory"})}, NOTHING, []),
        ({}, {"company_type", "project_category"}, []),
    ],
)
def test_a_district_is_offered_where_it_changes_a_finding_of_this_firm(
    catalogue: Catalogue, profile: Profile, declined: frozenset[str], districts: list[str]
) -> None:
    result = estimate(catalogue, profile, AS_OF)
    brought = brought_in(result, catalogue.facts["district"], frozenset(declined), catalogue)
    assert list(brought) == districts
    for district, findings in brought.items():
        after = estimate(catalogue, profile | {"district": frozenset({district})}, AS_OF).findings
        assert all(finding in after and finding not in result.findings for finding in findings)


def test_what_is_settled_is_offered_no_more(catalogue: Catalogue) -> None:
    result = estimate(catalogue, TRAINING | CONTRACT, AS_OF)
    offers = [notice for notice in result.notices if notice.code == "left-out"]
    assert [notice.facts for notice in offers] == [("district",)]
    kept = without_offers(result, frozenset({"district"})).notices
    assert kept == tuple(notice for notice in result.notices if notice not in offers)
    assert without_offers(result, frozenset({"company_type"})).notices == result.notices


def test_the_fact_that_moves_the_most_money_is_the_cost_of_an_award(catalogue: Catalogue) -> None:
    category: Profile = {"project_category": frozenset({"model-training"})}
    assert moves_most(estimate(catalogue, category, AS_OF), catalogue) == Gap("compute_contract")
    assert moves_most(estimate(catalogue, category | CONTRACT, AS_OF), catalogue) == Gap("company_type")
    assert moves_most(estimate(catalogue, TRAINING | CONTRACT, AS_OF), catalogue) is None


def test_of_several_projects_it_is_asked_for_what_each_lacks(catalogue: Catalogue) -> None:
    topic: Profile = {"project_category": frozenset({"model-training"})}
    firm = Firm({"company_type": "sme"}, (Project("", topic | CONTRACT), Project("", topic)), {})
    result = estimate(catalogue, firm, AS_OF)
    assert worth_asking(result, [NOTHING, NOTHING], catalogue) == (Gap("compute_contract", 1),)
    assert worth_asking(result, [NOTHING, frozenset({"compute_contract"})], catalogue) == ()
    assert moves_most(result, catalogue) == Gap("compute_contract", 1)
    open_topic = replace(firm, projects=(Project("", topic | CONTRACT), Project("", CONTRACT)))
    first, *_ = worth_asking(estimate(catalogue, open_topic, AS_OF), [NOTHING, NOTHING], catalogue)
    assert first == Gap("project_category", 1)
    assert list(brought_in(result, catalogue.facts["district"], NOTHING, catalogue)) == []  # the contract comes first
    known = replace(firm, projects=firm.projects[:1] * 2)
    brought = brought_in(estimate(catalogue, known, AS_OF), catalogue.facts["district"], NOTHING, catalogue)
    assert list(brought) == ["guangming", "longhua", "longgang"]


@pytest.mark.live
@pytest.mark.slow
def test_who_knows_nothing_is_asked_at_most_eight_questions() -> None:
    catalogue = live_catalogue()
    categories = catalogue.facts["project_category"].values
    assert len(_asked_of_who_does_not_know(catalogue, {})) <= 8
    for category in categories:
        asked = _asked_of_who_does_not_know(catalogue, {"project_category": frozenset({category.id})})
        assert len(asked) <= 7, category.id


def _asked_of_who_does_not_know(catalogue: Catalogue, profile: Profile) -> list[str]:
    declined: list[str] = []
    result = estimate(catalogue, profile, AS_OF)
    while True:
        known = frozenset(declined)
        worth = [gap.fact for gap in worth_asking(result, [known], catalogue)]
        offered = [
            fact.id
            for fact in catalogue.facts.values()
            if fact.offered and fact.id not in known and brought_in(result, fact, known, catalogue)
        ]
        if not worth and not offered:
            return declined
        declined.append([*worth, *offered][0])
