"""Awards whose rate no source gives, and awards of so much a unit, through every command that tells of amounts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import szsubsidy
from szsubsidy.catalogue.load import load_catalogue
from tests.program import Run

DAY = ("--as-of", "2026-11-28")
LONGGANG = ("--company-type", "sme", "--district", "longgang", "--project-category", "model-training")
TABLE = "company_type,district,project_category,compute_contract\n"
ROWS = (
    "sme,longgang,model-training,8000000\n",
    "sme,longgang,model-training,\n",
    "bank,longgang,model-training,8000000\n",
)


def found(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("estimate", "--json", "--all", "--details", *LONGGANG, *DAY, *arguments)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def programme(document: dict[str, Any], name: str) -> dict[str, Any]:
    [one] = [item for item in document["programmes"] if item["id"] == name]
    return dict(one)


@pytest.mark.parametrize(
    ("contract", "range_"),
    [("800万", [0, 8_000_000]), ("5000万", [0, 20_000_000]), ("0.01", [0, 0.01])],
)
def test_a_share_at_an_unknown_rate_has_a_range_and_no_amount(run: Run, contract: str, range_: list[float]) -> None:
    document = found(run, "--compute-contract", contract)
    one = programme(document, "longgang-compute")
    assert (one["status"], one["amount"], one["range"]) == ("eligible", None, range_)
    assert (one["basis"], one["rate_known"], one["rate_percent"]) == ("share", False, None)
    assert one["cap_binds_at"] is None


def test_a_share_at_an_unknown_rate_enters_no_total_and_gives_way_to_none(run: Run) -> None:
    document = found(run, "--compute-contract", "800万")
    assert (document["totals"]["by_terms"], document["totals"]["by_terms_range"], document["totals"]["ceilings"]) == (
        4_000_000,
        [4_000_000] * 2,
        0,
    )
    assert document["combination"] == ["training-voucher"]
    assert document["excluded"] == document["reduced"] == []
    assert document["conditional"]["total"] == 4_000_000
    alone = found(run, "--compute-contract", "1")
    assert (alone["totals"]["by_terms"], alone["combination"]) == (0, [])


def test_the_cost_bounds_a_share_at_an_unknown_rate_so_it_is_missing_while_it_is_unknown(run: Run) -> None:
    one = programme(found(run), "longgang-compute")
    assert (one["status"], one["amount"], one["range"]) == ("undetermined", None, [0, 20_000_000])
    assert one["missing"] == ["compute_contract"]


def test_a_table_leaves_the_amount_at_an_unknown_rate_empty(run: Run) -> None:
    wide = run("batch", "-", "-o", "-", "--shape", "wide", *DAY, stdin=TABLE + "".join(ROWS))
    cells = [row["longgang-compute"] for row in csv.DictReader(io.StringIO(wide.stdout))]
    assert cells == ["", "", "0"]
    long = run("batch", "-", "-o", "-", "--shape", "long", *DAY, stdin=TABLE + "".join(ROWS))
    rows = [row for row in csv.DictReader(io.StringIO(long.stdout)) if row["programme"] == "longgang-compute"]
    told = [(row["status"], row["amount"], row["low"], row["high"]) for row in rows]
    assert told == [
        ("eligible", "", "0", "8000000"),
        ("undetermined", "", "0", "20000000"),
        ("ineligible", "0", "0", "0"),
    ]


@pytest.mark.parametrize("lazy", [False, True])
def test_a_frame_has_no_amount_at_an_unknown_rate(lazy: bool) -> None:
    frame = pl.read_csv(io.StringIO(TABLE + "".join(ROWS)), schema_overrides={"compute_contract": pl.String})
    given: Any = frame.lazy() if lazy else frame
    scored = szsubsidy.score(given, as_of="2026-11-28", catalogue=load_catalogue())
    answers = scored.collect() if lazy else scored
    assert answers["longgang-compute"].to_list() == [None, None, 0]
    assert answers["total"].to_list() == [400_000_000, 0, 0]


def test_what_amounts_bring_does_not_count_an_unknown_rate(run: Run) -> None:
    solved = run("solve", "--by", "compute-contract", "--target", "9000000", *LONGGANG, *DAY, "--json")
    assert solved.returncode == 0, solved.stderr
    assert json.loads(solved.stdout)["cost"] == 18_000_000
    swept = json.loads(run("sweep", "compute-contract", "--to", "800万", *LONGGANG, *DAY, "--json").stdout)
    assert [item["id"] for item in swept["programmes"]] == ["training-voucher"]
    assert "longgang-compute" not in str(swept["points"])


def test_what_grows_at_an_unknown_rate_is_told_where_nothing_can_be_computed(run: Run) -> None:
    """In Longgang alone an amount does bring something; only how much no source says."""
    late = ("--as-of", "2026-12-26", *LONGGANG)
    solve = ("solve", "--target", "100万", "--by", "compute-contract")
    for command in (("sweep", "compute-contract", "--to", "800万"), solve):
        told = run(*command, *late)
        assert "A cap is known but no rate, so nothing is computed: Longgang compute support" in told.stdout
        warnings = json.loads(run(*command, *late, "--json").stdout)["warnings"]
        assert [(item["code"], item["programmes"]) for item in warnings] == [("rate-unknown", ["longgang-compute"])]
    university = run(*solve, "--as-of", "2026-12-26", "--company-type", "university", *LONGGANG[2:])
    assert university.returncode == 4
    assert "no rate" not in university.stdout


UNIT = """
id = "own-rent"
kind = "grant"
authority = "shenzhen"
name = { en = "Own rent", zh-Hans = "自设租金", zh-Hant = "自設租金" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }

