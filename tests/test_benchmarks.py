"""The benchmarks run; how fast anything is, no test asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def benchmarks(*arguments: str) -> list[list[str]]:
    """Run them once over few rows, and return the rows of their table, without its headings."""
    command = [sys.executable, "-m", "tests.benchmarks", "--runs", "1", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()[2:]]


@pytest.mark.slow
def test_a_line_is_printed_with_its_yardsticks_and_compared_with_an_earlier_run(tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    before = benchmarks(
        "--rows", "200", "--only", "rows: batch, (rejected|wide)|start: .*(drawn|question)", "--json", str(file)
    )
    expected = {
        "python -c pass": "",
        "start: table drawn": "python -c pass",
        "start: first question": "python -c pass",
    }
    expected |= {f"200 rows: passthrough, {kind}": "" for kind in ("clean", "rejected")}
    expected |= {"200 rows: passthrough of wide": ""}
    expected |= {"200 rows: batch, wide": "200 rows: passthrough, clean"}
    expected |= {"200 rows: batch, rejected": "200 rows: passthrough, rejected"}
    assert {row[0]: row[2] for row in before} == expected
    assert {name for name, row in json.loads(file.read_text("utf-8")).items() if row["times_same_bytes"]} == {
        "200 rows: batch, wide"
    }
    now = benchmarks("--rows", "200", "--only", "rows: batch, rejected", "--against", str(file))
    assert [row[-2] for row in now] == [
        row[1] for row in before if row[0] in {"200 rows: passthrough, rejected", "200 rows: batch, rejected"}
    ]
