"""``compare --set``: the baseline with other facts, of the firm or of one project, or with other money of the year.

compute_contract=1000万        of the firm's one project
B.compute_contract=500万       of project B
new.compute_contract=500万     of one more project, otherwise like the first
held.training-voucher=300万    granted already this year
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from szsubsidy.analysis.varied import each_by_itself, with_new_project
from szsubsidy.catalogue.held import read_held
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.profile_source import with_facts
from szsubsidy.cli.session import Session
from szsubsidy.cli.settings import settings_in
from szsubsidy.errors import SubsidyError, message, unknown
from szsubsidy.facts.model import Fact, Firm, Project, firm_with
from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.projects import check_names, read_project
from szsubsidy.record import replace
from szsubsidy.spelling import fold

NEW, HELD = "new", "held"


def changed_firm(session: Session, baseline: Firm, as_of: int, setting: str) -> tuple[Firm, int]:
    """Return the baseline with what one ``--set`` says, and the day that it is for. Raises `SubsidyError`."""
    facts = session.catalogue.facts
    plain: list[str] = []
    of_projects: dict[str, list[tuple[str, str]]] = {}
    held: list[tuple[str, str]] = []
    for name, value in settings_in(setting, "--set"):
        whose, dot, what = name.partition(".")
        project = _called(whose, baseline.names) if dot else None
        if name == "as_of":
            as_of = session.day(value, "--set as_of")
        elif not dot:
            if len(baseline.projects) > 1:
                _check_of_the_firm(name, baseline, facts)
            plain.append(f"{name}={value}")
        elif project is None and whose == HELD:
            held.append((what, value))
        elif project is None and whose != NEW:
            raise unknown(
                whose, (*baseline.names, NEW, HELD), where=f"--set {name}", what=message("no project is called {given}")
            )
        else:
            of_projects.setdefault(project or NEW, []).append((what, value))
    firm = with_facts(session, baseline, FactTexts({}, (), ()), plain)
    for project, given in of_projects.items():
        read = read_project(given, facts, where=f"--set {project}")
        firm = _with(firm, project if project in baseline.names else None, read, facts)
    check_names(firm.projects, where="--set")
    granted = firm.held | read_held(held, session.catalogue, where="--set held")
    if of_projects or held:
        firm = firm_with(firm.facts, firm.projects, granted)
    return firm, as_of


def _called(name: str, names: Sequence[str]) -> str | None:
    """The project that is called so; None where there is none."""
    exact = [each for each in names if each == name.strip()]
    return next(iter((*exact, *(each for each in names if fold(each) == fold(name)))), None)


def _check_of_the_firm(name: str, firm: Firm, facts: Mapping[str, Fact]) -> None:
    """Raise `SubsidyError` for a fact of one project of several, as it is not said of which, and for one of none."""
    try:
        fact = find_fact(name, facts)
    except SubsidyError as error:
        raise error.at("--set") from error
    if fact.of == "project":
        raise SubsidyError(
            message("is a fact of one project, and the profile has {number}"),
            where=f"--set {name}",
            hint=message("--set {first}.{fact}=… for one of them, --set new.{fact}=… for one more"),
            code="fact-of-a-project",
            number=str(len(firm.projects)),
            first=firm.names[0],
            fact=fact.id,
        )


def _with(firm: Firm, name: str | None, read: Project, facts: Mapping[str, Fact]) -> Firm:
    """The firm with what was read of the project of that name or, without one, of a new project."""
    if name is None:
        firm = with_new_project(firm, facts)
        place = len(firm.projects) - 1
    else:
        firm = each_by_itself(firm, facts)
        place = firm.names.index(name)
    old = firm.projects[place]
    new = Project(read.name or old.name, old.facts | read.facts)
    return replace(firm, projects=(*firm.projects[:place], new, *firm.projects[place + 1 :]))
