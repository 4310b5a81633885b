"""The manual page says what the program's own help says."""

from __future__ import annotations

import re
import subprocess
from shutil import which

import pytest

from szsubsidy.cli.commands import COMMANDS
from tests.tools.manual import PAGE, manual


def test_the_page_is_that_of_this_program() -> None:
    assert PAGE.read_text("utf-8") == manual(), "python -m tests.tools.manual writes it anew"


def test_the_page_has_every_command_and_every_section() -> None:
    page = manual()
    for command in COMMANDS:
        name = f"{command.group} {command.name}" if command.group else command.name
        assert f".SS szsubsidy {name}" in page
    for section in ("OPTIONS OF EVERY COMMAND", "FACTS", "EXIT STATUS", "ENVIRONMENT"):
        body = page.partition(f".SH {section}\n")[2].partition(".SH ")[0]
        assert body.count(".TP") >= 4, section


@pytest.mark.skipif(which("groff") is None, reason="needs groff on the PATH: apt-get install groff")
def test_the_page_is_sound() -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-k", str(PAGE)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "--compute-contract AMOUNT" in re.sub(".\b", "", done.stdout)
