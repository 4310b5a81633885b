"""What is paid for one cost never exceeds it, whatever an own file or changed terms say."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.own_terms import PAPER
from tests.program import Run

OWN = (
    """
id = "own-compute"
kind = "grant"
authority = "shenzhen"
name = { en = "Own compute grant", zh-Hans = "自设算力资助", zh-Hant = "自設算力資助" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }
"""
    + PAPER
    + """
[[editions]]
in_force = { from = 2024-12-25, until = 2027-12-31, cite = "paper" }
reviewed = 2026-06-01
eligibility = { fact = "project_category", in = ["model-training"], cite = "paper" }

[editions.award]
basis = "share"
of = "compute_contract"
rates = [{ percent = 70, cite = "paper" }]
cap = { amount = "2000万", cite = "paper" }

[[editions.examples]]
working = "70% of 8,000,000"
facts = { project_category = ["model-training"], compute_contract = 8_000_000 }
status = "eligible"
amount = 5_600_000
"""
)
FIRM = ("--company-type", "startup", "--project-category", "model-training")
DAY = ("--as-of", "2026-01-15")
CONTRACT = ("--compute-contract", "8000000")


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, str]:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    return "--programmes", str(folder)


def read(run: Run, *arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, parse_float=str)


def test_seventy_per_cent_beside_sixty_is_the_contract_and_no_more(run: Run, own: tuple[str, str]) -> None:
    found = read(run, "estimate", *FIRM, *DAY, *CONTRACT, *own)
    assert (found["totals"]["by_terms"], found["totals"]["by_terms_range"]) == (8_000_000, [8_000_000, 8_000_000])
    assert sorted(found["combination"]) == ["own-compute", "training-voucher"]
    assert found["reduced"] == [
        {
            "id": "training-voucher",
            "because_of": "own-compute",
            "rule": "cost",
            "rule_id": None,
            "forgone": 2_400_000,
            "cite": None,
            "text": "All grants on one cost are limited to the cost itself.",
            "granted": 2_400_000,
        }
    ]
    alone = {item["id"]: item["amount"] for item in found["programmes"] if item["amount"]}
    assert alone == {"own-compute": 5_600_000, "training-voucher": 4_800_000}


def test_a_rate_that_was_never_read_counts_for_nothing(run: Run, own: tuple[str, str]) -> None:
    firm = ("--company-type", "sme", *FIRM[2:], "--district", "longgang", "--as-of", "2026-11-28")
    found = read(run, "estimate", *firm, *CONTRACT, *own)
    [unknown] = [item for item in found["programmes"] if item["id"] == "longgang-compute"]
    assert (unknown["amount"], unknown["range"]) == (None, [0, 8_000_000])
    assert (found["totals"]["by_terms"], found["totals"]["ceilings"], found["conditional"]["total"]) == (
        8_000_000,
        0,
        8_000_000,
    )
    assert sorted(found["combination"]) == sorted(found["conditional"]["combination"])
    assert sorted(found["combination"]) == ["own-compute", "training-voucher"]
    assert [item["id"] for item in (*found["excluded"], *found["reduced"])] == ["training-voucher"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "All grants on one cost are limited to the cost itself."),
        ("zh-Hans", "同一费用所获资助合计不超过该费用。"),
        ("zh-Hant", "同一費用所獲資助合計不超過該費用。"),
    ],
)
def test_a_person_is_told_where_the_cost_cuts(run: Run, own: tuple[str, str], language: str, sentence: str) -> None:
    told = run("estimate", *FIRM, *DAY, *CONTRACT, *own, "--lang", language).stdout
    assert sentence in told
    assert sentence not in run("estimate", *FIRM, *DAY, *CONTRACT, "--lang", language).stdout


def test_the_same_laid_over_as_changed_terms(run: Run, own: tuple[str, str], tmp_path: Path) -> None:
    reform = str(Path(own[1]) / "own.toml")
    found = read(run, "estimate", *FIRM, *DAY, *CONTRACT, "--reform", reform)
    assert [(item["total"]) for item in found["variants"]] == [4_800_000, 8_000_000]
    table = tmp_path / "firms.csv"
    table.write_text("company_type,project_category,compute_contract\nstartup,model-training,8000000\n")
    scored = run("batch", str(table), *DAY, "--reform", reform)
    [row] = csv.DictReader(io.StringIO(scored.stdout))
    assert (row["total_before"], row["total"]) == ("4800000", "8000000")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_table_says_the_same(run: Run, own: tuple[str, str], tmp_path: Path, engine: str) -> None:
    table = tmp_path / "firms.csv"
    table.write_text("company_type,project_category,compute_contract\nstartup,model-training,8000000\n")
    [row] = csv.DictReader(
        io.StringIO(run("batch", str(table), "--shape", "wide", *DAY, *own, "--engine", engine).stdout)
    )
    assert row["total"] == "8000000"
    assert sorted(row["combination"].split(";")) == ["own-compute", "training-voucher"]


def test_a_curve_has_the_cost_as_its_limit(run: Run, own: tuple[str, str]) -> None:
    course = read(run, "sweep", "compute_contract", *FIRM, *DAY, *own)
    assert [(kink["cost"], kink["total"], kink["kind"], kink["programmes"]) for kink in course["kinks"]] == [
        ("28571428.58", "28571428.58", "cap", ["own-compute"]),
        (30_000_000, 30_000_000, "cost-limit-free", ["training-voucher"]),
    ]
    told = run("sweep", "compute_contract", *FIRM, *DAY, *own).stdout
    assert "the cost itself no longer limits: Training voucher" in told
    solved = run("solve", "--by", "compute_contract", "--target", "1200万", *FIRM, *DAY, *own, "--cost")
    assert solved.stdout == "12000000\n"
