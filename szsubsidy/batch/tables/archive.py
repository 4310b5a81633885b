"""Opens workbooks as the archives that they are; refuses what is not whole, or unpacks to more than any table."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

from szsubsidy.batch.tables.bounds import LARGEST_PART, MOST_TIMES_OF_A_PART, too_large
from szsubsidy.batch.tables.source import damaged
from szsubsidy.errors import message

_BLOCK = 1 << 20
_WITH_CELLS = ("xl/worksheets/", "xl/pivotcache/", "xl/media/")
"""Where the parts are that are read when they are wanted, or never."""
_FAILURES = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,  # packed in a way that is not known here
    OSError,
    RuntimeError,  # a part with a password
    ValueError,
    OverflowError,
)


@contextmanager
def open_workbook(name: str, data: bytes) -> Iterator[ZipFile]:
    """Open the archive of a workbook, of which all that is read is whole and no larger than it should be.

    Raises `SubsidyError`, within too, where the archive or a part of it is damaged.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check(name, archive)
            yield archive
    except _FAILURES as error:
        raise damaged(name, error) from error


def _check(name: str, archive: ZipFile) -> None:
    names = [info.filename.lower() for info in archive.infolist()]
    if len(set(names)) < len(names):
        raise BadZipFile("two parts have the same name")
    for info in archive.infolist():
        if info.file_size > max(LARGEST_PART, info.compress_size * MOST_TIMES_OF_A_PART):
            what = message("{part} in it unpacks to more than {accepted} times its size")
            raise too_large(name, what, MOST_TIMES_OF_A_PART, part=info.filename)
    # A reader that stops where a part should end never sees that it goes on, or that it was another one.
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")) and not info.filename.lower().startswith(_WITH_CELLS):
            with archive.open(info) as stream:
                while stream.read(_BLOCK):
                    pass
