"""What an applicant could say, or have, so that money comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.programmes import outlines
from szsubsidy.facts.model import Firm, Profile, Project
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record, replace
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm


class UnusedFact(Record):
    """A cost, or count, that was given and that only programmes about something else are paid for.

    It would count with ``add``, a fact and a value of it to name as well: ``programme`` would then give ``amount`` fen,
    of a firm with several projects so much more. ``project`` is what the project is called that it was given of, None
    where that goes without saying.
    """

    fact: str
    add: tuple[str, str]
    programme: str
    amount: int
    project: str | None = None


class Help(Record):
    """The least ``value`` of one fact with which a programme that now gives nothing would give ``amount`` fen."""

    programme: str
    fact: str
    value: int
    amount: int


# A start-up trains a model, and tells of a model contract of 3 million as well. The model voucher is paid under the
# category model-application, which was not named: the contract brings nothing. With that category the voucher would
# give 30%, 900,000.


#
# Had it three projects, and only the second with both contracts, the model contract is one of the second project: that
# the third, an application with a contract of its own, brings money does not make use of it.


def unused_facts(
    judged: Iterable[Finding], on_topic: Iterable[Finding], firm: Firm, catalogue: Catalogue
) -> Iterator[UnusedFact]:
    """Yield the costs of a firm that count for nothing under the topics it names, each with the topic worth most.

    ``judged`` are all findings, each on the day on which one can apply, and ``on_topic`` those that are about what
    the firm named. A cost that no further topic would bring money for is not among them. Of several projects each is
    looked at by itself; a cost of the firm is used where any of them uses it.
    """
    judged, on_topic = list(judged), list(on_topic)
    if len(firm.projects) == 1:
        for cost in _in_order(unused_costs(judged, on_topic, firm.profile), catalogue):
            yield from _best_topic(cost, judged, firm, 0, catalogue)
        return
    about = [[each for each in on_topic if not _is_about_else(each, place, catalogue)] for place in _places(firm)]
    used = {finding.edition.award.of for findings in about for finding in findings if finding.in_force}
    told: set[str] = set()
    for place, profile in enumerate(firm.profiles):
        for cost in _in_order(unused_costs(judged, about[place], profile), catalogue):
            of_the_firm = cost not in firm.projects[place].facts
            if of_the_firm and (cost in used or cost in told):
                continue
            for unused in _best_topic(cost, judged, firm, place, catalogue):
                told.add(cost)
                yield unused if of_the_firm else replace(unused, project=firm.names[place])


def _in_order(costs: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Costs in the order in which the programmes of the catalogue are paid for them, looked at here or not."""
    if len(costs) < 2:
        return [*costs]
    paid_for = dict.fromkeys(cost for known in outlines(catalogue).values() for cost in known.costs)
    return [cost for cost in paid_for if cost in costs]


def _places(firm: Firm) -> range:
    return range(len(firm.projects))


def _is_about_else(finding: Finding, place: int, catalogue: Catalogue) -> bool:
    """Whether a programme is about something else than one of several projects."""
    return any(
        catalogue.facts[reason.comparison.fact].topical and reason.comparison.fact != PLACE
        for reason in finding.shares[place].obstacles
    )


def _best_topic(
    cost: str, judged: Sequence[Finding], firm: Firm, place: int, catalogue: Catalogue
) -> Iterator[UnusedFact]:
    """The topic under which a cost of a project brings most, if it does under any."""
    paying = [finding for finding in judged if finding.edition.award.of == cost and finding.in_force]
    found = [unused for finding in paying for unused in _under_its_topics(finding, cost, firm, place, catalogue)]
    if found:
        yield max(found, key=lambda unused: unused.amount)


def unused_costs(judged: Iterable[Finding], on_topic: Iterable[Finding], profile: Profile) -> list[str]:
    """Return what programmes pay for and the profile has, but none that is about what the firm named."""
    used = {finding.edition.award.of for finding in on_topic if finding.in_force}
    costs = dict.fromkeys(finding.edition.award.of for finding in judged)
    return [cost for cost in costs if cost is not None and cost in profile and cost not in used]


def _under_its_topics(
    finding: Finding, cost: str, firm: Firm, place: int, catalogue: Catalogue
) -> Iterator[UnusedFact]:
    """What more a programme would give under each topic that it asks for and a project could name as well."""
    profile = firm.profiles[place]
    failing = [reason.comparison for reason in finding.shares[place].obstacles] if finding.shares else finding.failing
    for comparison in failing:
        topic, given = comparison.fact, profile.get(comparison.fact)
        if not catalogue.facts[topic].topical or topic == PLACE or not isinstance(given, frozenset):
            continue
        for value in comparison.value if isinstance(comparison.value, tuple) else ():
            other = _with_of(firm, place, {topic: given | {value}})
            amount = find(finding.programme, other, finding.evaluated_on).amount
            if amount and finding.amount is not None and amount > finding.amount:
                yield UnusedFact(cost, (topic, value), finding.programme.id, amount - finding.amount)


def _with_of(firm: Firm, place: int, facts: Profile) -> Firm:
    """The same firm with other facts of one of its projects."""
    projects = list(firm.projects)
    projects[place] = Project(projects[place].name, projects[place].facts | facts)
    return replace(firm, projects=tuple(projects))


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
