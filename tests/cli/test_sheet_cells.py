"""A cell of a sheet means what a person sees in it, and is written out as what it is."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.batch.tables.number_formats import seen
from tests.program import Run

DAY = ("--as-of", "2026-01-15")
HEADINGS = ["企业名称", "企业类型", "项目类别", "算力合同金额（元）", "成立日期"]
FIRM = ["甲", "初创企业", "模型训练", 8_000_000]


def sheet(path: Path, fill: Callable[[Any, Any], None], **options: bool) -> None:
    """Make a workbook with one sheet that has headings, and below them what ``fill`` writes."""
    book = xlsxwriter.Workbook(path, options)
    made = book.add_worksheet()
    made.write_row(0, 0, HEADINGS)
    fill(book, made)
    book.close()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def patched(path: Path, old: str | None, new: str) -> None:
    """Change the file of a workbook's first sheet: one text in it, or the whole."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet_part = "xl/worksheets/sheet1.xml"
    text = parts[sheet_part].decode()
    assert old is None or old in text
    parts[sheet_part] = (new if old is None else text.replace(old, new)).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def cells(path: Path) -> list[list[Any]]:
    """The cells of a sheet that was written, each of its own type."""
    import fastexcel

    book = fastexcel.read_excel(path)
    texts, numbers, days = (
        book.load_sheet(0, header_row=None, skip_rows=0, dtypes=kind).to_polars()
        for kind in ("string", "boolean", "datetime")
    )
    days = days.select(pl.when(pl.all().dt.year() < 9999).then(pl.all()))
    return [
        [
            float(text) if text is not None and number is not None else day.date() if number is None and day else text
            for text, number, day in zip(*each, strict=True)
        ]
        for each in zip(texts.rows(), numbers.rows(), days.rows(), strict=True)
    ]


def test_each_cell_of_a_column_keeps_its_type(run: Run, tmp_path: Path) -> None:
    def fill(book: Any, made: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        made.write(0, 5, "统一社会信用代码")
        for row, (amount, since, code) in enumerate(
            [
                (8_000_000, date(2025, 8, 1), "914403001922038216"),
                ("800万", "2025年8月1日", "91440300MA5ABCDE1X"),
                (None, date(2025, 8, 2), 12),
            ],
            1,
        ):
            made.write_row(row, 0, [*FIRM[:3], amount])
            made.write(row, 4, since, day)
            (made.write_string if isinstance(code, str) else made.write_number)(row, 5, code)

    sheet(tmp_path / "firms.xlsx", fill)
    done = run("batch", "firms.xlsx", "-o", "out.xlsx", *DAY, cwd=tmp_path)
    assert done.returncode == 0
    found = [row[3:6] for row in cells(tmp_path / "out.xlsx")[1:4]]
    assert found == [
        [8_000_000, date(2025, 8, 1), "914403001922038216"],
        ["800万", "2025年8月1日", "91440300MA5ABCDE1X"],
        [None, date(2025, 8, 2), 12],
    ]
    for ending in ("csv", "parquet", "jsonl"):
        assert run("batch", "firms.xlsx", "-o", f"out.{ending}", *DAY, cwd=tmp_path).returncode == 0
    assert [row["统一社会信用代码"] for row in rows(tmp_path / "out.csv")] == [
        "914403001922038216",
        "91440300MA5ABCDE1X",
        "12",
    ]
    assert pl.read_parquet(tmp_path / "out.parquet")["算力合同金额（元）"].to_list() == ["8000000", "800万", None]
    first = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[0])
    assert first["算力合同金额（元）"] == "8000000"


def read(run: Run, folder: Path, *arguments: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]], str]:
    """Return name and total of the firms that were scored, line and value of those that were not, and what was told."""
    for old in folder.glob("*.csv"):
        old.unlink()
    columns = ("--columns", "企业名称,total")
    done = run("batch", "firms.xlsx", "-o", "out.csv", *columns, "--rejects", "no.csv", *DAY, *arguments, cwd=folder)
    assert done.returncode in {0, 4}, done.stderr
    rejected = rows(folder / "no.csv") if done.returncode else []
    scored = [(row["企业名称"], row["total"]) for row in rows(folder / "out.csv")]
    return scored, [(row["line"], row["value"]) for row in rejected], done.stderr


