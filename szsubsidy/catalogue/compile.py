"""Turns validated catalogue files into the compiled catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from pydantic import BaseModel

from szsubsidy.catalogue import model, schema
from szsubsidy.catalogue.diagram import TooComplexError, compile_diagram
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.days import from_date, iso
from szsubsidy.facts.read import read_value

_TESTS = {
    "at_least": ("ge", True, 0),
    "above": ("ge", True, 1),
    "at_most": ("ge", False, 1),
    "below": ("ge", False, 0),
    "on_or_after": ("ge", True, 0),
    "before": ("ge", False, 0),
    "within_years_of": ("younger", True, 0),
    "older_than_years": ("younger", False, 0),
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


def compile_fact(fact: schema.Fact) -> model.Fact:
    """Return the runtime form of a fact."""
    return model.Fact(
        fact.id,
        fact.type,
        fact.panel,
        _text(fact.label),
        _text(fact.question),
        _text(fact.help),
        tuple(fact.aliases),
        tuple(fact.formerly),
        tuple(_fact_value(value) for value in fact.values),
        fact.at_least,
        fact.at_most,
        fact.topical,
    )


def compile_source(source: schema.Source) -> model.Source:
    """Return the runtime form of a source."""
    provisions = {
        item.at: model.Provision(item.at, _text(item.title), item.confidence, tuple(item.seen))
        for item in source.provisions
    }
    return model.Source(
        source.id,
        source.kind,
        source.title,
        source.title_en,
        source.number,
        _text(source.issuer),
        _day(source.issued),
        source.confidence,
        source.link,
        tuple(source.seen),
        _maybe_text(source.note),
        provisions,
    )


def compile_rule(
    rule: schema.AtMostOne, programmes: dict[str, model.Programme], sources: dict[str, model.Source]
) -> model.AtMostOne:
    """Return the runtime form of a rule of cumulation; its programmes and citation must exist."""
    where = f"cumulation.toml: {rule.id}"
    for programme in rule.programmes:
        if programme not in programmes:
            raise SubsidyError(
                f"no programme is called {programme}", where=where, hint="an id under programmes/", code="bad-catalogue"
            )
    resolve(rule.cite, sources, where)
    return model.AtMostOne(rule.id, tuple(rule.programmes), _text(rule.reason), rule.cite)


def resolve(cite: str, sources: dict[str, model.Source], where: str) -> str:
    """Return how well the cited place is known; raises `SubsidyError` if it does not exist."""
    source_id, _, at = cite.partition("#")
    source = sources.get(source_id)
    if source is None:
        what, hint = f"the citation {cite} leads nowhere", f"add the source {source_id} to sources.toml"
    elif not at:
        return source.confidence
    elif at in source.provisions:
        return source.provisions[at].confidence
    else:
        known = ", ".join(source.provisions) or "none"
        what, hint = f"the citation {cite} leads nowhere", f"provisions of {source_id}: {known}"
    raise SubsidyError(what, where=where, hint=hint, code="bad-catalogue")


class ProgrammeCompiler:
    """Compiles the programmes of one catalogue against its facts and sources.

    ``file`` names the programme's file in errors.
    """

    def __init__(self, facts: dict[str, model.Fact], sources: dict[str, model.Source]) -> None:
        self.facts = facts
        self.sources = sources
        self.domains = {fact.id: tuple(value.id for value in fact.values) for fact in facts.values()}

    def compile(self, programme: schema.Programme, file: str) -> model.Programme:
        """Return the runtime form of a programme, its editions in order of time.

        Raises `SubsidyError` for a citation that leads nowhere, overlapping editions, an unknown
        fact or value, and conditions that contradict the fact's type.
        """
        self.file = file
        for key, cite in _citations(programme, ""):
            resolve(cite, self.sources, f"{file}: {key}")
        editions = [self._edition(edition, f"editions[{index}]") for index, edition in enumerate(programme.editions)]
        editions.sort(key=lambda edition: edition.starts)
        for before, after in pairwise(editions):
            if before.until is None or before.until >= after.starts:
                raise self._error(
                    "editions",
                    f"the edition from {iso(before.starts)} overlaps the one from {iso(after.starts)}",
                    "end the earlier one the day before the later begins",
                )
        return model.Programme(
            programme.id,
            programme.kind,
            programme.authority,
            _text(programme.name),
            _text(programme.summary),
            tuple(programme.aliases),
            tuple(programme.formerly),
            tuple(editions),
        )

    def _edition(self, edition: schema.Edition, key: str) -> model.Edition:
        starts, until = from_date(edition.in_force.from_), _day(edition.in_force.until)
        if until is not None and until < starts:
            raise self._error(f"{key}.in_force", "until lies before from", "a later last day, or none")
        atoms: dict[str, list[model.Atom]] = {}
        eligibility = self._condition(edition.eligibility, f"{key}.eligibility", atoms)
        award = self._award(edition.award, f"{key}.award", atoms)
        frozen = {fact: tuple(found) for fact, found in atoms.items()}
        self._check_presumptions(eligibility, award, key)
        try:
            diagram = compile_diagram(eligibility, award, frozen, self.domains)
        except TooComplexError:
            raise self._error(
                f"{key}.eligibility", "too many conditions to compile", "split the programme in two"
            ) from None
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
            tuple(self._dispute(dispute, award, f"{key}.disputes") for dispute in edition.disputes),
            tuple(self._statement(note) for note in edition.unmodelled),
            tuple(self._statement(note) for note in edition.notes),
            self._application(edition.apply),
            tuple(self._example(example, f"{key}.examples[{index}]") for index, example in enumerate(edition.examples)),
        )

    def _check_presumptions(self, eligibility: model.Condition, award: model.Award, key: str) -> None:
        marks: dict[str, bool] = {}
        conditions = [eligibility, *(branch.when for branch in award.branches)]
        for literal in (lit for condition in conditions for lit in model.literals(condition)):
            if marks.setdefault(literal.fact, literal.presumed) != literal.presumed:
                raise self._error(
                    key,
                    f"{literal.fact} is presumed in one condition and not in another",
                    "mark all conditions on a fact, or none",
                )
            if literal.presumed and literal.fact == award.of:
                raise self._error(
                    key, f"{literal.fact} is the eligible cost and cannot be presumed", "leave out presumed"
                )

    def _condition(self, condition: schema.Condition, key: str, atoms: dict[str, list[model.Atom]]) -> model.Condition:
        match condition:
            case schema.AllOf(all_=items):
                return model.All(tuple(self._condition(item, f"{key}.all[{i}]", atoms) for i, item in enumerate(items)))
            case schema.AnyOf(any_=items):
                return model.Any(tuple(self._condition(item, f"{key}.any[{i}]", atoms) for i, item in enumerate(items)))
            case schema.Not(not_=item):
                return model.Not(self._condition(item, f"{key}.not", atoms))
            case schema.FactCondition():
                return self._literal(condition, key, atoms)

    def _literal(self, condition: schema.FactCondition, key: str, atoms: dict[str, list[model.Atom]]) -> model.Literal:
        fact = self.facts.get(condition.fact)
        if fact is None:
            raise self._error(f"{key}.fact", f"no fact is called {condition.fact}", "see szsubsidy facts")
        [(operator, given)] = condition.operators()
        if operator not in _OPERATORS[fact.type]:
            accepted = ", ".join(sorted(_OPERATORS[fact.type])) or "no condition at all"
            raise self._error(key, f"{operator} does not fit {fact.id}, a {fact.type}", accepted)
        value, atom, positive = self._atom(fact, operator, given, key)
        known = atoms.setdefault(fact.id, [])
        if any((atom.test == "younger") != (other.test == "younger") for other in known):
            raise self._error(
                key,
                f"{fact.id} is compared both with fixed days and with the as-of day in one edition",
                "one of the two",
            )
        if atom not in known:
            known.append(atom)
        return model.Literal(fact.id, operator, value, known.index(atom), positive, condition.presumed, condition.cite)

    def _atom(
        self, fact: model.Fact, operator: str, given: object, key: str
    ) -> tuple[bool | int | str | tuple[str, ...], model.Atom, bool]:
        if operator in {"within_years_of", "older_than_years"}:
            assert isinstance(given, int)
            return given, model.Atom("younger", given), operator == "within_years_of"
        if fact.type == "flag":
            if not isinstance(given, bool):
                raise self._error(key, f"{fact.id} is a flag", "is = true or is = false")
            return given, model.Atom("true", 1), given
        if operator in {"is", "in"}:
            ids = tuple(given) if isinstance(given, list) else (str(given),)
            known = [value.id for value in fact.values]
            for value in ids:
                if value not in known:
                    raise self._error(key, f"{fact.id} has no value {value}", ", ".join(known))
            test = "any" if fact.type == "choices" else "in"
            return (ids if operator == "in" else ids[0]), model.Atom(test, tuple(sorted(set(ids)))), True
        test, positive, shift = _TESTS[operator]
        value = self._value(fact, given, key)
        assert isinstance(value, int)
        return value, model.Atom(test, value + shift), positive

    def _value(self, fact: model.Fact, given: object, key: str) -> object:
        try:
            return read_value(fact, given)
        except SubsidyError as error:
            raise self._error(key, error.what, error.hint) from error

    def _award(self, award: schema.Award, key: str, atoms: dict[str, list[model.Atom]]) -> model.Award:
        match award:
            case schema.ShareAward() | schema.CeilingAward():
                return self._capped(award, key, atoms)
            case schema.FixedAward():
                branches = []
                for index, tier in enumerate(award.amounts):
                    when = self._when(tier.when, f"{key}.amounts[{index}].when", atoms)
                    branches.append(model.Branch(when, None, self._figure(tier), None))
                return model.Award("fixed", None, tuple(branches), (), ())
            case schema.NoAward():
                nothing = model.Figure(0, None, award.benefits[0].cite, self._confidence(award.benefits[0]))
                benefits = tuple(
                    model.Statement(_text(item.text), item.cite, self._confidence(item)) for item in award.benefits
                )
                return model.Award("none", None, (model.Branch(None, None, nothing, None),), (), benefits)

    def _capped(
        self,
        award: schema.ShareAward | schema.CeilingAward,
        key: str,
        atoms: dict[str, list[model.Atom]],
    ) -> model.Award:
        if award.of is not None and getattr(self.facts.get(award.of), "type", None) != "money":
            raise self._error(f"{key}.of", f"{award.of} is not a fact in money", "see szsubsidy facts")
        cap = self._figure(award.cap)
        usual = self._figure(award.usual_cap) if isinstance(award, schema.ShareAward) and award.usual_cap else None
        if usual and usual.value > cap.value:
            raise self._error(f"{key}.usual_cap", "above the cap", "a lower amount")
        tiers: tuple[model.Tier, ...] = ()
        branches = [model.Branch(None, None, cap, usual)]
        if award.rates:
            branches = [
                model.Branch(
                    self._when(rate.when, f"{key}.rates[{index}].when", atoms),
                    model.Figure(rate.percent, None, rate.cite, self._confidence(rate)),
                    cap,
                    usual,
                )
                for index, rate in enumerate(award.rates)
            ]
        if isinstance(award, schema.CeilingAward):
            tiers = tuple(self._tier(tier, f"{key}.tiers[{i}]") for i, tier in enumerate(award.tiers))
        return model.Award(award.basis, award.of, tuple(branches), tiers, ())

    def _tier(self, tier: schema.Tier, key: str) -> model.Tier:
        if tier.when is not None:
            raise self._error(f"{key}.when", "a panel decides between the tiers of a ceiling", "leave out when")
        return model.Tier(self._figure(tier), _maybe_text(tier.label))

    def _when(
        self, when: schema.Condition | None, key: str, atoms: dict[str, list[model.Atom]]
    ) -> model.Condition | None:
        return None if when is None else self._condition(when, key, atoms)

    def _dispute(self, dispute: schema.Dispute, award: model.Award, key: str) -> model.Dispute:
        name, _, rest = dispute.parameter.partition("[")
        index = int(rest.partition("]")[0]) if rest else None
        if index is not None and index >= len(award.branches):
            raise self._error(key, f"{dispute.parameter} is not in the award", "the index of an existing rate")
        branch = award.branches[index or 0]
        adopted = {"rates": branch.rate, "cap": branch.cap, "usual_cap": branch.usual_cap}[name]
        if adopted is None:
            raise self._error(key, f"{dispute.parameter} is not in the award", "a parameter of the award")
        others = []
        for other in dispute.others:
            try:
                value = schema.basis_points(other.value) if name == "rates" else schema.fen(other.value)
            except ValueError as error:
                raise self._error(f"{key}.others", str(error), "") from error
            assert isinstance(value, int)
            others.append(model.OtherValue(value, other.cite, self._confidence(other)))
        field = {"rates": "rate"}.get(name, name)
        return model.Dispute(dispute.parameter, field, index, adopted, tuple(others), _text(dispute.reason))

    def _example(self, example: schema.Example, key: str) -> model.Example:
        facts: dict[str, object] = {}
        for name, given in example.facts.items():
            if name not in self.facts:
                raise self._error(f"{key}.facts", f"no fact is called {name}", "see szsubsidy facts")
            facts[name] = self._value(self.facts[name], given, f"{key}.facts.{name}")
        return model.Example(
            example.working,
            _day(example.as_of),
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
        return model.Application(_text(apply.office), _maybe_text(apply.how), apply.link, apply.cite)

    def _window(self, window: schema.Window, key: str) -> model.Window:
        if window.closes < window.opens:
            raise self._error(key, "a window closes before it opens", "a later closing day")
        return model.Window(from_date(window.opens), from_date(window.closes), window.cite, self._confidence(window))

    def _figure(self, amount: schema.Amount) -> model.Figure:
        return model.Figure(amount.amount, amount.per, amount.cite, self._confidence(amount))

    def _statement(self, note: schema.Note) -> model.Statement:
        return model.Statement(_text(note.text), note.cite, self._confidence(note))

    def _confidence(self, cited: schema.Cited) -> str:
        return cited.confidence or resolve(cited.cite, self.sources, self.file)

    def _error(self, key: str, what: str, hint: str) -> SubsidyError:
        return SubsidyError(what, where=f"{self.file}: {key}", hint=hint, code="bad-catalogue")


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


def _text(text: schema.Localized) -> model.Text:
    return {"en": text.en, "zh-Hans": text.zh_hans, "zh-Hant": text.zh_hant}


def _maybe_text(text: schema.Localized | None) -> model.Text | None:
    return None if text is None else _text(text)


def _fact_value(value: schema.FactValue) -> model.FactValue:
    return model.FactValue(value.id, _text(value.label), tuple(value.aliases))


def _day(day: date | None) -> int | None:
    return None if day is None else from_date(day)
