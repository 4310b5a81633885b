"""One amount of a firm that varies: of one of its projects, of a new one beside them, or of the firm itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from szsubsidy.facts.model import Fact, Firm, Profile, Project, one_project
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.record import replace


class Which(NamedTuple):
    """The place of the project whose amount varies, and whether it is a new one beside those that there are."""

    place: int = 0
    is_new: bool = False


THE_FIRST = Which()


class VariedAmount:
    """The amount ``fact`` of one project of a firm.

    ``beside`` is the firm without it, ``value`` the amount that the firm has (fen), None where it has none.
    """

    def __init__(self, applicant: Profile | Firm, fact: Fact, which: Which) -> None:
        self.firm = applicant if isinstance(applicant, Firm) else one_project(applicant)
        self.fact = fact
        self.place, self.is_new = which
        self.is_flat = self.firm.is_flat
        self.held = self.firm.held
        given = self.firm.profiles[self.place].get(fact.id)
        self.value = given if isinstance(given, int) else None
        self.beside = _without(self.firm, fact.id, self.place)
        self.profile = self.beside.profile

    @property
    def project(self) -> str | None:
        """What the project of the amount is called; None where there is only one, or where it is of the firm."""
        several = len(self.firm.projects) > 1 and self.fact.of == "project"
        return self.firm.names[self.place] if several else None

    def profile_at(self, cost: int) -> Profile:
        """Return what is known of a firm with one project at a cost (fen)."""
        return self.profile | {self.fact.id: cost}

    def firm_at(self, cost: int) -> Firm:
        """Return the firm at a cost (fen)."""
        beside, amount = self.beside, {self.fact.id: cost}
        if self.fact.of == "firm":
            return replace(beside, facts=beside.facts | amount)
        projects = tuple(
            replace(project, facts=project.facts | amount) if place == self.place else project
            for place, project in enumerate(beside.projects)
        )
        return replace(beside, projects=projects)

    def at(self, cost: int) -> Profile | Firm:
        """Return what an estimate at a cost (fen) is of."""
        return self.profile_at(cost) if self.is_flat else self.firm_at(cost)


def _without(firm: Firm, fact: str, place: int) -> Firm:
    """A firm without the fact of one project, or of the firm."""
    projects = tuple(
        replace(project, facts=_but(project.facts, {fact})) if at == place else project
        for at, project in enumerate(firm.projects)
    )
    return replace(firm, facts=_but(firm.facts, {fact}), projects=projects)


# A firm trains a model under a contract of 15 million for compute, with a provider that is no affiliate. Its next
# contract is for training, too, with a provider that is none; how large it is, is what is asked. Is it the amount of
# another contract that is asked for, one for data, the new project has no contract for compute: 0, and not "unknown".


def with_new_project(applicant: Profile | Firm, facts: Mapping[str, Fact], amount: str | None = None) -> Firm:
    """Return the firm with one more project, the last, whose ``amount`` is not known.

    All else of it is as of the first project, but that it has no other amounts.
    """
    firm = each_by_itself(applicant if isinstance(applicant, Firm) else one_project(applicant), facts)
    first = firm.projects[0].facts
    nothing: Profile = {name: 0 for name in first if isinstance(type_of(facts[name]), Money)}
    new = Project("", _but(first | nothing, {amount}))
    return replace(firm, projects=(*firm.projects, new))


def each_by_itself(firm: Firm, facts: Mapping[str, Fact]) -> Firm:
    """Return a firm whose projects have their facts themselves: what a flat profile says is of the first."""
    shared = {name: value for name, value in firm.facts.items() if facts[name].of == "firm"}
    of_projects = _but(firm.facts, shared)
    projects = tuple(replace(project, facts=of_projects | project.facts) for project in firm.projects)
    return Firm(shared, projects, firm.held)


def _but(profile: Profile, left_out: Collection[str | None]) -> Profile:
    return {name: value for name, value in profile.items() if name not in left_out}
