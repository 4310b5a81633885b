"""Lines with fewer or more cells than headings are scored or rejected alike, whatever file the result is written to."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.program import Run
from tests.workbook import read

HEADINGS = "企业名称,企业类型,项目类别,算力合同金额（万元）,备注"
DAY = ("--as-of", "2026-06-01")
LINES = st.lists(
    st.sampled_from(
        [
            "初创企业,模型训练,800,",
            "初创企业,模型训练,900",
            "初创企业,模型训练,1,200,续签",
            "初创企业,模型训练,800,续签",
            "初创企业,模型训练,700,,,,",
            '"初创企业",模型训练,900',
            '"初创企业",模型训练,600,,,',
            '"初创企业",模型训练,"1,200",续签,多',
            "初创企业,模型训练,500,, , ",
        ]
    ),
    min_size=1,
    max_size=7,
)


def test_a_long_line_does_not_pass_because_another_is_short(run: Run, tmp_path: Path) -> None:
    lines = ["甲,初创企业,模型训练,800,", "壬,初创企业,模型训练,900", "癸,初创企业,模型训练,1,200,续签"]
    (tmp_path / "firms.csv").write_text("\n".join([HEADINGS, *lines]) + "\n", "utf-8")
    done = run("batch", "firms.csv", "-o", "out.csv", *DAY, cwd=tmp_path)
    assert "3 rows: 2 estimated, 1 rejected" in done.stderr
    assert "line 4: has 6 cells where the heading has 5" in done.stderr
    head, *rows = list(csv.reader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    assert [row[:5] for row in rows] == [
        ["甲", "初创企业", "模型训练", "800", ""],
        ["壬", "初创企业", "模型训练", "900", ""],
    ]
    assert {len(row) for row in rows} == {len(head)}


def test_lines_are_scored_or_rejected_alike_in_every_format(run: Run) -> None:
    @given(LINES)
    @settings(max_examples=max(2, settings().max_examples // 20))  # each is three runs of the program
    def holds(lines: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            alike(run, Path(folder), lines)

    holds()


def alike(run: Run, folder: Path, lines: list[str]) -> None:
    text = [HEADINGS, *(f"n{number},{line}" for number, line in enumerate(lines))]
    (folder / "firms.csv").write_text("\n".join(text) + "\n", "utf-8")
    outcomes = []
    for ending in ("csv", "jsonl", "xlsx"):
        rejects = folder / f"rejects.{ending}.csv"
        told = ("-o", f"out.{ending}", "--rejects", rejects.name, "--summary", f"{ending}.json", "-q", *DAY)
        done = run("batch", "firms.csv", *told, cwd=folder)
        assert done.returncode in {0, 4}, done.stderr
        summary = json.loads((folder / f"{ending}.json").read_text("utf-8"))
        lost = []
        if rejects.exists():
            lost = [row["line"] for row in csv.DictReader(rejects.read_text("utf-8").splitlines())]
        outcomes.append((scored(folder / f"out.{ending}"), lost, summary["scored"], summary["rejected"]))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def scored(path: Path) -> list[str]:
    """The names of the rows in an output, each of which has a cell for each heading."""
    match path.suffix:
        case ".csv":
            head, *rows = list(csv.reader(path.read_text("utf-8").splitlines()))
            assert {len(row) for row in rows} <= {len(head)}
            return [row[0] for row in rows]
        case ".jsonl":
            return [json.loads(line)["企业名称"] for line in path.read_text("utf-8").splitlines()]
    first = next(iter(read(path).values()))
    names = [str(row[0]) for row in first.values[1:] if row]
    # A workbook has the rejected lines, too, and a line of sums.
    return [name for name in names if "," not in name and not name.startswith("Total")]
