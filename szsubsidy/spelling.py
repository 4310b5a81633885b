"""Compares words as people type them: what counts as the same word, and which known one was probably meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_COMMAS = str.maketrans(dict.fromkeys(";|、，；", ","))
"""What may stand between several values, as well as a comma."""


def parts_of(text: str) -> list[str]:
    """Return the parts of a list as people type it, ``a, b；c``, without empty ones."""
    return [part.strip() for part in text.translate(_COMMAS).split(",") if part.strip()]


def fold(text: str) -> str:
    """Make text comparable: width, case, outer space, marks that nobody sees, and the kind of dash do not matter.

    ``Start_Up``, ``start-up`` and `` START up `` all become ``start-up``.
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():  # a zero-width space out of a chat, a mark of direction out of a page
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return re.sub(r"[\s_-]+", "-", text.strip().casefold())


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``text`` was probably meant to be, or None if none is close."""
    from difflib import get_close_matches

    names = {fold(item): item for item in known}
    close = get_close_matches(fold(text), names, n=1, cutoff=0.55)
    return names[close[0]] if close else None
