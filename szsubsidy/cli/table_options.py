"""The options that commands over tables share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from szsubsidy.batch.tables.formats import WRITTEN
from szsubsidy.cli.options import WRITING, Option, choice
from szsubsidy.errors import message

TableFormat: TypeAlias = Annotated[
    str | None,
    choice(
        "--to",
        WRITTEN,
        help=message("Format of the output: {accepted}."),
        metavar="FORMAT",
        panel=WRITING,
    ),
]
Overwrite: TypeAlias = Annotated[bool, Option("--force", help=message("Overwrite existing files."), panel=WRITING)]


def output_option(help_text: str) -> Option:
    """Return ``--output``; ``help_text`` says what is written to it."""
    return Option("-o --output", help=help_text, metavar="FILE", panel=WRITING)


def encoding_option(panel: str) -> Option:
    """Return ``--encoding``, of the table that is read."""
    return Option(
        "--encoding",
        help=message("Encoding of text (default: UTF-8 or GB18030, recognised)."),
        metavar="NAME",
        panel=panel,
    )


def sheet_option(panel: str) -> Option:
    """Return ``--sheet``, of the workbook that is read."""
    return Option("--sheet", help=message("Sheet of a workbook."), metavar="NAME", panel=panel)
