"""Application windows of a finding: the one that is open or comes next, and the last one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import Run

TRAINING = {"stage": "apply", "opens": "2026-05-06", "closes": "2026-06-05", "cite": "training-guide-2026#windows"}
CORPUS_2025 = {"stage": "apply", "opens": "2025-09-01", "closes": "2025-09-30", "cite": "corpus-guide-2025#windows"}
CLAIM = {"stage": "claim", "opens": "2026-09-07", "closes": None, "cite": "model-claim-guide-2026-batch2#windows"}
CORPUS_2026 = {"stage": "apply", "opens": "2026-09-01", "closes": "2026-11-10", "cite": "corpus-guide-2026#windows"}


@pytest.mark.parametrize(
    ("programme", "day", "windows"),
    [
        ("training-voucher", "2026-05-05", ("unknown", TRAINING, None)),  # that of the terms to come
        ("training-voucher", "2026-05-06", ("open", TRAINING, None)),
        ("training-voucher", "2026-06-05", ("open", TRAINING, None)),
        ("training-voucher", "2026-06-06", ("closed", None, TRAINING)),
        ("training-voucher", "2027-01-01", ("closed", None, TRAINING)),
        ("corpus-voucher", "2025-08-31", ("closed", CORPUS_2025, None)),
        ("corpus-voucher", "2025-10-01", ("closed", CORPUS_2026, CORPUS_2025)),
        ("corpus-voucher", "2026-09-01", ("open", CORPUS_2026, CORPUS_2025)),
        ("corpus-voucher", "2026-11-11", ("closed", None, CORPUS_2026)),
        ("model-voucher", "2026-06-01", ("unknown", CLAIM, None)),
        ("model-voucher", "2026-11-28", ("unknown", CLAIM, None)),
        ("longhua-compute", "2026-06-01", ("unknown", None, None)),
    ],
)
def test_the_json_has_the_next_and_the_last_window(
    run: Run, programme: str, day: str, windows: tuple[str, object, object]
) -> None:
    found = json.loads(run("explain", programme, "--as-of", day, "--json").stdout)
    assert (found["window"], found["next_window"], found["last_window"]) == windows
    estimate = json.loads(run("estimate", "--as-of", day, "--json").stdout)
    [same] = [item for item in estimate["programmes"] if item["id"] == programme]
    assert (same["window"], same["next_window"], same["last_window"]) == windows


@pytest.mark.parametrize(
    ("programme", "day", "told"),
    [
        ("training-voucher", "2026-06-05", "open until 5 June 2026 [training-guide-2026#windows, reported]"),
        (
            "corpus-voucher",
            "2026-06-05",
            "next opens 1 September 2026, closes 10 November 2026 [corpus-guide-2026#windows",
        ),
        ("training-voucher", "2026-06-06", "closed; the last one was 6 May 2026 to 5 June 2026 [training-guide-2026#"),
        (
            "model-voucher",
            "2026-11-28",
            "not known; from 7 September 2026, last day not known (claim) [model-claim-guide",
        ),
        ("longhua-compute", "2026-06-06", "not known\n"),
    ],
)
def test_an_explanation_tells_the_days(run: Run, programme: str, day: str, told: str) -> None:
    assert f"  application window: {told}" in run("explain", programme, "--as-of", day).stdout


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
        ((SPRING, ENDLESS), "2026-02-01", ("closed", SPRING_DAYS, None)),
        ((SPRING, ENDLESS), "2026-04-01", ("open", SPRING_DAYS, None)),
        ((SPRING, ENDLESS), "2026-06-01", ("closed", ENDLESS_DAYS, SPRING_DAYS)),
        ((SPRING, ENDLESS), "2026-11-28", ("unknown", ENDLESS_DAYS, SPRING_DAYS)),
        ((SPRING, ENDLESS), "2027-01-01", ("unknown", None, SPRING_DAYS)),
        ((ENDLESS,), "2026-06-01", ("unknown", ENDLESS_DAYS, None)),
        ((ENDLESS, REDEEMING), "2026-11-28", ("unknown", ENDLESS_DAYS, None)),
        ((REDEEMING,), "2026-11-28", ("unknown", None, None)),
        ((SPRING, REDEEMING), "2026-11-28", ("closed", None, SPRING_DAYS)),
    ],
)
def test_a_window_without_a_last_day_neither_opens_nor_closes_for_sure(
    run: Run, tmp_path: Path, windows: tuple[str, ...], day: str, found: tuple[object, ...]
) -> None:
    written = ", ".join(f'{{ {window}, cite = "measures-2024#2" }}' for window in windows)
    (tmp_path / "own.toml").write_text(CALLS.replace("WINDOWS", written), "utf-8")
    done = run("explain", "own-call", "--programmes", str(tmp_path), "--as-of", day, "--json")
    told = json.loads(done.stdout)
    days = [window and (window["opens"], window["closes"]) for window in (told["next_window"], told["last_window"])]
    assert (told["window"], *days) == found


def test_a_window_without_a_last_day_is_told_as_such(run: Run, tmp_path: Path) -> None:
    written = f'{{ {ENDLESS}, cite = "measures-2024#2" }}'
    (tmp_path / "own.toml").write_text(CALLS.replace("WINDOWS", written), "utf-8")
    done = run("explain", "own-call", "--programmes", str(tmp_path), "--as-of", "2026-11-28")
    assert "  application window: not known; from 7 September 2026, last day not known [" in done.stdout
