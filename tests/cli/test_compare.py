"""``szsubsidy compare``: variants side by side."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.what_if import STARTUP, read
from tests.program import Run


def test_a_difference_is_open_while_facts_are_missing(run: Run) -> None:
    arguments = ("compare", *STARTUP[2:], "--compute-contract", "800万", "--set", "company_type=startup")
    told = run(*arguments).stdout
    assert "on the terms not settled, 0 to 4,800,000 yuan more" in told
    assert "A: Company type --company-type" in told
    variant = read(run, *arguments)["variants"][1]
    assert (variant["difference"], variant["difference_range"]) == (None, [0, 4_800_000])


def test_variants_stand_beside_the_baseline(run: Run, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    for name, kind in (("a.toml", "startup"), ("b.toml", "large")):
        (tmp_path / name).write_text(
            f'company_type = "{kind}"\ncompute_contract = 8000000\nproject_category = ["model-training"]\n'
        )
    setting = "compute_contract=1000万; district=longhua"
    arguments = ("a.toml", "b.toml", "--set", setting, "--set", "as_of=2027-01-05", "--as-of", "2026-01-15")
    done = run("compare", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == snapshot
    found = json.loads(run("compare", *arguments, "--json", cwd=tmp_path).stdout)["variants"]
    assert [item["name"] for item in found] == ["a.toml", "b.toml", setting, "as_of=2027-01-05"]
    assert [item["baseline"] for item in found] == [True, False, False, False]
    assert [item["total"] for item in found] == [4_800_000, 4_000_000, 6_000_000, 0]
    assert [item["difference"] for item in found] == [0, -800_000, 1_200_000, -4_800_000]
    assert found[2]["conditional_total"] == 9_000_000
    rows = list(csv.reader(io.StringIO(run("compare", *arguments, "--format", "csv", cwd=tmp_path).stdout)))
    assert rows[0] == ["id", "A", "B", "C", "D", "origin"]
    assert rows[-2][:2] == ["within_reach", "4800000"]
    assert rows[-1] == ["total", "4800000", "4000000", "6000000", "0", ""]


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "--company-type", "startup"),
        ("compare", "--set", "district", "--set", "as_of=tomorrow"),
        ("compare", "--company-type", "startup", "--set", ""),
        ("compare", "-", "-"),
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
    ("language", "told"),
    [
        ("en", "A: closed on 5 Jun 2026, next not known; B: open until 5 Jun 2026 (16 days)"),
        ("zh-Hans", "A：2026年6月5日"),
        ("zh-Hant", "A：2026年6月5日"),
    ],
)
def test_cases_of_several_days_say_of_each_whether_one_can_apply(run: Run, language: str, told: str) -> None:
    firm = ("--company-type", "startup", "--project-category", "model-training", "--compute-contract", "800万")
    arguments = ("compare", *firm, "--as-of", "2026-11-28", "--set", "as_of=2026-05-20", "--lang", language)
    assert told in run(*arguments, env={"COLUMNS": "200"}).stdout
