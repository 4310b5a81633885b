"""Compiles programmes: what their files say, with citations resolved, branches, diagrams and disputes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from szsubsidy.catalogue.award import PROJECTLY, Award, Branch, Figure
from szsubsidy.catalogue.citations import resolve, resolved
from szsubsidy.catalogue.conditions import Asked, ConditionCompiler
from szsubsidy.catalogue.diagram import TooComplexError, compile_diagram
from szsubsidy.catalogue.disputes import DisputeCompiler, set_aside_groundless
from szsubsidy.catalogue.logic import Condition, comparisons
from szsubsidy.catalogue.model import Edition, Example, Override, Programme
from szsubsidy.catalogue.own import OwnFile, own_programme, undisputed
from szsubsidy.catalogue.sources import Source
from szsubsidy.days import iso
from szsubsidy.errors import message
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.facts.types import type_of
from szsubsidy.fields import FactId
from szsubsidy.record import replace
from szsubsidy.vocabulary import Basis, FactType


class ProgrammeCompiler:
    """Compiles the programmes of one catalogue against its facts, sources and authorities."""

    def __init__(self, facts: dict[str, Fact], sources: dict[str, Source], authorities: Iterable[str]) -> None:
        self.facts = facts
        self.sources = sources
        self.authorities = tuple(authorities)

    def compile(self, programme: Programme, file: str, own: OwnFile | None = None) -> Programme:
        """Return a programme that was read from ``file`` as rules use it, its editions in order of time.

        ``own`` tells of a file that is not of the bundled catalogue. Raises `SubsidyError` for a citation that leads
        nowhere, overlapping editions, an unknown fact or value, and conditions that contradict the fact's type.
        """
        conditions = ConditionCompiler(self.facts, file)
        if programme.authority not in self.authorities:
            raise conditions.error(
                "authority",
                message("no authority is called {given}"),
                message("accepted: {accepted}"),
                given=programme.authority,
                accepted=self.authorities,
            )
        programme = resolved(programme, self.sources, file)
        for place, cite in enumerate(programme.announced):
            resolve(cite, self.sources, f"{file}: announced[{place}]")
        for place, edition in enumerate(programme.editions):
            if edition.rests_on:
                resolve(edition.rests_on.source, self.sources, f"{file}: editions[{place}].rests_on.source")
        if own is not None:
            programme = own_programme(programme, own)
        compiler = EditionCompiler(conditions)
        editions = [compiler.compile(edition, f"editions[{place}]") for place, edition in enumerate(programme.editions)]
        if own is not None:
            editions = [undisputed(edition, own) for edition in editions]
        editions = [set_aside_groundless(edition, self.sources) for edition in editions]
        editions.sort(key=lambda edition: edition.starts)
        for before, after in pairwise(editions):
            if before.until is None or before.until >= after.starts:
                raise conditions.error(
                    "editions",
                    message("the edition from {first} overlaps the one from {second}"),
                    message("end the earlier one the day before the later begins"),
                    first=iso(before.starts),
                    second=iso(after.starts),
                )
        return replace(programme, editions=tuple(editions))


class EditionCompiler:
    """Compiles the editions of one programme file."""

    def __init__(self, conditions: ConditionCompiler) -> None:
        self.conditions = conditions
        self.facts = conditions.facts

    def compile(self, edition: Edition, key: str) -> Edition:
        """Return an edition with its conditions, branches, diagram, disputes and examples as rules use them."""
        if edition.until is not None and edition.until < edition.starts:
            raise self.conditions.error(
                f"{key}.in_force", message("until lies before from"), message("a later last day, or none")
            )
        asked: Asked = {}
        eligibility = self.conditions.condition(edition.eligibility, f"{key}.eligibility", asked)
        award = self._award(edition.award, f"{key}.award", asked)
        for place, override in enumerate(edition.overrides):
            self._check_override(override, asked, f"{key}.overrides[{place}]")
        self._check_presumptions(eligibility, award, key)
        predicates = {fact: tuple(questions) for fact, questions in asked.items()}
        try:
            diagram = compile_diagram(eligibility, award, predicates, self.facts)
        except TooComplexError:
            raise self.conditions.error(
                f"{key}.eligibility", message("too many conditions to compile"), message("split the programme in two")
            ) from None
        if any(window.closes is not None and window.closes < window.opens for window in edition.windows):
            what, hint = message("a window closes before it opens"), message("a later closing day")
            raise self.conditions.error(f"{key}.windows", what, hint)
        rests_on, until = edition.rests_on, edition.until
        if rests_on and until is not None and rests_on.until >= until:
            what, hint = (
                message("no earlier than the last day of these terms"),
                message("an earlier day, or no rests_on"),
            )
            raise self.conditions.error(f"{key}.rests_on.until", what, hint)
        paused = edition.paused
        if paused and paused.until is not None and paused.until < paused.starts:
            what, hint = message("until lies before from"), message("a later last day, or none")
            raise self.conditions.error(f"{key}.paused", what, hint)
        compiled = replace(edition, eligibility=eligibility, award=award, diagram=diagram)
        disputes = DisputeCompiler(self.conditions, compiled)
        return replace(
            compiled,
            disputes=tuple(disputes.compile(item, f"{key}.disputes[{i}]") for i, item in enumerate(edition.disputes)),
            examples=tuple(self._example(item, f"{key}.examples[{i}]") for i, item in enumerate(edition.examples)),
        )

    def asked_anew(self, edition: Edition) -> Edition:
        """Return a compiled edition with a diagram that knows every value of the facts."""
        old = edition.diagram
        diagram = compile_diagram(edition.eligibility, edition.award, old.predicates, self.facts)
        return replace(edition, diagram=replace(diagram, within=old.within))

    def _check_presumptions(self, eligibility: Condition, award: Award, key: str) -> None:
        """All conditions on a fact are presumed alike: its node in the diagram has one child for "unknown"."""
        marks: dict[str, bool | None] = {}
        sums: dict[str, str | None] = {}
        conditions = [eligibility, *(branch.when for branch in award.branches)]
        for comparison in (part for condition in conditions for part in comparisons(condition)):
            if marks.setdefault(comparison.fact, comparison.presumed) != comparison.presumed:
                raise self.conditions.error(
                    key,
                    message("{fact} is presumed in one condition and not in another"),
                    message("mark all conditions on a fact, or none"),
                    fact=comparison.fact,
                )
            if comparison.per is not None and award.of is not None and comparison.fact != award.of:
                raise self.conditions.error(
                    key,
                    message("{fact} is not the eligible cost, and has no sum over a year"),
                    message("leave out per"),
                    fact=comparison.fact,
                )
            if sums.setdefault(comparison.fact, comparison.per) != comparison.per:
                raise self.conditions.error(
                    key,
                    message("{fact} is looked at by the year in one condition and not in another"),
                    message("per in all of them, or in none"),
                    fact=comparison.fact,
                )
            if comparison.presumed is not None and comparison.fact == award.of:
                raise self.conditions.error(
                    key,
                    message("{fact} is the eligible cost and cannot be presumed"),
                    message("leave out presumed"),
                    fact=comparison.fact,
                )

    def _award(self, award: Award, key: str, asked: Asked) -> Award:
        """Return an award with its branches: one a rate or amount; one in all where there are none."""
        if award.of is not None:
            self._check_cost(award.of, award.basis, f"{key}.of")
        cap, usual_cap = award.cap, award.usual_cap
        if cap and usual_cap and usual_cap.value > cap.value:
            raise self.conditions.error(f"{key}.usual_cap", message("above the cap"), message("a lower amount"))
        amounts = tuple(
            replace(tier, when=self._when(tier.when, f"{key}.amounts[{place}]", asked))
            for place, tier in enumerate(award.amounts)
        )
        rates = tuple(
            replace(rate, when=self._when(rate.when, f"{key}.rates[{place}]", asked))
            for place, rate in enumerate(award.rates)
        )
        tiers = tuple(
            replace(tier, when=self._when(tier.when, f"{key}.tiers[{place}]", asked))
            for place, tier in enumerate(award.tiers)
        )
        if cap and any(tier.value > cap.value for tier in tiers):
            raise self.conditions.error(f"{key}.tiers", message("above the cap"), message("a lower amount"))
        by_facts = any(tier.when for tier in tiers)
        if by_facts and award.of:
            what, hint = message("tiers with a when, and a share of a cost"), message("one of the two")
            raise self.conditions.error(f"{key}.tiers", what, hint)
        if by_facts:
            branches = [Branch(tier.when, None, tier, None) for tier in tiers]
        elif cap and rates:
            branches = [Branch(rate.when, rate, rate.cap or cap, usual_cap) for rate in rates]
        elif cap:
            branches = [Branch(None, None, cap, usual_cap, award.each, award.rate_unknown)]
        elif amounts:
            branches = [Branch(amount.when, None, amount, None) for amount in amounts]
        else:
            benefit = award.benefits[0]
            nothing = Figure(value=0, cite=benefit.cite, confidence=benefit.confidence)
            branches = [Branch(None, None, nothing, None)]
        bounded = tuple(_bounded(branch, award.yearly_cap) for branch in branches)
        by_project = all(branch.cap.per in PROJECTLY for branch in branches)
        # What is a share of a cost of the firm, which is one in all its projects, is paid for that cost once.
        each_project = by_project if award.of is None else self.facts[award.of].of == "project"
        return replace(award, amounts=amounts, tiers=tiers, rates=rates, branches=bounded, each_project=each_project)

    def _check_cost(self, fact: FactId, basis: Basis, key: str) -> None:
        """A share is of money; so much a unit is of a count, which is never below zero."""
        wanted: FactType = "integer" if basis == "unit" else "money"
        if getattr(self.facts.get(fact), "type", None) != wanted:
            what = (
                message("{fact} is not a whole number") if basis == "unit" else message("{fact} is not a fact in money")
            )
            raise self.conditions.error(key, what, message("see szsubsidy facts"), fact=fact)
        least, _ = type_of(self.facts[fact]).bounds() or (0, 0)
        if least < 0:
            what, hint = message("{fact} can be below zero"), message("a count, at_least = 0 in its fact")
            raise self.conditions.error(key, what, hint, fact=fact)

    def _when(self, when: Condition | None, key: str, asked: Asked) -> Condition | None:
        return None if when is None else self.conditions.condition(when, f"{key}.when", asked)

    def _check_override(self, override: Override, asked: Asked, key: str) -> None:
        for name in (override.fact, override.by):
            if name not in asked:
                raise self.conditions.error(
                    key,
                    message("no condition of this edition asks for {fact}"),
                    message("accepted: {accepted}"),
                    fact=name,
                    accepted=tuple(asked),
                )

    def _example(self, example: Example, key: str) -> Example:
        profile: Profile = {}
        for name, given in example.facts.items():
            if name not in self.facts:
                raise self.conditions.unknown_fact(name, f"{key}.facts")
            profile[name] = self.conditions.value(self.facts[name], given, f"{key}.facts.{name}")
        return replace(example, facts=profile)


def _bounded(branch: Branch, yearly_cap: Figure | None) -> Branch:
    """A branch whose cap is the lowest of those that hold for it; a usual cap that is no lower tells nothing."""
    cap, usual_cap = branch.cap, branch.usual_cap
    if yearly_cap is not None and yearly_cap.value < cap.value:
        cap = yearly_cap
    if usual_cap is not None and usual_cap.value > cap.value:
        usual_cap = cap
    return replace(branch, cap=cap, usual_cap=usual_cap)
