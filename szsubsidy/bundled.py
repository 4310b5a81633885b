"""The version of the program; where the data are that come with it, and those of a person.

A start that reads what was built in loads no `pathlib`, which costs it a third of what the bare interpreter takes.
"""

from __future__ import annotations

import os
import sys
from io import FileIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__version__ = "0.1.0"
REPLACEMENT = "SZSUBSIDY_CATALOGUE"
"""A variable that puts a folder in the place of the bundled catalogue.

It is for the tests, whose outputs are to stay as they are when a programme is added.
"""
_PACKAGE = __file__.rpartition(os.sep)[0]


def built_in(name: str) -> bytes | None:
    """Return what the wheel has under a name among its data; None in a source tree, and where it cannot be read."""
    try:
        with FileIO(f"{_PACKAGE}/data/{name}") as file:
            return file.readall()
    except OSError:
        return None


def package_folder() -> Path:
    """Return the folder of the program's modules."""
    from pathlib import Path

    return Path(_PACKAGE)


def is_installed() -> bool:
    """Whether the data are inside the package, as the wheel has them, and not beside it as in a source tree."""
    return (package_folder() / "data").is_dir()


def data_folder() -> Path:
    """Return the folder of the bundled data."""
    package = package_folder()
    return package / "data" if is_installed() else package.parent / "data"


def catalogue_folder() -> Path:
    """Return the folder that the catalogue is read from: the bundled data, unless `REPLACEMENT` names another."""
    from pathlib import Path

    replacement = os.environ.get(REPLACEMENT)
    return Path(replacement) if replacement else data_folder()


def folder_of_ones_own() -> str | None:
    """Return the folder where a person keeps what this program is to find: ``~/.config/szsubsidy`` on Linux.

    None where nothing tells where that is.
    """
    if sys.platform == "win32":
        return _inside("APPDATA", "", "szsubsidy")
    if sys.platform == "darwin":
        return _inside(None, "Library/Application Support", "szsubsidy")
    return _inside("XDG_CONFIG_HOME", ".config", "szsubsidy")


def cache_folder() -> str | None:
    """Return the folder where the program keeps what it can make anew: ``~/.cache/szsubsidy`` on Linux.

    None where nothing tells where that is.
    """
    if sys.platform == "win32":
        return _inside("LOCALAPPDATA", "", "szsubsidy/Cache")
    if sys.platform == "darwin":
        return _inside(None, "Library/Caches", "szsubsidy")
    return _inside("XDG_CACHE_HOME", ".cache", "szsubsidy")


def _inside(variable: str | None, usual: str, name: str) -> str | None:
    """A folder in that which a variable names or, where that is not absolute, in the usual one of the user's home."""
    given = os.environ.get(variable, "") if variable else ""
    if not os.path.isabs(given):  # noqa: PTH117  # without pathlib
        given = os.path.join(os.path.expanduser("~"), usual)  # noqa: PTH111, PTH118
    return os.path.join(given, name) if os.path.isabs(given) else None  # noqa: PTH117, PTH118
