"""Everything that an answer rests on, for whoever asks for details: from the sum to its grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from szsubsidy.errors import counted
from szsubsidy.formats.page import Block, Content, Item, Line
from szsubsidy.rules.answer import Pair
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.arithmetic import arithmetic
from szsubsidy.views.cumulation import exclusions, grounds, other_totals
from szsubsidy.views.missing import named_missing
from szsubsidy.views.notices import notice_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.row_reasons import how_it_comes_about
from szsubsidy.views.sections import (
    absent,
    assumptions,
    budgets,
    failing_line,
    links,
    other_sums,
    sections,
    unmodelled,
    weighty_disputes,
)
from szsubsidy.views.wanted import Wanted
from szsubsidy.views.year_reckoning import year_lines


def detail_sections(
    estimate: Estimate,
    fitting: Sequence[Pair],
    phrases: Phrases,
    wanted: Wanted,
) -> list[Block]:
    """Return how the sum comes about, what would change it, who says otherwise, what else counts, when, who says so.

    With ``everything`` that is wanted, also the programmes about something else, and why each is; without ``details``,
    these alone.
    """
    _ = phrases.tr
    judged = [finding for _finding, finding in fitting]
    shown = estimate.relevant(everything=wanted.everything)
    absent_or_failing: dict[str, Iterable[Line]] = {
        _("Not eligible because"): _failing(estimate, shown, phrases),
        _("No longer, or not yet, in force (in no total)"): (
            absent(finding, phrases) for finding in shown if not finding.in_force
        ),
    }
    if not wanted.details:
        return [*sections(absent_or_failing)]
    lines: dict[str, Iterable[Line]] = {
        _("How the sum comes about"): _sum(estimate, judged, phrases),
        _("What would change it"): _changes(estimate, judged, phrases, handed_on=wanted.handed_on),
        _("Readings and other figures"): (
            *other_totals(estimate, phrases),
            *weighty_disputes(estimate.relevant(), estimate, phrases),
        ),
        _("Combined with others"): (*exclusions(estimate, phrases), *grounds(estimate, phrases)),
        _("Also required, not checked here"): unmodelled(judged, phrases),
        _("Dates"): _dates(judged, phrases),
        _("Share of the yearly budget"): budgets(estimate, judged, phrases),
        _("Before you apply"): (
            notice_text(notice, phrases, handed_on=wanted.handed_on) for notice in estimate.notices
        ),
        **absent_or_failing,
        _("Official pages"): links(judged, phrases, own=False),
        _("Pages that own terms name"): links(judged, phrases, own=True),
        _("Not shown"): () if wanted.everything or wanted.handed_on else _hidden(estimate, phrases),
    }
    return [*sections(lines)]


def _sum(estimate: Estimate, judged: Sequence[Finding], phrases: Phrases) -> Iterator[Line]:
    for finding in judged:
        if finding.year is not None and finding.edition.award.has_amount and finding.applies:
            yield Item(phrases.called(finding.programme), tuple(year_lines(finding, phrases)))
            continue
        lines = arithmetic(finding, estimate.profile, phrases)
        if not lines or finding.edition.award.basis == "unit":
            lines = [how_it_comes_about(finding, estimate, phrases), *lines]
        for how in lines:
            yield phrases.labelled(phrases.called(finding.programme), how)
    yield from other_sums(estimate, phrases)


def _changes(estimate: Estimate, judged: Sequence[Finding], phrases: Phrases, *, handed_on: bool) -> Iterator[Content]:
    if estimate.missing:
        asked = phrases.clauses(
            named_missing(fact, estimate, phrases) if handed_on or estimate.lacking(fact) else phrases.asked(fact)
            for fact in estimate.missing
        )
        yield phrases.fmt("Missing: {facts}", facts=asked)
    yield from assumptions([*judged], phrases)


def _dates(judged: Sequence[Finding], phrases: Phrases) -> Iterator[Content]:
    """Yield until when the terms of each programme hold, and when applications are taken."""
    for finding in judged:
        edition = finding.edition
        name = phrases.called(finding.programme)
        yield phrases.labelled(name, phrases.fmt("terms {period}", period=phrases.period(edition)))
        for window in edition.windows:
            days = phrases.fmt("{stage}: {days}", stage=phrases.stage(window.stage), days=phrases.window_days(window))
            yield phrases.labelled(name, phrases.cited(days, window.cite))


def _failing(estimate: Estimate, shown: Sequence[Finding], phrases: Phrases) -> Iterator[Content]:
    for finding in shown:
        if finding.status == "ineligible":
            alone = estimate.explanations[finding.programme.id].lacks_one_fact
            yield failing_line(finding, phrases, alone=alone)


def _hidden(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    count = len(estimate.findings) + estimate.left_out - len(estimate.relevant())
    if count:
        text = counted(
            "{count} programme that does not match (--all shows it)",
            "{count} programmes that do not match (--all shows them)",
            count,
        )
        yield phrases.fmt(text, count=str(count))
