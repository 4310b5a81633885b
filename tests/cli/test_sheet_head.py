"""The headings of a table of firms, and what stands around them, in sheets as people have them."""

from __future__ import annotations

import csv
import io
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
@pytest.mark.parametrize("above", [[["单位：美元"]], [["单位：万元"], ["单位：元"]], [["单位：十万元"]]])
def test_an_unclear_unit_is_an_error_until_it_is_said(run: Run, tmp_path: Path, above: Sheet, kind: str) -> None:
    rows = [*above, HEADINGS, FIRM]
    refused = scored(run, tmp_path, rows, kind)
    assert refused.returncode == 2
    assert "--map '算力合同金额=compute_contract（万元）'" in refused.stderr
    assert not (tmp_path / "out.csv").exists()
    assert scored(run, tmp_path, rows, kind, "--map", "算力合同金额=compute_contract（万元）").returncode == 0
    assert totals(tmp_path) == ["4800000"]


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
