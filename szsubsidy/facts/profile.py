"""Profiles: the facts known of one applicant, from and to TOML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from szsubsidy.errors import (
    SubsidyError,
    SubsidyErrors,
    bad_toml,
    message,
    not_utf8,
    quoted,
    unknown_fact,
)
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.facts.read import names_of, read_value
from szsubsidy.facts.types import type_of
from szsubsidy.files import read_file
from szsubsidy.spelling import fold, nearest

MAX_BYTES = 1 << 20
_A_PROFILE = message("a TOML file of facts")


def read_profile(given: Mapping[str, object], facts: Mapping[str, Fact], *, where: str) -> Profile:
    """Return the profile that ``given`` stands for; keys are fact ids.

    ``where`` names the file in errors. Raises `SubsidyErrors` with everything that is wrong.
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


def load_profile(path: Path, facts: Mapping[str, Fact]) -> Profile:
    """Read a profile from a TOML file. Raises `SubsidyError` or `FileError`, never anything else."""
    return parse_profile(read_file(path, MAX_BYTES + 1, _A_PROFILE), facts, where=str(path))


def parse_profile(content: bytes, facts: Mapping[str, Fact], *, where: str) -> Profile:
    """Read a profile from the bytes of a TOML document. Raises `SubsidyError`, never anything else."""
    import tomllib

    if len(content) > MAX_BYTES:
        raise SubsidyError(message("is larger than a mebibyte"), where=where, hint=_A_PROFILE, code="too-large")
    try:
        # Editors of Windows put a byte order mark in front. Decimals stay text: an amount is never a float.
        given = tomllib.loads(content.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError as error:
        raise not_utf8(where) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise bad_toml(where, str(error)) from error
    return read_profile(given, facts, where=where)


def dump_profile(profile: Profile, facts: Mapping[str, Fact]) -> bytes:
    """Return a profile as TOML, in the order of the catalogue; the same profile gives the same bytes."""
    import tomli_w

    content = {fact: type_of(spec).toml(profile[fact]) for fact, spec in facts.items() if fact in profile}
    return tomli_w.dumps(content).encode("utf-8")
