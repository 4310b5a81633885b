"""How fast the program is: ``python -m tests.benchmarks``, in an environment with the installed wheel.

Prints one table: the processor time of whole processes and their children as a multiple of that of a yardstick that
ran beside them, and their time on the clock and peak of memory. ``--rows 5e6 20e6`` says how many rows registers have,
``--only PATTERN`` which lines are run, ``--runs`` how often: figures are medians. ``--json`` writes what ``--against``
of a later run compares with.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sys
import tempfile
from pathlib import Path

from szsubsidy.bundled import REPLACEMENT
from tests.benchmarks import lines
from tests.benchmarks.lines import Group, Line
from tests.benchmarks.measure import Measured, measure, measure_until
from tests.benchmarks.table import Rows, rows_of, table

PYTHON_PATH = {"PYTHONPATH": str(Path(__file__).parents[2])}


def chosen(group: Group, pattern: str) -> list[Line]:
    """The lines of a group that a pattern finds, and what they need: yardsticks, and the batch that these copy from."""
    found = {line.name for line in group.lines if re.search(pattern, line.name)}
    for line in group.lines:
        if line.name in found:
            found |= {line.against, line.same_bytes}
    copied = {line.name for line in group.lines if line.same_bytes in found - {""}}
    return [line for line in group.lines if line.name in found | copied]


def run(line: Line) -> Measured:
    return (
        measure_until(line.until, line.command, line.env) if line.until else measure(line.command, line.env, line.codes)
    )


def measured(group: Group, wanted: list[Line], runs: int) -> Rows:
    """Measure lines in turn, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for made in group.made:
            maker = ("tests.benchmarks.registers", made.kind, str(made.rows), made.file)
            measure((sys.executable, "-m", *maker), PYTHON_PATH)
        if not group.made:
            for line in wanted:  # what the first start compiles
                run(line)
        found: dict[str, list[Measured]] = {line.name: [] for line in wanted}
        for _ in range(runs):
            for line in wanted:
                found[line.name].append(run(line))
    return rows_of(wanted, found)


def lay_down_grown(folder: str) -> None:
    """Write a catalogue that has grown, and have it compiled."""
    measure((sys.executable, "-m", "tests.benchmarks.grown", folder, str(lines.MANY)), PYTHON_PATH)
    measure((*lines.SZSUBSIDY, "programmes", "list"), {REPLACEMENT: folder})


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rows", nargs="+", type=float, default=[1e6], help="rows of registers")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", metavar="PATTERN", help="lines that a regular expression finds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with what an earlier run wrote")
    given = parser.parse_args(arguments)
    before: Rows | None = json.loads(given.against.read_text("utf-8")) if given.against else None
    rows: Rows = {}
    with tempfile.TemporaryDirectory() as folder:
        catalogue = str(Path(folder) / "grown")
        wanted = [
            (group, picked)
            for group in lines.groups([int(size) for size in given.rows], catalogue)
            if (picked := chosen(group, given.only))
        ]
        if any(REPLACEMENT in line.env for _, picked in wanted for line in picked):
            lay_down_grown(catalogue)
        for group, picked in wanted:
            rows |= measured(group, picked, given.runs)
            print(f"measured: {picked[-1].name}", file=sys.stderr)
    print("\n".join(table(rows, before)))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
