"""Random tables with hostile characters, in every format: each row comes out, or one line refuses the table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import one_in
from tests.program import run_here

HEADINGS = ("company_type", "topics", "compute_contract", "established_on", "备注")
ODD = st.sampled_from(
    ["\x01", "\r", "\0", "\n", '"', ",", ";", "\t", "\x1f", "\x7f", "\u2028", "\ufeff", "'", "=", "["]
)
TEXTS = st.one_of(
    st.sampled_from(
        ["startup", "高校", "model-training", "8000000", "800万", "约800", "2025-08-01", "", "合计", "-", "[[[["]
    ),
    st.text(st.one_of(ODD, st.characters(exclude_categories=["Cs"])), max_size=8),
)
ROWS = st.lists(st.tuples(*[TEXTS] * len(HEADINGS)), min_size=1, max_size=6)
LINES = st.lists(st.text(st.one_of(ODD, st.sampled_from("startup高校8{}:\\ud")), max_size=30), max_size=6)


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def as_jsonl(rows: list[tuple[str, ...]]) -> bytes:
    return "".join(json.dumps(dict(zip(HEADINGS, row, strict=True))) + "\n" for row in rows).encode()


def as_json(rows: list[tuple[str, ...]]) -> bytes:
    return json.dumps([dict(zip(HEADINGS, row, strict=True)) for row in rows]).encode()


def frame(rows: list[tuple[str, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(HEADINGS, pl.String), orient="row")


def as_parquet(rows: list[tuple[str, ...]]) -> bytes:
    made = io.BytesIO()
    frame(rows).write_parquet(made)
    return made.getvalue()


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    made = io.BytesIO()
    frame(rows).write_excel(made)
    return made.getvalue()


FORMATS = {"csv": as_csv, "jsonl": as_jsonl, "json": as_json, "parquet": as_parquet, "xlsx": as_xlsx}


def estimated(content: bytes, ending: str, *options: str) -> None:
    """Estimate a table, and hold what came of it against what must hold of any."""
    with TemporaryDirectory() as folder:
        path, summary = Path(folder) / f"in.{ending}", Path(folder) / "summary.json"
        path.write_bytes(content)
        output = Path(folder) / "out.csv"
        options = (*options, *(("--format", "json") if ending == "json" else ()))
        done = run_here(
            "batch", str(path), "-o", str(output), "--summary", str(summary), *options, "--as-of", "2026-01-15"
        )
        assert done.returncode in {0, 2, 3, 4}, done.stderr
        if done.returncode in {2, 3}:
            assert not output.exists()
            return
        told = json.loads(summary.read_text("utf-8"))
        assert told["rows"] == told["scored"] + told["rejected"] + told["set_aside"]["count"]
        rejects = output.with_name("out.rejects.csv")
        counts = [
            len(list(csv.reader(io.StringIO(each.read_bytes().decode(), newline="")))) - 1 if each.exists() else 0
            for each in (output, rejects)
        ]
        assert counts[1] == told["rejected"]
        if "\r" not in output.read_bytes().decode():  # rows are copied as they stand, also with one outside quotes
            assert counts[0] == told["scored"]


@pytest.mark.parametrize("ending", FORMATS)
@one_in(30)
@given(rows=ROWS)
def test_each_row_of_a_table_comes_out(ending: str, rows: list[tuple[str, ...]]) -> None:
    estimated(FORMATS[ending](rows), ending)


@one_in(30)
@given(rows=ROWS)
def test_each_row_comes_out_of_duckdb(rows: list[tuple[str, ...]]) -> None:
    estimated(as_csv(rows), "csv", "--engine", "duckdb")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@one_in(20)
@given(lines=LINES)
def test_lines_of_anything_are_estimated_or_refused(ending: str, lines: list[str]) -> None:
    first = as_csv([]) if ending == "csv" else as_jsonl([("startup", "", "", "", "")])
    estimated(first + "\n".join(lines).encode(), ending)


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
@one_in(25)
@given(places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4))
def test_files_with_changed_bytes_are_estimated_or_refused(ending: str, places: list[tuple[float, int]]) -> None:
    content = bytearray(FORMATS[ending]([("startup", "model-training", str(n), "", "甲") for n in range(20)]))
    for place, changed in places:
        content[int(place * len(content))] ^= changed
    estimated(bytes(content), ending)
