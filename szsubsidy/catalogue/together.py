"""What holds of several programmes at once: which may be held together, and how much they grant jointly.

The types of files and of the compiled catalogue in one, as in `szsubsidy.catalogue.model`.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.sources import Origin
from szsubsidy.catalogue.units import BasisPoints
from szsubsidy.days import FAR
from szsubsidy.errors import Unfit, message
from szsubsidy.fields import Day, FactId, Id, Text
from szsubsidy.record import COMPILED, UNCOMPILED, Key, NotEmpty
from szsubsidy.vocabulary import JointReading, RuleKind


class Held(Cited, kw_only=True):
    """What holds of several programmes, from the day ``starts`` to ``until``; without days, always."""

    id: Id
    programmes: Annotated[tuple[Id, ...], NotEmpty()]
    reason: Text
    starts: Annotated[Day | None, Key("from")] = None
    until: Day | None = None
    origin: Annotated[Origin | None, COMPILED] = None

    def holds_on(self, day: int) -> bool:
        """Whether this holds on a day."""
        return (self.starts or 0) <= day <= (self.until or FAR)


class Rule(Held, kw_only=True):
    """What a source says, or leaves open, of holding two programmes at once.

    ``kind`` is ``at-most-one``, ``not-stated`` (no source says; a safe total holds only one) or
    ``permitted``. It is about every two of ``programmes`` or, where ``beside`` names any, about each of
    ``programmes`` with each of ``beside``.
    """

    beside: tuple[Id, ...] = ()
    kind: Annotated[RuleKind, COMPILED] = UNCOMPILED

    def check(self) -> None:
        if len(self.programmes) < 2 and not self.beside:
            raise Unfit(message("two programmes or more, or one with others beside it"))


class Reading(Cited, kw_only=True):
    """Another way to read the provision of a joint cap; ``short`` says it behind an "if".

    ``others-only`` holds back the money of others than ``own``: those of the authority that made the provision.
    """

    reading: JointReading
    own: tuple[Id, ...] = ()
    text: Text
    short: Text | None = None

    def check(self) -> None:
        if (self.reading == "others-only") != bool(self.own):
            raise Unfit(message("own goes with others-only, and others-only with own"))


class JointCap(Held, kw_only=True):
    """Of the eligible cost ``of`` these programmes together grant at most ``rate``, but never less than the largest.

    ``short`` says it in a short sentence.
    """

    of: FactId
    short: Text | None = None
    rate: Annotated[BasisPoints, Key("percent")]
    readings: tuple[Reading, ...] = ()

    def check(self) -> None:
        if len({reading.reading for reading in self.readings}) < len(self.readings):
            raise Unfit(message("each reading once"))


CumulationRule: TypeAlias = Rule | JointCap


def is_about(rule: CumulationRule, programme: str) -> bool:
    """Whether a rule or joint cap names a programme."""
    return programme in named_by(rule)


def named_by(rule: CumulationRule) -> tuple[str, ...]:
    """Return the programmes that a rule or joint cap names."""
    return rule.programmes if isinstance(rule, JointCap) else (*rule.programmes, *rule.beside)
