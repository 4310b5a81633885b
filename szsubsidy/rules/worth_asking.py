"""Which facts are worth asking for: those whose answers can change a finding that does not wait for another fact."""

from __future__ import annotations

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.record import replace
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, find

# A worked example. A firm does not know what it wants support for. Fifty programmes are undetermined, and each lacks an
# amount or two; but none of these can settle anything while the topic is open, so nothing more is asked.
#
# Another one trains a model and does not know what kind of applicant it is. The training voucher lacks the contract,
# too, and that is asked: 0 to 10,000,000 become 0 to 4,800,000. A programme for young founders that lacks the kind of
# applicant, the leader's age and whether the leader is a woman is left: with what is not known it stays open anyway.


def worth_asking(result: Estimate, declined: frozenset[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the missing facts that are worth asking for, in the order of the catalogue.

    A fact that is in ``declined`` is not, nor one that only findings lack which wait for such a fact: any finding does
    for what it is about, and all but the cost of an award waits for any other fact.
    """
    judged = (*result.findings, *result.at_application.values())
    wanted = {fact for finding in judged for fact in _wanted(finding, declined, catalogue)}
    return tuple(fact for fact in catalogue.facts if fact in wanted)


def _wanted(finding: Finding, declined: frozenset[str], catalogue: Catalogue) -> set[str]:
    if finding.status != "undetermined":
        return set()
    lacking, waiting = set(finding.missing) - declined, declined.intersection(finding.missing)
    if any(catalogue.facts[fact].topical for fact in waiting):
        return set()
    return lacking & {finding.edition.award.of} if waiting else lacking


def brought_in(
    result: Estimate, fact: Fact, declined: frozenset[str], catalogue: Catalogue
) -> dict[str, tuple[Finding, ...]]:
    """Return, for each value of an unknown fact that changes a finding, the findings as they would then be.

    The value that is known to bring the most comes first.

    A firm that trains a model and names no district is offered what Guangming, Longhua and Longgang pay for compute; a
    district that pays for offices alone is not there. One that founds a laboratory was not asked for a contract of
    compute, so it is not asked for its district on account of that.
    """
    if fact.id in result.profile:
        return {}
    asking = [finding for finding in result.findings if _asks_for(finding, fact.id)]
    brought = {}
    for listed in fact.values:
        profile = result.profile | {fact.id: type_of(fact).parse(listed.id)}
        changed = (find(finding.programme, profile, result.as_of) for finding in asking)
        kept = tuple(
            after
            for before, after in zip(asking, changed, strict=True)
            if _says(before) != _says(after) and not _is_about_else(after, declined, catalogue)
        )
        if kept:
            brought[listed.id] = kept
    order = {finding.programme.id: place for place, finding in enumerate(result.findings)}
    return dict(sorted(brought.items(), key=lambda item: _worth(item[1], order)))


def _worth(findings: tuple[Finding, ...], order: dict[str, int]) -> tuple[int, int]:
    """What values are ordered by: the most that is known to be granted, then the place in the catalogue."""
    return -sum(finding.amount or 0 for finding in findings), min(order[finding.programme.id] for finding in findings)


def without_offers(result: Estimate, settled: frozenset[str]) -> Estimate:
    """Return an estimate that offers nothing by facts of which it is settled that no such value applies."""
    if not settled:
        return result
    kept = [each for each in result.notices if each.code != "left-out" or not settled.issuperset(each.facts)]
    return replace(result, notices=tuple(kept))


def moves_most(result: Estimate) -> str | None:
    """Return the missing fact on which the most money depends, None where no fact is missing.

    Of several that one programme lacks, it is the cost of its award: that moves all of the amount.
    """
    at_stake: dict[str, tuple[int, int]] = {}
    for finding in (*result.findings, *result.at_application.values()):
        for fact in finding.missing if finding.status == "undetermined" else ():
            money, as_cost = at_stake.get(fact, (0, 0))
            at_stake[fact] = money + finding.high - finding.low, as_cost + (fact == finding.edition.award.of)
    return max(result.missing, key=lambda fact: at_stake.get(fact, (0, 0)), default=None)


def _asks_for(finding: Finding, fact: str) -> bool:
    within = finding.programme.within
    return fact in finding.edition.diagram.predicates or (within is not None and within.fact == fact)


def _says(finding: Finding) -> tuple[object, ...]:
    return finding.status, finding.amount, finding.low, finding.high


def _is_about_else(finding: Finding, declined: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether a finding lacks a topic that is not known, or is of a cost that the firm did not speak of."""
    missing = set(finding.missing)
    return finding.edition.award.of in missing - declined or any(
        catalogue.facts[fact].topical for fact in missing & declined
    )
