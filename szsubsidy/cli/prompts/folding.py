"""Talk in lines that fit the terminal."""

from __future__ import annotations

from szsubsidy.formats.wrapping import wrapped


def folded(text: str, columns: int | None) -> list[str]:
    """Return a line as lines of at most ``columns`` cells; behind "? ", or an indent of two, those below are indented.

    No number, day or unit is broken: ``?  8,000,000 (800万)`` goes on below as a whole.
    """
    indent = "  " if text.startswith(("? ", "  ")) else ""
    room = None if columns is None else columns - len(indent)
    lines = ["".join(span.text for span in line) for line in wrapped(text[len(indent) :], room)]
    return [text[: len(indent)] + lines[0], *(f"{indent}{line.strip()}" for line in lines[1:])]
