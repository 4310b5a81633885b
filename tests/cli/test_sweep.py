"""``szsubsidy sweep``: a total over one amount."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.what_if import GUANGMING, STARTUP, read
from tests.program import Run


def test_a_sweep_shows_every_grant_and_the_kinks(run: Run, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "compute_contract", "--from", "0", "--to", "4000万", *GUANGMING)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_kinks_of_the_firm_in_guangming(run: Run) -> None:
    found = read(run, "sweep", "compute_contract", "--to", "4000万", *GUANGMING)
    kinks = {item["cost"]: item["kind"] for item in found["kinks"]}
    assert (kinks[20_000_000], kinks[32_000_000]) == ("cap", "joint-cap-free")
    points = {item["cost"]: item for item in found["points"]}
    assert points[30_000_000]["granted"] == {"training-voucher": 10_000_000, "guangming-compute": 5_000_000}
    assert points[30_000_000]["alone"] == {"training-voucher": 10_000_000, "guangming-compute": 6_000_000}
    assert points[30_000_000]["total"] == 15_000_000


def test_a_sweep_as_csv_has_a_row_for_each_cost(run: Run) -> None:
    done = run("sweep", "compute-contract", "--to", "2000万", "--step", "500万", "--format", "csv", *STARTUP)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["compute_contract"] for row in rows] == [
        "0", "5000000", "10000000", "15000000", "16666666.67", "20000000",
    ]  # fmt: skip
    assert [row["kink"] for row in rows] == ["", "", "", "", "cap", ""]
    assert [row["total"] for row in rows][-2:] == ["10000000", "10000000"]


def test_the_chart_of_a_sweep_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    for name, begin in (("chart.svg", b"<svg "), ("chart.png", b"\x89PNG")):
        done = run("sweep", "compute_contract", *STARTUP, "-o", name, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", f"The chart was written: {name}\n")
        assert (tmp_path / name).read_bytes().startswith(begin)
    drawing = (tmp_path / "chart.svg").read_text("utf-8")
    assert "万" not in drawing
    assert ">10,000,000<" in drawing
    done = run("sweep", "compute_contract", *STARTUP, "-o", "chart.svg", "--force", "--lang", "zh-Hant", cwd=tmp_path)
    assert done.returncode == 0
    assert ">1000萬<" in (tmp_path / "chart.svg").read_text("utf-8")
    again = run("sweep", "compute_contract", *STARTUP, "-o", "chart.svg", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    both = run("sweep", "compute_contract", *STARTUP, "-o", "chart.svg", "--force", "--json", "-q", cwd=tmp_path)
    assert json.loads(both.stdout)["fact"] == "compute_contract"
    assert both.stderr == ""


def test_the_firms_own_amount_is_marked(run: Run, tmp_path: Path) -> None:
    own = ("sweep", "compute_contract", *STARTUP, "--compute-contract", "800万", "--to", "2000万")
    told = run(*own).stdout.splitlines()
    assert told[1] == "Opens later: Training voucher (6 May 2026)."
    assert [line.split() for line in told[4:7]] == [
        [">", "8,000,000", "4,800,000", "this", "firm"],
        ["16,666,666.67", "10,000,000", "cap", "of", "10,000,000", "a", "year"],
        ["20,000,000", "10,000,000"],
    ]
    found = read(run, *own)
    assert found["own"] == 8_000_000
    assert 8_000_000 in [point["cost"] for point in found["points"]]
    rows = list(csv.DictReader(io.StringIO(run(*own, "--format", "csv").stdout)))
    assert [row["compute_contract"] for row in rows if row["own"] == "yes"] == ["8000000"]
    assert run(*own, "-o", "own.svg", cwd=tmp_path).returncode == 0
    assert "8,000,000: this firm" in (tmp_path / "own.svg").read_text("utf-8")


def test_a_sweep_beside_changed_terms(run: Run, eighty: str, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "compute_contract", "--to", "2000万", "--step", "500万", "--reform", eighty, *STARTUP)
    assert done.stdout == snapshot
    found = read(run, "sweep", "compute_contract", "--to", "2000万", "--reform", eighty, *STARTUP)
    totals = {item["cost"]: (item["total"], item["reforms"][0]["total"]) for item in found["points"]}
    assert totals[8_000_000] == (4_800_000, 6_400_000)
    assert totals[12_500_000] == (7_500_000, 10_000_000)


def test_a_sweep_that_moves_nothing_says_why(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("sweep", "compute_contract", "--company-type", "bank", "--as-of", "2026-01-15").stdout == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "company_type"),
        ("sweep", "compute_contrat"),
        ("sweep", "compute_contract", "--to", "0"),
        ("sweep", "compute_contract", "--to", "many"),
        ("sweep", "compute_contract", "--step", "1", "--to", "1000万"),
        ("sweep", "compute_contract", "-o", "chart.gif"),
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


def test_a_sweep_of_closed_terms_says_what_is_within_reach(run: Run) -> None:
    firm = ("--company-type", "startup", "--project-category", "model-training", "--district", "guangming")
    arguments = ("sweep", "compute_contract", "--to", "1600万", *firm, "--as-of", "2026-11-28")
    reached = "Within reach at {}: {}; dates not known: Guangming compute support."
    at_the_end = run(*arguments, env={"COLUMNS": "160"}).stdout.splitlines()
    assert at_the_end[1:3] == ["Nothing is open to apply for.", reached.format("16,000,000 yuan", "4,800,000 yuan")]
    of_its_own = run(*arguments, "--compute-contract", "800万", env={"COLUMNS": "160"}).stdout.splitlines()
    assert of_its_own[2] == reached.format("8,000,000 yuan", "2,400,000 yuan")
