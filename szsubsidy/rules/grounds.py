"""What a verdict on a condition rests on, as a person would list it: no negations, and of "any of" what settled it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicates
from szsubsidy.facts.model import Profile
from szsubsidy.record import Record
from szsubsidy.rules.trace import verdict


class Ground(Record):
    """One thing that is asked for, ``negated`` where the opposite of the comparison is, and whether it is so.

    ``holds`` is None while its fact is not known, and not presumed either.
    """

    comparison: Comparison
    negated: bool
    holds: bool | None
    assumed: bool


class OneOf(Record):
    """Several ways of which one is asked for, none of them met: each is open, or ``holds`` is false and each failed."""

    holds: bool | None
    ways: tuple[tuple[Ground | OneOf, ...], ...]


Grounds: TypeAlias = tuple[Ground | OneOf, ...]

# A worked example. A leader may be 40 at most; a woman 43, a veteran 45. Of a woman of 42 that is told by its outcome:
# "at most 43: met; a woman: met"; that she is no veteran decides nothing. Of somebody of 42 who said neither, no way is
# met yet: "one of these: at most 43 and a woman; at most 45 and a veteran", not known. The first way, at most 40, has
# failed and is not told any more. At 50 all three have failed, and all are told.


def grounds(
    condition: Condition, predicates: Predicates, profile: Profile, day: int, *, negated: bool = False
) -> Grounds:
    """Return what a condition asks for and whether it is so; ``negated``: what its opposite asks for.

    A negation goes to the comparisons: "not both A and B" is "not A, or not B". Of several ways one that is met
    stands for all, rather one that assumes nothing; where none is, those that have failed count no more while another
    is open.
    """
    match condition:
        case Comparison():
            truth = verdict(condition, predicates, profile, day)
            assumed = condition.presumed is not None and condition.fact not in profile
            return (Ground(condition, negated, None if truth is None else truth != negated, assumed),)
        case Not(item):
            return grounds(item, predicates, profile, day, negated=not negated)
        case AllOf(items) | AnyOf(items):
            parts = [grounds(item, predicates, profile, day, negated=negated) for item in items]
    if isinstance(condition, AllOf) != negated:
        return tuple(dict.fromkeys(ground for part in parts for ground in part))
    return _one_of(parts)


def holds(found: Sequence[Ground | OneOf]) -> bool | None:
    """Return whether all grounds hold, None while that is open."""
    truths = {ground.holds for ground in found}
    return False if False in truths else None if None in truths else True


def assumed(found: Sequence[Ground | OneOf]) -> bool:
    """Return whether any of the grounds is assumed."""
    return any(isinstance(ground, Ground) and ground.assumed for ground in found)


def _one_of(ways: Sequence[Grounds]) -> Grounds:
    met = [way for way in ways if holds(way)]
    if met:
        return min(met, key=assumed)
    still_open = [way for way in ways if holds(way) is None]
    left = still_open or ways
    return left[0] if len(left) == 1 else (OneOf(None if still_open else False, tuple(left)),)
