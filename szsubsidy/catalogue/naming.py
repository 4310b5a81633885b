"""Finds a programme by what people call it."""

from __future__ import annotations

from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.errors import quoted, unknown_programme
from szsubsidy.spelling import nearest


def find_programme(name: str, catalogue: Catalogue) -> Programme:
    """Return the programme with an id, a former id, a name or an alias. Raises `SubsidyError` where there is none."""
    wanted = name.strip().casefold()
    if wanted in catalogue.programmes:
        return catalogue.programmes[wanted]
    known: dict[str, Programme] = {}
    for programme in catalogue.programmes.values():
        for alias in (programme.id, *programme.formerly, *programme.name.values(), *programme.aliases):
            known.setdefault(alias.casefold(), programme)
    if wanted in known:
        return known[wanted]
    near = nearest(wanted, known)
    raise unknown_programme(quoted(name), where="", near=known[near].id if near else None)
