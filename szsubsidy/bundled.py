"""Where the data are that come with the program."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def data_folder() -> Path:
    """Return the folder of the bundled data: inside the package, or beside it in a source tree."""
    inside = PACKAGE / "data"
    return inside if inside.is_dir() else PACKAGE.parent / "data"
