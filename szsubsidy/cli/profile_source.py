"""Where a profile comes from: a TOML file, the fact options, ``--set``, in rising precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from typer import Option

from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import PROFILE, session_of
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, message, not_a_setting
from szsubsidy.facts.model import Profile
from szsubsidy.facts.profile import MAX_BYTES, dump_profile, find_fact, load_profile, parse_profile
from szsubsidy.facts.read import read_value
from szsubsidy.files import write_new


def _complete_setting(context: typer.Context, incomplete: str) -> list[str]:
    facts = session_of(context).catalogue.facts
    name, equals, value = incomplete.partition("=")
    if not equals:
        return [f"{fact}=" for fact in facts if fact.startswith(name)]
    ids = [choice.id for choice in facts[name].values] if name in facts else []
    return [f"{name}={choice}" for choice in ids if choice.startswith(value)]


ProfileFile: TypeAlias = Annotated[
    str | None,
    Option(
        "--profile",
        help=message("Read facts from a TOML file; - is stdin."),
        metavar="FILE",
        rich_help_panel=PROFILE,
    ),
]
Settings: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--set",
        help=message("Set a fact: --set compute_contract=800万. Takes precedence over options and profile."),
        metavar="FACT=VALUE",
        autocompletion=_complete_setting,
        rich_help_panel=PROFILE,
        show_default=False,
    ),
]
SaveProfile: TypeAlias = Annotated[
    str | None,
    Option(
        "--save-profile",
        help=message("Write the facts to a TOML file; - is stdout."),
        metavar="FILE",
        rich_help_panel=PROFILE,
    ),
]
Force: TypeAlias = Annotated[
    bool, Option("--force", help=message("Overwrite an existing file."), rich_help_panel=PROFILE)
]


def read_profile(session: Session, file: str | None, facts: FactTexts, settings: Sequence[str] | None) -> Profile:
    """Return the profile from file, options and settings. Raises `SubsidyErrors` with all that is wrong."""
    profile = {} if file is None else profile_from(session, file)
    return profile | read_facts(session, facts, settings)


def profile_from(session: Session, name: str) -> Profile:
    """Read a profile from a TOML file; ``-`` is stdin. Raises `SubsidyError` or `FileError`."""
    facts = session.catalogue.facts
    if name == "-":
        return parse_profile(session.env.stdin.buffer.read(MAX_BYTES + 1), facts, where="stdin")
    return load_profile(Path(name), facts)


def read_facts(session: Session, texts: Mapping[str, str], settings: Sequence[str] | None = None) -> Profile:
    """Return the facts from options and settings. Raises `SubsidyErrors` with all that is wrong."""
    facts = session.catalogue.facts
    profile: Profile = {}
    typed = [(facts[fact].option, fact, text) for fact, text in texts.items()]
    errors: list[SubsidyError] = []
    for setting in settings or ():
        name, equals, value = setting.partition("=")
        if equals:
            typed.append((f"--set {name}", name, value))
        else:
            errors.append(not_a_setting(setting, where="--set", code="bad-input"))
    for where, name, value in typed:
        try:
            fact = find_fact(name, facts)
            profile[fact.id] = read_value(fact, value)
        except SubsidyError as error:
            errors.append(error.at("--set" if error.code == "unknown-fact" else where))
    if errors:
        raise SubsidyErrors(errors)
    return profile


def save_profile(session: Session, profile: Profile, path: str, *, force: bool) -> None:
    """Write a profile as TOML, ``-`` to stdout; appears under its name only when complete."""
    content = dump_profile(profile, session.catalogue.facts)
    if path == "-":
        session.write(content.decode("utf-8"))
        return
    write_new(path, content, force=force)
