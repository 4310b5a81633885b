"""Every row of a table is scored, rejected or set aside, once, whatever stands in it, in every format."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.program import Run

pytestmark = pytest.mark.slow

HEADINGS = ("编号", "企业名称", "企业类型", "项目类别", "算力合同金额（万元）", "成立日期", "备注")
NAMES = ("甲", "乙", "丙", "丁公司", "合计", "小计", "", "填表人：某甲", "  ", "企业名称")
KINDS = ("初创企业", "sme", "银行", "大大", "", "-", "待定", "企业类型")
TOPICS = ("模型训练", "model-inference", "天知道", "", "/")
AMOUNTS = ("800", "3000", "约800", "-5", "", "1e400", "800万", "US$800", "#N/A", "0.001", "9" * 30)
DAYS = ("2025-08-01", "2025年8月1日", "20250230", "", "2025", "待定")
NOTES = ("", "x", '引号"', "a;b", "=1+1")
ENGINES: dict[str, tuple[str, ...]] = {
    "polars": (),
    "duckdb": ("--engine", "duckdb"),
    "firm": ("--firm", "企业名称"),
    "long": ("--shape", "long"),
}


class Table(NamedTuple):
    """Rows with an id of their own in the first column, and lines of CSV that are no rows."""

    rows: list[tuple[str, ...]]
    ragged: list[str]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    cells = st.tuples(*map(st.sampled_from, (NAMES, KINDS, TOPICS, AMOUNTS, DAYS, NOTES)))
    rows = [(f"n{number}", *row) for number, row in enumerate(draw(st.lists(cells, min_size=10, max_size=40)))]
    ragged = draw(st.lists(st.sampled_from(['r{0},"甲', "r{0},甲,sme,模型训练,1,,x,多了,一格", "r{0},甲"]), max_size=2))
    return Table(rows, [line.format(number) for number, line in enumerate(ragged)])


def write(table: Table, path: Path) -> int:
    """Write a table, and return how many rows it has below its headings."""
    frame = pl.DataFrame(table.rows, schema=list(HEADINGS), orient="row")
    match path.suffix:
        case ".csv":
            lines = [line for line in table.ragged if '"' not in line]
            path.write_text(frame.write_csv() + "".join(f"{line}\n" for line in lines), "utf-8")
            return len(table.rows) + len(lines)
        case ".jsonl":
            texts = [json.dumps(row, ensure_ascii=False) for row in frame.iter_rows(named=True)]
            path.write_text("\n".join([*texts, *(["{"] if table.ragged else [])]) + "\n", "utf-8")
            return len(texts) + bool(table.ragged)
        case ".parquet":
            frame.write_parquet(path)
        case ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([HEADINGS, *table.rows]):
                    for place, cell in enumerate(row):
                        sheet.write_string(number, place, cell)
    return len(table.rows)


@pytest.mark.parametrize(
    ("ending", "engine"),
    [
        *(((ending, engine)) for ending in ("csv", "jsonl", "parquet", "xlsx") for engine in ("polars", "firm")),
        ("csv", "duckdb"),
        ("parquet", "duckdb"),
        ("csv", "long"),
        ("xlsx", "long"),
    ],
)
def test_every_row_is_scored_rejected_or_set_aside(run: Run, ending: str, engine: str) -> None:
    @given(tables())
    @settings(max_examples=max(1, settings().max_examples // 50))  # each is a run of the program
    def holds(table: Table) -> None:
        with tempfile.TemporaryDirectory() as folder:
            adds_up(run, Path(folder), table, ending, engine)

    holds()


def adds_up(run: Run, folder: Path, table: Table, ending: str, engine: str) -> None:
    read = write(table, folder / f"firms.{ending}")
    told = ("-o", "out.csv", "--summary", "summary.json", "--as-of", "2026-01-15", "-q")
    done = run("batch", f"firms.{ending}", *told, *ENGINES[engine], cwd=folder)
    assert done.returncode in {0, 4}, done.stderr
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    scored = summary["scored"] if summary["by_firm"] is None else summary["by_firm"]["rows"]
    aside = (
        len(summary["aside"])
        if isinstance(summary.get("aside"), list)
        else summary["rows"] - scored - summary["rejected"]
    )
    assert scored + summary["rejected"] + aside == summary["rows"] == read, summary
    lost = []
    if summary["rejected"]:
        with (folder / "out.rejects.csv").open(encoding="utf-8", newline="") as file:
            lost = list(csv.DictReader(file))
    assert len(lost) == summary["rejected"]
    assert len({row["line"] for row in lost}) == len(lost)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        out = list(csv.DictReader(file))
    if engine == "firm":
        assert sum(int(row["rows"]) for row in out) == scored
        return
    ids = list(dict.fromkeys(row["编号"] for row in out)) if engine == "long" else [row["编号"] for row in out]
    assert len(set(ids)) == len(ids) == scored
    assert set(ids) <= {row[0] for row in table.rows} | {line.partition(",")[0] for line in table.ragged}
    assert not any(name in row["row"].replace('"', ",").split(",") for row in lost for name in ids)
