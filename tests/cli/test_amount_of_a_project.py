"""``sweep`` and ``solve`` for a firm with several projects, or with money of the year: of which the amount is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.bundled import REPLACEMENT
from tests.catalogues import LIVE
from tests.cli.what_if import read
from tests.program import Run

SME = ("--company-type", "sme", "--as-of", "2026-01-15")
FIRST = ("--project", "compute_contract=1500万; project_category=model-training")
SECOND = ("--project", "compute_contract=12万; project_category=model-training; name=next year's model")
ONE = ("--project-category", "model-training", "--compute-contract", "1500万")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_large_the_next_contract_may_be(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "compute_contract", "--new", *SME, *ONE, "--lang", language, env={"COLUMNS": "120"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_the_sweep_of_a_new_project_as_json(run: Run) -> None:
    found = read(run, "sweep", "compute_contract", "--new", *SME, *ONE)
    assert found["project"] == {"name": "B", "new": True}
    assert found["most"] == {"cost": 5_000_000, "total": 10_000_000}
    assert found["own"] is None
    assert found["profile"]["projects"] == [
        {"project_category": ["model-training"], "compute_contract": 15_000_000},
        {"project_category": ["model-training"]},
    ]
    assert [(kink["cost"], kink["kind"], kink["total"]) for kink in found["kinks"]] == [(5_000_000, "cap", 10_000_000)]
    assert found["points"][0]["total"] == 7_500_000


def test_the_amount_of_one_of_several_projects(run: Run, snapshot: SnapshotAssertion) -> None:
    arguments = ("sweep", "compute_contract", *SME, *FIRST, *SECOND)
    done = run(*arguments, "--of", "Next Year's Model", env={"COLUMNS": "120"})
    assert done.stdout == snapshot
    found = read(run, *arguments, "--of", "next year's model")
    assert (found["project"], found["own"]) == ({"name": "next year's model", "new": False}, 120_000)
    of_the_first = read(run, *arguments, "--of", "A")
    assert (of_the_first["project"]["name"], of_the_first["own"]) == ("A", 15_000_000)
    assert of_the_first["most"] == {"cost": 19_880_000, "total": 10_000_000}
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--of", "A", "--format", "csv").stdout)))
    assert [row["total"] for row in rows if row["own"] == "yes"] == ["7560000"]


def test_the_chart_names_the_project(run: Run, tmp_path: Path) -> None:
    done = run("sweep", "compute_contract", *SME, *FIRST, *SECOND, "--of", "A", "-o", "a.svg", cwd=tmp_path)
    assert done.returncode == 0
    drawing = (tmp_path / "a.svg").read_text("utf-8")
    assert "Compute contract of A: what it brings" in drawing
    assert "this project" in drawing


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_others_take_of_the_year_stops_it(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    held = ("--held", "training-voucher=100万")
    arguments = ("solve", "--target", "1000万", "--by", "compute_contract", "--new", *SME, *ONE, *held)
    done = run(*arguments, "--lang", language, env={"COLUMNS": "120"})
    assert done.returncode == 4
    assert done.stdout == snapshot


def test_what_others_take_of_the_year_as_json(run: Run) -> None:
    held = ("--held", "training-voucher=100万")
    arguments = ("solve", "--target", "1000万", "--by", "compute_contract", "--new", *SME, *ONE, *held)
    found = json.loads(run(*arguments, "--json").stdout)
    assert (found["reached"], found["project"]) == (False, {"name": "B", "new": True})
    assert found["most"] == {"cost": 3_000_000, "total": 9_000_000}
    [cap] = found["stopped_by"]
    assert (cap["cap"], cap["taken"], cap["by"], cap["held"]) == (10_000_000, 7_500_000, ["A"], 1_000_000)


def test_the_least_contract_beside_another(run: Run, snapshot: SnapshotAssertion) -> None:
    arguments = ("--by", "compute_contract", "--of", "A", *SME, *FIRST, *SECOND)
    done = run("solve", "--target", "900万", *arguments)
    assert done.stdout == snapshot
    assert run("solve", "--target", "900万", *arguments, "--cost").stdout == "17880000\n"


def test_money_of_the_year_lowers_the_cap_of_a_single_project(run: Run) -> None:
    arguments = ("sweep", "compute_contract", *SME, "--project-category", "model-training")
    told = run(*arguments, "--held", "training-voucher=700万", env={"COLUMNS": "120"}).stdout
    assert "cap of 10,000,000 a year, 7,000,000 of it already granted" in told
    found = read(run, *arguments, "--held", "training-voucher=700万")
    assert (found["project"], found["most"]) == (None, {"cost": 6_000_000, "total": 3_000_000})


def test_under_changed_terms_the_projects_are_the_same(run: Run, eighty: str) -> None:
    firm = ("--company-type", "startup", "--as-of", "2026-01-15", *ONE, "--reform", eighty)
    found = read(run, "sweep", "compute_contract", "--new", *firm, "--to", "500万", "--step", "100万")
    assert [point["reforms"][0]["total"] for point in found["points"]][:1] == [10_000_000]
    assert found["points"][0]["total"] == 9_000_000


def test_a_project_that_does_not_count_brings_nothing(run: Run) -> None:
    other = ("--project", "model_contract=300万; project_category=model-application")
    told = run("sweep", "compute_contract", "--of", "B", *SME, *FIRST, *other, env={"COLUMNS": "200"}).stdout
    assert "Whatever the compute contract of B, it brings nothing more: Training voucher, does not count: " in told


def test_what_another_project_has_not_told_is_asked_of_it(run: Run) -> None:
    unknown = ("--project", "project_category=model-training")
    arguments = ("sweep", "compute_contract", "--of", "A", *SME, *FIRST, *unknown)
    assert "Still needed\n  Compute contract amount of B\n" in run(*arguments, "--to", "1000万").stdout
    told = run(*arguments, "--to", "3000万").stdout
    assert "Still needed" not in told
    assert "cap of 10,000,000 a year\n" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "compute_contract", *FIRST, *SECOND),
        ("solve", "--target", "1", "--by", "compute_contract", *FIRST, *SECOND),
        ("sweep", "compute_contract", *FIRST, *SECOND, "--of", "nex years model"),
        ("sweep", "compute_contract", *FIRST, *SECOND, "--of", "A", "--new"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_is_one_clear_line(
    run: Run, arguments: tuple[str, ...], snapshot: SnapshotAssertion
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot


@pytest.mark.live
@pytest.mark.parametrize("option", ["--new", "--of=A"])
def test_an_amount_of_the_firm_is_of_no_project(run: Run, option: str, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "registered_capital", option, *FIRST, *SECOND, env={REPLACEMENT: str(LIVE)})
    assert done.returncode == 2
    assert done.stderr == snapshot


def test_many_projects_are_counted(run: Run) -> None:
    many = [part for _ in range(6) for part in ("--project", "compute_contract=100万; project_category=model-training")]
    arguments = ("--by", "compute_contract", "--of", "B", *SME, *many)
    told = run("solve", "--target", "400万", *arguments, env={"COLUMNS": "120"}).stdout
    assert "Training voucher  5 projects 2,500,000; B 50% × 3,000,000 = 1,500,000\n" in told
    told = run("solve", "--target", "1亿", *arguments, env={"COLUMNS": "120"}).stdout
    assert "cap of 10,000,000 a year, 2,500,000 of it taken by 5 projects, reached at 15,000,000" in told
