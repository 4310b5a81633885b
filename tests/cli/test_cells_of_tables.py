"""What the text in a cell means is the same whatever the table is, and whatever type its columns have."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.cli.test_batch import answers
from tests.program import Result, Run

HEADINGS = ["no", "company_type", "project_category", "compute_contract", "established_on"]
REJECTED = 4


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    return pl.DataFrame(rows, schema=HEADINGS, orient="row").write_csv().encode()


def _jsonl(rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=True))) for row in rows).encode()


def _parquet(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows, schema=HEADINGS, orient="row").write_parquet(buffer)
    return buffer.getvalue()


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEADINGS, *rows]):
            for column, text in enumerate(row):
                sheet.write_string(place, column, text)
    return buffer.getvalue()


FORMATS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
ENGINES = [*((form, "polars") for form in FORMATS), ("csv", "duckdb")]


def score(
    run: Run, folder: Path, content: bytes, form: str, *arguments: str, day: str = "2026-01-15"
) -> tuple[Result, dict[str, str]]:
    """Score a table, and return what the training voucher grants in each row that was scored, by its number."""
    (folder / f"firms.{form}").write_bytes(content)
    command = ("batch", f"firms.{form}", "-o", "scored.csv", "--shape", "wide", "--force", "--as-of", day)
    done = run(*command, *arguments, cwd=folder)
    rows = answers((folder / "scored.csv").read_text("utf-8"))
    return done, {row["no"]: row["training-voucher"] for row in rows}


AMOUNTS = {
    "1000万人民币": "6000000",
    "39,076.8700(万元人民币)": "10000000",
    "50(万人民币元)": "300000",
    "600（万元）": "3600000",
    "100.000000万元（人民币）": "600000",
    "RMB 8,000,000.00": "4800000",
    "8,000,000.00元整": "4800000",
    "３３０００.３０": "19800.18",
    "33000.300000000003": "19800.18",
    "3.3000000000000003万": "19800",
    '="800"': "480",
    "'800": "480",
    "500万美元": None,
    "500.0(万港币)": None,
    "500-800万": None,
    "约800": None,
    "不超过800万": None,
    "33000.3000001": None,
    "800(万元": None,
}


@pytest.mark.parametrize(("form", "engine"), ENGINES)
def test_amounts_as_registers_and_programs_write_them(run: Run, tmp_path: Path, form: str, engine: str) -> None:
    rows = [[str(no), "startup", "model-training", text, ""] for no, text in enumerate(AMOUNTS)]
    done, found = score(run, tmp_path, FORMATS[form](rows), form, "--engine", engine)
    assert done.returncode == REJECTED
    assert found == {str(no): amount for no, amount in enumerate(AMOUNTS.values()) if amount is not None}


JUNE = "2026-06-01"
# Founded less than twelve months before 1 June 2026, a start-up has a higher rate.
DAYS = {
    "2025-06-02 00:00:00": True,
    "2025/6/2 0:00": True,
    "2025-06-02T00:00:00.000000": True,
    "2025年6月2日 10:30": True,
    "2025-06-01T16:00:00Z": True,
    "2025-06-02T00:00:00+08:00": True,
    "2025-06-01 23:59:59": False,
    "2025-06-01T15:59:59Z": False,
    "2025-06-02T00:00:00+09:00": False,
    "2025年7月": True,
    "2025-05": False,
    "2025-06": None,
    "2025年6月": None,
    "2025.1": None,
    "2025": None,
}


@pytest.mark.parametrize(("form", "engine"), ENGINES)
def test_days_with_times_and_zones_and_months(run: Run, tmp_path: Path, form: str, engine: str) -> None:
    rows = [[str(no), "startup", "model-training", "8000000", text] for no, text in enumerate(DAYS)]
    done, found = score(run, tmp_path, FORMATS[form](rows), form, "--engine", engine, day=JUNE)
    assert done.returncode == REJECTED
    grants = {True: "4800000", False: "4000000"}
    assert found == {str(no): grants[young] for no, young in enumerate(DAYS.values()) if young is not None}
    assert "2025-06 is a month, and the day decides" in done.stderr.replace("'", "").replace('"', "")


def test_columns_that_have_types_in_parquet(run: Run, tmp_path: Path) -> None:
    amounts = [1.1 + 2.2, 33000.300000000003, 8e6, 0.1 + 0.2, 33000.3000001]
    frame = pl.DataFrame({"no": range(5), "company_type": ["startup"] * 5, "compute_contract（万元）": amounts})
    instants = [datetime(2025, 6, 1, 16, tzinfo=UTC), datetime(2025, 6, 1, 15, 59, tzinfo=UTC)] * 2
    frame = frame.with_columns(project_category=pl.lit("model-training"))
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    done, found = score(run, tmp_path, buffer.getvalue(), "parquet")
    assert done.returncode == REJECTED
    assert found == {"0": "19800", "1": "10000000", "2": "10000000", "3": "1800"}
    typed = pl.DataFrame(
        {
            "no": range(4),
            "company_type": pl.Series(["startup"] * 4, dtype=pl.Categorical),
            "project_category": ["model-training"] * 4,
            "compute_contract": [Decimal("8000000.00")] * 4,
            "established_on": pl.Series(instants).dt.convert_time_zone("Europe/London"),
        }
    )
    buffer = io.BytesIO()
    typed.write_parquet(buffer)
    done, found = score(run, tmp_path, buffer.getvalue(), "parquet", day=JUNE)
    assert found == {"0": "4800000", "1": "4000000", "2": "4800000", "3": "4000000"}


def test_numbers_of_json_and_of_a_sheet(run: Run, tmp_path: Path) -> None:
    amounts = ["3.3000000000000003", "8000000", "8e6", "33000.300000000003", "33000.3000001"]
    kinds = '"company_type": "startup", "project_category": "model-training"'
    lines = [f'{{"no": "{no}", {kinds}, "compute_contract": {amount}}}' for no, amount in enumerate(amounts)]
    _, found = score(run, tmp_path, "\n".join(lines).encode(), "jsonl")
    wanted = {"0": "1.98", "1": "4800000", "2": "4800000", "3": "19800.18"}
    assert found == wanted
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS[:4])
        for no, amount in enumerate(amounts):
            sheet.write_row(no + 1, 0, [str(no), "startup", "model-training"])
            sheet.write_number(no + 1, 3, float(amount))
    _, found = score(run, tmp_path, buffer.getvalue(), "xlsx")
    assert found == wanted


def test_a_comma_that_may_be_a_decimal_point_is_told(run: Run, tmp_path: Path) -> None:
    head = "no;company_type;project_category;算力合同金额（万元）\n"
    texts = ["800,5", "1.200,50", "1.200", "8.000.000", "800,500", "1,234,567", "800.5", "0.500"]
    lines = "".join(f"{no};startup;model-training;{text}\n" for no, text in enumerate(texts))
    done, found = score(run, tmp_path, (head + lines).encode(), "csv")
    assert found == {"2": "7200", "4": "10000000", "5": "10000000", "6": "4803000", "7": "3000"}
    told = "算力合同金额（万元）: in 2 cells the comma or the point is ambiguous, such as 1.200, read as 1.200"
    assert told in " ".join(done.stderr.replace("'", "").replace('"', "").split())
    commas = (head + lines).replace(";", "\t").encode()
    assert "is ambiguous" not in score(run, tmp_path, commas, "csv")[0].stderr
