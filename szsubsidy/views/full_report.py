"""An estimate as a report to hand on: all of it, with its derivation, sources and origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from szsubsidy.analysis.calendar import Calendar
from szsubsidy.errors import counted
from szsubsidy.facts.model import Firm
from szsubsidy.formats.page import Block, Chart, Column, Content, Line, Page, Row, Section, Table
from szsubsidy.record import replace
from szsubsidy.rules.cumulation import Combination, Exclusion, Reduction
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.answer_table import fitting
from szsubsidy.views.bibliography import with_notes
from szsubsidy.views.calendar import days_blocks, without_window_line
from szsubsidy.views.cumulation import ground, grounds, is_by_held, other_totals
from szsubsidy.views.estimate import answer_blocks
from szsubsidy.views.explanation import derivation, references
from szsubsidy.views.firm_given import firm_given
from szsubsidy.views.missing import named_missing
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import own_terms_lines
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import own_name
from szsubsidy.views.sections import (
    absent,
    assumptions,
    budgets,
    failing_line,
    other_sums,
    sections,
    title,
    unmodelled,
    weighty_disputes,
)
from szsubsidy.views.sentences import begun
from szsubsidy.views.wanted import Wanted


class Annex(NamedTuple):
    """What a report has beside its estimate.

    ``ahead`` are the days to know of the programmes that may yet grant something, ``chart`` is that of the amount
    that most of the total comes from, ``version`` that of this program.
    """

    ahead: Calendar
    chart: Chart | None
    version: str


def full_report(estimate: Estimate, annex: Annex, phrases: Phrases, *, everything: bool = False) -> Page:
    """Return the report in parts with a heading of level 2 each; the first part is the summary.

    Parts that have nothing to say are left out. Programmes that are about something else are only counted, unless
    ``everything`` is asked for. Whoever reads it may not have this program: no option or command is named.
    """
    _ = phrases.tr
    shown = estimate.relevant(everything=everything)
    applying = [finding for finding in shown if finding.applies]
    blocks, sources = with_notes(
        [
            *_part(_("Summary"), _summary(estimate, phrases)),
            *_part(_("Profile"), _profile(estimate.firm, phrases)),
            *_part(_("Programmes"), _programmes(estimate, shown, phrases)),
            *_part(_("Combination"), _combinations(estimate, phrases)),
            *_part(_("Programme by programme"), _details(estimate, applying, phrases)),
            *_listed(_("Assumed, as long as nothing else is said"), assumptions(shown, phrases), 2),
            *_listed(_("Disputed figures"), weighty_disputes(shown, estimate, phrases), 2),
            *_part(_("Days to know"), _days(annex.ahead, phrases)),
            *_listed(_("Take note"), _notices(estimate, phrases), 2),
            *_listed(_("Also asked for by the authority, and not checked here"), unmodelled(shown, phrases), 2),
            *_part(_("Chart"), [annex.chart] if annex.chart else []),
        ],
        phrases,
    )
    blocks += _part(_("Sources"), [sources] if sources.rows else [])
    blocks += _part(_("How this report was made"), [_colophon(estimate, phrases, annex.version)])
    firm = estimate.firm
    unnamed = replace(firm, facts={fact: value for fact, value in firm.facts.items() if fact != "firm_name"})
    lead = tuple(firm_given(unnamed, phrases)) if unnamed.profile or firm.held else ()
    return Page(title(estimate, phrases), phrases.language, tuple(blocks), _("Contents"), lead)


def _summary(estimate: Estimate, phrases: Phrases) -> Iterator[Block]:
    if own := tuple(own_terms_lines(phrases)):
        yield Section("", own)
    yield from answer_blocks(estimate, fitting(estimate), phrases, Wanted(handed_on=True))
    yield Section("", (phrases.disclaimer(),))


def _notices(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    for notice in estimate.notices:
        yield notice_text(notice, phrases, handed_on=True)


def _part(heading: str, under: Iterable[Block]) -> list[Block]:
    blocks = list(under)
    return [Section(heading, ()), *blocks] if blocks else []


def _listed(heading: str, lines: Iterable[Line], level: int = 3) -> Iterator[Section]:
    listed = tuple(lines)
    if listed:
        yield Section(heading, listed, level)


def _profile(firm: Firm, phrases: Phrases) -> Iterator[Block]:
    """Yield what is known of the firm, then of each of several projects, then what was granted already."""
    _ = phrases.tr
    profile = firm.profile if len(firm.projects) == 1 else firm.facts
    rows = [
        (phrases.label(fact), phrases.value(fact, profile[fact])) for fact in phrases.catalogue.facts if fact in profile
    ]
    if rows:
        yield Table((Column(_("Fact")), Column(_("Value"))), tuple(rows))
    elif firm.is_flat:
        yield Section("", (_("Nothing is known of the applicant yet."),))
    if len(firm.projects) > 1:
        yield _projects(firm, phrases)
    if firm.held:
        amount, cell = phrases.money_column(_("Already granted this year"), firm.held.values())
        granted = [(phrases.name(programme), cell(fen)) for programme, fen in firm.held.items()]
        yield Table((Column(_("Programme")), amount), tuple(granted))


def _projects(firm: Firm, phrases: Phrases) -> Table:
    """Return a row for each project, with a column for each fact that is known of any."""
    facts = [fact for fact in phrases.catalogue.facts if any(fact in project.facts for project in firm.projects)]
    columns = [Column(begun(phrases.tr("project"))), *(Column(phrases.label(fact)) for fact in facts)]
    rows = [
        (
            own_name(name),
            *(phrases.value(fact, project.facts[fact]) if fact in project.facts else "" for fact in facts),
        )
        for name, project in zip(firm.names, firm.projects, strict=True)
    ]
    return Table(tuple(columns), tuple(rows))


def _programmes(estimate: Estimate, shown: list[Finding], phrases: Phrases) -> Iterator[Block]:
    _ = phrases.tr
    waiting = {name for notice in estimate.notices if notice.code == "left-out" for name in notice.programmes}
    told = {finding.programme.id for finding in shown} | waiting
    count = len(estimate.findings) + estimate.left_out - len(told)
    if count:
        template = counted(
            "{count} programme is about something else.", "{count} programmes are about something else.", count
        )
        yield Section("", (phrases.fmt(template, count=str(count)),))
    yield from _listed(_("Still needed"), (named_missing(fact, estimate, phrases) for fact in estimate.missing))
    failing = (
        failing_line(finding, phrases, alone=estimate.explanations[finding.programme.id].lacks_one_fact)
        for finding in shown
        if finding.status == "ineligible"
    )
    yield from _listed(_("Not eligible because"), failing)
    away = (absent(finding, phrases) for finding in shown if not finding.in_force)
    yield from _listed(_("No longer, or not yet, in force (in no total)"), away)
    yield from _listed(_("Of the yearly budget"), budgets(estimate, shown, phrases))


def _combinations(estimate: Estimate, phrases: Phrases) -> Iterator[Block]:
    """Yield what is held together: within reach and by the terms, where these are not the same."""
    _ = phrases.tr
    best, within_reach, conditional = estimate.by_terms, estimate.within_reach, estimate.conditional
    if within_reach.held == best.held:
        yield from _combination(best, estimate, phrases)
    else:
        for heading, combination in ((_("Within reach"), within_reach), (_("By the terms"), best)):
            if combination.held:
                yield Section(heading, (), 3)
                yield from _combination(combination, estimate, phrases)
    if sums := tuple(other_sums(estimate, phrases)):
        yield Section("", sums)
    yield from _listed(_("Readings and other figures"), other_totals(estimate, phrases))
    yield from _listed(_("Why these are added"), grounds(estimate, phrases))
    added = [phrases.name(programme) for programme in conditional.held if programme not in best.held]
    if added and conditional.amounts != best.amounts:
        line = phrases.fmt(
            "No rule found on combining these with the others: {programmes}.",
            programmes=phrases.joined(added),
        )
        yield from _listed(_("What no source speaks of"), [line])


def _combination(combination: Combination, estimate: Estimate, phrases: Phrases) -> Iterator[Block]:
    _ = phrases.tr
    held = combination.held
    if held:
        amounts = [combination.computed, combination.ceilings, combination.possible_ceilings]
        amounts += [fen for of in held.values() for fen in (of.computed, of.ceiling + of.possible)]
        computed, cell = phrases.money_column(_("Computed"), amounts)
        panels, _cell = phrases.money_column(_("Panels may add"), amounts)

        def shown(fen: int) -> Content:
            return cell(fen) if fen else ""

        rows: list[Row] = [
            Row(
                (
                    _held_name(estimate, programme, phrases),
                    shown(granted.computed),
                    shown(granted.ceiling + granted.possible),
                )
            )
            for programme, granted in held.items()
        ]
        rows.append(Row((_("Together"), cell(combination.computed), shown(combination.ceilings)), total=True))
        if combination.possible_ceilings:
            possible = (_("Together, only possibly eligible"), "", cell(combination.possible_ceilings))
            rows.append(Row(possible, total=True))
        yield Table((Column(_("Programme")), computed, panels), tuple(rows))
    if combination.losses:
        yield Section(
            _("Not counted, or reduced"), (), 4 if estimate.within_reach.held != estimate.by_terms.held else 3
        )
        yield _cut(combination.losses, estimate, phrases)


def _held_name(estimate: Estimate, programme: str, phrases: Phrases) -> str:
    """A programme's name, with its status behind it where that is not plainly eligible."""
    status, name = estimate.explanations[programme].finding.status, phrases.name(programme)
    return name if status == "eligible" else phrases.in_brackets(name, phrases.status(status))


