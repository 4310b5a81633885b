"""Application windows of a finding: the one that is open or comes next, and the last one."""

from __future__ import annotations

import json

import pytest

from tests.program import Run

TRAINING = {"opens": "2026-05-06", "closes": "2026-06-05", "cite": "training-guide-2026#windows"}
CORPUS_2025 = {"opens": "2025-09-01", "closes": "2025-09-30", "cite": "corpus-guide-2025#windows"}
CORPUS_2026 = {"opens": "2026-09-01", "closes": "2026-11-10", "cite": "corpus-guide-2026#windows"}


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
        ("model-voucher", "2026-06-01", ("unknown", None, None)),
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
        ("model-voucher", "2026-06-06", "not known\n"),
    ],
)
def test_an_explanation_tells_the_days(run: Run, programme: str, day: str, told: str) -> None:
    assert f"  application window: {told}" in run("explain", programme, "--as-of", day).stdout
