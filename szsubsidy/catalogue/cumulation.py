"""Compiles ``cumulation.toml``: what may be held together, checked against the programmes it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from szsubsidy.catalogue.citations import resolve
from szsubsidy.catalogue.files import Cumulation
from szsubsidy.catalogue.model import Edition, Programme
from szsubsidy.catalogue.sources import Source
from szsubsidy.catalogue.together import CumulationRule, JointCap, Reading, Rule, named_by
from szsubsidy.days import FAR, iso
from szsubsidy.errors import SubsidyError, message, unknown_programme
from szsubsidy.record import UNCOMPILED, replace
from szsubsidy.vocabulary import Confidence, RuleKind

FILE = "cumulation.toml"


class CumulationCompiler:
    """Compiles the rules of one file against the programmes and sources of a catalogue."""

    def __init__(self, programmes: dict[str, Programme], sources: dict[str, Source], file: str = FILE) -> None:
        self.programmes = programmes
        self.sources = sources
        self.file = file

    def rules(self, cumulation: Cumulation) -> tuple[Rule, ...]:
        """Return the rules about pairs. Raises `SubsidyError` for an unknown programme or citation."""
        kinds: dict[RuleKind, tuple[Rule, ...]] = {
            "at-most-one": cumulation.at_most_one,
            "not-stated": cumulation.not_stated,
            "permitted": cumulation.permitted,
        }
        return tuple(
            replace(rule, kind=kind, confidence=self._checked(rule)) for kind, rules in kinds.items() for rule in rules
        )

    def joint_caps(self, cumulation: Cumulation, others: Iterable[JointCap] = ()) -> tuple[JointCap, ...]:
        """Return the joint caps; on any day a programme is under one at most, those of ``others`` counted.

        Raises `SubsidyError` for a programme under two, or one whose award is no share of the eligible cost.
        """
        caps = [self._joint_cap(cap) for cap in cumulation.joint_caps]
        kept = [cap for cap in others if cap.id not in {own.id for own in caps}]
        for one, other in combinations([*kept, *caps], 2):
            both = [programme for programme in one.programmes if programme in other.programmes]
            if both and _overlap(one, other):
                raise self._error(
                    other.id,
                    message("{given} is also under {other}"),
                    message("one joint cap for a programme"),
                    given=both[0],
                    other=one.id,
                )
        return tuple(caps)

    def _joint_cap(self, cap: JointCap) -> JointCap:
        readings = tuple(self._reading(reading, cap) for reading in cap.readings)
        compiled = replace(cap, confidence=self._checked(cap), readings=readings)
        for programme, edition in self._editions(cap):
            if edition.award.of != cap.of or edition.award.basis == "unit":
                raise self._error(
                    cap.id,
                    message("{given} has terms from {day} that are no share of {fact}"),
                    message("programmes whose award is of {fact}"),
                    given=programme,
                    day=iso(edition.starts),
                    fact=cap.of,
                )
        return compiled

    def _reading(self, reading: Reading, cap: JointCap) -> Reading:
        for programme in reading.own:
            if programme not in cap.programmes:
                raise self._error(
                    cap.id,
                    message("{given} is not under this joint cap"),
                    message("own names programmes of the joint cap"),
                    given=programme,
                )
        confidence = resolve(reading.cite, self.sources, f"{self.file}: {cap.id}")
        return replace(reading, confidence=confidence) if reading.confidence is UNCOMPILED else reading

    def _editions(self, cap: JointCap) -> Iterator[tuple[str, Edition]]:
        for programme in cap.programmes:
            for edition in self.programmes[programme].editions:
                if _overlap(cap, edition):
                    yield programme, edition

    def _checked(self, rule: CumulationRule) -> Confidence:
        """Return how sure a rule is whose programmes are there, each named once."""
        seen: set[str] = set()
        for programme in named_by(rule):
            if programme not in self.programmes:
                where, hint = f"{self.file}: {rule.id}", message("an id under programmes/")
                raise unknown_programme(programme, where=where, hint=hint, code="bad-catalogue")
            if programme in seen:
                raise self._error(
                    rule.id, message("{given} is named twice"), message("each programme once"), given=programme
                )
            seen.add(programme)
        confidence = resolve(rule.cite, self.sources, f"{self.file}: {rule.id}")
        return confidence if rule.confidence is UNCOMPILED else rule.confidence

    def _error(self, rule: str, what: str, hint: str, **values: str) -> SubsidyError:
        return SubsidyError(what, where=f"{self.file}: {rule}", hint=hint, code="bad-catalogue", **values)


def _overlap(one: JointCap, other: JointCap | Edition) -> bool:
    return (one.starts or 0) <= (other.until or FAR) and (other.starts or 0) <= (one.until or FAR)
