"""What may be held together, and what a rule leaves out or cuts, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.formats.page import Amount, Cite, Content
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.phrases import Phrases


def exclusions(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield a line for each programme that gives way to another one, or is cut beside it."""
    for exclusion in estimate.best.excluded:
        yield phrases.fmt(
            "{programme} ({forgone} yuan) gives way to {rival}. {reason} [{cite}]",
            programme=phrases.name(exclusion.programme),
            forgone=Amount(exclusion.forgone),
            rival=phrases.name(exclusion.because_of),
            reason=phrases.text(exclusion.rule.reason),
            cite=Cite(exclusion.rule.cite),
        )
    for cut in estimate.best.reduced:
        yield phrases.fmt(
            "{programme} is cut by {forgone} yuan to {granted} beside {rival}. {reason} [{cite}]",
            programme=phrases.name(cut.programme),
            forgone=Amount(cut.forgone),
            granted=Amount(cut.granted),
            rival=phrases.name(cut.because_of),
            reason=phrases.text(cut.rule.reason),
            cite=Cite(cut.rule.cite),
        )


def grounds(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield the rules that let the programmes of the total be held together, and of which no rule speaks."""
    for rule in estimate.grounds:
        yield phrases.cited(phrases.text(rule.reason), rule.cite)
    if estimate.unruled:
        names = phrases.joined([phrases.name(programme) for programme in estimate.unruled])
        yield phrases.fmt("No rule that was read forbids this sum: {programmes}.", programmes=names)
