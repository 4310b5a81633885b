"""Rows of a table that are no firms: totals, notes, and the headings once more."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.program import Result, Run

DAY = ("--as-of", "2026-01-15")
HEADINGS = ("企业名称", "企业类型", "项目类别", "算力合同金额（万元）")
FIRM = ("甲", "初创企业", "模型训练", "800")
FORMATS = ["csv", "tsv", "xlsx", "jsonl", "parquet"]
Row = Sequence[str]


def scored(run: Run, folder: Path, rows: Sequence[Row], kind: str, *arguments: str) -> Mapping[str, object]:
    """Score firms below headings, saved in a format, and return the summary."""
    save(folder / f"firms.{kind}", rows)
    done: Result = run(
        "batch", f"firms.{kind}", *DAY, "-o", "out.csv", "--summary", "sums.json", *arguments, cwd=folder
    )
    assert done.returncode in {0, 4}, done.stderr
    summary: Mapping[str, object] = json.loads((folder / "sums.json").read_text("utf-8"))
    return summary


def save(path: Path, rows: Sequence[Row], headings: Row = HEADINGS) -> None:
    match path.suffix:
        case ".xlsx":
            book = xlsxwriter.Workbook(path, {"strings_to_numbers": True})
            sheet = book.add_worksheet()
            for line, row in enumerate([headings, *rows]):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write(line, place, cell)
            book.close()
        case ".jsonl" | ".parquet":
            table = pl.DataFrame(
                [[cell or None for cell in (*row, *[""] * len(headings))][: len(headings)] for row in rows],
                schema=dict.fromkeys(headings, pl.String),
                orient="row",
            )
            if path.suffix == ".jsonl":
                table.write_ndjson(path)
            else:
                table.write_parquet(path)
        case _:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows([headings, *rows])


def names(folder: Path) -> list[str]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return [row["企业名称"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("kind", FORMATS)
def test_totals_notes_and_headings_once_more_are_no_firms(run: Run, tmp_path: Path, kind: str) -> None:
    rows = [
        ("一、南山区",),
        FIRM,
        ("小计", "", "", "800"),
        HEADINGS,
        ("二、福田区",),
        ("乙", *FIRM[1:]),
        ("福田区小计", "", "", "800"),
        ("合计（2家）：", "", "", "1600"),
        ("填表人：某甲", "审核人：某乙"),
        ("注：1. 金额为含税价。",),
        ("以下空白",),
    ]
    summary = scored(run, tmp_path, rows, kind)
    assert names(tmp_path) == ["甲", "乙"]
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (11, 2, 0)
    assert summary["repeated"] == []
    assert not (tmp_path / "out.rejects.csv").exists()


@pytest.mark.parametrize(
    "text",
    [
        "合计", "合  计", "合计：", "合计（30家）", "小计", "本页小计", "总计", "总计:", "共计", "累计", "共30家",
        "合計", "小計", "總計", "累計",
        "Total", "TOTAL:", "Subtotal", "Sub-total", "Grand total", "Sum", "Total (30 firms)", "南山区合计",
        "填表人：", "填表人", "制表人：某甲", "审核人：", "負責人：",
        "联系人：某乙", "联系电话：0755", "填报日期：2026-01-05",
        "单位（盖章）：",
        "注：", "注1：同上", "备注：无", "说明：", "※注：", "（以下空白）",
        "三、光明区", "（一）初创企业", "第二部分 科研机构", "Notes: none", "Prepared by: A",
        "本表由企业填写。",
    ],
)  # fmt: skip
def test_a_row_with_such_a_text_alone_is_set_aside(run: Run, tmp_path: Path, text: str) -> None:
    summary = scored(run, tmp_path, [FIRM, (text,)], "csv")
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (2, 1, 0)
    assert names(tmp_path) == ["甲"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name",
    [
        "合计科技有限公司", "小计", "总计划公司", "注意力科技", "联系人科技", "一部手机科技", "第一部落公司",
        "说明书公司", "备注",
        "Total Energies", "Sumitomo", "Notesco", "三、六、九公司", "负责任人工智能公司", "以下空间公司", "填表人",
    ],
)  # fmt: skip
def test_a_firm_with_facts_is_a_firm_unless_it_is_called_total(run: Run, tmp_path: Path, name: str, kind: str) -> None:
    summary = scored(run, tmp_path, [(name, *FIRM[1:])], kind)
    assert summary["scored"] == (0 if name == "小计" else 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_total_is_known_by_the_firms_name_behind_a_number(run: Run, tmp_path: Path, kind: str) -> None:
    headings = ("序号", *HEADINGS)
    save(
        tmp_path / f"firms.{kind}", [("1", *FIRM), ("2", "合计", "", "", "800"), ("", "合计", "", "", "800")], headings
    )
    assert run("batch", f"firms.{kind}", *DAY, "-o", "out.csv", cwd=tmp_path).returncode == 0
    assert names(tmp_path) == ["甲"]


@pytest.mark.parametrize("kind", FORMATS)
def test_by_firm_they_are_set_aside_too(run: Run, tmp_path: Path, kind: str) -> None:
    rows = [FIRM, FIRM, ("合计", "", "", "1600"), ("乙", *FIRM[1:]), ("填表人：某甲",)]
    summary = scored(run, tmp_path, rows, kind, "--firm", "企业名称")
    assert names(tmp_path) == ["甲", "乙"]
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (5, 2, 0)


@pytest.mark.parametrize("kind", FORMATS)
def test_footer_keep_takes_every_row_for_a_firm(run: Run, tmp_path: Path, kind: str) -> None:
    summary = scored(run, tmp_path, [FIRM, ("合计", "", "", "800")], kind, "--footer", "keep")
    assert names(tmp_path) == ["甲", "合计"]
    assert summary["scored"] == 2


def test_rows_in_are_those_scored_rejected_and_set_aside(run: Run, tmp_path: Path) -> None:
    rows = [FIRM, ("乙", "初创企业", "模型训练", "约800"), ("合计", "", "", "1600"), (*FIRM, "多"), ("填表人：",)]
    summary = scored(run, tmp_path, rows, "csv")
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (5, 1, 2)
    with (tmp_path / "out.rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["3", "5"]
