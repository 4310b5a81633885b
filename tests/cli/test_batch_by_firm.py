"""``szsubsidy batch --firm``: several rows of a table are one firm's year."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from tests.program import COMMAND, PATIENCE, Result, Run, environment
from tests.systems import posix

DAY = ("--as-of", "2026-01-15")
WIDE = ("--shape", "wide", "--scope", "all")
BY = ("--firm", "企业名称")
HEADING = "企业名称,企业类型,项目类别,算力合同金额（万元）,合同编号"
FIRMS = f"""{HEADING}
甲,中小企业,模型训练,1500,A1
乙,中小企业,模型训练,800,B1
 甲,,模型训练,1200,A2
,中小企业,模型训练,100,C1
甲,中小企业,模型训练,800,A3
,中小企业,模型训练,100,C2
甲,中小企业,模型训练,90,A4
甲\u3000,中小企业,模型训练,180,A5
"""
SHOWN = "企业名称,企业类型,项目类别,算力合同金额（万元）,合同编号,rows,training-voucher,total"


def score(run: Run, folder: Path, content: str, *arguments: str, name: str = "firms.csv") -> Result:
    (folder / name).write_text(content, "utf-8")
    shape = () if "--shape" in arguments else WIDE
    return run("batch", name, *DAY, *shape, *arguments, cwd=folder)


def answers(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def rejected(folder: Path) -> list[tuple[str, str, str]]:
    rows = answers((folder / "out.rejects.csv").read_text("utf-8"))
    return [(row["line"], row["column"], row["reason"]) for row in rows]


def test_rows_far_apart_are_one_firm_with_one_yearly_cap(run: Run, tmp_path: Path) -> None:
    far = "".join(f"丙{number},中小企业,模型训练,1,X\n" for number in range(2_000))
    first, *rest = FIRMS.splitlines(keepends=True)[1:]
    text = f"{HEADING}\n{first}{far}{''.join(rest)}"
    done = score(run, tmp_path, text, *BY, "--columns", SHOWN, "-q", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert lines[1] == "甲,中小企业,模型训练,3770,,5,10000000,10000000"
    assert lines[2] == "丙0,中小企业,模型训练,1,X,1,5000,5000"
    assert lines[-3:] == [
        "乙,中小企业,模型训练,800,B1,1,4000000,4000000",
        ",中小企业,模型训练,100,C1,1,500000,500000",
        ",中小企业,模型训练,100,C2,1,500000,500000",
    ]


@pytest.mark.parametrize("budget", [1, 20_000])
def test_rows_that_do_not_fit_into_memory_wait_in_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    rows = [f"企业{number * 7 % 900},中小企业,模型训练,{number % 13},N{number}" for number in range(3_000)]
    text = HEADING + "\n" + "\n".join(rows) + "\n"
    told = (*BY, "--columns", SHOWN, "-q")
    whole = score(run, tmp_path, text, *told)
    assert whole.returncode == 0, whole.stderr
    monkeypatch.setattr("szsubsidy.batch.gathering.BUDGET", budget)
    monkeypatch.setattr("szsubsidy.batch.gathering.PIECE", 100)
    parts = [rows[begin : begin + 600] for begin in range(0, 3_000, 600)]
    for number, part in enumerate(parts):
        (tmp_path / f"part{number}.csv").write_text(HEADING + "\n" + "\n".join(part) + "\n", "utf-8")
    pieces = run("batch", "part*.csv", *DAY, *told, "-o", "out.csv", cwd=tmp_path)
    assert pieces.returncode == 0, pieces.stderr
    assert (tmp_path / "out.csv").read_text("utf-8") == whole.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_summary_counts_firms_and_rows(run: Run, tmp_path: Path) -> None:
    text = FIRMS + "丁,中小企业,模型训练,x,D1\n丁,中小企业,模型训练,5,D2\n"
    done = score(run, tmp_path, text, *BY, "-o", "out.csv", "--summary", "summary.json")
    assert done.returncode == 4
    assert "Rows: 10. Firms by 企业名称: 4 estimated (8 of the rows), 1 rejected (2 rows)" in done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["by_firm"] == {"heading": "企业名称", "rows": 8, "scored": 4, "rejected": 1}
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (10, 4, 2)
    assert summary["totals"]["by_terms"] == {"rows": 4, "amount": 15_000_000}
    assert summary["repeated"] == []


def test_a_firm_of_which_one_row_cannot_be_read_is_set_aside_whole(run: Run, tmp_path: Path) -> None:
    text = FIRMS + "乙,中小企业,模型训练,八百,B2\n"
    assert score(run, tmp_path, text, *BY, "-o", "out.csv", "--columns", "企业名称,total").returncode == 4
    assert (tmp_path / "out.csv").read_text("utf-8") == "企业名称,total\n甲,10000000\n,500000\n,500000\n"
    [beside, bad] = rejected(tmp_path)
    assert beside == ("3", "", "another row of '乙' cannot be read: line 10, 算力合同金额（万元）")
    assert bad[:2] == ("10", "算力合同金额（万元）")
    assert "'八百' is not an amount" in bad[2]


def test_a_firm_whose_rows_say_different_things_of_it_is_set_aside_whole(run: Run, tmp_path: Path) -> None:
    text = FIRMS + "乙,大型企业,模型训练,10,B2\n乙,SME,模型训练,10,B3\n"
    done = score(run, tmp_path, text, *BY, "-o", "out.csv")
    assert done.returncode == 4
    assert rejected(tmp_path) == [
        (line, "企业类型", "the rows of '乙' differ; by line: 3 中小企业, 10 大型企业, 11 SME")
        for line in ("3", "10", "11")
    ]
    strict = score(run, tmp_path, text, *BY, "-o", "strict.csv", "--strict")
    assert strict.returncode == 2
    assert not (tmp_path / "strict.csv").exists()


def test_facts_of_the_firm_may_stand_in_one_of_its_rows_and_be_spelt_in_two_ways(run: Run, tmp_path: Path) -> None:
    text = f"{HEADING}\n甲,,模型训练,100,1\n甲,中小企业,模型训练,100,1\n甲,sme,模型训练；模型推理,100,1\n"
    [row] = answers(score(run, tmp_path, text, *BY, "-q").stdout)
    assert (row["企业类型"], row["项目类别"], row["合同编号"], row["rows"]) == (
        "中小企业",
        "模型训练;模型推理",
        "1",
        "3",
    )
    assert row["training-voucher"] == "1500000"


def test_an_unknown_heading_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, FIRMS, "--firm", "企业名")
    assert done.returncode == 2
    assert "--firm: no column is called '企业名' (did you mean 企业名称?" in done.stderr
    twice = score(run, tmp_path, FIRMS.replace("合同编号", "rows", 1), *BY)
    assert twice.returncode == 2
    assert "has columns already that the result would add: rows" in twice.stderr


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("given", ["jsonl", "parquet", "xlsx"])
def test_every_format_goes_into_every_other(run: Run, tmp_path: Path, given: str, ending: str) -> None:
    table = pl.DataFrame(
        {
            "name": ["甲", "乙", "甲"],
            "company_type": ["sme", "sme", None],
            "project_category": ["model-training"] * 3,
            "compute_contract": [1_000_000.5, 800_000.0, 500_000.0],
            "since": ["2026-01-01", "2026-01-02", "2026-01-01"],
        }
    )
    path = tmp_path / f"firms.{given}"
    match given:
        case "jsonl":
            table.write_ndjson(path)
        case "parquet":
            table.with_columns(pl.col("since").str.to_date()).write_parquet(path)
        case _:
            table.write_excel(path)
    out = tmp_path / f"out.{ending}"
    done = run(
        "batch", path.name, "-o", out.name, "--firm", "name", *DAY, *WIDE, "--headings", "ids", "-q", cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    match ending:
        case "csv":
            rows = pl.read_csv(out, infer_schema=False).to_dicts()
        case "jsonl":
            rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        case "parquet":
            rows = pl.read_parquet(out).to_dicts()
        case _:
            rows = pl.read_excel(out, infer_schema_length=0)[:-1].to_dicts()
    assert [row["name"] for row in rows] == ["甲", "乙"]
    assert [float(row["compute_contract"]) for row in rows] == [1_500_000.5, 800_000]
    assert [float(row["total"]) for row in rows] == [750_000.25, 400_000]
    assert [int(row["rows"]) for row in rows] == [2, 1]
    assert [str(row["since"])[:10] for row in rows] == ["2026-01-01", "2026-01-02"]


def test_the_long_shape_has_a_row_for_each_firm_and_programme(run: Run, tmp_path: Path) -> None:
    rows = answers(score(run, tmp_path, FIRMS, *BY, "--shape", "long", "-q").stdout)
    vouchers = [row for row in rows if row["programme"] == "training-voucher"]
    assert [(row["企业名称"], row["rows"], row["amount"]) for row in vouchers] == [
        ("甲", "5", "10000000"),
        ("乙", "1", "4000000"),
        ("", "1", "500000"),
        ("", "1", "500000"),
    ]


def test_stdin_to_stdout(run: Run) -> None:
    done = run("batch", "-", *BY, *DAY, "--columns", "企业名称,rows,total", "-q", stdin=FIRMS)
    assert done.stdout == "企业名称,rows,total\n甲,5,10000000\n乙,1,4000000\n,1,500000\n,1,500000\n"


HELD = [
    "已获训力券（万元）",
    "训力券已获（万元）",
    "已獲訓力券（萬元）",
    "training-voucher held (10k)",
    "held:training-voucher（万元）",
]


@pytest.mark.parametrize("heading", HELD)
@pytest.mark.parametrize("by", [BY, ()])
def test_money_granted_already_lowers_the_cap_of_the_year(
    run: Run, tmp_path: Path, heading: str, by: Sequence[str]
) -> None:
    rows = "甲,中小企业,模型训练,1000万,700\n乙,中小企业,模型训练,1000万,\n"
    text = f"企业名称,企业类型,项目类别,算力合同金额,{heading}\n{rows}"
    done = score(run, tmp_path, text, *by, "--columns", "企业名称,training-voucher,total", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "out.csv").read_text("utf-8")
    assert written == "企业名称,training-voucher,total\n甲,3000000,3000000\n乙,5000000,5000000\n"


def test_money_granted_already_is_one_figure_of_the_firm(run: Run, tmp_path: Path) -> None:
    text = (
        "企业名称,企业类型,项目类别,算力合同金额,已获训力券\n"
        "甲,中小企业,模型训练,1000万,700万\n甲,中小企业,模型训练,1000万,7000000\n甲,中小企业,模型训练,1,\n"
        "乙,中小企业,模型训练,1000万,700万\n乙,中小企业,模型训练,1000万,0\n"
    )
    done = score(run, tmp_path, text, *BY, "--columns", "企业名称,已获训力券,rows,total", "-o", "out.csv", "-q")
    assert done.returncode == 4
    assert (tmp_path / "out.csv").read_text("utf-8") == "企业名称,已获训力券,rows,total\n甲,700万,3,3000000\n"
    assert rejected(tmp_path) == [
        (line, "已获训力券", "the rows of '乙' differ; by line: 5 700万, 6 0") for line in ("5", "6")
    ]


def test_headings_of_money_granted_already_are_mapped_told_and_refused(run: Run, tmp_path: Path) -> None:
    text = "企业类型,项目类别,算力合同金额,已拿,已获某某券\n中小企业,模型训练,1000万,700,1\n"
    mapped = ("--map", "已拿=held:训力券（万元）", "--save-map", "map.toml")
    done = score(run, tmp_path, text, *mapped, "--columns", "total", "-o", "out.csv")
    assert "已获某某券 is not used: it names no known programme" in done.stderr
    assert (tmp_path / "out.csv").read_text("utf-8") == "total\n3000000\n"
    again = score(run, tmp_path, text, "--map-file", "map.toml", "--columns", "total", "-q")
    assert again.stdout == "total\n3000000\n"
    bad = score(run, tmp_path, text.replace("700", "七百"), *mapped[:2], "-o", "bad.csv")
    assert bad.returncode == 4
    assert "'七百' is not an amount" in bad.stderr


def firms_in_files(folder: Path) -> None:
    rows = "".join(f"深圳市某某科技有限公司{number},中小企业,模型训练,1,{'N' * 60}\n" for number in range(100_000))
    with (folder / "firms.csv").open("w", encoding="utf-8") as file:
        file.write(f"{HEADING}\n")
        for _ in range(12):
            file.write(rows)


@pytest.mark.slow
def test_an_interrupt_leaves_nothing_of_the_rows_that_wait(tmp_path: Path) -> None:
    firms_in_files(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "szsubsidy", "batch", "firms.csv", *BY, "-o", "out.csv"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob(".out.csv.*/firms/*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, stderr
    assert b"Traceback" not in stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


@posix
@pytest.mark.slow
def test_a_full_disk_leaves_nothing_of_the_rows_that_wait(tmp_path: Path) -> None:
    firms_in_files(tmp_path)
    done = subprocess.run(
        ["/bin/bash", "-c", f"ulimit -f 1000; {COMMAND} batch firms.csv --firm 企业名称 -o out.csv -q"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


def test_another_engine_says_that_it_does_not_gather_rows(run: Run, tmp_path: Path) -> None:
    refused = score(run, tmp_path, FIRMS, *BY, "--engine", "duckdb")
    assert refused.returncode == 2
    assert "--firm: needs --engine polars" in refused.stderr


def test_categories_of_json_lines_are_joined(run: Run) -> None:
    kinds: list[list[str]] = [["model-training"], ["model-training", "model-inference"]]
    firms = [
        {"name": "甲", "company_type": "sme", "project_category": kind, "compute_contract": 10**6} for kind in kinds
    ]
    lines = "\n".join(json.dumps(firm) for firm in firms)
    done = run("batch", "-", "--format", "jsonl", "--firm", "name", *DAY, *WIDE, "-q", stdin=lines)
    found = json.loads(done.stdout)
    assert (found["project_category"], found["rows"]) == ("model-training;model-inference", 2)
