"""Why a finding came out as it did: each condition with its verdict."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import All, Any, Atom, Condition, Literal, Not, literals
from szsubsidy.facts.model import Profile
from szsubsidy.rules.one_firm import atom_holds


class Reason(NamedTuple):
    """One condition and whether it holds: None while its fact is unknown and not presumed."""

    literal: Literal
    holds: bool | None
    assumed: bool


def verdict(literal: Literal, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int) -> bool | None:
    """Return whether a condition holds; a presumed one counts as its presumption while its fact is unknown."""
    if literal.fact not in profile:
        return literal.presumed
    atom = atoms[literal.fact][literal.atom]
    return atom_holds(atom, profile[literal.fact], as_of) == literal.positive


def reasons(
    condition: Condition | None, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int
) -> tuple[Reason, ...]:
    """Return every condition under ``condition`` with its verdict, in the order of the file."""
    return tuple(reason(literal, atoms, profile, as_of) for literal in literals(condition))


def reason(literal: Literal, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int) -> Reason:
    """Return one condition with its verdict."""
    assumed = literal.presumed is not None and literal.fact not in profile
    return Reason(literal, verdict(literal, atoms, profile, as_of), assumed)


def kleene(
    condition: Condition | None, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int
) -> bool | None:
    """Return the truth of a condition in three-valued logic; no condition is true."""
    match condition:
        case None:
            return True
        case Literal():
            return verdict(condition, atoms, profile, as_of)
        case Not(item):
            inner = kleene(item, atoms, profile, as_of)
            return None if inner is None else not inner
        case All(items):
            found = {kleene(item, atoms, profile, as_of) for item in items}
            return False if False in found else None if None in found else True
        case Any(items):
            found = {kleene(item, atoms, profile, as_of) for item in items}
            return True if True in found else None if None in found else False


def ruled_out(condition: Condition, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int) -> bool:
    """Whether the known facts alone make a condition false, whatever is presumed of the others."""
    match condition:
        case Literal(fact=fact):
            return fact in profile and verdict(condition, atoms, profile, as_of) is False
        case Not(item):
            known = {literal.fact for literal in literals(item)} <= profile.keys()
            return known and kleene(condition, atoms, profile, as_of) is False
        case All(items):
            return any(ruled_out(item, atoms, profile, as_of) for item in items)
        case Any(items):
            return all(ruled_out(item, atoms, profile, as_of) for item in items)


def failing(
    condition: Condition, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int
) -> tuple[Literal, ...]:
    """Return the conditions that make an ineligible profile so: the false ones that nothing outweighs."""
    return tuple(
        literal
        for literal in decisive(condition, atoms, profile, as_of)
        if literal.fact in profile or literal.presumed is not None
    )


def decisive(
    condition: Condition | None, atoms: dict[str, tuple[Atom, ...]], profile: Profile, as_of: int
) -> list[Literal]:
    """Return the conditions that a verdict rests on, without those that another one has outweighed."""
    match condition:
        case None:
            return []
        case Literal():
            return [condition]
        case Not(item):
            return decisive(item, atoms, profile, as_of)
        case All(items) | Any(items):
            verdicts = [kleene(item, atoms, profile, as_of) for item in items]
            settling = isinstance(condition, Any)
            if settling in verdicts:
                items = tuple(item for item, found in zip(items, verdicts, strict=True) if found is settling)
            return [literal for item in items for literal in decisive(item, atoms, profile, as_of)]
