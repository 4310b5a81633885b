"""Catalogues of hundreds of programmes: one firm is told the same, and nothing breaks off."""

from __future__ import annotations

import csv
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

HEADINGS = "company_type,project_category,compute_contract,service_cost,recognition,district\n"
ROWS_ELSEWHERE = (
    "startup,model-training,800万,90万,champion,longhua\n"
    f"startup,model-training,800万,,champion,{ELSEWHERE}\n"
    "sme,,200万,30万,,guangming\n"
    f"large,model-training,几百万,,,{ELSEWHERE}\n"
)
A_ROW_IN_A_NEW_PLACE = "startup,model-training,800万,90万,champion,luohu\n"


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


def test_rows_are_told_the_same_whatever_other_places_give(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    table.write_text(HEADINGS + ROWS_ELSEWHERE, "utf-8")

    def scored(folder: Path) -> tuple[int, str]:
        done = run("batch", str(table), "--as-of", "2026-01-15", "-o", "-", env={REPLACEMENT: str(folder)})
        return done.returncode, done.stdout

    few = scored(LIVE)
    assert few[1].count("\n") > 1
    assert scored(grow(tmp_path / "many", 200)) == few


def test_a_row_gets_of_seven_hundred_programmes_of_ones_own_what_the_firm_does(run: Run, tmp_path: Path) -> None:
    env, own = {REPLACEMENT: str(LIVE)}, ("--programmes", str(grow_own(tmp_path / "own", 700)))
    table = tmp_path / "firms.csv"
    table.write_text(HEADINGS + A_ROW_IN_A_NEW_PLACE, "utf-8")
    scored = run(*own, "batch", str(table), "--as-of", "2026-01-15", "-o", "-", env=env)
    [row] = csv.DictReader(scored.stdout.splitlines())
    facts = ("--service-cost", "90万", "--recognition", "champion", "--district", "luohu")
    told = json.loads(run(*own, "estimate", *FIRM, *facts, "--json", env=env).stdout)
    assert float(row["total"]) == float(told["totals"]["by_terms"]) > 0
