"""What the total can still come to, above a question."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.errors import counted, message
from szsubsidy.formats.page import to_text
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sentences import begun


def so_far(phrases: Phrases, result: Estimate) -> str:
    """Say what the total by the terms can still come to; empty while nothing has narrowed it.

    Before it is known what support is wanted for, the sum of all programmes says nothing. What panels decide on is in
    no total. Of several contracts it says before how many there are, and what they come to.
    """
    facts = phrases.catalogue.facts
    low, high = result.by_terms_range.low, result.by_terms_range.high
    contracts = list(_contracts(phrases, result))
    if any(facts[fact].topical for fact in result.missing) or not (high or contracts):
        return ""
    if contracts:
        total = to_text(phrases.money_range(low, high))
        told = message("so far up to {total}") if low == high and high else message("so far {total}")
        return phrases.clauses([*contracts, phrases.fmt(told, total=total)])
    text = phrases.fmt("Possible total so far: {total}", total=to_text(phrases.money_range(low, high)))
    if low == high and all(finding.availability.reach == "closed" for finding in result.findings if finding.applies):
        return phrases.clauses([text, phrases.tr("nothing is open to apply for")])
    return text


def _contracts(phrases: Phrases, result: Estimate) -> Iterator[str]:
    """Yield how many contracts of a kind there are, and what they come to, for each kind of which there are several."""
    for fact in phrases.catalogue.facts.values():
        amounts = [profile[fact.id] for profile in result.firm.profiles if fact.id in profile]
        if fact.another is not None and len(amounts) > 1:
            count, name = len(amounts), short_name(fact.id, phrases)
            what = phrases.fmt(counted("{count} {name}", "{count} {name}s", count), count=str(count), name=name)
            together = to_text(phrases.money(sum(amount for amount in amounts if isinstance(amount, int))))
            yield phrases.fmt(
                "{contracts}, {amount} together", contracts=what if fact.unit else begun(name), amount=together
            )
