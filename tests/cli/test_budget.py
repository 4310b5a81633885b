"""What a year's budget carries of a scored table."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.program import Run

DAY = ("--as-of", "2026-01-15")
FIRMS = """企业名称,企业类型,项目类别,算力合同金额（万元）,申报日期
甲,初创企业,模型训练,1500,2026-03-01
乙,中小企业,模型训练,800,2026/2/1
丙,大型企业,模型训练,2000,2026年1月5日
丁,中小企业,模型训练,800,
戊,银行,模型训练,800,2026-01-01
"""
LITTLE = ("--budget", "训力券=2000万")


@pytest.fixture
def scored(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(FIRMS, "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", "-q", *DAY, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def read(run: Run, folder: Path, *arguments: str) -> dict[str, Any]:
    done = run("budget", "scored.csv", *arguments, "--json", *DAY, cwd=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout, parse_float=str)
    return {**found, "voucher": next(item for item in found["programmes"] if item["id"] == "training-voucher")}


def test_a_budget_that_carries_all(run: Run, scored: Path, snapshot: SnapshotAssertion) -> None:
    assert run("budget", "scored.csv", *DAY, cwd=scored).stdout == snapshot
    voucher = read(run, scored)["voucher"]
    assert (voucher["firms"], voucher["demand"]) == (4, 27_000_000)
    assert voucher["budget"] == {"value": 500_000_000, "cite": "measures-2024#2", "confidence": "official"}
    assert voucher["carried"]["share_percent"] == 100
    assert voucher["carried"]["by_other_sources"] == [
        {"value": 5_000_000_000, "cite": "ctol-training-voucher", "share_percent": 100}
    ]


@pytest.mark.parametrize("shape", [(), ("--shape", "wide")])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_table_of_either_shape_in_any_format_claims_the_same(
    run: Run, tmp_path: Path, ending: str, shape: tuple[str, ...]
) -> None:
    (tmp_path / "firms.csv").write_text(FIRMS, "utf-8")
    run("batch", "firms.csv", "-o", f"scored.{ending}", "--headings", "ids", "-q", *DAY, *shape, cwd=tmp_path)
    done = run("budget", f"scored.{ending}", *LITTLE, "--json", *DAY, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [voucher] = [item for item in json.loads(done.stdout)["programmes"] if item["id"] == "training-voucher"]
    assert (voucher["firms"], voucher["demand"], voucher["carried"]["left"]) == (4, 27_000_000, 0.02)


def test_a_short_budget_is_shared_in_proportion(run: Run, scored: Path) -> None:
    carried = read(run, scored, *LITTLE)["voucher"]["carried"]
    assert (carried["share_percent"], carried["left"]) == ("74.07", "0.02")
    done = run("budget", "scored.csv", *LITTLE, "-o", "-", *DAY, cwd=scored)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["企业名称"] for row in rows] == list("甲乙丙丁戊")
    assert [row["training-voucher_carried"] for row in rows] == [
        "6666666.66", "2962962.96", "7407407.40", "2962962.96", "0",
    ]  # fmt: skip
    assert [row["training-voucher_share"] for row in rows] == ["74.07", "74.07", "74.07", "74.07", ""]
    assert [row["carried_total"] for row in rows] == [row["training-voucher_carried"] for row in rows]
    assert "74.07%" in done.stderr


def test_who_comes_first_is_served_first(run: Run, scored: Path, snapshot: SnapshotAssertion) -> None:
    done = run("budget", "scored.csv", *LITTLE, "--by", "申报日期", *DAY, cwd=scored)
    assert done.stdout == snapshot
    found = read(run, scored, *LITTLE, "--by", "申报日期", "-o", "carried.xlsx")
    assert (found["manner"], found["without_day"]) == ("first-come", 1)
    carried = found["voucher"]["carried"]
    assert (carried["firms_whole"], carried["firms_in_part"], carried["firms_nothing"]) == (2, 1, 1)
    assert (carried["runs_out_at_line"], carried["runs_out_on"]) == (2, "2026-03-01")
    table = fastexcel.read_excel(scored / "carried.xlsx").load_sheet(0).to_polars()
    assert table["training-voucher_carried"].to_list() == [6_000_000, 4_000_000, 10_000_000, 0, 0]


def test_a_column_of_numbers_is_an_order_too(run: Run, scored: Path) -> None:
    text = (scored / "scored.csv").read_text("utf-8").splitlines()
    numbered = [f"{place},{line}" for place, line in zip(["turn", 5, 4, 3, 2, 1], text, strict=True)]
    (scored / "scored.csv").write_text("\n".join(numbered) + "\n", "utf-8")
    carried = read(run, scored, *LITTLE, "--by", "turn")["voucher"]["carried"]
    assert (carried["runs_out_at_line"], carried["runs_out_on"]) == (2, "5")


MOMENTS = ["2026-03-01 09:30", "2026/3/1 9:05:10", "2026-03-01", "2026-03-01T02:00:00+00:00", "2026年3月2日"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_time_of_day_counts(run: Run, tmp_path: Path, ending: str) -> None:
    table = pl.DataFrame({"training-voucher": [100] * 5, "at": MOMENTS})
    if ending == "csv":
        table.write_csv(tmp_path / "scored.csv")
    else:
        days = [datetime(2026, 3, 1, 9, 30), datetime(2026, 3, 1, 9, 5, 10), datetime(2026, 3, 1)]  # noqa: DTZ001
        days += [datetime(2026, 3, 1, 10), datetime(2026, 3, 2)]  # noqa: DTZ001
        table = table.with_columns(at=pl.Series(days))
        path = tmp_path / f"scored.{ending}"
        table.write_parquet(path) if ending == "parquet" else table.write_excel(path)
    arguments = ("--by", "at", "--budget", "training-voucher=250", *DAY)
    done = run("budget", f"scored.{ending}", *arguments, "-o", "-", "--to", "csv", cwd=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["training-voucher_carried"] for row in rows] == ["50", "100", "100", "0", "0"], done.stderr
    assert "2026-03-01 09:30" in done.stderr


@pytest.mark.parametrize("turns", [["3.0", "1.0", "2.0"], ["3", "1", "2.0"], [3.0, 1.0, 2.0], [30.5, 7.0, 8.25]])
def test_numbers_with_a_point_are_an_order(run: Run, tmp_path: Path, turns: list[Any]) -> None:
    pl.DataFrame({"training-voucher": [100] * 3, "turn": turns}).write_parquet(tmp_path / "scored.parquet")
    arguments = ("--by", "turn", "--budget", "training-voucher=200", "-o", "-", "--to", "csv")
    done = run("budget", "scored.parquet", *arguments, cwd=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["training-voucher_carried"] for row in rows] == ["0", "100", "100"], done.stderr


def test_what_depends_on_missing_facts_is_told(run: Run, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    (tmp_path / "firms.csv").write_text(
        "company_type,project_category,compute_contract\nstartup,model-training,800万\nstartup,model-training,\n"
    )
    batch = ("batch", "firms.csv", "-o", "scored.csv", "-q", "--force", *DAY)
    assert run(*batch, cwd=tmp_path).returncode == 0
    assert read(run, tmp_path)["incomplete"] == 1
    assert "1 row lacks facts and may claim more" in run("budget", "scored.csv", *DAY, cwd=tmp_path).stdout
    assert run(*batch, "--shape", "wide", cwd=tmp_path).returncode == 0
    voucher = read(run, tmp_path)["voucher"]
    assert (voucher["firms"], voucher["demand"], voucher["undetermined"]) == (1, 4_800_000, 1)
    assert run("budget", "scored.csv", *DAY, cwd=tmp_path).stdout == snapshot


def test_a_budget_that_nobody_claims_is_left_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scored.csv").write_text("firm,training-voucher,kunpeng-youth\na,8000000,0\n", "utf-8")
    done = run("budget", "scored.csv", "--budget", "kunpeng-youth=1万", *DAY, cwd=tmp_path)
    assert "Kunpeng Youth" not in done.stdout
    (tmp_path / "scored.csv").write_text("firm,training-voucher\na,0\n", "utf-8")
    assert run("budget", "scored.csv", *DAY, cwd=tmp_path).stdout.startswith("No row has an amount to count.\n")


def test_a_combination_may_be_written_in_other_manners(run: Run, tmp_path: Path) -> None:
    content = "training-voucher,longhua-compute,combination\n5,7,Training-Voucher； longhua-compute\n3,3,\n"
    (tmp_path / "scored.csv").write_text(content, "utf-8")
    found = read(run, tmp_path)["programmes"]
    assert {item["id"]: item["demand"] for item in found} == {"training-voucher": 5, "longhua-compute": 7}


def test_what_a_combination_leaves_out_is_no_demand(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        "企业类型,项目类别,所在区,算力合同金额\n中小企业,模型训练,龙华区,800万\n", "utf-8"
    )
    batch = ("batch", "firms.csv", "-o", "scored.csv", "-q", "--force", *DAY)
    assert run(*batch, cwd=tmp_path).returncode == 0
    told = run("budget", "scored.csv", "--all-eligible", *DAY, cwd=tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "--shape wide" in told.stderr
    assert [item["id"] for item in read(run, tmp_path)["programmes"]] == ["training-voucher"]
    assert run(*batch, "--shape", "wide", cwd=tmp_path).returncode == 0
    ids = [item["id"] for item in read(run, tmp_path)["programmes"]]
    assert ids == ["training-voucher"]
    every = read(run, tmp_path, "--all-eligible")["programmes"]
    assert [item["id"] for item in every] == ["training-voucher", "longhua-compute"]


def test_a_table_without_combinations_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scored.csv").write_text('firm,training-voucher\na,"8,000,000"\nb,￥５００万\nc,\n', "utf-8")
    done = run("budget", "scored.csv", *DAY, cwd=tmp_path)
    assert "13,000,000" in done.stdout
    assert "The column combination is missing" in done.stdout


def test_what_has_no_known_budget_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scored.csv").write_text("firm,kunpeng-youth\na,200000\n", "utf-8")
    done = run("budget", "scored.csv", *DAY, cwd=tmp_path)
    assert done.stdout.startswith("No budget is known for what is asked for here.\n")
    assert "Kunpeng Youth      1       200,000     not known\n" in done.stdout
    assert "Not known    --budget kunpeng-youth=AMOUNT gives one.\n" in done.stdout


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        ("name\na\n", ()),
        ("", ()),
        ("training-voucher\nmany\n", ()),
        ("training-voucher,day\n1,2026-01-01\n2,soon\n", ("--by", "day")),
        ("training-voucher,day\n1,2026-01-01\n", ("--by", "dya")),
        ("training-voucher\n1\n", ("--budget", "training-voucher")),
        ("training-voucher\n1\n", ("--budget", "nothing=1")),
        ("training-voucher,training-voucher_share\n1,2\n", ("-o", "out.csv")),
        ("training-voucher\n1\n", ("-o", "out.doc")),
        ("training-voucher\n1\n", ("-o", "-", "--json")),
        ("training-voucher\n1\n", ("--budget", "kunpeng-youth=1")),
        ("training-voucher,training-voucher\n1,2\n", ()),
        ("training-voucher,turn\n1,1\n1,2\n2,x\n", ("--by", "turn")),
        ("training-voucher,day\n1,7\n1,2026-01-01\n2,2026-01-02 25:00\n2,2026-01-03\n", ("--by", "day")),
    ],
)
def test_bad_input_is_one_clear_line(
    run: Run, tmp_path: Path, content: str, arguments: tuple[str, ...], snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "scored.csv").write_text(content, "utf-8")
    done = run("budget", "scored.csv", *arguments, *DAY, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot
    assert not [path for path in tmp_path.iterdir() if path.name != "scored.csv"]


def test_rows_of_one_firm_are_told_where_each_counts_as_a_firm(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(FIRMS + "甲,初创企业,模型训练,800,2026-02-02\n", "utf-8")
    run("batch", "firms.csv", "-o", "scored.csv", "-q", *DAY, cwd=tmp_path)
    done = run("budget", "scored.csv", *DAY, cwd=tmp_path)
    assert "2 rows have a name that other rows have, too. Each counts as a firm" in done.stdout
    found = read(run, tmp_path)
    assert (found["by_firm"], found["repeated"]) == (False, [{"heading": "企业名称", "rows": 2, "at_least": False}])


def test_a_table_estimated_by_firm_has_the_yearly_caps_applied(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(FIRMS + "甲,,模型训练,800,2026-02-02\n", "utf-8")
    run("batch", "firms.csv", "--firm", "企业名称", "-o", "scored.csv", "-q", *DAY, cwd=tmp_path)
    found = read(run, tmp_path)
    assert (found["rows"], found["by_firm"], found["repeated"]) == (5, True, [])
    assert (found["voucher"]["firms"], found["voucher"]["demand"]) == (4, 28_000_000)
