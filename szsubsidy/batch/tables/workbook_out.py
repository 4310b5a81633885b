"""XLSX, written: the workbook that a person opens."""

from __future__ import annotations

from typing import Any

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.tables.output import OutputSpec, columns_of, flat, table_of
from szsubsidy.batch.tables.typed import cell_of
from szsubsidy.errors import SubsidyError, message, unwritable
from szsubsidy.files import NewFile
from szsubsidy.money import FEN_PER_YUAN

_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767


class WorkbookWriter:
    """One sheet with its headings frozen; amounts are numbers, texts are never run as formulas."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        import xlsxwriter

        self._spec = spec
        self._file = file
        self._book = xlsxwriter.Workbook(
            file.stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": True,
            },
        )
        self._sheet = self._book.add_worksheet("szsubsidy")
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        bold = self._book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(spec.names):
            self._sheet.write_string(0, place, name, bold)
            self._sheet.set_column(place, place, min(max(len(name.encode("gbk", "replace")) + 2, 10), 40))
        self._row = 1
        given = len(spec.headings)
        self._amounts = {given + place for place, item in enumerate(spec.shape.added) if item.kind == "amount"}

    def encode(self, chunk: ScoredChunk) -> pl.DataFrame:
        given, added = columns_of(self._spec, chunk, flat)
        return table_of([*given, *(cells for _, cells in added)])

    def write(self, encoded: pl.DataFrame) -> None:
        if self._row + len(encoded) > _MOST_ROWS:
            raise SubsidyError(
                message("a sheet holds at most {accepted} rows"),
                where=self._file.name,
                hint=message("write CSV or Parquet instead"),
                code="too-many-rows",
                accepted=str(_MOST_ROWS - 1),
            )
        for values in encoded.iter_rows():
            for place, value in enumerate(values):
                if value is not None:
                    self._cell(place, cell_of(value) if isinstance(value, dict) else value)
            self._row += 1

    def _cell(self, place: int, value: Any) -> None:
        if place in self._amounts:
            self._sheet.write_number(self._row, place, value / FEN_PER_YUAN, self._amount)
        elif isinstance(value, str):
            if len(value) > _MOST_CHARACTERS:
                raise SubsidyError(
                    message("a cell of a sheet holds at most {accepted} characters"),
                    where=self._file.name,
                    hint=message("write CSV or Parquet instead"),
                    code="cell-too-long",
                    accepted=str(_MOST_CHARACTERS),
                )
            self._sheet.write_string(self._row, place, value)
        elif hasattr(value, "isoformat"):
            self._sheet.write_datetime(self._row, place, value, self._day)
        elif isinstance(value, list):
            self._sheet.write_string(self._row, place, ";".join(map(str, value)))
        else:
            self._sheet.write(self._row, place, value)

    def close(self) -> None:
        try:
            self._book.close()
        except Exception as error:
            reason = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
            raise unwritable(self._file.name, reason) from error


def writer(spec: OutputSpec, file: NewFile) -> WorkbookWriter:
    """Return a writer of a workbook with one sheet."""
    return WorkbookWriter(spec, file)
