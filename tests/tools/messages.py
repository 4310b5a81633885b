"""Keeps the message catalogues: ``python -m tests.tools.messages`` takes up new messages and compiles.

Translations are written by hand in ``data/locale/*/LC_MESSAGES/messages.po``.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from szsubsidy.cli.binding import help_text
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.root import root

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "data" / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant")
TYPER = (
    "Arguments",
    "Commands",
    "Error",
    "Install completion for the current shell.",
    "Options",
    "Show completion for the current shell, to copy it or customize the installation.",
    "Show this message and exit.",
    "Usage:",
    "[default: {}]",
    "[required]",
    "(deprecated) ",
)
"""Typer's own words, which it looks up in the same catalogue."""


def extracted() -> Catalog:
    """Return every message of the program."""
    found = Catalog(project="szsubsidy", charset="utf-8")
    keywords = {"_": None, "tr": None, "fmt": None, "message": None, "counted": (1, 2)}
    for file, _line, message, _comments, _context in sorted(
        extract_from_dir(ROOT / "szsubsidy", [("**.py", "python")], keywords=keywords), key=str
    ):
        if message:
            found.add(message, locations=[(f"szsubsidy/{file}", 0)])
    for text in (*TYPER, help_text(root), *(help_text(command.load().function) for command in COMMANDS)):
        found.add(text)
    return found


def path(language: str, ending: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"messages.{ending}"


def stored(language: str) -> Catalog:
    with path(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(language: str) -> None:
    """Take new messages up, drop old ones, and compile."""
    fresh = extracted()
    old = stored(language) if path(language, "po").exists() else Catalog(locale=language)
    for message in fresh:
        before = old.get(message.id)
        if message.id and before is not None:
            message.string = before.string
    fresh.locale = language
    _settle(fresh)
    path(language, "po").parent.mkdir(parents=True, exist_ok=True)
    with path(language, "po").open("wb") as file:
        write_po(file, fresh, sort_output=True, no_location=True, width=0)
    path(language, "mo").write_bytes(compiled(stored(language)))


def _settle(catalog: Catalog) -> None:
    """Leave out of the header what would differ from run to run, or names nobody."""
    catalog.header_comment = "# Messages of szsubsidy. Translate the msgstr; keep what stands in braces."
    catalog.fuzzy = False
    catalog.version = ""
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 23, tzinfo=UTC)


if __name__ == "__main__":
    for name in LANGUAGES:
        update(name)
