"""What would change a finding: the one fact that rules an applicant out, and the costs at which terms take effect."""

from __future__ import annotations

from szsubsidy.catalogue.logic import Comparison
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Profile
from szsubsidy.money import BASIS_POINTS
from szsubsidy.record import Record
from szsubsidy.rules.amounts import binding_cost
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm


class Sensitivity(Record):
    """What a finding turns on.

    ``sole_obstacle`` are the conditions on the one fact that makes the applicant ineligible, empty where
    several do or the programme is about something else. ``least_cost`` is the least eligible cost (fen), or count,
    that counts, None where any does; from ``cap_binds_at`` (fen, or a count) on, the cap binds: None where it never
    does, or no source gives the rate. ``budget_share`` is what the amount is of the yearly budget, in basis points,
    rounded down.
    """

    sole_obstacle: tuple[Comparison, ...]
    least_cost: int | None
    cap_binds_at: int | None
    budget_share: int | None


# Two worked examples. A start-up in Nanshan asks for a programme for start-ups and SMEs in Guangming. It fails on
# one fact alone; without its district it would be undetermined and not ineligible, so the district is the sole
# obstacle. Had it also the wrong size, it would be ineligible without its district, too: there is no sole obstacle.
#
# A programme counts costs of 500,000 yuan or more. The costs at which answers change are 0 and 500,000: with a cost
# of 0 the applicant is ineligible, with 500,000 it is not, so 500,000 is the least that counts.


def sensitivity(finding: Finding, profile: Profile, catalogue: Catalogue) -> Sensitivity:
    """Return what a finding turns on; ``profile`` is that which it was made for."""
    sole_obstacle = _sole_obstacle(finding, profile, catalogue)
    within_reach = finding.applies or bool(sole_obstacle)
    branch, budget = finding.branch, finding.edition.annual_budget
    return Sensitivity(
        sole_obstacle,
        _least_cost(finding, profile) if within_reach else None,
        binding_cost(branch) if branch and not branch.rate_unknown and within_reach else None,
        finding.amount * BASIS_POINTS // budget.value if budget and finding.amount else None,
    )


def _sole_obstacle(finding: Finding, profile: Profile, catalogue: Catalogue) -> tuple[Comparison, ...]:
    facts = {comparison.fact for comparison in finding.failing}
    if len(facts) != 1:
        return ()
    [fact] = facts
    if fact not in profile or catalogue.facts[fact].topical:
        return ()
    others = {name: value for name, value in profile.items() if name != fact}
    without = interpret(finding.edition.diagram, finding.edition.award, OneFirm(others, finding.evaluated_on))
    return finding.failing if without.eligible or without.undetermined else ()


def _least_cost(finding: Finding, profile: Profile) -> int | None:
    """The least cost, or count, with which the applicant is not ineligible; None where that is the least there is."""
    edition = finding.edition
    if edition.award.of is None:
        return None
    ranges = edition.diagram.cost_ranges
    for least, _ in ranges:
        numbers = OneFirm(profile | {edition.award.of: least}, finding.evaluated_on)
        outcome = interpret(edition.diagram, edition.award, numbers)
        if outcome.eligible or outcome.undetermined:
            return least if least > ranges[0][0] else None
    return None
