"""The formats of tables, each read and written by one module of this package.

To add one, write a module with the functions ``open_source`` and ``writer`` of those that stand here, and a row below.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from szsubsidy.batch.tables.mistaken import ZIP, refuse_mistaken
from szsubsidy.errors import SubsidyError, message

if TYPE_CHECKING:
    from szsubsidy.batch.tables.bytes import Opened
    from szsubsidy.batch.tables.output import OutputSpec, Writer
    from szsubsidy.batch.tables.source import ReadOptions, Source
    from szsubsidy.files import NewFile

    OpenSource: TypeAlias = Callable[[str, Opened, ReadOptions], Source]
    OpenWriter: TypeAlias = Callable[[OutputSpec, NewFile], Writer]

COMPRESSED = {".gz", ".zst"}
"""What a file's name may end in behind the ending of its format."""
_PARQUET = b"PAR1"
ACCEPTED = message("a CSV, TSV, JSON Lines, Parquet or XLSX file, or - for stdin")


class TableFormat(NamedTuple):
    """A format, the module that reads and writes it, and the endings of its files.

    ``written_by`` is the module that writes it, where that is another.
    ``separator`` stands between the cells of delimited text. ``is_text``: stdout gets what stdin had. ``typed``: it
    tells numbers and days from text; ``mixed``: also within a column. What is not ``written`` is only read.
    """

    name: str
    module: str
    endings: tuple[str, ...]
    separator: str | None = None
    is_text: bool = False
    typed: bool = False
    mixed: bool = False
    written: bool = True
    written_by: str | None = None

    @property
    def open_source(self) -> OpenSource:
        """What makes a source of an opened file. It raises `SubsidyError` for a file that is not in the format."""
        return cast("OpenSource", self._loaded(self.module, "open_source"))

    @property
    def writer(self) -> OpenWriter:
        """What makes a writer to a new file."""
        return cast("OpenWriter", self._loaded(self.written_by or self.module, "writer"))

    def _loaded(self, module: str, function: str) -> object:
        from importlib import import_module

        return getattr(import_module(f"szsubsidy.batch.tables.{module}"), function)


FORMATS = {
    table_format.name: table_format
    for table_format in (
        TableFormat("csv", "csv", (".csv", ".txt"), separator=",", is_text=True),
        TableFormat("tsv", "csv", (".tsv", ".tab"), separator="\t", is_text=True),
        TableFormat("jsonl", "jsonl", (".jsonl", ".ndjson"), is_text=True, typed=True),
        TableFormat("json", "json_array", (), written=False),
        TableFormat("parquet", "parquet", (".parquet", ".pq"), typed=True),
        TableFormat("xlsx", "xlsx", (".xlsx", ".xlsm"), mixed=True, typed=True, written_by="workbook_out"),
    )
}
WRITTEN = tuple(table_format.name for table_format in FORMATS.values() if table_format.written)
"""The formats that a result is written in."""
_BY_ENDING = {ending: table_format.name for table_format in FORMATS.values() for ending in table_format.endings}


def format_of(name: str) -> str | None:
    """Return the format that a file's name tells, also behind ``.gz`` or ``.zst``."""
    path = Path(name.lower())
    if path.suffix in COMPRESSED:
        path = path.with_suffix("")
    return _BY_ENDING.get(path.suffix)


def without_ending(name: str) -> str:
    """Return a file's name without the ending of a format, and of one that is packed: ``a.2025`` of ``a.2025.csv.gz``.

    A name that is nothing but endings stays as it is.
    """
    path = Path(name)
    packed = path.with_suffix("") if path.suffix.lower() in COMPRESSED else path
    return packed.stem if packed.suffix.lower() in _BY_ENDING else path.name


def sniff_format(name: str, start: bytes) -> str:
    """Return the format of an input by its first bytes and its name. Raises `SubsidyError` for what is none."""
    if start.startswith(_PARQUET):
        return "parquet"
    refuse_mistaken(name, start)
    if start.startswith(ZIP):
        return "xlsx"
    named = format_of(name)
    if named is None:
        return "jsonl" if start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"{") else "csv"
    if not FORMATS[named].is_text:
        hint = ACCEPTED if b"\0" in start[:4096] else message("if it is text, --format csv reads it")
        raise SubsidyError(message("is not a {given} file"), where=name, hint=hint, code="format", given=named)
    return named
