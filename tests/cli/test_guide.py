"""``szsubsidy help``: the guide on a terminal, in a pipe, and through a pager."""

from __future__ import annotations

import pytest

from szsubsidy.cli.guide import TOPICS, title, topic
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.program import COMMAND, Run, run_as_process
from tests.terminal import Terminal


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_a_line_for_each_topic(run: Run, language: str) -> None:
    done = run("help", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    for name in TOPICS:
        [line] = [line for line in done.stdout.splitlines() if line.startswith(f"{name} ")]
        assert line.removeprefix(name).strip() == title(topic(name, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOPICS)
def test_a_pipe_gets_the_text_of_a_topic(run: Run, name: str, language: str) -> None:
    assert run("help", name, env={"SZSUBSIDY_LANG": language}) == (0, topic(name, language), "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOPICS)
def test_a_terminal_gets_a_topic_without_markup(run: Run, name: str, language: str) -> None:
    done = run("help", name, "--color", "never", env={"SZSUBSIDY_LANG": language, "COLUMNS": "60"})
    assert (done.returncode, done.stderr) == (0, "")
    prose = [line for line in done.stdout.splitlines() if not line.startswith("    ")]
    for mark in ("```", "**", "](", "<!--", "| ---"):
        assert not any(mark in line for line in prose), mark
    assert not any(line.startswith("#") for line in prose)
    assert prose[0] == title(topic(name, language)) or cells(title(topic(name, language))) > 60
    # What is wider than the window is one word, such as an address, or stands in a fence, to be copied.
    assert [line for line in prose if cells(line) > 60 and " " in line.strip()] == []


def test_headings_and_code_are_told_apart_by_weight(run: Run) -> None:
    shown = run("help", "scripts", "--color", "always").stdout
    assert "\x1b[1mRecipes for the shell\x1b[0m" in shown
    assert "\x1b[1mszsubsidy help exit-codes\x1b[0m" in shown
    assert "`" not in shown.partition("\x1b[1m$ ")[0]
    assert "\x1b[1m    --by compute_contract --cost\x1b[0m\n    8333333.34" in shown


def test_an_item_of_a_list_keeps_its_indent(run: Run) -> None:
    shown = run("help", "interview", "--color", "never", env={"COLUMNS": "60"}).stdout
    assert '\n- You can answer "I don\'t know" to any question: it is the\n  last row of a list' in shown


@pytest.mark.parametrize("path", ["estimate", "programmes", "programmes list", "sources", "sources show", "help"])
def test_of_a_command_it_is_the_help_of_the_command(run: Run, path: str) -> None:
    for more in ([], ["--lang", "zh-Hant"]):
        asked = run("help", *path.split(), *more)
        assert asked.returncode == 0
        assert asked == run(*more, *path.split(), "--help")


@pytest.mark.parametrize(("given", "meant"), [("intervew", "interview"), ("estimat", "estimate"), ("own", None)])
def test_a_topic_that_does_not_exist_is_an_error_of_one_line(run: Run, given: str, meant: str | None) -> None:
    done = run("help", given)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"'{given}' is not a topic of the guide" in done.stderr
    assert (f"did you mean {meant}?" in done.stderr) == (meant is not None)
    assert "szsubsidy help" in done.stderr


def test_a_topic_is_found_however_it_is_spelled(run: Run) -> None:
    assert run("help", "What_If") == run("help", "what-if")


def test_two_topics_are_too_many(run: Run) -> None:
    assert run("help", "tables", "json").returncode == 2


@pytest.mark.terminal
def test_a_long_topic_goes_through_the_pager_that_is_wanted() -> None:
    terminal = Terminal(f"{COMMAND} help own-programmes", env={"PAGER": "sed 's/^/paged: /'"})
    assert terminal.end() == 0
    assert "paged: Conditions" in terminal.text()


@pytest.mark.terminal
@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager", "'"])
def test_without_a_pager_a_long_topic_is_written_whole(pager: str) -> None:
    terminal = Terminal(f"{COMMAND} help own-programmes", env={"PAGER": pager})
    assert terminal.end() == 0
    assert "\nConditions\n" in terminal.text()
    assert "\nAdding programmes of your own\n" in f"\n{terminal.text()}"


@pytest.mark.terminal
def test_a_short_topic_needs_no_pager() -> None:
    terminal = Terminal(f"{COMMAND} help reports", env={"PAGER": "sed 's/^/paged: /'"}, columns=100)
    assert terminal.end() == 0
    assert "A report to hand on" in terminal.text()
    assert "paged" not in terminal.text()


@pytest.mark.terminal
def test_leaving_the_pager_early_is_no_failure() -> None:
    terminal = Terminal(f"{COMMAND} help own-programmes", env={"PAGER": "head -1"})
    assert terminal.end() == 0
    assert terminal.text().strip() == "Adding programmes of your own"


def test_a_shell_completes_topics_and_commands() -> None:
    env = {"_SZSUBSIDY_COMPLETE": "complete_bash", "COMP_WORDS": "szsubsidy help ", "COMP_CWORD": "2"}
    shown = run_as_process(env=env).stdout.split()
    assert shown[: len(TOPICS)] == [*TOPICS]
    assert {"estimate", "programmes"} <= set(shown)
