"""Where what is known of a firm comes from: a TOML file, the fact options, ``--set``, in rising precedence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

from szsubsidy.catalogue.held import read_held
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import PROFILE, Option
from szsubsidy.cli.session import Session
from szsubsidy.cli.settings import read_setting, settings_in
from szsubsidy.errors import SubsidyError, SubsidyErrors, given_twice, message, not_a_programmes_amount
from szsubsidy.facts.model import Fact, Firm, Profile, Project, firm_with, one_project
from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.projects import check_names, is_name, read_project
from szsubsidy.facts.read import read_value
from szsubsidy.record import replace


def _complete_setting(session: Session, incomplete: str) -> list[str]:
    facts = session.catalogue.facts
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
        panel=PROFILE,
    ),
]
Settings: TypeAlias = Annotated[
    list[str] | None,
    Option(
        "--set",
        help=message("Set a fact: --set compute_contract=800万. Takes precedence over options and profile."),
        metavar="FACT=VALUE",
        complete=_complete_setting,
        panel=PROFILE,
    ),
]
SaveProfile: TypeAlias = Annotated[
    str | None,
    Option(
        "--save-profile",
        help=message("Write the facts to a TOML file; - is stdout, and all else goes to stderr."),
        metavar="FILE",
        panel=PROFILE,
    ),
]
Force: TypeAlias = Annotated[bool, Option("--force", help=message("Overwrite an existing file."), panel=PROFILE)]


def read_firm(session: Session, file: str | None, given: FactTexts, settings: Sequence[str] | None) -> Firm:
    """Return the firm from file, options and settings. Raises `SubsidyErrors` with all that is wrong."""
    base = one_project({}) if file is None else firm_from(session, file)
    return with_facts(session, base, given, settings)


def firm_from(session: Session, name: str) -> Firm:
    """Read a firm from a TOML file; ``-`` is stdin. Raises `SubsidyError` or `FileError`."""
    from pathlib import Path

    from szsubsidy.catalogue.firm import MAX_BYTES, load_firm, parse_firm

    if name == "-":
        return parse_firm(session.env.stdin.buffer.read(MAX_BYTES + 1), session.catalogue, where="stdin")
    return load_firm(Path(name), session.catalogue)


def with_facts(session: Session, base: Firm, given: FactTexts, settings: Sequence[str] | None = None) -> Firm:
    """Return a firm with what options and settings give besides, which outranks it.

    Facts of a project that no ``--project`` holds are of the one project that there is. Raises `SubsidyErrors` with all
    that is wrong, also where there are several projects, or ``--project`` makes them several: whoever names what all
    contracts are for once, and then the amount of each, would else have one without an amount.
    """
    facts = session.catalogue.facts
    errors: list[SubsidyError] = []
    plain: Profile = {}
    seen: dict[tuple[bool, str], str] = {}
    for where, name, value in _typed(session, given, settings, errors):
        try:
            fact = find_fact(name, facts)
            key = (where == fact.option, fact.id)
            if key in seen:
                raise given_twice(seen[key], value, where=where)
            seen[key] = value
            value_read = read_value(fact, value)
            if fact.of == "project" and len(base.projects) > 1:
                raise _of_which(fact, len(base.projects), where)
            if fact.of == "project" and given.projects:
                raise _beside_projects(fact, value, where)
            plain[fact.id] = value_read
        except SubsidyError as error:
            errors.append(error.at("--set" if error.code == "unknown-fact" else where))
    added = _projects(session, given.projects, errors)
    held = _held(session, given.held, errors)
    if errors:
        raise SubsidyErrors(errors)
    firm = _composed(base, plain, added, base.held | held, facts)
    check_names(firm.projects, where="--project")
    return firm


def _composed(
    base: Firm, plain: Profile, added: Sequence[Project], held: dict[str, int], facts: Mapping[str, Fact]
) -> Firm:
    def of(kind: str, profile: Profile) -> Profile:
        return {fact: value for fact, value in profile.items() if facts[fact].of == kind}

    projects = list(base.projects)
    if len(projects) == 1:
        [only] = projects
        projects = [Project(only.name, of("project", base.profile | plain))]
        if added and not only.name and not projects[0].facts:
            projects = []
    return firm_with(of("firm", base.facts | plain), [*projects, *added], held)


def _typed(
    session: Session, given: FactTexts, settings: Sequence[str] | None, errors: list[SubsidyError]
) -> Iterator[tuple[str, str, str]]:
    """Yield what options and settings give: where it was typed, the fact's name, and the value."""
    for fact, text in given.texts.items():
        yield session.catalogue.facts[fact].option, fact, text
    for setting in settings or ():
        try:
            name, value = read_setting(setting, "--set")
        except SubsidyError as error:
            errors.append(error)
        else:
            yield f"--set {name}", name, value


def _projects(session: Session, texts: Sequence[str], errors: list[SubsidyError]) -> list[Project]:
    projects = []
    for number, text in enumerate(texts, 1):
        try:
            pairs = settings_in(text, "--project")
            name = next((value for key, value in pairs if is_name(key)), "")
            projects.append(read_project(pairs, session.catalogue.facts, where=f"--project {name or number}"))
        except SubsidyErrors as several:
            errors += several.errors
        except SubsidyError as error:
            errors.append(error)
    return projects


def _held(session: Session, texts: Sequence[str], errors: list[SubsidyError]) -> dict[str, int]:
    try:
        return read_held([_held_amount(text) for text in texts], session.catalogue, where="--held")
    except SubsidyErrors as several:
        errors += several.errors
    except SubsidyError as error:
        errors.append(error)
    return {}


def _held_amount(text: str) -> tuple[str, str]:
    name, equals, amount = text.partition("=")
    if not equals:
        raise not_a_programmes_amount(text, where="--held", hint=message("such as training-voucher=300万"))
    return name.strip(), amount.strip()


def _of_which(fact: Fact, number: int, where: str) -> SubsidyError:
    return SubsidyError(
        message("is a fact of one project, and the profile has {number}"),
        where=where,
        hint=message("--project '{fact}=…' adds another project"),
        code="fact-of-a-project",
        number=str(number),
        fact=fact.id,
    )


def _beside_projects(fact: Fact, value: str, where: str) -> SubsidyError:
    return SubsidyError(
        message("is a fact of a project, and --project gives these"),
        where=where,
        hint=message("write '{fact}={value}' into each --project that it is true of"),
        code="fact-of-a-project",
        fact=fact.id,
        value=value,
    )


def save_firm(session: Session, firm: Firm, path: str, *, force: bool) -> Session:
    """Write a firm as TOML, ``-`` to stdout; appears under its name only when complete.

    Return the session to go on with: where stdout has the firm, it has nothing else, and results go to stderr.
    """
    from szsubsidy.catalogue.firm import dump_firm
    from szsubsidy.files import write_new

    content = dump_firm(firm, session.catalogue)
    if path == "-":
        session.write(content.decode("utf-8"))
        session.env.stdout.flush()
        return replace(session, env=replace(session.env, stdout=session.env.stderr))
    write_new(path, content, force=force)
    return session
