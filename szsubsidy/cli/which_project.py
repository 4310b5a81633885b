"""``--of`` and ``--new``: of which project an amount is asked about, where a firm has, or is to have, several."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.analysis.varied import THE_FIRST, Which, with_new_project
from szsubsidy.cli.options import Option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, incompatible, message, unknown
from szsubsidy.facts.model import Fact, Firm
from szsubsidy.spelling import fold


def of_option(panel: str) -> Option:
    """Return the option that says of which project an amount is."""
    text = message("The project whose amount it is, by its name or letter (where there are several).")
    return Option("--of", help=text, metavar="NAME", panel=panel)


def new_option(panel: str) -> Option:
    """Return the option that asks about the amount of a project beside those that there are."""
    text = message("The amount of one more project, otherwise like the first.")
    return Option("--new", help=text, panel=panel)


def in_question(session: Session, firm: Firm, fact: Fact, of: str | None, *, new: bool) -> tuple[Firm, Which]:
    """Return the firm, with a new project where one is asked about, and which of its projects the amount is of.

    Raises `SubsidyError` where that is not said and there are several, or where there is no such project.
    """
    if new and of is not None:
        raise incompatible("--new", "--of")
    if fact.of == "firm":
        if new or of is not None:
            raise SubsidyError(
                message("{fact} is a fact of the firm, not of one project"),
                where="--new" if new else "--of",
                hint=message("leave it out"),
                code="usage",
                fact=fact.id,
            )
        return firm, THE_FIRST
    if new:
        return with_new_project(firm, session.catalogue.facts, fact.id), Which(len(firm.projects), is_new=True)
    return firm, _place(firm.names, of)


def _place(names: Sequence[str], of: str | None) -> Which:
    if of is None:
        if len(names) > 1:
            raise SubsidyError(
                message("the firm has several projects: {accepted}"),
                where="--of",
                hint=message("say which: --of {first}; --new asks about one more"),
                code="usage",
                accepted=tuple(names),
                first=names[0],
            )
        return THE_FIRST
    alike = [place for place, name in enumerate(names) if of == name] or [
        place for place, name in enumerate(names) if fold(of) == fold(name)
    ]
    if not alike:
        raise unknown(of, names, where="--of", what=message("no project is called {given}"))
    return Which(alike[0])
