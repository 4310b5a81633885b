"""Profiles: the facts known of one applicant, from and to TOML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from szsubsidy.errors import FileError, SubsidyError, SubsidyErrors
from szsubsidy.facts.days import to_date
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.facts.read import nearest, read_value
from szsubsidy.money import FEN_PER_YUAN, percent, plain


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
            errors.append(SubsidyError(error.what, where=place, hint=error.hint, code=error.code))
    if errors:
        raise SubsidyErrors(errors)
    return profile


def find_fact(key: str, facts: Mapping[str, Fact]) -> Fact:
    """Return the fact called ``key`` (dashes may stand for underscores), by its id or a former one."""
    name = key.strip().replace("-", "_")
    for fact in facts.values():
        if name == fact.id or name in fact.formerly:
            return fact
    near = nearest(name, facts)
    hint = f"did you mean {near}? " if near else ""
    raise SubsidyError(
        f"no fact is called {key!r}", where=key, hint=f"{hint}szsubsidy facts lists them", code="unknown-fact"
    )


def load_profile(path: Path, facts: Mapping[str, Fact]) -> Profile:
    """Read a profile from a TOML file. Raises `SubsidyError` or `FileError`, never anything else."""
    import tomllib

    where = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except IsADirectoryError as error:
        raise SubsidyError("is a folder", where=where, hint="a TOML file of facts", code="not-a-file") from error
    except FileNotFoundError as error:
        raise SubsidyError("does not exist", where=where, hint="a TOML file of facts", code="no-file") from error
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=where, code="unreadable") from error
    except UnicodeDecodeError as error:
        raise SubsidyError("is not UTF-8", where=where, hint="save it as UTF-8", code="bad-encoding") from error
    try:
        content = tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SubsidyError(f"is not valid TOML: {error}", where=where, code="bad-toml") from error
    return read_profile(content, facts, where=where)


def dump_profile(profile: Profile, facts: Mapping[str, Fact]) -> bytes:
    """Return a profile as TOML, in the order of the catalogue; the same profile gives the same bytes."""
    import tomli_w

    return tomli_w.dumps({fact: _toml(spec, profile[fact]) for fact, spec in facts.items() if fact in profile}).encode(
        "utf-8"
    )


def _toml(fact: Fact, value: object) -> Any:
    match fact.type, value:
        case "money", int():
            return value // FEN_PER_YUAN if value % FEN_PER_YUAN == 0 else plain(value)
        case "percent", int():
            return percent(value)
        case "date", int():
            return to_date(value)
        case _, frozenset():
            return [item.id for item in fact.values if item.id in value]
    return value
