"""A report in the form that the ending of a file's name asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath

from szsubsidy.days import to_date
from szsubsidy.errors import SubsidyError, message
from szsubsidy.formats.page import Page

ENDINGS = (".md", ".html", ".xlsx", ".docx")


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
    match ending:
        case ".html":
            from szsubsidy.formats.html import page_html

            return page_html(page)
        case ".xlsx":
            from szsubsidy.formats.xlsx import page_xlsx

            return page_xlsx(page, made)
        case ".docx":
            from szsubsidy.formats.docx import page_docx

            return page_docx(page, made)
    from szsubsidy.formats.markdown import markdown

    return markdown(page).encode("utf-8")
