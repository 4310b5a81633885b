"""Which facts are worth asking for: those whose answers can change a finding that does not wait for another fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record, replace
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, find

# A worked example. A firm does not know what it wants support for. Fifty programmes are undetermined, and each lacks an
# amount or two; but none of these can settle anything while the topic is open, so nothing more is asked.
#
# Another one trains a model and does not know what kind of applicant it is. The training voucher lacks the contract,
# too, and that is asked: 0 to 10,000,000 become 0 to 4,800,000. A programme for young founders that lacks the kind of
# applicant, the leader's age and whether the leader is a woman is left: with what is not known it stays open anyway.


class Gap(Record):
    """A fact that is not known, and the place of the project that it is of; 0 where it is of the firm."""

    fact: str
    place: int = 0


def worth_asking(result: Estimate, declined: Sequence[frozenset[str]], catalogue: Catalogue) -> tuple[Gap, ...]:
    """Return the missing facts that are worth asking for, those of each project in the order of the catalogue.

    What each project is about comes first, and what stands before that in the catalogue.

    A fact that is among those ``declined`` of its project is not, nor one that only findings lack which wait for such a
    fact: any finding does for what it is about, and all but the cost of an award waits for any other fact.
    """
    judged = (*result.findings, *result.at_application.values())
    wanted = {
        _gap(fact, place, catalogue)
        for finding in judged
        for place, missing in enumerate(_missing(finding))
        for fact in _wanted(finding, missing, declined[place], catalogue)
    }
    order = {fact: number for number, fact in enumerate(catalogue.facts)}
    topics = max((order[fact.id] for fact in catalogue.facts.values() if fact.topical), default=-1)
    return tuple(sorted(wanted, key=lambda gap: (order[gap.fact] > topics, gap.place, order[gap.fact])))


def _missing(finding: Finding) -> list[tuple[str, ...]]:
    """What a finding lacks of each project."""
    return [share.missing for share in finding.shares] or [finding.missing]


def _gap(fact: str, place: int, catalogue: Catalogue) -> Gap:
    return Gap(fact, place if catalogue.facts[fact].of == "project" else 0)


def _wanted(finding: Finding, missing: Iterable[str], declined: frozenset[str], catalogue: Catalogue) -> set[str]:
    if finding.status != "undetermined":
        return set()
    lacking, waiting = set(missing) - declined, declined.intersection(missing)
    if any(catalogue.facts[fact].topical for fact in waiting):
        return set()
    return lacking & {finding.edition.award.of} if waiting else lacking


def brought_in(
    result: Estimate, fact: Fact, declined: frozenset[str], catalogue: Catalogue
) -> dict[str, tuple[Finding, ...]]:
    """Return, for each value of an unknown fact of the firm that changes a finding, the findings as they would then be.

    The value that is known to bring the most comes first.

    A firm that trains a model and names no district is offered what Guangming, Longhua and Longgang pay for compute; a
    district that pays for offices alone is not there. One that founds a laboratory was not asked for a contract of
    compute, so it is not asked for its district on account of that.
    """
    if fact.id in result.profile or any(fact.id in project.facts for project in result.firm.projects):
        return {}
    asking = [finding for finding in result.findings if _asks_for(finding, fact.id)]
    brought = {}
    for listed in fact.values:
        firm = result.firm.with_fact(fact.id, type_of(fact).parse(listed.id))
        changed = (find(finding.programme, firm, result.as_of) for finding in asking)
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


def moves_most(result: Estimate, catalogue: Catalogue) -> Gap | None:
    """Return the missing fact on which the most money depends, None where no fact is missing.

    Of several that one programme lacks, it is the cost of its award: that moves all of the amount.
    """
    at_stake: dict[Gap, tuple[int, int]] = {}
    for finding in (*result.findings, *result.at_application.values()):
        for place, missing in enumerate(_missing(finding) if finding.status == "undetermined" else ()):
            for fact in missing:
                gap = _gap(fact, place, catalogue)
                money, as_cost = at_stake.get(gap, (0, 0))
                at_stake[gap] = money + finding.high - finding.low, as_cost + (fact == finding.edition.award.of)
    order = {fact: number for number, fact in enumerate(catalogue.facts)}
    in_order = sorted(at_stake, key=lambda gap: (order[gap.fact], gap.place))
    return max(in_order, key=lambda gap: at_stake[gap], default=None)


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
