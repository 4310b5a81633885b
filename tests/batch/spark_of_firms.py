"""What Spark says of a table in which several rows are one firm, as JSON: run in a process of its own."""

from __future__ import annotations

import json

from szsubsidy.batch.score_frame import score_frame
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import named_by
from szsubsidy.record import replace

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


def main() -> None:
    """Print what Spark says of each firm."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.conf.set("spark.sql.shuffle.partitions", "2")
    frame = session.createDataFrame(ROWS, schema=", ".join(f"{name} string" for name in (FIRM, *FACTS)))
    scored = score_frame(frame, few_programmes(), AS_OF, {}, FIRM)
    rows = scored.select(FIRM, "rows", *(f"`{name}`" for name in TOLD)).collect()
    print(json.dumps({row[FIRM]: row.asDict() for row in rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
