"""The headings of a table of firms, and what stands around them, in sheets as people have them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tests.program import Result, Run

DAY = ("--as-of", "2026-01-15")
HEADINGS = ["企业名称", "企业类型", "项目类别", "算力合同金额"]
FIRM = ["甲", "初创企业", "模型训练", "800"]
Sheet = Sequence[Sequence[str]]


def scored(run: Run, folder: Path, rows: Sheet, kind: str, *arguments: str) -> Result:
    """Score a table that was saved as CSV or XLSX."""
    return run("batch", saved(folder, rows, kind), *DAY, "-o", "out.csv", *arguments, cwd=folder)


def saved(folder: Path, rows: Sheet, kind: str) -> str:
    path = folder / f"firms.{kind}"
    if kind == "xlsx":
        book = xlsxwriter.Workbook(path, {"strings_to_numbers": True})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write(line, place, cell)
        book.close()
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        path.write_text(text.getvalue(), "utf-8")
    return path.name


def totals(folder: Path) -> list[str]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return [row["total"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "above",
    [
        [["2026年企业名单（单位：万元）"]],
        [["2026年企业名单"], ["金额单位：人民币万元"]],
        [["Unit: RMB 10,000"]],
        [["2026年企业名单"], ["", "", "", "单位：万元"]],
        [["2026年度企业名单", "", "", ""], ["填报单位：某园区", "", "", "单位：万元"]],
        [["2026年企业名单"], [], ["（万元）"]],
    ],
)
def test_a_unit_above_the_headings_counts(run: Run, tmp_path: Path, above: Sheet, kind: str) -> None:
    assert scored(run, tmp_path, [*above, HEADINGS, FIRM], kind).returncode == 0
    assert totals(tmp_path) == ["4800000"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_heading_with_a_unit_of_its_own_keeps_it(run: Run, tmp_path: Path, kind: str) -> None:
    headings = [*HEADINGS[:3], "算力合同金额（元）"]
    rows = [["单位：万元"], headings, [*FIRM[:3], "8000000"]]
    assert scored(run, tmp_path, rows, kind).returncode == 0
    assert totals(tmp_path) == ["4800000"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("above", [[["单位：万元"], ["单位：元"]], [["单位：十万元"]]])
def test_an_unclear_unit_is_an_error_until_it_is_said(run: Run, tmp_path: Path, above: Sheet, kind: str) -> None:
    rows = [*above, HEADINGS, FIRM]
    refused = scored(run, tmp_path, rows, kind)
    assert refused.returncode == 2
    assert "--map '算力合同金额=compute_contract（万元）'" in refused.stderr
    assert not (tmp_path / "out.csv").exists()
    assert scored(run, tmp_path, rows, kind, "--map", "算力合同金额=compute_contract（万元）").returncode == 0
    assert totals(tmp_path) == ["4800000"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "rows",
    [
        [["单位：万美元"], HEADINGS, FIRM],
        [[*HEADINGS, "币种"], [*FIRM, "人民币"], [*FIRM, "美元"]],
        [[*HEADINGS, "币种"], *([[*FIRM, "人民币"]] * 9), [*FIRM, "USD"]],
    ],
)
def test_dollars_have_to_be_converted(run: Run, tmp_path: Path, rows: Sheet, kind: str) -> None:
    refused = scored(run, tmp_path, rows, kind)
    assert refused.returncode == 2
    assert "convert its amounts to yuan first" in refused.stderr
    assert "compute_contract（" not in refused.stderr
    assert "leave 算力合同金额 out: --map '算力合同金额='" in refused.stderr
    assert scored(run, tmp_path, rows, kind, "--map", "算力合同金额=").returncode == 0


def test_a_unit_that_a_person_says_is_not_told_as_that_of_the_file(run: Run, tmp_path: Path) -> None:
    rows = [["单位：万元"], ["单位：元"], HEADINGS, FIRM]
    said = scored(run, tmp_path, rows, "csv", "--map", "算力合同金额=compute_contract（万元）")
    assert "headings on line 3; amounts in 万元;" in said.stderr
    rows = [["单位：万元"], HEADINGS, FIRM]
    said = scored(run, tmp_path, rows, "csv", "--map", "算力合同金额=compute_contract（元）")
    assert "from line 1" not in said.stderr


LINES = "企业名称,企业类型,项目类别,算力合同金额（万元）\n甲,初创企业,模型训练,800\n"


@pytest.mark.parametrize(
    "text",
    [
        "2026年度企业名单,,,\n" + LINES,
        "2026年度企业名单\n" + LINES,
        "2026年企业名单,填报日期：2026-01-05\n" + LINES,
        '"2026年度\n企业名单"\n\n' + LINES,
        "2026年度企业名单\r\n\r\n" + LINES.replace("\n", "\r\n"),
        "名单，2026；共1家\n" + LINES.replace(",", ";"),
        "名单, 2026, 共1家, 初稿, 第2版\n" + LINES.replace(",", "\t"),
        LINES.replace("（万元）\n", "（万元）,,,\n"),
        LINES.replace("800\n", "800,,\n"),
        LINES.replace("（万元）\n", "（万元）,所在区,备案\n"),
    ],
)
def test_titles_and_uneven_lines_of_text(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "firms.csv").write_text(text, "utf-8", newline="")
    done = run("batch", "firms.csv", *DAY, "-o", "out.csv", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "out.rejects.csv").exists()) == (0, False)
    assert totals(tmp_path) == ["4800000"]


def test_a_rejected_line_below_titles_is_told_by_its_line_in_the_file(run: Run, tmp_path: Path) -> None:
    text = '"2026年度\n企业名单"\n\n' + LINES + "乙,初创企业,模型训练,800,多\n丙,初创企业,模型训练,约800\n"
    (tmp_path / "firms.csv").write_text(text, "utf-8")
    assert run("batch", "firms.csv", *DAY, "-o", "out.csv", cwd=tmp_path).returncode == 4
    with (tmp_path / "out.rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["6", "7"]


BELOW = [
    pytest.param([HEADINGS, ["", "", "", "万元"]], id="units"),
    pytest.param([HEADINGS, ["", "", "", "（万元）"]], id="units in brackets"),
    pytest.param([HEADINGS, ["文本", "选项：下拉选择", "必填", "人民币万元"]], id="units and kinds"),
    pytest.param([HEADINGS, ["必填", "必填", "选填", "必填，万元"]], id="units within hints"),
    pytest.param([HEADINGS, ["请填写全称", "下拉选择", "请选择", "请填写合同金额（万元）"]], id="hints with a unit"),
    pytest.param([HEADINGS, ["填写说明：金额单位为万元，日期填yyyy-mm-dd"]], id="a note with a unit"),
    pytest.param([[*HEADINGS[:3], "算力合同"], ["", "", "", "金额（万元）"]], id="one second level"),
    pytest.param([HEADINGS, ["1", "2", "3", "4"], ["", "", "", "万元"]], id="numbers, then units"),
    pytest.param([HEADINGS, ["", "", "", "万元"], ["（1）", "（2）", "（3）", "（4）"]], id="units, then numbers"),
    pytest.param([HEADINGS, [], ["", "", "", "万元"], [], ["例：某公司", *FIRM[1:]]], id="units, then an example"),
    pytest.param([HEADINGS, ["（示例）", *FIRM[1:3], "900"], ["", "", "", "万元"]], id="an example, then units"),
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("head", BELOW)
def test_what_stands_below_the_headings_is_joined_to_them_or_set_aside(
    run: Run, tmp_path: Path, head: Sheet, kind: str
) -> None:
    done = scored(run, tmp_path, [*head, FIRM], kind, "--summary", "sums.json")
    assert done.returncode == 0, done.stderr
    assert totals(tmp_path) == ["4800000"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "head",
    [
        [["企业名称", "企业类型", "项目类别", "算力合同", ""], ["", "", "", "名称", "金额（万元）"]],
        [
            ["企业名称", "企业类型", "项目类别", "算力合同", "算力合同"],
            ["企业名称", "企业类型", "项目类别", "名称", "金额（万元）"],
        ],
        [["企业名称", "企业类型", "项目类别", "算力合同", ""], ["", "", "", "名称", "金额"], ["", "", "", "", "万元"]],
        [["基本信息", "", "", "算力合同", ""], ["企业名称", "企业类型", "项目类别", "名称", "金额（万元）"]],
        [["企业信息", "", "", "合同（万元）", ""], ["企业名称", "企业类型", "项目类别", "名称", "算力合同金额"]],
    ],
)
def test_two_levels_of_headings(run: Run, tmp_path: Path, head: Sheet, kind: str) -> None:
    done = scored(run, tmp_path, [["2026年名单"], *head, [*FIRM[:3], "租用合同", "800"]], kind)
    assert done.returncode == 0, done.stderr
    assert totals(tmp_path) == ["4800000"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_headings_of_two_levels_are_written_together(run: Run, tmp_path: Path, kind: str) -> None:
    head = [
        ["企业名称", "企业类型", "项目类别", "算力合同", ""],
        ["", "", "", "名称", "金额"],
        ["", "", "", "", "（万元）"],
    ]
    assert scored(run, tmp_path, [*head, [*FIRM[:3], "租用合同", "800"]], kind).returncode == 0
    written = (tmp_path / "out.csv").read_text("utf-8").splitlines()[0]
    assert written.startswith("企业名称,企业类型,项目类别,算力合同/名称,算力合同/金额（万元）,")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_line_of_units_that_is_not_understood_is_refused(run: Run, tmp_path: Path, kind: str) -> None:
    refused = scored(run, tmp_path, [HEADINGS, ["甲类", "乙类", "", "万元"], FIRM], kind)
    assert refused.returncode == 2
    assert "line 2 seems to be a line of units: 万元" in refused.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_that_says_the_unit_of_each_row_makes_bare_amounts_unclear(
    run: Run, tmp_path: Path, kind: str
) -> None:
    rows = [[*HEADINGS, "金额单位"], [*FIRM, "万元"], [*FIRM, "元"]]
    refused = scored(run, tmp_path, rows, kind).stderr
    assert "the unit of 算力合同金额 is unclear: the column 金额单位 says '万元'" in refused
    assert "write all its amounts in one unit of yuan, and delete 金额单位" in refused
    assert "compute_contract（" not in refused
    told = [[*HEADINGS, "币种"], [*FIRM, "人民币"]]
    assert scored(run, tmp_path, told, kind).returncode == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_header_row_insists(run: Run, tmp_path: Path, kind: str) -> None:
    rows = [HEADINGS, [], ["名称", "企业类型", "项目类别", "金额"], FIRM]
    mapped = ("--map", "金额=compute_contract（万元）")
    assert scored(run, tmp_path, rows, kind, "--header-row", "3", *mapped).returncode == 0
    assert totals(tmp_path) == ["4800000"]
    for line, told in (("2", "has no headings on line 2"), ("9", "has no line 9; its last line is 4")):
        refused = scored(run, tmp_path, rows, kind, "--header-row", line, "--force")
        assert refused.returncode == 2
        assert told in refused.stderr


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_headings_that_only_map_knows_are_found_below_a_title(run: Run, tmp_path: Path, kind: str) -> None:
    rows = [["2026年名单", "第2版"], ["企", "类", "项", "金"], FIRM]
    meant = ("类=company_type", "项=project_category", "金=compute_contract（万元）")
    done = scored(run, tmp_path, rows, kind, *(part for each in meant for part in ("--map", each)))
    assert done.returncode == 0, done.stderr
    assert totals(tmp_path) == ["4800000"]


def test_files_of_one_table_that_count_in_different_units_are_refused(run: Run, tmp_path: Path) -> None:
    for name, unit in (("a", "万元"), ("b", "元")):
        (tmp_path / f"{name}.csv").write_text(f"单位：{unit}\n{','.join(HEADINGS)}\n{','.join(FIRM)}\n", "utf-8")
    refused = run("batch", "a.csv", "b.csv", *DAY, "-o", "out.csv", cwd=tmp_path)
    assert refused.returncode == 2
    assert "b.csv" in refused.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_repeated_and_empty_headings_are_read_and_written(run: Run, tmp_path: Path, kind: str) -> None:
    headings = ["企业名称", "备注", "", "备注", *HEADINGS[1:3], "算力合同金额（万元）", ""]
    assert scored(run, tmp_path, [headings, ["甲", "a", "b", "c", *FIRM[1:], "d"]], kind).returncode == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        first, row = csv.reader(file)
    assert first[:8] == headings
    assert row[:8] == ["甲", "a", "b", "c", *FIRM[1:], "d"]


def test_what_names_its_columns_itself_has_no_line_of_headings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.jsonl").write_text('{"企业类型":"初创企业"}\n', "utf-8")
    refused = run("batch", "firms.jsonl", *DAY, "--header-row", "2", cwd=tmp_path)
    assert refused.returncode == 2
    assert "has no line of headings" in refused.stderr


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_as_an_incubator_keeps_it(run: Run, tmp_path: Path, kind: str) -> None:
    amounts = ["800", "/", "1200.5", "600万", "待定", "约800"]
    headings = ["序号", *HEADINGS, "注册资本", "所在区"]
    firms = [
        [str(number + 1), f"公司{number}", *FIRM[1:3], amounts[number % 6], "50", "南山区"] for number in range(30)
    ]
    above: Sheet = [["2026年企业名单"], ["", "", "", "", "", "", "单位：万元"]]
    below: Sheet = [["合计", "", "", "", "13002.5", "", ""], ["填表人：某甲", "", "", "审核人：某乙", "", "", ""]]
    done = scored(run, tmp_path, [*above, headings, *firms, *below], kind, "--summary", "sums.json")
    assert done.returncode == 4
    summary = json.loads((tmp_path / "sums.json").read_text("utf-8"))
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (32, 25, 5)
    assert summary["totals"]["by_terms"] == {"rows": 15, "amount": 5 * (4_800_000 + 7_203_000 + 3_600_000)}


APART = [
    ("csv", "算力合同金额", "万元", "800"),
    ("xlsx", "*算力合同金额（必填）", "千元", "8000"),
    ("csv", "3. 算力合同\n金额（不含税）", "亿元", "0.08"),
    ("xlsx", "compute_contract", "万元", "800"),
]


@pytest.mark.parametrize("apart", APART)
@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_what_is_written_counts_in_the_unit_of_what_was_read(
    run: Run, tmp_path: Path, apart: tuple[str, ...], ending: str
) -> None:
    kind, heading, unit, figure = apart
    headings = [*HEADINGS[:3], heading]
    rows = [[f"单位：{unit}"], headings, [*FIRM[:3], figure], ["乙", *FIRM[1:3], figure]]
    kept = ["--columns", "企业名称,企业类型,项目类别", "--columns", heading]
    written = run("batch", saved(tmp_path, rows, kind), *DAY, "-o", f"again.{ending}", *kept, cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    sheet = ["--sheet", "1"] if ending == "xlsx" else []
    assert run("batch", f"again.{ending}", *DAY, *sheet, "-o", "out.csv", cwd=tmp_path).returncode == 0
    assert totals(tmp_path) == ["4800000"] * 2
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[3] == f"{heading}（{unit}）"


def test_amounts_in_yuan_keep_their_heading(run: Run, tmp_path: Path) -> None:
    assert scored(run, tmp_path, [["单位：元"], HEADINGS, [*FIRM[:3], "8000000"]], "csv").returncode == 0
    assert (tmp_path / "out.csv").read_text("utf-8").startswith(f"{','.join(HEADINGS)},total,")


def test_firms_of_several_rows_are_written_in_the_unit_of_what_was_read(run: Run, tmp_path: Path) -> None:
    rows = [["单位：万元"], HEADINGS, FIRM, ["甲", *FIRM[1:3], "400"]]
    kept = ["--firm", "企业名称", "--shape", "long", "--columns", ",".join(HEADINGS), "--columns", "amount"]
    assert scored(run, tmp_path, rows, "csv", *kept).returncode == 0
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert lines[0] == "企业名称,企业类型,项目类别,算力合同金额（万元）,amount"
    assert {line.rpartition(",")[0] for line in lines[1:]} == {"甲,初创企业,模型训练,1200"}


def test_a_unit_that_was_said_where_the_table_is_unclear_is_written(run: Run, tmp_path: Path) -> None:
    rows = [["单位：万元"], ["单位：元"], HEADINGS, FIRM]
    said = ["--map", "算力合同金额=compute_contract（万元）"]
    assert scored(run, tmp_path, rows, "csv", *said).returncode == 0
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("企业名称,企业类型,项目类别,算力合同金额（万元）,")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_headings_on_a_line_that_is_not_there(run: Run, tmp_path: Path, kind: str) -> None:
    refused = scored(run, tmp_path, [HEADINGS, FIRM, FIRM], kind, "--header-row", "99")
    assert refused.returncode == 2
    assert "has no line 99; its last line is 3" in refused.stderr


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_without_rows_is_told(run: Run, tmp_path: Path, kind: str) -> None:
    done = scored(run, tmp_path, [HEADINGS], kind)
    assert done.returncode == 0
    assert "has no rows below its headings" in done.stderr
