"""The courses of an amount under changed terms."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.cli.reforms import reformed
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Profile
from szsubsidy.rules.course import Course


def courses_under(
    session: Session, paths: Sequence[str], profile: Profile, as_of: int, fact: str
) -> list[tuple[str, Catalogue, Course]]:
    """Return what each file's changed terms are called, the catalogue under them, and the course of an amount."""
    found = [reformed(session, path) for path in paths]
    return [(title, other.catalogue, Course(other.catalogue, profile, as_of, fact)) for title, other in found]
