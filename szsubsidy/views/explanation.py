"""One finding in full: the answer, how much and why, what would change it, how to apply, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.together import JointCap, named_by
from szsubsidy.formats.page import Block, Cite, Content, Item, Line, Page, Section, Verdict, joined
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding
from szsubsidy.views.applying import where_to_apply
from szsubsidy.views.changes import change_lines
from szsubsidy.views.conditions import condition_lines
from szsubsidy.views.cumulation import loss_line
from szsubsidy.views.numbered_notes import listed, numbered
from szsubsidy.views.own_terms import origin_line
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import reservation_lines, window_line
from szsubsidy.views.provisions import provisions, terms_link
from szsubsidy.views.reckoning import amount_lines
from szsubsidy.views.sections import budget_share, disputes, sections
from szsubsidy.views.standing import standing


def explanation_page(explanation: Explanation, estimate: Estimate, phrases: Phrases, *, ids: bool = False) -> Page:
    """Return why a finding is what it is, with what it comes to beside the other programmes of ``estimate``.

    Citations are numbers that a list at the end explains or, with ``ids``, those of the catalogue.
    """
    _ = phrases.tr
    finding = explanation.finding
    period = phrases.period(finding.edition)
    day = phrases.day(explanation.as_of)
    lead = [phrases.fmt("As of {day}, by the terms of {period}", day=day, period=period)]
    if finding.programme.origin is not None:
        lead.append(origin_line(finding.programme.origin, phrases))
    parts = derivation(explanation, phrases) | {
        _("What an answer would change"): change_lines(explanation, estimate, phrases),
        _("Combined with others"): _rules(explanation, estimate, phrases),
        _("Where sources differ"): disputes(finding, explanation.all_disputes, phrases),
        _("Not checked here"): _unmodelled(finding, phrases),
        **references(finding, phrases),
    }
    blocks: list[Block] = [Verdict(standing(finding, estimate, phrases)), *sections(parts)]
    blocks = listed(blocks, phrases) if ids else numbered(blocks, phrases)
    ending = Section("", (phrases.disclaimer(),))
    return Page(phrases.full_name(finding.programme), phrases.language, (*blocks, ending), lead=tuple(lead))


def derivation(explanation: Explanation, phrases: Phrases) -> dict[str, Iterable[Line]]:
    """Return how the finding comes about, as lines by heading; some may be empty."""
    finding = explanation.finding
    settled = finding.branch is not None and (finding.met or not finding.in_force)
    how = phrases.tr("How much") if settled else phrases.tr("What it pays")
    return {
        how: [*amount_lines(explanation, phrases), *_share(explanation, phrases)],
        _why(finding, phrases): condition_lines(explanation.grounds, phrases),
        **_branch(explanation, phrases),
    }


def references(finding: Finding, phrases: Phrases) -> dict[str, Iterable[Line]]:
    """Return where one applies, and how far what the sources say is to be relied on, as lines by heading."""
    _ = phrases.tr
    link = terms_link(finding.edition, phrases.catalogue)
    own = finding.programme.origin is not None and link is not None
    return {
        _("How to apply"): _applying(finding, phrases),
        _("Pages that own terms name"): [phrases.link(link)] if own and link else [],
        _("Notes"): [phrases.cited(phrases.text(note.text), note.cite) for note in finding.edition.notes],
        _("Evidence"): _evidence(finding, phrases),
    }


def _why(finding: Finding, phrases: Phrases) -> str:
    _ = phrases.tr
    match finding.status:
        case "eligible":
            return _("Why you are eligible")
        case "possible":
            return _("Why you may be eligible")
        case "in-doubt":
            return _("Why you meet the terms")
        case "ineligible":
            return _("Why you are not eligible")
        case "undetermined":
            return _("What it depends on")
    return _("What these terms ask for")


def _branch(explanation: Explanation, phrases: Phrases) -> dict[str, Iterable[Line]]:
    """Return why one of several rates or amounts applies, by a heading that names it; nothing where there is one."""
    branch = explanation.finding.branch
    found = explanation.branch_grounds
    if branch is None or not found:
        return {}
    what = phrases.percent(branch.rate.value) if branch.rate else phrases.money_text(branch.cap.value)
    return {phrases.fmt("Why {figure}", figure=what): condition_lines(found, phrases)}


def _share(explanation: Explanation, phrases: Phrases) -> Iterator[Content]:
    share, budget = explanation.sensitivity.budget_share, explanation.finding.edition.annual_budget
    if share is not None and budget is not None:
        yield budget_share(share, budget, phrases)


def _applying(finding: Finding, phrases: Phrases) -> Iterator[Content]:
    application, window = finding.edition.apply, finding.availability.window
    if any(each.stage == "claim" for each in finding.edition.windows):
        yield phrases.tr("Claim the voucher before you buy, or it pays nothing.")
    yield window_line(window, phrases) if window else phrases.tr("The dates are not known.")
    office, *address = where_to_apply(finding, phrases)
    yield office
    yield from address if finding.programme.origin is None else ()
    if application is not None and application.how is not None:
        yield phrases.cited(phrases.text(application.how), application.cite)


def _unmodelled(finding: Finding, phrases: Phrases) -> Iterator[Content]:
    for statement in finding.edition.unmodelled:
        yield phrases.cited(phrases.text(statement.text), statement.cite)


def _evidence(finding: Finding, phrases: Phrases) -> Iterator[Content]:
    """Yield how sure each provision is that decides, what speaks against relying on the terms, and who checked when."""
    graded: dict[str, list[Content]] = {}
    for cite, confidence in provisions(finding).items():
        graded.setdefault(phrases.confidence(confidence), []).append(Cite(cite))
    for grade, cites in graded.items():
        yield phrases.fmt("{grade} [{cites}]", grade=grade, cites=joined(", ", cites))
    yield from reservation_lines(finding.edition, phrases, finding.evaluated_on if finding.in_force else 0)
    yield phrases.fmt("Reviewed on {day}.", day=phrases.day(finding.edition.reviewed))


def _rules(explanation: Explanation, estimate: Estimate, phrases: Phrases) -> Iterator[Line]:
    """Yield what the rules in force say of holding the programme beside others, and how else they can be read.

    Of a firm with several projects, or with money of the year, first what of it a rule leaves out or cuts.
    """
    for loss in estimate.by_terms.losses if not estimate.firm.is_flat else ():
        if loss.programme == explanation.finding.programme.id:
            yield loss_line(loss, estimate, phrases)
    for rule in explanation.rules:
        others = [phrases.name(other) for other in named_by(rule) if other != explanation.finding.programme.id]
        yield phrases.labelled(phrases.joined(others), phrases.cited(phrases.text(rule.reason), rule.cite))
        if not isinstance(rule, JointCap):
            continue
        # A total without what the programme itself comes to would pass for one with it.
        known = explanation.finding.amount is not None
        totals = {read.reading.reading: read.best.computed for read in estimate.readings if known and read.cap == rule}
        for reading in rule.readings:
            otherwise = phrases.cited(phrases.text(reading.text), reading.cite)
            alone, total = explanation.alone(rule, reading), totals.get(reading.reading)
            amounts = _read(
                None if alone == explanation.alone(rule) else alone,
                None if total == estimate.total else total,
                phrases,
            )
            yield Item(phrases.fmt("Read otherwise: {reading}", reading=otherwise), tuple(amounts))


def _read(alone: int | None, total: int | None, phrases: Phrases) -> Iterator[Content]:
    """Yield what another reading of a rule gives of the programme alone, and in total, where that differs."""
    if alone is not None:
        yield phrases.fmt("This programme alone: {amount}", amount=phrases.money(alone))
    if total is not None:
        yield phrases.fmt("Total by the terms: {amount}", amount=phrases.money(total))
