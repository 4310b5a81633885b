"""An estimate as a report to hand on: all of it, with its derivation, sources and origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from szsubsidy.analysis.calendar import Calendar
from szsubsidy.formats.page import Absent, Amount, Block, Chart, Column, Content, Line, Page, Section, Table
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.cumulation import Exclusion, Reduction
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.bibliography import cited_sources
from szsubsidy.views.calendar import days_blocks, without_window_line
from szsubsidy.views.cumulation import ground, grounds
from szsubsidy.views.explanation import derivation, references
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import own_terms_lines
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import (
    absent,
    assumptions,
    budgets,
    failing_line,
    findings_table,
    hidden,
    sections,
    title,
    totals,
    unmodelled,
    weighty_disputes,
)


class Origin(NamedTuple):
    """What made a report: the version of this program, and the command that makes it again."""

    version: str
    command: str


class Annex(NamedTuple):
    """What a report has beside its estimate.

    ``ahead`` are the days to know of the programmes that may yet grant something, ``chart`` is that of the amount
    that most of the total comes from.
    """

    ahead: Calendar
    chart: Chart | None
    origin: Origin


def full_report(estimate: Estimate, annex: Annex, phrases: Phrases, *, everything: bool = False) -> Page:
    """Return the report in parts with a heading of level 2 each; the first part is the summary.

    Parts that have nothing to say are left out. Programmes that are about something else are only
    counted, unless ``everything`` is asked for.
    """
    _ = phrases.tr
    shown = estimate.relevant(everything=everything)
    applying = [finding for finding in shown if finding.applies]
    blocks = [
        *_part(
            _("Summary"), [Section("", (*own_terms_lines(phrases), *totals(estimate, phrases), phrases.disclaimer()))]
        ),
        *_part(_("Profile"), [_profile(estimate, phrases)]),
        *_part(_("Programmes"), _programmes(estimate, shown, phrases)),
        *_part(_("Combination"), _combination(estimate, phrases)),
        *_part(_("Programme by programme"), _details(estimate, applying, phrases)),
        *_listed(_("Assumed, as long as nothing else is said"), assumptions(shown, phrases), 2),
        *_listed(_("Disputed figures"), weighty_disputes(shown, estimate, phrases), 2),
        *_part(_("Days to know"), _days(annex.ahead, phrases)),
        *_listed(_("Take note"), (notice_text(notice, phrases) for notice in estimate.notices), 2),
        *_listed(_("Also asked for by the authority, and not checked here"), unmodelled(shown, phrases), 2),
        *_part(_("Chart"), [annex.chart] if annex.chart else []),
    ]
    sources = cited_sources(blocks, phrases)
    blocks += _part(_("Sources"), [sources] if sources.rows else [])
    blocks += _part(_("How this report was made"), [_colophon(estimate, phrases, annex.origin)])
    return Page(title(estimate, phrases), phrases.language, tuple(blocks), _("Contents"))


def _part(heading: str, under: Iterable[Block]) -> list[Block]:
    blocks = list(under)
    return [Section(heading, ()), *blocks] if blocks else []


def _listed(heading: str, lines: Iterable[Line], level: int = 3) -> Iterator[Section]:
    listed = tuple(lines)
    if listed:
        yield Section(heading, listed, level)


def _profile(estimate: Estimate, phrases: Phrases) -> Block:
    profile = estimate.profile
    rows = [
        (phrases.label(fact), phrases.value(fact, profile[fact])) for fact in phrases.catalogue.facts if fact in profile
    ]
    if not rows:
        return Section("", (phrases.tr("Nothing is known of the applicant yet."),))
    return Table((Column(phrases.tr("Fact")), Column(phrases.tr("Value"))), tuple(rows))


def _programmes(estimate: Estimate, shown: list[Finding], phrases: Phrases) -> Iterator[Block]:
    _ = phrases.tr
    current = [finding for finding in shown if finding.in_force]
    if current:
        yield findings_table(current, phrases)
    if lines := tuple(hidden(estimate, shown, phrases)):
        yield Section("", lines)
    yield from _listed(_("Still needed"), (phrases.asked(fact) for fact in estimate.missing))
    failing = (
        failing_line(finding, phrases, alone=estimate.explanations[finding.programme.id].lacks_one_fact)
        for finding in shown
        if finding.status == "ineligible"
    )
    yield from _listed(_("Not eligible because"), failing)
    away = (absent(finding, phrases) for finding in shown if finding not in current)
    yield from _listed(_("No longer, or not yet, in force (in no total)"), away)
    yield from _listed(_("Of the yearly budget"), budgets(estimate, shown, phrases))


def _combination(estimate: Estimate, phrases: Phrases) -> Iterator[Block]:
    _ = phrases.tr
    best, conditional = estimate.by_terms, estimate.conditional
    if best.held:
        columns = (
            Column(_("Programme")),
            Column(_("Computed, yuan"), "amount", fold=False),
            Column(_("Panels may add, yuan"), "amount", fold=False),
        )
        rows = [
            (
                _held_name(estimate, programme, phrases),
                _amount(granted.computed),
                _amount(granted.ceiling + granted.possible),
            )
            for programme, granted in best.held.items()
        ]
        rows.append((_("Together"), Amount(best.computed), Amount(estimate.ceilings)))
        if estimate.possible_ceilings:
            rows.append((_("Together, only possibly eligible"), Absent(), Amount(estimate.possible_ceilings)))
        yield Table(columns, tuple(rows))
    if best.excluded or best.reduced:
        yield Section(_("Not counted, or reduced"), (), 3)
        yield _cut(best.losses, phrases)
    yield from _listed(_("Why these are added"), grounds(estimate, phrases))
    added = [phrases.name(programme) for programme in conditional.held if programme not in best.held]
    if added and conditional.amounts != best.amounts:
        line = phrases.fmt(
            "No rule found on combining these with the others: {programmes}.",
            programmes=phrases.joined(added),
        )
        yield from _listed(_("What no source speaks of"), [line])


def _held_name(estimate: Estimate, programme: str, phrases: Phrases) -> str:
    """A programme's name, with its status behind it where that is not plainly eligible."""
    status, name = estimate.explanations[programme].finding.status, phrases.name(programme)
    return name if status == "eligible" else phrases.in_brackets(name, phrases.status(status))


