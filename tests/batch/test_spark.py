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

import szsubsidy
from szsubsidy.cli.commands.batch import REJECTED
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.facts.read import read_value
from szsubsidy.rules.estimate import estimate
from tests.batch.firms import firms
from tests.batch.spark_of_firms import AS_OF as SPARK_DAY
from tests.batch.spark_of_firms import FACTS, ROWS, SHAPES, TYPED, few_programmes
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
    for shape, options in SHAPES.items():
        given = ["--as-of", "2026-01-15", *options, "--summary", f"{shape}.polars.json"]
        done = run_here("batch", "firms.csv", "-o", f"{shape}.polars.csv", *given, cwd=folder)
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


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_that_cannot_be_read_are_told_by_the_exit_code(said: Any, shape: str) -> None:
    code, told = said["runs"][shape]
    assert code == REJECTED, told


def test_titles_and_units_are_refused_by_a_cluster(scored: Path, said: Any) -> None:
    code, told = said["runs"]["titles"]
    assert (code, "titles above its headings" in told) == (2, True), told
    assert not (scored / "titles.spark.csv").exists()


def lines(path: Path) -> list[str]:
    """The lines of a table, which a cluster writes in parts, sorted behind that of the headings."""
    parts = [part.read_text("utf-8").splitlines() for part in sorted(path.glob("*.csv"))] if path.is_dir() else []
    heading, *rows = [line for part in parts for line in part] or path.read_text("utf-8").splitlines()
    return [heading, *sorted(row for row in rows if row != heading)]


@pytest.mark.parametrize("shape", SHAPES)
def test_spark_writes_what_polars_writes(scored: Path, shape: str) -> None:
    assert lines(scored / f"{shape}.spark.csv") == lines(scored / f"{shape}.polars.csv")


def test_no_row_is_lost_on_the_cluster(scored: Path) -> None:
    heading, *rejects = lines(scored / "wide.spark.csv.rejects")
    assert heading == "column,value,reason,row"
    bad = [line for line in rejects if line.startswith("compute_contract,-5,bad-value,")]
    ragged = [line for line in rejects if line.startswith(",,ragged,") and line.endswith(',x"')]
    assert (len(bad), len(ragged), len(rejects)) == (4, 1, 5)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_summary_is_the_same(scored: Path, shape: str) -> None:
    mine, theirs = (json.loads((scored / f"{shape}.{engine}.json").read_text()) for engine in ("polars", "spark"))
    # A cluster does not count names that come twice, and its rows have no lines.
    own = {"output", "rejects", "seconds", "inputs", "repeated", "unread", "set_aside"}
    assert {name: theirs[name] for name in mine if name not in own} == {
        name: told for name, told in mine.items() if name not in own
    }
    assert theirs["set_aside"]["count"] == mine["set_aside"]["count"] == 1


def test_cells_of_other_types_mean_the_same_on_the_cluster(said: Any) -> None:
    company, category, day, cost = zip(*TYPED, strict=True)
    frame = pl.DataFrame(
        {
            "company_type": company,
            "project_category": category,
            "established_on": pl.Series(day, dtype=pl.Datetime("us", "UTC")),
            "compute_contract": cost,
        }
    )
    mine = szsubsidy.score(frame, as_of="2026-06-30")
    assert said["typed"] == {name: mine[name].to_list() for name in said["typed"]}
    first, second, third = said["typed"]["training-voucher"]
    assert (first == second, third) == (False, None)


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
