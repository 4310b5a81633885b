"""The entry point."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

INTERRUPTED = 130


def entry() -> NoReturn:
    """Run as a process of its own, and leave it at once.

    A run is short and its memory goes back whole: collecting garbage and taking the interpreter
    down in order would cost a quarter of the time that a shell script waits.
    """
    gc.disable()
    from szsubsidy.interrupts import Interrupts

    with Interrupts():
        try:
            code = main()
        except KeyboardInterrupt:  # once more, while the first was told
            code = INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # main has reported it
            stream.flush()
    os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        from szsubsidy.cli.run import run  # most of a start, so after `entry` has begun

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        _say("")
        return INTERRUPTED
    except MemoryError:  # before anybody could report it in the language that was asked for
        _say("szsubsidy: there is not enough memory")
        return 3
    except BaseException as error:
        is_panic = type(error).__module__ == "pyo3_runtime"  # of a library in Rust; it is no Exception
        if not (is_panic or isinstance(error, Exception)) or os.environ.get("SZSUBSIDY_DEBUG"):
            raise
        from szsubsidy.formats.sanitize import sanitize

        # Whatever failed may be what a translation needs, so this one line is English alone.
        what = sanitize(f"{type(error).__name__}: {error}")
        _say(f"szsubsidy: unforeseen failure: {what} (SZSUBSIDY_DEBUG=1 shows where; please report it)")
        return 1
    finally:
        if "szsubsidy.workplace" in sys.modules:
            sys.modules["szsubsidy.workplace"].leave_nothing()


def _say(line: str) -> None:
    """Write a line to stderr, if anybody can read it."""
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.write(line + "\n")