def _cut(losses: tuple[Exclusion | Reduction, ...], phrases: Phrases) -> Table:
    _ = phrases.tr
    columns = (
        Column(_("Programme")),
        Column(_("Beside")),
        Column(_("Forgone, yuan"), "amount", fold=False),
        Column(_("Left, yuan"), "amount", fold=False),
        Column(_("Rule")),
    )
    rows = tuple(
        (
            phrases.name(loss.programme),
            phrases.name(loss.because_of) if loss.because_of else Absent(),
            Amount(loss.forgone),
            Amount(loss.granted if isinstance(loss, Reduction) else 0),
            ground(loss.rule, phrases),
        )
        for loss in losses
    )
    return Table(columns, rows)


def _amount(fen: int) -> Content:
    return Amount(fen) if fen else Absent()


def _details(estimate: Estimate, applying: list[Finding], phrases: Phrases) -> Iterator[Section]:
    for finding in applying:
        yield Section(phrases.called(finding.programme), (), 3)
        lines = derivation(estimate.explanations[finding.programme.id], phrases) | references(finding, phrases)
        yield from sections(lines, 4)


def _days(ahead: Calendar, phrases: Phrases) -> Iterator[Block]:
    if not ahead.programmes:
        return
    yield from days_blocks(ahead, phrases, everyone=True)
    if ahead.without_window:
        yield Section("", (without_window_line(ahead, phrases),))


def _colophon(estimate: Estimate, phrases: Phrases, origin: Origin) -> Section:
    lines = (
        phrases.fmt("Judged by the terms in force on {day}.", day=phrases.day(estimate.as_of)),
        phrases.fmt(
            "Made by szsubsidy {version} with the catalogue {catalogue}.",
            version=origin.version,
            catalogue=phrases.catalogue.version,
        ),
        phrases.fmt("The same again: {command}", command=sanitize(origin.command)),
    )
    return Section("", lines)
