"""What is compiled in a source tree, the catalogue and the options, follows its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from szsubsidy.bundled import REPLACEMENT
from tests.program import environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree of its own, with nothing compiled yet."""
    shutil.copytree(ROOT / "szsubsidy", tmp_path / "szsubsidy", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.compiled*"))
    return tmp_path


def listed(tree: Path, *options: str) -> str:
    command = [sys.executable, "-m", "szsubsidy", "programmes", "list", *options]
    env = environment({"PYTHONPATH": str(tree), REPLACEMENT: "", "COLUMNS": "120"})
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=tree, check=True).stdout


def test_it_is_made_at_the_first_run_and_taken_at_the_next(tree: Path) -> None:
    first = listed(tree)
    made = {path.name: path.stat().st_mtime_ns for path in (tree / "data").glob("*.compiled*")}
    assert made.keys() == {"catalogue.compiled", "options.compiled"}
    assert listed(tree) == first
    assert {path.name: path.stat().st_mtime_ns for path in (tree / "data").glob("*.compiled*")} == made


def test_a_changed_or_deleted_programme_is_seen_at_once_even_with_an_old_date(tree: Path) -> None:
    assert "Model voucher" in listed(tree)
    programme = tree / "data" / "programmes" / "shenzhen" / "model-voucher.toml"
    programme.write_text(programme.read_text("utf-8").replace('en = "Model voucher"', 'en = "Renamed"'), "utf-8")
    os.utime(programme, (0, 0))
    assert "Renamed" in listed(tree)
    programme.unlink()
    assert "model-voucher" not in listed(tree)


def test_a_damaged_one_is_made_anew(tree: Path) -> None:
    first = listed(tree)
    for compiled in (tree / "data" / "catalogue.compiled", tree / "data" / "options.compiled"):
        for content in (b"", b"garbage", compiled.read_bytes()[:1000]):
            compiled.write_bytes(content)
            assert listed(tree) == first


def test_an_option_that_is_renamed_is_known_at_once(tree: Path) -> None:
    listed(tree)
    options = tree / "szsubsidy" / "cli" / "options.py"
    options.write_text(options.read_text("utf-8").replace('"-q --quiet"', '"-q --hushed"'), "utf-8")
    assert listed(tree, "--hushed") == listed(tree)
