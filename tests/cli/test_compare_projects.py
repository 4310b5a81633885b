"""``szsubsidy compare`` for firms with several projects, or with money of the year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.program import Run

SME = ("--company-type", "sme", "--project-category", "model-training", "--as-of", "2026-05-20")
ONE = (*SME, "--compute-contract", "1500万")
TWO = """
company_type = "sme"

[[projects]]
name = "north"
project_category = ["model-training"]
compute_contract = "1500万"

[[projects]]
name = "south"
project_category = ["model-training"]
compute_contract = "200万"
"""
OTHERWISE = """
company_type = "sme"

[[projects]]
name = "north"
project_category = ["model-training"]
compute_contract = "1200万"

[[projects]]
name = "west"
project_category = ["model-training"]
compute_contract = "100万"

[held]
training-voucher = "300万"
"""
WIDE = {"COLUMNS": "120"}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_another_contract_or_money_of_the_year(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    variants = (
        *("--set", "new.compute_contract=1200万"),
        *("--set", "new.compute_contract=100万; new.name=Next"),
        *("--set", "held.训力券=700万"),
    )
    done = run("compare", *ONE, *variants, "--lang", language, env=WIDE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot
    found = json.loads(run("compare", *ONE, *variants, "--json").stdout)["variants"]
    assert [each["total"] for each in found] == [7_500_000, 10_000_000, 8_000_000, 3_000_000]


def test_profiles_with_projects(run: Run, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    (tmp_path / "a.toml").write_text(TWO, encoding="utf-8")
    (tmp_path / "b.toml").write_text(OTHERWISE, encoding="utf-8")
    variants = ("--set", "South.compute_contract=500万; company_type=startup", "--set", "north.compute_contract=0")
    done = run("compare", "a.toml", "b.toml", *variants, "--as-of", "2026-05-20", cwd=tmp_path, env=WIDE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


@pytest.mark.parametrize(
    "setting",
    [
        "compute_contract=1万",
        "east.compute_contract=1万",
        "south.company_type=sme",
        "new.name=north",
        "held.nothing=1",
        "held.training-voucher=many",
    ],
)
def test_a_variant_that_cannot_be_is_one_clear_line(
    run: Run, tmp_path: Path, setting: str, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "a.toml").write_text(TWO, encoding="utf-8")
    done = run("compare", "a.toml", "--set", setting, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot
