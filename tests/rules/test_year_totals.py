"""Whole estimates of firms with several projects, on random catalogues."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm, Profile, one_project
from szsubsidy.record import replace
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.finding import find
from tests.examples import one_in
from tests.strategies import AS_OF, OF_PROJECTS, catalogues, firms, profiles

HELD = ("p0", "p1")
"""Programmes of random catalogues that firms hold money of."""


def totals(found: Estimate) -> tuple[object, ...]:
    """What an estimate comes to, without what it says of each project."""
    return (
        [(item.programme.id, item.status, item.amount, item.low, item.high, item.missing) for item in found.findings],
        [
            (best.held, best.excluded, best.reduced)
            for best in (found.by_terms, found.within_reach, found.open_now, found.conditional)
        ],
        (found.by_terms_range, found.within_reach_range),
        [(item.cap, item.reading, item.best, item.capped) for item in found.readings],
        found.missing,
    )


@one_in(2)
@given(catalogues(), profiles())
def test_a_firm_of_one_project_comes_to_what_a_profile_does(catalogue: Catalogue, profile: Profile) -> None:
    assume(profile.get("cost") != 1)  # below a fen rates differ that come to the same
    by_the_year = one_project(profile, held={"none": 0})
    assert not by_the_year.is_flat
    assert totals(estimate(catalogue, by_the_year, AS_OF)) == totals(estimate(catalogue, profile, AS_OF))


@one_in(2)
@given(catalogues(), firms(held=HELD, most=4), st.randoms(use_true_random=False))
def test_the_order_of_projects_changes_no_total(catalogue: Catalogue, firm: Firm, chance: Random) -> None:
    projects = list(firm.projects)
    chance.shuffle(projects)
    other = replace(firm, projects=tuple(projects))
    assert totals(estimate(catalogue, firm, AS_OF)) == totals(estimate(catalogue, other, AS_OF))


@one_in(2)
@given(catalogues(), firms(known=0.9, held=HELD, most=4), st.sampled_from([1, 200, 10**6, 10**12]))
def test_more_held_never_raises_a_total(catalogue: Catalogue, firm: Firm, more: int) -> None:
    held = replace(firm, held=firm.held | {"p0": firm.held.get("p0", 0) + more})
    before, after = estimate(catalogue, firm, AS_OF), estimate(catalogue, held, AS_OF)
    assert tuple(after.by_terms.amounts) <= tuple(before.by_terms.amounts)
    assert after.by_terms_range.low <= before.by_terms_range.low
    assert after.by_terms_range.high <= before.by_terms_range.high


def bounded_above(catalogue: Catalogue) -> bool:
    """Whether a greater cost of the year can bring less by some programme."""
    return any(
        edition.diagram.yearly
        and any(one >= 0 and other != one for leaf in edition.diagram.leaves for one, other in pairwise(leaf))
        for programme in catalogue.programmes.values()
        for edition in programme.editions
    )


@one_in(2)
@given(catalogues(), firms(known=0.9, held=HELD, most=4))
def test_another_project_never_lowers_a_total(catalogue: Catalogue, firm: Firm) -> None:
    assume(len(firm.projects) > 1 and not bounded_above(catalogue))
    fewer = replace(firm, projects=firm.projects[:-1])
    before, after = estimate(catalogue, fewer, AS_OF), estimate(catalogue, firm, AS_OF)
    assert before.by_terms_range.low <= after.by_terms_range.low
    assert before.by_terms_range.high <= after.by_terms_range.high
    if not before.missing and not after.missing:
        assert tuple(before.by_terms.amounts) <= tuple(after.by_terms.amounts)


@one_in(2)
@given(catalogues(), firms(known=2, held=HELD, most=4))
def test_the_total_of_a_firm_of_which_all_is_known_is_within_its_bounds(catalogue: Catalogue, firm: Firm) -> None:
    found = estimate(catalogue, firm, AS_OF)
    usual = found.by_terms_range
    assert usual.low <= found.total == usual.high


@one_in(2)
@given(catalogues(), firms(known=0.7, held=HELD, most=3), firms(known=2, most=3))
def test_answers_leave_the_total_within_its_bounds(catalogue: Catalogue, firm: Firm, answers: Firm) -> None:
    assume(len(firm.projects) <= len(answers.projects))
    presumed = {
        fact
        for programme in catalogue.programmes.values()
        for edition in programme.editions
        for fact in edition.diagram.presumed
    } | {"topics"}  # without a place, an applicant counts as elsewhere
    facts = {fact: value for fact, value in answers.facts.items() if fact not in presumed}
    projects = tuple(
        replace(each, facts={name: value for name, value in other.facts.items() if name not in presumed} | each.facts)
        for each, other in zip(firm.projects, answers.projects, strict=False)
    )
    before = estimate(catalogue, firm, AS_OF)
    after = estimate(catalogue, replace(firm, facts=facts | firm.facts, projects=projects), AS_OF)
    assert before.by_terms_range.low <= after.by_terms_range.low
    assert max(after.total, after.by_terms_range.high) <= before.by_terms_range.high


@one_in(2)
@given(catalogues(), firms(known=0.8, held=HELD, most=3))
def test_what_another_answer_would_change_is_what_is_found_with_it(catalogue: Catalogue, firm: Firm) -> None:
    assume(not firm.is_flat)
    for explanation in estimate(catalogue, firm, AS_OF).explanations.values():
        for change in explanation.changes:
            assert change.fact not in OF_PROJECTS
            for value in change.answers.values:
                kept = frozenset({str(value)}) if change.fact == "topics" else value
                found = find(explanation.finding.programme, firm.with_fact(change.fact, kept), AS_OF)
                assert (found.status, found.low, found.high) == (change.status, change.low, change.high)
