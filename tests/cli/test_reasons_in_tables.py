"""What ``szsubsidy batch`` remarks of rows: why they get nothing, what limits cut, what is not sure."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.facts.read import read_value
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.trace import kleene
from szsubsidy.views.cumulation import brief_reason
from szsubsidy.views.phrases import Phrases
from tests.batch.firms import firms
from tests.program import Run

CATALOGUE = load_catalogue()
PHRASES = Phrases(CATALOGUE, "en", str)
DAY = ("--as-of", "2026-05-20")
FIRMS = """企业名称,企业类型,项目类别,算力合同金额（万元）,所在区
甲公司,初创企业,模型训练,800,南山区
乙公司,中小企业,模型训练,3000,光明区
丙公司,中小企业,模型训练,40,
丁公司,初创企业,模型训练,约800,南山区
戊公司,银行,模型训练,800,
"""
REMARKS = {
    "甲公司": "",
    "乙公司": "Guangming compute support: cut by 1,000,000 yuan (Public money may pay half of a compute contract.)",
    "丙公司": "Training voucher: the compute contract is worth less than 500,000 yuan",
    "戊公司": "Training voucher: a bank is not among its applicants",
}


def scored(run: Run, folder: Path, content: str, *arguments: str) -> list[dict[str, str]]:
    (folder / "firms.csv").write_text(content, "utf-8")
    day = () if "--as-of" in arguments else DAY
    done = run("batch", "firms.csv", "-o", "-", "--allow-rejects", *day, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def remarks(run: Run, folder: Path, *arguments: str, content: str = FIRMS) -> dict[str, str]:
    return {row["企业名称"]: row["remarks"] for row in scored(run, folder, content, *arguments)}


@pytest.mark.parametrize("arguments", [(), ("--engine", "duckdb"), ("--columns", "企业名称,remarks")])
def test_a_row_says_which_clause_refuses_it_and_what_is_cut(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert remarks(run, tmp_path, *arguments) == REMARKS


def test_the_same_in_chinese(run: Run, tmp_path: Path) -> None:
    assert remarks(run, tmp_path, "--lang", "zh-Hans") == {
        "甲公司": "",
        "乙公司": "光明区算力支持减100万元（同一算力合同的财政资助累计不超过合同额的50%）",
        "丙公司": "训力券：算力合同金额低于50万元",
        "戊公司": "训力券：不面向银行",
    }


def test_a_sheet_says_it_beside_what_is_wrong_with_rejected_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(FIRMS, "utf-8")
    done = run("batch", "firms.csv", "-o", "out.xlsx", "--allow-rejects", *DAY, "--lang", "zh-Hant", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    sheet = pl.read_excel(tmp_path / "out.xlsx", sheet_id=1, infer_schema_length=0)
    said = dict(zip(sheet["企业名称"], sheet["備註"], strict=True))
    assert said["丙公司"] == "訓力券：算力合約金額低於50萬元"
    assert said["戊公司"] == "訓力券：不接受銀行申請"
    assert said["丁公司"].startswith("有誤：")


def test_without_a_topic_and_with_facts_missing_no_programme_is_told_of(run: Run, tmp_path: Path) -> None:
    [row] = scored(run, tmp_path, "企业名称,企业类型,算力合同金额（万元）\n甲,银行,40\n")
    assert (row["total"], row["remarks"]) == ("0", "")
    assert row["missing"]


def test_what_was_passed_over_in_a_row_stands_first(run: Run, tmp_path: Path) -> None:
    said = remarks(run, tmp_path, content=FIRMS.replace("银行,模型训练,800", "银行,模型训练,约800"))
    assert said["戊公司"] == (
        "算力合同金额（万元）: '约800' cannot be read, and changes nothing; "
        "Training voucher: a bank is not among its applicants"
    )


def test_terms_that_have_expired_are_the_reason(run: Run, tmp_path: Path) -> None:
    said = remarks(run, tmp_path, "--as-of", "2027-05-20")
    assert said["甲公司"] == "Training voucher: expired on 24 December 2026"


def test_a_kind_of_applicant_that_is_left_out_is_named(run: Run, tmp_path: Path) -> None:
    content = "企业名称,企业类型,项目类别,所在区\n甲,individual,model-filing,longhua\n"
    said = remarks(run, tmp_path, content=content)
    assert said["甲"] == "Longhua reward for a filed model: an individual is not among its applicants"


def test_what_is_only_possible_is_remarked(run: Run, tmp_path: Path) -> None:
    content = "企业名称,企业类型,项目类别\n甲,university,key-laboratory\n"
    said = remarks(run, tmp_path, content=content)
    assert said["甲"] == "City key laboratory: only possibly eligible, as not all of its terms were found"


def test_the_projects_of_a_firm_are_refused_where_each_is(run: Run, tmp_path: Path) -> None:
    content = """企业名称,企业类型,项目类别,算力合同金额（万元）,所在区
