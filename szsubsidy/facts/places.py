"""What texts of registers say beside the names of a fact's values: where an address lies, and what is another fact.

The patterns are of the kind that Python, Polars, DuckDB and Spark all read, for text in narrow characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from szsubsidy.facts.model import Fact
from szsubsidy.fields import Text

_COUNTRY = "(?:中国|中國)?(?:广东省?|廣東省?)?"
_STREET = "^[^省市区區]*(?:路|街|道|号|號|大厦|大廈|楼|樓|栋|棟)[^省市]*$"
_DISTRICT = "区區"
_ZONE = "(?:[^路街道]*合作[区區]|[)]*$)"
"""What stands behind the name of a zone where it is not that of a street in it."""


class Form(NamedTuple):
    """How an address in the place ``value`` begins, and what it must not have in it: the name of another place.

    ``beside`` is how an address that begins with another place says that it lies in this one as well: a zone.
    """

    value: str
    pattern: str
    unless: str
    beside: str = ""


def forms_of(fact: Fact) -> tuple[Form, ...]:
    """Return how texts begin that lie in a place which is a value of the fact; none for a fact of no places.

    ``深圳市南山区粤海街道…`` and ``南山区粤海街道…`` lie in 南山区; ``深圳市南山区与福田区`` in neither. A zone is
    called by no 区 and lies in one: ``深圳市南山区前海深港合作区`` is in both, ``南山区前海路1号`` in 南山区 alone.
    """
    if not fact.within:
        return ()
    around = _any_of(fact.within)
    whole = {value.id: [name for name in value.label.values() if not name.isascii()] for value in fact.values}
    found = []
    for value in fact.values:
        is_zone = not any(name[-1] in _DISTRICT for name in whole[value.id])
        short = _any_of([name for name in value.aliases if not name.isascii()] or whole[value.id])
        english = _any_of([value.label["en"], *(name for name in value.aliases if name.isascii())])
        names = f"(?:{_any_of(whole[value.id])}){_ZONE if is_zone else ''}"
        pattern = (
            f"(?i)^(?:{_COUNTRY}(?:{around})[ ,-]*(?:{names}|(?:{short})$)|{names}"
            f"|(?:(?:{around})[ ,]+)?(?:{english})(?: (?:new )?district)?(?:[ ,]+(?:{around}).*)?$)"
        )
        others = [
            name for place, names in whole.items() if place != value.id for name in names if name[-1] in _DISTRICT
        ]
        found.append(Form(value.id, pattern, _any_of(others) or "^$", names if is_zone else ""))
    return tuple(found)


class Places:
    """Tells in which places a text lies that is an address."""

    def __init__(self, fact: Fact) -> None:
        self._forms = forms_of(fact)
        self._any = re.compile(
            "|".join(f"({form.pattern.removeprefix('(?i)')})" for form in self._forms), re.IGNORECASE
        )
        self._zones = [(form.value, re.compile(form.beside)) for form in self._forms if form.beside]

    def of(self, text: str) -> list[str]:
        """Return the places of a narrow text: a district, and the zone where it names one; none, or one zone."""
        match = self._any.match(text)
        form = self._forms[match.lastindex - 1] if match and match.lastindex else None
        if form is None or re.search(form.unless, text):
            return []
        zones = [] if form.beside else [zone for zone, pattern in self._zones if pattern.search(text)]
        return [form.value, *zones]


def nothing_of(fact: Fact) -> str:
    """Return a pattern of texts that say nothing of the fact though they stand in its column; empty if there is none.

    Such are 深圳市, and an address without a district; a legal form is no type of company.
    """
    around = [f"^{_COUNTRY}(?:{_any_of(fact.within)})", _STREET] if fact.within else []
    words = [re.escape(word) for other in fact.others for word in other.words]
    parts = [*around, *words]
    return f"(?i)(?:{'|'.join(parts)})" if parts else ""


def other_of(fact: Fact, text: str) -> Text | None:
    """Return what a text is called that belongs to another fact: "a legal form"; None where it is not known."""
    lowered = text.casefold()
    return next((other.name for other in fact.others if any(word.casefold() in lowered for word in other.words)), None)


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.sub(r"([.()\[\]+*?|'\"])", r"\\\1", name) for name in dict.fromkeys(names))
