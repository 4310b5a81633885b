"""What is measured: groups of lines over files of their own, each line against a yardstick of its group."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from szsubsidy.bundled import REPLACEMENT
from tests.benchmarks import yardsticks

PYTHON = (sys.executable, "-c")
SZSUBSIDY = (str(Path(sys.executable).parent / "szsubsidy"),)
FIRM = ("--company-type=startup", "--compute-contract=800万", "--project-category=model-training")
DRAWN = {"COLUMNS": "80", "FORCE_COLOR": "1"}
BATCH = (*SZSUBSIDY, "batch", "--as-of", "2026-01-15", "--force", "-q")
REJECTED = frozenset({4})
MANY = 500
"""Programmes in a catalogue that has grown."""


class Line(NamedTuple):
    """A command to be measured; in its words, and in what it needs, files are named within the folder of its group."""

    name: str
    command: tuple[str, ...]
    against: str = ""
    """The line that is its yardstick; a line without one is a yardstick itself."""
    same_bytes: str = ""
    """The yardstick that writes the same bytes."""
    env: dict[str, str] = {}  # noqa: RUF012 (nobody writes to it)
    codes: frozenset[int] = frozenset({0})
    until: str = ""
    """What is on the terminal when it is asked enough."""


class Made(NamedTuple):
    """A table to be made first."""

    kind: str
    rows: int
    file: str


class Group(NamedTuple):
    """Lines that are run in turn, so that whatever slows the machine slows all of them."""

    lines: list[Line]
    made: tuple[Made, ...] = ()


def groups(sizes: list[int], grown: str) -> list[Group]:
    """All that is measured; ``grown`` is the folder of the catalogue that has grown."""
    many = {REPLACEMENT: grown}
    of_sizes = [group for rows in sizes for group in _of_size(rows, many)]
    return [_starts(many), _few_rows(), _sheet(), *of_sizes]


def _starts(many: dict[str, str]) -> Group:
    floor = "python -c pass"
    estimate = (*SZSUBSIDY, "estimate", *FIRM)

    def line(name: str, *command: str, env: dict[str, str] | None = None, until: str = "") -> Line:
        return Line(name, command, floor, env=env or {}, until=until)

    return Group(
        [
            Line(floor, (*PYTHON, yardsticks.PASS)),
            line("start: --json", *estimate, "--json"),
            line("start: table in a pipe", *estimate),
            line("start: table drawn", *estimate, env=DRAWN),
            line("start: explain", *SZSUBSIDY, "explain", "training-voucher", *FIRM),
            line("start: programmes list", *SZSUBSIDY, "programmes", "list"),
            line("start: --version", *SZSUBSIDY, "--version"),
            line("start: a Typer hello", *PYTHON, yardsticks.TYPER_HELLO),
            line("start: --help", *SZSUBSIDY, "estimate", "--help"),
            line("start: first question", *SZSUBSIDY, "estimate", "--lang", "en", until="I don't know"),
            line(f"start, {MANY} programmes: --json", *estimate, "--json", env=many),
            line(f"start, {MANY} programmes: table drawn", *estimate, env=many | DRAWN),
        ]
    )


def _few_rows() -> Group:
    floor, batch = "import polars", (*BATCH, "few.csv")
    lines = [
        Line(floor, (*PYTHON, "import polars")),
        Line("300 rows: batch", (*batch, "-o", "polars.csv"), floor),
        Line("300 rows: duckdb", (*batch, "-o", "duckdb.csv", "--engine", "duckdb"), floor),
    ]
    return Group(lines, (Made("clean", 300, "few.csv"),))


def _sheet() -> Group:
    floor, name = "1,500 firms, XLSX: read and write", "1,500 firms, XLSX: batch"
    lines = [
        Line(name, (*BATCH, "sheet.xlsx", "-o", "scored.xlsx"), floor),
        Line(floor, (*PYTHON, yardsticks.READ_AND_WRITE, "sheet.xlsx", "scored.xlsx", "out.xlsx")),
    ]
    return Group(lines, (Made("sheet", 1500, "sheet.xlsx"),))


def _of_size(rows: int, many: dict[str, str]) -> list[Group]:
    size = f"{rows / 1e6:g} M rows" if rows >= 10_000 else f"{rows:,} rows"

    def passing(kind: str) -> str:
        return f"{size}: passthrough, {kind}"

    def scored(name: str, kind: str, *options: str, env: dict[str, str] | None = None) -> list[Line]:
        """A batch, and a passthrough of what it wrote."""
        out, same = f"scored-{name.replace(' ', '-')}.csv", f"{size}: passthrough of {name}"
        command = (*BATCH, f"{kind}.csv", "-o", out, *options)
        return [
            Line(f"{size}: batch, {name}", command, passing(kind), same, env or {}),
            Line(same, (*PYTHON, yardsticks.PASSTHROUGH, out, "copy.csv")),
        ]

    def group(kind: str, *lines: Line) -> Group:
        table = f"{kind}.csv"
        floor = Line(passing(kind), (*PYTHON, yardsticks.PASSTHROUGH, table, "copy.csv"))
        return Group([floor, *lines], (Made(kind, rows, table),))

    by_hand = Line(
        f"{size}: three vouchers by hand", (*PYTHON, yardsticks.BY_HAND, "clean.csv", "copy.csv"), passing("clean")
    )
    rejected = Line(
        f"{size}: batch, rejected",
        (*BATCH, "rejected.csv", "-o", "out.csv"),
        passing("rejected"),
        codes=REJECTED,
    )
    return [
        group(
            "clean",
            by_hand,
            *scored("clean", "clean"),
            *scored("wide", "clean", "--shape", "wide"),
            *scored("long", "clean", "--shape", "long"),
            *scored("duckdb", "clean", "--engine", "duckdb"),
            *scored(f"{MANY} programmes", "clean", env=many),
        ),
        group("messy", *scored("messy", "messy")),
        group("many", *scored("many categories", "many")),
        group("rejected", rejected),
        group("contracts", *scored("contracts", "contracts"), *scored("by firm", "contracts", "--firm", "firm_id")),
    ]
