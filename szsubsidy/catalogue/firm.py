"""A firm's year from and to TOML: the facts of the firm, a table for each project, and what is held already.

    company_type = "sme"

    [[projects]]
    name = "A"
    project_category = ["model-training"]
    compute_contract = "1500万"

    [[projects]]
    project_category = ["model-training"]
    compute_contract = "1200万"

    [held]
    training-voucher = "300万"

Without ``[[projects]]`` all facts are of the firm and its one project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from szsubsidy.catalogue.held import read_held
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, bad_toml, message, not_utf8
from szsubsidy.facts.model import Fact, Firm, Profile, Project, bare_fact, firm_with
from szsubsidy.facts.profile import find_fact, read_profile
from szsubsidy.facts.projects import HELD, NAME, PROJECTS, check_names, is_name, read_project
from szsubsidy.facts.types import type_of
from szsubsidy.files import read_file
from szsubsidy.toml import read_toml

MAX_BYTES = 1 << 20
_A_PROFILE = message("a TOML file of facts")
_AMOUNT = bare_fact("held", "money")

T = TypeVar("T")


def read_firm(given: Mapping[str, object], catalogue: Catalogue, *, where: str) -> Firm:
    """Return the firm that ``given`` stands for; keys are ids of facts, ``projects`` and ``held``.

    ``where`` names the file in errors. Raises `SubsidyErrors` with everything that is wrong.
    """
    errors: list[SubsidyError] = []

    def gathered(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except SubsidyErrors as several:
            errors.extend(several.errors)
        except SubsidyError as error:
            errors.append(error)
        return otherwise

    before = f"{where}: " if where else ""
    known = {key: value for key, value in given.items() if key not in {PROJECTS, HELD}}
    none: list[Project] = []
    facts = gathered(lambda: read_profile(known, catalogue.facts, where=where), Profile())
    projects = gathered(lambda: _projects(given.get(PROJECTS, []), catalogue.facts, before), none)
    held = gathered(lambda: _held(given.get(HELD, {}), catalogue, before), dict[str, int]())
    if projects:
        errors += [_beside_projects(key, before) for key in known if _is_of_a_project(key, catalogue.facts)]
        gathered(lambda: check_names(projects, where=f"{before}[[{PROJECTS}]]"), None)
    if errors:
        raise SubsidyErrors(errors)
    return firm_with(facts, projects, held)


def load_firm(path: Path, catalogue: Catalogue) -> Firm:
    """Read a firm from a TOML file. Raises `SubsidyError` or `FileError`, never anything else."""
    return parse_firm(read_file(path, MAX_BYTES + 1, _A_PROFILE), catalogue, where=str(path))


def parse_firm(content: bytes, catalogue: Catalogue, *, where: str) -> Firm:
    """Read a firm from the bytes of a TOML document. Raises `SubsidyError`, never anything else."""
    import tomllib

    if len(content) > MAX_BYTES:
        raise SubsidyError(message("is larger than a mebibyte"), where=where, hint=_A_PROFILE, code="too-large")
    try:
        given = read_toml(content, where)
    except UnicodeDecodeError as error:
        raise not_utf8(where) from error
    except tomllib.TOMLDecodeError as error:
        raise bad_toml(where, str(error)) from error
    return read_firm(given, catalogue, where=where)


def dump_firm(firm: Firm, catalogue: Catalogue) -> bytes:
    """Return a firm as TOML, in the order of the catalogue; the same firm gives the same bytes."""
    import tomli_w

    def table(profile: Profile) -> dict[str, object]:
        return {fact: type_of(spec).toml(profile[fact]) for fact, spec in catalogue.facts.items() if fact in profile}

    amount = type_of(_AMOUNT)
    parts = [tomli_w.dumps(table(firm.facts if firm.listed else firm.profile))]
    for project in firm.listed:
        named = {NAME: project.name} if project.name else {}
        parts.append(f"[[{PROJECTS}]]\n{tomli_w.dumps(named | table(project.facts))}")
    if firm.held:
        held = {name: amount.toml(firm.held[name]) for name in catalogue.programmes if name in firm.held}
        parts.append(f"[{HELD}]\n{tomli_w.dumps(held)}")
    return "\n".join(filter(None, parts)).encode("utf-8")


def _projects(given: object, facts: Mapping[str, Fact], before: str) -> list[Project]:
    if not isinstance(given, list) or not all(isinstance(table, Mapping) for table in given):
        raise SubsidyError(
            message("is not a list of projects"),
            where=f"{before}{PROJECTS}",
            hint=message("[[projects]] on a line, and the facts of one project below it"),
            code="bad-value",
        )
    projects, errors = [], []
    for number, table in enumerate(given, 1):
        name = next((value for key, value in table.items() if is_name(key) and isinstance(value, str)), "")
        try:
            where = f"{before}[[{PROJECTS}]] {name.strip() or number}"
            projects.append(read_project(table.items(), facts, where=where))
        except SubsidyErrors as several:
            errors += several.errors
    if errors:
        raise SubsidyErrors(errors)
    return projects


def _held(given: object, catalogue: Catalogue, before: str) -> dict[str, int]:
    if not isinstance(given, Mapping):
        raise SubsidyError(
            message("is not a table of amounts already granted"),
            where=f"{before}{HELD}",
            hint=message('[held] on a line, and below it such as training-voucher = "300万"'),
            code="bad-value",
        )
    return read_held(given.items(), catalogue, where=f"{before}[{HELD}]")


def _is_of_a_project(key: str, facts: Mapping[str, Fact]) -> bool:
    try:
        return find_fact(key, facts).of == "project"
    except SubsidyError:
        return False


def _beside_projects(key: str, before: str) -> SubsidyError:
    return SubsidyError(
        message("is a fact of one project, and stands outside the projects"),
        where=f"{before}{key}",
        hint=message("write it below [[projects]]"),
        code="fact-of-a-project",
    )
