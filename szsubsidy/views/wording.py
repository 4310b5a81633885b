"""Puts texts together as the chosen language does: lists, labels, brackets, templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from szsubsidy.formats.page import Content, filled, joined
from szsubsidy.i18n import Translate


class Wording:
    """One language: ``tr`` translates this program's own messages."""

    def __init__(self, language: str, translate: Translate) -> None:
        self.language = language
        self.tr = translate

    @overload
    def joined(self, parts: Iterable[str]) -> str: ...
    @overload
    def joined(self, parts: Iterable[Content]) -> Content: ...
    def joined(self, parts: Iterable[Content]) -> Content:
        """Write a list: ``a, b, c``."""
        return joined(self.tr(", "), parts)

    @overload
    def clauses(self, parts: Iterable[str]) -> str: ...
    @overload
    def clauses(self, parts: Iterable[Content]) -> Content: ...
    def clauses(self, parts: Iterable[Content]) -> Content:
        """Write a list whose parts may hold commas: ``a, b; c``."""
        return joined(self.tr("; "), parts)

    @overload
    def fmt(self, template: str, **parts: str) -> str: ...
    @overload
    def fmt(self, template: str, **parts: Content) -> Content: ...
    def fmt(self, template: str, **parts: Content) -> Content:
        """Translate a template and put ``parts`` in place of its braces; of strings alone it makes a string."""
        return filled(self.tr(template), parts)

    @overload
    def labelled(self, subject: str, text: str) -> str: ...
    @overload
    def labelled(self, subject: Content, text: Content) -> Content: ...
    def labelled(self, subject: Content, text: Content) -> Content:
        """Write a text behind what it is about."""
        return self.fmt("{subject}: {text}", subject=subject, text=text)

    @overload
    def in_brackets(self, text: str, more: str) -> str: ...
    @overload
    def in_brackets(self, text: Content, more: Content) -> Content: ...
    def in_brackets(self, text: Content, more: Content) -> Content:
        """Write something more in brackets behind a text."""
        return self.fmt("{text} ({more})", text=text, more=more)
