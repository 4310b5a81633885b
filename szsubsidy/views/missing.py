"""Which facts are missing, and of which projects."""

from __future__ import annotations

from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import own_name


def named_missing(fact: str, estimate: Estimate, phrases: Phrases) -> str:
    """Write what a missing fact is called and, of several projects, of which it is asked: ``Contract amount of B``."""
    projects = estimate.lacking(fact)
    if not projects:
        return phrases.label(fact)
    names = phrases.joined([own_name(name) for name in projects])
    return phrases.fmt("{fact} of {projects}", fact=phrases.label(fact), projects=names)


def asked_of(fact: str, estimate: Estimate, phrases: Phrases) -> str:
    """Write a missing fact with its option or, of several projects, of which it is asked."""
    return named_missing(fact, estimate, phrases) if estimate.lacking(fact) else phrases.asked(fact)
