"""Writes scored rows: CSV, TSV, JSON Lines, Parquet, XLSX. Workers put blocks into form, one thread writes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.shapes import AddedColumn, Shape, Wide, yuan
from szsubsidy.batch.tables.delimited import lines_of
from szsubsidy.batch.tables.parquet_xlsx import TYPED
from szsubsidy.errors import SubsidyError, message, unwritable
from szsubsidy.files import NewFile
from szsubsidy.money import FEN_PER_YUAN

MOST_SHEET_ROWS = 1_048_576
MOST_CELL_CHARACTERS = 32_767
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9.,]+%?$"


class OutputSpec(NamedTuple):
    """What is written: the input's columns at ``places``, with their ``headings``, then the answers of a shape.

    With ``whole`` the input's lines are copied as they stand; with ``excel`` the text suits a spreadsheet.
    """

    format: str
    headings: list[str]
    places: list[int]
    shape: Shape
    whole: bool
    excel: bool

    @property
    def separator(self) -> str:
        return "\t" if self.format == "tsv" else ","

    @property
    def typed(self) -> bool:
        """Whether the format tells numbers from text."""
        return self.format in {"xlsx", "parquet", "jsonl"}

    @property
    def names(self) -> list[str]:
        """The headings of the output."""
        return [*self.headings, *(answer.name for answer in self.shape.answers)]


class Writer(Protocol):
    """Encodes chunks in any thread, and writes them in their order."""

    def encode(self, chunk: ScoredChunk) -> Any:
        """Return a chunk as it will be written."""

    def write(self, encoded: Any) -> None:
        """Write it. Raises `OSError` or `SubsidyError`."""

    def close(self) -> None:
        """Write what comes last."""


def writer(spec: OutputSpec, file: NewFile) -> Writer:
    """Return the writer of a format."""
    if spec.format == "parquet":
        return ParquetWriter(spec, file)
    if spec.format == "xlsx":
        return WorkbookWriter(spec, file)
    if spec.format == "jsonl":
        return JsonLinesWriter(spec, file)
    return DelimitedWriter(spec, file)


class DelimitedWriter:
    """CSV or TSV. Where the input is alike, its lines are copied as they stand and the answers appended."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file
        head = io.StringIO()
        csv.writer(head, delimiter=spec.separator, lineterminator="\n").writerow(
            [_defused(name) for name in spec.names] if spec.excel else spec.names
        )
        file.stream.write((b"\xef\xbb\xbf" if spec.excel else b"") + head.getvalue().encode())

    def encode(self, chunk: ScoredChunk) -> bytes:
        if self._spec.whole and isinstance(self._spec.shape, Wide):
            few, place = self._spec.shape.distinct(chunk)
            return self._lines(chunk, self._tails(few).gather(place))
        given, answers = _parts(self._spec, chunk)
        columns = [yuan(column) if answer.kind == "amount" else _null_if_empty(column) for answer, column in answers]
        if self._spec.excel:
            given = [_without_formulas(column) for column in given]
        return _delimited([*given, *columns], self._spec)

    def _tails(self, chunk: ScoredChunk) -> pl.Series:
        """What is appended to each row, as text."""
        _, answers = self._spec.shape.rows(chunk)
        kinds = [answer.kind for answer in self._spec.shape.answers]
        cells = [
            yuan(column) if kind == "amount" else _null_if_empty(column)
            for kind, column in zip(kinds, answers, strict=True)
        ]
        return lines_of(_delimited(cells, self._spec))

    def _lines(self, chunk: ScoredChunk, tails: pl.Series) -> bytes:
        assert chunk.rows.raw is not None
        return _delimited([chunk.rows.raw, tails], self._spec)

    def write(self, encoded: bytes) -> None:
        self._file.stream.write(encoded)

    def close(self) -> None:
        self._file.stream.flush()


