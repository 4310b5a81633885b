"""Rows per second and memory: ``python tests/benchmarks/batch.py [MILLIONS …] [--runs N]``.

Makes a register of firms (about 130 bytes a row, Chinese names, the facts of all programmes), clean
and in many manners of writing, and prints side by side, for each size: a bare Polars passthrough,
hand-written Polars for the three vouchers, and ``szsubsidy batch``. Medians of whole processes, run
in turn; peaks are resident memory. Then the fixed cost of a hundred rows beside ``import polars``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import polars as pl

from szsubsidy import load_catalogue

BLOCK = 250_000
NAMES = (["云", "智", "星", "海", "鹏", "科", "数", "元"], ["芯", "联", "图", "算", "语", "帆", "程", "睿"])
TRADES = ["科技", "智能", "数据", "机器人"]
PASSTHROUGH = """
import sys, polars as pl
pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])
"""
BY_HAND = """
import sys, polars as pl
def fen(name): return (pl.col(name).cast(pl.Float64) * 100).round().cast(pl.Int64)
def has(topic): return pl.col("project_category").str.contains(topic, literal=True)
def share(of, rate, cap): return pl.min_horizontal(fen(of) * rate // 10_000, pl.lit(cap * 100))
start = pl.col("company_type") == "startup"
training = pl.when(start).then(share("compute_contract", 6000, 10**7)).otherwise(share("compute_contract", 5000, 10**7))
vouchers = {"training": training, "model": share("model_contract", 3000, 2 * 10**6),
            "corpus": share("corpus_contract", 3000, 2 * 10**6)}
topics = {"training": "model-training", "model": "model-application", "corpus": "corpus-purchase"}
paid = {name: pl.when(has(topics[name])).then(amount).otherwise(0).fill_null(0) for name, amount in vouchers.items()}
table = pl.scan_csv(sys.argv[1], infer_schema=False).with_columns(**paid)
table.with_columns(total=pl.sum_horizontal(*paid)).sink_csv(sys.argv[2])
"""
BATCH = [sys.executable, "-m", "szsubsidy", "batch", "--as-of", "2026-01-15", "--force"]


class Measured(NamedTuple):
    seconds: float
    mebibytes: float


def block(first: int, height: int, *, messy: bool) -> pl.DataFrame:
    """Some firms, the same each time; with ``messy`` each amount is written in another manner."""
    facts = load_catalogue().facts
    row = pl.DataFrame({"row": pl.int_range(first, first + height, eager=True)})

    def number(seed: int, below: int) -> pl.Expr:
        return pl.col("row").hash(seed) % below

    def pick(seed: int, items: list[str]) -> pl.Expr:
        return pl.lit(pl.Series(items)).gather(number(seed, len(items)).cast(pl.UInt32))

    def amount(seed: int) -> pl.Expr:
        whole = number(seed, 30_000_000).cast(pl.Int64)
        plain, fen = whole.cast(pl.String), number(seed + 1, 100).cast(pl.String).str.zfill(2)
        if not messy:
            return pl.when(number(seed + 2, 5) == 0).then(pl.concat_str(plain, pl.lit("."), fen)).otherwise(plain)
        ten_thousands = (whole // 10_000).cast(pl.String)
        thousands = pl.concat_str(
            pl.lit('"'),
            number(seed, 29).cast(pl.Int64) + 1,
            pl.lit(",234,"),
            (whole % 1000).cast(pl.String).str.zfill(3),
            pl.lit('"'),
        )
        manners = [
            pl.concat_str(ten_thousands, pl.lit("万")),
            pl.concat_str(ten_thousands, pl.lit(".5万元")),
            pl.concat_str(pl.lit("¥"), plain, pl.lit("."), fen),
            pl.concat_str(plain, pl.lit("元")),
            pl.concat_str(pl.lit("１２"), pl.lit("３４５６７")),
            pl.concat_str(pl.lit(" "), plain, pl.lit(" ")),
            thousands,
        ]
        chosen = plain
        for place, manner in enumerate(manners):
            chosen = pl.when(number(seed + 3, len(manners)) == place).then(manner).otherwise(chosen)
        return chosen

    columns = {"firm_id": pl.concat_str(pl.lit("A"), pl.col("row").cast(pl.String).str.zfill(8))}
    for place, fact in enumerate(facts.values(), 1):
        seed, ids = place * 100, [value.id for value in fact.values]
        rare = pl.when(number(seed + 50, 100) < 16)
        match fact.type:
            case "text":
                parts = [pl.lit("深圳市"), pick(seed, NAMES[0]), pick(seed + 1, NAMES[1]), pick(seed + 2, TRADES)]
                columns[fact.id] = pl.concat_str(*parts, pl.lit("有限公司"))
            case "choice":
                columns[fact.id] = pick(seed, [*ids[:5], *ids[:3] * 3])
            case "choices":
                two = pl.concat_str(pick(seed, ids), pl.lit(";"), pick(seed + 1, ids))
                columns[fact.id] = pl.when(number(seed + 2, 8) == 0).then(two).otherwise(pick(seed, ids))
            case "money":
                often = pl.when(number(seed + 50, 100) < (50 if fact.id == "compute_contract" else 20))
                columns[fact.id] = often.then(amount(seed))
            case "date":
                day = pl.date(2010, 1, 1) + pl.duration(days=number(seed, 6000).cast(pl.Int64))
                columns[fact.id] = pl.when(number(seed + 50, 3) > 0).then(day.dt.strftime("%Y-%m-%d"))
            case "integer":
                least, most = max(fact.at_least or 0, 1), min(fact.at_most or 77, 77)
                columns[fact.id] = rare.then((number(seed, most - least + 1) + least).cast(pl.String))
            case "flag":
                columns[fact.id] = rare.then(pick(seed, ["yes", "no"]))
    return row.select(**columns)


def make(path: Path, height: int, *, messy: bool = False) -> None:
    """Write a register of ``height`` firms."""
    with path.open("wb") as file:
        for first in range(0, height, BLOCK):
            part = block(first, min(BLOCK, height - first), messy=messy)
            part.write_csv(file, include_header=first == 0, quote_style="never")


def measure(command: list[str]) -> Measured:
    """Run a process; return its wall time and its peak of resident memory."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed: {process.returncode}")
    return Measured(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def surroundings() -> dict[str, str]:
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


def compare(folder: Path, millions: float, runs: int) -> None:
    """Print the medians for one size."""
    height = int(millions * 1_000_000)
    clean, messy, out = folder / "clean.csv", folder / "messy.csv", folder / "out.csv"
    make(clean, height)
    make(messy, height, messy=True)
    code = [sys.executable, "-c"]
    commands = {
        "passthrough": [*code, PASSTHROUGH, str(clean), str(out)],
        "three vouchers by hand": [*code, BY_HAND, str(clean), str(out)],
        "batch": [*BATCH, str(clean), "-o", str(out)],
        "passthrough, messy": [*code, PASSTHROUGH, str(messy), str(out)],
        "batch, messy": [*BATCH, str(messy), "-o", str(out)],
    }
    found: dict[str, list[Measured]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measure(command))
    size = clean.stat().st_size / height
    print(f"{height:,} rows, {size:.0f} bytes each, {runs} runs")
    print(f"{'':24} {'s':>7} {'min':>7} {'max':>7} {'rows/s':>11} {'peak MiB':>9} {'ratio':>6}")
    medians = {name: statistics.median(item.seconds for item in items) for name, items in found.items()}
    for name, items in found.items():
        floor = medians["passthrough, messy" if name.endswith("messy") else "passthrough"]
        seconds, peak = [item.seconds for item in items], statistics.median(item.mebibytes for item in items)
        print(
            f"{name:24} {medians[name]:7.2f} {min(seconds):7.2f} {max(seconds):7.2f} "
            f"{height / medians[name]:11,.0f} {peak:9.0f} {medians[name] / floor:6.2f}"
        )
    for path in (clean, messy, out):
        path.unlink()


def fixed_cost(folder: Path) -> None:
    """Print what a hundred rows cost."""
    small = folder / "small.csv"
    make(small, 100)
    commands = {
        "import polars": [sys.executable, "-c", "import polars"],
        "batch of 100 rows": [*BATCH, str(small), "-o", str(folder / "small.out.csv")],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(11):
        for name, command in commands.items():
            taken[name].append(measure(command).seconds)
    for name, seconds in taken.items():
        print(f"{name:24} {statistics.median(seconds):7.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("millions", nargs="*", type=float, default=[0.5, 5, 20])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        fixed_cost(Path(name))
        for millions in given.millions:
            compare(Path(name), millions, given.runs)


if __name__ == "__main__":
    main()
