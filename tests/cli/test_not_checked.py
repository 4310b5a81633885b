"""What limits who gets the money and is not checked stands with the estimate, in the bundled catalogue."""

from __future__ import annotations

import json

import pytest

from tests.program import Run

SAID = {
    "qianhai-rent": [
        "second edition of the measures (September 2024) was not found",
        "The firm is an AI firm.",
        "for a year; it is paid for up to 36 months",
    ],
    "gd-ai-benchmark": ["at most 10 cases a year", "begun from 1 July 2022 and completed by 31 July 2025"],
    "gd-little-giant-match": ["the city's award is part of it"],
    "youth-housing": ["Before tax: 1,000 yuan a month after it."],
    "sz-startup-subsidy": ["assumed to be still in force"],
    "sz-startup-hiring": ["assumed to be still in force"],
    "futian-office-purchase": ["assumed to be still in force"],
    "sz-first-version-user": ["The current call was not found"],
    "settling-in": ["Age limit"],
    "government-scene": ["Not together with a similar grant of the city."],
    "pilot-base": ["over the years"],
    "model-voucher": ["Claim first, redeem later"],
    "robot-bestseller": ["computers, phones and wearables"],
    "guangming-compute": ["at most three years in a row"],
    "sz-synbio-rd-growth": ["for growth of R&D spending it is 3,000,000"],
}


pytestmark = pytest.mark.live


@pytest.fixture
def run(run_live: Run) -> Run:
    return run_live


@pytest.mark.parametrize(("programme", "parts"), SAID.items(), ids=SAID)
def test_what_limits_who_gets_it_is_said_of_the_programme(run: Run, programme: str, parts: list[str]) -> None:
    shown = json.loads(run("programmes", "show", programme, "--json").stdout)
    asked = " ".join(statement["text"]["en"] for statement in shown["editions"][-1]["unmodelled"])
    for part in parts:
        assert part in asked


def test_qianhais_rent_is_possible_for_a_year_and_says_what_was_not_found(run: Run) -> None:
    firm = ("--district", "qianhai", "--registered-capital", "3000万", "--rented-area", "300")
    asked = ("estimate", "--company-type", "sme", "--project-category", "workspace", *firm, "--as-of", "2026-11-28")
    answer = " ".join(run(*asked).stdout.split())
    assert "Perhaps up to 216,000 yuan" in answer
    assert "720 yuan a square metre a year, for 300. Not all conditions are known." in answer
    text = " ".join(run(*asked, "--details").stdout.split())
    for part in SAID["qianhai-rent"]:
        assert part in text


@pytest.mark.parametrize(
    "label", ["Rent-free innovation space", "免租创新空间", "免租創新空間", "Rent-free space or rent subsidy"]
)
def test_the_category_of_rent_is_called_by_its_old_and_its_new_label(run: Run, label: str) -> None:
    result = run("estimate", "--project-category", label, "--json", "--as-of", "2026-11-28")
    assert json.loads(result.stdout)["profile"]["project_category"] == ["workspace"]
