"""What was measured, as a table for people and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TypedDict

from tests.benchmarks.lines import Line
from tests.benchmarks.measure import Measured


class Row(TypedDict):
    """The medians of a line; seconds, MiB, and processor time as a multiple of that of its yardsticks."""

    cpu: float
    wall: float
    mebibytes: float
    against: str
    times: float
    times_same_bytes: float | None


Rows = dict[str, Row]


def rows_of(lines: Sequence[Line], found: Mapping[str, Sequence[Measured]]) -> Rows:
    """Return the rows of a group."""
    cpu = {name: median(run.cpu for run in runs) for name, runs in found.items()}
    return {
        line.name: Row(
            cpu=cpu[line.name],
            wall=median(run.wall for run in found[line.name]),
            mebibytes=median(run.mebibytes for run in found[line.name]),
            against=line.against,
            times=cpu[line.name] / cpu[line.against or line.name],
            times_same_bytes=cpu[line.name] / cpu[line.same_bytes] if line.same_bytes else None,
        )
        for line in lines
    }


def table(rows: Rows, before: Rows | None) -> Iterable[str]:
    """Yield the lines of a Markdown table; a line that there was ``before`` has what it was and how it changed."""
    headings = ["", "times", "of", "times, same bytes", "CPU s", "wall s", "peak MiB"]
    headings += [] if before is None else ["times before", "change"]
    yield _line(headings)
    yield _line(["---", "---:", "---", *["---:"] * (len(headings) - 3)])
    for name, row in rows.items():
        same = row["times_same_bytes"]
        cells = [name, f"{row['times']:.2f}", row["against"], "" if same is None else f"{same:.2f}"]
        cells += [f"{row['cpu']:.3f}", f"{row['wall']:.3f}", f"{row['mebibytes']:.0f}"]
        if before is not None:
            cells += _changed(row, before.get(name))
        yield _line(cells)


def _changed(row: Row, before: Row | None) -> list[str]:
    if before is None:
        return ["", ""]
    return [f"{before['times']:.2f}", f"{row['times'] / before['times'] - 1:+.0%}"]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
