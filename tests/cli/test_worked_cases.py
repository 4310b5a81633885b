"""The worked cases that the program was ordered with."""

from __future__ import annotations

import pytest

from tests.estimates import document, programme
from tests.program import Run

pytestmark = pytest.mark.live

STARTUP = ("--company-type", "startup")
TRAINING = ("--project-category", "model-training")
BEFORE = ("--as-of", "2026-01-15")


@pytest.fixture
def run(run_live: Run) -> Run:
    return run_live


def test_a_start_up_gets_sixty_per_cent_and_sees_what_eighty_would_give(run: Run) -> None:
    found = document(run, *STARTUP, *TRAINING, *BEFORE, "--compute-contract", "8 000 000")
    voucher = programme(found, "training-voucher")
    assert (voucher["status"], voucher["amount"], voucher["range"]) == ("eligible", 4_800_000, [4_800_000] * 2)
    [dispute] = [item for item in voucher["disputes"] if item["parameter"] == "rates[0].percent"]
    assert dispute["adopted"] == 60
    [other] = dispute["others"]
    assert (other["value"], other["amount"], other["cite"]) == (80, 6_400_000, "takungpao-2025-02-24#body")
    assert found["combination"] == ["training-voucher"]
    assert found["totals"]["by_terms"] == 4_800_000
    assert found["totals"]["by_terms_range"] == [4_800_000, 4_800_000]


@pytest.mark.parametrize(
    ("company", "contract", "expected"),
    [
        ("startup", "1亿", "10000000"),
        ("university", "3 000 000.33", "1500000.16"),
        ("large", "20 000 000", "10000000"),
        ("large", "19 999 999.99", "9999999.99"),
        ("startup", "0", "0"),
        ("startup", "1_000_000_000_000", "10000000"),
    ],
)
def test_shares_round_down_to_the_fen_and_stop_at_the_cap(run: Run, company: str, contract: str, expected: str) -> None:
    done = run("estimate", "--json", "--company-type", company, *TRAINING, *BEFORE, "--compute-contract", contract)
    assert f'"total": {expected},\n' in done.stdout


def test_the_model_voucher_has_a_usual_cap_and_is_for_companies(run: Run) -> None:
    arguments = ("--model-contract", "5 000 000", "--project-category", "model-application", *BEFORE)
    voucher = programme(document(run, "--company-type", "sme", *arguments), "model-voucher")
    assert (voucher["status"], voucher["amount"], voucher["range"]) == ("eligible", 1_500_000, [1_000_000, 1_500_000])
    refused = document(run, "--company-type", "university", *arguments)
    assert programme(refused, "model-voucher")["status"] == "ineligible"
    assert programme(refused, "model-voucher")["amount"] == 0
    assert refused["totals"]["by_terms"] == 0


def test_the_corpus_voucher_assumes_an_exchange_and_a_stranger(run: Run) -> None:
    arguments = (*STARTUP, "--corpus-contract", "10 000 000", "--project-category", "corpus-purchase", *BEFORE)
    voucher = programme(document(run, *arguments), "corpus-voucher")
    assert voucher["amount"] == 2_000_000
    assert set(voucher["assumptions"]) == {"corpus_via_exchange", "corpus_seller_affiliated"}
    refused = programme(document(run, *arguments, "--corpus-seller-affiliated", "yes"), "corpus-voucher")
    assert refused["status"] == "ineligible"
    [reason] = [item for item in refused["reasons"] if item["holds"] is False]
    assert reason["fact"] == "corpus_seller_affiliated"
    assert reason["cite"] == "measures-2024#3"


def test_without_the_contract_the_voucher_is_undetermined(run: Run) -> None:
    found = document(run, *STARTUP, *TRAINING, *BEFORE, "--no-input")
    voucher = programme(found, "training-voucher")
    assert (voucher["status"], voucher["amount"]) == ("undetermined", None)
    assert voucher["missing"] == ["compute_contract"]
    assert voucher["range"] == [0, 10_000_000]
    assert found["totals"]["by_terms"] == 0
    assert found["totals"]["by_terms_range"] == [0, 10_000_000]


def test_the_guide_of_2026_brings_a_floor(run: Run) -> None:
    arguments = ("--company-type", "sme", "--compute-contract", "400 000", *TRAINING)
    after = programme(document(run, *arguments, "--as-of", "2026-06-30"), "training-voucher")
    assert after["status"] == "ineligible"
    [reason] = [item for item in after["reasons"] if item["holds"] is False]
    assert (reason["fact"], reason["cite"]) == ("compute_contract", "training-guide-2026#2")
    before = programme(document(run, *arguments, *BEFORE), "training-voucher")
    assert (before["status"], before["amount"]) == ("eligible", 200_000)


