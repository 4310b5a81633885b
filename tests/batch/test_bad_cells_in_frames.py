"""In a frame, too, a cell that cannot be read takes a row's answers only where it could change them."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

import szsubsidy
from tests.batch.spark_of_firms import few_programmes

FRAME = pl.DataFrame(
    {
        "name": ["甲", "乙", "丙", "丙"],
        "company_type": ["startup", "bank", "startup", "startup"],
        "project_category": ["model-training"] * 4,
        "compute_contract": ["约800", "约800", "8m", "1m"],
        "model_contract": [None, None, "约20", None],
    }
)


@pytest.mark.parametrize("firm", [None, "name"])
@pytest.mark.parametrize("engine", ["polars", "lazy", "duckdb"])
def test_answers_are_missing_only_where_a_cell_could_change_them(engine: str, firm: str | None) -> None:
    with duckdb.connect() as connection:
        given: dict[str, Any] = {
            "polars": FRAME,
            "lazy": FRAME.lazy(),
            "duckdb": connection.from_arrow(FRAME.to_arrow()),
        }
        found = szsubsidy.score(given[engine], as_of="2026-01-15", firm=firm, catalogue=few_programmes())
        table = nw.from_native(found).lazy().collect("polars").to_native()
    rows = table.select("name", "total", "unreadable").unique(maintain_order=True).sort("name", "total").rows()
    answers = [("丙", 540_000_000, "model_contract")]
    if firm is None:
        answers = [("丙", 60_000_000, ""), ("丙", 480_000_000, "model_contract")]
    assert rows == sorted([*answers, ("乙", 0, "compute_contract"), ("甲", None, "compute_contract")])
