"""What one can still apply for, of the bundled catalogue, for random firms on random days."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import JointCap
from szsubsidy.facts.model import Profile
from szsubsidy.facts.read import read_value
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.limits import paid_on
from szsubsidy.rules.reach import Availability, availability
from tests.catalogues import live_catalogue
from tests.rules.naive import Firm, speaks_of, worth_of, worths_of
from tests.rules.test_estimate import DAYS, FIRMS

pytestmark = [pytest.mark.live, pytest.mark.slow]

CATALOGUE = live_catalogue()


def reachable(found: Estimate) -> dict[str, Finding]:
    """What one can still apply for, each judged on the day on which one can, read naively."""
    judged = {}
    for item in found.findings:
        day = item.availability.day
        edition, validity = item.programme.edition_on(day or found.as_of)
        rests_on = edition.rests_on
        if day and validity == "in-force" and not (rests_on and rests_on.until < day):
            judged[item.programme.id] = find(item.programme, found.profile, day)
    return judged


@given(FIRMS, DAYS)
def test_within_reach_is_the_best_that_may_be_held_of_what_one_can_still_apply_for(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    judged = reachable(found)
    days = {name: item.evaluated_on for name, item in judged.items()}

    def holds(cap: JointCap) -> bool:
        members = [days[name] for name in cap.programmes if name in days]
        return bool(members) and cap.holds_on(max(members))

    caps = [cap for cap in CATALOGUE.joint_caps if holds(cap)]
    separating = [rule for rule in CATALOGUE.rules if rule.kind in {"at-most-one", "not-stated"}]
    worths = worths_of(judged.values())
    costs = {name: paid.of for name, paid in paid_on(CATALOGUE.programmes.values(), days).items()}
    groups = chain.from_iterable(combinations(worths, size) for size in range(len(worths) + 1))
    best = max(
        worth_of(group, Firm(worths, costs, firm), caps)
        for group in groups
        if not any(
            speaks_of(rule, one, other) and rule.holds_on(max(days[one], days[other]))
            for one, other in combinations(group, 2)
            for rule in separating
        )
    )
    assert found.within_reach.amounts == best
    assert found.within_reach_range.low <= found.within_reach_range.high
    assert found.within_reach.computed <= found.within_reach_range.high


@given(FIRMS, DAYS)
def test_what_is_closed_or_in_doubt_is_not_within_reach_and_only_what_is_open_is_open(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    judged = reachable(found)
    assert set(found.within_reach.held) <= set(judged)
    for name, amounts in found.within_reach.held.items():
        assert sum(amounts) <= (judged[name].amount or 0)
    assert found.open_now.computed <= found.within_reach.computed
    known = {item.programme.id: item.availability for item in found.findings}
    for name in found.open_now.held:
        window = known[name].window
        assert window is not None
        assert window.closes is not None
        assert window.opens <= day <= window.closes
        assert window.confidence != "unconfirmed"
        assert window.stage != "redeem"


@given(DAYS)
def test_the_application_day_is_one_on_which_a_call_is_open_or_may_be(day: int) -> None:
    for programme in CATALOGUE.programmes.values():
        known: Availability = availability(programme, day)
        if known.day is None:
            assert known.reach == "closed"
        elif known.reach == "upcoming":
            assert day < known.day
            assert availability(programme, known.day).reach in {"open", "unknown"}
            assert programme.edition_on(known.day)[1] == "in-force"
        else:
            assert known.day == day


@given(FIRMS, DAYS)
def test_a_fact_that_helps_or_is_added_brings_what_is_said(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    judged = {item.programme.id: found.on_application_day(item) for item in found.findings}
    for help_ in found.helps:
        before = judged[help_.programme]
        after = find(before.programme, firm | {help_.fact: help_.value}, before.evaluated_on)
        less = find(before.programme, firm | {help_.fact: help_.value - 1}, before.evaluated_on)
        assert (before.status, after.met, after.amount) == ("ineligible", True, help_.amount)
        assert not less.amount
    for unused in found.unused:
        topic, value = unused.add
        named = firm[topic]
        assert isinstance(named, frozenset)
        assert value not in named
        programme = CATALOGUE.programmes[unused.programme]
        assert programme.edition_on(judged[unused.programme].evaluated_on)[0].award.of == unused.fact
        more = find(programme, firm | {topic: named | {value}}, judged[unused.programme].evaluated_on)
        assert more.amount == unused.amount > 0


def _firm(**facts: str) -> Profile:
    return {fact: read_value(CATALOGUE.facts[fact], text) for fact, text in facts.items()}


TRAINING = {"compute_contract": "800万", "project_category": "model-training"}


def test_what_is_best_by_the_terms_but_closed_gives_way_to_what_may_be_open(
    known_catalogue: Catalogue,
) -> None:
    """No source lets Longhua's 30% be added to the city's 50%, and from 6 June on the city's is closed."""
    firm = _firm(company_type="sme", district="longhua", **TRAINING)
    spring, autumn = estimate(known_catalogue, firm, 20260115), estimate(known_catalogue, firm, 20261128)
    assert list(spring.by_terms.held) == list(spring.within_reach.held) == ["training-voucher"]
    assert (spring.total, spring.within_reach.computed, spring.open_now.computed) == (400_000_000, 400_000_000, 0)
    assert list(autumn.by_terms.held) == ["training-voucher"]
    assert list(autumn.within_reach.held) == ["longhua-compute"]
    assert autumn.within_reach.computed == 240_000_000


def test_the_terms_of_the_application_day_decide_what_is_within_reach(known_catalogue: Catalogue) -> None:
    """400,000 on 15 January: 50% by the terms of that day; from 6 May on 500,000 are asked for."""
    small = _firm(company_type="sme", project_category="model-training", compute_contract="40万")
    found = estimate(known_catalogue, small, 20260115)
    assert (found.total, found.within_reach.computed) == (20_000_000, 0)
    assert found.at_application["training-voucher"].status == "ineligible"
    assert [(help_.value, help_.amount) for help_ in found.helps] == [(50_000_000, 25_000_000)]


def test_a_model_contract_under_the_category_of_training_is_not_used(known_catalogue: Catalogue) -> None:
    firm = _firm(company_type="sme", model_contract="300万", **TRAINING)
    [unused] = estimate(known_catalogue, firm, 20260115).unused
    assert (unused.fact, unused.add) == ("model_contract", ("project_category", "model-application"))
    assert (unused.programme, unused.amount) == ("model-voucher", 90_000_000)
    assert (
        estimate(known_catalogue, firm | {"project_category": frozenset({"model-application"})}, 20260115)
        .unused[0]
        .fact
        == "compute_contract"
    )
