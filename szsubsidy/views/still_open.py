"""Whether one can apply for what an amount by the terms rests on: a clause beside what a cost would bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.formats.page import Content, filled
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.phrases import Phrases


def still_open(findings: Iterable[Finding], phrases: Phrases) -> Content:
    """Write which of the programmes are open, perhaps so, or open later, and until when or from when.

    ``open: Training voucher (until 5 June 2026)``; where none is any of these, ``nothing is open to apply for``. What
    is in doubt is only that, as in an estimate, whatever its dates are.
    """
    _ = phrases.tr
    clauses: dict[str, list[Content]] = {
        _("open: {programmes}"): [],
        _("perhaps open: {programmes}"): [],
        _("opens later: {programmes}"): [],
        _("dates not known: {programmes}"): [],
        _("in doubt: {programmes}"): [],
    }
    is_open, perhaps, later, unknown, in_doubt = clauses.values()
    for finding in findings:
        name, availability = phrases.called(finding.programme), finding.availability
        window = availability.window
        if finding.status == "in-doubt":
            in_doubt.append(name)
        elif availability.reach == "open" and window and window.closes:
            until = phrases.fmt("until {day}", day=phrases.day(window.closes))
            (is_open if availability.confirmed else perhaps).append(phrases.in_brackets(name, until))
        elif availability.reach == "upcoming" and availability.day:
            later.append(phrases.in_brackets(name, phrases.day(availability.day)))
        elif availability.reach == "unknown":
            (perhaps if window else unknown).append(name)
    told = [filled(template, {"programmes": phrases.joined(names)}) for template, names in clauses.items() if names]
    return phrases.clauses(told) if told else _("nothing is open to apply for")


def within_reach(estimate: Estimate, cost: int, phrases: Phrases) -> Iterator[Content]:
    """Yield what is within reach at a cost (fen), where other programmes pay it than by the terms."""
    reached = [finding for finding in estimate.findings if estimate.within_reach.granted(finding.programme.id).computed]
    by_terms = [finding for finding in estimate.findings if estimate.by_terms.granted(finding.programme.id).computed]
    if reached and reached != by_terms:
        yield phrases.fmt(
            "Within reach at {cost}: {total}; {open}.",
            cost=phrases.money(cost),
            total=phrases.money(estimate.within_reach.computed),
            open=still_open(reached, phrases),
        )
