"""Conditions with what came of each, in a column: met, assumed, not met, not known."""

from __future__ import annotations

from szsubsidy.formats.page import Content, Labelled, Line, joined
from szsubsidy.rules.grounds import Ground, Grounds, OneOf
from szsubsidy.views.phrases import Phrases


def condition_lines(found: Grounds, phrases: Phrases) -> list[Line]:
    """Return a line for each thing that is asked for, what is not met above all else."""
    return [_line(ground, phrases) for ground in sorted(found, key=lambda ground: ground.holds is not False)]


def outcome(ground: Ground | OneOf, phrases: Phrases) -> str:
    """Write in a word or two what came of a condition."""
    if isinstance(ground, Ground) and ground.assumed:
        return phrases.tr("assumed") if ground.holds else phrases.tr("assumed not")
    return {True: phrases.tr("met"), False: phrases.tr("not met"), None: phrases.tr("not known")}[ground.holds]


def _line(ground: Ground | OneOf, phrases: Phrases) -> Labelled:
    label = outcome(ground, phrases)
    if isinstance(ground, Ground):
        said = phrases.statement(ground.comparison, negated=ground.negated)
        content = phrases.cited(said, ground.comparison.cite)
        return Labelled(label, content, (), phrases.labelled(label, content))
    ways = tuple(_way(way, phrases) for way in ground.ways)
    one = phrases.tr("One of these:")
    return Labelled(label, one, ways, phrases.labelled(label, one))


def _way(found: Grounds, phrases: Phrases) -> Content:
    """Write on one line what is asked for together: ``the leader is a woman and the leader is a veteran``."""
    return joined(phrases.tr(" and "), [_clause(ground, phrases) for ground in found])


def _clause(ground: Ground | OneOf, phrases: Phrases) -> Content:
    if isinstance(ground, Ground):
        said = phrases.clause(ground.comparison, negated=ground.negated)
        return phrases.cited(said, ground.comparison.cite)
    return joined(phrases.tr(" or "), [_way(way, phrases) for way in ground.ways])
