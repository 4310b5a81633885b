"""What is asked of a batch, and the files that it names: inputs to open, outputs to begin."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from szsubsidy.batch.tables.bounds import refuse_headings
from szsubsidy.batch.tables.bytes import known_encoding, open_input
from szsubsidy.batch.tables.formats import COMPRESSED, FORMATS, format_of, sniff_format, without_ending
from szsubsidy.batch.tables.source import ReadOptions, Source
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.files import NewFile, Spool, check_new, is_device, new_file
from szsubsidy.vocabulary import TableHeadings, TableShape


class Limit(NamedTuple):
    """How many rows may be rejected: a number, or basis points of those read."""

    rows: int | None = None
    share: int | None = None

    @classmethod
    def parse(cls, text: str | None, where: str) -> Limit:
        """Read ``100`` or ``0.5%``; None is no limit. Raises `SubsidyError` about the option ``where``."""
        if text is None:
            return cls()
        share = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%", text)
        if share and int(share[1]) <= 100:
            return cls(share=int(share[1]) * 100 + int((share[2] or "").ljust(2, "0")))
        if re.fullmatch("[0-9]{1,12}", text):
            return cls(rows=int(text))
        raise SubsidyError(
            message("{given} is neither a number nor a percentage"),
            where=where,
            hint=message("such as 100 or 0.5%"),
            code="usage",
            given=quoted(text),
        )


class Reform(NamedTuple):
    """What changed terms are called, and the catalogue in force without them."""

    title: str
    in_force: Catalogue


class Request(NamedTuple):
    """What is wanted of a batch, as the command line says it. ``-`` is stdin, or stdout.

    ``header_row`` is the line of the headings, ``keep_footer`` takes every row below it for a firm, and ``unknown`` are
    further words that say that a cell is not known. ``column_mapping`` says which fact a heading means; an empty one
    leaves the column out. ``firm`` is the heading of the column by which rows are one firm; None: each row is a firm.
    ``every_programme`` adds what lies outside the scope of the table, too; ``shape`` None is what the engine writes by
    itself. ``headings`` says what added columns are called, None: as is usual in the output's format. ``others`` are
    further files that will be written, by option. With a ``reform`` the changed terms are scored beside those in force.
    """

    inputs: Sequence[str]
    output: str
    as_of: int
    input_format: str | None = None
    output_format: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    keep_footer: bool = False
    unknown: Sequence[str] = ()
    column_mapping: dict[str, str] | None = None
    firm: str | None = None
    shape: TableShape | None = None
    every_programme: bool = False
    headings: TableHeadings | None = None
    columns: Sequence[str] | None = None
    rejects: str | None = None
    limit: Limit = Limit()
    excel: bool = False
    force: bool = False
    engine: str = "polars"
    master: str | None = None
    others: dict[str, str | None] | None = None
    reform: Reform | None = None


def expand_patterns(names: Sequence[str]) -> list[str]:
    """Return the names, with patterns replaced by the files that they match. Raises `SubsidyError` where none does."""
    files: list[str] = []
    for name in names:
        if name == "-" or Path(name).exists() or not glob.has_magic(name):
            files.append(name)
            continue
        matches = sorted(glob.glob(name))  # noqa: PTH207 (a pattern may be absolute)
        if not matches:
            raise SubsidyError(
                message("no file matches"), where=name, hint=message("a file, a pattern, or -"), code="no-file"
            )
        files += matches
    return files


def output_format_of(request: Request, inputs: Sequence[str]) -> str:
    """Return the format that the output is written in. Raises `SubsidyError` where its name tells none."""
    if request.output_format:
        return request.output_format
    path = Path(request.output)
    named = format_of(request.output) if path.suffix not in COMPRESSED else None
    if named:
        return named
    if path.suffix and not path.exists():
        raise SubsidyError(
            message("the ending {given} tells no format that can be written"),
            where=request.output,
            hint=message("csv, tsv, jsonl, parquet or xlsx; or say it with --to"),
            code="format",
            given=path.suffix,
        )
    given = request.input_format or format_of(inputs[0]) or "csv"
    return given if FORMATS[given].is_text else "csv"


def check_files(request: Request, inputs: Sequence[str]) -> None:
    """Raise `SubsidyError` where two files of a run are the same, or one cannot be written."""
    rejects = request.rejects or default_rejects_file(request.output)
    given = {"-o": request.output, "--rejects": rejects, **(request.others or {})}
    seen: dict[Path, str] = {}
    for option, name in [*(("INPUT", name) for name in inputs), *given.items()]:
        if name is None:
            continue
        place = Path("-" if option == "INPUT" else "- out") if name == "-" else Path(os.path.realpath(name))
        if place in seen and not (option == seen[place] == "INPUT" and name != "-"):
            raise SubsidyError(
                message("{first} and {second} are the same"),
                where=name,
                hint=message("give each its own name"),
                code="usage",
                first=seen[place],
                second=option,
            )
        seen[place] = option
        if option != "INPUT" and name != "-" and not (option == "--rejects" and request.limit.rows == 0):
            check_new(name, force=request.force)


def open_table(
    name: str, request: Request, stdin: BinaryIO, *, typed: bool, is_heading: Callable[[str], bool]
) -> Source:
    """Open an input as what it is; ``is_heading`` tells known headings. Raises `SubsidyError` or `FileError`."""
    opened = open_input(name, stdin)
    try:
        name_of_format = request.input_format or sniff_format(name, opened.start)
        encoding = known_encoding(request.encoding) if request.encoding else None
        options = ReadOptions(
            name_of_format, stdin, encoding, request.separator, request.sheet, typed, request.header_row, is_heading
        )
        source = FORMATS[name_of_format].open_source(name, opened, options)
        refuse_headings(name, source.headings)
    except BaseException:
        opened.close()
        raise
    return source


def new_output(request: Request, stdout: BinaryIO) -> NewFile:
    """Return a file that appears, or a text that goes to stdout, only when it is complete."""
    if request.output == "-":
        return Spool("stdout", stdout)
    return new_file(request.output, force=request.force)


def default_rejects_file(output: str) -> str | None:
    """Return where rejected rows go unless it is said: beside the output, ``a.2025.rejects.csv`` of ``a.2025.csv``.

    Where the output is a stream or a device, they go to no file.
    """
    path = Path(output)
    if output == "-" or not path.name or is_device(path):
        return None
    return str(path.with_name(f"{without_ending(path.name)}.rejects.csv"))
