"""Whether one more contract of the year can bring a firm more, and what it can be about."""

from __future__ import annotations

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact, Firm, Profile, Project, apart
from szsubsidy.record import replace
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, find

# A worked example. A firm has a contract of 15 million for training a model, and half of it, up to 10 million a year,
# can be granted: 7.5 million. With another contract of an amount that nobody knows yet, it is 7.5 to 10 million, so
# another one is worth asking for. With contracts of 15 and of 12 million the year's cap is reached, and a third brings
# nothing. A contract of 200,000, below the least of a year, brings nothing alone; another one may.


def costs_worth_adding(result: Estimate, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the costs that the firm speaks of, and of which another contract of the year can bring more."""
    return tuple(fact.id for fact in costs_to_add(result, catalogue) if _brings_more(result, fact.id, catalogue))


def costs_to_add(result: Estimate, catalogue: Catalogue) -> tuple[Fact, ...]:
    """Return the costs that the firm speaks of, and may have several of in a year, in the order of the catalogue."""
    known = {name for profile in result.firm.profiles for name in profile}
    return tuple(fact for fact in catalogue.facts.values() if fact.another and fact.id in known)


def topics_of_cost(result: Estimate, cost: str, catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return what a contract of a cost can be about: of the values that the firm has named, those that are paid for it.

    A firm that trains a model and buys corpora has another contract of compute: that is for training. Where nothing is
    paid for any of them, it is all of them.
    """
    firm = apart(result.firm, catalogue.facts)
    topics = {}
    for topic in catalogue.facts.values():
        named = frozenset().union(*(_values(project.facts, topic.id) for project in firm.projects))
        if topic.topical and named:
            paid = frozenset(
                value for value in named if _is_paid(result, firm.facts | {topic.id: frozenset({value})}, cost)
            )
            topics[topic.id] = paid or named
    return topics


def with_another(firm: Firm, facts: Profile, catalogue: Catalogue) -> Firm:
    """Return a firm with one more project."""
    before = apart(firm, catalogue.facts)
    return replace(before, projects=(*before.projects, Project("", facts)))


def _brings_more(result: Estimate, cost: str, catalogue: Catalogue) -> bool:
    firm = with_another(result.firm, dict(topics_of_cost(result, cost, catalogue)), catalogue)
    return any(
        find(finding.programme, firm, finding.evaluated_on).high > finding.high for finding in _paying(result, cost)
    )


def _is_paid(result: Estimate, profile: Profile, cost: str) -> bool:
    return any(find(finding.programme, profile, finding.evaluated_on).applies for finding in _paying(result, cost))


def _paying(result: Estimate, cost: str) -> list[Finding]:
    """The findings of the programmes that pay for a cost, on the days that count."""
    judged = (*result.findings, *result.at_application.values())
    return [finding for finding in judged if finding.in_force and finding.edition.award.of == cost]


def _values(profile: Profile, fact: str) -> frozenset[str]:
    value = profile.get(fact)
    return value if isinstance(value, frozenset) else frozenset()
