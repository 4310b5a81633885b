"""Compiles conditions: what a file says of a fact becomes an atom and whether it must hold."""

from __future__ import annotations

from typing import TypeAlias

from szsubsidy.catalogue import model, schema
from szsubsidy.errors import SubsidyError, message, unknown_fact
from szsubsidy.facts.model import Value
from szsubsidy.facts.read import read_value

Atoms: TypeAlias = dict[str, list[model.Predicate]]
"""The atoms met so far in an edition, by fact; literals refer to them by place."""

_TESTS = {
    "at_least": ("ge", False, 0),
    "above": ("ge", False, 1),
    "at_most": ("ge", True, 1),
    "below": ("ge", True, 0),
    "on_or_after": ("ge", False, 0),
    "before": ("ge", True, 0),
    "within_years_of": ("younger", False, 0),
    "older_than_years": ("younger", True, 0),
}
_OPERATORS = {
    "money": {"at_least", "at_most", "above", "below"},
    "integer": {"at_least", "at_most", "above", "below"},
    "percent": {"at_least", "at_most", "above", "below"},
    "date": {"on_or_after", "before", "within_years_of", "older_than_years"},
    "flag": {"is"},
    "choice": {"is", "in"},
    "choices": {"in"},
    "text": set[str](),
}


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
        if operator not in _OPERATORS[fact.type]:
            raise self.error(
                key,
                message("{operator} does not fit {fact}, which is of type {type}"),
                message("accepted: {accepted}"),
                operator=operator,
                fact=fact.id,
                type=fact.type,
                accepted=tuple(sorted(_OPERATORS[fact.type])) or "–",
            )
        value, predicate, negated = self._atom(fact, operator, given, key)
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
        return model.Comparison(fact.id, operator, value, known.index(predicate), negated, presumed, condition.cite)

    def _atom(
        self, fact: model.Fact, operator: str, given: object, key: str
    ) -> tuple[bool | int | str | tuple[str, ...], model.Predicate, bool]:
        if operator in {"within_years_of", "older_than_years"}:
            assert isinstance(given, int)
            return given, model.Predicate("younger", given), operator == "older_than_years"
        if fact.type == "flag":
            if not isinstance(given, bool):
                raise self.error(key, message("{fact} is a flag"), message("is = true or is = false"), fact=fact.id)
            return given, model.Predicate("true", 1), not given
        if operator in {"is", "in"}:
            ids = tuple(given) if isinstance(given, list) else (str(given),)
            known = [value.id for value in fact.values]
            for value in ids:
                if value not in known:
                    raise self.error(
                        key,
                        message("{fact} has no value {given}"),
                        message("accepted: {accepted}"),
                        fact=fact.id,
                        given=value,
                        accepted=tuple(known),
                    )
            test = "any" if fact.type == "choices" else "in"
            return (ids if operator == "in" else ids[0]), model.Predicate(test, tuple(sorted(set(ids)))), False
        test, negated, shift = _TESTS[operator]
        value = self.value(fact, given, key)
        assert isinstance(value, int)
        return value, model.Predicate(test, value + shift), negated

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
