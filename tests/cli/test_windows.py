"""Application windows of a finding: the one that is open or comes next, and the last one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.program import Run

TRAINING = {"stage": "apply", "opens": "2026-05-06", "closes": "2026-06-05", "cite": "training-guide-2026#windows"}
CORPUS_2025 = {"stage": "apply", "opens": "2025-09-01", "closes": "2025-09-30", "cite": "corpus-guide-2025#windows"}
CLAIM = {"stage": "claim", "opens": "2026-09-07", "closes": None, "cite": "model-claim-guide-2026-batch2#windows"}
CORPUS_2026 = {"stage": "apply", "opens": "2026-09-01", "closes": "2026-11-10", "cite": "corpus-guide-2026#windows"}


@pytest.mark.parametrize(
    ("programme", "day", "found"),
    [
        ("training-voucher", "2026-05-05", ("upcoming", TRAINING, "2026-05-06")),  # under the terms to come
        ("training-voucher", "2026-05-06", ("open", TRAINING, "2026-05-06")),
        ("training-voucher", "2026-06-05", ("open", TRAINING, "2026-06-05")),
        ("training-voucher", "2026-06-06", ("closed", TRAINING, None)),
        ("training-voucher", "2027-01-01", ("closed", TRAINING, None)),
        ("corpus-voucher", "2025-08-31", ("upcoming", CORPUS_2025, "2025-09-01")),
        ("corpus-voucher", "2025-10-01", ("upcoming", CORPUS_2026, "2026-09-01")),
        ("corpus-voucher", "2026-09-01", ("open", CORPUS_2026, "2026-09-01")),
        ("corpus-voucher", "2026-11-11", ("closed", CORPUS_2026, None)),
        ("model-voucher", "2026-06-01", ("upcoming", CLAIM, "2026-09-07")),
        ("model-voucher", "2026-11-28", ("unknown", CLAIM, "2026-11-28")),
        ("longhua-compute", "2026-06-01", ("unknown", None, "2026-06-01")),
    ],
)
def test_the_json_tells_whether_and_when_one_can_apply(
    run: Run, programme: str, day: str, found: tuple[str, object, str | None]
) -> None:
    told = json.loads(run("explain", programme, "--as-of", day, "--json").stdout)
    assert (told["reach"], told["window"], told["application_day"]) == found
    estimate = json.loads(run("estimate", "--as-of", day, "--json", "--all", "--details").stdout)
    [same] = [item for item in estimate["programmes"] if item["id"] == programme]
    assert (same["reach"], same["window"], same["application_day"]) == found


@pytest.mark.parametrize(
    ("programme", "day", "told"),
    [
        (
            "training-voucher",
            "2026-06-05",
            ["Open until 5 June 2026.", "applications: 6 May 2026 to 5 June 2026 [training-guide-2026#windows"],
        ),
        (
            "corpus-voucher",
            "2026-06-05",
            [
                "Opens on 1 September 2026.",
                "applications: 1 September 2026 to 10 November 2026 [corpus-guide-2026#windows",
            ],
        ),
        (
            "training-voucher",
            "2026-06-06",
            ["applications closed on 5 June 2026, and no other call is known before the terms expire."],
        ),
        (
            "model-voucher",
            "2026-11-28",
            [
                "A call opened on 7 September 2026; its last day is not known.",
                "claims: from 7 September 2026, last day not known [model-claim-guide",
            ],
        ),
        ("longhua-compute", "2026-06-06", ["The dates are not known."]),
    ],
)
def test_an_explanation_tells_the_days(run: Run, programme: str, day: str, told: list[str]) -> None:
    shown = run("explain", programme, "--as-of", day, "--ids").stdout
    assert [part for part in told if part not in shown] == []


CALLS = """
id = "own-call"
kind = "grant"
authority = "shenzhen"
name = { en = "Own call", zh-Hans = "自设", zh-Hant = "自設" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }

[[editions]]
in_force = { from = 2026-01-01, until = 2026-12-31, cite = "measures-2024#2" }
reviewed = 2026-01-01
eligibility = { fact = "company_type", is = "sme", cite = "measures-2024#2" }
award = { basis = "fixed", amounts = [{ amount = 1_000_000, cite = "measures-2024#2" }] }
windows = [ WINDOWS ]

