"""Each line of the agreed semantics, as a property of random programmes and profiles."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.model import Programme
from szsubsidy.facts.model import Profile, Value
from szsubsidy.money import MAX_FEN, share
from szsubsidy.record import replace
from szsubsidy.rules.finding import find
from tests.strategies import AS_OF, local_programmes, outcome, profiles, programmes, status_if_met, values_of


def asked(programme: Programme) -> tuple[list[str], list[str]]:
    """The facts that the edition asks for, and those among them that it presumes."""
    edition = programme.editions[0]
    found = comparisons(edition.eligibility) + [lit for b in edition.award.branches for lit in comparisons(b.when)]
    facts = [comparison.fact for comparison in found] + ([edition.award.of] if edition.award.of else [])
    return sorted(set(facts)), sorted({comparison.fact for comparison in found if comparison.presumed is not None})


def completions(programme: Programme, profile: Profile) -> list[Profile]:
    """The profile with its open facts filled in, in every way that can make a difference."""
    facts, presumed = asked(programme)
    unknown = [fact for fact in facts if fact not in profile and fact not in presumed]
    choices = [values_of(fact) for fact in unknown]
    return [profile | dict(zip(unknown, chosen, strict=True)) for chosen in product(*choices)]


def as_set(value: Value) -> frozenset[str]:
    assert isinstance(value, frozenset)
    return value


def size(programme: Programme, profile: Profile) -> int:
    facts, _ = asked(programme)
    total = 1
    for fact in facts:
        if fact not in profile:
            total *= len(values_of(fact))
    return total


@given(programmes(), profiles())
def test_status_and_bounds_are_those_of_all_completions(programme: Programme, profile: Profile) -> None:
    assume(size(programme, profile) <= 3000)
    edition = programme.editions[0]
    found = find(programme, profile, AS_OF)
    results = {outcome(edition, full) for full in completions(programme, profile)}
    settled = {(eligible, most) for eligible, _, most in results}
    if len(settled) > 1:
        assert found.status == "undetermined"
        assert found.amount is None
        assert found.missing
    else:
        [(eligible, most)] = settled
        assert found.status == (status_if_met(edition) if eligible else "ineligible")
        assert found.amount == (None if eligible and edition.award.rate_unknown else most)
        assert not found.missing
    assert found.low == min(low for _, low, _ in results)
    assert found.high == max(high for _, _, high in results)


@given(programmes(), profiles())
def test_missing_is_exactly_what_can_still_change_the_finding(programme: Programme, profile: Profile) -> None:
    assume(size(programme, profile) <= 800)
    edition = programme.editions[0]
    facts, presumed = asked(programme)
    expected = set()
    for full in completions(programme, profile):
        before = outcome(edition, full)[::2]
        for fact in facts:
            if fact not in profile and fact not in presumed and fact not in expected:
                others: list[Value] = values_of(fact)
                if any(outcome(edition, full | {fact: value})[::2] != before for value in others):
                    expected.add(fact)
    assert set(find(programme, profile, AS_OF).missing) == expected


@given(programmes(), profiles())
def test_an_assumption_is_a_presumed_fact_whose_answer_could_change_the_finding(
    programme: Programme, profile: Profile
) -> None:
    assume(size(programme, profile) <= 800)
    edition = programme.editions[0]
    _, presumed = asked(programme)
    expected = set()
    for full in completions(programme, profile):
        before = outcome(edition, full)[::2]
        for fact in presumed:
            if fact not in profile and any(
                outcome(edition, full | {fact: value})[::2] != before for value in values_of(fact)
            ):
                expected.add(fact)
    found = find(programme, profile, AS_OF)
    assert {reason.comparison.fact for reason in found.assumptions} == expected


@given(local_programmes(), profiles())
def test_a_programme_of_an_area_is_that_of_everywhere_inside_and_nothing_outside(
    programme: Programme, profile: Profile
) -> None:
    [edition] = programme.editions
    everywhere = replace(edition, diagram=replace(edition.diagram, within=None))
    found = find(programme, profile, AS_OF)
    within, places = programme.within, profile.get("topics")
    inside = within is None or (within.home if places is None else bool(set(within.places) & as_set(places)))
    if inside:
        same = find(replace(programme, within=None, editions=(everywhere,)), profile, AS_OF)
        assert replace(found, programme=same.programme, edition=everywhere) == same
    else:
        assert (found.status, found.amount, found.low, found.high) == ("ineligible", 0, 0, 0)
        assert (found.missing, found.elsewhere) == ((), "area")


@given(programmes(), profiles(known=0.9), st.integers(0, MAX_FEN), st.integers(0, 10**9))
def test_more_cost_never_lowers_an_amount_while_eligibility_does_not_ask_for_it(
    programme: Programme, profile: Profile, cost: int, more: int
) -> None:
    edition = programme.editions[0]
    assume("cost" not in edition.diagram.answer_sets)
    less = find(programme, profile | {"cost": cost}, AS_OF)
    greater = find(programme, profile | {"cost": min(MAX_FEN, cost + more)}, AS_OF)
    assert less.high <= greater.high


@given(programmes(), profiles(known=0.9))
def test_no_amount_passes_its_cap_and_the_ineligible_get_nothing(programme: Programme, profile: Profile) -> None:
    found = find(programme, profile, AS_OF)
    caps = [branch.cap.value for branch in programme.editions[0].award.branches]
    assert 0 <= found.low <= found.high <= max(caps)
    if found.status == "ineligible":
        assert found.amount == found.high == 0


@given(st.integers(0, MAX_FEN), st.integers(0, 10_000))
def test_a_share_rounds_down_to_the_fen(cost: int, rate: int) -> None:
    paid = share(cost, rate)
    assert paid * 10_000 <= cost * rate < (paid + 1) * 10_000


@given(programmes(), profiles(known=0.3), profiles(known=0.9))
def test_an_answer_never_widens_the_range(programme: Programme, profile: Profile, answers: Profile) -> None:
    _, presumed = asked(programme)
    before = find(programme, profile, AS_OF)
    more = {fact: value for fact, value in answers.items() if fact not in presumed} | profile
    after = find(programme, more, AS_OF)
    assert before.low <= after.low <= after.high <= before.high
