"""The least cost that brings a total, and what stops the total where no cost does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.binding import BindingCap, binding_caps
from szsubsidy.analysis.curve import BenefitCurve, Point
from szsubsidy.analysis.sweep import ReformedCurve
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.notices import Notice, about_figures


class LeastCost(NamedTuple):
    """The least cost that reaches a target, with what it gives; where none does, the cost that gives most.

    ``reached`` is None where facts are missing that could still let some cost reach it.
    """

    reached: bool | None
    point: Point


class ReformedCost(NamedTuple):
    """The answer under changed terms, what these are called, and the curve under them."""

    title: str
    curve: BenefitCurve
    answer: LeastCost


class Solution(NamedTuple):
    """The answer for a target (fen) with the estimate at its cost.

    ``just_below`` is the estimate for one fen less, None where the cost is nothing. ``binding_caps`` are the
    caps that bind at the cost; ``missing`` the facts that could change the answer or, where no cost can reach the
    target, that bear on the amount alone. ``notices`` say of which grants the figures are not all that there is to
    say: at the cost or, where none reaches the target, at the highest, where ``ineligible`` are the findings that no
    cost makes eligible.
    """

    curve: BenefitCurve
    target: int
    answer: LeastCost
    estimate: Estimate
    just_below: Estimate | None
    binding_caps: tuple[BindingCap, ...]
    missing: tuple[str, ...]
    notices: tuple[Notice, ...]
    ineligible: tuple[Finding, ...]
    reforms: tuple[ReformedCost, ...]


def solve(curve: BenefitCurve, target: int, reforms: Sequence[ReformedCurve] = ()) -> Solution:
    """Return the least cost whose total is at least ``target`` fen, with what it rests on."""
    answer = least_cost(curve, target)
    cost = answer.point.cost
    result = curve.estimate_at(cost)
    told = result if answer.reached else curve.estimate_at(MAX_FEN)
    return Solution(
        curve=curve,
        target=target,
        answer=answer,
        estimate=result,
        just_below=curve.estimate_at(cost - 1) if cost else None,
        binding_caps=tuple(binding_caps(result, curve.varied)),
        missing=tuple(curve.missing(result)) if answer.reached is False else result.missing,
        notices=about_figures(told.notices),
        ineligible=() if answer.reached else tuple(curve.ineligible(told)),
        reforms=tuple(ReformedCost(reform.title, reform.curve, least_cost(reform.curve, target)) for reform in reforms),
    )


def least_cost(curve: BenefitCurve, target: int) -> LeastCost:
    """Return the least cost whose total is at least ``target`` fen, or the cost that gives most."""
    point = curve.least_reaching(target)
    if point is not None:
        return LeastCost(True, point)
    tops = [curve.estimate_at(high) for _, high in curve.stretches()]
    may_reach = any(top.missing and top.by_terms_range.high >= target for top in tops)
    return LeastCost(None if may_reach else False, curve.most())