[[editions]]
in_force = { from = 2026-01-01, cite = "measures-2024#2" }
reviewed = 2026-01-01
eligibility = { fact = "leader_age", at_least = 18, cite = "measures-2024#2" }
award = { basis = "unit", of = "leader_age", each = { amount = "1250.50", cite = "measures-2024#2" }, CAP }

[[editions.examples]]
working = "24 × 1,250.50"
facts = { leader_age = 24 }
status = "eligible"
amount = "30012"
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    cap = 'cap = { amount = 50_000, cite = "measures-2024#2" }'
    (tmp_path / "own.toml").write_text(UNIT.replace("CAP", cap), "utf-8")
    return str(tmp_path)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        ("17", ("ineligible", 0, [0, 0])),
        ("24", ("eligible", 30_012, [30_012] * 2)),
        ("39", ("eligible", 48_769.5, [48_769.5] * 2)),
        ("40", ("eligible", 50_000, [50_000] * 2)),
        ("", ("undetermined", None, [0, 50_000])),
    ],
)
def test_so_much_a_unit_up_to_a_cap(run: Run, own: str, age: str, told: tuple[str, object, object]) -> None:
    given = ("--leader-age", age) if age else ()
    document = json.loads(run("estimate", "--json", "--all", "--details", "--programmes", own, *given, *DAY).stdout)
    one = programme(document, "own-rent")
    assert (one["status"], one["amount"], one["range"]) == told
    turns_on = (18, None if age == "17" else 40)
    assert (one["least_cost"], one["cap_binds_at"]) == turns_on
    table = run(
        "batch", "-", "-o", "-", "--shape", "wide", "--programmes", own, *DAY, stdin=f"leader_age\n{age or ' '}\n17\n"
    )
    assert table.returncode == 0, table.stderr
    [cell, _] = [row["own-rent"] for row in csv.DictReader(io.StringIO(table.stdout))]
    assert (float(cell) if cell else None) == told[1]


def test_the_product_of_a_count_is_shown_and_its_thresholds_are_counts(run: Run, own: str) -> None:
    told = run("explain", "own-rent", "--programmes", own, "--leader-age", "24", *DAY).stdout
    assert "24 times 1,250.50 yuan is 30,012 yuan. [1]" in told
    assert "that is reached with 40. [1]" in told
    assert "--leader-age at most 17: no grant." in told
    assert "--leader-age 40 or more: 50,000 yuan." in told


def test_what_a_unit_brings_a_year_is_told_as_such_wherever_it_stands(run: Run, tmp_path: Path) -> None:
    """Of 720 yuan a square metre nobody could tell whether they come once or every year."""
    cap = 'cap = { amount = 50_000, per = "year", cite = "measures-2024#2" }'
    content = UNIT.replace("CAP", cap).replace('"1250.50",', '"1250.50", per = "year",')
    (tmp_path / "own.toml").write_text(content, "utf-8")
    given = ("--programmes", str(tmp_path), "--leader-age", "24", *DAY)
    assert "1,250.50 yuan each a year" in run("estimate", *given, "--details").stdout
    assert "24 times 1,250.50 yuan a year is 30,012 yuan. [" in run("explain", "own-rent", *given).stdout


def test_what_bounds_a_count_bounds_the_most(run: Run, tmp_path: Path) -> None:
    """Nobody is older than 100, so a cap of 10 million is never reached."""
    cap = 'cap = { amount = 10_000_000, cite = "measures-2024#2" }'
    (tmp_path / "own.toml").write_text(UNIT.replace("CAP", cap), "utf-8")
    document = json.loads(run("estimate", "--json", "--all", "--details", "--programmes", str(tmp_path), *DAY).stdout)
    assert programme(document, "own-rent")["range"] == [0, 125_050]


def test_no_engine_overflows_on_a_count(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    cap = 'cap = { amount = 1_000_000_000_000, cite = "measures-2024#2" }'
    (tmp_path / "own.toml").write_text(UNIT.replace("CAP", cap).replace("1250.50", "10000亿"), "utf-8")
    catalogue = load_catalogue(tmp_path)
    ages = pl.DataFrame({"leader_age": ["17", "18", "100"]})
    for frame in (ages, ages.lazy(), duckdb.sql("SELECT * FROM ages")):
        scored: Any = szsubsidy.score(frame, as_of="2026-11-28", catalogue=catalogue)
        scored = scored.collect() if isinstance(scored, pl.LazyFrame) else scored
        scored = scored if isinstance(scored, pl.DataFrame) else scored.pl()
        assert sorted(scored["own-rent"].to_list()) == [0, 10**14, 10**14]
