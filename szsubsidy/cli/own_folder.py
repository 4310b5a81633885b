"""The folder of one's own programmes: where it is, and when it is passed over.

A folder that somebody names is used, or the run ends. The one in the user's own configuration is used where it can be:
nobody asked for it in this run, so it is passed over, with a word, where it is empty, cannot be read, or where others
could have put figures into it.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from szsubsidy.bundled import folder_of_ones_own
from szsubsidy.errors import SubsidyError, message

if TYPE_CHECKING:
    from pathlib import Path


def own_folder(option: str | None) -> tuple[Path | None, SubsidyError | None]:
    """Return the folder that the option, the environment or the user's configuration has, and what is to be said of it.

    ``option`` empty, as the variable, stands for none.
    """
    given = os.environ.get("SZSUBSIDY_PROGRAMMES") if option is None else option
    if given:
        return _path(given), SubsidyError(message("others may write to it"), where=given) if _is_open(given) else None
    configuration = folder_of_ones_own() if given is None else None
    if configuration is None:
        return None, None
    own = f"{configuration}/programmes"
    try:
        why = _why_not(own)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error)
        return None, SubsidyError(message("is passed over: it cannot be read: {reason}"), where=own, reason=reason)
    return (_path(own), None) if why is None else (None, SubsidyError(why, where=own))


def _why_not(folder: str) -> str | None:
    """Why a folder that nobody named is not used. Raises `OSError` where the system does not tell."""
    if not stat.S_ISDIR(os.stat(folder).st_mode):  # noqa: PTH116  # without pathlib
        return message("is passed over: it is not a folder")
    if _is_open(folder):
        return message("is passed over: others may write to it")
    names = (name for _, _, names in os.walk(folder, onerror=_raise) for name in names)
    return (
        None if any(name.endswith(".toml") for name in names) else message("is passed over: it has no programme files")
    )


def _raise(error: OSError) -> None:
    raise error


def _path(name: str) -> Path:
    from pathlib import Path

    return Path(name)


def _is_open(folder: str) -> bool:
    """Whether everybody may put files into a folder; on Windows the mode does not tell."""
    try:
        return os.name == "posix" and bool(os.stat(folder).st_mode & stat.S_IWOTH)  # noqa: PTH116  # without pathlib
    except (OSError, ValueError):
        return False
