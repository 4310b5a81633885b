"""What an estimate answers: the best of what one can still apply for, or why there is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import from_date, to_date
from szsubsidy.facts.model import Profile, Value
from szsubsidy.record import replace
from szsubsidy.rules.answer import Answer
from szsubsidy.rules.estimate import Estimate, estimate
from tests.strategies import catalogues, profiles

CATALOGUE = load_catalogue()
DAYS = st.dates(to_date(20240101), to_date(20280101)).map(from_date)
TRAINING: dict[str, Value] = {"company_type": "startup", "project_category": frozenset({"model-training"})}
CONTRACT = TRAINING | {"compute_contract": 800_000_000}


def answer(profile: Profile, day: int) -> Answer:
    return estimate(CATALOGUE, profile, day).answer


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (20260520, Answer("open", day=20260605, low=480_000_000, high=480_000_000)),
        (20260115, Answer("upcoming", day=20260506, low=480_000_000, high=480_000_000)),
        (20261128, Answer("closed", low=480_000_000, high=480_000_000)),
        (20270110, Answer("lapsed", day=20261224)),
    ],
)
def test_the_training_voucher_of_a_start_up_through_the_years(day: int, expected: Answer) -> None:
    assert answer(CONTRACT, day) == replace(expected, programmes=("training-voucher",))


def test_without_the_contract_the_answer_is_a_range() -> None:
    found = answer(TRAINING, 20261128)
    assert (found.kind, found.low, found.high) == ("closed", 0, 1_000_000_000)


def test_a_contract_that_is_too_small_when_applications_open() -> None:
    found = answer(CONTRACT | {"company_type": "sme", "compute_contract": 40_000_000}, 20260115)
    assert (found.kind, found.day, found.high) == ("asks-more", 20260506, 0)


def test_a_district_of_which_no_dates_are_known_beside_a_closed_call() -> None:
    firm = CONTRACT | {"district": frozenset({"guangming"}), "compute_contract": 3_000_000_000}
    found = answer(firm, 20260630)
    assert (found.kind, found.programmes, found.high) == ("unknown", ("guangming-compute",), 600_000_000)


def test_a_rate_that_no_source_gives_has_no_amount() -> None:
    found = answer(CONTRACT | {"district": frozenset({"longgang"})}, 20261128)
    assert (found.kind, found.certainty, found.high) == ("unknown", "rate-unknown", 0)
    assert found.more is None


def test_terms_whose_basis_has_ended_are_in_doubt() -> None:
    firm: Profile = {
        "company_type": "sme",
        "project_category": frozenset({"model-application"}),
        "model_contract": 500_000_000,
    }
    found = answer(firm, 20270110)
    assert (found.kind, found.day, found.high) == ("in-doubt", 20261224, 150_000_000)


def test_nothing_fits_a_bank_that_trains_a_model() -> None:
    assert answer(CONTRACT | {"company_type": "bank"}, 20261128).kind == "nothing-fits"


def test_nothing_is_known_of_a_firm_with_a_name_alone() -> None:
    assert answer({"firm_name": "深圳某某"}, 20261128).kind == "nothing-known"


def test_what_may_be_open_is_told_before_what_has_no_dates_and_all_that_is_within_reach_beside_it() -> None:
    firm: Profile = {
        "company_type": "sme",
        "project_category": frozenset({"corpus-purchase", "model-application"}),
        "corpus_contract": 200_000_000,
        "model_contract": 300_000_000,
    }
    voucher = CATALOGUE.programmes["corpus-voucher"]
    *earlier, edition = voucher.editions
    windows = tuple(replace(window, confidence="unconfirmed") for window in edition.windows)
    weak = replace(voucher, editions=(*earlier, replace(edition, windows=windows)))
    catalogue = replace(CATALOGUE, programmes={**CATALOGUE.programmes, "corpus-voucher": weak})
    found = estimate(catalogue, firm, 20260915).answer
    assert (found.kind, found.day, found.high) == ("perhaps-open", 20261110, 60_000_000)
    assert found.more is not None
    assert (found.more.low, found.more.high) == (150_000_000, 150_000_000)


NEAR = {"open", "perhaps-open", "upcoming", "unknown"}


def _reached(found: Estimate) -> int:
    return found.within_reach_range.high if found.missing else found.within_reach.computed


@given(st.data())
def test_an_answer_says_no_more_than_is_within_reach_and_tells_of_all_of_it(data: st.DataObject) -> None:
    catalogue: Catalogue = data.draw(catalogues())
    found = estimate(catalogue, data.draw(profiles()), data.draw(DAYS))
    said = found.answer
    assert 0 <= said.low <= said.high
    if said.kind not in NEAR:
        return
    assert said.programmes
    if said.certainty == "computed":
        assert said.high <= max(_reached(found), found.open_now.computed)
    if said.more is not None:
        assert said.more.high == _reached(found)
    elif said.certainty == "computed":
        assert said.high >= _reached(found)


@given(st.data())
def test_where_something_can_be_computed_within_reach_the_answer_is_no_refusal(data: st.DataObject) -> None:
    catalogue: Catalogue = data.draw(catalogues())
    firm = data.draw(profiles())
    found = estimate(catalogue, firm, data.draw(DAYS))
    relevant = {finding.programme.id for finding in found.relevant()}
    paying = {name for name, granted in found.within_reach.held.items() if granted.computed}
    if paying & relevant and firm.keys() - {"firm_name"}:
        assert found.answer.kind in NEAR
    if found.open_now.computed and paying & relevant and firm.keys() - {"firm_name"}:
        assert found.answer.kind == "open" or not any(
            name in relevant and granted.computed for name, granted in found.open_now.held.items()
        )
