"""How much an award comes to, and how: the sum, the cap, and other readings of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.award import Branch
from szsubsidy.catalogue.together import JointCap
from szsubsidy.formats.page import Content, Line, concat
from szsubsidy.rules.explanation import Explanation
from szsubsidy.views.award import certainty_text
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import award_lines
from szsubsidy.views.provisions import with_cites
from szsubsidy.views.year_reckoning import year_lines


def amount_lines(explanation: Explanation, phrases: Phrases) -> Iterator[Line]:
    """Yield how much a finding gives where that is settled; else the rates and amounts that the programme has."""
    finding, award = explanation.finding, explanation.finding.edition.award
    if finding.year is not None and award.is_money and not award.rate_unknown:
        if finding.status in {"undetermined", "ineligible"}:
            yield from award_lines(finding.edition, phrases)
        yield from year_lines(finding, phrases)
        yield from _otherwise(explanation, phrases)
        return
    branch, cost = finding.branch, explanation.profile.get(award.of or "")
    if branch is None or not award.is_money or (branch.multiplier is not None and not isinstance(cost, int)):
        yield from award_lines(finding.edition, phrases)
        return
    if branch.multiplier is None:
        yield _set_amount(branch, explanation, phrases)
    elif branch.rate_unknown and isinstance(cost, int):
        parts = {"cost": named_cost(award.of or "", cost, phrases), "most": phrases.money(finding.high)}
        text = phrases.fmt("A share of {cost}; the rate is not known. It is {most} at most.", **parts)
        yield with_cites(text, (branch.rate_unknown.cite, branch.cap.cite))
    elif isinstance(cost, int):
        yield _product(branch, cost, explanation, phrases)
        yield from _caps(branch, explanation, phrases)
    yield from _otherwise(explanation, phrases)


def named_cost(fact: str, cost: int, phrases: Phrases) -> Content:
    """Write a cost with what it is: ``the compute contract of 8,000,000 yuan``."""
    return phrases.fmt("the {name} of {amount}", name=short_name(fact, phrases), amount=phrases.money(cost))


def _product(branch: Branch, cost: int, explanation: Explanation, phrases: Phrases) -> Content:
    """Write the sum: ``60% of the compute contract of 8,000,000 yuan is 4,800,000 yuan``."""
    of, product = explanation.finding.edition.award.of or "", phrases.money(explanation.uncapped or 0)
    if branch.rate is not None:
        rate, cost_named = phrases.percent(branch.rate.value), named_cost(of, cost, phrases)
        text = phrases.fmt("{rate} of {cost} is {product}.", rate=rate, cost=cost_named, product=product)
        return with_cites(text, (branch.rate.cite,))
    assert branch.each is not None
    each, count = concat(phrases.money(branch.each.value), phrases.per(branch.each.per)), phrases.value(of, cost)
    text = phrases.fmt("{cost} times {each} is {product}.", cost=count, each=each, product=product)
    return with_cites(text, (branch.each.cite,))


def _caps(branch: Branch, explanation: Explanation, phrases: Phrases) -> Iterator[Content]:
    """Yield the cap and, where it is worth a word, the cost that reaches it."""
    award, reached = explanation.finding.edition.award, explanation.sensitivity.cap_binds_at
    cap = concat(phrases.money(branch.cap.value), phrases.per(branch.cap.per))
    cites = tuple(figure.cite for figure in (branch.rate, branch.cap) if figure)
    if reached is None or award.of is None:
        yield with_cites(phrases.fmt("No more than {cap} is granted.", cap=cap), (branch.cap.cite,))
    else:
        cost = phrases.value(award.of, reached)
        text = phrases.fmt("No more than {cap} is granted; that is reached with {cost}.", cap=cap, cost=cost)
        yield with_cites(text, cites)
    if branch.usual_cap:
        usual = phrases.money(branch.usual_cap.value)
        text = phrases.fmt("Normally no more than {usual} is granted.", usual=usual)
        yield with_cites(text, (branch.usual_cap.cite,))


def _set_amount(branch: Branch, explanation: Explanation, phrases: Phrases) -> Content:
    award = explanation.finding.edition.award
    amount = concat(phrases.money(branch.cap.value), phrases.per(branch.cap.per))
    if award.basis == "fixed":
        text = phrases.fmt("A set amount of {amount}.", amount=amount)
    else:
        why = phrases.joined(certainty_text(award, phrases))
        text = phrases.fmt("Up to {amount}; {why}.", amount=amount, why=why)
    return with_cites(text, (branch.cap.cite,))


def _otherwise(explanation: Explanation, phrases: Phrases) -> Iterator[Content]:
    """Yield what the programme alone would give if a rule on holding grants together is read in another way."""
    for rule in [rule for rule in explanation.rules if isinstance(rule, JointCap)]:
        for reading in rule.readings:
            amount = explanation.alone(rule, reading)
            if amount is not None and amount != explanation.alone(rule):
                text = phrases.fmt(
                    "{amount} if read otherwise: {reading}",
                    amount=phrases.money(amount),
                    reading=phrases.text(reading.text),
                )
                yield with_cites(text, (reading.cite,))
