"""The interview in a pseudo-terminal, read from the screen as a person sees it."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from shutil import which

import pytest

from tests.own_terms import PROGRAMME, SOURCE
from tests.program import COMMAND, PATIENCE, environment
from tests.terminal import CONTROL_C, CONTROL_D, DOWN, ENTER, ESCAPE, UP, Terminal

pytestmark = [pytest.mark.slow, pytest.mark.terminal]


@pytest.fixture
def szsubsidy() -> str:
    return f"exec {COMMAND}"


def test_three_questions_lead_to_the_table_and_to_the_command_that_repeats_it(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", columns=200)
    terminal.wait("What kind of applicant is it?", "Start-up", "I don't know")
    terminal.send(ENTER)
    terminal.wait("Training a large model on rented compute")
    terminal.send(" ", ENTER)
    terminal.wait("yuan", "I don't know")
    terminal.send("-5", ENTER)
    terminal.wait("a negative amount")
    terminal.send("\x7f", "\x7f", "800万", ENTER)
    terminal.wait("Training voucher", "4,800,000", "800万 = ¥8,000,000", "What next?")
    terminal.send(ENTER)
    terminal.wait("The same again: ")
    assert terminal.end() == 0
    shown = terminal.text()
    assert len([line for line in shown.splitlines() if line.startswith("? ")]) == 4
    ranges = [line for line in shown.splitlines() if line.startswith("So far: ")]
    assert ranges == [
        "So far: 0 to 74,030,000 yuan; panels may add up to 21,000,000",
        "So far: 0 to 74,000,000 yuan; panels may add up to 21,000,000",
        "So far: 0 to 10,000,000 yuan",
        "So far: 4,800,000 yuan",
    ]
    command = terminal.rest_of_line("The same again: ")
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
    terminal.wait("undetermined", "0 to 10,000,000")
    assert terminal.end() == 0


def test_one_can_go_back_in_every_kind_of_question(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --as-of 2026-01-15", columns=120)
    terminal.wait("What kind of applicant is it?")
    terminal.send(ESCAPE)  # there is nothing before the first question
    terminal.send(DOWN, ENTER)
    terminal.wait("Small or medium-sized enterprise", "What is support wanted for?")
    terminal.send(ESCAPE)
    terminal.wait("» Small or medium-sized enterprise")
    terminal.send(UP, ENTER)
    terminal.wait("What kind of applicant is it? Start-up", "What is support wanted for?")
    terminal.send(" ", ENTER)
    terminal.wait("I don't know) (Esc: back)")
    terminal.send("800", ESCAPE)
    terminal.wait("● Training a large model on rented compute")
    terminal.send(ENTER)
    terminal.wait("I don't know) (Esc: back)")
    terminal.send("<", ENTER)
    terminal.wait("● Training a large model on rented compute")
    terminal.send(ENTER)
    terminal.wait("I don't know) (Esc: back)")
    terminal.send("1m", ENTER)
    terminal.wait("600,000", "The same again: ")
    assert terminal.end() == 0


def test_back_is_an_entry_of_a_list_too(szsubsidy: str) -> None:
    given = "--company-type sme --project-category youth-entrepreneurship --as-of 2026-01-15"
    terminal = Terminal(f"{szsubsidy} estimate {given}", columns=120)
    terminal.wait("How old", "I don't know")
    terminal.send("42", ENTER)
    terminal.wait("← back", "» I don't know")
    terminal.send(DOWN, ENTER)
    terminal.wait_again("How old")
    terminal.send("\x7f", "\x7f", "20", ENTER)
    terminal.wait("Kunpeng Youth", "--leader-age 20")
    assert terminal.end() == 0


def test_the_menu_explains_changes_compares_and_keeps(szsubsidy: str, tmp_path: Path) -> None:
    (tmp_path / "firm.toml").write_text("old")
    terminal = Terminal(f"cd {tmp_path}; {szsubsidy} --as-of 2026-06-30", columns=100)
    terminal.wait("What kind of applicant is it?")
    terminal.send(DOWN, ENTER)
    terminal.wait("What is support wanted for?")
    terminal.send(" ", ENTER)
    terminal.wait("compute service contract")
    terminal.send("3000万", ENTER)
    terminal.wait("» Quit")

    def choose(up: int) -> None:
        terminal.send(*[UP] * up, ENTER)

    choose(5)
    terminal.wait("Which programme?", "Training voucher")
    terminal.send(ENTER)
    terminal.wait("Arithmetic", "50% × 30,000,000 = 15,000,000", "» Quit")
    choose(4)
    terminal.wait("District or zone: I don't know")
    terminal.send(DOWN, DOWN, ENTER)
    terminal.wait("Guangming", "Esc: back")
    terminal.send(*[DOWN] * 8, " ", ENTER)
    terminal.wait("Guangming compute support", "So far: 15,000,000 yuan")
    choose(3)
    terminal.wait("Another answer to what?")
    terminal.send(*[DOWN] * 3, ENTER)
    terminal.wait("compute service contract")
    terminal.send(*["\x7f"] * 8, "1000万", ENTER)
    terminal.wait("as answered (baseline)", "5,000,000 (−10,000,000)", "» Quit")
    choose(2)
    terminal.wait("Save under which name?")
    terminal.send(ENTER)
    terminal.wait("firm.toml is there already. Overwrite it?")
    terminal.send(DOWN, ENTER)
    terminal.wait("Saved: firm.toml")
    assert "guangming" in (tmp_path / "firm.toml").read_text()
    choose(1)
    terminal.wait("Write to which file?")
    terminal.send("board.gif", ENTER)
    terminal.wait(".docx")
    terminal.send(*["\x7f"] * 9, "board.md", ENTER)
    terminal.wait("The report was written: board.md")
    assert "15,000,000" in (tmp_path / "board.md").read_text()
    terminal.send(ENTER)
    terminal.wait("The same again: ")
    assert terminal.end() == 0
    assert "--district guangming" in terminal.rest_of_line("The same again: ")


def test_control_c_in_the_menu_leaves_with_130(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", env={"TERM": "dumb"})
    for wanted, answer in (("1. Start-up", "1"), ("5. City key laboratory", "5")):
        terminal.wait(wanted)
        terminal.send(answer, ENTER)
    terminal.wait("6. Quit")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


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
    assert target.read_text().startswith('{\n  "schema_version": 2,')


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize(
    ("language", "question", "topic"),
    [("zh-Hans", "申请人属于哪一类？", "训力券"), ("zh-Hant", "申請人屬於哪一類？", "訓力券")],
)
def test_the_interview_speaks_chinese(szsubsidy: str, language: str, question: str, topic: str, columns: int) -> None:
    terminal = Terminal(f"{szsubsidy} --lang {language} --as-of 2026-06-30", columns=columns)
    terminal.wait(question.replace("？", ""))
    terminal.send(ENTER)
    terminal.wait("○")
    terminal.send(" ", ENTER)
    terminal.wait("元")
    terminal.send("800万", ENTER)
    terminal.wait("800万 = ¥8,000,000", "4,800,000", "？")
    terminal.wait({"zh-Hans": "接下来", "zh-Hant": "接下來"}[language])
    terminal.send(ENTER)
    assert terminal.end() == 0
    assert terminal.rest_of_line("--no-input ") == f"--lang {language}"
    assert topic in "".join(terminal.text().split())


def test_a_dumb_terminal_gets_numbered_questions(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", env={"TERM": "dumb"})
    terminal.wait("1. Start-up")
    terminal.send("9999", ENTER)
    terminal.wait("Please answer with the numbers above.")
    terminal.send("1", ENTER)
    terminal.wait("1. Training a large model on rented compute")
    terminal.send("1,1", ENTER)
    terminal.wait("yuan")
    terminal.send("1e5", ENTER)
    terminal.wait("not an amount of yuan")
    terminal.send("<", ENTER)
    terminal.wait_again("1. Training a large model on rented compute")
    terminal.send("<", ENTER)
    terminal.wait_again("1. Start-up")
    terminal.send("3", ENTER)
    terminal.wait_again("1. Training a large model on rented compute")
    terminal.send("1", ENTER)
    terminal.wait_again("compute service contract")
    terminal.send("8m", ENTER)
    terminal.wait("8m = ¥8,000,000", "4,000,000", "6. Quit")
    terminal.send("9", ENTER)
    terminal.wait_again("(a number; empty: Quit)")
    terminal.send("", ENTER)
    terminal.wait("The same again: ")
    assert terminal.end() == 0
    assert b"\x1b[" not in terminal.raw


def test_a_dumb_terminal_keeps_what_was_answered_before(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", env={"TERM": "dumb"}, columns=160)
    terminal.wait("1. Start-up", "(a number; empty: I don't know)")
    terminal.send("1", ENTER)
    terminal.wait("1. Training a large model on rented compute")
    terminal.send("1", ENTER)
    terminal.wait("compute service contract", "(such as 800万 or 8,000,000; empty: I don't know)")
    terminal.send("<", ENTER)
    terminal.wait("(numbers, separated by commas; empty: Training a large model on rented compute; ?: I don't know)")
    terminal.send("", ENTER)
    terminal.wait_again("compute service contract")
    terminal.send("800万", ENTER)
    terminal.wait("So far: 4,800,000 yuan", "6. Quit")
    terminal.send("2", ENTER)
    terminal.wait("4. Compute contract amount: 8,000,000 yuan")
    terminal.send("4", ENTER)
    terminal.wait("empty: 8000000; ?: I don't know")
    terminal.send("", ENTER)
    terminal.wait_again("6. Quit")
    assert terminal.text().count("So far: 4,800,000 yuan") == 2
    terminal.send("2", ENTER)
    terminal.wait_again("4. Compute contract amount: 8,000,000 yuan")
    terminal.send("4", ENTER)
    terminal.wait_again("empty: 8000000; ?: I don't know")
    terminal.send("?", ENTER)
    terminal.wait_again("So far: 0 to 10,000,000 yuan")
    terminal.send(CONTROL_D)
    terminal.wait("The same again: ")
    assert terminal.end() == 0


def test_the_end_of_the_input_in_the_menu_quits(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30")
    terminal.wait("What kind of applicant is it?")
    terminal.send(*[DOWN] * 5, ENTER)
    terminal.wait("What is support wanted for?")
    terminal.send(" ", ENTER)
    terminal.wait("What next?")
    terminal.send(CONTROL_D)
    terminal.wait("The same again: ")
    assert terminal.end() == 0


def test_no_name_of_a_file_ends_the_interview(szsubsidy: str, tmp_path: Path) -> None:
    terminal = Terminal(f"cd {tmp_path}; {szsubsidy} --as-of 2026-06-30", env={"TERM": "dumb"}, columns=200)
    for wanted, answer in (("1. Start-up", "1"), ("5. City key laboratory", "5"), ("6. Quit", "4")):
        terminal.wait(wanted)
        terminal.send(answer, ENTER)
    terminal.wait("Save under which name?")
    for name, told in (("a" * 300, "File name too long"), ("no/such/folder", "does not exist"), (".", "is a folder")):
        terminal.send(name, ENTER)
        terminal.wait(told)
    terminal.send("", ENTER)
    terminal.wait("Saved: firm.toml")
    terminal.send("6", ENTER)
    terminal.wait("The same again: ")
    assert terminal.end() == 0


def test_ones_own_programmes_are_part_of_the_command(szsubsidy: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(f"{PROGRAMME}\n{SOURCE}", "utf-8")
    terminal = Terminal(
        f"{szsubsidy} estimate --company-type startup --as-of 2026-06-30 --programmes {tmp_path}", columns=200
    )
    terminal.wait("What is support wanted for?")
    terminal.send(*[DOWN] * 4, " ", ENTER)
    terminal.wait("The same again: ")
    assert terminal.end() == 0
    assert f"--programmes {tmp_path}" in terminal.rest_of_line("The same again: ")


@pytest.mark.skipif(which("tmux") is None, reason="needs tmux on the PATH: apt-get install tmux")
def test_the_interview_runs_in_tmux(szsubsidy: str) -> None:
    """A second terminal implementation, because the first is a library's idea of one."""

    def ask(*phrases: str) -> str:
        return subprocess.run(
            ["tmux", "-L", "szsubsidy-test", *phrases], capture_output=True, text=True, check=True, env=environment()
        ).stdout

    ask("new-session", "-d", "-x", "80", "-y", "50", f"{szsubsidy[5:]} --as-of 2026-06-30 ; sleep 20")
    try:
        for wanted, keys in [("What kind of applicant", ["Enter"]), ("Training a large", ["Space", "Enter"])]:
            _until(lambda wanted=wanted: wanted in ask("capture-pane", "-p"))
            ask("send-keys", *keys)
        _until(lambda: "yuan" in ask("capture-pane", "-p"))
        ask("send-keys", "800万", "Enter")
        _until(lambda: "What next?" in ask("capture-pane", "-p"))
        ask("send-keys", "Enter")
        _until(lambda: "The same again" in ask("capture-pane", "-p"))
    finally:
        ask("kill-server")


def _until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
