"""A cell that cannot be read: which rows are lost for it, and what is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from tests.program import Result, Run

DAY = ("--as-of", "2026-01-15")
HEADING = "企业名称,企业类型,项目类别,算力合同金额（万元）,模型合同金额（万元）\n"
MESSY = (
    HEADING
    + "甲,初创企业,模型训练,800,约20\n"
    + "乙,银行,模型训练,约800,\n"
    + "丙,初创企业,模型训练,约800,\n"
    + "丁,甲乙丙,模型训练,约800,\n"
    + "戊,初创企业,模型训练,800,\n"
)


def score(run: Run, folder: Path, text: str, *arguments: str) -> Result:
    (folder / "firms.csv").write_text(text, "utf-8")
    return run("batch", "firms.csv", "-o", "out.csv", *DAY, *arguments, cwd=folder)


def names(folder: Path, name: str = "out.csv") -> list[str]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return [row["企业名称"] for row in csv.DictReader(file)]


def rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("arguments", [(), ("--engine", "duckdb"), ("--firm", "企业名称")])
def test_a_row_is_lost_only_where_the_cell_could_matter(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = score(run, tmp_path, MESSY, *arguments)
    assert done.returncode == 4, done.stderr
    assert names(tmp_path) == ["甲", "乙", "戊"]
    assert [row["line"] for row in rejects(tmp_path)] == ["4", "5"]


def test_all_that_is_wrong_with_a_row_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    score(run, tmp_path, MESSY)
    _, row = rejects(tmp_path)
    assert (row["line"], row["column"], row["value"]) == ("5", "企业类型; 算力合同金额（万元）", "甲乙丙; 约800")
    assert row["reason"].startswith("'甲乙丙' is not known (one of startup (Start-up), sme (")
    assert "; '约800' is not an amount (accepted: " in row["reason"]
    assert row["row"] == "丁,甲乙丙,模型训练,约800,"


def test_the_summary_names_the_firm(run: Run, tmp_path: Path) -> None:
    told = score(run, tmp_path, MESSY).stderr
    assert "line 4, 丙: 算力合同金额（万元）: '约800' is not an amount (accepted: " in told
    chinese = score(run, tmp_path, MESSY, "--force", "--lang", "zh-Hans").stderr
    assert "第4行 丙：算力合同金额（万元）：“约800”不是金额" in chinese
    assert "企业类型：“甲乙丙”不是可选值（可选：初创企业 startup、中小企业 sme、" in chinese


def test_a_value_of_many_is_looked_up_in_the_list_of_the_fact(run: Run, tmp_path: Path) -> None:
    score(run, tmp_path, HEADING + "甲,初创企业,天知道,800,\n")
    assert rejects(tmp_path)[0]["reason"] == "'天知道' is not known (szsubsidy facts project_category lists them)"


def test_the_headings_of_the_rejects_may_be_words(run: Run, tmp_path: Path) -> None:
    score(run, tmp_path, MESSY, "--headings", "names", "--lang", "zh-Hans")
    assert list(rejects(tmp_path)[0]) == ["行号", "列", "内容", "原因", "原行"]
    (tmp_path / "more.csv").write_text(MESSY, "utf-8")
    both = ("firms.csv", "more.csv", "-o", "both.csv", "--headings", "names", "--lang", "zh-Hant")
    run("batch", *both, *DAY, cwd=tmp_path)
    with (tmp_path / "both.rejects.csv").open(encoding="utf-8") as file:
        assert file.readline() == "檔案,行號,欄,內容,原因,原行\n"


def test_a_firm_is_lost_only_where_a_cell_of_one_of_its_rows_could_matter(run: Run, tmp_path: Path) -> None:
    text = HEADING + (
        "甲,初创企业,模型训练,800,\n"
        "甲,初创企业,模型训练,100,约20\n"  # nothing pays for a model where one trains
        "乙,初创企业,模型训练,800,\n"
        "乙,初创企业,模型训练,约20,\n"
    )
    score(run, tmp_path, text, "--firm", "企业名称", "--columns", "企业名称,模型合同金额（万元）,total")
    written = (tmp_path / "out.csv").read_text("utf-8")
    assert written == "企业名称,模型合同金额（万元）,total\n甲,,5400000\n"
    assert [(row["line"], row["column"]) for row in rejects(tmp_path)] == [("4", ""), ("5", "算力合同金额（万元）")]


def test_what_is_presumed_of_an_empty_cell_is_not_of_one_that_says_something_else(run: Run, tmp_path: Path) -> None:
    heading = HEADING.strip() + ",算力服务商为关联方,算力服务商已入库\n"
    score(run, tmp_path, heading + "甲,初创企业,模型训练,800,,,\n乙,初创企业,模型训练,800,,也许,也许\n")
    assert names(tmp_path) == ["甲"]
    assert [row["value"] for row in rejects(tmp_path)] == ["也许; 也许"]


@pytest.mark.parametrize("ending", ["jsonl", "parquet", "xlsx"])
def test_what_stood_in_a_row_is_kept_in_every_format(run: Run, tmp_path: Path, ending: str) -> None:
    table = pl.DataFrame(
        {
            "企业名称": ['甲,"乙"', "丙"],
            "company_type": ["甲乙丙", "startup"],
            "project_category": ["model-training", "model-training"],
            "compute_contract": ["约800", "800万"],
        }
    )
    path = tmp_path / f"firms.{ending}"
    match ending:
        case "jsonl":
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.iter_rows(named=True)))
        case "parquet":
            table.write_parquet(path)
        case _:
            table.write_excel(path)
    done = run("batch", path.name, "-o", "out.csv", *DAY, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    [row] = rejects(tmp_path)
    assert (row["column"], row["value"]) == ("company_type; compute_contract", "甲乙丙; 约800")
    assert all(said in row["row"] for said in ("甲", "乙", "甲乙丙", "约800"))
    if ending != "jsonl":
        assert next(csv.reader([row["row"]])) == ['甲,"乙"', "甲乙丙", "model-training", "约800"]


def test_strict_stops_with_all_that_is_wrong_with_the_first_row(run: Run, tmp_path: Path) -> None:
    text = HEADING + "甲,初创企业,模型训练,800,\n丁,甲乙丙,模型训练,约800,\n戊,甲乙丙,模型训练,1,\n"
    done = score(run, tmp_path, text, "--strict")
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert "firms.csv:3: 企业类型: '甲乙丙' is not known (one of startup (Start-up), sme (" in first
    assert "firms.csv:3: 算力合同金额（万元）: '约800' is not an amount" in second
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("arguments", [(), ("--engine", "duckdb"), ("--firm", "企业名称")])
def test_cells_that_were_passed_over_are_counted(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    rows = "".join(f"{name},银行,模型训练,约800,\n" for name in ("己", "庚"))
    done = score(run, tmp_path, MESSY + rows, "--summary", "summary.json", *arguments)
    assert "算力合同金额（万元）: 3 cells cannot be read, such as '约800', and change nothing" in done.stderr
    assert "模型合同金额（万元）: 1 cell cannot be read, such as '约20', and changes nothing" in done.stderr
    doubts = json.loads((tmp_path / "summary.json").read_text("utf-8"))["doubts"]
    assert doubts == [
        {"code": "not-read", "heading": "算力合同金额（万元）", "value": "约800", "rows": 3},
        {"code": "not-read", "heading": "模型合同金额（万元）", "value": "约20", "rows": 1},
    ]
