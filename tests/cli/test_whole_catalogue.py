"""Districts, what may be held together, time, and how sure it is: the cases that were ordered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.estimates import document, programme
from tests.program import Run

pytestmark = [pytest.mark.live, pytest.mark.slow]

TRAINING = ("--project-category", "model-training")
SME = ("--company-type", "sme")
STARTUP = ("--company-type", "startup")
AFTER = ("--as-of", "2026-06-30")
BEFORE = ("--as-of", "2026-01-15")


@pytest.fixture
def run(run_live: Run) -> Run:
    return run_live


def codes(found: dict[str, Any]) -> dict[str, Any]:
    return {warning["code"]: warning for warning in found["warnings"]}


def compute(run: Run, district: str, kind: tuple[str, ...], contract: str, day: tuple[str, ...]) -> dict[str, Any]:
    return document(run, *kind, *TRAINING, "--compute-contract", contract, "--district", district, *day)


def test_the_city_leaves_no_room_under_the_joint_cap(run: Run) -> None:
    found = compute(run, "guangming", SME, "10 000 000", AFTER)
    assert found["totals"]["by_terms"] == 5_000_000
    assert found["combination"] == ["training-voucher"]
    [excluded] = found["excluded"]
    assert (excluded["id"], excluded["rule"], excluded["because_of"]) == (
        "guangming-compute",
        "joint-cap",
        "training-voucher",
    )
    assert excluded["forgone"] == 3_000_000
    assert excluded["cite"].startswith("training-guide-2026")
    assert programme(found, "guangming-compute")["amount"] == 3_000_000


def test_a_large_contract_leaves_room_for_a_part(run: Run) -> None:
    found = compute(run, "guangming", SME, "30 000 000", AFTER)
    assert found["totals"]["by_terms"] == 15_000_000
    assert found["combination"] == ["training-voucher", "guangming-compute"]
    [reduced] = found["reduced"]
    assert (reduced["id"], reduced["granted"], reduced["forgone"]) == ("guangming-compute", 5_000_000, 1_000_000)
    assert [item["cite"].partition("-")[0] for item in found["permitted_by"]] == ["guangming"]


def test_a_start_up_above_the_joint_cap_keeps_its_voucher_and_gets_nothing_beside_it(run: Run) -> None:
    found = compute(run, "guangming", STARTUP, "10 000 000", AFTER)
    assert (found["totals"]["by_terms"], found["combination"]) == (6_000_000, ["training-voucher"])
    assert codes(found)["joint-cap-full"]["programmes"] == ["training-voucher", "guangming-compute"]


def test_where_no_source_says_the_safe_total_keeps_the_larger(run: Run) -> None:
    found = compute(run, "longhua", SME, "8 000 000", BEFORE)
    assert found["totals"]["by_terms"] == 4_000_000
    assert found["conditional"]["total"] == 6_400_000
    assert found["conditional"]["combination"] == ["training-voucher", "longhua-compute"]
    [excluded] = found["excluded"]
    assert (excluded["id"], excluded["rule"], excluded["forgone"]) == ("longhua-compute", "not-stated", 2_400_000)


MILLIONS = [
    # contract, district, city general, city start-up, district alone, together general, together start-up
    (2, "guangming", 1, 1.2, 0.6, 1, 1.2),
    (15, "guangming", 7.5, 9, 4.5, 7.5, 9),
    (20, "guangming", 10, 10, 6, 10, 10),
    (22, "guangming", 10, 10, 6, 11, 11),
    (26, "guangming", 10, 10, 6, 13, 13),
    (32, "guangming", 10, 10, 6, 16, 16),
    (22, "longhua", 10, 10, 3, 11, 11),
    (26, "longhua", 10, 10, 3, 13, 13),
    (30, "longhua", 10, 10, 3, 13, 13),
]


@pytest.mark.parametrize("case", MILLIONS, ids=lambda case: f"{case[1]}-{case[0]}m")
def test_city_and_district_over_one_contract(run: Run, case: tuple[Any, ...]) -> None:
    contract, district, general, startup, alone, together, together_startup = case
    for kind, city, both in ((SME, general, together), (STARTUP, startup, together_startup)):
        found = compute(run, district, kind, f"{contract}00万", AFTER)
        assert programme(found, "training-voucher")["amount"] == city * 1_000_000
        assert programme(found, f"{district}-compute")["amount"] == alone * 1_000_000
        assert found["conditional"]["total"] == both * 1_000_000
        assert found["totals"]["by_terms"] == (both if district == "guangming" else max(city, alone)) * 1_000_000


def test_a_rate_that_nobody_read_is_not_computed(run: Run) -> None:
    found = compute(run, "longgang", SME, "1 000 000", AFTER)
    voucher = programme(found, "longgang-compute")
    assert (voucher["status"], voucher["basis"], voucher["cap"]) == ("possible", "share", 20_000_000)
    assert (voucher["amount"], voucher["range"]) == (None, [0, 1_000_000])
    assert (voucher["rate_known"], voucher["rate_percent"]) == (False, None)
    assert "longgang-compute" in codes(found)["rate-unknown"]["programmes"]
    assert found["totals"]["by_terms"] == 500_000
    earlier = compute(run, "longgang", SME, "1 000 000", BEFORE)
    assert programme(earlier, "longgang-compute")["amount"] == 300_000


def test_a_district_without_a_verified_programme_is_not_said_to_have_none(run: Run) -> None:
    warning = codes(compute(run, "yantian", SME, "1 000 000", AFTER))["none-verified"]
    assert warning["text"] == "Yantian: none verified for what is asked, which does not mean that none exists."


def test_a_district_whose_programmes_are_about_something_else_has_none_verified(run: Run) -> None:
    warning = codes(compute(run, "nanshan", SME, "1 000 000", AFTER))["none-verified"]
    assert warning["text"] == "Nanshan: none verified for what is asked, which does not mean that none exists."
    renovation = ("--project-category", "tech-renovation", "--project-investment", "1000万", *AFTER)
    assert "none-verified" not in codes(document(run, *SME, *renovation, "--district", "nanshan"))


def test_an_unknown_district_leaves_the_districts_out_and_says_so(run: Run) -> None:
    found = document(run, *SME, *TRAINING, "--compute-contract", "8 000 000", *AFTER)
    assert found["totals"]["by_terms_range"] == [4_000_000, 4_000_000]
    assert {"guangming-compute", "longhua-compute", "longgang-compute"} <= set(codes(found)["left-out"]["programmes"])
    assert programme(found, "guangming-compute")["assumptions"] == ["district"]


def test_a_founding_day_decides_over_the_declared_type(run: Run) -> None:
    arguments = (*TRAINING, "--compute-contract", "8 000 000", *AFTER)
    old = document(run, *STARTUP, "--established-on", "2020-01-01", *arguments)
    assert old["totals"]["by_terms"] == 4_000_000
    assert codes(old)["overridden"]["programmes"] == ["training-voucher"]
    new = document(run, *SME, "--established-on", "2026-03-01", *arguments)
    assert new["totals"]["by_terms"] == 4_800_000
    assert "overridden" in codes(new)
    fits = document(run, *STARTUP, "--established-on", "2026-03-01", *arguments)
    assert "overridden" not in codes(fits)


@pytest.mark.parametrize(
    ("day", "code"), [("2020-01-01", "before-first"), ("2029-01-01", "long-past"), ("2026-11-23", "lapses-soon")]
)
def test_the_day_is_warned_of(run: Run, day: str, code: str) -> None:
    assert code in codes(document(run, *SME, *TRAINING, "--compute-contract", "8 000 000", "--as-of", day))


def test_a_near_miss_names_the_one_thing_and_what_would_count(run: Run) -> None:
    found = document(run, *SME, *TRAINING, "--compute-contract", "40万", *AFTER)
    voucher = programme(found, "training-voucher")
    assert [item["fact"] for item in voucher["only_because"]] == ["compute_contract"]
    assert voucher["least_cost"] == 500_000
    near_miss = ("estimate", *SME, *TRAINING, "--compute-contract", "40万", *AFTER)
    assert "What helps   Compute contract amount: 500,000 yuan would bring 250,000." in run(*near_miss).stdout
    told = run(*near_miss, "--details").stdout
    assert "Training voucher lacks only this: the compute contract is worth 500,000 yuan or more" in told
    other = programme(
        document(run, "--company-type", "bank", *TRAINING, "--compute-contract", "40万", *AFTER), "training-voucher"
    )
    assert other["only_because"] == []


def test_explain_tells_what_binds_and_what_share_of_the_budget_it_is(run: Run) -> None:
    told = run("explain", "training-voucher", *STARTUP, *TRAINING, "--compute-contract", "1亿", *AFTER).stdout
    assert "that is reached with 16,666,666.67 yuan" in told
    assert "--compute-contract less than 500,000 yuan: no grant." in told
    assert "2% of the yearly budget of 500,000,000 yuan [1]" in told
    assert "Reviewed on 28 November 2026." in told


def test_every_figure_tells_its_source_and_how_sure_it_is(run: Run) -> None:
    found = document(run, *STARTUP, *TRAINING, "--compute-contract", "8 000 000", *AFTER)
    for item in found["programmes"]:
        for figure in item["figures"]:
            assert figure["cite"]
            assert figure["confidence"] in {"official", "reported", "announced", "unconfirmed"}
    [rate, cap] = programme(found, "training-voucher")["figures"]
    assert (rate["parameter"], rate["value"], cap["parameter"], cap["value"]) == ("rate", 60, "cap", 10_000_000)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "panels may add up to, where only possibly eligible: 10,000,000 yuan",
        ),
        ("zh-Hans", "未查得规定的若可同时获得，可能符合的经评审最多另得：1000万元"),
        ("zh-Hant", "未查得規定的若可同時獲得，可能符合的經評審最多另得：1000萬元"),
    ],
)
def test_what_is_only_possible_never_displaces_what_the_firm_is_eligible_for(
    run: Run, language: str, line: str
) -> None:
    firm = (*SME, "--district", "nanshan", "--project-category", "open-source", "--as-of", "2026-11-28")
    platform = (*firm, "--active-users", "2000000", "--firms-served", "300")
    found = document(run, *platform)
    assert found["combination"] == ["gd-open-source-platform"]
    assert (found["totals"]["ceilings"], found["totals"]["possible_ceilings"]) == (8_000_000, 0)
    assert [(item["id"], item["forgone"]) for item in found["excluded"]] == [("nanshan-open-source", 10_000_000)]
    together = found["conditional"]
    assert (together["ceilings"], together["possible_ceilings"]) == (8_000_000, 10_000_000)
    page = run("estimate", *platform, "--lang", language, "--details", "--format", "markdown").stdout
    assert line in page
