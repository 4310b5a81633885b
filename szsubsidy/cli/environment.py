"""What surrounds a run: streams, terminal, language and day, decided once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import Self, TextIO

from szsubsidy.i18n import choose_language
from szsubsidy.record import Record

_SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
_DIGITS = 4


class Environment(Record):
    """The surroundings of one run. ``today`` is the day in Shenzhen; ``width`` counts cells."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str]
    language: str
    today: int
    color: str

    @classmethod
    def of_process(cls, language: str | None, color: str) -> Self:
        """Return the environment of this process; UTF-8 is written whatever the locale says."""
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if (
                getattr(sys, name) is None
            ):  # closed by the shell, <&- or >&-: there is nothing to read, and writing fails
                empty = os.open(os.devnull, os.O_RDONLY)
                setattr(sys, name, open(empty, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # streams stay open
        for name in _SIZES:  # rich and Typer believe whatever these say
            if not _is_size(os.environ.get(name, "80")):
                del os.environ[name]
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return cls(
            sys.stdin,
            sys.stdout,
            sys.stderr,
            os.environ,
            language or choose_language(os.environ),
            _today(time.time()),
            color,
        )

    @property
    def interactive(self) -> bool:
        """Whether questions may be asked: only where a person can see and answer them."""
        return self.stdin.isatty() and self.stderr.isatty()

    @property
    def dumb(self) -> bool:
        return self.variables.get("TERM", "") in {"dumb", "unknown"}

    def width_of(self, stream: TextIO) -> int | None:
        """The width of the terminal that a stream goes to; None where it goes elsewhere."""
        columns = self.variables.get("COLUMNS", "")
        if _is_size(columns):
            return int(columns)
        if not stream.isatty():
            return None
        try:
            return os.get_terminal_size(stream.fileno()).columns or 80
        except OSError:
            return 80

    def height_of(self, stream: TextIO) -> int | None:
        """The lines of the terminal that a stream goes to; None where it goes elsewhere."""
        if not stream.isatty():
            return None
        try:
            return os.get_terminal_size(stream.fileno()).lines or 24
        except OSError:
            return 24

    def colored(self, stream: TextIO) -> bool:
        """Whether a stream gets colour: the option, NO_COLOR, FORCE_COLOR, then the terminal."""
        if self.color != "auto":
            return self.color == "always"
        if self.variables.get("NO_COLOR"):
            return False
        if self.variables.get("FORCE_COLOR", "0") not in {"", "0"}:
            return True
        return stream.isatty() and not self.dumb

    def say(self, line: str) -> None:
        """Write one line of talk to stderr."""
        self.stderr.write(line + "\n")
        self.stderr.flush()


def _is_size(text: str) -> bool:
    """Whether a text is a number of columns or lines that a terminal can have."""
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0


def _today(now: float) -> int:
    """The day in Shenzhen, which keeps one offset from UTC all year."""
    shenzhen = time.gmtime(now + 8 * 3600)
    return shenzhen.tm_year * 10_000 + shenzhen.tm_mon * 100 + shenzhen.tm_mday
