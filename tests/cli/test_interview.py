"""The interview in a pseudo-terminal, read from the screen as a person sees it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pexpect
import pyte
import pytest

from tests.cli.conftest import environment

DOWN, ENTER, CONTROL_C = "\x1b[B", "\r", "\x03"


class Terminal:
    """A pseudo-terminal with a screen; ``stdout`` may be sent elsewhere, as in a shell pipeline."""

    def __init__(self, command: str, *, columns: int = 80, env: dict[str, str] | None = None) -> None:
        self.screen = pyte.HistoryScreen(columns, 50, history=1000, ratio=1)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            "/bin/sh", ["-c", command], dimensions=(50, columns), env=environment(env), timeout=20
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

    def wait(self, *wanted: str, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            alive = self._read()
            if all(text in self.text() for text in wanted):
                return
            if not alive:
                break
        raise AssertionError(f"{wanted} not on the screen:\n{self.text()}")

    def send(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)
            time.sleep(0.05)

    def end(self) -> int:
        deadline = time.monotonic() + 20
        while self._read() and time.monotonic() < deadline:
            pass
        self.child.close()
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)


@pytest.fixture
def szsubsidy() -> str:
    return f"exec {sys.executable} -m szsubsidy"


def test_three_questions_lead_to_the_table_and_to_the_command_that_repeats_it(szsubsidy: str) -> None:
    terminal = Terminal(szsubsidy, columns=200)
    terminal.wait("What kind of applicant is it?", "Start-up", "I don't know")
    terminal.send(ENTER)
    terminal.wait("Training a large model on rented compute")
    terminal.send(" ", ENTER)
    terminal.wait("yuan", "I don't know")
    terminal.send("-5", ENTER)
    terminal.wait("a negative amount")
    terminal.send("\x7f", "\x7f", "800万", ENTER)
    terminal.wait("Training voucher", "4,800,000", "The same again: ")
    assert terminal.end() == 0
    shown = terminal.text()
    assert len([line for line in shown.splitlines() if line.startswith("? ")]) == 3
    command = " ".join(shown.split("The same again: ")[1].split())
    again = subprocess.run(command.split(), capture_output=True, text=True, env=environment(), check=True)
    assert "4,800,000" in again.stdout
    assert again.stderr == ""


def test_what_was_given_or_cannot_matter_is_not_asked(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type large --project-category key-laboratory")
    terminal.wait("City key laboratory", "5,000,000")
    assert terminal.end() == 0
    assert not any(line.startswith("? ") for line in terminal.text().splitlines())


def test_who_does_not_know_gets_a_range(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type startup --as-of 2026-01-15")
    terminal.wait("Training a large model on rented compute")
    terminal.send(" ", ENTER)
    terminal.wait("yuan", "I don't know")
    terminal.send(ENTER)
    terminal.wait("undetermined", "0 – 10,000,000")
    assert terminal.end() == 0


def test_no_input_asks_nothing_at_a_terminal(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --no-input --company-type startup")
    terminal.wait("undetermined")
    assert terminal.end() == 0


@pytest.mark.parametrize("moment", ["list", "checkbox", "text"])
def test_control_c_leaves_with_130_and_the_cursor_visible(szsubsidy: str, moment: str) -> None:
    given = {
        "list": "",
        "checkbox": "--company-type startup",
        "text": "--company-type startup --project-category model-training",
    }
    terminal = Terminal(f"{szsubsidy} estimate {given[moment]}")
    terminal.wait("?", "I don't know")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    assert "Traceback" not in terminal.text()
    assert "Most" not in terminal.text()
    assert not terminal.raw.rstrip().endswith(b"\x1b[?25l")
    assert terminal.raw.rfind(b"\x1b[?25h") >= terminal.raw.rfind(b"\x1b[?25l")


def test_questions_go_to_stderr_so_that_stdout_can_be_piped(szsubsidy: str, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    terminal = Terminal(
        f"{szsubsidy} estimate --json --company-type startup --project-category model-training > {target}"
    )
    terminal.wait("yuan", "I don't know")
    terminal.send("1m", ENTER)
    assert terminal.end() == 0
    assert target.read_text().startswith('{\n  "schema_version": 1,')


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize(
    ("language", "question", "topic"),
    [("zh-Hans", "申请人属于哪一类？", "训力券"), ("zh-Hant", "申請人屬於哪一類？", "訓力券")],
)
def test_the_interview_speaks_chinese(szsubsidy: str, language: str, question: str, topic: str, columns: int) -> None:
    terminal = Terminal(f"{szsubsidy} --lang {language}", columns=columns)
    terminal.wait(question.replace("？", ""))
    terminal.send(ENTER)
    terminal.wait("○")
    terminal.send(" ", ENTER)
    terminal.wait("元")
    terminal.send("800万", ENTER)
    terminal.wait("4,800,000", "--lang")
    assert terminal.end() == 0
    assert f"--lang {language}" in " ".join(terminal.text().split())
    assert topic in "".join(terminal.text().split())


def test_a_dumb_terminal_gets_numbered_questions(szsubsidy: str) -> None:
    terminal = Terminal(szsubsidy, env={"TERM": "dumb"})
    terminal.wait("1. Start-up")
    terminal.send("9999", ENTER)
    terminal.wait("Please answer with the numbers above.")
    terminal.send("1", ENTER)
    terminal.wait("1. Training a large model on rented compute")
    terminal.send("1,1", ENTER)
    terminal.wait("yuan")
    terminal.send("1e5", ENTER)
    terminal.wait("not an amount of yuan")
    terminal.send("8m", ENTER)
    terminal.wait("4,800,000")
    assert terminal.end() == 0
    assert b"\x1b[" not in terminal.raw


@pytest.mark.skipif(which("tmux") is None, reason="tmux is not installed; .ci/run installs it")
def test_the_interview_runs_in_tmux(szsubsidy: str) -> None:
    """A second terminal implementation, because the first is a library's idea of one."""

    def ask(*words: str) -> str:
        return subprocess.run(
            ["tmux", "-L", "szsubsidy-test", *words], capture_output=True, text=True, check=True, env=environment()
        ).stdout

    ask("new-session", "-d", "-x", "80", "-y", "50", f"{szsubsidy[5:]} ; sleep 20")
    try:
        for wanted, keys in [("What kind of applicant", ["Enter"]), ("Training a large", ["Space", "Enter"])]:
            _until(lambda wanted=wanted: wanted in ask("capture-pane", "-p"))
            ask("send-keys", *keys)
        _until(lambda: "yuan" in ask("capture-pane", "-p"))
        ask("send-keys", "800万", "Enter")
        _until(lambda: "4,800,000" in ask("capture-pane", "-p"))
    finally:
        ask("kill-server")


def _until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
