"""Compiles conditions: a comparison becomes a predicate of its fact, or the negation of one."""

from __future__ import annotations

from typing import TypeAlias

from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicate
from szsubsidy.errors import SubsidyError, message, unknown_fact
from szsubsidy.facts.model import Fact, Value
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Requirement
from szsubsidy.record import replace

Asked: TypeAlias = dict[str, list[Predicate]]
"""The predicates met so far in an edition, by fact; comparisons refer to them by their place."""


class ConditionCompiler:
    """Compiles the conditions of one programme file; ``file`` names it in errors.

    Of ``leader_age``, ``at_most = 45`` is the negation of "at least 46" and ``at_least = 18`` is "at least 18": two
    predicates, at places 0 and 1. A later ``above = 45`` is the first again. So conditions that say the same in two
    ways share a predicate, and a decision diagram asks it once.
    """

    def __init__(self, facts: dict[str, Fact], file: str) -> None:
        self.facts = facts
        self.file = file

    def condition(self, condition: Condition, key: str, asked: Asked) -> Condition:
        """Return a condition with the predicates of its comparisons, which are added to those asked so far.

        Raises `SubsidyError` for a fact or value that is not there, and an operator that does not fit the fact.
        """
        match condition:
            case AllOf(items):
                return AllOf(tuple(self.condition(item, f"{key}.all[{i}]", asked) for i, item in enumerate(items)))
            case AnyOf(items):
                return AnyOf(tuple(self.condition(item, f"{key}.any[{i}]", asked) for i, item in enumerate(items)))
            case Not(item):
                return Not(self.condition(item, f"{key}.not", asked))
            case Comparison():
                return self._comparison(condition, key, asked)

    def _comparison(self, comparison: Comparison, key: str, asked: Asked) -> Comparison:
        fact = self.facts.get(comparison.fact)
        if fact is None:
            raise self.unknown_fact(comparison.fact, f"{key}.fact")
        operators = type_of(fact).operators
        if comparison.operator not in operators:
            raise self.error(
                key,
                message("{operator} does not fit {fact}, which is of type {type}"),
                message("accepted: {accepted}"),
                operator=comparison.operator,
                fact=fact.id,
                type=fact.type,
                accepted=operators or "–",
            )
        required = self._requirement(fact, comparison, key)
        predicate = Predicate(required.predicate, required.bound)
        known = asked.setdefault(fact.id, [])
        if any((predicate.test == "younger") != (other.test == "younger") for other in known):
            raise self.error(
                key,
                message("{fact} is compared both with fixed days and with the as-of day in one edition"),
                message("one of the two"),
                fact=fact.id,
            )
        if predicate not in known:
            known.append(predicate)
        place = known.index(predicate)
        return replace(comparison, value=required.value, predicate=place, negated=required.negated)

    def _requirement(self, fact: Fact, comparison: Comparison, key: str) -> Requirement:
        try:
            return type_of(fact).requirement(comparison.operator, comparison.value)
        except SubsidyError as error:
            raise error.at(f"{self.file}: {key}") from error

    def value(self, fact: Fact, given: object, key: str) -> Value:
        """Read a value of a fact as a file gives it."""
        try:
            return read_value(fact, given)
        except SubsidyError as error:
            raise error.at(f"{self.file}: {key}") from error

    def unknown_fact(self, name: str, key: str) -> SubsidyError:
        """Return the error for a key that names a fact which is not there."""
        where = f"{self.file}: {key}"
        return unknown_fact(name, where=where, hint=message("see szsubsidy facts"), code="bad-catalogue")

    def error(self, key: str, what: str, hint: str = "", **values: str | tuple[str, ...]) -> SubsidyError:
        """Return an error about a key of the file; ``values`` fill the holes of both texts."""
        return SubsidyError(what, where=f"{self.file}: {key}", hint=hint, near=None, code="bad-catalogue", **values)
