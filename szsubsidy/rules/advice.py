"""What an applicant could say, or have, so that money comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Profile
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm


class UnusedFact(Record):
    """A cost, or count, that was given and that only programmes about something else are paid for.

    It would count with ``add``, a fact and a value of it to name as well: ``programme`` would then give ``amount`` fen.
    """

    fact: str
    add: tuple[str, str]
    programme: str
    amount: int


class Help(Record):
    """The least ``value`` of one fact with which a programme that now gives nothing would give ``amount`` fen."""

    programme: str
    fact: str
    value: int
    amount: int


# A start-up trains a model, and tells of a model contract of 3 million as well. The model voucher is paid under the
# category model-application, which was not named: the contract brings nothing. With that category the voucher would
# give 30%, 900,000.


def unused_facts(
    judged: Iterable[Finding], on_topic: Iterable[Finding], profile: Profile, catalogue: Catalogue
) -> Iterator[UnusedFact]:
    """Yield the costs of a profile that count for nothing under the topics it names, each with the topic worth most.

    ``judged`` are all findings, each on the day on which one can apply, and ``on_topic`` those that are about what
    the firm named. A cost that no further topic would bring money for is not among them.
    """
    judged = list(judged)
    for cost in unused_costs(judged, on_topic, profile):
        paying = [finding for finding in judged if finding.edition.award.of == cost and finding.in_force]
        found = [unused for finding in paying for unused in _under_its_topics(finding, cost, profile, catalogue)]
        if found:
            yield max(found, key=lambda unused: unused.amount)


def unused_costs(judged: Iterable[Finding], on_topic: Iterable[Finding], profile: Profile) -> list[str]:
    """Return what programmes pay for and the profile has, but none that is about what the firm named."""
    used = {finding.edition.award.of for finding in on_topic if finding.in_force}
    costs = dict.fromkeys(finding.edition.award.of for finding in judged)
    return [cost for cost in costs if cost is not None and cost in profile and cost not in used]


def _under_its_topics(finding: Finding, cost: str, profile: Profile, catalogue: Catalogue) -> Iterator[UnusedFact]:
    """What a programme would give for a cost under each topic that it asks for and the firm could name as well."""
    for comparison in finding.failing:
        topic, given = comparison.fact, profile.get(comparison.fact)
        if not catalogue.facts[topic].topical or topic == PLACE or not isinstance(given, frozenset):
            continue
        for value in comparison.value if isinstance(comparison.value, tuple) else ():
            amount = find(finding.programme, profile | {topic: given | {value}}, finding.evaluated_on).amount
            if amount:
                yield UnusedFact(cost, (topic, value), finding.programme.id, amount)


def helps(findings: Iterable[Finding], profile: Profile, catalogue: Catalogue) -> Iterator[Help]:
    """Yield what would make up for one amount that is too small, where nothing else is in the way.

    A contract of 400,000 where 500,000 are asked for: with 500,000, at 50%, the voucher would give 250,000.
    """
    for finding in findings:
        facts = {comparison.fact for comparison in finding.failing}
        if finding.status != "ineligible" or len(facts) != 1:
            continue
        [fact] = facts
        given = profile.get(fact)
        if isinstance(given, int) and isinstance(type_of(catalogue.facts[fact]), Money):
            yield from _least_that_helps(finding, fact, given, profile)


def _least_that_helps(finding: Finding, fact: str, given: int, profile: Profile) -> Iterator[Help]:
    edition = finding.edition
    thresholds = {predicate.value for predicate in edition.diagram.predicates.get(fact, ())}
    for value in sorted(value for value in thresholds if isinstance(value, int) and value > given):
        outcome = interpret(edition.diagram, edition.award, OneFirm(profile | {fact: value}, finding.evaluated_on))
        if outcome.eligible and outcome.amount:
            yield Help(finding.programme.id, fact, value, outcome.amount)
            return
