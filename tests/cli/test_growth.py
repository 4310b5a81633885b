"""Catalogues of hundreds of programmes: one firm is told the same, and nothing breaks off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from szsubsidy.bundled import REPLACEMENT
from tests.benchmarks.grown import ELSEWHERE, grow, grow_own
from tests.catalogues import LIVE, live_catalogue
from tests.program import Run

pytestmark = [pytest.mark.live, pytest.mark.slow]

FIRM = (
    *("--company-type", "startup", "--compute-contract", "800万", "--project-category", "model-training"),
    *("--as-of", "2026-01-15"),
)


def test_a_firm_is_told_the_same_whatever_other_places_give(run: Run, tmp_path: Path) -> None:
    asked = ("estimate", *FIRM, "--district", ELSEWHERE, "--json")
    few, many = (
        json.loads(run(*asked, env={REPLACEMENT: str(folder)}).stdout)
        for folder in (LIVE, grow(tmp_path / "many", 500))
    )
    assert few.pop("catalogue") != many.pop("catalogue")
    assert few.pop("seal") != many.pop("seal")
    assert few == many


def test_seven_hundred_programmes_of_ones_own(run: Run, tmp_path: Path) -> None:
    own, env = grow_own(tmp_path / "own", 700), {REPLACEMENT: str(LIVE)}
    told, listed = (
        json.loads(run("--programmes", str(own), *asked, "--json", env=env).stdout)
        for asked in (("estimate", *FIRM), ("programmes", "list"))
    )
    assert told["totals"]["official_by_terms"] == told["totals"]["by_terms"] > 0
    assert len(told["own_terms"]["added"]) == 700
    assert len(listed["programmes"]) == 700 + len(live_catalogue().programmes)
