"""The README does what it says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from szsubsidy.catalogue.read import read_catalogue
from tests.tools.readme import PICTURE, README, picture, refreshed

pytestmark = pytest.mark.live

TEXT = README.read_text("utf-8")


@pytest.mark.slow
def test_every_command_prints_what_is_shown(known_programmes: Path) -> None:
    assert TEXT.count("\n$ szsubsidy ") > 5
    assert refreshed(TEXT, known_programmes) == TEXT, "run python -m tests.tools.readme"


def test_the_picture_is_what_is_drawn_today(known_programmes: Path) -> None:
    shown = PICTURE.read_text("utf-8")
    assert ET.fromstring(shown).tag.endswith("svg")
    assert shown == picture(read_catalogue(known_programmes)), "run python -m tests.tools.readme"


def test_the_python_examples_run() -> None:
    examples = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})


def test_exit_codes_and_variables_are_those_of_the_program() -> None:
    from szsubsidy.cli import main
    from szsubsidy.cli.commands.estimate import NOTHING_APPLIES
    from szsubsidy.errors import FileError, SubsidyError

    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    assert codes == {0, 1, SubsidyError.exit_code, FileError.exit_code, NOTHING_APPLIES, main.INTERRUPTED}