def of_format(path: Path, code: str | int, amount: float, heading: str = "算力合同金额（元）") -> None:
    """Make a workbook of one firm, whose amount is shown in a format."""
    book = xlsxwriter.Workbook(path)
    made = book.add_worksheet()
    made.write_row(0, 0, [*HEADINGS[:3], heading])
    made.write_row(1, 0, FIRM[:3])
    made.write_number(1, 3, amount, book.add_format({"num_format": code}))
    book.close()


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"US$"#,##0', "US$800"),
        ("[$HK$-C04]#,##0.00", "HK$800"),
        ("[$€-2] #,##0", "€800"),
        ("#,##0 [$€-407]", "800€"),
        ("[$$-409]#,##0.00", "$800"),
        ('"HKD" 0', "HKD800"),
        ("[$₩-412]#,##0", "₩800"),
        ("£#,##0", "£800"),
        ("[$¥-411]#,##0", "JPY800"),
        ("[$￥-ja-JP]#,##0", "JPY800"),
        ('#,##0"美元"', "800美元"),
        ('#,##0"万美元"', "800万美元"),
        ('#,##0"泰铢"', "800泰铢"),
        ('[>=1000]"US$"#,##0;"HK$"0', "HK$800"),
        (7, "$800"),
    ],
)
def test_money_that_only_its_format_shows_to_be_foreign_is_refused(
    run: Run, tmp_path: Path, code: str | int, shown: str
) -> None:
    of_format(tmp_path / "firms.xlsx", code, 800)
    assert read(run, tmp_path)[:2] == ([], [("2", shown)])


@pytest.mark.parametrize(
    ("code", "amount", "heading", "total"),
    [
        ("#,##0.00", 8e6, "算力合同金额（元）", "4800000"),
        ("¥#,##0.00", 800, "算力合同金额（万元）", "4800000"),
        ('"￥"#,##0', 8e6, "算力合同金额（元）", "4800000"),
        ("[$¥-804]#,##0.00", 8e6, "算力合同金额（元）", "4800000"),
        ('_ ￥* #,##0.00_ ;_ ￥* \\-#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ', 8e6, "算力合同金额（元）", "4800000"),
        ('"人民币"#,##0.00', 8e6, "算力合同金额（元）", "4800000"),
        ("[$CNY] #,##0", 8e6, "算力合同金额（元）", "4800000"),
        ('#,##0"元"', 8e6, "算力合同金额（万元）", "4800000"),
        ('#,##0"万元"', 800, "算力合同金额（元）", "4800000"),
        ('#,##0.00"万"', 800, "算力合同金额（万元）", "4800000"),
        ('0.0"亿元"', 0.08, "算力合同金额（元）", "4800000"),
        ('General"万元"', 800, "算力合同金额", "4800000"),
        ('0!.0,"万"', 8e6, "算力合同金额（元）", "4800000"),
        ('0.0,,"M"', 8e6, "算力合同金额（元）", "4800000"),
        ('#,##0,"千元"', 8e6, "算力合同金额（元）", "4800000"),
        ('[>=10000]0!.0,"万";0', 8e6, "算力合同金额（元）", "4800000"),
        ("@", 8e6, "算力合同金额（元）", "4800000"),
        ("0.00E+00", 8e6, "算力合同金额（元）", "4800000"),
    ],
)
def test_yuan_and_units_that_a_format_shows_count(  # noqa: PLR0913, PLR0917  # a format, and what it comes to
    run: Run, tmp_path: Path, code: str, amount: float, heading: str, total: str
) -> None:
    of_format(tmp_path / "firms.xlsx", code, amount, heading)
    scored, rejected, _ = read(run, tmp_path)
    assert (scored, rejected) == ([("甲", total)], [])


def test_a_format_that_divides_and_does_not_say_so_is_told(run: Run, tmp_path: Path) -> None:
    of_format(tmp_path / "firms.xlsx", "#,##0,", 8e6)
    scored, _, told = read(run, tmp_path)
    assert scored == [("甲", "4800000")]
    assert "算力合同金额（元）: numbers are shown divided by thousands; what is stored counts" in told


