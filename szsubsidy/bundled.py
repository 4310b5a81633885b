"""Where the data are that come with the program, and those of a person."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent
REPLACEMENT = "SZSUBSIDY_CATALOGUE"
"""A variable that puts a folder in the place of the bundled catalogue.

It is for the tests, whose outputs are to stay as they are when a programme is added.
"""


def data_folder() -> Path:
    """Return the folder of the bundled data: inside the package, or beside it in a source tree."""
    inside = PACKAGE / "data"
    return inside if inside.is_dir() else PACKAGE.parent / "data"


def catalogue_folder() -> Path:
    """Return the folder that the catalogue is read from: the bundled data, unless `REPLACEMENT` names another."""
    replacement = os.environ.get(REPLACEMENT)
    return Path(replacement) if replacement else data_folder()


def folder_of_ones_own() -> Path:
    """Return the folder where a person keeps what this program is to find: ``~/.config/szsubsidy`` on Linux."""
    home = Path.home
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home()) / "szsubsidy"
    if sys.platform == "darwin":
        return home() / "Library" / "Application Support" / "szsubsidy"
    return Path(os.environ.get("XDG_CONFIG_HOME", home() / ".config")) / "szsubsidy"
