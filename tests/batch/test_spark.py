"""Spark says the same; the cluster reads and writes, in local mode here."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import polars as pl
import pytest

from szsubsidy.batch.cells import Cleaner
from szsubsidy.cli.commands.batch import REJECTED
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.facts.read import read_value
from szsubsidy.money import parse_money
from szsubsidy.rules.estimate import estimate
from tests.batch.firms import firms
from tests.batch.spark_of_firms import AS_OF as SPARK_DAY
from tests.batch.spark_of_firms import FACTS, ROWS, few_programmes
from tests.batch.test_grammar import BOUNDS, BY_TYPE, TEXTS
from tests.program import environment, run_here

HEIGHT = 4000
QUICK_TO_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Plans are made once: what Java would do to make them anew in less time pays for nothing."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.spark,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs pyspark: pip install -e '.[test-engines]'"),
    pytest.mark.skipif(which("java") is None, reason="needs Java on the PATH: apt-get install default-jre-headless"),
]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a table with a few broken rows was scored by Polars and by Spark."""
    folder = tmp_path_factory.mktemp("spark")
    table = firms(HEIGHT, random.Random(11))
    broken = pl.col("row") % 1000 == 500
    decisive = {"company_type": "startup", "project_category": "model-training", "compute_contract": "-5"}
    decisive["compute_provider_affiliated"] = "no"
    table = table.with_columns(
        pl.when(broken).then(pl.lit(text)).otherwise(fact).alias(fact) for fact, text in decisive.items()
    )
    lines = table.write_csv().splitlines()
    lines[101] += ",x"
    lines.append("合计" + "," * (table.width - 1))
    (folder / "firms.csv").write_text("\n".join(lines) + "\n")
    (folder / "titles.csv").write_text("单位：万元\n企业类型,项目类别,算力合同金额\n初创企业,模型训练,800\n", "utf-8")
    options = ["--as-of", "2026-01-15", "--shape", "wide", "--scope", "all", "--summary", "firms.polars.json"]
    done = run_here("batch", "firms.csv", "-o", "firms.polars.csv", *options, cwd=folder)
    assert done.returncode == REJECTED, done.stderr
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.batch.spark_of_firms", folder],
        cwd=Path(__file__).parents[2],
        env=environment({"PYTHONWARNINGS": "ignore", "JDK_JAVA_OPTIONS": QUICK_TO_START}),
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert process.returncode == 0, process.stderr.decode()[-2000:]
    return folder


@pytest.fixture(scope="module")
def said(scored: Path) -> Any:
    """What Spark says of how the runs ended, of firms of several rows, and of cells."""
    return json.loads((scored / "said.json").read_text("utf-8"))


def test_rows_that_cannot_be_read_are_told_by_the_exit_code(said: Any) -> None:
    code, told = said["runs"]["firms"]
    assert code == REJECTED, told


def test_titles_and_units_are_refused_by_a_cluster(scored: Path, said: Any) -> None:
    code, told = said["runs"]["titles"]
    assert (code, "titles above its headings" in told) == (2, True), told
    assert not (scored / "titles.spark.csv").exists()


def read(path: Path, *, truncate_ragged_lines: bool = False) -> pl.DataFrame:
    parts = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    return pl.concat(
        [pl.read_csv(part, infer_schema=False, truncate_ragged_lines=truncate_ragged_lines) for part in parts]
    )


def test_spark_writes_what_polars_writes(scored: Path) -> None:
    mine, theirs = (read(scored / f"firms.{engine}.csv") for engine in ("polars", "spark"))
    assert theirs.columns == mine.columns
    order = pl.col("row").cast(pl.Int64)
    mine, theirs = mine.sort(order), theirs.sort(order)
    given = read(scored / "firms.csv", truncate_ragged_lines=True).columns
    for name in mine.columns:
        one, other = mine[name], theirs[name]
        if name not in given and other.str.contains(r"\.").any():
            one, other = one.cast(pl.Decimal(18, 2)), other.cast(pl.Decimal(18, 2))
        assert one.to_list() == other.to_list(), name
    assert len(theirs) == HEIGHT - 5


def test_no_row_is_lost_on_the_cluster(scored: Path) -> None:
    rejects = read(scored / "firms.spark.csv.rejects")
    assert len(rejects) == 5
    assert sorted(rejects["reason"]) == ["bad-value"] * 4 + ["ragged"]
    assert set(rejects.filter(pl.col("reason") == "bad-value")["value"]) == {"-5"}


def test_the_summary_is_the_same(scored: Path) -> None:
    mine, theirs = (json.loads((scored / f"firms.{engine}.json").read_text()) for engine in ("polars", "spark"))
    for name in ("rows", "scored", "rejected", "undetermined", "programmes", "missing"):
        assert mine[name] == theirs[name], name


def test_cells_mean_the_same_on_the_cluster(said: Any) -> None:
    for kind, found in said["read"].items():
        texts = TEXTS[kind]
        cleaner = Cleaner(BY_TYPE[kind], bounds=BOUNDS)
        cleaned = cleaner.clean(pl.Series(texts))
        wanted = [value if known else None for value, known in zip(cleaned.value, cleaned.known, strict=True)]
        assert dict(enumerate(found)) == dict(enumerate(wanted)), kind
    days, floats = zip(*said["written"], strict=True)
    assert days == ("2025-09-01", "2025-08-31")
    assert [parse_money(text) for text in floats] == [1_234_567_890, 330]


def test_of_a_table_in_which_several_rows_are_one_firm(said: Any) -> None:
    """Yearly floor and caps, a joint cap, an affiliated provider, an amount that is not known: as `estimate` says."""
    found = said["firms"]
    catalogue = few_programmes()
    projects: dict[str, list[Profile]] = {}
    for name, *texts in ROWS:
        told = {fact: text for fact, text in zip(FACTS, texts, strict=True) if text is not None}
        projects.setdefault(name, []).append({fact: read_value(catalogue.facts[fact], told[fact]) for fact in told})
    assert list(found) == list(projects)
    for name, profiles in projects.items():
        firm = Firm({}, tuple(Project("", profile) for profile in profiles), {})
        result = estimate(catalogue, firm, SPARK_DAY)
        assert found[name] == {
            "firm": name,
            "rows": len(profiles),
            "total": result.total,
            "within_reach": result.within_reach.computed,
            "combination": ";".join(result.combination),
            "undetermined": ";".join(item.programme.id for item in result.findings if item.status == "undetermined"),
            "missing": ";".join(result.missing),
            **{item.programme.id: item.amount for item in result.findings},
        }
