"""Whether some cost brings a total, and the least that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.curve import BenefitCurve, Point
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.estimate import Estimate, estimate


class Answer(NamedTuple):
    """The least cost that reaches a target, with what it gives; where none does, the cost that gives most.

    ``reached`` is None where facts are missing that could still let some cost reach it.
    """

    reached: bool | None
    point: Point


class Stop(NamedTuple):
    """Why a total grows no further: ``cap`` of a programme (fen), with its provision."""

    programme: str
    cap: int
    cite: str


class Solution(NamedTuple):
    """What was asked for, and the estimates at the cost found: the least that reaches the target, else the most.

    ``reached`` is None where facts are missing that could still let some cost reach it.
    ``just_below`` is the estimate for one fen less, None where the cost is nothing. ``reforms`` are the answers
    under changed terms, by their titles.
    """

    curve: BenefitCurve
    target: int
    reached: bool | None
    point: Point
    here: Estimate
    just_below: Estimate | None
    reforms: Sequence[tuple[str, Answer]] = ()

    @property
    def missing(self) -> list[str]:
        """The facts that could change the answer; where no cost can reach the target, those about the cost alone."""
        return self.curve.missing(self.here) if self.reached is False else list(self.here.missing)

    @property
    def stops(self) -> list[Stop]:
        """The caps that bind where the total is largest."""
        listed = []
        for finding in self.here.findings:
            branch = finding.branch
            held = finding.programme.id in self.here.combination
            if held and branch is not None and finding.amount == branch.cap.value:
                listed.append(Stop(finding.programme.id, branch.cap.value, branch.cap.cite))
        return listed


def reaching(catalogue: Catalogue, curve: BenefitCurve, target: int) -> Answer:
    """Return the least cost whose total is at least ``target`` fen; ``course`` is one under ``catalogue``."""
    found = curve.least_reaching(target)
    if found is not None:
        return Answer(True, found)
    tops = [estimate(catalogue, curve.profile | {curve.fact: high}, curve.as_of) for _, high in curve.stretches()]
    return Answer(None if any(top.missing and top.high >= target for top in tops) else False, curve.most())
