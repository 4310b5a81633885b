"""Compiles conditions: what a file says of a fact becomes an atom and whether it must hold."""

from __future__ import annotations

from typing import TypeAlias

from szsubsidy.catalogue import model, schema
from szsubsidy.errors import SubsidyError, message, unknown_fact
from szsubsidy.facts.model import Value
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Requirement

Atoms: TypeAlias = dict[str, list[model.Predicate]]
"""The atoms met so far in an edition, by fact; literals refer to them by place."""


class ConditionCompiler:
    """Compiles the conditions of one programme file; ``file`` names it in errors."""

    def __init__(self, facts: dict[str, model.Fact], file: str) -> None:
        self.facts = facts
        self.file = file

    def condition(self, condition: schema.Condition, key: str, predicates: Atoms) -> model.Condition:
        match condition:
            case schema.AllOf(all_=items):
                return model.AllOf(
                    tuple(self.condition(item, f"{key}.all[{i}]", predicates) for i, item in enumerate(items))
                )
            case schema.AnyOf(any_=items):
                return model.AnyOf(
                    tuple(self.condition(item, f"{key}.any[{i}]", predicates) for i, item in enumerate(items))
                )
            case schema.Not(not_=item):
                return model.Not(self.condition(item, f"{key}.not", predicates))
            case schema.FactCondition():
                return self._literal(condition, key, predicates)

    def _literal(self, condition: schema.FactCondition, key: str, predicates: Atoms) -> model.Comparison:
        fact = self.facts.get(condition.fact)
        if fact is None:
            raise self.unknown_fact(condition.fact, f"{key}.fact")
        [(operator, given)] = condition.operators()
        operators = type_of(fact).operators
        if operator not in operators:
            raise self.error(
                key,
                message("{operator} does not fit {fact}, which is of type {type}"),
                message("accepted: {accepted}"),
                operator=operator,
                fact=fact.id,
                type=fact.type,
                accepted=operators or "–",
            )
        required = self._requirement(fact, operator, given, key)
        predicate = model.Predicate(required.predicate, required.bound)
        known = predicates.setdefault(fact.id, [])
        if any((predicate.test == "younger") != (other.test == "younger") for other in known):
            raise self.error(
                key,
                message("{fact} is compared both with fixed days and with the as-of day in one edition"),
                message("one of the two"),
                fact=fact.id,
            )
        if predicate not in known:
            known.append(predicate)
        presumed = {False: None, True: True, "unmet": False}[condition.presumed]
        return model.Comparison(
            fact.id, operator, required.value, known.index(predicate), required.negated, presumed, condition.cite
        )

    def _requirement(self, fact: model.Fact, operator: str, given: object, key: str) -> Requirement:
        try:
            return type_of(fact).requirement(operator, given)
        except SubsidyError as error:
            raise error.at(f"{self.file}: {key}") from error

    def value(self, fact: model.Fact, given: object, key: str) -> Value:
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
