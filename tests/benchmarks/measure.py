"""What a process costs: its processor time with that of its children, its time on the clock, and its peak of memory."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_DROPPED = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "LANG", "LC_ALL"}


class Measured(NamedTuple):
    """One run; seconds, and MiB of resident memory."""

    cpu: float
    wall: float
    mebibytes: float


def measure(command: Sequence[str], env: Mapping[str, str], codes: frozenset[int] = frozenset({0})) -> Measured:
    """Run a process to its end. Raises `SystemExit` where it ends with another code."""
    begun = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, env=_surroundings(env))
    assert process.stderr is not None
    with process.stderr as told:
        last_words = told.read()[-2000:]
    measured, code = _waited_for(process.pid, begun)
    process.returncode = code
    if code not in codes:
        sys.exit(f"{' '.join(command)}: exit code {code}\n{last_words.decode(errors='replace')}")
    return measured


def measure_until(text: str, command: Sequence[str], env: Mapping[str, str]) -> Measured:
    """Run a process on a terminal of its own until it has written a text there, and no further."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], list(command), _surroundings({"TERM": "xterm-256color", **env}))
    written = b""
    while text.encode() not in written:
        try:
            got = os.read(terminal, 65536)
        except OSError:  # its end, on Linux
            sys.exit(f"{' '.join(command)}: no {text!r} on the terminal\n{written.decode(errors='replace')[-2000:]}")
        written += got
        if b"\x1b[6n" in got:
            os.write(terminal, b"\x1b[1;1R")
    os.kill(pid, 9)  # whatever else it did about its end would count
    measured, _ = _waited_for(pid, begun)
    os.close(terminal)
    return measured


def _waited_for(pid: int, begun: float) -> tuple[Measured, int]:
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    return Measured(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024), os.waitstatus_to_exitcode(status)


def _surroundings(env: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in _DROPPED and not name.startswith("SZSUBSIDY_")
    }
    return kept | dict(env)
