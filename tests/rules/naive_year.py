"""What a programme says to a firm with several projects, read naively from the words of its terms."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from szsubsidy.catalogue.award import PROJECTLY, Award, Rate, Tier
from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.model import Edition
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from tests.strategies import OF_PROJECTS, caps_of, entry_of, figure_of, values_of


class Said(NamedTuple):
    """Whether a firm is eligible, and the fen by usual caps and by the caps."""

    eligible: bool
    usual: int
    most: int


class Brought(NamedTuple):
    """The entry of the award that applies to a project, and what the project brings by it."""

    entry: Rate | Tier | Award
    usual: Fraction
    most: Fraction


def said_to(edition: Edition, firm: Firm) -> Said:
    """What an edition says to a firm of which all is known that is asked."""
    award, profiles = edition.award, firm.profiles
    if looks_at_the_year(edition):
        counting = [could_count(edition, profile) for profile in profiles]
        year = sum(cost(award, profile) for profile, counts in zip(profiles, counting, strict=True) if counts)
        entries = [
            entry_of(edition, profile | {award.of or "": year}) if counts else None
            for profile, counts in zip(profiles, counting, strict=True)
        ]
    else:
        entries = [entry_of(edition, profile) for profile in profiles]
    brought = [
        Brought(entry, *paid(award, entry, profile))
        for entry, profile in zip(entries, profiles, strict=True)
        if entry is not None
    ]
    held = firm.held.get("p", 0)
    usual, most = (in_the_year(award, brought, held, place) for place in (0, 1))
    return Said(bool(brought), usual, most)


def looks_at_the_year(edition: Edition) -> bool:
    """Whether conditions on the eligible cost look at all projects of the year."""
    conditions = [edition.eligibility, *(branch.when for branch in edition.award.branches)]
    asked = [comparison for condition in conditions for comparison in comparisons(condition)]
    return edition.award.of in OF_PROJECTS and any(comparison.per for comparison in asked)


def could_count(edition: Edition, profile: Profile) -> bool:
    """Whether a project would be paid if only the cost of the year were right."""
    of = edition.award.of or ""
    return any(entry_of(edition, profile | {of: value}) is not None for value in values_of(of))


def cost(award: Award, profile: Profile) -> int:
    value = profile[award.of or ""]
    assert isinstance(value, int)
    return value


def paid(award: Award, entry: Rate | Tier | Award, profile: Profile) -> tuple[Fraction, Fraction]:
    """What a project brings by usual caps and by the caps, not rounded."""
    usual, cap = map(Fraction, caps_of(award, entry))
    if award.of is None:
        return usual, cap
    if award.each:
        full = Fraction(cost(award, profile) * award.each.value)
        return min(usual, full), min(cap, full)
    full = Fraction(cost(award, profile))
    if isinstance(entry, Rate):
        full *= Fraction(entry.value, BASIS_POINTS)
        return min(usual, full), min(cap, full)
    return Fraction(0), min(cap, full)


def in_the_year(award: Award, brought: list[Brought], held: int, place: int) -> int:
    """What several projects come to in a year, by usual caps (0) or by the caps (1)."""

    def brings(one: Brought) -> Fraction:
        return (one.usual, one.most)[place]

    def cap(one: Brought) -> Fraction:
        unknown = award.rate_unknown is not None and place == 0
        return Fraction(0 if unknown else caps_of(award, one.entry)[place])

    if not brought:
        return 0
    if not of_each_project(award):
        return whole(min(max(map(brings, brought)), max(max(map(cap, brought)) - held, Fraction(0))))
    if award.yearly_cap:
        return whole(min(sum(map(brings, brought), Fraction(0)), Fraction(max(award.yearly_cap.value - held, 0))))
    entries = list({id(one.entry): one for one in brought}.values())
    together = Fraction(0)
    for first in entries:
        of_entry = sum((brings(one) for one in brought if one.entry is first.entry), Fraction(0))
        together += of_entry if of_a_project(award, first) else min(of_entry, cap(first))
    if any(of_a_project(award, one) for one in brought):
        return whole(together)
    return whole(min(together, max(max(map(cap, brought)) - held, Fraction(0))))


def of_each_project(award: Award) -> bool:
    """Whether each project is paid by itself, and not the firm once."""
    if award.of is not None:
        return award.of in OF_PROJECTS
    tiers = award.tiers if any(tier.when for tier in award.tiers) else ()
    return all(figure_of(award, entry).per in PROJECTLY for entry in award.amounts or tiers or (award,))


def of_a_project(award: Award, one: Brought) -> bool:
    return figure_of(award, one.entry).per in PROJECTLY


def whole(amount: Fraction) -> int:
    """Fen, rounded down; more than the largest amount that is read is not told apart."""
    return min(amount.numerator // amount.denominator, MAX_FEN)
