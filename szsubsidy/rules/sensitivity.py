"""How near a finding is to another one: what alone stands in the way, and at which cost terms begin or bind."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import Catalogue, Comparison
from szsubsidy.facts.model import Profile
from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.interpret import binding_cost, interpret
from szsubsidy.rules.one_firm import Scalar


class Margins(NamedTuple):
    """What a finding turns on.

    ``only_because`` are the conditions on the one fact that makes the applicant ineligible, empty where
    several do or the programme is about something else. ``least_cost`` is the least eligible cost (fen)
    that counts, None where any does; from ``binds_at`` (fen) on, the cap binds. ``budget_share`` is what the
    amount is of the yearly budget, in basis points, rounded down.
    """

    only_because: tuple[Comparison, ...]
    least_cost: int | None
    binds_at: int | None
    budget_share: int | None


def margins(finding: Finding, profile: Profile, catalogue: Catalogue) -> Margins:
    """Return what a finding turns on; ``profile`` is that which it was found for."""
    only_because = _only_because(finding, profile, catalogue)
    concerned = finding.applies or bool(only_because)
    branch, budget = finding.branch, finding.edition.annual_budget
    return Margins(
        only_because,
        _least_cost(finding, profile) if concerned else None,
        binding_cost(branch) if branch and concerned else None,
        finding.amount * BASIS_POINTS // budget.value if budget and finding.amount else None,
    )


def _only_because(finding: Finding, profile: Profile, catalogue: Catalogue) -> tuple[Comparison, ...]:
    facts = {comparison.fact for comparison in finding.failing}
    if len(facts) != 1:
        return ()
    [fact] = facts
    if fact not in profile or catalogue.facts[fact].topical:
        return ()
    others = {name: value for name, value in profile.items() if name != fact}
    found = interpret(finding.edition.diagram, finding.edition.award, Scalar(others, finding.evaluated_on))
    return finding.failing if found.eligible or found.undetermined else ()


def _least_cost(finding: Finding, profile: Profile) -> int | None:
    """The least cost with which the applicant is not ineligible; None where that is nothing at all."""
    edition = finding.edition
    if edition.award.of is None:
        return None
    for least, _ in edition.diagram.cost_ranges:
        numbers = Scalar(profile | {edition.award.of: least}, finding.evaluated_on)
        found = interpret(edition.diagram, edition.award, numbers)
        if found.eligible or found.undetermined:
            return least or None
    return None
