"""All that the tests ask of Spark, in one process of its own, as its start takes longest.

Scores the tables of a folder as the program does, then says there, in ``said.json``, how these runs ended, what it says
of a table in which several rows are one firm, and of cells.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import szsubsidy
from szsubsidy.batch.score_frame import score_frame
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import named_by
from szsubsidy.cli.main import main as run
from szsubsidy.record import replace

AS_OF = 20260630
PROGRAMMES = ("training-voucher", "guangming-compute")
"""A yearly floor and caps, under one joint cap."""
FIRM = "firm"
ROWS = [
    ("甲", "sme", "guangming", "model-training", "20000000", None),
    ("乙", "sme", None, "model-training", "200000", None),
    ("丙", "startup", "guangming", "model-training", "8000000.33", None),
    ("甲", "sme", "guangming", "model-training", "12000000", None),
    ("乙", "sme", None, "model-training", "200000", None),
    ("丁", "sme", "guangming", "model-training", "10000000", "yes"),
    ("乙", "sme", None, "model-training", "200000", None),
    ("丁", "sme", "guangming", "model-training", "8000000", None),
    ("戊", "sme", None, "model-training", "8000000", None),
    ("戊", "sme", None, "model-training", None, None),
]
FACTS = ("company_type", "district", "project_category", "compute_contract", "compute_provider_affiliated")
SHAPES = {
    "summary": (),
    "wide": ("--shape", "wide", "--scope", "all"),
    "long": ("--shape", "long"),
}
"""The shapes in which a table is scored, by the options that ask for them."""
TYPED = [
    ("startup", "model-training", datetime(2025, 6, 30, 16, tzinfo=UTC), 12_345_678.9),
    ("startup", "model-training", datetime(2025, 6, 30, 15, 59, tzinfo=UTC), 12_345_678.9),
    ("startup", "model-training", None, -1.0),
]
"""Firms founded on either side of the day, as it is in Shenzhen, since when one is younger than a year."""
TOLD = ("total", "within_reach", "combination", "undetermined", "missing", *PROGRAMMES)


def few_programmes() -> Catalogue:
    """Return the catalogue with the programmes of the test, and the rules about them."""
    whole = load_catalogue()
    return replace(
        whole,
        programmes={name: whole.programmes[name] for name in PROGRAMMES},
        rules=tuple(rule for rule in whole.rules if set(named_by(rule)) <= set(PROGRAMMES)),
        joint_caps=tuple(replace(cap, programmes=PROGRAMMES) for cap in whole.joint_caps),
    )


def typed(session: Any) -> dict[str, list[Any]]:
    """Return what is said where cells are no texts: instants in a zone, floats with powers, and what cannot be read."""
    session.conf.set("spark.sql.session.timeZone", "America/New_York")
    schema = "company_type string, project_category string, established_on timestamp, compute_contract double"
    frame = session.createDataFrame(TYPED, schema=schema)
    scored = szsubsidy.score(frame, as_of="2026-06-30")
    rows = scored.select("total", "missing", "unreadable", "training-voucher").collect()
    return {name: [row[name] for row in rows] for name in rows[0].asDict()}


def ended(table: str, name: str, *options: str) -> tuple[int, str]:
    """Score a table as the program does; return the exit code, and what was told."""
    told = io.StringIO()
    command = ["batch", f"{table}.csv", "-o", f"{name}.spark.csv", "--as-of", "2026-01-15", *options]
    command += ["--summary", f"{name}.spark.json", "--engine", "spark", "--master", "local[2]"]
    with contextlib.redirect_stderr(told):
        return run(command), told.getvalue()


def main(folder: Path) -> None:
    """Write what Spark says of tables, of each firm, and of cells."""
    from pyspark.sql import SparkSession

    with contextlib.chdir(folder):
        runs = {shape: ended("firms", shape, *options) for shape, options in SHAPES.items()}
        runs["titles"] = ended("titles", "titles")
    os.environ["PYSPARK_PYTHON"] = sys.executable

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.conf.set("spark.sql.shuffle.partitions", "2")
    frame = session.createDataFrame(ROWS, schema=", ".join(f"{name} string" for name in (FIRM, *FACTS)))
    scored = score_frame(frame, few_programmes(), AS_OF, {}, FIRM)
    rows = scored.select(FIRM, "rows", *(f"`{name}`" for name in TOLD)).collect()
    firms = {row[FIRM]: row.asDict() for row in rows}
    said = {"runs": runs, "firms": firms, "typed": typed(session)}
    (folder / "said.json").write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
