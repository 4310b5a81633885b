"""In a frame, too, a cell that cannot be read takes a row's answers only where it could change them."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

import szsubsidy

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
        frame = {"polars": FRAME, "lazy": FRAME.lazy(), "duckdb": connection.from_arrow(FRAME.to_arrow())}[engine]
        found = szsubsidy.score(frame, as_of="2026-01-15", firm=firm)
        table = found if engine == "polars" else found.collect() if engine == "lazy" else found.pl()
    rows = table.select("name", "total", "unreadable").unique(maintain_order=True).sort("name", "total").rows()
    answers = [("丙", 540_000_000, "model_contract")]
    if firm is None:
        answers = [("丙", 60_000_000, ""), ("丙", 480_000_000, "model_contract")]
    assert rows == sorted([*answers, ("乙", 0, "compute_contract"), ("甲", None, "compute_contract")])