def _cut(losses: tuple[Exclusion | Reduction, ...], estimate: Estimate, phrases: Phrases) -> Table:
    _ = phrases.tr
    left = [loss.granted if isinstance(loss, Reduction) else 0 for loss in losses]
    amounts = [*left, *(loss.forgone for loss in losses)]
    forgone, cell = phrases.money_column(_("Forgone"), amounts)
    remains, _cell = phrases.money_column(_("Left"), amounts)
    columns = (Column(_("Programme")), Column(_("Beside")), forgone, remains, Column(_("Rule")))
    rows = tuple(
        (
            phrases.name(loss.programme),
            _beside(loss, estimate, phrases),
            cell(loss.forgone),
            cell(granted),
            ground(loss.rule, phrases),
        )
        for loss, granted in zip(losses, left, strict=True)
    )
    return Table(columns, rows)


def _beside(loss: Exclusion | Reduction, estimate: Estimate, phrases: Phrases) -> str:
    """What a programme gives way to, or is cut beside; whether the firm was granted money of that already."""
    if loss.because_of is None:
        return ""
    name = phrases.name(loss.because_of)
    return phrases.in_brackets(name, phrases.tr("already granted")) if is_by_held(loss, estimate) else name


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


def _colophon(estimate: Estimate, phrases: Phrases, version: str) -> Section:
    lines = (
        phrases.fmt("Judged by the terms in force on {day}.", day=phrases.day(estimate.as_of)),
        phrases.fmt(
            "Made by szsubsidy {version} with the catalogue {catalogue}.",
            version=version,
            catalogue=phrases.catalogue.version,
        ),
    )
    return Section("", lines)