[[editions.examples]]
working = "none"
facts = { company_type = "bank" }
status = "ineligible"
"""
SPRING = 'opens = 2026-03-01, closes = 2026-04-30, stage = "claim"'
ENDLESS = "opens = 2026-09-07"
REDEEMING = 'opens = 2026-10-01, closes = 2026-12-31, stage = "redeem"'
SPRING_DAYS, ENDLESS_DAYS = ("2026-03-01", "2026-04-30"), ("2026-09-07", None)


@pytest.mark.parametrize(
    ("windows", "day", "found"),
    [
        ((SPRING, ENDLESS), "2026-02-01", ("upcoming", SPRING_DAYS, "2026-03-01")),
        ((SPRING, ENDLESS), "2026-04-01", ("open", SPRING_DAYS, "2026-04-01")),
        ((SPRING, ENDLESS), "2026-06-01", ("upcoming", ENDLESS_DAYS, "2026-09-07")),
        ((SPRING, ENDLESS), "2026-11-28", ("unknown", ENDLESS_DAYS, "2026-11-28")),
        ((SPRING, ENDLESS), "2027-01-01", ("closed", SPRING_DAYS, None)),
        ((SPRING, ENDLESS), "2025-12-31", ("upcoming", SPRING_DAYS, "2026-03-01")),
        ((SPRING,), "2026-05-01", ("closed", SPRING_DAYS, None)),
        ((ENDLESS,), "2026-06-01", ("upcoming", ENDLESS_DAYS, "2026-09-07")),
        ((ENDLESS,), "2027-01-01", ("closed", None, None)),
        ((ENDLESS, REDEEMING), "2026-11-28", ("unknown", ENDLESS_DAYS, "2026-11-28")),
        ((REDEEMING,), "2026-11-28", ("unknown", None, "2026-11-28")),
        ((SPRING, REDEEMING), "2026-11-28", ("closed", SPRING_DAYS, None)),
        ((), "2026-11-28", ("unknown", None, "2026-11-28")),
        ((), "2025-11-28", ("unknown", None, "2025-11-28")),
        ((), "2027-01-01", ("closed", None, None)),
    ],
)
def test_a_window_without_a_last_day_neither_opens_nor_closes_for_sure(
    run: Run, tmp_path: Path, windows: tuple[str, ...], day: str, found: tuple[object, ...]
) -> None:
    assert _reach(run, tmp_path, windows, day) == found


PAUSED = "paused = { from = 2026-03-15, until = 2026-04-10, cite = CITE }"
FOR_GOOD = "paused = { from = 2026-03-15, cite = CITE }"


@pytest.mark.parametrize(
    ("terms", "day", "found"),
    [
        (((SPRING,), PAUSED), "2026-03-14", ("open", SPRING_DAYS, "2026-03-14")),
        (((SPRING,), PAUSED), "2026-03-15", ("upcoming", SPRING_DAYS, "2026-04-11")),
        (((SPRING,), PAUSED), "2026-04-11", ("open", SPRING_DAYS, "2026-04-11")),
        (((SPRING,), FOR_GOOD), "2026-03-15", ("closed", None, None)),
        (((SPRING, ENDLESS), FOR_GOOD), "2026-06-01", ("closed", SPRING_DAYS, None)),
        (((SPRING, ENDLESS), PAUSED), "2026-04-01", ("upcoming", SPRING_DAYS, "2026-04-11")),
        (((), PAUSED), "2026-04-01", ("closed", None, None)),
        (((), PAUSED), "2026-04-11", ("unknown", None, "2026-04-11")),
    ],
)
def test_nobody_can_apply_while_a_programme_is_paused(
    run: Run, tmp_path: Path, terms: tuple[tuple[str, ...], str], day: str, found: tuple[object, ...]
) -> None:
    windows, pause = terms
    assert _reach(run, tmp_path, windows, day, pause) == found


def _reach(run: Run, folder: Path, windows: tuple[str, ...], day: str, more: str = "") -> tuple[object, ...]:
    """What is said of a programme with these windows: its reach, the days of its window, the application day."""
    written = ", ".join(f"{{ {window}, cite = CITE }}" for window in windows)
    terms = CALLS.replace(
        "windows = [ WINDOWS ]", f"windows = [ {written} ]\n{more}".replace("CITE", '"measures-2024#2"')
    )
    (folder / "own.toml").write_text(terms, "utf-8")
    done = run("explain", "own-call", "--programmes", str(folder), "--as-of", day, "--json")
    told = json.loads(done.stdout)
    window = told["window"]
    return told["reach"], window and (window["opens"], window["closes"]), told["application_day"]


def test_a_window_without_a_last_day_is_told_as_such(run: Run, tmp_path: Path) -> None:
    written = f'{{ {ENDLESS}, cite = "measures-2024#2" }}'
    (tmp_path / "own.toml").write_text(CALLS.replace("WINDOWS", written), "utf-8")
    done = run("explain", "own-call", "--programmes", str(tmp_path), "--as-of", "2026-11-28")
    assert "A call opened on 7 September 2026; its last day is not known." in done.stdout


WHO = ("public-institution", "industry-body", "public-institution")


def test_rows_that_differ_only_in_what_is_within_reach_are_told_apart(run: Run, tmp_path: Path) -> None:
    """In December the call of March is ahead, under terms from January on: an industry body will get 1,000,000."""
    written = f'{{ {SPRING}, cite = "measures-2024#2" }}'
    terms = CALLS.replace("WINDOWS", written).replace('"sme"', '"industry-body"')
    (tmp_path / "own.toml").write_text(terms, "utf-8")
    (tmp_path / "firms.csv").write_text(
        "company_type,project_category\n" + "".join(f"{who},model-training\n" for who in WHO), "utf-8"
    )
    arguments = ("--programmes", str(tmp_path), "--as-of", "2025-12-01", "-o", "-", "-q")
    done = run("batch", str(tmp_path / "firms.csv"), *arguments)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["within_reach"] for row in rows] == ["0", "1000000", "0"]
