"""One reading of the command line: options before a command act or are refused, no value is taken for an option."""

from __future__ import annotations

import gettext
import io
import json
import os
import signal
import sys

import pytest

from szsubsidy.cli.main import main
from szsubsidy.cli.prescan import prescan
from tests.program import Run

FIRM = ["--company-type=startup", "--compute-contract=800万", "--project-category=model-training"]


def test_a_day_before_the_command_is_the_day_of_the_command(run: Run) -> None:
    before = run("--as-of", "2027-03-01", "estimate", *FIRM, "--total")
    behind = run("estimate", *FIRM, "--as-of", "2027-03-01", "--total")
    assert (before.returncode, before.stdout, before.stderr) == (0, "0\n", behind.stderr)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (["--json"], ["sources"]),
        (["-q"], ["estimate", "--total"]),
        (["--lang=zh-Hant"], ["programmes", "list"]),
        (["--as-of=2026-01-15", "--json"], ["programmes", "list"]),
    ],
)
def test_an_option_before_the_command_acts_as_behind_it(run: Run, before: list[str], behind: list[str]) -> None:
    done = run(*before, *behind)
    assert (done.returncode, done.stdout) == (0, run(*behind, *before).stdout)
    assert done.stdout != run(*behind).stdout or before == ["-q"]


@pytest.mark.parametrize(
    ("before", "command", "name"),
    [
        (["--json"], ["batch", "firms.csv"], "--json"),
        (["--as-of", "2026-01-15"], ["facts"], "--as-of"),
        (["--as-of=2026-01-15"], ["programmes", "show", "训力券"], "--as-of"),
    ],
)
def test_an_option_that_the_command_lacks_is_refused(
    run: Run, before: list[str], command: list[str], name: str
) -> None:
    done = run(*before, *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert name in done.stderr
    assert command[0] in done.stderr
    assert done.stderr.count("\n") == 1 or "--json" in before


@pytest.mark.parametrize(
    "words", ["--help --lang zh-Hans", "--lang=zh-Hans -h", "-q --help --color never --lang zh-Hans"]
)
@pytest.mark.parametrize("group", ["programmes", "sources"])
def test_the_help_of_a_group_takes_the_options_that_each_command_has(run: Run, group: str, words: str) -> None:
    done = run(group, *words.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("--lang", "zh-Hans", group, "--help").stdout
    assert f"用法：szsubsidy {group}" in done.stdout


def test_an_option_that_the_help_of_a_group_does_not_know_is_refused(run: Run) -> None:
    assert "no option is called --lag" in run("programmes", "--help", "--lag", "zh-Hans").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("estimate --as-of", "--as-of needs a value (see szsubsidy estimate --help)"),
        ("programmes list --as-of", "--as-of needs a value (see szsubsidy programmes list --help)"),
        ("--as-of", "--as-of needs a value (see szsubsidy --help)"),
        ("estimate --comp 1", "(did you mean --company-type / --compute-contract / "),
        ("estimate --compt-contract 1", "(did you mean --compute-contract? see szsubsidy estimate --help)"),
    ],
)
def test_an_option_that_cannot_be_read_is_told_with_where_to_look(run: Run, words: str, told: str) -> None:
    done = run(*words.split())
    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize("option", ["--as-of", "--lang", "--color", "--programmes"])
def test_an_option_given_twice_differently_is_an_error(run: Run, option: str) -> None:
    values = {"--as-of": ("2026-01-15", "2026-01-16"), "--lang": ("en", "zh-Hans"), "--color": ("never", "always")}
    first, second = values.get(option, ("a", "b"))
    done = run(option, first, "programmes", "list", option, second)
    assert (done.returncode, done.stdout) == (2, "")
    assert option in done.stderr
    assert run("--as-of=2026-01-15", "programmes", "list", "--as-of", "2026-01-15").returncode == 0


@pytest.mark.parametrize(
    "line",
    [
        "estimate --profile --json",
        "estimate --set x=--json",
        "estimate --set --json",
        "estimate --firm-name --json",
        "estimate -- --json",
        "estimate --lang --json",
        "batch firms.csv --format json",
        "batch firms.csv -o --json",
        "budget -qo --json",
    ],
)
def test_no_value_is_taken_for_an_option(line: str) -> None:
    assert not prescan(line.split()).as_json


@pytest.mark.parametrize(
    "line",
    [
        "estimate --json",
        "estimate --format json",
        "estimate --format=json --set x",
        "--json batch firms.csv",
        "--json estimate",
        "estimate --no-input --json",
        "programmes list --json",
        "no-such-command --json",
        "sweep compute_contract --no-chart --json",
        "batch --sql --json",
    ],
)
def test_errors_are_json_where_json_was_asked_for(line: str) -> None:
    assert prescan(line.split()).as_json


@pytest.mark.parametrize(
    ("line", "lang", "programmes"),
    [
        ("--lang zh estimate", "zh", None),
        ("estimate --programmes x --lang=zh", "zh", "x"),
        ("estimate --profile --lang zh", None, None),
        ("estimate --firm-name --programmes --lang zh", "zh", None),
        ("sweep compute_contract --from --lang --to --programmes", None, None),
        ("programmes show --lang zh --programmes=", "zh", ""),
        ("--lang", None, None),
    ],
)
def test_the_language_and_own_programmes_are_read_from_real_options(
    line: str, lang: str | None, programmes: str | None
) -> None:
    seen = prescan(line.split())
    assert (seen.lang, seen.programmes) == (lang, programmes)


def test_only_the_command_that_was_asked_for_is_built() -> None:
    def built(line: str) -> list[str]:
        return [command.name for command in prescan(line.split()).commands]

    assert built("--as-of 2026-01-15 estimate solve") == ["estimate"]
    assert built("programmes list") == ["list"]
    assert built("-q programmes --lang zh list") == ["list"]
    assert built("-q programmes lst") == ["list", "show", "diff", "check", "new"]
    assert len(built("--help estimate")) == len(built("")) > 10
    assert built("--lang estimate solve") == ["solve"]
    assert built("--lang zh --version") == []
    assert len(built("--version --help")) > 10


def test_help_is_wanted_only_where_it_is_asked_for() -> None:
    assert prescan(["estimate", "-h"]).help_wanted
    assert prescan(["estimate", "-qh"]).help_wanted
    assert not prescan(["estimate", "--profile", "--help"]).help_wanted


def test_an_unknown_language_is_one_error_wherever_it_stands(run: Run) -> None:
    for arguments in (["--lang=xx", "facts", "--json"], ["facts", "--json", "--lang=xx"]):
        [error] = json.loads(run(*arguments).stderr)["errors"]
        assert (error["code"], error["where"]) == ("usage", "--lang")


def test_an_output_that_nothing_is_printed_in_is_refused(run: Run) -> None:
    done = run("--format=csv")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "szsubsidy: --format: needs --version\n")


@pytest.mark.parametrize("line", ["estimate --help", "--version", "sources --format=yaml", "batch - -q"])
def test_a_run_leaves_the_process_as_it_was(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def state() -> list[object]:
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        kept = {
            name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"
        }  # Polars reads it once
        return [kept, sys.stdout, gettext.bindtextdomain("messages"), *handlers]

    monkeypatch.setenv("SZSUBSIDY_LANG", "zh-Hans")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"compute_contract\n1\n"))))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    before = state()
    main(line.split())
    assert state() == before
