"""Where Chinese lines of a help text may break: rich breaks at white space, which Chinese has none of.

A mark that takes no room, and that rich takes for white space, goes where a line may end, and is taken
out again on the way to the screen.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TextIO

from szsubsidy.formats.wrapping import breaks

MARK = "\x1f"


def breakable(text: str) -> str:
    """Return a text with the mark wherever a line of it may end and there is no space."""
    parts = [text[start:end] for start, end in pairwise([0, *breaks(text), len(text)])]
    return "".join(part if part.endswith(" ") else part + MARK for part in parts).removesuffix(MARK)


class Unmarked:
    """A stream that leaves the mark out of what is written, and is the stream in all else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(MARK, ""))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
