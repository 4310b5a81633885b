"""Compiles disputes: what an edition adopts of a parameter, and what the other sources say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from szsubsidy.catalogue.award import Statement
from szsubsidy.catalogue.citations import Cited, source_of
from szsubsidy.catalogue.conditions import Asked, ConditionCompiler
from szsubsidy.catalogue.logic import Comparison, comparisons
from szsubsidy.catalogue.model import Claim, Dispute, Edition, Groundless
from szsubsidy.catalogue.sources import Source
from szsubsidy.catalogue.units import basis_points, fen
from szsubsidy.days import from_date
from szsubsidy.errors import SubsidyError, Unfit, message
from szsubsidy.fields import Text
from szsubsidy.record import replace
from szsubsidy.vocabulary import DisputedField

T = TypeVar("T")

_DAYS: dict[str, DisputedField] = {"in_force.from": "starts", "in_force.until": "until"}


def set_aside_groundless(edition: Edition, sources: Mapping[str, Source]) -> Edition:
    """Return a compiled edition whose disputes a reader can follow up.

    A source without an address contradicts nothing: its claim is set aside, and where no other source of the
    dispute is left, the reason stays as a note. It is no error: no amount hangs on it, and whoever keeps
    the file is told by ``programmes check``, not at every estimate.
    """
    disputes, notes, groundless = [], list(edition.notes), []
    for place, dispute in enumerate(edition.disputes):
        founded = []
        for nth, claim in enumerate(dispute.others):
            source = source_of(claim.cite)
            if sources[source].can_be_looked_up:
                founded.append(claim)
            else:
                groundless.append(Groundless(f"disputes[{place}].others[{nth}]", source))
        if founded:
            disputes.append(replace(dispute, others=tuple(founded)))
        else:
            claim = dispute.others[0]
            notes.append(Statement(text=dispute.reason, cite=claim.cite, confidence=claim.confidence))
    return replace(edition, disputes=tuple(disputes), notes=tuple(notes), groundless=tuple(groundless))


class DisputeCompiler:
    """Compiles the disputes of one edition, whose conditions and award are compiled.

    A dispute names a parameter by its path in the file. What rules need is where it sits in the compiled edition,
    so that they can put in the other source's value and see what changes: of ``rates[1].percent`` the branch, of
    ``eligibility.leader_age`` the predicate. There ``at_most = 45`` is predicate "at least 46", negated, so
    another source's 50 becomes "at least 51": ``predicate`` is (place, 1).
    """

    def __init__(self, conditions: ConditionCompiler, edition: Edition) -> None:
        self.conditions = conditions
        self.edition = edition

    def compile(self, dispute: Dispute, key: str) -> Dispute:
        """Return a dispute as rules use it. Raises `SubsidyError` where its parameter does not exist."""
        located = self._located(dispute, key)
        fact, predicate = located.fact, located.predicate
        others = tuple(self._other(claim, located, f"{key}.others[{i}]") for i, claim in enumerate(dispute.others))
        if fact is not None and predicate is not None:
            self._check_order(fact, predicate, [other.value for other in others], key)
        asked: Asked = {}
        when = self.conditions.condition(dispute.when, f"{key}.when", asked) if dispute.when else None
        predicates = {name: tuple(questions) for name, questions in asked.items()}
        return replace(located, others=others, when=when, when_predicates=predicates)

    def _located(self, dispute: Dispute, key: str) -> Dispute:
        """Return a dispute with what the edition says, and where."""
        parameter, edition, branches = dispute.parameter, self.edition, self.edition.award.branches
        if parameter in _DAYS:
            day = edition.starts if parameter == "in_force.from" else edition.until
            return replace(dispute, field=_DAYS[parameter], adopted=self._claim(edition.in_force, day, parameter, key))
        if parameter.startswith("eligibility."):
            comparison, more = self._threshold(parameter.partition(".")[2], key)
            assert isinstance(comparison.value, int)
            return replace(
                dispute,
                field="threshold",
                fact=comparison.fact,
                predicate=(comparison.predicate, more),
                adopted=self._claim(comparison, comparison.value, parameter, key),
            )
        if parameter.startswith("benefits"):
            benefit = self._nth(parameter, edition.award.benefits, key)
            return replace(dispute, field="benefit", adopted=self._claim(benefit, 0, parameter, key, benefit.text))
        if parameter.startswith("rates"):
            branch = self._nth(parameter, [branch for branch in branches if branch.rate], key)
            assert branch.rate is not None
            adopted = self._claim(branch.rate, branch.rate.value, parameter, key)
            return replace(dispute, field="rate", branch=branches.index(branch), adopted=adopted)
        amounts = edition.award.amounts
        if parameter.startswith("amounts") or (parameter == "cap" and amounts):
            amount = amounts[0] if parameter == "cap" else self._nth(parameter, amounts, key)
            adopted = self._claim(amount, amount.value, parameter, key)
            return replace(dispute, field="cap", branch=amounts.index(amount), adopted=adopted)
        field: DisputedField
        if parameter == "annual_budget":
            field, figure = "annual_budget", edition.annual_budget
        elif parameter == "cap":
            field, figure = "cap", edition.award.cap
        else:
            field, figure = "usual_cap", edition.award.usual_cap
        return replace(
            dispute, field=field, adopted=self._claim(figure, figure.value if figure else None, parameter, key)
        )

    def _claim(
        self, cited: Cited | None, value: int | None, parameter: str, key: str, text: Text | None = None
    ) -> Claim:
        """Return what the edition says of a parameter, which must be there."""
        if cited is None or value is None:
            raise self._missing(parameter, key)
        return Claim(value=value, text=text, cite=cited.cite, confidence=cited.confidence)

    def _threshold(self, fact: str, key: str) -> tuple[Comparison, int]:
        """Return the first threshold on a fact, and what its predicate is above the number in the file."""
        for comparison in comparisons(self.edition.eligibility):
            if comparison.fact == fact and fact != self.edition.award.of:
                question = self.edition.diagram.predicates[fact][comparison.predicate]
                if question.test == "ge" and isinstance(question.value, int) and isinstance(comparison.value, int):
                    return comparison, question.value - comparison.value
        raise self._missing(f"eligibility.{fact}", key)

    def _check_order(self, fact: str, predicate: tuple[int, int], values: list[int], key: str) -> None:
        """The diagram stays the same only if a threshold does not pass another one of its fact.

        With thresholds at 18 and 45, another source's 40 for the second leaves the answer sets as they are: under
        18, from 18, from both. A 16 would make "at least 16, not at least 18" possible, for which the diagram has
        no child.
        """
        place, more = predicate
        questions = self.edition.diagram.predicates[fact]
        bounds = [question.value for question in questions if isinstance(question.value, int)]
        for value in values:
            moved = [*bounds[:place], value + more, *bounds[place + 1 :]]
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

    def _other(self, claim: Claim, dispute: Dispute, key: str) -> Claim:
        if dispute.field == "benefit":
            if claim.text is None:
                raise self.conditions.error(
                    key, message("a benefit is told in words"), message("text, in three languages")
                )
            return replace(claim, value=0)
        if claim.value is None:
            raise self.conditions.error(key, message("a text where a value stands"), message("a value"))
        return replace(claim, value=self._value(claim.value, dispute, key))

    def _value(self, given: object, dispute: Dispute, key: str) -> int:
        if dispute.field == "threshold":
            assert dispute.fact is not None
            value = self.conditions.value(self.conditions.facts[dispute.fact], given, key)
            assert isinstance(value, int)
            return value
        if dispute.field in {"starts", "until"}:
            if not isinstance(given, date):
                raise self.conditions.error(key, message("a day was expected"), message("a date such as 2024-12-25"))
            return from_date(given)
        try:
            return basis_points(given) if dispute.field == "rate" else fen(given)
        except Unfit as error:
            raise self.conditions.error(key, error.what, error.hint, **error.values) from error

    def _missing(self, parameter: str, key: str) -> SubsidyError:
        return self.conditions.error(
            key, message("{given} is not in this edition"), message("a parameter that the edition has"), given=parameter
        )
