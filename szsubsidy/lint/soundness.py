"""Terms that read well and cannot be meant: conditions that nobody can meet, rates that can never apply.

The decision diagram of the terms tells exactly: what no path leads to cannot happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from szsubsidy.catalogue.award import Award, Branch, Figure
from szsubsidy.catalogue.diagram import TooComplexError, compile_diagram
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicates
from szsubsidy.catalogue.model import Edition, Programme
from szsubsidy.days import iso
from szsubsidy.errors import message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.lint.diagnostic import Diagnostic, error
from szsubsidy.lint.reachability import reachable_branches
from szsubsidy.record import replace

_ANYONE = Branch(None, None, Figure(value=0, cite=""), None)
"""An entry that everybody who is eligible comes under."""


def unsound_terms(programme: Programme, facts: Mapping[str, Fact], file: str) -> Iterator[Diagnostic]:
    """Yield what nobody can meet, what can never apply, and whom no entry of an award covers."""
    for edition in programme.editions:
        yield from _Terms(edition, facts, place_of(edition, file)).errors()


def place_of(edition: Edition, file: str) -> str:
    """Return how messages name an edition: by its first day, as a file may list editions in any order."""
    return f"{file}: editions[{iso(edition.starts)}]"


def branch_keys(award: Award) -> list[str]:
    """Return the key of each branch of an award in its file."""
    if award.basis == "fixed":
        return [f"award.amounts[{index}]" for index in range(len(award.branches))]
    if any(tier.when for tier in award.tiers):
        return [f"award.tiers[{index}]" for index in range(len(award.branches))]
    alone = "award.each" if award.each else "award.cap"
    return [f"award.rates[{index}]" if branch.rate else alone for index, branch in enumerate(award.branches)]


class _Terms:
    """The eligibility and award of one edition, and what its conditions can come to."""

    def __init__(self, edition: Edition, facts: Mapping[str, Fact], place: str) -> None:
        self.place = place
        self.eligibility = edition.eligibility
        self.award = edition.award
        self.disputes = edition.disputes
        self.diagram = edition.diagram
        self.facts = facts

    def errors(self) -> Iterator[Diagnostic]:
        """Yield each error once: what follows from an eligibility that nobody can meet is left out."""
        predicates = self.diagram.predicates
        for index, dispute in enumerate(self.disputes):
            if dispute.when is not None:
                yield from self._unmet(dispute.when, f"disputes[{index}].when", dispute.when_predicates)
        unmet = list(self._unmet(self.eligibility, "eligibility", predicates))
        if unmet:
            yield from unmet
            return
        applying = reachable_branches(self.diagram, self.facts, answered=True)
        for index, (key, branch) in enumerate(zip(branch_keys(self.award), self.award.branches, strict=True)):
            inner = [] if branch.when is None else list(self._unmet(branch.when, f"{key}.when", predicates))
            yield from inner
            if index not in applying and not inner:
                yield self._idle(key, branch)
        if self._leaves_somebody_out():
            entries = branch_keys(self.award)[0].partition("[")[0]
            what, hint = message("some who are eligible come under none of these"), message("a last one without when")
            yield self._error(entries, what, hint)

    def _idle(self, key: str, branch: Branch) -> Diagnostic:
        alone = self._reachable(self.eligibility, (branch,), self.diagram.predicates, answered=True)
        if 0 in alone:
            what = message("can never apply: those before it cover all its cases")
            return self._error(key, what, message("put it before them, or leave it out"))
        what = message("can never apply: nobody who meets its when is eligible")
        return self._error(key, what, message("a when that the eligibility leaves open"))

    def _leaves_somebody_out(self) -> bool:
        """Whether someone eligible, by what is known or presumed, comes under no branch."""
        branches = self.award.branches
        if any(branch.when is None for branch in branches):
            return False
        return len(branches) in self._reachable(
            self.eligibility, (*branches, _ANYONE), self.diagram.predicates, answered=False
        )

    def _unmet(self, condition: Condition, key: str, predicates: Predicates) -> Iterator[Diagnostic]:
        """Yield the smallest parts of a condition that no values of the facts meet."""
        match condition:
            case Comparison():
                inner = []
            case Not(negated):
                inner = list(self._unmet(negated, f"{key}.not", predicates))
            case AllOf(items) | AnyOf(items):
                within = f"{key}.{'all' if isinstance(condition, AllOf) else 'any'}"
                inner = [
                    diagnostic
                    for index, item in enumerate(items)
                    for diagnostic in self._unmet(item, f"{within}[{index}]", predicates)
                ]
        yield from inner
        if inner or 0 in self._reachable(condition, (_ANYONE,), predicates, answered=True):
            return
        if isinstance(condition, Comparison):
            yield self._never(key, condition.fact)
        else:
            what, hint = message("no answers can meet all of this"), message("conditions that can hold together")
            yield self._error(key, what, hint)

    def _reachable(
        self, eligibility: Condition, branches: tuple[Branch, ...], predicates: Predicates, *, answered: bool
    ) -> set[int]:
        """Return what these conditions can come to; every branch where they are too many to tell."""
        try:
            diagram = compile_diagram(eligibility, replace(self.award, branches=branches), predicates, self.facts)
        except TooComplexError:
            return set(range(len(self.award.branches)))
        return reachable_branches(diagram, self.facts, answered=answered)

    def _never(self, key: str, fact: str) -> Diagnostic:
        what = message("no value of {fact} can meet this")
        value_type = type_of(self.facts[fact])
        within = value_type.bounds()
        if within is None:
            return self._error(key, what, fact=fact)
        low, high = (value_type.typed(bound)[0] for bound in within)
        return self._error(key, what, message("{low} to {high}"), fact=fact, low=low, high=high)

    def _error(self, key: str, what: str, hint: str = "", **values: str) -> Diagnostic:
        return error(what, where=f"{self.place}.{key}", hint=hint, **values)
