"""The workbook that ``szsubsidy batch`` writes, as a person opens it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.program import Run
from tests.workbook import Sheet, read

DAY = ("--as-of", "2026-05-20")
HEADINGS = ["企业名称", "企业类型", "项目类别", "算力合同金额（万元）", "所在区", "成立日期", "信用代码"]
CODE = "914403001234567890"


def workbook(path: Path, rows: list[list[Any]]) -> None:
    """Make a sheet of firms as a person fills it in."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy/m/d"})
    for number, row in enumerate([HEADINGS, *rows]):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, str):
                sheet.write_string(number, place, value)
            elif value is not None:
                sheet.write(number, place, value)
    book.close()


FIRMS: list[list[Any]] = [
    ["甲公司", "初创企业", "模型训练", 800, "南山区", date(2025, 8, 1), CODE],
    ["乙公司", "中小企业", "模型训练", 3000, "光明区", date(2015, 3, 9), CODE],
    ["丙公司", "中小企业", "模型训练", 40, None, None, None],
    ["丁公司", "中小企业", "模型训练", "约800", None, None, None],
    ["戊公司", "银行", "模型训练", 123.45678, None, None, None],
]


@pytest.fixture
def scored(run: Run, tmp_path: Path) -> dict[str, Sheet]:
    workbook(tmp_path / "firms.xlsx", FIRMS)
    done = run(
        "--lang", "zh-Hans", "batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, "--summary", "s.json", cwd=tmp_path
    )
    assert done.returncode == 4, done.stderr
    return read(tmp_path / "scored.xlsx")


def test_there_are_firms_programmes_and_notes(scored: dict[str, Sheet]) -> None:
    assert list(scored) == ["企业", "资助项目", "说明"]
    assert {sheet.frozen for sheet in scored.values()} == {"A2"}


def test_all_firms_stand_in_their_order_the_rejected_one_with_what_is_wrong(scored: dict[str, Sheet]) -> None:
    *firms, total = scored["企业"].records
    assert [firm["企业名称"] for firm in firms] == ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司"]
    assert total["企业名称"] == "合计（4家）"
    rejected = list(firms[3].values())
    assert rejected[3] == "约800"
    assert str(rejected[-1]).startswith("有误：")
    assert "“约800”不是金额" in str(rejected[-1])
    assert not any(rejected[4:-1])


def test_cells_of_the_input_keep_their_types(scored: dict[str, Sheet]) -> None:
    head, first, *_others, last, _total = scored["企业"].rows
    assert [cell.value for cell in head[: len(HEADINGS)]] == HEADINGS
    amount, district, since, code = first[3:7]
    assert (amount.value, amount.form) == (800, "General")
    assert district.value == "南山区"
    assert (since.value, since.form) == (datetime(2025, 8, 1), "yyyy-mm-dd")  # noqa: DTZ001
    assert code.value == CODE
    assert last[3].value == 123.45678


