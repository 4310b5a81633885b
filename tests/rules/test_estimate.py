"""Whole estimates of the bundled catalogue, for random firms on random days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.citations import source_of
from szsubsidy.days import from_date, to_date
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.types import type_of
from szsubsidy.money import share
from szsubsidy.rules.disputed import disputes_of, weighty_disputes
from szsubsidy.rules.estimate import estimate
from szsubsidy.rules.finding import find
from szsubsidy.vocabulary import MET
from tests.catalogues import live_catalogue
from tests.rules.naive import SAFE, STATED, Firm, best_of_all, current, paid_all_on, worths_of

pytestmark = [pytest.mark.live, pytest.mark.slow]

CATALOGUE = live_catalogue()
DAYS = st.dates(to_date(20240101), to_date(20280101)).map(from_date)


def within(fact: Fact) -> tuple[int, int]:
    """Likely values of a number, within its bounds."""
    least, most = type_of(fact).bounds() or (0, 0)
    return max(least, 0), min(most, 100)


def answers(fact: Fact) -> st.SearchStrategy[object]:
    ids = [value.id for value in fact.values] or [""]
    return {
        "choice": st.sampled_from(ids),
        "choices": st.frozensets(st.sampled_from(ids), min_size=1, max_size=8),
        "money": st.sampled_from([0, 1, 49_999_999, 50_000_000, 10**9, 1_666_666_667, 10**14]) | st.integers(0, 10**14),
        "date": DAYS,
        "integer": st.integers(*within(fact)),
        "flag": st.booleans(),
        "text": st.just("甲"),
    }[fact.type]


FIRMS = st.fixed_dictionaries({}, optional={fact.id: answers(fact) for fact in CATALOGUE.facts.values()})


@given(FIRMS, DAYS)
def test_the_total_is_the_best_permitted_sum_of_what_can_be_computed(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    worths = worths_of(found.findings)
    costs = {item: terms.of for item, terms in paid_all_on(CATALOGUE, day).items()}
    rules, caps = current(CATALOGUE.rules, day), current(CATALOGUE.joint_caps, day)
    for best, kinds in ((found.by_terms, SAFE), (found.conditional, STATED)):
        found_best = best.computed, best.ceilings, best.possible_ceilings
        assert found_best == tuple(best_of_all(Firm(worths, costs, firm), rules, caps, kinds))
    assert found.by_terms_range.low <= found.by_terms_range.high
    assert found.total <= found.by_terms_range.high


@given(FIRMS, DAYS)
def test_money_for_one_contract_stays_below_what_the_joint_cap_and_the_largest_award_leave(
    firm: Profile, day: int
) -> None:
    found = estimate(CATALOGUE, firm, day)
    for cap in CATALOGUE.joint_caps:
        cost = firm.get(cap.of)
        if isinstance(cost, int) and cap.starts is not None and cap.starts <= day:
            amounts = [found.by_terms.held[item].computed for item in cap.programmes if item in found.by_terms.held]
            alone = max((item.amount or 0 for item in found.findings if item.programme.id in cap.programmes), default=0)
            assert sum(amounts) <= min(cost, max(share(cost, cap.rate), alone))


@given(FIRMS, DAYS)
def test_ceilings_are_never_added_to_computed_amounts_and_what_is_not_money_to_neither(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    chosen = [item for item in found.findings if item.programme.id in found.combination]
    granted = found.by_terms.held
    assert found.total == sum(granted[item.programme.id].computed for item in chosen)
    for item in chosen:
        fits = 0 if item.edition.award.is_computed else 2 if item.status == "possible" else 1
        assert all(amount == 0 for place, amount in enumerate(granted[item.programme.id]) if place != fits)
    assert all(item.edition.award.is_money for item in chosen)


@given(FIRMS, DAYS)
def test_the_day_picks_the_edition_and_what_is_not_in_force_enters_no_total(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    for item in found.findings:
        covering = [
            edition
            for edition in item.programme.editions
            if edition.starts <= day and (edition.until is None or day <= edition.until)
        ]
        if covering:
            assert item.edition is covering[0]
            assert item.status in {*MET, "ineligible", "undetermined"}
            in_doubt = item.edition.rests_on is not None and item.edition.rests_on.until < day
            assert not item.met or (item.status == "in-doubt") == in_doubt
            assert item.last_terms_amount is None
        else:
            assert item.status == ("not-yet" if day < item.programme.editions[0].starts else "lapsed")
            assert (item.amount, item.low, item.high) == (None, 0, 0)
            assert item.programme.id not in found.combination


@given(FIRMS, DAYS)
def test_answering_everything_that_is_missing_settles_every_finding(firm: Profile, day: int) -> None:
    for programme in CATALOGUE.programmes.values():
        known = dict(firm)
        for _ in range(20):
            missing = find(programme, known, day).missing
            if not missing:
                break
            fact = CATALOGUE.facts[missing[0]]
            answer: dict[str, Value] = {
                "choice": fact.values[0].id if fact.values else "",
                "choices": frozenset({value.id for value in fact.values}),
                "money": 10**9,
                "integer": within(fact)[1] - 1,
                "date": 20250101,
                "flag": True,
            }
            known[fact.id] = answer[fact.type]
        assert find(programme, known, day).status != "undetermined"


@given(FIRMS, DAYS)
def test_a_dispute_is_shown_where_it_can_matter_and_gives_the_other_figure(firm: Profile, day: int) -> None:
    finding = find(CATALOGUE.programmes["training-voucher"], firm, day)
    startup_rate = finding.edition.award.branches[0]
    if finding.branch == startup_rate and finding.met:
        [dispute] = [found for found in disputes_of(finding, firm, day) if found.dispute.field == "rate"]
        cost = firm["compute_contract"]
        assert isinstance(cost, int)
        assert dispute.alternatives[0].amount == min(10**9, cost * 80 // 100)
        assert dispute.alternatives[0].amount >= (finding.amount or 0)
    elif finding.branch not in {None, startup_rate}:
        assert all(found.dispute.field != "rate" for found in disputes_of(finding, firm, day))


@given(DAYS)
def test_an_edition_governs_each_day_of_its_own(day: int) -> None:
    for programme in CATALOGUE.programmes.values():
        edition, validity = programme.edition_on(day)
        assert (validity == "in-force") == (edition.starts <= day and (edition.until is None or day <= edition.until))


@given(FIRMS, DAYS)
def test_a_notice_of_what_is_left_out_names_only_what_is_in_force(firm: Profile, day: int) -> None:
    found = estimate(CATALOGUE, firm, day)
    status = {finding.programme.id: finding.status for finding in found.findings}
    left_out = [name for notice in found.notices if notice.code == "left-out" for name in notice.programmes]
    assert {status[name] for name in left_out} <= {"ineligible"}


DISPUTED = sorted(
    programme.id
    for programme in CATALOGUE.programmes.values()
    if any(edition.disputes for edition in programme.editions)
)


@given(st.sampled_from(DISPUTED), FIRMS, DAYS)
def test_beside_an_estimate_stand_the_disputes_that_change_its_figure_and_carry_weight(
    programme: str, firm: Profile, day: int
) -> None:
    finding = find(CATALOGUE.programmes[programme], firm, day)
    shown = [
        (disputed.dispute, alternative)
        for disputed in weighty_disputes(finding, disputes_of(finding, firm, day), CATALOGUE.sources)
        for alternative in disputed.alternatives
    ]
    figure = (finding.amount, finding.low, finding.high)
    for disputed in disputes_of(finding, firm, day):
        for alternative in disputed.alternatives:
            source = CATALOGUE.sources[source_of(alternative.other.cite)]
            weighty = alternative.other.confidence in {"official", "reported"} or source.kind == "newspaper"
            is_number = disputed.dispute.field in {"rate", "cap", "usual_cap", "threshold"}
            changes = is_number and (alternative.amount, alternative.low, alternative.high) != figure
            if finding.in_force and disputed.dispute.field not in {"starts", "until"}:
                assert ((disputed.dispute, alternative) in shown) == (weighty and changes)
            assert weighty or (disputed.dispute, alternative) not in shown
