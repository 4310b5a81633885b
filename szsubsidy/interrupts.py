"""Signals that end a run: SIGTERM and SIGHUP end it as Ctrl-C does, with nothing half-written."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any, ClassVar, Self

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""By name, since Windows has no SIGHUP, and others have no SIGBREAK."""


class Interrupts:
    """A context that leaves with KeyboardInterrupt once a signal came, wherever in it the signal fell.

    A library that is interrupted while it works may swallow the interrupt or raise an error of its
    own in its place: whatever leaves the context after a signal, leaves as an interrupt. A signal that
    was ignored before (``nohup``) stays ignored, and every handler is as before once the context is left.
    """

    def __init__(self) -> None:
        self._came = False
        self._former: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._former[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if isinstance(error, Exception):
            self.check()

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal came."""
        if self._came:
            raise KeyboardInterrupt

    def _handle(self, _signal: int, _frame: FrameType | None) -> None:
        self._came = True
        if Whole.depth:
            Whole.is_waited_for = True
        else:
            raise KeyboardInterrupt


class Whole:
    """A context for what is done whole or not at all: a signal that comes in it interrupts behind it.

    This is true of the signals that `Interrupts` handles, in the thread that handles them.
    """

    depth: ClassVar[int] = 0
    is_waited_for: ClassVar[bool] = False

    def __enter__(self) -> None:
        Whole.depth += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        Whole.depth -= 1
        if Whole.is_waited_for and not Whole.depth:
            Whole.is_waited_for = False
            raise KeyboardInterrupt
