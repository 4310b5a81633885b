"""A report in the form that the ending of a file's name asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import PurePath

from szsubsidy.days import to_date
from szsubsidy.errors import SubsidyError, message
from szsubsidy.formats.page import Page

ENDINGS = {
    ".md": "szsubsidy.formats.markdown",
    ".html": "szsubsidy.formats.html",
    ".xlsx": "szsubsidy.formats.xlsx",
    ".docx": "szsubsidy.formats.docx",
}
"""What a report's name may end in, each with its module, which has ``as_file(page: Page, made: datetime) -> bytes``."""


def ending_of(name: str) -> str:
    """Return the ending of a report's name in lower case. Raises `SubsidyError` if it is none of `ENDINGS`."""
    ending = PurePath(name).suffix.lower()
    if ending in ENDINGS:
        return ending
    what = message("a report goes to a file, not to stdout")
    if name != "-":
        what = message("the name of a report must tell its format by its ending")
    raise SubsidyError(
        what, where=f"--report {name}", hint=message("one of {accepted}"), code="usage", accepted=", ".join(ENDINGS)
    )


def written(page: Page, ending: str, as_of: int) -> bytes:
    """Return the bytes of the file; where its format holds a time, that is the start of the day ``as_of``."""
    made = datetime.combine(to_date(as_of), datetime.min.time(), UTC)
    content: bytes = import_module(ENDINGS[ending]).as_file(page, made)
    return content
