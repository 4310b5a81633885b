"""What people see: tables at 80 columns and in pipes, in the three languages."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.cases import CASES
from tests.program import Run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_at_80_columns(run: Run, case: str, language: str, snapshot: SnapshotAssertion) -> None:
    done = run(*CASES[case], "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines() if not line.startswith("https://")) <= 80
    assert done.stdout == snapshot


@pytest.mark.parametrize("case", ["main job", "list"])
@pytest.mark.parametrize("output", ["pipe", "markdown"])
def test_elsewhere(run: Run, case: str, output: str, snapshot: SnapshotAssertion) -> None:
    wanted = ["--format=markdown"] if output == "markdown" and case == "main job" else []
    assert run(*CASES[case], *wanted).stdout == snapshot


def test_the_bibliography_names_every_source(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("sources").stdout == snapshot
