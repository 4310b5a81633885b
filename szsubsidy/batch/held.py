"""Columns of money that firms were granted already in the year: ``已获训力券（万元）``, ``training-voucher held``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from szsubsidy.catalogue.model import Programme
from szsubsidy.facts.model import Fact, bare_fact
from szsubsidy.spelling import fold

HELD = "held:"
"""What the id of such a column's fact begins with; behind it stands the programme's."""
_BEFORE = re.compile(r"^(?:已[获獲]得?|held(?=[:-]))[:-]*(?P<name>.+?)(?:金[额額])?$")
_BEHIND = re.compile(r"^(?P<name>.+?)[:-]*(?:已[获獲]得?|(?<=[:-])held)(?:金[额額])?$")


class HeldNames:
    """Tells which programme a heading means by its name and a word for "held", in any of the three languages."""

    def __init__(self, programmes: Mapping[str, Programme]) -> None:
        self._programmes = programmes
        self._ids: dict[str, str] = {}

    def fact(self, name: str) -> Fact | None:
        """Return the fact of a column of money held; ``name`` is its heading, folded and without unit."""
        programme = self.said(name)
        found = self._known().get(programme) if programme is not None else None
        return bare_fact(HELD + found, "money") if found is not None else None

    def said(self, name: str) -> str | None:
        """Return what a folded heading calls the programme, known or not; None where it speaks of no money held."""
        for form in (_BEFORE, _BEHIND):
            if match := form.match(name):
                return match["name"]
        return None

    def _known(self) -> dict[str, str]:
        if not self._ids:
            for programme in self._programmes.values():
                names = (programme.id, *programme.formerly, *programme.name.values(), *programme.aliases)
                for name in names:
                    self._ids.setdefault(fold(name), programme.id)
        return self._ids
