"""The options of every command, as Typer reads them, in a table that loads without Typer.

`szsubsidy.cli.typer_table` makes it from the Typer commands: when a wheel is built, and in a source tree when a
module is newer. The options of the facts are not in it; the catalogue has them.
"""

from __future__ import annotations

import contextlib
import pickle
from functools import cache
from typing import TypeAlias

from szsubsidy.bundled import built_in, data_folder, is_installed, package_folder
from szsubsidy.compiled import DAMAGE, is_fresh, keep, unpickled
from szsubsidy.record import Record

COMPILED = "options.compiled"


class Declared(Record):
    """An option of a command: the parameter that it fills, and whether it stands alone.

    ``sets`` is what a flag means, ``accepts`` the words that it takes where it does not take any. What is not ``plain``
    only Typer reads: ``--help``, a number.
    """

    parameter: str
    spelling: str
    is_flag: bool
    sets: bool = True
    is_repeated: bool = False
    accepts: tuple[str, ...] | None = None
    is_plain: bool = True


class Operand(Record):
    """The words of a command that are no options."""

    parameter: str
    is_repeated: bool
    is_required: bool


class CommandLine(Record):
    """What a command reads: its options by their spellings, and its operands.

    ``defaults`` has what it is called with where nothing is given; ``required`` names the parameters without one.
    """

    options: dict[str, Declared]
    operands: tuple[Operand, ...]
    defaults: dict[str, object]
    required: tuple[str, ...]


OptionTable: TypeAlias = dict[tuple[str, ...], CommandLine]
"""By the words that call a command; that of the bare program by none."""


@cache
def option_table() -> OptionTable:
    """Return the table, made anew where it is not there."""
    content = built_in(COMPILED)
    if content is not None:
        with contextlib.suppress(*DAMAGE):
            return _loads(content)
    compiled = data_folder() / COMPILED
    if is_fresh(compiled, package_folder().rglob("*.py")):
        with contextlib.suppress(OSError, *DAMAGE):
            return _loads(compiled.read_bytes())
    from szsubsidy.cli.typer_table import make_table

    made = make_table()
    if not is_installed():
        keep(dump(made), compiled)
    return made


def dump(table: OptionTable) -> bytes:
    """Return the compiled form of a table."""
    return pickle.dumps(table, protocol=5)


def _loads(content: bytes) -> OptionTable:
    table = unpickled(content)
    if not isinstance(table, dict):
        raise TypeError
    return table