def test_the_last_line_sums_by_formulas_that_show_their_value(run: Run, tmp_path: Path) -> None:
    workbook(
        tmp_path / "firms.xlsx", [*FIRMS, ["己公司", "初创企业", "模型训练", 100.0001, None, date(2026, 1, 1), None]]
    )
    run("batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, "--headings", "ids", "--summary", "s.json", cwd=tmp_path)
    summary = json.loads((tmp_path / "s.json").read_text("utf-8"))
    head, *firms, total = next(iter(read(tmp_path / "scored.xlsx").values())).rows
    names = [cell.value for cell in head]
    summed = [place for place, cell in enumerate(total) if cell.formula]
    assert {"total", "within_reach", "ceilings"} <= {names[place] for place in summed}
    for place in summed:
        cells = [row[place] for row in firms if place < len(row)]
        amounts = [cell.value for cell in cells if isinstance(cell.value, float)]
        letter = (
            chr(ord("A") + place) if place < 26 else f"{chr(ord('A') + place // 26 - 1)}{chr(ord('A') + place % 26)}"
        )
        assert total[place].formula == f"SUM({letter}2:{letter}{len(firms) + 1})"
        assert total[place].value == pytest.approx(sum(amounts), abs=0.001)
        assert {cell.form for cell in cells if isinstance(cell.value, float)} <= {"#,##0", "#,##0.00"}
    assert total[names.index("total")].value == summary["totals"]["by_terms"]["amount"]
    assert total[names.index("within_reach")].value == summary["totals"]["within_reach"]["amount"]
    assert total[names.index("total")].form == "#,##0.00"


def test_the_rows_can_be_filtered_and_the_sums_stay(scored: dict[str, Sheet]) -> None:
    firms = scored["企业"]
    assert firms.filtered.startswith("A1:")
    assert firms.filtered.endswith("6")  # the headings and five firms
    assert not scored["说明"].filtered


def test_columns_are_as_wide_as_their_cells_need(run: Run, tmp_path: Path) -> None:
    long = ["深圳市" + "很" * 60 + "有限公司", *FIRMS[0][1:]]
    workbook(tmp_path / "firms.xlsx", [long])
    run("batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    widths = next(iter(read(tmp_path / "scored.xlsx").values())).widths
    assert all(8 <= width <= 41 for width in widths)
    assert widths[0] > 40 > widths[6] > len(CODE) > widths[4]


def test_the_programmes_that_occur_have_their_terms(scored: dict[str, Sheet]) -> None:
    programmes = {str(row["资助项目"]): row for row in scored["资助项目"].records}
    voucher = programmes["训力券"]
    assert "60" in str(voucher["资助标准"])
    assert "1000万元" in str(voucher["资助标准"])
    assert voucher["截止日"] == datetime(2026, 6, 5)  # noqa: DTZ001
    assert (voucher["企业数"], voucher["单独计算的合计（元）"]) == (2, 14_800_000)
    assert str(voucher["依据"]).startswith("《")
    assert programmes["光明区算力支持"]["截止日"] is None


def test_notes_say_what_the_figures_rest_on(scored: dict[str, Sheet]) -> None:
    notes = [(str(row["事项"]), str(row["内容"])) for row in scored["说明"].records]
    assert ("基准日", "2026年5月20日") in notes
    assert ("假定", "算力服务商并非关联方：2家未填，按此假定") in notes
    text = "\n".join(text for _, text in notes)
    assert "共5行：已测算4，有误1，已略过0" in text
    assert "firms.xlsx" in text
    assert "算力合同金额（万元）" in text


def test_notes_say_where_the_unit_stands_and_which_rows_are_no_firms(run: Run, tmp_path: Path) -> None:
    lines = ["2026年企业申报表,,,", "单位：万元,,,", "企业名称,企业类型,项目类别,算力合同金额"]
    lines += ["甲公司,初创企业,模型训练,800", "合计,,,800"]
    (tmp_path / "firms.csv").write_text("\n".join(lines) + "\n", "utf-8")
    run("--lang", "zh-Hans", "batch", "firms.csv", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    sheets = read(tmp_path / "scored.xlsx")
    assert [row["企业名称"] for row in sheets["企业"].records] == ["甲公司", "合计（1家）"]
    notes = [(row["事项"], row["内容"]) for row in sheets["说明"].records]
    assert ("文件", "firms.csv：UTF-8；表头在第3行；金额单位为万元（见第2行）") in notes
    assert ("已略过", "第5行：合计（合计行）") in notes


HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "https://example.com", "<r>x</r>", "<r><t>x</t></r>"]
HOSTILE += ["a\x02b", "_x0041_", "１23", " a ", "\uffffb"]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_never_run(run: Run, tmp_path: Path, text: str) -> None:
    lines = ["name,company_type,project_category,compute_contract", f"{text},startup,model-training,8000000"]
    lines.append(f"{text},startup,model-training,about 8")
    (tmp_path / "firms.csv").write_text("\n".join(lines) + "\n", "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    _head, first, second, total = next(iter(read(tmp_path / "scored.xlsx").values())).rows
    shown = text.replace("\uffff", "").replace("_x0041_", "_x005F_x0041_").replace("\x02", "_x0002_")  # as XML has them
    assert {(cell.value, cell.formula) for cell in (first[0], second[0])} == {(shown, "")}
    assert sum(bool(cell.formula) for row in (first, second) for cell in row) == 0
    assert total[0].value == "Total (1 firm)"


def test_the_long_shape_has_no_sums(run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "firms.xlsx", FIRMS)
    run("batch", "firms.xlsx", "-o", "scored.xlsx", "--shape", "long", *DAY, cwd=tmp_path)
    firms = next(iter(read(tmp_path / "scored.xlsx").values()))
    assert not any(cell.formula for row in firms.rows for cell in row)
    names = [row["企业名称"] for row in firms.records]
    assert list(dict.fromkeys(names)) == ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司"]
    assert names.count("丁公司") == 1


def test_where_all_is_rejected_the_firms_still_stand(run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "firms.xlsx", [FIRMS[3], FIRMS[3]])
    run("batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    names = [row["企业名称"] for row in next(iter(read(tmp_path / "scored.xlsx").values())).records]
    assert names == ["丁公司", "丁公司", "Total (0 firms)"]


def test_a_run_that_fails_leaves_nothing(run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "firms.xlsx", FIRMS)
    done = run("batch", "firms.xlsx", "-o", "scored.xlsx", "--strict", *DAY, cwd=tmp_path)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["firms.xlsx"]


def test_what_a_cell_cannot_hold_is_an_error(run: Run, tmp_path: Path) -> None:
    text = "x" * 32_768
    (tmp_path / "firms.csv").write_text(f"name,company_type,compute_contract\n{text},startup,8000000\n", "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (2, ["firms.csv"])
    assert "at most 32767 characters" in done.stderr


def test_rows_with_long_texts_are_high_enough(run: Run, tmp_path: Path) -> None:
    names = ["深圳市" + "很" * 60 + "有限公司", "甲\n乙", "乙"]
    workbook(tmp_path / "firms.xlsx", [[name, *FIRMS[0][1:]] for name in names])
    run("batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, "--columns", "企业名称,total", cwd=tmp_path)
    _head, long, broken, short, _total = next(iter(read(tmp_path / "scored.xlsx").values())).heights
    assert (long, broken, short) == (63.75, 32.25, 0)


def test_all_that_is_wrong_with_a_row_is_remarked(run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "firms.xlsx", [["甲公司", "初创企业", "模型训练", "约800", None, "明年", CODE], FIRMS[0]])
    run("batch", "firms.xlsx", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    first, second, _total = next(iter(read(tmp_path / "scored.xlsx").values())).records
    remark = str(list(first.values())[-1])
    assert remark.startswith("Rejected: 算力合同金额（万元）: '约800' is not an amount")
    assert "; 成立日期: '明年'" in remark
    assert not list(second.values())[-1]


@pytest.mark.parametrize("firms", [1, 2])
def test_with_several_rows_a_firm_the_rows_of_a_rejected_firm_stand_by_themselves(
    run: Run, tmp_path: Path, firms: int
) -> None:
    rows = [FIRMS[0], [*FIRMS[0][:3], "约900", *FIRMS[0][4:]], *[FIRMS[1]] * firms]
    workbook(tmp_path / "firms.xlsx", rows)
    run("batch", "firms.xlsx", "-o", "scored.xlsx", "--firm", "企业名称", *DAY, cwd=tmp_path)
    *listed, total = next(iter(read(tmp_path / "scored.xlsx").values())).records
    assert [row["企业名称"] for row in listed] == ["甲公司", "甲公司", "乙公司"]
    assert [str(list(row.values())[-1] or "").startswith("Rejected: ") for row in listed] == [True, True, False]
    assert [row["算力合同金额（万元）"] for row in listed] == [800, "约900", 3000 * firms]
    assert total["企业名称"] == "Total (1 firm)"


def test_figures_of_a_text_file_are_numbers_and_ids_are_not(run: Run, tmp_path: Path) -> None:
    lines = ["code,company_type,project_category,compute_contract", f"{CODE},startup,model-training,8000000.50"]
    lines += ["0800,startup,model-training,800万"]
    (tmp_path / "firms.csv").write_text("\n".join(lines) + "\n", "utf-8")
    run("batch", "firms.csv", "-o", "scored.xlsx", *DAY, cwd=tmp_path)
    first, second, _total = next(iter(read(tmp_path / "scored.xlsx").values())).records
    assert (first["code"], first["compute_contract"]) == (CODE, 8000000.5)
    assert (second["code"], second["compute_contract"]) == ("0800", "800万")
