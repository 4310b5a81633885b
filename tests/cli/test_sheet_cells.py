"""A cell of a sheet means what a person sees in it, and is written out as what it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

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
