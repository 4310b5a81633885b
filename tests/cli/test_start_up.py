"""What a start loads: lists of modules rather than clocks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import PATIENCE, environment

FIRM = ["--company-type=startup", "--compute-contract=800万", "--project-category=model-training"]
PROBE = """
import sys
from szsubsidy.cli.main import main
try:
    code = main(sys.argv[1:])
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments: str, **env: str) -> set[str]:
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(env), check=True, timeout=PATIENCE)
    return set(done.stderr.split())


HEAVY = {
    "typer",
    "inspect",
    "json",
    "datetime",
    "pydantic",
    "rich",
    "prompt_toolkit",
    "tomllib",
    "tomli_w",
    "decimal",
    "csv",
    "polars",
    "narwhals",
    "icalendar",
    "jinja2",
    "docx",
    "xlsxwriter",
}


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    loaded("--version")


@pytest.mark.parametrize("output", ["--json", "--format=table"])
def test_an_estimate_off_a_terminal_loads_nothing_heavy(output: str) -> None:
    assert not loaded("estimate", *FIRM, output) & HEAVY


def test_a_drawn_table_loads_nothing_heavy_either() -> None:
    assert not loaded("estimate", *FIRM, COLUMNS="80") & HEAVY


@pytest.mark.parametrize("arguments", [["--version"], ["programmes", "list"]])
def test_versions_and_lists_load_no_pydantic(arguments: list[str]) -> None:
    assert "pydantic" not in loaded(*arguments)


def test_the_guide_in_a_pipe_loads_nothing_heavy() -> None:
    assert not loaded("help", "tables") & HEAVY
    assert not loaded("help") & HEAVY


def test_a_calendar_loads_its_library_only_for_a_file() -> None:
    assert "icalendar" not in loaded("calendar", "--all")
    assert "icalendar" in loaded("calendar", "--ics")


def test_a_report_loads_only_what_its_form_needs(tmp_path: Path) -> None:
    forms: dict[str, set[str]] = {"md": set(), "html": {"jinja2"}, "xlsx": {"xlsxwriter"}, "docx": {"docx"}}
    for ending, wanted in forms.items():
        found = loaded("estimate", *FIRM, "--quiet", "--report", str(tmp_path / f"board.{ending}"))
        assert found & {"jinja2", "xlsxwriter", "docx", "polars"} == wanted


def test_the_public_module_loads_nothing_but_its_version() -> None:
    probe = "import sys, szsubsidy; print(*(name for name in sys.modules if name.startswith('szsubsidy')))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert set(done.stdout.split()) == {"szsubsidy", "szsubsidy.bundled"}
