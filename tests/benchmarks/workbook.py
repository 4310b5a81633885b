"""A workbook in and out: ``python -m tests.benchmarks.workbook [ROWS …] [--runs N]``.

Makes a seeded sheet of firms as a person keeps it, and prints side by side what it costs to read that sheet and to
write the cells of the scored one with the same libraries, and what ``szsubsidy batch`` takes for both with the scoring
between. Medians of the processor time of whole processes, run in turn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from tests.benchmarks.batch import BATCH, surroundings

FLOOR = """
import sys, pickle, fastexcel, polars as pl, xlsxwriter
given = fastexcel.read_excel(sys.argv[1]).load_sheet(0).to_polars()
with open(sys.argv[2], "rb") as file: sheets = pickle.load(file)
book = xlsxwriter.Workbook(sys.argv[3], {"constant_memory": True})
for rows in sheets:
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is None: continue
            if isinstance(value, str): sheet.write_string(number, place, value)
            else: sheet.write_number(number, place, value)
book.close()
"""
DUMP = """
import sys, pickle, fastexcel
book = fastexcel.read_excel(sys.argv[1])
sheets = []
for name in book.sheet_names:
    texts, numbers = (
        book.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind).to_polars() for kind in ("string", "float")
    )
    sheets.append([
        [text if number is None or text is None or not text.replace(".", "").isdigit() else number
         for text, number in zip(*each)]
        for each in zip(texts.rows(), numbers.rows())
    ])
with open(sys.argv[2], "wb") as file: pickle.dump(sheets, file)
"""


def make(path: Path, height: int) -> None:
    """Write a sheet of firms: ids, names, what they are, amounts in 万元, days."""
    row = pl.DataFrame({"row": pl.int_range(height, eager=True)})

    def pick(seed: int, items: list[str | None]) -> pl.Expr:
        return pl.lit(pl.Series(items)).gather((pl.col("row").hash(seed) % len(items)).cast(pl.UInt32))

    def number(seed: int, below: int) -> pl.Expr:
        return (pl.col("row").hash(seed) % below).cast(pl.Int64)

    firms = row.select(
        pl.format("深圳市某某科技有限公司{}", "row").alias("企业名称"),
        pl.format("9144030{}", number(1, 10**10) + 10**10).alias("统一社会信用代码"),
        pick(2, ["初创企业", "中小企业", "大型企业", "高校", None]).alias("企业类型"),
        pick(3, ["模型训练", "模型应用", "语料采购"]).alias("项目类别"),
        (number(4, 300_000) / 100).alias("算力合同金额（万元）"),
        number(5, 200).alias("模型服务合同金额（万元）"),
        pick(6, ["南山区", "光明区", "龙岗区", "福田区", None]).alias("所在区"),
        (pl.date(2015, 1, 1) + pl.duration(days=number(7, 4000))).alias("成立日期"),
    )
    firms.write_excel(path, worksheet="企业名单")


def seconds(command: list[str]) -> float:
    """Run a process; return its processor time."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 4}:
        raise SystemExit(f"{command} failed: {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def compare(folder: Path, height: int, runs: int) -> None:
    """Print the medians for one size."""
    firms, scored, cells = folder / "firms.xlsx", folder / "scored.xlsx", folder / "cells"
    make(firms, height)
    batch = [*BATCH, str(firms), "-o", str(scored), "-q"]
    seconds(batch)
    seconds([sys.executable, "-c", DUMP, str(scored), str(cells)])
    commands = {
        "read and write": [sys.executable, "-c", FLOOR, str(firms), str(cells), str(folder / "floor.xlsx")],
        "batch": batch,
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    floor = statistics.median(taken["read and write"])
    for name, each in taken.items():
        middle = statistics.median(each)
        print(f"{height:>9,} rows  {name:16} {middle:7.2f} s  {middle / floor:5.2f} times")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", type=int, default=[1_500, 50_000])
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for height in given.rows:
            compare(Path(name), height, given.runs)


if __name__ == "__main__":
    main()
