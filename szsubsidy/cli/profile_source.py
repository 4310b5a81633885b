"""Where a profile comes from: a TOML file, the fact options, ``--set``, in rising precedence."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from szsubsidy.cli.options import option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, not_a_setting
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.facts.profile import MAX_BYTES, dump_profile, find_fact, load_profile, parse_profile
from szsubsidy.facts.read import read_value
from szsubsidy.files import write_new
from szsubsidy.i18n import Translate


def profile_options(_: Translate, facts: Mapping[str, Fact], *, saves: bool = True) -> list[inspect.Parameter]:
    """Return the options that read and, where the command ``saves``, write profiles."""
    panel = _("Profile")
    options = [
        option(
            "profile",
            str,
            None,
            "--profile",
            help=_("Read facts from a TOML file; - is stdin."),
            metavar="FILE",
            rich_help_panel=panel,
        ),
        option(
            "settings",
            list[str],
            [],
            "--set",
            help=_("Set a fact: --set compute_contract=800万. Outranks the options and the profile."),
            metavar="FACT=VALUE",
            autocompletion=lambda incomplete: _complete_setting(incomplete, facts),
            rich_help_panel=panel,
            show_default=False,
        ),
    ]
    if saves:
        options.append(
            option(
                "save_profile",
                str,
                None,
                "--save-profile",
                help=_("Write the facts to a TOML file; - is stdout."),
                metavar="FILE",
                rich_help_panel=panel,
            )
        )
    force = option("force", bool, False, "--force", help=_("Overwrite an existing file."), rich_help_panel=panel)
    return [*options, force]


def as_of_option(_: Translate) -> inspect.Parameter:
    """Return ``--as-of``."""
    return option(
        "as_of", str, None, "--as-of", help=_("The day to judge by; today in Shenzhen if not given."), metavar="DATE"
    )


def given_profile(session: Session, given: dict[str, Any]) -> Profile:
    """Return the profile from file, options and settings. Raises `SubsidyErrors` with all that is wrong."""
    profile = {} if given["profile"] is None else profile_from(session, given["profile"])
    return profile | given_facts(session, given)


def profile_from(session: Session, name: str) -> Profile:
    """Read a profile from a TOML file; ``-`` is stdin. Raises `SubsidyError` or `FileError`."""
    facts = session.catalogue.facts
    if name == "-":
        return parse_profile(session.env.stdin.buffer.read(MAX_BYTES + 1), facts, where="stdin")
    return load_profile(Path(name), facts)


def given_facts(session: Session, given: Mapping[str, Any]) -> Profile:
    """Return the facts from options and settings. Raises `SubsidyErrors` with all that is wrong."""
    facts = session.catalogue.facts
    profile: Profile = {}
    typed: list[tuple[str, str, object]] = [
        (fact.option, fact.id, given[fact.id]) for fact in facts.values() if given.get(fact.id) not in (None, [])
    ]
    errors: list[SubsidyError] = []
    for setting in given.get("settings", ()):
        name, equals, value = setting.partition("=")
        if equals:
            typed.append((f"--set {name}", name, value))
        else:
            errors.append(not_a_setting(setting, where="--set", code="bad-input"))
    for where, name, value in typed:
        try:
            fact = find_fact(name, facts)
            profile[fact.id] = read_value(fact, _one_or_many(value))
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


def _one_or_many(value: object) -> object:
    return ",".join(value) if isinstance(value, list) else value


def _complete_setting(incomplete: str, facts: Mapping[str, Fact]) -> list[str]:
    name, equals, value = incomplete.partition("=")
    if not equals:
        return [f"{fact}=" for fact in facts if fact.startswith(name)]
    ids = [item.id for item in facts[name].values] if name in facts else []
    return [f"{name}={item}" for item in ids if item.startswith(value)]
