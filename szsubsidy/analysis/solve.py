"""Whether some cost brings a total, and the least that does."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.analysis.curve import BenefitCurve, Point
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.estimate import estimate


class Answer(NamedTuple):
    """The least cost that reaches a target, with what it gives; where none does, the cost that gives most.

    ``reached`` is None where facts are missing that could still let some cost reach it.
    """

    reached: bool | None
    point: Point


def reaching(catalogue: Catalogue, curve: BenefitCurve, target: int) -> Answer:
    """Return the least cost whose total is at least ``target`` fen; ``course`` is one under ``catalogue``."""
    found = curve.least_reaching(target)
    if found is not None:
        return Answer(True, found)
    tops = [estimate(catalogue, curve.profile | {curve.fact: high}, curve.as_of) for _, high in curve.stretches()]
    return Answer(None if any(top.missing and top.high >= target for top in tops) else False, curve.most())
