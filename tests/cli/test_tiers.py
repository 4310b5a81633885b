"""A ceiling whose tiers the facts decide: the tier is the ceiling, and the amount still a panel's."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.own_terms import PAPER
from tests.program import Run

PROGRAMME = (
    """
id = "own-laboratory"
kind = "grant"
authority = "shenzhen"
name = { en = "Own laboratory", zh-Hans = "自设实验室", zh-Hant = "自設實驗室" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }
"""
    + PAPER
    + """
[[editions]]
in_force = { from = 2026-01-01, cite = "paper" }
reviewed = 2026-11-28
eligibility = { fact = "project_category", in = ["key-laboratory"], cite = "paper" }

[editions.award]
basis = "ceiling"
cap = { amount = "100万", cite = "paper" }
tiers = [
  { amount = "100万", when = { fact = "company_type", is = "university", cite = "paper" }, cite = "paper" },
  { amount = "50万", when = { fact = "leader_age", at_most = 35, cite = "paper" }, cite = "paper" },
  { amount = "30万", cite = "paper" },
]

[[editions.examples]]
working = "a university: up to 1,000,000"
facts = { company_type = "university", project_category = ["key-laboratory"] }
status = "eligible"
amount = 1_000_000
"""
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own" / "programmes"
    folder.mkdir(parents=True)
    (folder / "own-laboratory.toml").write_text(PROGRAMME, "utf-8")
    return folder.parent


def told(run: Run, own: Path, *facts: str) -> dict[str, Any]:
    done = run(
        *("estimate", "--programmes", str(own), "--project-category=key-laboratory", "--as-of=2026-06-30"),
        *facts,
        "--json",
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["programmes"]
    return next(item for item in found if item["id"] == "own-laboratory")


@pytest.mark.parametrize(
    ("facts", "ceiling"),
    [
        (("--company-type=university",), 1_000_000),
        (("--company-type=sme", "--leader-age=35"), 500_000),
        (("--company-type=sme", "--leader-age=36"), 300_000),
    ],
)
def test_the_tier_that_the_facts_decide_is_the_ceiling(
    run: Run, own: Path, facts: tuple[str, ...], ceiling: int
) -> None:
    finding = told(run, own, *facts)
    assert (finding["status"], finding["basis"], finding["amount"]) == ("eligible", "ceiling", ceiling)
    assert finding["missing"] == []


def test_a_fact_that_decides_between_tiers_is_missing_while_it_is_unknown(run: Run, own: Path) -> None:
    finding = told(run, own, "--company-type=sme")
    assert (finding["status"], finding["range"]) == ("undetermined", [300_000, 500_000])
    assert finding["missing"] == ["leader_age"]


def test_a_table_of_firms_gets_the_same_tiers(run: Run, own: Path, tmp_path: Path) -> None:
    firms = tmp_path / "firms.csv"
    firms.write_text(
        "firm_name,company_type,leader_age,project_category\n"
        "A,university,,key-laboratory\nB,sme,35,key-laboratory\nC,sme,36,key-laboratory\n",
        "utf-8",
    )
    out = tmp_path / "scored.csv"
    done = run("batch", str(firms), "-o", str(out), "--shape", "wide", "--programmes", str(own), "--as-of=2026-06-30")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [row["own-laboratory"] for row in rows] == ["1000000", "500000", "300000"]


def test_show_tells_what_each_tier_is_for(run: Run, own: Path) -> None:
    shown = run("programmes", "show", "own-laboratory", "--programmes", str(own)).stdout
    assert "cap: 1,000,000 yuan [paper, second-hand]" in shown
    assert "500,000 yuan [paper, second-hand]\n    where the project leader is at most 35 years old\n" in shown


@pytest.mark.parametrize(
    ("facts", "otherwise"),
    [
        (("--company-type=university",), 800_000),
        (("--company-type=sme", "--leader-age=35"), 500_000),
        (("--company-type=sme", "--leader-age=36"), 300_000),
    ],
)
def test_another_cap_holds_down_the_tiers_above_it_and_raises_none(
    run: Run, own: Path, facts: tuple[str, ...], otherwise: int
) -> None:
    """Explain tells of every dispute; an estimate only of one that changes the figure."""
    file = own / "programmes" / "own-laboratory.toml"
    dispute = """
[[editions.disputes]]
parameter = "cap"
others = [ { value = "80万", cite = "page" } ]
reason = { en = "The paper holds.", zh-Hans = "以该文件为准。", zh-Hant = "以該文件為準。" }

[[sources]]
id = "page"
kind = "page"
title = "某网页"
title_en = "A page"
issuer = { en = "A site", zh-Hans = "某网站", zh-Hant = "某網站" }
confidence = "reported"
seen = ["https://x.test/page"]
"""
    file.write_text(PROGRAMME + dispute, "utf-8")
    asked = ("--programmes", str(own), "--project-category=key-laboratory", "--as-of=2026-06-30", *facts, "--json")
    explained = json.loads(run("explain", "own-laboratory", *asked).stdout)
    [disputed] = explained["disputes"]
    assert [other["amount"] for other in disputed["others"]] == [otherwise]
    assert bool(told(run, own, *facts)["disputes"]) == (otherwise != explained["amount"])


def test_diff_tells_of_a_tier_that_is_for_others_now(run: Run, own: Path) -> None:
    edition = PROGRAMME[PROGRAMME.index("[[editions]]") :]
    later = edition.replace("from = 2026-01-01", "from = 2027-01-01").replace("at_most = 35", "at_most = 40")
    first = PROGRAMME.replace("from = 2026-01-01", "from = 2026-01-01, until = 2026-12-31")
    (own / "programmes" / "own-laboratory.toml").write_text(first + later, "utf-8")
    done = run("programmes", "diff", "--from=2026-12-31", "--to=2027-01-01", "--programmes", str(own), "--json")
    [changed] = [item for item in json.loads(done.stdout)["programmes"] if item["id"] == "own-laboratory"]
    told = [(item["before"]["text"], item["after"]["text"]) for item in changed["changes"]]
    assert told == [
        (
            "500,000 yuan (the project leader is at most 35 years old)",
            "500,000 yuan (the project leader is at most 40 years old)",
        )
    ]