class JsonLinesWriter:
    """An object a row; sets are arrays, amounts are numbers of yuan."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file

    def encode(self, chunk: ScoredChunk) -> bytes:
        given, answers = _parts(self._spec, chunk)
        objects = given[0] if self._spec.whole else _objects(given, self._spec.headings)
        parts: list[pl.Expr] = [pl.col("0").str.strip_chars_end(" \t").str.strip_suffix("}")]
        columns = []
        for place, (answer, column) in enumerate(answers, 1):
            name = pl.col(str(place))
            columns.append(yuan(column).cast(pl.String) if answer.kind == "amount" else column)
            value = {
                "amount": name.fill_null("null"),
                "ids": pl.when(name == "")
                .then(pl.lit("[]"))
                .otherwise(pl.concat_str([pl.lit('["'), name.str.replace_all(";", '","', literal=True), pl.lit('"]')])),
                "text": pl.concat_str([pl.lit('"'), name, pl.lit('"')]),
            }[answer.kind]
            parts += [pl.lit(f",{json.dumps(answer.name)}:"), value]
        lines = _table([objects, *columns]).select(pl.concat_str([*parts, pl.lit("}")]).str.replace(r"^\{\s*,", "{"))
        buffer = io.BytesIO()
        lines.write_csv(buffer, include_header=False, quote_style="never")
        return buffer.getvalue()

    def write(self, encoded: bytes) -> None:
        self._file.stream.write(encoded)

    def close(self) -> None:
        self._file.stream.flush()


class ParquetWriter:
    """Amounts are decimals of yuan. Blocks are kept in a folder beside the output and put together at the end."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file
        self._folder = file.workspace()
        self._count = 0
        self._names = _distinct(spec.names)

    def encode(self, chunk: ScoredChunk) -> pl.DataFrame:
        given, answers = _parts(self._spec, chunk)
        decimals = [_decimal(column) if answer.kind == "amount" else column for answer, column in answers]
        table = _table([*given, *decimals])
        return table.rename(dict(zip(table.columns, self._names, strict=True)))

    def write(self, encoded: pl.DataFrame) -> None:
        encoded.write_parquet(self._folder / f"{self._count:08}.parquet")
        self._count += 1

    def close(self) -> None:
        parts = sorted(self._folder.iterdir())
        if parts:
            pl.scan_parquet(parts, glob=False).sink_parquet(self._file.stream)
        else:
            columns: dict[str, pl.DataType] = dict.fromkeys(self._spec.headings, pl.String())
            columns |= {
                answer.name: pl.Decimal(18, 2) if answer.kind == "amount" else pl.String()
                for answer in self._spec.shape.answers
            }
            pl.DataFrame(schema=dict(zip(self._names, columns.values(), strict=True))).write_parquet(self._file.stream)


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
        self._amounts = {given + place for place, item in enumerate(spec.shape.answers) if item.kind == "amount"}

    def encode(self, chunk: ScoredChunk) -> pl.DataFrame:
        given, answers = _parts(self._spec, chunk)
        return _table([*given, *(column for _, column in answers)])

    def write(self, encoded: pl.DataFrame) -> None:
        if self._row + len(encoded) > MOST_SHEET_ROWS:
            raise SubsidyError(
                message("a sheet holds at most {accepted} rows"),
                where=self._file.name,
                hint=message("write CSV or Parquet instead"),
                code="too-many-rows",
                accepted=str(MOST_SHEET_ROWS - 1),
            )
        for values in encoded.iter_rows():
            for place, value in enumerate(values):
                if value is not None:
                    self._cell(place, value)
            self._row += 1

    def _cell(self, place: int, value: Any) -> None:
        if place in self._amounts:
            self._sheet.write_number(self._row, place, value / FEN_PER_YUAN, self._amount)
        elif isinstance(value, str):
            if len(value) > MOST_CELL_CHARACTERS:
                raise SubsidyError(
                    message("a cell of a sheet holds at most {accepted} characters"),
                    where=self._file.name,
                    hint=message("write CSV or Parquet instead"),
                    code="cell-too-long",
                    accepted=str(MOST_CELL_CHARACTERS),
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


def _parts(spec: OutputSpec, chunk: ScoredChunk) -> tuple[list[pl.Series], list[tuple[AddedColumn, pl.Series]]]:
    """The input's columns, or its whole lines, and the answers beside them."""
    index, answers = spec.shape.rows(chunk)
    if spec.whole:
        assert chunk.rows.raw is not None
        given = [chunk.rows.raw]
    else:
        cells = chunk.rows.cells
        names = [f"{TYPED}{place}" if spec.typed else str(place) for place in spec.places]
        given = [cells[name if name in cells.columns else name.removeprefix(TYPED)] for name in names]
        given = [_writable(column, spec.format) for column in given]
    if index is not None:
        given = [column.gather(index) for column in given]
    return given, list(zip(spec.shape.answers, answers, strict=True))


def _writable(column: pl.Series, form: str) -> pl.Series:
    """Cells of a kind that a format does not have, as text."""
    kind = column.dtype
    if form == "parquet":
        return column
    if kind == pl.Binary:
        return column.bin.encode("hex")
    if isinstance(kind, pl.Duration):
        return column.dt.to_string("iso")
    if isinstance(kind, pl.List | pl.Array | pl.Struct) and form != "jsonl":
        objects = column.alias("v").to_frame().select(pl.struct("v").struct.json_encode()).to_series()
        texts = objects.str.strip_prefix('{"v":').str.strip_suffix("}")
        return texts.to_frame().select(pl.when(pl.lit(column.is_not_null())).then(pl.first())).to_series()
    return column


def _delimited(columns: Sequence[pl.Series], spec: OutputSpec) -> bytes:
    buffer = io.BytesIO()
    _table(columns).write_csv(
        buffer,
        include_header=False,
        separator=spec.separator,
        quote_style="never" if spec.whole else "necessary",
    )
    return buffer.getvalue()


def _table(columns: Sequence[pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])


def _null_if_empty(text: pl.Series) -> pl.Series:
    """Text that an empty cell stands for where there is none."""
    filled = text != ""
    return text if filled.all() else text.to_frame().select(pl.when(filled).then(pl.first())).to_series()


def _decimal(fen: pl.Series) -> pl.Series:
    return (fen.cast(pl.Decimal(38, 2)) / FEN_PER_YUAN).cast(pl.Decimal(18, 2))


def _objects(given: list[pl.Series], names: list[str]) -> pl.Series:
    """The input's columns as the JSON object of each row."""
    table = _table(given)
    table = table.rename(dict(zip(table.columns, _distinct(names), strict=True)))
    if not table.width:
        raise AssertionError(names)
    return table.select(pl.struct(pl.all()).struct.json_encode()).to_series()


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which none occurs twice, where a format cannot have that."""
    found: list[str] = []
    for name in names:
        count, fresh = 2, name
        while fresh in found:
            fresh = f"{name} ({count})"
            count += 1
        found.append(fresh)
    return found


def _without_formulas(column: pl.Series) -> pl.Series:
    """Texts that a spreadsheet would run as a formula, behind an apostrophe."""
    if column.dtype != pl.String:
        return column
    runs = column.str.contains(_FORMULA) & ~column.str.contains(_NUMBER)
    return (
        column.to_frame()
        .select(pl.when(runs).then(pl.concat_str([pl.lit("'"), pl.first()])).otherwise(pl.first()))
        .to_series()
        if runs.any()
        else column
    )


def _defused(name: str) -> str:
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
