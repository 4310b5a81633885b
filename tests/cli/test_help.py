"""Every help text at 80 columns in the three languages: one reviewable file shows each change."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.program import Run

PATHS = [
    [],
    ["programmes"],
    *([command.group, command.name] if command.group else [command.name] for command in COMMANDS),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: " ".join(path) or "bare")
def test_help(run: Run, path: list[str], language: str, snapshot: SnapshotAssertion) -> None:
    done = run(*path, "--help", env={"SZSUBSIDY_LANG": language, "COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


@pytest.mark.slow
@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: " ".join(path) or "bare")
def test_help_on_the_live_catalogue_fits(run: Run, path: list[str], language: str) -> None:
    done = run(*path, "--help", env={"SZSUBSIDY_LANG": language, "COLUMNS": "80", REPLACEMENT: ""})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80


@pytest.mark.parametrize("path", [path for path in PATHS if path not in ([], ["programmes"])], ids=" ".join)
def test_every_command_shows_an_example(run: Run, path: list[str]) -> None:
    assert f"Example: szsubsidy {' '.join(path)}" in " ".join(run(*path, "-h").stdout.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_no_type_of_python(run: Run, language: str) -> None:
    for path in PATHS:
        assert "<str>" not in run(*path, "--help", "--lang", language).stdout


@pytest.mark.parametrize(("language", "usage"), [("zh-Hans", "[选项]"), ("zh-Hant", "[選項]")])
def test_what_stands_for_a_value_is_in_the_language_of_the_help(run: Run, language: str, usage: str) -> None:
    help_text = run("estimate", "--help", "--lang", language).stdout
    assert usage in help_text
    assert not re.search(r"\b(?:OPTIONS|FILE|DATE|AMOUNT|YES|NO)\b", help_text)
