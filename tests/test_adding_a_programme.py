"""Whoever adds a programme writes one file, and no test fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TREE = (
    "szsubsidy",
    "data",
    "tests",
    ".ci",
    ".github",
    ".pre-commit-config.yaml",
    "README.md",
    "CHANGELOG.md",
    "pyproject.toml",
)
CHOSEN = ("-m", "live", "-k", "not (known_programmes or fuzz) or test_worked_cases", "--snapshot-warn-unused")
"""Tests of what readers are shown leave a newer programme out; that they do, one module of them is enough to hold."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.compiled*")


@pytest.mark.slow
def test_a_sound_programme_makes_no_test_fail(tmp_path: Path) -> None:
    """All tests that see it pass with a copy of the catalogue's best-known programme under a new id."""
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    file = tmp_path / "data" / "programmes" / "shenzhen" / "training-voucher.toml"
    content = file.read_text("utf-8").replace(f'id = "{file.stem}"', 'id = "one-more"', 1)
    file.with_name("one-more.toml").write_text(content, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *CHOSEN],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "HYPOTHESIS_PROFILE": "quick"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
