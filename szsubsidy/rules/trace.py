"""Why a finding came out as it did: each condition with its verdict."""

from __future__ import annotations

from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicates, comparisons
from szsubsidy.facts.model import Profile
from szsubsidy.record import Record
from szsubsidy.rules.numbers import predicate_holds


class Reason(Record):
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
    """Return the truth of a condition in Kleene's three-valued logic; no condition is true.

    One false part makes "all of" false and one true part makes "any of" true, whatever is unknown of the others:
    for a firm that is too large, "small, and founded after 2020" is false without its founding day.
    """
    match condition:
        case None:
            return True
        case Comparison():
            return verdict(condition, predicates, profile, as_of)
        case Not(negated):
            inner = kleene(negated, predicates, profile, as_of)
            return None if inner is None else not inner
        case AllOf(items):
            truths = {kleene(item, predicates, profile, as_of) for item in items}
            return False if False in truths else None if None in truths else True
        case AnyOf(items):
            truths = {kleene(item, predicates, profile, as_of) for item in items}
            return True if True in truths else None if None in truths else False


def ruled_out(condition: Condition, predicates: Predicates, profile: Profile, as_of: int) -> bool:
    """Whether the known facts alone make a condition false, whatever is presumed of the others."""
    match condition:
        case Comparison(fact=fact):
            return fact in profile and verdict(condition, predicates, profile, as_of) is False
        case Not(negated):
            known = {comparison.fact for comparison in comparisons(negated)} <= profile.keys()
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


def implies(failed: Comparison, other: Comparison) -> bool:
    """Whether failing the one says that the other is failed, too: who is not at most 45 is not at most 40."""
    if failed.fact != other.fact or failed.operator != other.operator:
        return False
    if not isinstance(failed.value, int) or not isinstance(other.value, int):
        return False
    if failed.operator in {"at_most", "below", "before"}:
        return failed.value > other.value
    return failed.operator in {"at_least", "above", "on_or_after"} and failed.value < other.value


def decisive(condition: Condition | None, predicates: Predicates, profile: Profile, as_of: int) -> list[Comparison]:
    """Return the conditions that a verdict rests on, without those that another one has outweighed.

    Of "in Guangming, or in Longhua", met by the first, that is the first alone; failed, it is both.
    """
    match condition:
        case None:
            return []
        case Comparison():
            return [condition]
        case Not(negated):
            return decisive(negated, predicates, profile, as_of)
        case AllOf(items) | AnyOf(items):
            verdicts = [kleene(item, predicates, profile, as_of) for item in items]
            settling = isinstance(condition, AnyOf)
            if settling in verdicts:
                items = tuple(item for item, holds in zip(items, verdicts, strict=True) if holds is settling)
            return [comparison for item in items for comparison in decisive(item, predicates, profile, as_of)]
