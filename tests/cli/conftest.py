"""Changed terms as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.what_if import EIGHTY, LONGER


@pytest.fixture
def eighty(tmp_path: Path) -> str:
    path = tmp_path / "eighty.toml"
    path.write_text(EIGHTY, "utf-8")
    return str(path)


@pytest.fixture
def longer(tmp_path: Path) -> str:
    path = tmp_path / "longer.toml"
    path.write_text(LONGER, "utf-8")
    return str(path)