甲,初创企业,模型训练,30,南山区
甲,初创企业,模型训练,10,南山区
乙,中小企业,模型训练,3000,光明区
乙,中小企业,模型训练,40,光明区
丙,银行,模型训练,40,南山区
"""
    assert remarks(run, tmp_path, "--firm", "企业名称", content=content) == {
        "甲": "Training voucher: the compute contract is worth less than 500,000 yuan",
        "乙": "Guangming compute support: cut by 800,000 yuan (Public money may pay half of a compute contract.)",
        "丙": "Training voucher: a bank is not among its applicants",
    }


# A register of random firms is scored as a table, and each firm by itself. What is remarked of a row is derived anew
# from what the firm is told alone: of the findings in their order, the first that refuses it.


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 1 << 30), day=st.sampled_from(["2026-01-15", "2026-05-20", "2026-11-28", "2027-02-01"]))
def test_what_is_said_of_a_row_is_what_is_said_of_the_firm(run: Run, tmp_path: Path, seed: int, day: str) -> None:
    table = firms(80, random.Random(seed)).with_columns(
        # Of random firms few meet a joint cap.
        project_category=pl.when(pl.col("row") % 4 == 0).then(pl.lit("model-training")).otherwise("project_category"),
        district=pl.when(pl.col("row") % 4 == 0).then(pl.lit("guangming")).otherwise("district"),
    )
    table.write_csv(tmp_path / "firms.csv")
    done = run("batch", "firms.csv", "-o", "out.jsonl", "--force", "--as-of", day, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    for firm, row in zip(table.drop("row").iter_rows(named=True), rows, strict=True):
        facts = {name: read_value(CATALOGUE.facts[name], text) for name, text in firm.items() if text is not None}
        told = estimate(CATALOGUE, facts, int(day.replace("-", "")))
        refused = [] if row["reach"] else [*refusals(told)][:1]
        assert (row["remarks"] or "") == "; ".join([*refused, *cuts(told), *cautions(told)]), row


def refusals(told: Estimate) -> Iterator[str]:
    """Why each programme that is about what a firm named gives it nothing, in their order."""
    for finding in told.relevant():
        edition, name, profile = finding.edition, PHRASES.name(finding.programme.id), told.profile
        topics = [reason for reason in finding.reasons if CATALOGUE.facts[reason.comparison.fact].topical]
        if told.missing and not (topics and all(reason.holds for reason in topics)):
            continue
        if finding.status == "lapsed":
            yield f"{name}: expired on {PHRASES.day(edition.until or 0)}"
        elif finding.status == "not-yet":
            yield f"{name}: not in force before {PHRASES.day(edition.starts)}"
        elif kleene(edition.eligibility, edition.diagram.predicates, profile, told.as_of) is False:
            yield f"{name}: {PHRASES.refusal(finding.obstacles[0], profile)}"


def cuts(told: Estimate) -> Iterator[str]:
    """What limits take from what a firm holds."""
    for cut in told.by_terms.reduced:
        alone = told.explanations[cut.programme].finding.amount or 0
        assert alone - sum(told.by_terms.granted(cut.programme)) == cut.forgone
        name, amount = PHRASES.name(cut.programme), PHRASES.money_text(cut.forgone)
        yield f"{name}: cut by {amount} ({brief_reason(cut.rule, PHRASES)})"


def cautions(told: Estimate) -> Iterator[str]:
    """What is not sure of what a firm holds, or of what fits though its rate is not known."""
    for finding in told.findings:
        unknown = finding.met and finding.edition.award.rate_unknown
        if finding.programme.id not in told.by_terms.held and not unknown:
            continue
        name, window = PHRASES.name(finding.programme.id), finding.availability.window
        if finding.status == "in-doubt":
            assert finding.edition.rests_on is not None
            yield f"{name}: in doubt, as its basis ended on {PHRASES.day(finding.edition.rests_on.until)}"
        elif finding.status == "possible":
            yield f"{name}: only possibly eligible, as not all of its terms were found"
        elif finding.availability.reach == "open" and not finding.availability.confirmed:
            assert window is not None
            yield f"{name}: perhaps open until {PHRASES.day(window.closes or 0)}, unconfirmed"
