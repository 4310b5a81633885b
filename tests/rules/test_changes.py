"""What other answers would change: held against the finding that each answer gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.load import EMPTY
from szsubsidy.catalogue.model import Programme
from szsubsidy.facts.model import Profile, Value, one_project
from szsubsidy.facts.types import type_of
from szsubsidy.record import replace
from szsubsidy.rules.changes import Answers, Change, changes
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.grounds import Ground, OneOf, grounds, holds
from szsubsidy.rules.trace import kleene
from tests.catalogues import live_catalogue
from tests.strategies import AS_OF, FACTS, SOURCES, catalogues, conditions, profiles, programmes, values_of  # noqa: F401

DAY = 20261128
STARTUP: Profile = {
    "company_type": "startup",
    "project_category": frozenset({"model-training"}),
    "compute_contract": 800_000_000,
}
BARE = replace(EMPTY, facts=FACTS)


def contains(answers: Answers, value: Value) -> bool:
    if answers.values:
        return value in answers.values or value in [frozenset({one}) for one in answers.values if isinstance(one, str)]
    assert isinstance(value, int)
    return (answers.least is None or answers.least <= value) and (answers.below is None or value < answers.below)


@given(programmes(), profiles(), st.sampled_from([name for name in FACTS if name != "topics"]), st.data())
def test_an_answer_that_is_told_of_gives_what_is_told_and_any_other_leaves_all_as_it_is(
    programme: Programme, profile: Profile, fact: str, data: st.DataObject
) -> None:
    """Each answer to one question: inside a change the finding is that of the change, outside it is today's."""
    finding = find(programme, profile, AS_OF)
    told = [change for change in changes(finding, profile, BARE, one_project(profile)) if change.fact == fact]
    value = data.draw(st.sampled_from(values_of(fact)))
    asked = fact in finding.edition.diagram.predicates or fact == finding.edition.award.of
    failing = {comparison.fact for comparison in finding.failing}
    tried = asked and (failing == {fact} or (not failing and (fact not in profile or type_of(FACTS[fact]).bounds())))
    after = find(programme, profile | {fact: value}, AS_OF)
    inside = [change for change in told if contains(change.answers, value)]
    assert len(inside) <= 1
    if not tried:
        assert told == []
    elif inside:
        assert (after.status, after.branch) == (inside[0].status, inside[0].branch)
        assert inside[0].low <= after.low <= after.high <= inside[0].high
        if fact != finding.edition.award.of:
            assert (after.low, after.high) == (inside[0].low, inside[0].high)
    elif fact != finding.edition.award.of:
        assert (after.status, after.low, after.high) == (finding.status, finding.low, finding.high)
    elif fact in profile:
        assert (after.status, after.branch) == (finding.status, finding.branch)


def _told(programme: str, profile: Profile) -> dict[str, list[Change]]:
    catalogue = live_catalogue()
    finding = find(catalogue.programmes[programme], profile, DAY)
    found: dict[str, list[Change]] = {}
    for change in changes(finding, profile, catalogue, one_project(profile)):
        found.setdefault(change.fact, []).append(change)
    return found


def test_a_start_up_is_told_of_thresholds_flags_and_days() -> None:
    """The worked example in the module: 60% of 8,000,000, on assumptions."""
    told = _told("training-voucher", STARTUP)
    small, large = told["compute_contract"]
    assert (small.answers.below, small.status) == (50_000_000, "ineligible")
    assert (large.answers.least, large.high) == (1_666_666_667, 1_000_000_000)
    [older] = told["established_on"]
    assert (older.answers.below, older.high) == (20250507, 400_000_000)
    [affiliated] = told["compute_provider_affiliated"]
    assert (affiliated.answers.values, affiliated.status) == ((True,), "ineligible")
    assert "project_category" not in told
    assert "company_type" not in told


def test_values_that_come_to_the_same_are_told_together() -> None:
    known = {name: value for name, value in STARTUP.items() if name != "company_type"}
    told = _told("training-voucher", known)["company_type"]
    assert [(change.answers.values, change.high) for change in told] == [
        (("startup",), 480_000_000),
        (("sme", "large", "university", "research-institute"), 400_000_000),
        (("public-institution", "industry-body", "individual", "bank"), 0),
    ]


def test_who_fails_on_one_fact_is_told_what_it_would_take() -> None:
    told = _told("training-voucher", STARTUP | {"company_type": "bank"})
    assert [change.answers.values for change in told.pop("company_type")] == [
        ("startup",),
        ("sme", "large", "university", "research-institute"),
    ]
    assert told == {}


@given(programmes(), profiles(), st.booleans())
def test_the_grounds_hold_exactly_where_the_condition_does(
    programme: Programme, profile: Profile, negated: bool
) -> None:
    [edition] = programme.editions
    predicates = edition.diagram.predicates
    truth = kleene(edition.eligibility, predicates, profile, AS_OF)
    found = grounds(edition.eligibility, predicates, profile, AS_OF, negated=negated)
    assert holds(found) == (None if truth is None else truth != negated)
    assert all(isinstance(ground, Ground) or ground.holds is not True for ground in found)


def _grounds(leader: Profile) -> tuple[Ground | OneOf, ...]:
    edition = live_catalogue().programmes["kunpeng-youth"].editions[-1]
    return grounds(edition.eligibility, edition.diagram.predicates, leader, DAY)


def test_a_way_that_is_met_stands_for_all_and_one_that_failed_is_not_told_while_another_is_open() -> None:
    """The worked example in the module."""
    age: Profile = {"leader_age": 42}
    _, met, woman = _grounds(age | {"leader_woman": True})
    assert isinstance(met, Ground)
    assert isinstance(woman, Ground)
    assert (met.comparison.value, met.holds) == (43, True)
    assert (woman.comparison.fact, woman.holds) == ("leader_woman", True)
    _, still_open = _grounds(age)
    assert isinstance(still_open, OneOf)
    assert (still_open.holds, len(still_open.ways)) == (None, 2)
    failed = _grounds({"leader_age": 50})[-1]
    assert isinstance(failed, OneOf)
    assert (failed.holds, len(failed.ways)) == (False, 3)


def test_no_finding_of_terms_that_are_not_in_force_is_changed() -> None:
    catalogue = live_catalogue()
    finding: Finding = find(catalogue.programmes["training-voucher"], STARTUP, 20240101)
    assert finding.status == "not-yet"
    assert changes(finding, STARTUP, catalogue, one_project(STARTUP)) == ()
