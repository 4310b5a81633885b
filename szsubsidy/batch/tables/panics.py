"""Has libraries read files: where one of them fails, or panics, the file is damaged, in one line."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

import polars as pl

from szsubsidy.batch.tables.source import damaged
from szsubsidy.errors import SubsidyError, message

_STDERR = 2


@contextlib.contextmanager
def read_by_library(name: str) -> Iterator[None]:
    """Raise `SubsidyError` or `FileError` about the file ``name`` where what is done within fails or panics.

    What a panic says goes past Python to the stderr of the process; nothing is seen of it.
    """
    try:
        with _silence():
            yield
    except (pl.exceptions.PolarsError, OSError) as error:
        raise damaged(name, error) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":  # its PanicException is no Exception, and has no other name
            raise
        raise SubsidyError(message("is damaged"), where=name, code="damaged") from error


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Have what is written to the stderr of the process go nowhere."""
    try:
        sys.stderr.flush()
        kept = os.dup(_STDERR)
    except OSError:  # it is closed, or full
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
