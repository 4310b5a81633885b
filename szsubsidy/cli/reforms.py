"""``--reform``: changed terms, laid over the catalogue for one run."""

from __future__ import annotations

import inspect
from pathlib import Path

from szsubsidy.cli.options import option
from szsubsidy.cli.session import Session
from szsubsidy.i18n import Translate
from szsubsidy.record import replace
from szsubsidy.views.phrases import Phrases


def reform_option(_: Translate, help_text: str) -> inspect.Parameter:
    """Return ``--reform``; ``help_text`` says what the command does with it."""
    return option("reform", str, None, "--reform", help=help_text, metavar="FILE", show_default=False)


def reforms_option(_: Translate, help_text: str, panel: str | None = None) -> inspect.Parameter:
    """Return ``--reform`` where it may be repeated; ``help_text`` says what the command does with them."""
    return option(
        "reforms",
        list[str],
        [],
        "--reform",
        help=help_text,
        metavar="FILE",
        rich_help_panel=panel,
        show_default=False,
    )


def reformed(session: Session, path: str) -> tuple[str, Session]:
    """Return what a file's changed terms are called, and the session under them.

    Raises `SubsidyError` for what is wrong with the file, `FileError` where it cannot be read.
    """
    from szsubsidy.catalogue.reform import read_reform

    found = read_reform(Path(path), session.catalogue, session.folders)
    phrases = Phrases(found.catalogue, session.env.language, session.phrases.tr)
    return found.title[session.env.language], session._replace(catalogue=found.catalogue, phrases=phrases)


def known_to_both(one: Session, other: Session) -> Session:
    """Return a session whose words know the programmes and sources of both."""
    mine, theirs = one.catalogue, other.catalogue
    catalogue = replace(
        theirs,
        programmes=mine.programmes | theirs.programmes,
        sources=mine.sources | theirs.sources,
        authorities=mine.authorities | theirs.authorities,
    )
    return one._replace(catalogue=catalogue, phrases=Phrases(catalogue, one.env.language, one.phrases.tr))
