"""Compiles ``cumulation.toml``: what may be held together, checked against the programmes it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from szsubsidy.catalogue import model, schema_shared
from szsubsidy.catalogue.resolve import maybe_day, resolve, text_of
from szsubsidy.days import FAR, iso
from szsubsidy.errors import SubsidyError, message, unknown_programme
from szsubsidy.vocabulary import RuleKind

FILE = "cumulation.toml"


class CumulationCompiler:
    """Compiles the rules of one file against the programmes and sources of a catalogue."""

    def __init__(
        self,
        programmes: dict[str, model.Programme],
        sources: dict[str, model.Source],
        file: str = FILE,
    ) -> None:
        self.programmes = programmes
        self.sources = sources
        self.file = file

    def rules(self, cumulation: schema_shared.Cumulation) -> tuple[model.Rule, ...]:
        """Return the rules about pairs. Raises `SubsidyError` for an unknown programme or citation."""
        kinds: dict[RuleKind, list[schema_shared.Together]] = {
            "at-most-one": cumulation.at_most_one,
            "not-stated": cumulation.not_stated,
            "permitted": cumulation.permitted,
        }
        return tuple(self._rule(kind, rule) for kind, rules in kinds.items() for rule in rules)

    def joint_caps(
        self, cumulation: schema_shared.Cumulation, others: Iterable[model.JointCap] = ()
    ) -> tuple[model.JointCap, ...]:
        """Return the joint caps; on any day a programme is under one at most, those of ``others`` counted."""
        found = [self._joint_cap(cap) for cap in cumulation.joint_caps]
        kept = [cap for cap in others if cap.id not in {item.id for item in found}]
        for one, other in combinations([*kept, *found], 2):
            both = [programme for programme in one.programmes if programme in other.programmes]
            if both and _overlap(one, other):
                raise self._error(
                    other.id,
                    message("{given} is also under {other}"),
                    message("one joint cap for a programme"),
                    given=both[0],
                    other=one.id,
                )
        return tuple(found)

    def _rule(self, kind: RuleKind, rule: schema_shared.Together) -> model.Rule:
        self._check(rule, [*rule.programmes, *rule.beside])
        return model.Rule(
            rule.id,
            kind,
            tuple(rule.programmes),
            tuple(rule.beside),
            text_of(rule.reason),
            rule.cite,
            maybe_day(rule.from_),
            maybe_day(rule.until),
        )

    def _joint_cap(self, cap: schema_shared.JointCap) -> model.JointCap:
        self._check(cap, cap.programmes)
        found = model.JointCap(
            cap.id,
            tuple(cap.programmes),
            cap.of,
            cap.percent,
            text_of(cap.reason),
            cap.cite,
            maybe_day(cap.from_),
            maybe_day(cap.until),
        )
        for programme, edition in self._editions(found):
            if edition.award.of != cap.of:
                raise self._error(
                    cap.id,
                    message("{given} has terms from {day} that are no share of {fact}"),
                    message("programmes whose award is of {fact}"),
                    given=programme,
                    day=iso(edition.starts),
                    fact=cap.of,
                )
        return found

    def _editions(self, cap: model.JointCap) -> Iterator[tuple[str, model.Edition]]:
        for programme in cap.programmes:
            for edition in self.programmes[programme].editions:
                if _overlap(cap, edition):
                    yield programme, edition

    def _check(self, rule: schema_shared.Held, programmes: Iterable[str]) -> None:
        seen: set[str] = set()
        for programme in programmes:
            if programme not in self.programmes:
                where, hint = f"{self.file}: {rule.id}", message("an id under programmes/")
                raise unknown_programme(programme, where=where, hint=hint, code="bad-catalogue")
            if programme in seen:
                raise self._error(
                    rule.id, message("{given} is named twice"), message("each programme once"), given=programme
                )
            seen.add(programme)
        resolve(rule.cite, self.sources, f"{self.file}: {rule.id}")

    def _error(self, rule: str, what: str, hint: str, **values: str) -> SubsidyError:
        return SubsidyError(what, where=f"{self.file}: {rule}", hint=hint, code="bad-catalogue", **values)


def _overlap(one: model.JointCap, other: model.JointCap | model.Edition) -> bool:
    return (one.starts or 0) <= (other.until or FAR) and (other.starts or 0) <= (one.until or FAR)
