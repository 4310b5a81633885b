"""Reads TOML, as far as people write it: what is nested or large beyond that is refused before it costs anything."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from szsubsidy.errors import FileError, SubsidyError, message

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 8 << 20
"""Of a file; the largest that is bundled has one eighth."""
MOST_DEPTH = 64
"""Tables and arrays that lie in one another."""
MOST_DIGITS = 18
"""Of an integer; money and days have fewer."""
MOST_KEYS = 100_000
"""Keys and items of a file."""
MOST_ENTRIES = 10_000
"""Files and folders under the folder of one's own programmes; five times what the largest that was tried has."""
_NAME = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DOTTED = re.compile(rf"(?<![A-Za-z0-9_-]){_NAME}(?:[ \t]*+\.[ \t]*+{_NAME}){{{MOST_DEPTH}}}")


def read_toml(content: bytes, where: str) -> dict[str, Any]:
    """Return a document with decimals as they are written; ``where`` names the file.

    Raises `SubsidyError` where it goes beyond what is read, else as the library does.
    """
    import tomllib

    if len(content) > MOST_BYTES:
        raise _beyond(message("is larger than {accepted} MiB"), where, MOST_BYTES >> 20)
    text = content.decode("utf-8-sig")  # editors of Windows put a byte order mark in front
    if _DOTTED.search(text):  # which takes the library a time that grows with the square of them
        raise _beyond(message("nests more than {accepted} tables or arrays"), where, MOST_DEPTH)
    try:
        document = tomllib.loads(text, parse_float=str)
    except RecursionError as error:
        raise _beyond(message("nests more than {accepted} tables or arrays"), where, MOST_DEPTH) from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # Python reads no integer of thousands of digits
        raise _beyond(message("has an integer of more than {accepted} digits"), where, MOST_DIGITS) from error
    for number, (value, depth) in enumerate(_values(document)):
        if number > MOST_KEYS:
            raise _beyond(message("has more than {accepted} keys"), where, MOST_KEYS)
        if depth > MOST_DEPTH:
            raise _beyond(message("nests more than {accepted} tables or arrays"), where, MOST_DEPTH)
        if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
            raise _beyond(message("has an integer of more than {accepted} digits"), where, MOST_DIGITS)
    return document


def _values(document: dict[str, Any]) -> Iterator[tuple[Any, int]]:
    """Yield all values in a document, and how deep each lies."""
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]


def _beyond(what: str, where: str, most: int) -> SubsidyError:
    hint = message("is it such a file at all?")
    return SubsidyError(what, where=where, hint=hint, code="too-large", accepted=f"{most:,}")


def refuse_crowd(folder: Path) -> None:
    """Refuse a folder that is no folder of programmes but somebody's home, say, before all of it is searched."""
    inside, ahead = 0, [os.fspath(folder)]
    while ahead:
        with contextlib.suppress(OSError), os.scandir(ahead.pop()) as entries:
            for entry in entries:
                inside += 1
                if inside > MOST_ENTRIES:
                    raise FileError(
                        message("holds more than {accepted} files and folders"),
                        where=str(folder),
                        hint=message("a folder of programme files"),
                        code="no-file",
                        accepted=f"{MOST_ENTRIES:,}",
                    )
                if entry.is_dir(follow_symlinks=False):
                    ahead.append(entry.path)
