"""A register in which several rows are one firm: ``python -m tests.benchmarks.firms [ROWS …] [--runs N]``.

Makes a seeded table of contracts, three tenths as many firms as rows, far apart in it, and prints side by side a bare
Polars passthrough, ``szsubsidy batch`` row by row, and ``batch --firm``. Medians of whole processes, run in turn; peaks
are resident memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from szsubsidy import load_catalogue
from tests.benchmarks.batch import BATCH, PASSTHROUGH, Measured, block, measure

KEY = "firm_id"


def make(path: Path, height: int) -> None:
    """Write a table of ``height`` contracts: what is said of a firm is the same in all its rows."""
    count = height * 3 // 10
    firms = block(0, count, messy=False)
    projects = block(count, height, messy=False)
    of_firm = [KEY, *(fact.id for fact in load_catalogue().facts.values() if fact.of == "firm")]
    firm = projects.select((pl.int_range(pl.len()).hash(7) % count).cast(pl.UInt32)).to_series()
    projects.with_columns(firms.select(of_firm)[firm]).write_csv(path, quote_style="never")


def compare(folder: Path, height: int, runs: int) -> None:
    """Print the medians for one size."""
    table, out = folder / "contracts.csv", folder / "out.csv"
    maker = get_context("spawn").Process(target=make, args=(table, height))  # its memory is not that of the commands
    maker.start()
    maker.join()
    scored = [*BATCH, str(table), "-o", str(out)]
    commands = {
        "passthrough": [sys.executable, "-c", PASSTHROUGH, str(table), str(out)],
        "batch, row by row": scored,
        "batch --firm": [*scored, "--firm", KEY],
    }
    found: dict[str, list[Measured]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measure(command))
    print(f"{height:,} rows, {table.stat().st_size / height:.0f} bytes each, {runs} runs")
    print(f"{'':24} {'s':>7} {'rows/s':>11} {'peak MiB':>9} {'times row by row':>17}")
    medians = {name: statistics.median(item.seconds for item in items) for name, items in found.items()}
    for name, items in found.items():
        peak = statistics.median(item.mebibytes for item in items)
        ratio = medians[name] / medians["batch, row by row"]
        print(f"{name:24} {medians[name]:7.2f} {height / medians[name]:11,.0f} {peak:9.0f} {ratio:17.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", type=float, default=[1e6])
    parser.add_argument("--runs", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for rows in given.rows:
            compare(Path(name), int(rows), given.runs)


if __name__ == "__main__":
    main()
