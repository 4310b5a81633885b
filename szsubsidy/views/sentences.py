"""How a sentence begins."""

from __future__ import annotations

from typing import overload

from szsubsidy.formats.page import Content, concat, inlines


@overload
def begun(content: str) -> str: ...
@overload
def begun(content: Content) -> Content: ...
def begun(content: Content) -> Content:
    """Return content as a sentence begins with it: with a capital letter."""
    first, *others = inlines(content)
    return concat(first[:1].upper() + first[1:], *others) if isinstance(first, str) else content
