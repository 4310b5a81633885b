"""How estimates, reports, comparisons and batches say what is only possible, and what is in doubt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.i18n import LANGUAGES
from tests.cli.test_statuses import CEILING, FIXED, RESTS, UNREAD, write
from tests.program import Run

FIRM = ("--company-type", "sme")
OWN = ("Own own-", "自设", "自設")
LATE = ("--as-of", "2026-12-25")


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    """Programmes of one's own, of each status with and without a panel."""
    for award, kind in ((FIXED, "fixed"), (CEILING, "panel")):
        for reservation, status in (("", "plain"), (RESTS, "doubt"), (UNREAD, "possible")):
            folder = write(tmp_path, f"own-{kind}-{status}", award, reservation)
    return ("--programmes", folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_and_the_totals(run: Run, own: tuple[str, ...], language: str, snapshot: SnapshotAssertion) -> None:
    told = run("estimate", *FIRM, *LATE, *own, "--lang", language, env={"COLUMNS": "160"})
    assert (told.returncode, told.stderr) == (0, "")
    blocks = told.stdout.split("\n\n")
    table = next(block for block in blocks if any(mark in block for mark in OWN) and len(block.splitlines()) > 3)
    assert [line for line in table.splitlines() if any(mark in line for mark in OWN)] == snapshot
    assert blocks[blocks.index(table) + 1] == snapshot


def test_a_bare_total_says_what_of_it_is_in_doubt(run: Run, own: tuple[str, ...]) -> None:
    told = run("estimate", *FIRM, *LATE, *own, "--total")
    assert told.stdout == "3000000\n"
    assert "of which in doubt: 1,000,000 yuan\n" in told.stderr
    assert "of which only possibly eligible: 1,000,000 yuan\n" in told.stderr
    assert run("estimate", *FIRM, *LATE, *own, "--total", "-q").stderr == ""


def test_a_report_tells_them_in_the_table_of_the_combination(run: Run, own: tuple[str, ...]) -> None:
    report = run("estimate", *FIRM, *LATE, *own, "--report", "board.md", "--force", cwd=Path(own[1]))
    assert report.returncode == 0, report.stderr
    written = (Path(own[1]) / "board.md").read_text("utf-8")
    assert "Own own-fixed-doubt (in doubt) | 1,000,000 |" in written
    assert "Own own-panel-possible (possibly eligible) |" in written
    assert "| **Together, only possibly eligible** |  | **7,000,000** |" in written


def test_a_comparison_marks_them_and_counts_panels_apart(run: Run, own: tuple[str, ...]) -> None:
    arguments = ("compare", *FIRM, *own, "--as-of", "2026-12-24", "--set", "as_of=2026-12-25")
    told = run(*arguments, env={"COLUMNS": "160"}).stdout
    doubtful = [line for line in told.splitlines() if "Own own-fixed-doubt" in line]
    assert [line.split()[3:7] for line in doubtful] == [["1,000,000", "1,000,000", "(in", "doubt)"]]
    assert any(line.startswith("Panels may add up to, where only possibly eligible") for line in told.splitlines())
    document = json.loads(run(*arguments, "--json").stdout)
    assert [(one["ceilings"], one["possible_ceilings"]) for one in document["variants"]] == [
        (14_000_000, 7_000_000)
    ] * 2


def test_the_summary_of_a_table_marks_them(run: Run, own: tuple[str, ...]) -> None:
    folder = Path(own[1]).parent / "tables"
    folder.mkdir()
    (folder / "firms.csv").write_text("company_type\nsme\n", "utf-8")
    told = run("batch", "firms.csv", "-o", "scored.csv", *LATE, *own, cwd=folder, env={"COLUMNS": "120"})
    assert told.returncode == 0, told.stderr
    assert any("Own own-fixed-doubt (in doubt)" in line for line in told.stderr.splitlines())
    assert any("Own own-panel-possible (possibly eligible)" in line for line in told.stderr.splitlines())
