"""How a firm's projects, and what it was granted already, stand in documents, tables, reports and the details."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import fastexcel
import pytest

from tests.estimates import document, programme
from tests.program import Run

MAY = ("--as-of", "2026-05-20")
SME = ("--company-type", "sme")
AFFILIATE = ("--project", "category=model-training; compute_contract=1500万; compute_provider_affiliated=yes")
PHASES = (
    *("--project", "category=model-training; compute_contract=1500万"),
    *("--project", "name=Phase 2; category=model-training; compute_contract=1200万"),
)
HELD = ("--held", "training-voucher=200万")


def test_the_document_tells_of_each_project_what_it_brings_and_what_limits_the_year(run: Run) -> None:
    voucher = programme(document(run, *SME, *PHASES, *HELD, *MAY), "training-voucher")
    assert [(each["name"], each["counts"], each["amount"]) for each in voucher["projects"]] == [
        ("A", True, 7_500_000),
        ("Phase 2", True, 6_000_000),
    ]
    assert voucher["year"] == {"brought": 13_500_000, "cap": 10_000_000, "held": 2_000_000}
    assert voucher["amount"] == 8_000_000


def test_the_document_tells_why_a_project_does_not_count_and_what_of_it_is_missing(run: Run) -> None:
    voucher = programme(
        document(run, *SME, *AFFILIATE, "--project", "category=model-training", *MAY), "training-voucher"
    )
    out, unknown = voucher["projects"]
    assert (out["counts"], out["amount"], out["range"]) == (False, 0, [0, 0])
    assert [reason["fact"] for reason in out["failing"]] == ["compute_provider_affiliated"]
    assert (unknown["counts"], unknown["amount"], unknown["range"]) == (True, None, [0, 10_000_000])
    assert unknown["missing"] == ["compute_contract"]


def test_a_flat_document_has_neither(run: Run) -> None:
    flat = ("--project-category", "model-training", "--compute-contract", "800万")
    voucher = programme(document(run, *SME, *flat, *MAY), "training-voucher")
    assert voucher.keys().isdisjoint({"projects", "year"})


def test_the_document_of_several_projects_stays_short(run: Run) -> None:
    assert len(run("estimate", "--json", *SME, *PHASES, *HELD, *MAY).stdout.encode()) <= 6_000


def test_a_row_has_what_each_project_brings_and_what_is_held(run: Run) -> None:
    [row] = csv.DictReader(io.StringIO(run("estimate", "--format", "csv", *SME, *PHASES, *HELD, *MAY).stdout))
    assert (row["projects"], row["held"], row["amount"]) == ("A=7500000;Phase 2=6000000", "2000000", "8000000")


def test_markdown_sets_the_lines_of_the_sum_to_the_right(run: Run) -> None:
    told = run("estimate", "--format", "markdown", *SME, *PHASES, *HELD, *MAY).stdout
    spaces = "\u00a0" * 4
    for name, amount in (
        ("contract A", "7,500,000"),
        ("Phase 2", "6,000,000"),
        ("cut by the yearly cap", "−3,500,000"),
        ("already granted", "−2,000,000"),
    ):
        assert f"| {spaces}{name} |  | {amount} |" in told


@pytest.mark.parametrize("ending", ["md", "html", "docx", "xlsx"])
def test_a_report_can_be_written_of_several_projects(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report.{ending}"
    done = run("estimate", *SME, *AFFILIATE, *PHASES, *HELD, *MAY, "--report", str(path))
    assert done.returncode == 0
    if ending in {"md", "html"}:
        text = path.read_text(encoding="utf-8").replace("\u00a0", " ")
        assert "does not count: the compute provider is affiliated with the applicant" in text
        assert "Of that, 2,000,000 yuan were granted already this year; 8,000,000 yuan are left." in text
        assert "50% of the compute contract of 42,000,000" not in text


def test_a_workbook_has_the_lines_of_the_sum_as_numbers(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    assert run("estimate", *SME, *PHASES, *HELD, *MAY, "--report", str(path)).returncode == 0
    sheet = fastexcel.read_excel(path).load_sheet("Summary", header_row=None, dtypes="string").to_polars()
    rows = [row[:3] for row in sheet.rows()]
    assert ("cut by the yearly cap", None, "-3500000") in rows
    assert ("Phase 2", None, "6000000") in rows


def test_what_is_held_leaves_another_programme_out_and_says_by_which_rule(run: Run) -> None:
    beside = (
        *("--project-category", "model-training", "--compute-contract", "1000万", "--district", "longhua"),
        *("--held", "longhua-compute=100万"),
    )
    told = " ".join(run("estimate", *SME, *beside, *MAY, "--details", env={"COLUMNS": "200"}).stdout.split())
    assert "not beside Longhua compute voucher, already granted" in told
    assert "Training voucher (5,000,000 yuan) is not counted beside Longhua compute voucher, already granted." in told
    assert "No clause on holding both was read in the Longhua document" in told


def test_names_that_look_like_markup_or_control_are_harmless(run: Run) -> None:
    odd = ("--project", "name=<b>*x*</b>; category=model-training; compute_contract=100万")
    told = run("estimate", "--format", "markdown", *SME, *PHASES, *odd, *MAY).stdout
    assert r"\<b\>\*x\*\</b\>" in told


def test_json_of_explain_has_the_same(run: Run) -> None:
    done = run("explain", "training-voucher", "--json", *SME, *PHASES, *HELD, *MAY)
    assert json.loads(done.stdout)["year"]["held"] == 2_000_000


@pytest.mark.parametrize("held", ["training-voucher=1000万", "longhua-compute=100万"])
@pytest.mark.parametrize(
    ("language", "verdict"),
    [
        ("en", "Nothing more for this year, beside what was granted already."),
        ("zh-Hans", "扣除当年已获资助，当年没有其他可得资助。"),
        ("zh-Hant", "計及本年已獲資助，本年再無其他可獲資助。"),
    ],
)
def test_where_what_is_held_leaves_nothing_the_verdict_says_so(
    run: Run, held: str, language: str, verdict: str
) -> None:
    flat = ("--project-category", "model-training", "--compute-contract", "1000万", "--held", held)
    assert verdict in run("--lang", language, "estimate", *SME, *flat, *MAY).stdout.splitlines()


def test_of_more_than_four_projects_the_answer_counts_and_the_details_tell_of_each(run: Run) -> None:
    six = [f"--project=category=model-training; compute_contract={million}00万" for million in range(1, 7)]
    told = run("estimate", *SME, *six, *MAY, "--details").stdout
    answer, details = told.split("How the sum comes about")
    assert "  6 contracts               10,500,000  50% of 21,000,000" in answer
    assert "contract A" not in answer.partition("Programme")[2]
    assert [f"contract {letter}: 50% of" in details for letter in "ABCDEF"] == [True] * 6
    assert "6 compute contracts, 21,000,000 yuan together: A 1,000,000, B 2,000,000" in answer


def test_a_project_that_does_not_count_is_named_where_projects_are_counted(run: Run) -> None:
    six = [f"--project=category=model-training; compute_contract={million}00万" for million in range(1, 7)]
    told = run("estimate", *SME, *six, *AFFILIATE, *MAY).stdout
    assert "Not counted  Training voucher, contract G: provider affiliated." in told
    assert "  1 contract                         0  does not count\n" in told


def test_projects_that_are_out_by_different_conditions_are_told_apart(run: Run) -> None:
    two = (*AFFILIATE, "--project", "category=model-training; compute_contract=800万; compute_provider_registered=no")
    why = "contract A: provider affiliated; contract B: provider not on the city's register"
    assert why in run("estimate", *SME, *two, *MAY, env={"COLUMNS": "120"}).stdout
    explained = run("explain", "training-voucher", *SME, *two, *MAY, env={"COLUMNS": "120"}).stdout
    assert f"Not eligible: {why}." in explained
    assert "contract B does not count: the compute provider is not on the city's register." in explained


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "all contracts of the year come to 200,000 yuan, less than 500,000 yuan"),
        ("zh-Hans", "全年各合同合计20万元，低于50万元"),
        ("zh-Hant", "全年各合約合計20萬元，低於50萬元"),
    ],
)
def test_several_contracts_below_the_least_of_the_year_are_told_with_their_sum(
    run: Run, language: str, why: str
) -> None:
    two = 2 * ("--project", "category=model-training; compute_contract=10万")
    for command in (("estimate",), ("explain", "training-voucher")):
        told = run("--lang", language, *command, *SME, *two, *MAY, env={"COLUMNS": "120"}).stdout
        assert why in told
        assert "Together: 0" not in told