@given(
    number=st.decimals(min_value=0, max_value=10**9, places=2),
    grouped=st.booleans(),
    places=st.integers(0, 3),
    unit=st.sampled_from(["", "元", "万元", "亿元", "US$", "€", "港元"]),
    behind=st.booleans(),
)
def test_a_number_with_a_unit_is_what_a_person_would_type(
    number: Decimal, grouped: bool, places: int, unit: str, behind: bool
) -> None:
    digits = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    code = f'{digits}"{unit}"' if behind else f'"{unit}"{digits}'
    text = seen(code, float(number))
    if not unit:
        assert text is None
    else:
        assert text is not None
        assert text.replace(unit, "", 1) == (f"{number:f}".rstrip("0").rstrip(".") if number else "0")
        assert text.endswith(unit) if behind else text.startswith(unit)


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"])
def test_an_error_in_a_cell_is_no_unknown_value(run: Run, tmp_path: Path, error: str) -> None:
    def fill(book: Any, made: Any) -> None:
        made.write(0, 5, "备注")
        made.write_row(1, 0, FIRM)
        made.write_formula(1, 5, "=1/0", None, error)
        made.write_row(2, 0, ["乙", *FIRM[1:3]])
        made.write_formula(2, 3, "=A1*2", None, error)

    sheet(tmp_path / "firms.xlsx", fill)
    assert read(run, tmp_path)[:2] == ([("甲", "4800000")], [("3", error)])
    for ending in ("csv", "xlsx", "jsonl"):
        out = tmp_path / f"all.{ending}"
        run(
            "batch",
            "firms.xlsx",
            "-o",
            out.name,
            "--columns",
            "备注,total",
            "--allow-rejects",
            "--force",
            *DAY,
            cwd=tmp_path,
        )
        text = str(cells(out)) if ending == "xlsx" else out.read_text("utf-8")
        assert error in text


def test_a_formula_that_nobody_worked_out_is_no_unknown_value(run: Run, tmp_path: Path) -> None:
    def fill(book: Any, made: Any) -> None:
        for row, (formula, value) in enumerate([("=400*2", 8e6), ("=400*20000", 0), ("=D2", "")], 1):
            made.write_row(row, 0, FIRM[:3])
            made.write_formula(row, 3, formula, None, value)

    sheet(tmp_path / "firms.xlsx", fill)
    assert read(run, tmp_path)[:2] == ([("甲", "4800000")], [("3", "=400*20000"), ("4", "=D2")])


def test_a_formula_may_give_no_text(run: Run, tmp_path: Path) -> None:
    """As ``=IF(A1="","",…)`` does, which spreadsheets keep as a text without characters."""
    sheet(tmp_path / "firms.xlsx", lambda book, made: made.write_row(1, 0, FIRM))
    patched(tmp_path / "firms.xlsx", "</row></sheetData>", '<c r="E2" t="str"><f>""</f><v></v></c></row></sheetData>')
    assert read(run, tmp_path)[:2] == ([("甲", "4800000")], [])


def test_a_per_cent_is_seen_and_stays_a_number(run: Run, tmp_path: Path) -> None:
    def fill(book: Any, made: Any) -> None:
        made.write(0, 5, "比例")
        made.write_row(1, 0, FIRM)
        made.write_number(1, 5, 0.155, book.add_format({"num_format": "0%"}))

    sheet(tmp_path / "firms.xlsx", fill)
    for ending in ("csv", "xlsx"):
        run("batch", "firms.xlsx", "-o", f"out.{ending}", "--columns", "比例", *DAY, cwd=tmp_path)
    assert rows(tmp_path / "out.csv") == [{"比例": "15.5%"}]
    assert cells(tmp_path / "out.xlsx")[1] == [0.155]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d", 31, 57, 14])
@pytest.mark.parametrize("from_1904", [False, True])
def test_a_day_is_a_day_in_whatever_format_it_is_shown(
    run: Run, tmp_path: Path, code: str | int, from_1904: bool
) -> None:
    def fill(book: Any, made: Any) -> None:
        made.write_row(1, 0, FIRM)
        made.write(1, 4, date(2025, 8, 1), book.add_format({"num_format": code}))

    sheet(tmp_path / "firms.xlsx", fill, date_1904=from_1904)
    assert read(run, tmp_path)[:2] == ([("甲", "4800000")], [])
    run("batch", "firms.xlsx", "-o", "out.xlsx", "--columns", "成立日期", *DAY, cwd=tmp_path)
    assert cells(tmp_path / "out.xlsx")[1] == [date(2025, 8, 1)]


