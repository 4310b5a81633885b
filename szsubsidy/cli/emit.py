"""How a result is written: the format asked for, and reports as text or Markdown."""

from __future__ import annotations

from szsubsidy.cli.options import FORMATS
from szsubsidy.cli.session import Session
from szsubsidy.errors import contradictory, message, unknown
from szsubsidy.formats.page import Page


def choose_format(name: str | None, *, as_json: bool, formats: tuple[str, ...] = FORMATS) -> str:
    """Return the output format; ``--json`` is short for ``--format json``."""
    if name is None:
        return "json" if as_json else "table"
    if name not in formats:
        raise unknown(name, formats, where="--format", what=message("{given} is not a format"))
    if as_json and name != "json":
        raise contradictory("--format", "--json")
    return name


def write_shown(session: Session, page: Page, output: str) -> None:
    """Write a page as ``markdown`` or, for any other format, as text."""
    if output == "markdown":
        from szsubsidy.formats.markdown import markdown

        session.write(markdown(page))
    else:
        session.write_report(page)
