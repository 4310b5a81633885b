"""What the total can still come to, above a question."""

from __future__ import annotations

from szsubsidy.formats.page import to_text
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.phrases import Phrases


def so_far(phrases: Phrases, result: Estimate) -> str:
    """Say what the total by the terms can still come to; empty while nothing has narrowed it.

    Before it is known what support is wanted for, the sum of all programmes says nothing. What panels decide on is in
    no total.
    """
    facts = phrases.catalogue.facts
    low, high = result.by_terms_range.low, result.by_terms_range.high
    if high == 0 or any(facts[fact].topical for fact in result.missing):
        return ""
    text = phrases.fmt("Possible total so far: {total}", total=to_text(phrases.money_range(low, high)))
    if low == high and all(finding.availability.reach == "closed" for finding in result.findings if finding.applies):
        return phrases.clauses([text, phrases.tr("nothing is open to apply for")])
    return text
