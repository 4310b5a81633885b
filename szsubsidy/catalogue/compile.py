"""Turns validated catalogue files into the compiled catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pydantic import BaseModel

from szsubsidy.catalogue import model, schema
from szsubsidy.catalogue.conditions import Atoms, ConditionCompiler
from szsubsidy.catalogue.diagram import TooComplexError, compile_diagram
from szsubsidy.catalogue.disputes import DisputeCompiler
from szsubsidy.catalogue.resolve import maybe_day, maybe_text, resolve, text_of
from szsubsidy.catalogue.schema_types import Amount, Cited
from szsubsidy.days import from_date, iso
from szsubsidy.errors import message
from szsubsidy.facts.model import Profile
from szsubsidy.vocabulary import Confidence


class ProgrammeCompiler:
    """Compiles the programmes of one catalogue against its facts and sources.

    ``file`` names the programme's file in errors.
    """

    def __init__(
        self, facts: dict[str, model.Fact], sources: dict[str, model.Source], authorities: Iterable[str]
    ) -> None:
        self.authorities = tuple(authorities)
        self.facts = facts
        self.sources = sources
        self.domains = {fact.id: tuple(value.id for value in fact.values) for fact in facts.values()}

    def compile(self, programme: schema.Programme, file: str) -> model.Programme:
        """Return the runtime form of a programme, its editions in order of time.

        Raises `SubsidyError` for a citation that leads nowhere, overlapping editions, an unknown
        fact or value, and conditions that contradict the fact's type.
        """
        self.conditions = ConditionCompiler(self.facts, file)
        if programme.authority not in self.authorities:
            raise self.conditions.error(
                "authority",
                message("no authority is called {given}"),
                message("accepted: {accepted}"),
                given=programme.authority,
                accepted=self.authorities,
            )
        for key, cite in _citations(programme, ""):
            resolve(cite, self.sources, f"{file}: {key}")
        editions = [self._edition(edition, f"editions[{index}]") for index, edition in enumerate(programme.editions)]
        editions.sort(key=lambda edition: edition.starts)
        for before, after in pairwise(editions):
            if before.until is None or before.until >= after.starts:
                raise self.conditions.error(
                    "editions",
                    message("the edition from {first} overlaps the one from {second}"),
                    message("end the earlier one the day before the later begins"),
                    first=iso(before.starts),
                    second=iso(after.starts),
                )
        return model.Programme(
            programme.id,
            programme.kind,
            programme.authority,
            text_of(programme.name),
            text_of(programme.summary),
            tuple(programme.aliases),
            tuple(programme.formerly),
            tuple(programme.announced),
            tuple(editions),
        )

    def _edition(self, edition: schema.Edition, key: str) -> model.Edition:
        starts, until = from_date(edition.in_force.from_), maybe_day(edition.in_force.until)
        if until is not None and until < starts:
            raise self.conditions.error(
                f"{key}.in_force", message("until lies before from"), message("a later last day, or none")
            )
        predicates: Atoms = {}
        eligibility = self.conditions.condition(edition.eligibility, f"{key}.eligibility", predicates)
        award = self._award(edition.award, f"{key}.award", predicates)
        for index, override in enumerate(edition.overrides):
            self._check_override(override, predicates, f"{key}.overrides[{index}]")
        frozen = {fact: tuple(found) for fact, found in predicates.items()}
        self._check_presumptions(eligibility, award, key)
        try:
            diagram = compile_diagram(eligibility, award, frozen, self.domains)
        except TooComplexError:
            raise self.conditions.error(
                f"{key}.eligibility", message("too many conditions to compile"), message("split the programme in two")
            ) from None
        disputes = DisputeCompiler(self.conditions, self.sources, edition, (eligibility, award, frozen))
        return model.Edition(
            starts,
            until,
            edition.in_force.exact,
            edition.in_force.cite,
            from_date(edition.reviewed),
            eligibility,
            award,
            diagram,
            self._figure(edition.annual_budget) if edition.annual_budget else None,
            tuple(self._window(window, f"{key}.windows") for window in edition.windows),
            tuple(
                disputes.compile(dispute, f"{key}.disputes[{index}]") for index, dispute in enumerate(edition.disputes)
            ),
            tuple(self._statement(note) for note in edition.unmodelled),
            tuple(self._statement(note) for note in edition.notes),
            self._application(edition.apply),
            tuple(model.Override(item.fact, item.by, item.cite) for item in edition.overrides),
            tuple(self._example(example, f"{key}.examples[{index}]") for index, example in enumerate(edition.examples)),
        )

    def _check_presumptions(self, eligibility: model.Condition, award: model.Award, key: str) -> None:
        marks: dict[str, bool | None] = {}
        conditions = [eligibility, *(branch.when for branch in award.branches)]
        for comparison in (lit for condition in conditions for lit in model.comparisons(condition)):
            if marks.setdefault(comparison.fact, comparison.presumed) != comparison.presumed:
                raise self.conditions.error(
                    key,
                    message("{fact} is presumed in one condition and not in another"),
                    message("mark all conditions on a fact, or none"),
                    fact=comparison.fact,
                )
            if comparison.presumed is not None and comparison.fact == award.of:
                raise self.conditions.error(
                    key,
                    message("{fact} is the eligible cost and cannot be presumed"),
                    message("leave out presumed"),
                    fact=comparison.fact,
                )

    def _award(self, award: schema.Award, key: str, predicates: Atoms) -> model.Award:
        match award:
            case schema.ShareAward() | schema.CeilingAward():
                return self._capped(award, key, predicates)
            case schema.FixedAward():
                branches = []
                for index, tier in enumerate(award.amounts):
                    when = self._when(tier.when, f"{key}.amounts[{index}].when", predicates)
                    branches.append(model.Branch(when, None, self._figure(tier), None))
                return model.Award("fixed", None, tuple(branches), (), ())
            case schema.NoAward():
                nothing = model.Figure(0, None, award.benefits[0].cite, self._confidence(award.benefits[0]))
                benefits = tuple(
                    model.Statement(text_of(item.text), item.cite, self._confidence(item)) for item in award.benefits
                )
                return model.Award("none", None, (model.Branch(None, None, nothing, None),), (), benefits)

    def _capped(
        self,
        award: schema.ShareAward | schema.CeilingAward,
        key: str,
        predicates: Atoms,
    ) -> model.Award:
        if award.of is not None and getattr(self.facts.get(award.of), "type", None) != "money":
            raise self.conditions.error(
                f"{key}.of", message("{fact} is not a fact in money"), message("see szsubsidy facts"), fact=award.of
            )
        cap = self._figure(award.cap)
        usual = self._figure(award.usual_cap) if isinstance(award, schema.ShareAward) and award.usual_cap else None
        if usual and usual.value > cap.value:
            raise self.conditions.error(f"{key}.usual_cap", message("above the cap"), message("a lower amount"))
        branches = [model.Branch(None, None, cap, usual)]
        if award.rates:
            branches = [
                model.Branch(
                    self._when(rate.when, f"{key}.rates[{index}].when", predicates),
                    model.Figure(rate.percent, None, rate.cite, self._confidence(rate)),
                    cap,
                    usual,
                )
                for index, rate in enumerate(award.rates)
            ]
        if isinstance(award, schema.CeilingAward):
            tiers = tuple(self._tier(tier, f"{key}.tiers[{i}]") for i, tier in enumerate(award.tiers))
            unknown = award.rate_unknown.cite if award.rate_unknown else None
            return model.Award(award.basis, award.of, tuple(branches), tiers, (), unknown)
        return model.Award(award.basis, award.of, tuple(branches), (), ())

    def _tier(self, tier: schema.Tier, key: str) -> model.Tier:
        if tier.when is not None:
            raise self.conditions.error(
                f"{key}.when", message("a panel decides between the tiers of a ceiling"), message("leave out when")
            )
        return model.Tier(self._figure(tier), maybe_text(tier.label))

    def _when(self, when: schema.Condition | None, key: str, predicates: Atoms) -> model.Condition | None:
        return None if when is None else self.conditions.condition(when, key, predicates)

    def _check_override(self, override: schema.Override, predicates: Atoms, key: str) -> None:
        for name in (override.fact, override.by):
            if name not in predicates:
                raise self.conditions.error(
                    key,
                    message("no condition of this edition asks for {fact}"),
                    message("accepted: {accepted}"),
                    fact=name,
                    accepted=tuple(predicates),
                )

    def _example(self, example: schema.Example, key: str) -> model.Example:
        facts: Profile = {}
        for name, given in example.facts.items():
            if name not in self.facts:
                raise self.conditions.unknown_fact(name, f"{key}.facts")
            facts[name] = self.conditions.value(self.facts[name], given, f"{key}.facts.{name}")
        return model.Example(
            example.working,
            maybe_day(example.as_of),
            facts,
            example.status,
            example.amount,
            example.range_,
            tuple(example.missing),
            None if example.assumptions is None else tuple(example.assumptions),
        )

    def _application(self, apply: schema.Apply | None) -> model.Application | None:
        if apply is None:
            return None
        return model.Application(text_of(apply.office), maybe_text(apply.how), apply.link, apply.cite)

    def _window(self, window: schema.Window, key: str) -> model.Window:
        if window.closes < window.opens:
            raise self.conditions.error(key, message("a window closes before it opens"), message("a later closing day"))
        return model.Window(from_date(window.opens), from_date(window.closes), window.cite, self._confidence(window))

    def _figure(self, amount: Amount) -> model.Figure:
        return model.Figure(amount.amount, amount.per, amount.cite, self._confidence(amount))

    def _statement(self, note: schema.Note) -> model.Statement:
        return model.Statement(text_of(note.text), note.cite, self._confidence(note))

    def _confidence(self, cited: Cited) -> Confidence:
        return cited.confidence or resolve(cited.cite, self.sources, self.conditions.file)


def _citations(value: object, key: str) -> Iterator[tuple[str, str]]:
    match value:
        case BaseModel():
            for name, info in type(value).model_fields.items():
                child = f"{key}.{info.alias or name}" if key else info.alias or name
                if name == "cite":
                    yield child, getattr(value, name)
                else:
                    yield from _citations(getattr(value, name), child)
        case list():
            for index, item in enumerate(value):
                yield from _citations(item, f"{key}[{index}]")
