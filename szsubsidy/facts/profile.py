"""Profiles: the facts known of one applicant, and the names by which they are given."""

from __future__ import annotations

from collections.abc import Mapping

from szsubsidy.errors import SubsidyError, SubsidyErrors, quoted, unknown_fact
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.facts.read import names_of, read_value
from szsubsidy.spelling import fold, nearest

_MOST_ERRORS = 100
"""So many errors are told: each looks for what was probably meant."""


def read_profile(given: Mapping[str, object], facts: Mapping[str, Fact], *, where: str) -> Profile:
    """Return the profile that ``given`` stands for; keys are fact ids.

    ``where`` names the file in errors. Raises `SubsidyErrors` with everything that is wrong, as far as anybody reads.
    """
    profile: Profile = {}
    errors: list[SubsidyError] = []
    for key, value in given.items():
        try:
            fact = find_fact(key, facts)
            profile[fact.id] = read_value(fact, value)
        except SubsidyError as error:
            place = f"{where}: {error.where}" if where else error.where
            errors.append(error.at(place))
            if len(errors) == _MOST_ERRORS:
                break
    if errors:
        raise SubsidyErrors(errors)
    return profile


def find_fact(key: str, facts: Mapping[str, Fact]) -> Fact:
    """Return the fact called ``key``: its id (dashes may stand for underscores), a former one, a label or an alias."""
    name = key.strip().replace("-", "_")
    if name in facts:
        return facts[name]
    names = names_of(facts)
    for called in (name, key):
        if fold(called) in names:
            return facts[names[fold(called)]]
    raise unknown_fact(quoted(key), where=key, near=nearest(name, facts))
