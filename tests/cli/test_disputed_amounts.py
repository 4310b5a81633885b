"""A dispute about one of the amounts of a fixed award: the others stay what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import Run

PROGRAMME = """
id = "own-hiring"
kind = "grant"
authority = "shenzhen"
name = { en = "Own hiring", zh-Hans = "自设招用补贴", zh-Hant = "自設招用補貼" }
summary = { en = "A grant.", zh-Hans = "补贴。", zh-Hant = "補貼。" }

[[editions]]
in_force = { from = 2026-01-01, cite = "paper" }
reviewed = 2026-11-28
eligibility = { fact = "project_category", in = ["model-training"], cite = "paper" }

[editions.award]
basis = "fixed"
amounts = [
  { amount = "10万", when = { fact = "company_type", is = "startup", cite = "paper" }, cite = "paper" },
  { amount = "5万", cite = "paper" },
]

[[editions.disputes]]
parameter = "PARAMETER"
others = [ { value = "8万", cite = "page" } ]
reason = { en = "The paper holds.", zh-Hans = "以该文件为准。", zh-Hant = "以該文件為準。" }

[[editions.examples]]
working = "a start-up: 100,000"
facts = { company_type = "startup", project_category = ["model-training"] }
status = "eligible"
amount = 100_000
"""
SOURCE = """
[[sources]]
id = "{id}"
kind = "page"
title = "某文件"
title_en = "A paper"
issuer = {{ en = "An office", zh-Hans = "某办公室", zh-Hant = "某辦公室" }}
confidence = "reported"
seen = ["https://x.test/{id}"]
"""


def laid_down(folder: Path, parameter: str) -> str:
    programme = PROGRAMME.replace("PARAMETER", parameter)
    (folder / "own.toml").write_text(programme + SOURCE.format(id="paper") + SOURCE.format(id="page"), "utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("parameter", "company_type", "otherwise"),
    [
        ("cap", "startup", [80_000]),
        ("cap", "sme", []),
        ("amounts[0]", "startup", [80_000]),
        ("amounts[0]", "sme", []),
        ("amounts[1]", "startup", []),
        ("amounts[1]", "sme", [80_000]),
    ],
)
def test_another_value_takes_the_place_of_the_amount_that_it_is_about(
    run: Run, tmp_path: Path, parameter: str, company_type: str, otherwise: list[int]
) -> None:
    firm = (f"--company-type={company_type}", "--project-category=model-training", "--as-of=2026-06-30")
    done = run("explain", "own-hiring", *firm, "--programmes", laid_down(tmp_path, parameter), "--json")
    assert done.returncode == 0, done.stderr
    disputes = json.loads(done.stdout)["disputes"]
    assert [other["amount"] for dispute in disputes for other in dispute["others"]] == otherwise


def test_while_it_is_open_which_amount_applies_only_the_disputed_one_moves(run: Run, tmp_path: Path) -> None:
    done = run(
        *("explain", "own-hiring", "--project-category=model-training", "--as-of=2026-06-30"),
        *("--programmes", laid_down(tmp_path, "cap"), "--json"),
    )
    [disputed] = json.loads(done.stdout)["disputes"]
    assert [other["range"] for other in disputed["others"]] == [[50_000, 80_000]]


@pytest.mark.parametrize(("parameter", "adopted"), [("cap", 100_000), ("amounts[1]", 50_000)])
def test_the_list_tells_the_amount_that_is_disputed(run: Run, tmp_path: Path, parameter: str, adopted: int) -> None:
    done = run("disputes", "own-hiring", "--programmes", laid_down(tmp_path, parameter), "--json")
    [disputed] = json.loads(done.stdout)["disputes"]
    assert (disputed["parameter"], disputed["adopted"]) == (parameter, adopted)
    text = run("disputes", "own-hiring", "--programmes", str(tmp_path)).stdout
    assert f"amount, terms of 1 January 2026 onwards, end date not found: {adopted:,} yuan is adopted" in text


def test_a_dispute_about_an_amount_that_is_not_there_does_not_load(run: Run, tmp_path: Path) -> None:
    done = run("disputes", "own-hiring", "--programmes", laid_down(tmp_path, "amounts[2]"))
    assert done.returncode != 0
    assert "amounts[2] is not in this edition" in done.stderr
