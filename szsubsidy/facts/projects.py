"""The projects of a firm as they are given: each a name, where it has one, and facts of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from szsubsidy.errors import SubsidyError, SubsidyErrors, given_twice, message, quoted
from szsubsidy.facts.model import Fact, Profile, Project, Value, called
from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.read import read_value
from szsubsidy.spelling import fold

PROJECTS = "projects"
"""The key of the list of projects in files."""
HELD = "held"
"""The key of what is held, by programme."""
NAME = "name"
NAMES = (NAME, "名称", "名稱")
"""What the name of a project may be called. Of a project it is no name of the firm, which goes by the same word."""
LONGEST = 100


def read_project(given: Iterable[tuple[str, object]], facts: Mapping[str, Fact], *, where: str) -> Project:
    """Return the project that keys and their values tell of: facts by id, label or alias, and perhaps a name.

    ``where`` says of which project errors are. Raises `SubsidyErrors` with everything that is wrong.
    """
    profile: Profile = {}
    seen: dict[str, object] = {}
    errors: list[SubsidyError] = []
    name = ""
    for key, value in given:
        try:
            fact = None if is_name(key) else find_fact(key, facts)
            told = NAME if fact is None else fact.id
            if told in seen:
                raise given_twice(seen[told], value, where=told)
            seen[told] = value
            if fact is None:
                name = _name(value)
            else:
                profile[fact.id] = _of_the_project(fact, value)
        except SubsidyError as error:
            errors.append(error.at(f"{where}: {error.where}"))
    if errors:
        raise SubsidyErrors(errors)
    return Project(name, profile)


def is_name(key: str) -> bool:
    """Whether ``key`` stands before the name of a project."""
    return fold(key) in NAMES


def check_names(projects: Sequence[Project], *, where: str) -> None:
    """Raise `SubsidyError` where two projects go by one name; a project without one goes by its letter."""
    names = called([project.name for project in projects])
    for place, name in enumerate(names):
        if name in names[:place]:
            raise SubsidyError(
                message("two projects are called {given}"),
                where=where,
                hint=message("each with a name of its own: name=…"),
                code="project-twice",
                given=quoted(name),
            )


def _of_the_project(fact: Fact, value: object) -> Value:
    if fact.of == "firm":
        raise SubsidyError(
            message("is a fact of the firm, not of one project"),
            where=fact.id,
            hint=message("give it once, outside the projects"),
            code="fact-of-the-firm",
        )
    return read_value(fact, value)


def _name(value: object) -> str:
    """Read a name: it stands in the lines of explanations, and between semicolons on a command line."""
    name = value.strip() if isinstance(value, str) else ""
    if not name or len(name) > LONGEST or not name.isprintable() or ";" in name or "；" in name:
        raise SubsidyError(
            message("{given} is not a name for a project"),
            where=NAME,
            hint=message("one line of at most {most} characters, without a semicolon"),
            code="bad-value",
            given=quoted(value),
            most=str(LONGEST),
        )
    return name
