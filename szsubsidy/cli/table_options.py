"""The options that commands over tables share."""

from typing import Annotated, Any, TypeAlias

from typer import Option

from szsubsidy.batch.tables.formats import WRITTEN
from szsubsidy.cli.options import WRITING, choice
from szsubsidy.errors import message

TableFormat: TypeAlias = Annotated[
    str | None,
    choice(
        "--to",
        WRITTEN,
        help=message("Format of the output: {accepted}."),
        metavar="FORMAT",
        rich_help_panel=WRITING,
    ),
]
Overwrite: TypeAlias = Annotated[
    bool, Option("--force", help=message("Overwrite existing files."), rich_help_panel=WRITING)
]


def output_option(help_text: str) -> Any:
    """Return ``--output``; ``help_text`` says what is written to it."""
    return Option("-o", "--output", help=help_text, metavar="FILE", rich_help_panel=WRITING, show_default=False)


def encoding_option(panel: str) -> Any:
    """Return ``--encoding``, of the table that is read."""
    return Option(
        "--encoding",
        help=message("Encoding of text (default: UTF-8 or GB18030, recognised)."),
        metavar="NAME",
        rich_help_panel=panel,
    )


def sheet_option(panel: str) -> Any:
    """Return ``--sheet``, of the workbook that is read."""
    return Option("--sheet", help=message("Sheet of a workbook."), metavar="NAME", rich_help_panel=panel)
