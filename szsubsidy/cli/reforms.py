"""``--reform``: changed terms, laid over the catalogue for one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path

from szsubsidy.analysis.compare import Variant
from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.sweep import ReformedCurve
from szsubsidy.analysis.terms_diff import reform_changes
from szsubsidy.catalogue.areas import Areas, with_places
from szsubsidy.catalogue.model import Catalogue, Overlay
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Firm
from szsubsidy.record import replace
from szsubsidy.rules.estimate import estimate


def reformed(session: Session, path: str) -> tuple[str, Session]:
    """Return what a file's changed terms are called, and the session under them.

    Raises `SubsidyError` for what is wrong with the file, `FileError` where it cannot be read.
    """
    from szsubsidy.catalogue.reform import read_reform

    reform = read_reform(Path(path), session.catalogue, session.folders)
    return reform.title[session.env.language], session.under(reform.catalogue)


def curves_under(session: Session, paths: Sequence[str] | None, curve: BenefitCurve) -> list[ReformedCurve]:
    """Return what a benefit curve becomes under the changed terms of each file."""
    sessions = [reformed(session, path) for path in paths or ()]
    return [ReformedCurve(title, curve.under(other.catalogue)) for title, other in sessions]


def reformed_variant(session: Session, path: str, firm: Firm, as_of: int) -> tuple[Variant, Session]:
    """Return a firm's estimate under the changed terms of a file, and the session under them."""
    title, changed = reformed(session, path)
    terms = reform_changes(session.catalogue.programmes.values(), changed.catalogue.programmes.values(), as_of)
    return Variant(title, estimate(changed.catalogue, firm, as_of), tuple(terms)), changed


def merged_catalogue(one: Catalogue, other: Catalogue) -> Catalogue:
    """Return the second catalogue with what only the first one has: programmes, sources, places, terms of one's own."""
    areas = one.areas | other.areas
    own = {name: programme for name, programme in one.programmes.items() if programme.origin is not None}
    unchanged = {name: programme for name, programme in other.programmes.items() if programme.origin is None}
    return replace(
        other,
        facts=with_places(other.facts, Areas(areas)),
        programmes={
            **one.programmes,
            **other.programmes,
            **{name: own[name] for name in own.keys() & unchanged.keys()},
        },
        sources=one.sources | other.sources,
        authorities=one.authorities | other.authorities,
        areas=areas,
        overlay=_merged_overlay(one.overlay, other.overlay),
    )


def _merged_overlay(one: Overlay | None, other: Overlay | None) -> Overlay | None:
    if one is None or other is None:
        return one or other
    places = tuple(dict.fromkeys((*one.places, *other.places)))
    return replace(other, places=places, programmes={**one.programmes, **other.programmes})


def session_for(session: Session, catalogues: Iterable[Catalogue]) -> Session:
    """Return the session with words for every programme of ``catalogues``, which may have programmes of their own."""
    return session.under(reduce(merged_catalogue, catalogues, session.catalogue))
