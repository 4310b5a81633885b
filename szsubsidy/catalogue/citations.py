"""Citations: every figure names the provision that it is taken from, and is as sure as that provision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar, cast

from szsubsidy.catalogue.sources import Source
from szsubsidy.errors import SubsidyError, message
from szsubsidy.fields import Limits
from szsubsidy.record import UNCOMPILED, Record, keys_of, replace
from szsubsidy.vocabulary import Confidence

R = TypeVar("R", bound=Record)

Cite: TypeAlias = Annotated[str, Limits(pattern=r"^[a-z0-9-]+(#[a-z0-9.-]+)?$")]
"""The id of a source and, after ``#``, a place in it: ``measures-2024#2``."""


class Cited(Record, kw_only=True):
    """A figure or statement with the provision that it was taken from.

    ``confidence`` is given in files only where it differs from that of the provision.
    """

    cite: Cite
    confidence: Confidence = UNCOMPILED


def source_of(cite: str) -> str:
    """Return the id of the source that is cited: ``measures-2024`` of ``measures-2024#2``."""
    return cite.partition("#")[0]


def resolve(cite: str, sources: dict[str, Source], where: str) -> Confidence:
    """Return how sure the cited place is. Raises `SubsidyError` if there is no such place."""
    source_id, _, at = cite.partition("#")
    source = sources.get(source_id)
    if source is None:
        hint = message("add the source {source} to sources.toml")
    elif not at:
        return source.confidence
    elif at in source.provisions:
        return source.provisions[at].confidence
    else:
        hint = message("provisions of {source}: {accepted}")
    raise SubsidyError(
        message("the citation {cite} leads nowhere"),
        where=where,
        hint=hint,
        code="bad-catalogue",
        cite=cite,
        source=source_id,
        accepted=tuple(source.provisions) if source and source.provisions else "–",
    )


def resolved(record: R, sources: dict[str, Source], file: str, key: str = "") -> R:
    """Return a record that was read from a file with the confidence of everything cited in it.

    What is cited as ``measures-2024#2`` and says nothing of its confidence has that of provision 2 of the source
    ``measures-2024``; a figure that the provision gives less surely than the rest says so itself. Done once, here,
    so that nothing that shows or weighs a figure needs the bibliography. Raises `SubsidyError` for a
    citation that leads nowhere; ``key`` is where in ``file`` the record stands.
    """

    def confident(cited: Cited, within: str) -> Cited:
        confidence = resolve(cited.cite, sources, f"{file}: {within}cite")
        return replace(cited, confidence=confidence) if cited.confidence is UNCOMPILED else cited

    return recited(record, confident, key)


def recited(record: R, change: Callable[[Cited, str], Cited], key: str = "") -> R:
    """Return a record that was read from a file, changed wherever it or a part of it cites something.

    ``change`` is also told where in the file the part stands: ``editions[0].award.cap.``.
    """
    within = f"{key}." if key else ""
    if isinstance(record, Cited):
        record = cast("R", change(record, within))
    changes: dict[str, Any] = {}
    for name, written in keys_of(type(record)).items():
        part = getattr(record, name)
        if isinstance(part, Record):
            changes[name] = recited(part, change, within + written)
        elif isinstance(part, tuple) and part and isinstance(part[0], Record):
            changes[name] = tuple(
                recited(item, change, f"{within}{written}[{place}]") for place, item in enumerate(part)
            )
    made: R = replace(cast("Any", record), **changes)
    return made
