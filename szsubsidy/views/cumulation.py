"""What may be held together, and what a rule leaves out or cuts, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.money import grouped
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.phrases import Words


def exclusions(estimate: Estimate, words: Words) -> Iterator[str]:
    """Yield a line for each programme that gives way to another one, or is cut beside it."""
    for item in estimate.best.excluded:
        yield words.sentence(
            "{programme} ({forgone} yuan) gives way to {rival}. {reason} [{cite}]",
            programme=words.name(item.programme),
            forgone=grouped(item.forgone),
            rival=words.name(item.because_of),
            reason=words.text(item.rule.reason),
            cite=item.rule.cite,
        )
    for item in estimate.best.reduced:
        yield words.sentence(
            "{programme} is cut by {forgone} yuan to {granted} beside {rival}. {reason} [{cite}]",
            programme=words.name(item.programme),
            forgone=grouped(item.forgone),
            granted=grouped(item.granted),
            rival=words.name(item.because_of),
            reason=words.text(item.rule.reason),
            cite=item.rule.cite,
        )


def grounds(estimate: Estimate, words: Words) -> Iterator[str]:
    """Yield the rules that let the programmes of the total be held together, and of which no rule speaks."""
    for rule in estimate.grounds:
        yield f"{words.text(rule.reason)} [{rule.cite}]"
    if estimate.unruled:
        names = words.joined([words.name(item) for item in estimate.unruled])
        yield words.sentence("No rule that was read forbids this sum: {programmes}.", programmes=names)
