"""Makes text from files and users harmless to a terminal."""

from __future__ import annotations

import unicodedata


def sanitize(text: str) -> str:
    """Return ``text`` with control characters, bidi marks and lone surrogates shown as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
