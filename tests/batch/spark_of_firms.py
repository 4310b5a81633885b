"""All that the tests ask of Spark, in one process of its own, as its start takes longest.

Scores the tables of a folder as the program does, then says there, in ``said.json``, how these runs ended, what it says
of a table in which several rows are one firm, and of cells.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import narwhals as nw

from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.engines.cell_texts import add_texts
from szsubsidy.batch.engines.spark import translated
from szsubsidy.batch.expressions import KNOWN, VALUE
from szsubsidy.batch.headings import Column
from szsubsidy.batch.score_frame import score_frame
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import named_by
from szsubsidy.cli.main import main as szsubsidy
from szsubsidy.record import replace
from tests.batch.test_grammar import BOUNDS, BY_TYPE, TEXTS

AS_OF = 20260630
PROGRAMMES = ("training-voucher", "guangming-compute")
"""Few, as Spark plans each for seconds: a yearly floor and caps, under one joint cap."""
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
KINDS = ("money", "date", "percent")
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


def read(session: Any) -> dict[str, list[int | None]]:
    """Return what texts of each kind are read as, in one frame with a column for each."""
    height = max(len(TEXTS[kind]) for kind in KINDS)
    rows = [[row, *(TEXTS[kind][row] if row < len(TEXTS[kind]) else None for kind in KINDS)] for row in range(height)]
    frame = session.createDataFrame(rows, schema=", ".join(["row int", *(f"{kind} string" for kind in KINDS)]))
    columns = [Column(place, kind, BY_TYPE[kind], "") for place, kind in enumerate(KINDS)]
    cleaned = frames.clean(nw.from_native(frame), columns, translated, lambda _: BOUNDS).to_native()
    facts = [column.fact.id for column in columns]
    found = cleaned.select("row", *(f"`{name}{fact}`" for fact in facts for name in (VALUE, KNOWN))).collect()
    found.sort(key=lambda row: row["row"])
    return {
        kind: [row[VALUE + fact] if row[KNOWN + fact] else None for row in found[: len(TEXTS[kind])]]
        for kind, fact in zip(KINDS, facts, strict=True)
    }


def written(session: Any) -> list[list[str]]:
    """Return how cells of other types are written: an instant, and floats."""
    session.conf.set("spark.sql.session.timeZone", "America/New_York")
    cells = [(datetime(2025, 8, 31, 16, tzinfo=UTC), 12_345_678.9), (datetime(2025, 8, 31, 15, 59, tzinfo=UTC), 3.3)]
    frame = session.createDataFrame(cells, schema="instant timestamp, float double")
    texts = add_texts(nw.from_native(frame), {"day": "instant", "text": "float"}).to_native()
    return [list(row) for row in texts.select("day", "text").collect()]


def ended(table: str, master: str) -> tuple[int, str]:
    """Score a table as the program does; return the exit code, and what was told."""
    told = io.StringIO()
    command = ["batch", f"{table}.csv", "-o", f"{table}.spark.csv", "--as-of", "2026-01-15", "--shape", "wide"]
    command += ["--scope", "all", "--summary", f"{table}.spark.json", "--engine", "spark", "--master", master]
    with contextlib.redirect_stderr(told):
        return szsubsidy(command), told.getvalue()


def main(folder: Path) -> None:
    """Write what Spark says of tables, of each firm, and of cells."""
    from pyspark.sql import SparkSession

    with contextlib.chdir(folder):
        runs = {"firms": ended("firms", "local[2]"), "titles": ended("titles", "local[1]")}

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.conf.set("spark.sql.shuffle.partitions", "2")
    frame = session.createDataFrame(ROWS, schema=", ".join(f"{name} string" for name in (FIRM, *FACTS)))
    scored = score_frame(frame, few_programmes(), AS_OF, {}, FIRM)
    rows = scored.select(FIRM, "rows", *(f"`{name}`" for name in TOLD)).collect()
    firms = {row[FIRM]: row.asDict() for row in rows}
    said = {"runs": runs, "firms": firms, "read": read(session), "written": written(session)}
    (folder / "said.json").write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