def test_a_day_without_a_time_is_written_without_one(run: Run, tmp_path: Path) -> None:
    def fill(book: Any, made: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        days = [datetime(2025, 9, 1), "2025-09-01 00:00:00", datetime(2025, 9, 1, 10, 30)]  # noqa: DTZ001  # no zone
        for line, value in enumerate(days, 1):
            made.write_row(line, 0, FIRM)
            made.write(line, 4, value, day if isinstance(value, datetime) else None)

    sheet(tmp_path / "firms.xlsx", fill)
    for ending in ("csv", "jsonl"):
        done = run("batch", "firms.xlsx", "-o", f"scored.{ending}", "-q", *DAY, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    seen = [row["成立日期"] for row in rows(tmp_path / "scored.csv")]
    assert seen == ["2025-09-01", "2025-09-01 00:00:00", "2025-09-01 10:30:00"]
    written = [json.loads(line)["成立日期"] for line in (tmp_path / "scored.jsonl").read_text("utf-8").splitlines()]
    assert written[0] == "2025-09-01"


@pytest.mark.parametrize("year", [1900, 1998, 2025, 2100])
def test_a_bare_year_is_no_day(run: Run, tmp_path: Path, year: int) -> None:
    def fill(book: Any, made: Any) -> None:
        made.write_row(1, 0, [*FIRM, year])
        made.write_row(2, 0, [*FIRM, str(year)])
        made.write_row(3, 0, [*FIRM, 45_800])
        made.write_row(4, 0, [*FIRM, 45_800.75])

    sheet(tmp_path / "firms.xlsx", fill)
    _, rejected, _ = read(run, tmp_path)
    assert rejected == [("2", str(year)), ("3", str(year))]


def test_merged_cells_count_for_each_row_and_are_told_once(run: Run, tmp_path: Path) -> None:
    def fill(book: Any, made: Any) -> None:
        made.merge_range(1, 0, 2, 0, "甲")
        made.merge_range(1, 1, 3, 1, "初创企业")
        made.merge_range(3, 0, 4, 0, "乙")
        for row in range(1, 4):
            made.write(row, 2, "模型训练")
            made.write(row, 3, 8_000_000)

    sheet(tmp_path / "firms.xlsx", fill)
    scored, rejected, told = read(run, tmp_path)
    assert (scored, rejected) == ([("甲", "4800000"), ("甲", "4800000"), ("乙", "4800000")], [])
    assert "企业名称: 1 merged cell; its value counts for each row that it spans" in told
    assert told.count("企业类型: 1 merged cell") == 1


def test_the_one_sheet_with_cells_that_people_see_needs_no_name(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "firms.xlsx")
    book.add_worksheet("空")
    hidden = book.add_worksheet("选项")
    hidden.write(0, 0, "初创企业")
    hidden.hide()
    made = book.add_worksheet("企业")
    made.write_row(0, 0, HEADINGS)
    made.write_row(1, 0, FIRM)
    book.close()
    assert read(run, tmp_path)[0] == [("甲", "4800000")]
    for named in ("企业", "3"):
        assert read(run, tmp_path, "--sheet", named)[0] == [("甲", "4800000")]
    lacking = run("batch", "firms.xlsx", "--sheet", "名单", *DAY, cwd=tmp_path)
    assert lacking.returncode == 2
    assert lacking.stderr.splitlines() == [
        "szsubsidy: firms.xlsx: has no sheet '名单' (choose one with --sheet: 空, 选项, 企业)"
    ]


def test_a_table_may_begin_anywhere_and_have_blank_cells_behind(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "firms.xlsx")
    made = book.add_worksheet()
    blank = book.add_format({"bg_color": "yellow"})
    made.write_row(4, 2, HEADINGS)
    made.write_row(6, 2, FIRM)
    made.write_blank(6, 200, None, blank)
    made.write_blank(90, 3, None, blank)
    made.write_formula(7, 5, "=1/0", None, "#DIV/0!")
    made.write_row(7, 2, ["乙", *FIRM[1:3]])
    book.close()
    assert read(run, tmp_path)[:2] == ([("甲", "4800000")], [("8", "#DIV/0!")])
    assert run("batch", "firms.xlsx", "-o", "out.xlsx", "--allow-rejects", *DAY, cwd=tmp_path).returncode == 0
    assert [row[3] for row in cells(tmp_path / "out.xlsx")[1:3]] == [8_000_000, "#DIV/0!"]


def test_a_cell_at_the_end_of_the_sheet_is_one_line(run: Run, tmp_path: Path) -> None:
    sheet(tmp_path / "firms.xlsx", lambda book, made: made.write(1_048_575, 16_383, "x"))
    done = run("batch", "firms.xlsx", *DAY, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "szsubsidy: firms.xlsx: has cells as far as row 1048576, column 16384 (delete what lies beyond the table)"
    ]


def test_other_programs_write_sheets_in_their_own_way(run: Run, tmp_path: Path) -> None:
    """With prefixes, single quotation marks and cells that do not say where they stand."""

    def fill(book: Any, made: Any) -> None:
        made.write_row(1, 0, FIRM[:3])
        made.write_number(1, 3, 800, book.add_format({"num_format": '"US$"0'}))
        made.write_row(2, 0, ["乙", *FIRM[1:3]])
        made.write_formula(2, 3, "=1/0", None, "#DIV/0!")

    sheet(tmp_path / "firms.xlsx", fill)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(tmp_path / "firms.xlsx") as archive:
        text = archive.read(part).decode()
    changed = (
        re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).replace("xmlns=", "xmlns:x="),
        re.sub(r'(<c [^>]*)r="\w+" ?', r"\1", text),
        re.sub(r"<[a-z][^>]*>", lambda found: found[0].replace('"', "'"), text),
    )
    for changed_text in changed:
        patched(tmp_path / "firms.xlsx", None, changed_text)
        assert read(run, tmp_path)[:2] == ([], [("2", "US$800"), ("3", "#DIV/0!")])


@pytest.mark.parametrize("arguments", [(), ("--firm", "企业名称"), ("--engine", "duckdb")])
@pytest.mark.parametrize(("from_1904", "total"), [(False, "4000000"), (True, "4800000")])
def test_a_number_in_a_column_of_days_counts_as_its_workbook_does(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], from_1904: bool, total: str
) -> None:
    # 44400 is 23 July 2021, when no start-up of 2026 was founded, and 24 July 2025 where days count from 1904
    sheet(tmp_path / "firms.xlsx", lambda _, made: made.write_row(1, 0, [*FIRM, 44400]), date_1904=from_1904)
    out = ("--as-of", "2026-06-01", "-o", "out.csv")
    assert run("batch", "firms.xlsx", *out, *arguments, cwd=tmp_path).returncode == 0
    assert [row["total"] for row in rows(tmp_path / "out.csv")] == [total]


def test_firms_of_workbooks_that_count_days_apart_are_refused(run: Run, tmp_path: Path) -> None:
    for name, from_1904 in (("a", False), ("b", True)):
        sheet(tmp_path / f"{name}.xlsx", lambda _, made: made.write_row(1, 0, [*FIRM, 45800]), date_1904=from_1904)
    refused = run("batch", "a.xlsx", "b.xlsx", *DAY, "-o", "out.csv", "--firm", "企业名称", cwd=tmp_path)
    assert refused.returncode == 2
    assert "b.xlsx: its days do not count from the year of those of a.xlsx" in refused.stderr


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_time_alone_is_no_day(run: Run, tmp_path: Path, from_1904: bool) -> None:
    def fill(book: Any, made: Any) -> None:
        made.write_row(1, 0, FIRM)
        made.write_number(1, 4, 0.5, book.add_format({"num_format": "h:mm"}))

    sheet(tmp_path / "firms.xlsx", fill, date_1904=from_1904)
    said = run("batch", "firms.xlsx", *DAY, "-o", "out.csv", cwd=tmp_path)
    assert said.returncode == 4
    assert "成立日期" in said.stderr