def test_a_lapsed_programme_is_told_with_its_last_terms_and_enters_no_total(run: Run) -> None:
    found = document(run, *STARTUP, *TRAINING, "--compute-contract", "8 000 000", "--as-of", "2027-03-01")
    voucher = programme(found, "training-voucher")
    assert (voucher["status"], voucher["amount"], voucher["last_terms_amount"]) == ("lapsed", None, 4_800_000)
    assert voucher["edition"]["until"] == "2026-12-24"
    assert (found["totals"]["by_terms"], found["totals"]["by_terms_range"], found["totals"]["ceilings"]) == (
        0,
        [0, 0],
        0,
    )
    assert found["combination"] == []


def test_a_ceiling_stands_beside_the_total(run: Run) -> None:
    found = document(run, "--leader-age", "40", "--project-category", "youth-entrepreneurship", *BEFORE)
    venture = programme(found, "kunpeng-youth")
    assert (venture["basis"], venture["amount"], venture["status"]) == ("ceiling", 1_000_000, "eligible")
    assert (found["totals"]["ceilings"], found["totals"]["possible_ceilings"], found["totals"]["by_terms"]) == (
        1_000_000,
        0,
        0,
    )


def test_a_ceiling_whose_conditions_were_not_found_counts_apart(run: Run) -> None:
    found = document(run, "--company-type", "university", "--project-category", "key-laboratory", *BEFORE)
    laboratory = programme(found, "city-key-laboratory")
    assert (laboratory["basis"], laboratory["amount"], laboratory["status"]) == ("ceiling", 5_000_000, "possible")
    assert (found["totals"]["ceilings"], found["totals"]["possible_ceilings"], found["totals"]["by_terms"]) == (
        0,
        5_000_000,
        0,
    )


@pytest.mark.parametrize(
    ("category", "name", "company"),
    [
        ("equity-financing", "ai-robotics-fund", "startup"),
        ("bank-lending", "loan-risk-pool", "bank"),
        ("graduate-housing", "graduate-lodging", "individual"),
        ("workspace", "innovation-space", "startup"),
    ],
)
def test_what_is_not_money_is_never_summed(run: Run, category: str, name: str, company: str) -> None:
    found = document(run, "--company-type", company, "--project-category", category, *BEFORE)
    one = programme(found, name)
    assert (one["basis"], one["amount"], one["cap"]) == ("none", 0, None)
    assert (found["totals"]["by_terms"], found["totals"]["ceilings"], found["combination"]) == (0, 0, [])


def test_one_application_project_is_paid_once(run: Run) -> None:
    found = document(
        run,
        *STARTUP,
        "--project-category=scenario-demonstration,benchmark-application",
        "--project-investment=1000万",
        "--as-of=2026-06-30",
    )
    assert found["totals"]["by_terms"] == 3_000_000
    assert found["combination"] == ["application-benchmark"]
    [excluded] = found["excluded"]
    assert (excluded["id"], excluded["because_of"], excluded["forgone"]) == (
        "application-demonstration",
        "application-benchmark",
        2_000_000,
    )


def test_an_eligible_finding_gives_no_reason_that_does_not_hold(run: Run) -> None:
    arguments = (*STARTUP, *TRAINING, "--compute-contract", "8m", "--as-of", "2026-11-23")
    voucher = programme(document(run, *arguments), "training-voucher")
    assert voucher["status"] == "eligible"
    assert all(reason["holds"] for reason in voucher["reasons"])


EIGHT_MILLION = ("--company-type", "startup", *TRAINING, "--compute-contract", "800万")
GUANGMING = ("--district", "guangming")


@pytest.mark.parametrize(
    ("firm", "total", "readings"),
    [
        (EIGHT_MILLION, 4_800_000, {"strict": 4_000_000}),
        ((*EIGHT_MILLION, *GUANGMING), 4_800_000, {"strict": 4_000_000, "others-only": 7_200_000}),
        (
            ("--company-type", "sme", *TRAINING, "--compute-contract", "3000万", *GUANGMING),
            15_000_000,
            {"others-only": 16_000_000},
        ),
    ],
)
def test_the_limit_of_half_a_contract_is_told_as_it_can_be_read(
    run: Run, firm: tuple[str, ...], total: int, readings: dict[str, int]
) -> None:
    found = document(run, *firm, "--as-of", "2026-06-30")
    assert found["totals"]["by_terms"] == total
    assert {item["reading"]: item["total"] for item in found["readings"]} == readings
    assert document(run, *firm, *BEFORE)["readings"] == []
