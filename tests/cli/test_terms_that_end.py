"""Terms of the live catalogue that outlive what they rest on: held to the day on which each of the two ends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.program import Run

pytestmark = [pytest.mark.live, pytest.mark.slow]

SME = ("--company-type", "sme")
OUTLIVING = {
    "model-voucher": (*SME, "--project-category", "model-application", "--model-contract", "500万"),
    "application-demonstration": (
        *SME,
        *("--project-category", "scenario-demonstration", "--project-investment", "500万"),
    ),
    "application-benchmark": (*SME, "--project-category", "benchmark-application", "--project-investment", "500万"),
    "robot-bestseller": (
        *SME,
        *("--project-category", "robot-product", "--product-sales", "3000万", "--rd-spending", "1000万"),
    ),
    "national-open-competition": (*SME, "--project-category", "national-open-competition", "--national-grant", "150万"),
}
"""By programme, a firm that gets 1,500,000 yuan under its terms."""
BEFORE = dict.fromkeys(OUTLIVING, "eligible") | {"robot-bestseller": "possible"}
"""What each says while what it rests on has not ended: of the robots' threshold of sales the figure was not found."""


@pytest.fixture
def run(run_live: Run) -> Run:
    return run_live


def finding(run: Run, name: str, day: str) -> dict[str, Any]:
    done = run("estimate", "--json", *OUTLIVING[name], "--as-of", day)
    assert (done.returncode, done.stderr) == (0, "")
    [one] = [item for item in json.loads(done.stdout)["programmes"] if item["id"] == name]
    return dict(one)


@pytest.mark.parametrize("name", OUTLIVING)
@pytest.mark.parametrize(
    ("day", "status", "amount"),
    [
        ("2026-12-24", None, 1_500_000),
        ("2026-12-25", "in-doubt", 1_500_000),
        ("2027-06-30", "in-doubt", 1_500_000),
        ("2027-07-01", "lapsed", None),
    ],
)
def test_terms_are_in_doubt_after_the_measures_and_lapse_with_the_procedures(
    run: Run, name: str, day: str, status: str | None, amount: int | None
) -> None:
    found = finding(run, name, day)
    assert (found["status"], found["amount"] or None) == (status or BEFORE[name], amount)


def test_a_voucher_is_claimed_before_it_is_redeemed(run: Run) -> None:
    shown = json.loads(run("programmes", "show", "model-voucher", "--json").stdout)
    windows = {window["stage"]: window for window in shown["editions"][-1]["windows"]}
    assert (windows["claim"]["opens"], windows["claim"]["closes"]) == ("2026-09-07", None)
    assert (windows["redeem"]["opens"], windows["redeem"]["closes"]) == ("2026-08-27", None)
    assert windows["claim"]["cite"] == "model-claim-guide-2026-batch2#windows"
