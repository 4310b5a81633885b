"""A pseudo-terminal, read from the screen as a person sees it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from typing import Self

import pexpect
import pyte

from tests.program import PATIENCE, environment
from tests.systems import only_on_posix

UP, DOWN, ENTER, ESCAPE, CONTROL_C, CONTROL_D = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x03", "\x04"


def _listen() -> None:
    """Hear Ctrl-C, also where the tests run in the background of a shell, which ignores it there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A pseudo-terminal with a screen; ``stdout`` may be sent elsewhere, as in a shell pipeline."""

    def __init__(self, command: str, *, columns: int = 80, lines: int = 50, env: dict[str, str] | None = None) -> None:
        only_on_posix()
        self.screen = pyte.HistoryScreen(columns, lines, history=1000, ratio=1)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            "/bin/sh",
            ["-c", command],
            dimensions=(lines, columns),
            env=environment(env),
            timeout=PATIENCE,
            preexec_fn=_listen,
        )

    def _read(self) -> bool:
        try:
            got = self.child.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += got
        self.stream.feed(got)
        for question in re.findall(rb"\x1b\[6n", got):
            assert question
            self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
        return True

    def text(self) -> str:
        above = ["".join(cell.data for _, cell in sorted(line.items())) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self.screen.display])

    def rest_of_line(self, beginning: str) -> str:
        """Return what was last written behind ``beginning``, whole, whatever the width broke it into."""
        return self.raw.decode().rpartition(beginning)[2].partition("\r\n")[0]

    def wait(self, *wanted: str, seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            alive = self._read()
            if all(text in self.text() for text in wanted):
                return
            if not alive:
                break
        raise AssertionError(f"{wanted} not on the screen:\n{self.text()}")

    def wait_again(self, wanted: str) -> None:
        """Wait until something stands on the screen once more than it does now."""
        before = self.text().count(wanted)
        deadline = time.monotonic() + PATIENCE
        while self.text().count(wanted) <= before:
            assert time.monotonic() < deadline, f"{wanted} not again on the screen:\n{self.text()}"
            self._read()

    def send(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)
            time.sleep(0.05)

    def end(self) -> int:
        """Read until the program has ended, and return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < deadline, f"still running:\n{self.text()}"
        self.child.wait()
        assert self.child.signalstatus is None, f"killed by {self.child.signalstatus}:\n{self.text()}"
        return int(self.child.exitstatus or 0)


class Tmux:
    """A terminal of tmux, of 80 by 24 as people have it: a second implementation, and the exact lines of its screen."""

    KEYS = frozenset({"Enter", "Escape", "Up", "Down", "Space", "C-c", "BSpace"})

    def __init__(self, command: str, *, columns: int = 80, lines: int = 24) -> None:
        only_on_posix()
        self.server = f"szsubsidy-test-{os.getpid()}"
        self._tmux("kill-server", check=False)
        shell = f'{command}; echo "exit code $?"; sleep 600'
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", str(columns), "-y", str(lines), shell)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server", check=False)

    def _tmux(self, *words: str, check: bool = True) -> str:
        env = environment({"LANG": "C.UTF-8"})
        done = subprocess.run(["tmux", "-L", self.server, *words], capture_output=True, text=True, check=check, env=env)
        return done.stdout

    def lines(self) -> list[str]:
        """The lines of the screen, without spaces at their ends."""
        return [line.rstrip() for line in self._tmux("capture-pane", "-p").splitlines()]

    def send(self, *keys: str) -> None:
        """Press keys by their names, and type everything else."""
        for key in keys:
            self._tmux("send-keys", *([] if key in self.KEYS else ["-l"]), key)
            time.sleep(0.05)

    def wait(self, frame: str) -> None:
        """Wait until the lines of ``frame`` stand on the screen, one below the other, and nothing below them."""
        wanted = [line.rstrip() for line in frame.strip("\n").split("\n")]
        deadline = time.monotonic() + PATIENCE
        while True:
            shown = self.lines()
            while shown and not shown[-1]:
                shown.pop()
            if shown[-len(wanted) :] == wanted:
                return
            assert time.monotonic() < deadline, "\n".join(["wanted:", *wanted, "the screen:", *shown])
            time.sleep(0.1)

    def wait_for(self, wanted: str) -> None:
        """Wait until one line begins so, and the screen is still."""
        deadline = time.monotonic() + PATIENCE
        before: list[str] = []
        shown = self.lines()
        while shown != before or not any(line.startswith(wanted) for line in shown):
            assert time.monotonic() < deadline, "\n".join([f"wanted: {wanted}", "the screen:", *shown])
            time.sleep(0.2)
            before, shown = shown, self.lines()
