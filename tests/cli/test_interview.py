"""The interview in a pseudo-terminal, read from the screen as a person sees it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.own_terms import PROGRAMME, SOURCE
from tests.program import COMMAND, Run, environment
from tests.terminal import CONTROL_C, CONTROL_D, DOWN, ENTER, ESCAPE, UP, Terminal

pytestmark = [pytest.mark.slow, pytest.mark.terminal]
DUMB = {"TERM": "dumb"}
BACKSPACE = "\x7f"
AGAIN = "To get this result again: "
TRAINING = "--company-type startup --project-category model-training"


@pytest.fixture
def szsubsidy() -> str:
    return f"exec {COMMAND}"


def questions(terminal: Terminal) -> list[str]:
    """What was asked, one line each, with the answers that are left of it."""
    return [line for line in terminal.text().splitlines() if line.startswith("? ")]


def no_other(terminal: Terminal) -> None:
    """Press Enter alone where another contract of the year is asked for."""
    terminal.wait("Another compute contract of this year?", "No, that is all")
    terminal.send(ENTER)


def test_three_questions_lead_to_the_answer_and_to_the_command_that_repeats_it(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", columns=200)
    terminal.wait("as of 30 June 2026", "> Start-up", "I don't know")
    terminal.send(ENTER)
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send(ENTER)  # nothing is marked: the row under the cursor is taken
    terminal.wait("Possible total so far: 0 to 10,000,000 yuan", "? if you don't know")
    terminal.send("-5", ENTER)
    terminal.wait("a negative amount")
    terminal.send(BACKSPACE, BACKSPACE, "800万", ENTER)
    terminal.wait("8,000,000 (800万)", "Possible total so far: 4,800,000 yuan", "> No, that is all", "Yes")
    no_other(terminal)
    terminal.wait("Possible total so far: 4,800,000 yuan", "These pay for compute, too")
    terminal.send(UP, ENTER)
    terminal.wait("Training voucher", "4,800,000", "What next?", "> Add the district")
    terminal.send(ESCAPE)
    terminal.wait(AGAIN)
    assert terminal.end() == 0
    asked = questions(terminal)
    assert len(asked) == 5
    assert asked[1].endswith("?  Training a large model on rented compute")
    assert asked[3] == "? Another compute contract of this year?  No, that is all"
    assert asked[4].endswith("?  I don't know")
    assert "Possible total so far" not in terminal.text()
    again = subprocess.run(
        shlex.split(terminal.rest_of_line(AGAIN)), capture_output=True, text=True, env=environment(), check=True
    )
    assert "4,800,000" in again.stdout
    assert again.stderr == ""


def test_what_was_given_or_cannot_matter_is_not_asked(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type large --project-category key-laboratory")
    terminal.wait("City key laboratory", "5,000,000")
    assert terminal.end() == 0
    assert questions(terminal) == []


def test_who_does_not_know_gets_a_range(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type startup --as-of 2026-01-15 --district nanshan")
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send(" ", ENTER)
    terminal.wait("? if you don't know")
    terminal.send("？", ENTER)
    terminal.wait("?  I don't know", "10,000,000")
    assert terminal.end() == 0


@pytest.mark.parametrize("words", ["?", "不知道", "不清楚", "I don’t know", "don't know"])
def test_one_may_say_in_words_that_one_does_not_know(szsubsidy: str, words: str) -> None:
    for env in ({}, DUMB):
        terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --district nanshan", env=env)
        terminal.wait("? if you don't know")
        terminal.send(ENTER)
        terminal.wait("An answer is needed here")  # silence is no answer
        terminal.send(words, ENTER)
        terminal.wait("Training voucher")
        assert terminal.end() == 0


def test_what_waits_for_an_unknown_topic_is_not_asked(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30")
    terminal.wait("> Start-up")
    terminal.send(UP, ENTER)
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send("不清楚")
    terminal.wait("filter: 不清楚", " > I don't know")
    terminal.send(ENTER)
    terminal.wait("What next?")
    assert len(questions(terminal)) == 3
    terminal.send(ESCAPE)
    assert terminal.end() == 0


def test_a_bare_small_amount_is_asked_back(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --district nanshan")
    terminal.wait("? if you don't know")
    terminal.send("800", ENTER)
    terminal.wait("? 800 yuan, or 800万?", " > 800万 = 8,000,000 yuan", "Type it again")
    terminal.send(UP, ENTER)
    terminal.wait("  800")
    terminal.send("800.5", ENTER)  # takes the place of what was typed before
    terminal.wait("? 800.50 yuan, or 800.5万?", " > 800.5万 = 8,005,000 yuan")
    terminal.send(ENTER)
    no_other(terminal)
    terminal.wait("?  8,005,000 (800.5万)", "4,803,000")
    assert terminal.end() == 0


@pytest.mark.parametrize("typed", ["800元", "0.8k", "9999 yuan", "10000"])
def test_an_amount_with_a_unit_is_not_asked_back(szsubsidy: str, typed: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --district nanshan")
    terminal.wait("? if you don't know")
    terminal.send(typed, ENTER)
    no_other(terminal)
    assert terminal.end() == 0
    assert " or " not in questions(terminal)[-1]


def test_the_third_wrong_input_is_told_how_to_skip(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --district nanshan", columns=100)
    terminal.wait("? if you don't know")
    terminal.send("about 8m", ENTER, ENTER)
    terminal.wait("'about 8m' is not an amount", "Try 8,000,000 or 800万; ? if you don't know", "  about 8m")
    assert "skip" not in terminal.text()
    terminal.send(ENTER)
    terminal.wait("? and Enter skip this question.", "  about 8m")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


def test_letters_leave_the_rows_that_hold_them(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type startup --as-of 2026-01-15")
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send("corpus")
    terminal.wait("filter: corpus", "> [ ] Buying corpus data")
    assert "Training a large model" not in terminal.text()
    terminal.send("!")
    terminal.wait("filter: corpus!", "nothing here holds corpus!")
    terminal.send(ENTER)  # takes nothing, and leaves the text
    terminal.send(BACKSPACE)
    terminal.wait("> [ ] Buying corpus data")
    terminal.send("\t")
    terminal.wait("> [x] Buying corpus data", "Training a large model on rented compute")
    terminal.send("训练")
    terminal.wait("filter: 训练", "> [ ] Training a large model on rented compute")
    terminal.send(" ", ENTER)
    terminal.wait("?  Training a large model on rented compute, ...")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


def test_a_space_after_letters_goes_on_with_them_where_a_name_does(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type startup --as-of 2026-01-15")
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send("model serv")
    terminal.wait("filter: model serv", "> [ ] Buying model services")
    terminal.send(" ")
    terminal.wait("> [x] Buying model services", "[ ] Training a large model on rented compute")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


def test_what_is_typed_takes_the_place_of_the_answer_before(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --company-type startup --as-of 2026-01-15")
    terminal.wait("> [ ] Training a large model on rented compute")
    terminal.send(ENTER)
    terminal.wait("? if you don't know")
    terminal.send("800万", ENTER)
    terminal.wait("? Another compute contract")
    terminal.send(ESCAPE)
    terminal.wait("  8000000")
    terminal.send("600万", ENTER)
    terminal.wait("6,000,000 (600万)")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


def test_one_can_go_back_in_every_kind_of_question(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --as-of 2026-01-15 --district nanshan", columns=120)
    terminal.wait("> Start-up")
    terminal.send(ESCAPE)  # there is nothing before the first question
    terminal.send(DOWN, ENTER)
    terminal.wait("?  Small or medium-sized enterprise", "> [ ] Training")
    terminal.send(ESCAPE)
    terminal.wait("(back; was: Small or medium-sized enterprise)", "> Small or medium-sized enterprise")
    assert len(questions(terminal)) == 1  # the line that the first answer left is gone
    terminal.send(UP, ENTER)
    terminal.wait("?  Start-up", "> [ ] Training")
    terminal.send(" ", ENTER)
    terminal.wait("? if you don't know")
    terminal.send("800", ESCAPE)
    terminal.wait("(back; was: Training a large model on rented compute)", "> [x] Training")
    terminal.send(ENTER)
    terminal.wait("? if you don't know")
    terminal.send("1m", ENTER)
    no_other(terminal)
    terminal.wait("?  1,000,000 (100万)", "600,000", AGAIN)
    assert terminal.end() == 0
    assert len(questions(terminal)) == 4


def test_of_a_yes_or_no_enter_alone_claims_nothing(szsubsidy: str) -> None:
    given = "--company-type sme --project-category youth-entrepreneurship --as-of 2026-01-15"
    terminal = Terminal(f"{szsubsidy} estimate {given}", columns=120)
    terminal.wait("How old")
    terminal.send("42", ENTER)
    terminal.wait("> No", "I don't know")
    terminal.send(ESCAPE)
    terminal.wait("(back; was: 42)")
    terminal.send(BACKSPACE, BACKSPACE, "20", ENTER)
    terminal.wait("Kunpeng Youth", AGAIN)
    assert terminal.end() == 0
    assert "--leader-age 20" in terminal.rest_of_line(AGAIN)


def test_another_district_changes_nothing_and_is_not_offered_again(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30")
    for _ in range(2):
        terminal.wait("> ")
        terminal.send(ENTER)
        terminal.wait("?  ")
    terminal.wait("? if you don't know")
    terminal.send("800万", ENTER)
    no_other(terminal)
    terminal.wait("Guangming", "Another district or zone (changes nothing here)")
    assert "Nanshan" not in terminal.text()
    terminal.send(UP, UP, ENTER)
    terminal.wait("?  Another district or zone", "What next?", "> Explain the training voucher")
    assert "Add the district" not in terminal.text()
    terminal.send(ESCAPE)
    assert terminal.end() == 0


def test_the_menu_narrows_explains_changes_compares_and_keeps(szsubsidy: str, tmp_path: Path) -> None:
    (tmp_path / "firm.toml").write_text("old")
    terminal = Terminal(f"cd {tmp_path}; {szsubsidy} --as-of 2026-06-30", columns=100)
    terminal.wait("> Start-up")
    terminal.send(DOWN, ENTER)
    terminal.wait("> [ ] Training")
    terminal.send(ENTER)
    terminal.wait("? if you don't know")
    terminal.send("3000万", ENTER)
    terminal.wait("These pay for compute, too")  # the cap of a year is reached: another contract brings nothing
    assert "Another compute contract" not in terminal.text()
    terminal.send(UP, ENTER)
    terminal.wait("> Add the district", "Explain the training voucher")
    terminal.send(DOWN, ENTER)
    terminal.wait("is 15,000,000 yuan", "> Add the district")
    terminal.send(ENTER)
    terminal.wait_again("> [ ] Guangming")
    terminal.send(ENTER)
    terminal.wait("Guangming compute support", "> Explain a programme")
    assert "Possible total" not in terminal.text()
    terminal.send(DOWN, DOWN, ENTER)
    terminal.wait("Which answer do you want to vary?")
    terminal.send("amount", ENTER)
    terminal.wait("Esc goes back", "  30000000")
    terminal.send(*[BACKSPACE] * 8, "1000万", ENTER)
    terminal.wait("B  A, but compute contract 10,000,000 yuan", "> Explain a programme")
    terminal.send(DOWN, DOWN, DOWN, ENTER)
    terminal.wait("Which file?")
    terminal.send("firm.toml", ENTER)
    terminal.wait("firm.toml is there already. Overwrite it?", "> No")
    terminal.send(DOWN, ENTER)
    terminal.wait("Saved: firm.toml", "> Explain a programme")
    assert "guangming" in (tmp_path / "firm.toml").read_text()
    terminal.send(DOWN, DOWN, DOWN, ENTER)
    terminal.wait_again("Which file?")
    terminal.send("board.gif", ENTER)
    terminal.wait(".docx", "board.gif")
    terminal.send(*[BACKSPACE] * 3, "md", ENTER)
    terminal.wait("The report was written: board.md", "> Explain a programme")
    assert "15,000,000" in (tmp_path / "board.md").read_text()
    terminal.send(UP, ENTER)
    terminal.wait("? What next?  Leave", AGAIN)
    assert terminal.end() == 0
    assert "--district guangming" in terminal.rest_of_line(AGAIN)


def test_an_answer_that_is_changed_asks_for_what_matters_then(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30")
    terminal.wait("> Start-up")
    terminal.send(UP, ENTER)  # I don't know
    terminal.wait("> [ ] Training")
    terminal.send("inference", ENTER)
    terminal.wait("? if you don't know")
    terminal.send("?", ENTER)
    terminal.wait("These pay for compute, too")
    terminal.send(UP, ENTER)
    terminal.wait("> Add the district", "Add: Compute contract amount")
    terminal.send(DOWN, ENTER)
    terminal.wait("Esc goes back")
    terminal.send("1m", ENTER)
    no_other(terminal)
    terminal.wait("?  1,000,000 (100万)", "Add: Company type")
    terminal.send(DOWN, DOWN, DOWN, ENTER)
    terminal.wait("Which answer?", "Running a large model (inference)")
    terminal.send("category", ENTER)
    terminal.wait("> [x] Running a large model")
    terminal.send(" ", "laboratory", ENTER)
    terminal.wait("> Add the district", "Explain the city key laboratory")
    terminal.send(ESCAPE)
    assert terminal.end() == 0


@pytest.mark.parametrize("env", [{}, DUMB])
def test_control_c_tells_how_to_go_on(szsubsidy: str, env: dict[str, str]) -> None:
    terminal = Terminal(szsubsidy, env=env, columns=120)
    terminal.wait("Start-up")
    terminal.send("" if not env else "1", ENTER)
    terminal.wait("Training a large model")
    terminal.send("" if not env else "1", ENTER)
    terminal.wait("if you don't know", "Possible total")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    lines = terminal.text().rstrip().splitlines()
    assert lines[-3].endswith("^C")
    assert lines[-2] == "Left. To go on from here:"
    assert lines[-1].endswith("estimate --company-type startup --project-category model-training")
    again = Terminal(f"exec {lines[-1].strip()} --district nanshan", columns=120)
    again.wait("Possible total so far: 0 to 10,000,000 yuan", "? if you don't know")
    again.send("?", ENTER)
    assert again.end() == 0


def test_control_c_in_the_menu_tells_how_to_go_on(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", env=DUMB)
    for wanted, answer in (("1. Start-up", "1"), ("City key laboratory", "key-laboratory")):
        terminal.wait(wanted)
        terminal.send(answer, ENTER)
    terminal.wait("5. Leave")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    assert "--as-of 2026-06-30" in terminal.rest_of_line("szsubsidy estimate ")


def test_who_leaves_at_once_is_told_no_command(szsubsidy: str) -> None:
    terminal = Terminal(szsubsidy)
    terminal.wait("> Start-up")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    assert terminal.text().rstrip().splitlines()[-1] == "Left."


def test_no_input_asks_nothing_at_a_terminal(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} estimate --no-input --company-type startup")
    terminal.wait("Training voucher")
    assert terminal.end() == 0
    assert questions(terminal) == []


@pytest.mark.parametrize("moment", ["list", "checkbox", "text"])
def test_control_c_leaves_with_130_and_the_cursor_visible(szsubsidy: str, moment: str) -> None:
    given = {"list": "", "checkbox": "--company-type startup", "text": TRAINING}
    terminal = Terminal(f"{szsubsidy} estimate {given[moment]}")
    terminal.wait("?", "don't know")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    assert "Traceback" not in terminal.text()
    assert not terminal.raw.rstrip().endswith(b"\x1b[?25l")
    assert terminal.raw.rfind(b"\x1b[?25h") >= terminal.raw.rfind(b"\x1b[?25l")


def test_questions_go_to_stderr_so_that_stdout_can_be_piped(szsubsidy: str, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    terminal = Terminal(f"{szsubsidy} estimate --json {TRAINING} --district nanshan > {target}")
    terminal.wait("? if you don't know")
    terminal.send("1m", ENTER)
    no_other(terminal)
    assert terminal.end() == 0
    assert target.read_text().startswith('{\n  "schema_version": ')


def test_what_was_answered_is_a_record_also_where_no_value_of_a_fact_applied(
    szsubsidy: str, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    terminal = Terminal(f"{szsubsidy} estimate --json {TRAINING} > {target}")
    terminal.wait("? if you don't know")
    terminal.send("1m", ENTER)
    no_other(terminal)
    terminal.wait("Another district or zone (changes nothing here)")
    terminal.send("Another", ENTER)
    assert terminal.end() == 0
    assert '"left-out"' in target.read_text()
    assert run("verify", str(target)).returncode == 0


def test_a_dumb_terminal_gets_numbered_questions(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30", env=DUMB, columns=120)
    terminal.wait("< goes back", "1. Start-up", "(a number; ? if you don't know)")
    terminal.send("9999", ENTER)
    terminal.wait("Answer with a number or a name from the list.")
    terminal.send(ENTER)  # silence is no answer
    terminal.wait_again("(a number; ? if you don't know)")
    terminal.send("1", ENTER)
    terminal.wait("1. Training a large model on rented compute", "  Compute, models, corpora")
    terminal.send("1,租用算力训练大模型 ", ENTER)
    terminal.wait("Possible total so far: 0 to 10,000,000 yuan")
    terminal.send("1e5", ENTER)
    terminal.wait("is not an amount")
    terminal.send("<", ENTER)
    terminal.wait_again("1. Training a large model on rented compute")
    terminal.wait("empty: Training a large model on rented compute")
    terminal.send("<", ENTER)
    terminal.wait_again("1. Start-up")
    terminal.send("大型企业", ENTER)
    terminal.wait_again("1. Training a large model on rented compute")
    terminal.send("", ENTER)
    terminal.wait_again("? if you don't know; <: back")
    terminal.send("800", ENTER)
    terminal.wait("800 yuan, or 800万?", "empty: 800万 = 8,000,000 yuan")
    terminal.send("", ENTER)
    terminal.wait("= 8,000,000 (800万)", "1. No", "2. Yes", "(a number; empty: No, that is all; <: back)")
    no_other(terminal)
    terminal.wait("These pay for compute, too")
    terminal.send("不知道", ENTER)
    terminal.wait("4,000,000", "1. Add the district", "6. Leave")
    terminal.send("9", ENTER)
    terminal.wait_again("(a number; <: back)")
    terminal.send("<", ENTER)
    terminal.wait(AGAIN)
    assert terminal.end() == 0
    assert b"\x1b[" not in terminal.raw


def test_the_end_of_the_input_in_the_menu_quits(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-06-30")
    terminal.wait("> Start-up")
    terminal.send(ENTER)
    terminal.wait("> [ ] Training")
    terminal.send("laboratory", ENTER)
    terminal.wait("What next?")
    terminal.send(CONTROL_D)
    terminal.wait(AGAIN)
    assert terminal.end() == 0


def test_no_name_of_a_file_ends_the_interview(szsubsidy: str, tmp_path: Path) -> None:
    terminal = Terminal(f"cd {tmp_path}; {szsubsidy} --as-of 2026-06-30", env=DUMB, columns=200)
    for wanted, answer in (("1. Start-up", "1"), ("City key laboratory", "key-laboratory"), ("5. Leave", "4")):
        terminal.wait(wanted)
        terminal.send(answer, ENTER)
    terminal.wait("Which file?")
    long = "a" * 300 + ".toml"
    for name, told in ((long, "File name too long"), ("no/such/folder.toml", "does not exist"), (".", "is a folder")):
        terminal.send(name, ENTER)
        terminal.wait(told)
    terminal.send("firm.toml", ENTER)
    terminal.wait("Saved: firm.toml")
    terminal.send("leave", ENTER)
    terminal.wait(AGAIN)
    assert terminal.end() == 0


def test_ones_own_programmes_are_part_of_the_command(szsubsidy: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(f"{PROGRAMME}\n{SOURCE}", "utf-8")
    terminal = Terminal(
        f"{szsubsidy} estimate --company-type startup --as-of 2026-06-30 --programmes {tmp_path}", columns=200
    )
    terminal.wait("> [ ] Training")
    terminal.send("laboratory", ENTER)
    terminal.wait(AGAIN)
    assert terminal.end() == 0
    assert f"--programmes {tmp_path}" in terminal.rest_of_line(AGAIN)


def one_more(terminal: Terminal) -> None:
    terminal.wait("Another compute contract of this year?", "Yes, one more")
    terminal.send("yes", ENTER)


def test_two_contracts_of_one_year_come_to_its_cap(szsubsidy: str) -> None:
    given = "--company-type sme --project-category model-training --district nanshan"
    terminal = Terminal(f"{szsubsidy} estimate {given} --as-of 2026-05-20", columns=200)
    terminal.wait("? if you don't know")
    terminal.send("1500万", ENTER)
    terminal.wait("Possible total so far: 7,500,000 yuan")
    one_more(terminal)
    terminal.wait("Contract B: Compute contract amount, in yuan?")
    terminal.send("1200万", ENTER)  # the year's cap is reached: nobody is asked for a third
    terminal.wait("10,000,000", AGAIN)
    assert terminal.end() == 0
    again = terminal.rest_of_line(AGAIN)
    assert shlex.split(again).count("--project") == 2
    repeated = subprocess.run(shlex.split(again), capture_output=True, text=True, env=environment(), check=True)
    assert "10,000,000" in repeated.stdout
    assert repeated.stderr == ""


@pytest.mark.parametrize("env", [{}, DUMB])
def test_one_can_go_back_from_one_contract_to_the_one_before(szsubsidy: str, env: dict[str, str]) -> None:
    back = [ESCAPE] if not env else ["<", ENTER]
    terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --as-of 2026-05-20", env=env, columns=120)
    terminal.wait("? if you don't know")
    terminal.send("500万", ENTER)
    one_more(terminal)
    terminal.wait("Contract B: Compute contract amount")
    terminal.send("300万", ENTER)
    terminal.wait("2 compute contracts, 8,000,000 yuan together; so far up to 4,800,000 yuan")
    terminal.send(*back)
    terminal.wait("3000000")
    terminal.send(*back)
    terminal.wait("Yes, one more" if env else "(back; was: Yes, one more)")
    terminal.send(*back)
    terminal.wait("empty: 5000000" if env else "(back; was: 5,000,000 (500万))")
    terminal.send("600万", ENTER)
    terminal.wait("6,000,000 (600万)", "Possible total so far: 3,600,000 yuan")
    terminal.send(ENTER)  # as it was answered before: another one
    terminal.wait("3000000")
    terminal.send(ENTER)
    terminal.wait("2 compute contracts, 9,000,000 yuan together; so far up to 5,400,000 yuan")
    terminal.send("n", ENTER)
    terminal.wait("In which district")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130


def test_an_amount_that_is_not_known_of_one_contract_leaves_a_range(szsubsidy: str) -> None:
    given = "--company-type sme --project-category model-training --district nanshan --as-of 2026-06-30"
    terminal = Terminal(f"{szsubsidy} estimate {given}", columns=200)
    terminal.wait("? if you don't know")
    terminal.send("800万", ENTER)
    one_more(terminal)
    terminal.wait("Contract B: Compute contract amount")
    terminal.send("不知道", ENTER)
    terminal.wait("4,000,000 to 10,000,000", AGAIN)
    assert terminal.end() == 0


def test_contracts_below_the_least_of_a_year_are_asked_for_too(szsubsidy: str) -> None:
    given = "--company-type sme --project-category model-training --district nanshan --as-of 2026-06-30"
    terminal = Terminal(f"{szsubsidy} estimate --total {given}", columns=200)
    terminal.wait("? if you don't know")
    terminal.send("20万", ENTER)
    one_more(terminal)
    terminal.wait("Contract B")
    terminal.send("20万", ENTER)
    terminal.wait("2 compute contracts, 400,000 yuan together; so far 0 yuan")
    one_more(terminal)
    terminal.wait("Contract C")
    terminal.send("20万", ENTER)
    terminal.wait("3 compute contracts, 600,000 yuan together; so far up to 300,000 yuan")
    terminal.send("不知道", ENTER)  # whether there is another one
    terminal.wait("\n300000\n")
    assert terminal.end() == 0


@pytest.mark.parametrize("env", [{}, DUMB])
def test_control_c_among_several_contracts_tells_how_to_go_on(szsubsidy: str, env: dict[str, str]) -> None:
    terminal = Terminal(f"{szsubsidy} estimate {TRAINING} --as-of 2026-05-20", env=env, columns=200)
    terminal.wait("? if you don't know")
    terminal.send("500万", ENTER)
    one_more(terminal)
    terminal.wait("Contract B: Compute contract amount")
    terminal.send(CONTROL_C)
    assert terminal.end() == 130
    command = terminal.text().rstrip().splitlines()[-1].strip()
    assert shlex.split(command).count("--project") == 2
    again = Terminal(f"exec {command}", columns=200)
    again.wait("Contract B: Compute contract amount", "? if you don't know")
    again.send("300万", ENTER)
    again.wait("2 compute contracts, 8,000,000 yuan together; so far up to 4,800,000 yuan")
    again.send(CONTROL_C)
    assert again.end() == 130


def test_of_several_kinds_of_contracts_one_question_is_asked_and_each_has_its_own_category(szsubsidy: str) -> None:
    given = "--company-type sme --project-category model-training,corpus-purchase --district nanshan --as-of 2026-06-30"
    terminal = Terminal(f"{szsubsidy} estimate {given}", columns=200)
    terminal.wait("Compute contract amount")
    terminal.send("800万", ENTER)
    terminal.wait("Corpus contract amount")
    terminal.send("100万", ENTER)
    terminal.wait(
        "Another contract or project of this year?", "> No, that is all", "Compute contract", "Corpus contract"
    )
    terminal.send("corpus", ENTER)
    terminal.wait("Contract B: Corpus contract amount")
    terminal.send("50万", ENTER)
    terminal.wait("2 corpus contracts, 1,500,000 yuan together")
    terminal.wait("Another contract or project of this year?")
    terminal.send(ENTER)
    terminal.wait(AGAIN)
    assert terminal.end() == 0
    assert "--project 'project_category=corpus-purchase; corpus_contract=500000'" in terminal.rest_of_line(AGAIN)


def changed(terminal: Terminal, answer: str) -> None:
    """Choose an answer to change, in the menu."""
    terminal.wait("What next? (")
    terminal.send("change", ENTER)
    terminal.wait("Which answer?", "> Company type")
    terminal.send(answer, ENTER)


def test_the_menu_adds_a_contract_and_leaves_one_out(szsubsidy: str) -> None:
    terminal = Terminal(f"{szsubsidy} --as-of 2026-05-20", columns=100)
    terminal.wait("> Start-up")
    terminal.send(DOWN, ENTER)
    terminal.wait("> [ ] Training")
    terminal.send(ENTER)
    terminal.wait("? if you don't know")
    terminal.send("500万", ENTER)
    no_other(terminal)
    terminal.wait("These pay for compute, too")
    terminal.send(UP, ENTER)
    changed(terminal, "another contract")
    terminal.wait("Contract B: Compute contract amount, in yuan?", "Esc goes back")
    terminal.send(ESCAPE)  # to the menu, with one contract as before
    changed(terminal, "another contract")
    terminal.wait("Contract B: Compute contract amount, in yuan?", "Esc goes back")
    terminal.send("300万", ENTER)
    one_more(terminal)
    terminal.wait("Contract C: Compute contract amount, in yuan?")
    terminal.send("200万", ENTER)
    terminal.wait("3 compute contracts, 10,000,000 yuan together")
    terminal.send(ENTER)
    terminal.wait("up to 5,000,000 yuan", "A 5,000,000, B 3,000,000, C 2,000,000")
    changed(terminal, "leave out b")
    terminal.wait("up to 3,500,000 yuan", "A 5,000,000, B 2,000,000")
    changed(terminal, "B: compute contract amount")
    terminal.wait("Contract B: Compute contract amount, in yuan?", "  2000000")
    terminal.send("10万", ENTER)
    terminal.wait("up to 2,550,000 yuan", "What next? (")
    terminal.send("compare", ENTER)
    terminal.wait("Which answer do you want to vary?")
    terminal.send("B: compute contract amount", ENTER)
    terminal.wait("  100000")
    terminal.send("50万", ENTER)
    terminal.wait("2,750,000", "What next? (")
    terminal.send(ESCAPE)
    terminal.wait(AGAIN)
    assert terminal.end() == 0


def test_the_menu_takes_what_was_granted_already_and_saves_it_with_the_contracts(
    szsubsidy: str, tmp_path: Path
) -> None:
    terminal = Terminal(f"cd {tmp_path}; {szsubsidy} --as-of 2026-05-20", columns=100)
    terminal.wait("> Start-up")
    terminal.send(DOWN, ENTER)
    terminal.wait("> [ ] Training")
    terminal.send(ENTER)
    terminal.wait("? if you don't know")
    terminal.send("500万", ENTER)
    one_more(terminal)
    terminal.wait("Contract B")
    terminal.send("300万", ENTER)
    terminal.wait("2 compute contracts, 8,000,000 yuan together")
    terminal.send(ENTER)
    terminal.wait("These pay for compute, too")
    terminal.send(UP, ENTER)
    changed(terminal, "granted")
    terminal.wait("Which programme granted it?", "> Training voucher")
    terminal.send(ENTER)
    terminal.wait("How much was granted in the year")
    terminal.send("much", ENTER)
    terminal.wait("'much' is not an amount. Try 8,000,000 or 800万")
    terminal.send(*[BACKSPACE] * 4, "700万", ENTER)
    terminal.wait("up to 3,000,000 yuan", "Training voucher 7,000,000", "What next? (")
    terminal.send("save", ENTER)
    terminal.wait("Which file?")
    terminal.send("firm.toml", ENTER)
    terminal.wait("Saved: firm.toml", "What next? (")
    saved = (tmp_path / "firm.toml").read_text()
    assert saved.count("[[projects]]") == 2
    assert "[held]" in saved
    terminal.send(ESCAPE)
    terminal.wait(AGAIN)
    assert terminal.end() == 0
    again = shlex.split(terminal.rest_of_line(AGAIN))
    assert again.count("--project") == 2
    assert "training-voucher=7000000" in again
    repeated = subprocess.run(again, capture_output=True, text=True, env=environment(), check=True)
    assert "up to 3,000,000 yuan" in repeated.stdout


def test_a_terminal_asks_for_what_one_of_the_given_projects_lacks(szsubsidy: str) -> None:
    projects = "--project 'name=Alpha; project_category=model-training' --project 'project_category=model-training'"
    terminal = Terminal(
        f"{szsubsidy} estimate --company-type sme --district nanshan {projects} --as-of 2026-05-20", columns=200
    )
    terminal.wait("Compute contract amount, in yuan?")
    terminal.send("400万", ENTER)
    terminal.wait("Contract B: Compute contract amount, in yuan?")
    terminal.send("600万", ENTER)
    terminal.wait("2 compute contracts, 10,000,000 yuan together; so far up to 5,000,000 yuan")
    no_other(terminal)
    terminal.wait("up to 5,000,000 yuan", AGAIN)
    assert terminal.end() == 0
    assert "name=Alpha; project_category=model-training; compute_contract=4000000" in terminal.rest_of_line(AGAIN)
