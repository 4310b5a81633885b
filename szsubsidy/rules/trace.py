"""Why a finding came out as it did: each condition with its verdict."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import AllOf, AnyOf, Comparison, Condition, Not, Predicates, comparisons
from szsubsidy.facts.model import Profile
from szsubsidy.rules.one_firm import predicate_holds


class Reason(NamedTuple):
    """One condition and whether it holds: None while its fact is unknown and not presumed."""

    comparison: Comparison
    holds: bool | None
    assumed: bool


def verdict(comparison: Comparison, predicates: Predicates, profile: Profile, as_of: int) -> bool | None:
    """Return whether a condition holds; a presumed one counts as its presumption while its fact is unknown."""
    if comparison.fact not in profile:
        return comparison.presumed
    predicate = predicates[comparison.fact][comparison.predicate]
    return predicate_holds(predicate, profile[comparison.fact], as_of) != comparison.negated


def reasons(condition: Condition | None, predicates: Predicates, profile: Profile, as_of: int) -> tuple[Reason, ...]:
    """Return every condition under ``condition`` with its verdict, in the order of the file."""
    return tuple(reason(comparison, predicates, profile, as_of) for comparison in comparisons(condition))


def reason(comparison: Comparison, predicates: Predicates, profile: Profile, as_of: int) -> Reason:
    """Return one condition with its verdict."""
    assumed = comparison.presumed is not None and comparison.fact not in profile
    return Reason(comparison, verdict(comparison, predicates, profile, as_of), assumed)


def kleene(condition: Condition | None, predicates: Predicates, profile: Profile, as_of: int) -> bool | None:
    """Return the truth of a condition in three-valued logic; no condition is true."""
    match condition:
        case None:
            return True
        case Comparison():
            return verdict(condition, predicates, profile, as_of)
        case Not(item):
            inner = kleene(item, predicates, profile, as_of)
            return None if inner is None else not inner
        case AllOf(items):
            found = {kleene(item, predicates, profile, as_of) for item in items}
            return False if False in found else None if None in found else True
        case AnyOf(items):
            found = {kleene(item, predicates, profile, as_of) for item in items}
            return True if True in found else None if None in found else False


def ruled_out(condition: Condition, predicates: Predicates, profile: Profile, as_of: int) -> bool:
    """Whether the known facts alone make a condition false, whatever is presumed of the others."""
    match condition:
        case Comparison(fact=fact):
            return fact in profile and verdict(condition, predicates, profile, as_of) is False
        case Not(item):
            known = {comparison.fact for comparison in comparisons(item)} <= profile.keys()
            return known and kleene(condition, predicates, profile, as_of) is False
        case AllOf(items):
            return any(ruled_out(item, predicates, profile, as_of) for item in items)
        case AnyOf(items):
            return all(ruled_out(item, predicates, profile, as_of) for item in items)


def failing(condition: Condition, predicates: Predicates, profile: Profile, as_of: int) -> tuple[Comparison, ...]:
    """Return the conditions that make an ineligible profile so: the false ones that nothing outweighs."""
    return tuple(
        comparison
        for comparison in decisive(condition, predicates, profile, as_of)
        if comparison.fact in profile or comparison.presumed is not None
    )


def decisive(condition: Condition | None, predicates: Predicates, profile: Profile, as_of: int) -> list[Comparison]:
    """Return the conditions that a verdict rests on, without those that another one has outweighed."""
    match condition:
        case None:
            return []
        case Comparison():
            return [condition]
        case Not(item):
            return decisive(item, predicates, profile, as_of)
        case AllOf(items) | AnyOf(items):
            verdicts = [kleene(item, predicates, profile, as_of) for item in items]
            settling = isinstance(condition, AnyOf)
            if settling in verdicts:
                items = tuple(item for item, found in zip(items, verdicts, strict=True) if found is settling)
            return [comparison for item in items for comparison in decisive(item, predicates, profile, as_of)]
