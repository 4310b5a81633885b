"""What was added after the audit of November 2026, the province's programmes first: cases at the command line."""

from __future__ import annotations

import json

import pytest

from tests.catalogues import live_catalogue
from tests.estimates import document, programme
from tests.program import Run

pytestmark = pytest.mark.live

TODAY = ("--as-of", "2026-11-28")
SME = ("--company-type", "sme")
STARTUP = ("--company-type", "startup")
BENCHMARK = (*SME, "--project-category", "industrial-ai")
CENTRE = ("--project-category", "innovation-centre", "--recognised-on", "2026-03-01")
GIANT = (*SME, "--project-category", "little-giant", "--recognised-on", "2025-07-01")
OPEN_SOURCE = ("--project-category", "open-source")
FOUNDING = (*STARTUP, "--project-category", "founding")
DEVELOPER = (*SME, "--project-category", "first-version-software", "--software-statistics", "yes")
OFFICE = (*SME, "--project-category", "office-purchase")

ADDED = {
    "gd-ai-benchmark",
    "gd-innovation-centre",
    "gd-open-source-platform",
    "gd-little-giant-match",
    "sz-first-version-developer",
    "sz-first-version-user",
    "sz-software-key-link",
    "sz-synbio-rd-growth",
    "sz-startup-subsidy",
    "sz-startup-hiring",
    "futian-office-purchase",
}


@pytest.fixture
def run(run_live: Run) -> Run:
    return run_live


@pytest.mark.parametrize(
    ("name", "arguments", "status", "amount"),
    [
        ("gd-ai-benchmark", (*BENCHMARK, "--project-investment", "2000万"), "eligible", 6_000_000),
        ("gd-ai-benchmark", (*BENCHMARK, "--project-investment", "3000万"), "eligible", 8_000_000),
        (
            "gd-innovation-centre",
            (*CENTRE, "--innovation-centre-level", "国家级", "--rd-equipment", "1亿"),
            "eligible",
            40_000_000,
        ),
        (
            "gd-innovation-centre",
            (*CENTRE, "--innovation-centre-level", "省级", "--rd-equipment", "1亿"),
            "eligible",
            10_000_000,
        ),
        ("gd-open-source-platform", (*OPEN_SOURCE, "--active-users", "1000001"), "eligible", 8_000_000),
        ("gd-open-source-platform", (*OPEN_SOURCE, "--firms-served", "200"), "eligible", 8_000_000),
        (
            "gd-little-giant-match",
            (*GIANT, "--recognition", "小巨人", "--city-award", "250万"),
            "eligible",
            2_000_000,
        ),
        (
            "gd-little-giant-match",
            (*GIANT, "--recognition", "单项冠军", "--city-award", "250万"),
            "eligible",
            2_500_000,
        ),
        ("sz-first-version-developer", (*DEVELOPER, "--first-version-sales", "1000万"), "possible", 3_000_000),
        ("sz-first-version-developer", (*DEVELOPER, "--first-version-sales", "4000万"), "possible", 10_000_000),
        (
            "sz-first-version-user",
            (*SME, "--project-category", "采购首版次软件", "--first-version-purchase", "500万"),
            "possible",
            500_000,
        ),
        (
            "sz-software-key-link",
            (*SME, "--project-category", "software-key-link", "--project-investment", "1000万"),
            "possible",
            5_000_000,
        ),
        ("sz-synbio-rd-growth", (*SME, "--project-category", "合成生物研发"), "possible", 10_000_000),
        ("sz-startup-subsidy", (*FOUNDING, "--founders", "3"), "possible", 30_000),
        ("sz-startup-subsidy", (*FOUNDING, "--founders", "11"), "possible", 100_000),
        ("sz-startup-hiring", (*FOUNDING, "--hires", "3"), "possible", 6_000),
        ("sz-startup-hiring", (*FOUNDING, "--hires", "4"), "possible", 9_000),
        ("sz-startup-hiring", (*FOUNDING, "--hires", "12"), "possible", 30_000),
        (
            "futian-office-purchase",
            (*OFFICE, "--district", "福田", "--office-price", "5000万"),
            "possible",
            5_000_000,
        ),
    ],
)
def test_what_the_added_programmes_give(
    run: Run, name: str, arguments: tuple[str, ...], status: str, amount: int
) -> None:
    found = programme(document(run, *arguments, *TODAY), name)
    assert (found["status"], found["amount"]) == (status, amount)


def test_the_provinces_terms_end_with_2027(run: Run) -> None:
    arguments = (*BENCHMARK, "--project-investment", "2000万")
    assert programme(document(run, *arguments, "--as-of", "2027-12-31"), "gd-ai-benchmark")["amount"] == 6_000_000
    assert programme(document(run, *arguments, "--as-of", "2028-01-01"), "gd-ai-benchmark")["status"] == "lapsed"


def test_province_and_city_are_not_added_up_while_no_source_says_that_they_may(run: Run) -> None:
    both = ("--project-category", "industrial-ai;scenario-demonstration", "--project-investment", "2000万")
    found = document(run, *SME, *both, *TODAY)
    assert programme(found, "application-demonstration")["amount"] == 2_000_000
    assert (found["totals"]["by_terms"], found["combination"]) == (6_000_000, ["gd-ai-benchmark"])
    assert found["conditional"]["total"] == 8_000_000


def test_both_subsidies_for_starting_a_firm_are_added_up(run: Run) -> None:
    assert document(run, *FOUNDING, "--founders", "2", "--hires", "5", *TODAY)["totals"]["by_terms"] == 20_000 + 12_000


def test_an_estimate_about_something_else_is_as_it_was(run: Run) -> None:
    arguments = (*STARTUP, "--project-category", "model-training", "--compute-contract", "800万", *TODAY)
    done = run("estimate", *arguments)
    names = [live_catalogue().programmes[added].name["en"] for added in sorted(ADDED)]
    assert "Training voucher" in done.stdout
    assert not [name for name in names if name in done.stdout]


def test_a_district_with_programmes_about_something_else_has_none_verified(run: Run) -> None:
    training = (*SME, "--project-category", "model-training", "--compute-contract", "800万")
    about_training = document(run, *training, "--district", "futian", *TODAY)
    assert "none-verified" in {warning["code"] for warning in about_training["warnings"]}
    about_offices = document(run, *OFFICE, "--district", "futian", "--office-price", "5000万", *TODAY)
    assert "none-verified" not in {warning["code"] for warning in about_offices["warnings"]}


def test_a_source_calls_the_cap_of_one_rate_a_cap(run: Run) -> None:
    shown = run("sources", "show", "gd-ai-rules-2025").stdout
    assert "  cap: 10,000,000 yuan [#innovation-centre, second-hand]" in shown
    assert "rate: 10,000,000" not in shown


def test_lists_begin_with_the_city_and_end_with_the_province(run: Run) -> None:
    rows = json.loads(run("programmes", "list", "--json").stdout)["programmes"]
    authorities = [row["authority"] for row in rows]
    assert rows[0]["id"] == "training-voucher"
    assert list(dict.fromkeys(authorities))[-1] == "guangdong"
    assert authorities.count("guangdong") == 4
