"""What other answers would change in a finding, each a line."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.facts.said import joined_by_or
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content
from szsubsidy.rules.changes import Brought, Change
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.explanation import Explanation
from szsubsidy.views.award import basis_of
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.standing import gives


def change_lines(
    explanation: Explanation, estimate: Estimate, phrases: Phrases, *, options: bool = True
) -> Iterator[Content]:
    """Yield what each answer would change, behind the option that gives it or, without ``options``, its name."""
    for change in explanation.changes:
        asked = _asked(change.fact, _answers(change, phrases), phrases, options=options)
        yield phrases.fmt("{answer}: {outcome}.", answer=asked, outcome=_outcome(change, explanation, phrases))
    for brought in explanation.brought(estimate.notices, estimate.findings) if explanation.finding.in_force else ():
        value = phrases.typed(brought.fact, brought.value)
        asked = _asked(brought.fact, value, phrases, options=options)
        yield phrases.fmt("{answer}: {outcome}.", answer=asked, outcome=_coming_in(brought, phrases))


def _asked(fact: str, answer: str, phrases: Phrases, *, options: bool) -> str:
    name = phrases.catalogue.facts[fact].option if options else phrases.label(fact)
    return phrases.fmt("{fact} {answer}", fact=name, answer=answer)


def _answers(change: Change, phrases: Phrases) -> str:
    """Write some answers: ``yes``, ``sme or large``, ``less than 500,000 yuan``, ``before 7 May 2025``."""
    answers = change.answers
    if answers.values:
        return joined_by_or([phrases.typed(change.fact, value) for value in answers.values], phrases)
    return type_of(phrases.catalogue.facts[change.fact]).span_between(answers.least, answers.below, phrases)


def _outcome(change: Change, explanation: Explanation, phrases: Phrases) -> Content:
    """Write what some answers come to: ``no grant``, or ``50%, 4,000,000 yuan``."""
    award, branch = explanation.finding.edition.award, change.branch
    if change.status == "ineligible":
        return phrases.tr("no grant")
    if not award.is_money:
        return phrases.tr("support that is not cash")
    if award.rate_unknown:
        return phrases.fmt("a share whose rate is not known, {most} at most", most=phrases.money(change.high))
    amount = phrases.money_range(change.low, change.high)
    if basis_of(award) == "ceiling-by-facts":
        return phrases.fmt("up to {amount}, as the authority decides", amount=phrases.money(change.high))
    if award.certainty == "panel":
        return phrases.fmt("up to {amount}, if a panel agrees", amount=phrases.money(change.high))
    if branch is None or branch.rate is None:
        return amount
    return phrases.fmt("{rate}, {amount}", rate=phrases.percent(branch.rate.value), amount=amount)


def _coming_in(brought: Brought, phrases: Phrases) -> Content:
    programme = phrases.called(brought.finding.programme)
    return phrases.fmt("{programme} comes in, {gives}", programme=programme, gives=gives(brought.finding, phrases))
