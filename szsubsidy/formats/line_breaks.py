"""Where Chinese lines may break: rich breaks at white space, which Chinese has none of.

A mark that takes no room, and that rich takes for white space, goes between the characters, and is taken
out again on the way to the screen. Numbers, words and addresses stay whole, and no line begins with what closes.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

MARK = "\x1f"
_CLOSING = r"\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u300d\u300f\u300b\u201d\u2026%"
_BREAK = re.compile(rf"(?<=[\u2e80-\u9fff{_CLOSING}])(?<!%)(?=\S)(?![{_CLOSING}=\])])(?!(?<=[万亿萬億])元)")


def breakable(text: str) -> str:
    """Return a text with the mark wherever a line of it may end."""
    return _BREAK.sub(MARK, text)


class Unmarked:
    """A stream that leaves the mark out of what is written, and is the stream in all else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(MARK, ""))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
