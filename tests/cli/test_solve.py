"""``szsubsidy solve``: the least amount that reaches a target."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.what_if import STARTUP, read
from tests.program import Run


def test_a_target_under_changed_terms(run: Run, eighty: str, longer: str) -> None:
    arguments = (
        "solve",
        "--target",
        "600万",
        "--by",
        "compute_contract",
        *STARTUP,
        "--reform",
        eighty,
        "--reform",
        longer,
    )
    done = run(*arguments)
    assert "Under changed terms\n  OWN Start-ups at 80%: 7,500,000 yuan brings 6,000,000 yuan\n" in done.stdout
    reforms = read(run, *arguments)["reforms"]
    assert [(item["reached"], item["cost"], item["total"]) for item in reforms] == [
        (True, 7_500_000, 6_000_000),
        (True, 10_000_000, 6_000_000),
    ]
    beyond = run(*arguments[:2], "1001万", *arguments[3:])
    assert beyond.returncode == 4
    assert "OWN Two more years: no amount brings 10,010,000 yuan; the most is 10,000,000 yuan" in beyond.stdout
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    assert [(row["changed_terms"], row["cost"], row["origin"]) for row in rows] == [
        ("", "10000000", ""),
        ("Start-ups at 80%", "7500000", "own-in-place-of-official"),
        ("Two more years", "10000000", "own-in-place-of-official"),
    ]
    found = read(run, "sweep", *arguments[4:])
    assert [len(item["reforms"]) for item in found["points"]] == [2] * len(found["points"])


@pytest.mark.parametrize(
    ("target", "cost", "less"),
    [(6_000_000, 10_000_000, "5999999.99"), (10_000_000, "16666666.67", "9999999.99"), (0, 0, None)],
)
def test_the_least_contract_that_reaches_a_target(run: Run, target: int, cost: object, less: object) -> None:
    found = read(run, "solve", "--target", str(target), "--by", "compute_contract", *STARTUP)
    assert (found["reached"], found["cost"], found["total_one_fen_less"]) == (True, cost, less)
    bare = run("solve", "--target", str(target), "--by", "compute_contract", "--cost", *STARTUP)
    assert bare.stdout == f"{cost}\n"


def test_the_solution_shows_one_fen_less(run: Run, snapshot: SnapshotAssertion) -> None:
    done = run("solve", "--target", "1000万", "--by", "compute_contract", *STARTUP)
    title, scope, *_ = done.stdout.splitlines()
    assert title == "Compute contract: 16,666,666.67 yuan is the least that brings 10,000,000 yuan."
    assert scope == "As of 15 January 2026, by the terms; opens later: Training voucher (6 May 2026)."
    assert "One fen less      60% × 16,666,666.66 = 9,999,999.996" in done.stdout
    assert done.stdout == snapshot


def test_what_is_out_of_reach_says_what_stops_it(run: Run, snapshot: SnapshotAssertion) -> None:
    arguments = ("solve", "--target", "10000001", "--by", "compute_contract", *STARTUP)
    done = run(*arguments)
    assert done.returncode == 4
    assert done.stdout == snapshot
    found = json.loads(run(*arguments, "--json").stdout, parse_float=str)
    assert (found["reached"], found["cost"]) == (False, None)
    assert found["most"] == {"cost": "16666666.67", "total": 10_000_000}
    assert [item["id"] for item in found["stopped_by"]] == ["training-voucher"]
    bare = run(*arguments, "--cost")
    assert (bare.returncode, bare.stdout) == (4, "")
    assert "No compute contract brings 10,000,001 yuan; the most is 10,000,000 yuan." in bare.stderr


def test_whether_a_target_can_be_reached_is_open_while_facts_are_missing(run: Run) -> None:
    arguments = ("solve", "--target", "600万", "--by", "compute_contract", *STARTUP[2:])
    done = run(*arguments)
    assert done.returncode == 4
    assert "Compute contract: whether any amount brings 6,000,000 yuan is not settled" in done.stdout
    assert "Company type --company-type" in done.stdout
    assert json.loads(run(*arguments, "--json").stdout)["reached"] is None
    beyond = json.loads(run(*arguments[:2], "1亿", *arguments[3:], "--json").stdout)
    assert beyond["reached"] is False


def test_a_fact_may_be_called_by_its_label(run: Run) -> None:
    for name in ("算力合同金额", "算力合約金額", "Compute contract amount", "compute-contract"):
        done = run(
            "solve", "--target", "600万", "--by", name, *STARTUP[:2], "--set", "项目类别=model-training", "--cost"
        )
        assert done.stdout == "10000000\n", done.stderr


def test_who_gets_nothing_at_any_cost_is_told_so(run: Run) -> None:
    done = run("solve", "--target", "600万", "--by", "compute_contract", "--company-type", "bank", *STARTUP[2:])
    assert done.stdout.startswith("No compute contract brings anything that can be computed.\n")
    assert "Still needed" not in done.stdout
    beyond = run("solve", "--target", "1亿", "--by", "compute_contract", *STARTUP[2:])
    assert beyond.stdout.startswith("No compute contract brings 100,000,000 yuan; the most that is known is 0 yuan.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "--target", "-1", "--by", "compute_contract"),
        ("solve", "--by", "compute_contract"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_is_one_clear_line(
    run: Run, arguments: tuple[str, ...], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode in {2, 3}
    assert done.stdout == ""
    assert done.stderr == snapshot


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "Within reach at 3,333,333.34 yuan: 1,000,000 yuan; dates not known: Guangming compute support.",
        ),
        ("zh-Hans", "3,333,333.34元时仍可申报：100万元；申报时间未查得：光明区算力支持。"),
        ("zh-Hant", "3,333,333.34元時仍可申請：100萬元；申請期未查得：光明區算力支持。"),
    ],
)
def test_an_answer_by_closed_terms_says_what_is_within_reach_there(run: Run, language: str, line: str) -> None:
    firm = ("--company-type", "startup", "--project-category", "model-training", "--district", "guangming")
    arguments = ("--by", "compute_contract", *firm, "--as-of", "2026-11-28", "--lang", language)
    told = run("solve", "--target", "200万", *arguments, env={"COLUMNS": "160"}).stdout
    assert line in told.splitlines()


def test_what_is_in_doubt_is_not_perhaps_open(run: Run) -> None:
    firm = ("--company-type", "startup", "--project-category", "model-application")
    arguments = ("solve", "--target", "50万", "--by", "model_contract", *firm, "--as-of")
    assert "by the terms; perhaps open: Model voucher." in run(*arguments, "2026-12-24").stdout
    assert "by the terms; in doubt: Model voucher." in run(*arguments, "2027-01-01").stdout
