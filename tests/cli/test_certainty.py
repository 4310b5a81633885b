"""What cannot be computed says why: a panel decides, the rate is not known; and how sure each provision is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.i18n import LANGUAGES
from tests.cli.test_reports import text_of
from tests.program import Run

LONGGANG = (
    "--company-type=sme",
    "--district=longgang",
    "--project-category=model-training",
    "--compute-contract=800万",
    "--as-of=2026-11-28",
)


def programme(run: Run, *arguments: str) -> dict[str, Any]:
    [one] = [
        item
        for item in json.loads(run("estimate", *arguments, "--json").stdout)["programmes"]
        if item["id"] == "longgang-compute"
    ]
    return dict(one)


def test_an_unknown_rate_has_a_bound_and_no_amount(run: Run) -> None:
    found = programme(run, *LONGGANG)
    assert (found["status"], found["amount"], found["range"]) == ("eligible", None, [0, 8_000_000])
    assert (found["certainty"], found["rate_known"]) == ("rate-unknown", False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_so_in_words(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    told = run("estimate", *LONGGANG, "--lang", language).stdout
    assert told.split("\n\n")[2] == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_says_why_there_is_no_amount(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    told = run("explain", "longgang-compute", *LONGGANG, "--lang", language).stdout
    assert "\n\n".join(told.split("\n\n")[1:6]) == snapshot


def test_no_row_for_programs_has_a_number_as_the_amount(run: Run) -> None:
    rows = csv.DictReader(io.StringIO(run("estimate", *LONGGANG, "--format", "csv").stdout))
    [row] = [row for row in rows if row["id"] == "longgang-compute"]
    assert [row[key] for key in ("amount", "low", "high", "certainty")] == ["", "0", "8000000", "rate-unknown"]


@pytest.mark.parametrize("ending", ["md", "html", "docx"])
def test_a_report_says_so(run: Run, tmp_path: Path, ending: str) -> None:
    run("estimate", *LONGGANG, "--report", f"board.{ending}", cwd=tmp_path)
    told = text_of((tmp_path / f"board.{ending}").read_bytes(), ending)
    assert "not known" in told
    assert "rate not known, at most 8,000,000" in told
    assert "20,000,000 yuan more" not in told


def test_a_workbook_has_no_number_in_its_place(run: Run, tmp_path: Path) -> None:
    run("estimate", *LONGGANG, "--report", "board.xlsx", cwd=tmp_path)
    book = fastexcel.read_excel((tmp_path / "board.xlsx").read_bytes())
    rows = [
        row
        for name in book.sheet_names
        for row in pl.DataFrame(book.load_sheet(name, header_row=None, dtypes="string")).iter_rows()
    ]
    told = [row for row in rows if row[0] and row[0].startswith("Longgang compute support") and "eligible" in row]
    assert [row[2] for row in told] == ["not known"]


def test_a_comparison_makes_no_difference_of_it(run: Run) -> None:
    variants = ("--set", "compute_contract=3000万")
    done = run("compare", *LONGGANG, *variants)
    [row] = [line for line in done.stdout.splitlines() if line.startswith("Longgang compute support")]
    assert row.split()[3:] == ["not", "known", "not", "known", "dates", "not", "known"]
    assert "8,000,000" not in row
    assert "B against A  within reach the same\n" in done.stdout
    document = json.loads(run("compare", *LONGGANG, *variants, "--json").stdout)
    for variant in document["variants"]:
        [one] = [item for item in variant["programmes"] if item["id"] == "longgang-compute"]
        assert (one["amount"], one["difference"]) == (None, None)
    assert [one["ceilings"] for one in document["variants"]] == [0, 0]


def test_the_summary_of_a_table_has_no_sum_of_it(run: Run, tmp_path: Path) -> None:
    rows = "company_type,district,project_category,compute_contract\nsme,longgang,model-training,8000000\n"
    (tmp_path / "firms.csv").write_text(rows, "utf-8")
    batch = ("batch", "firms.csv", "-o", "scored.csv", "--shape", "wide", "--as-of=2026-11-28", "--force")
    done = run(*batch, cwd=tmp_path)
    [row] = [line for line in done.stderr.splitlines() if line.startswith("Longgang compute support")]
    assert row.split()[3:] == ["1", "not", "known", "dates", "not", "known"]
    run(*batch, "--summary", "summary.json", cwd=tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    [one] = [item for item in summary["programmes"] if item["id"] == "longgang-compute"]
    assert (one["eligible"], one["amount"]) == (1, None)


def test_a_budget_does_not_say_that_nobody_claims_it(run: Run, tmp_path: Path) -> None:
    rows = "company_type,district,project_category,compute_contract\nsme,longgang,model-training,8000000\n"
    (tmp_path / "firms.csv").write_text(rows, "utf-8")
    run("batch", "firms.csv", "-o", "scored.csv", "--as-of=2026-11-28", cwd=tmp_path)
    budget = ("budget", "scored.csv", "--as-of=2026-11-28", "--budget", "longgang-compute=100万")
    told = run(*budget, cwd=tmp_path).stdout
    assert "Not counted  Longgang compute support: its rate is not known.\n" in told
    document = json.loads(run(*budget, "--json", cwd=tmp_path).stdout)
    [one] = [item for item in document["programmes"] if item["id"] == "longgang-compute"]
    assert one["demand"] is None


def test_each_provision_of_an_explanation_is_as_sure_as_it_is(run: Run) -> None:
    firm = ("--company-type=startup", "--project-category=model-training", "--compute-contract=800万")
    told = run("explain", "training-voucher", *firm, "--as-of=2026-06-30", "--ids").stdout
    evidence = told.partition("\nEvidence\n")[2].partition("\n\n")[0].splitlines()
    sure = {
        cite: line.partition("[")[0].strip()
        for line in evidence
        for cite in line.partition("[")[2].partition("]")[0].split(", ")
        if cite
    }
    assert sure["measures-2024#2"] == "official text"
    assert sure["training-guide-2026#2"] == "second-hand"
    document = json.loads(run("explain", "training-voucher", *firm, "--as-of=2026-06-30", "--json").stdout)
    assert sorted(document["provisions"]) == sorted(sure)
    words = {"official": "official text", "reported": "second-hand"}
    assert {reason["cite"]: words[reason["confidence"]] for reason in document["reasons"]}.items() <= sure.items()


TABLE = """firm_id,company_type,project_category,district,compute_contract,model_contract
a,sme,model-training,longgang,800万,
b,sme,model-application,,,500万
c,bank,model-training,,800万,
"""


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_a_row_of_a_table_says_what_of_it_is_in_doubt_or_has_no_known_rate(
    run: Run, tmp_path: Path, ending: str, engine: str
) -> None:
    output = tmp_path / f"out.{ending}"
    done = run(
        "batch",
        "-",
        "-o",
        str(output),
        "--shape",
        "wide",
        "--headings",
        "ids",
        "--as-of",
        "2026-12-25",
        "--engine",
        engine,
        stdin=TABLE,
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]]
    match ending:
        case "csv":
            rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8"))))
        case "jsonl":
            rows = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
        case _:
            rows = pl.read_excel(output).to_dicts()[:-1]  # the last line has the sums
    told = [[row[name] or None for name in ("possible", "in_doubt", "rate_unknown")] for row in rows]
    wanted: list[list[str | None]] = [
        [None, None, "longgang-compute"],
        [None, "model-voucher", None],
        [None, None, None],
    ]
    assert told == [[[item] if item and ending == "jsonl" else item for item in row] for row in wanted]
    assert list(rows[0]).index("possible") == list(rows[0]).index("undetermined") + 1
