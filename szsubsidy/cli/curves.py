"""The courses of an amount under changed terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.cli.reforms import known_to_both, reformed
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Profile


class Reform(NamedTuple):
    """What changed terms are called, the session under them, and the course of the amount."""

    title: str
    session: Session
    curve: BenefitCurve


def curves_under(session: Session, paths: Sequence[str], profile: Profile, as_of: int, fact: str) -> list[Reform]:
    """Return the course of an amount under the changed terms of each file."""
    found = [reformed(session, path) for path in paths]
    return [Reform(title, other, BenefitCurve(other.catalogue, profile, as_of, fact)) for title, other in found]


def known_to_all(session: Session, reforms: Sequence[Reform]) -> Session:
    """Return the session with words for every programme, also those that only changed terms have."""
    return reduce(known_to_both, (item.session for item in reforms), session)
