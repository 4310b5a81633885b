"""Compiles disputes: what is adopted of a parameter, and what the other sources say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from szsubsidy.catalogue import model, schema
from szsubsidy.catalogue.conditions import Atoms, ConditionCompiler
from szsubsidy.catalogue.resolve import resolve, text_of
from szsubsidy.catalogue.schema_types import basis_points, fen
from szsubsidy.days import from_date
from szsubsidy.errors import SubsidyError, Unfit, message
from szsubsidy.vocabulary import Confidence, DisputedField

T = TypeVar("T")

_SHIFTS = {"at_least": 0, "below": 0, "on_or_after": 0, "before": 0, "at_most": 1, "above": 1}
_DAYS: dict[str, DisputedField] = {"in_force.from": "starts", "in_force.until": "until"}


class DisputeCompiler:
    """Compiles the disputes of one edition."""

    def __init__(
        self,
        conditions: ConditionCompiler,
        sources: dict[str, model.Source],
        edition: schema.Edition,
        compiled: tuple[model.Condition, model.Award, model.Predicates],
    ) -> None:
        self.conditions = conditions
        self.sources = sources
        self.edition = edition
        self.eligibility, self.award, self.predicates = compiled

    def compile(self, dispute: schema.Dispute, key: str) -> model.Dispute:
        """Return the runtime form of a dispute. Raises `SubsidyError` where its parameter does not exist."""
        parameter = dispute.parameter
        field: DisputedField
        branch: int | None = None
        fact: str | None = None
        predicate: tuple[int, int] | None = None
        if parameter in _DAYS:
            field, adopted = _DAYS[parameter], self._day(parameter, key)
        elif parameter.startswith("eligibility."):
            field = "threshold"
            fact = parameter.partition(".")[2]
            comparison = self._threshold(fact, key)
            assert isinstance(comparison.value, int)
            predicate = (comparison.predicate, _SHIFTS[comparison.operator])
            adopted = model.Claim(comparison.value, None, comparison.cite, self._confidence(comparison.cite, None))
        elif parameter.startswith("benefits"):
            field = "benefit"
            statement = self._nth(parameter, self.award.benefits, key)
            adopted = model.Claim(0, statement.text, statement.cite, statement.confidence)
        else:
            field, branch, adopted = self._figure(parameter, key)
        others = tuple(
            self._other(other, field, fact, f"{key}.others[{index}]") for index, other in enumerate(dispute.others)
        )
        if fact is not None and predicate is not None:
            self._check_order(fact, predicate, [other.value for other in others], key)
        predicates: Atoms = {}
        when = self.conditions.condition(dispute.when, f"{key}.when", predicates) if dispute.when else None
        return model.Dispute(
            parameter,
            field,
            branch,
            fact,
            predicate,
            adopted,
            others,
            text_of(dispute.reason),
            when,
            {name: tuple(found) for name, found in predicates.items()},
        )

    def _figure(self, parameter: str, key: str) -> tuple[DisputedField, int | None, model.Claim]:
        field: DisputedField
        index: int | None = None
        if parameter.startswith("rates"):
            branches = [branch for branch in self.award.branches if branch.rate]
            branch = self._nth(parameter, branches, key)
            index, field, figure = self.award.branches.index(branch), "rate", branch.rate
        elif parameter == "annual_budget":
            field = "annual_budget"
            budget = self.edition.annual_budget
            figure = (
                model.Figure(budget.amount, budget.per, budget.cite, self._confidence(budget.cite, budget.confidence))
                if budget
                else None
            )
        else:
            branch = self.award.branches[0]
            field, figure = ("cap", branch.cap) if parameter == "cap" else ("usual_cap", branch.usual_cap)
        if figure is None:
            raise self._missing(parameter, key)
        return field, index, model.Claim(figure.value, None, figure.cite, figure.confidence)

    def _day(self, parameter: str, key: str) -> model.Claim:
        in_force = self.edition.in_force
        day = in_force.from_ if parameter == "in_force.from" else in_force.until
        if day is None:
            raise self._missing(parameter, key)
        return model.Claim(from_date(day), None, in_force.cite, self._confidence(in_force.cite, in_force.confidence))

    def _threshold(self, fact: str, key: str) -> model.Comparison:
        for comparison in model.comparisons(self.eligibility):
            if comparison.fact == fact and comparison.operator in _SHIFTS and fact != self.award.of:
                return comparison
        raise self._missing(f"eligibility.{fact}", key)

    def _check_order(self, fact: str, predicate: tuple[int, int], values: list[int], key: str) -> None:
        """The diagram stays the same only if a threshold does not pass another one of its fact."""
        place, shift = predicate
        bounds = [item.value for item in self.predicates[fact] if isinstance(item.value, int)]
        for value in values:
            moved = [*bounds[:place], value + shift, *bounds[place + 1 :]]
            if [sorted(moved).index(bound) for bound in moved] != [sorted(bounds).index(bound) for bound in bounds]:
                raise self.conditions.error(
                    key,
                    message("the other threshold on {fact} passes a third one"),
                    message("a value between its neighbours"),
                    fact=fact,
                )

    def _nth(self, parameter: str, items: Sequence[T], key: str) -> T:
        index = int(parameter.partition("[")[2].partition("]")[0])
        if index >= len(items):
            raise self._missing(parameter, key)
        return items[index]

    def _other(self, other: schema.OtherValue, field: str, fact: str | None, key: str) -> model.Claim:
        confidence = self._confidence(other.cite, other.confidence)
        if field == "benefit":
            if other.text is None:
                raise self.conditions.error(
                    key, message("a benefit is told in words"), message("text, in three languages")
                )
            return model.Claim(0, text_of(other.text), other.cite, confidence)
        if other.value is None:
            raise self.conditions.error(key, message("a text where a value stands"), message("a value"))
        return model.Claim(self._value(other.value, field, fact, key), None, other.cite, confidence)

    def _value(self, given: int | str | date, field: str, fact: str | None, key: str) -> int:
        if field == "threshold":
            assert fact is not None
            value = self.conditions.value(self.conditions.facts[fact], given, key)
            assert isinstance(value, int)
            return value
        if field in {"starts", "until"}:
            if not isinstance(given, date):
                raise self.conditions.error(key, message("a day was expected"), message("a date such as 2024-12-25"))
            return from_date(given)
        try:
            return basis_points(given) if field == "rate" else fen(given)
        except Unfit as error:
            raise self.conditions.error(key, error.what, error.hint, **error.values) from error

    def _confidence(self, cite: str, given: Confidence | None) -> Confidence:
        return given or resolve(cite, self.sources, self.conditions.file)

    def _missing(self, parameter: str, key: str) -> SubsidyError:
        return self.conditions.error(
            key, message("{given} is not in this edition"), message("a parameter that the edition has"), given=parameter
        )
