"""``--reform``: changed terms beside those in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.what_if import DEFECTS, STARTUP, VOUCHER, as_item, changed, read
from tests.program import Run


def test_changed_terms_beside_those_in_force(run: Run, eighty: str, snapshot: SnapshotAssertion) -> None:
    done = run("estimate", *STARTUP, "--compute-contract", "800万", "--reform", eighty)
    assert done.returncode == 0, done.stderr
    assert done.stdout == snapshot
    found = read(run, "estimate", *STARTUP, "--compute-contract", "800万", "--reform", eighty)["variants"]
    assert [item["total"] for item in found] == [4_800_000, 6_400_000]
    [change] = found[1]["changed_terms"]
    assert [item["after"]["percent"] for item in change["changes"]] == [80]


def test_terms_that_are_extended(run: Run, longer: str) -> None:
    late = ("--compute-contract", "800万", "--as-of", "2027-01-15", "--reform", longer)
    found = read(run, "estimate", *STARTUP[:4], *late)["variants"]
    assert [item["total"] for item in found] == [0, 4_800_000]
    assert "延长两年" in run("estimate", *STARTUP[:4], *late, "--lang", "zh-Hans").stdout


def test_a_draft_programme_is_a_reform_of_its_own(run: Run, tmp_path: Path) -> None:
    content = VOUCHER.read_text("utf-8")
    draft = tmp_path / "draft.toml"
    draft.write_text(content.replace("percent = 60", "percent = 100"), "utf-8")
    found = read(run, "estimate", *STARTUP, "--compute-contract", "800万", "--reform", str(draft))["variants"]
    assert [item["total"] for item in found] == [4_800_000, 8_000_000]


def test_a_new_programme_has_its_name_in_every_what_if(run: Run, tmp_path: Path, eighty: str) -> None:
    for number in ("one", "two"):
        content = VOUCHER.read_text("utf-8").replace("training-voucher", f"new-{number}", 1)
        (tmp_path / f"{number}.toml").write_text(content.replace('"Training voucher"', f'"Voucher {number}"'), "utf-8")
    reforms = ("--reform", "one.toml", "--reform", "two.toml", "--reform", eighty)
    swept = run("sweep", "compute_contract", "--to", "3000万", *STARTUP, *reforms, cwd=tmp_path)
    assert "Voucher one: the cost itself no longer limits: OWN Voucher one" in swept.stdout, swept.stderr
    compared = run("compare", "--compute-contract", "800万", *STARTUP, *reforms, cwd=tmp_path)
    assert "C  A, but under OWN Voucher two\n" in compared.stdout
    assert "C against A  " in compared.stdout
    assert "OWN Voucher two, 60% of the cost" in compared.stdout
    solved = run("solve", "--target", "1200万", "--by", "compute_contract", *STARTUP, *reforms, cwd=tmp_path)
    assert "OWN Voucher one: 12,000,000 yuan brings 12,000,000 yuan" in solved.stdout
    assert solved.returncode == 4


@pytest.mark.parametrize(
    ("parameter", "value", "total"),
    [
        ("cap", "'2000万'", 12_000_000),
        ("cap.amount", "400_0000", 4_000_000),
        ("rates[0].when", "{ fact = 'company_type', is = 'sme', cite = 'reform' }", 10_000_000),
        ("award", "{ basis = 'fixed', amounts = [ { amount = 5, cite = 'reform' } ] }", 5),
        ("eligibility", "{ fact = 'company_type', is = 'bank', cite = 'reform' }", 0),
        ("in_force.until", "2026-05-10", 0),
    ],
)
def test_any_part_of_the_terms_can_be_changed(run: Run, tmp_path: Path, parameter: str, value: str, total: int) -> None:
    change = f"programme = 'training-voucher'\nparameter = '{parameter}'\nvalue = {value}\n"
    (tmp_path / "reform.toml").write_text(f"title = 'x'\n[[changes]]\n{change}", "utf-8")
    facts = (*STARTUP[:4], "--compute-contract", "2000万", "--as-of", "2026-06-30")
    found = json.loads(run("estimate", *facts, "--reform", "reform.toml", "--json", cwd=tmp_path).stdout)
    assert [item["total"] for item in found["variants"]] == [10_000_000, total]


def test_a_new_programme_can_be_changed_in_the_same_file(run: Run, tmp_path: Path) -> None:
    draft = as_item(VOUCHER.read_text("utf-8"))
    for name in ("training-voucher", "draft-voucher"):
        content = draft.replace('id = "training-voucher"', f'id = "{name}"')
        (tmp_path / "reform.toml").write_text(
            "title = 'x'\n" + changed(name, "rates[0].percent", "70") + content.replace("percent = 50", "percent = 40"),
            "utf-8",
        )
        facts = ("--project-category", "model-training", "--compute-contract", "800万", "--as-of", "2026-01-15")
        for kind, amount in (("startup", 5_600_000), ("sme", 3_200_000)):
            found = read(run, "estimate", "--company-type", kind, *facts, "--reform", str(tmp_path / "reform.toml"))[
                "variants"
            ]
            assert {item["id"]: item["amount"] for item in found[1]["programmes"]}[name] == amount


def test_a_change_goes_to_the_file_that_was_laid_over_the_others(run: Run, tmp_path: Path, eighty: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text(VOUCHER.read_text("utf-8").replace("10_000_000", "5_000_000"), "utf-8")
    arguments = ("--programmes", str(own), "--reform", eighty)
    found = read(run, "estimate", *STARTUP, "--compute-contract", "5000万", *arguments)["variants"]
    assert [item["total"] for item in found] == [5_000_000, 5_000_000]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_table_under_changed_terms(run: Run, tmp_path: Path, eighty: str, engine: str) -> None:
    (tmp_path / "firms.csv").write_text(
        "name,company_type,project_category,compute_contract\n"
        "a,startup,model-training,800万\nb,sme,model-training,800万\nc,startup,model-training,\n"
    )
    columns = "name,training-voucher,training-voucher_before,total,total_before"
    arguments = ("firms.csv", "--reform", eighty, "--columns", columns, "--as-of", "2026-01-15", "--engine", engine)
    done = run("batch", *arguments, "--summary", "summary.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        columns, "a,6400000,4800000,6400000,4800000", "b,4000000,4000000,4000000,4000000", "c,,,0,0",
    ]  # fmt: skip
    assert "8,800,000 yuan in all under the terms in force, 10,400,000 yuan under OWN Start-ups at 80%" in done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["reform"] == {"title": "Start-ups at 80%", "total_before": 8_800_000, "total": 10_400_000}
    counts = {item["id"]: item["amount"] for item in summary["programmes"]}
    assert (counts["training-voucher"], counts["training-voucher_before"]) == (10_400_000, 8_800_000)


@pytest.mark.parametrize("name", DEFECTS)
def test_a_reform_that_is_not_sound_is_one_clear_line(
    run: Run, tmp_path: Path, name: str, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "reform.toml").write_text(DEFECTS[name], "utf-8")
    done = run("estimate", *STARTUP, "--reform", "reform.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ("estimate", "--reform", "nowhere.toml"),
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
