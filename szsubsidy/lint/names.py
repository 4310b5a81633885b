"""Programmes that one name leads to, of which only the first is ever found by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from szsubsidy.catalogue.model import Programme
from szsubsidy.errors import SubsidyError, message
from szsubsidy.lint.diagnostic import Diagnostic


def same_names(programmes: Mapping[str, Programme], files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield a warning for every two ``programmes`` that share names, one of which is in ``files``: id to file name.

    With 算力券 as the name of the first and as an alias of the second, ``explain 算力券`` explains the first.
    """
    for place, (later, programme) in enumerate(programmes.items()):
        for earlier in list(programmes)[:place]:
            known = _names(programmes[earlier])
            shared = tuple(name for key, name in _names(programme).items() if key in known)
            told, other = (later, earlier) if later in files else (earlier, later)
            if shared and told in files:
                problem = SubsidyError(
                    message("{other} is called the same: {names}"),
                    where=f"{files[told]}: name",
                    hint=message("names that no other programme has"),
                    code="same-name",
                    other=other,
                    names=shared,
                )
                yield Diagnostic("warning", problem)


def _names(programme: Programme) -> dict[str, str]:
    """What a programme answers to, by what is compared."""
    names: dict[str, str] = {}
    for name in (programme.id, *programme.formerly, *programme.name.values(), *programme.aliases):
        names.setdefault(name.casefold(), name)
    return names
