"""What one programme says to an applicant, and whether one can apply, in two or three sentences."""

from __future__ import annotations

from szsubsidy.formats.page import Content, filled
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.award import basis_of
from szsubsidy.views.figures import sentences
from szsubsidy.views.missing import named_missing
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import refusals
from szsubsidy.views.sections import elsewhere_line


def standing(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    """Write whether one can apply, for how much, and what stands in the way or in doubt."""
    told = _standing(finding, estimate, phrases)
    name = finding.programme.id
    for loss in estimate.by_terms.excluded:
        if loss.programme == name and loss.because_of is not None and loss.because_of in estimate.firm.held:
            beside = phrases.fmt("Not beside {programme}, already granted.", programme=phrases.name(loss.because_of))
            return sentences([told, beside], phrases)
    return told


def _standing(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    _ = phrases.tr
    edition = finding.edition
    first: Content
    match finding.status:
        case "lapsed":
            first = phrases.fmt("The terms expired on {day}.", day=phrases.day(edition.until or 0))
            return sentences([first, *_then(finding, phrases)], phrases)
        case "not-yet":
            first = phrases.fmt("Not in force before {day}.", day=phrases.day(edition.starts))
            return sentences([first, *_then(finding, phrases)], phrases)
        case "ineligible":
            return phrases.fmt("Not eligible: {reasons}.", reasons=_refusals(finding, estimate, phrases))
        case "undetermined":
            facts = phrases.joined([named_missing(fact, estimate, phrases) for fact in finding.missing])
            first = phrases.fmt("Undetermined, as this is not known: {facts}.", facts=facts)
            by_terms = phrases.fmt("By the terms: {gives}.", gives=gives(finding, phrases))
            return sentences([first, by_terms, _applying(finding, estimate, phrases)], phrases)
        case "in-doubt" if edition.rests_on is not None:
            parts = {"gives": gives(finding, phrases), "day": phrases.day(edition.rests_on.until)}
            first = filled(_("In doubt: {gives} by terms whose basis ended on {day}."), parts)
            return sentences([first, _applying(finding, estimate, phrases)], phrases)
    told = [_met(finding, estimate, phrases)]
    if finding.status == "possible":
        told.append(_("Not all conditions were found."))
    return sentences(told, phrases)


def gives(finding: Finding, phrases: Phrases) -> Content:
    """Write what a finding comes to at most: ``up to 4,800,000 yuan``."""
    award, amount = finding.edition.award, finding.amount if finding.in_force else finding.last_terms_amount
    if finding.applies and finding.edition.award.rate_unknown:
        return phrases.fmt("a share whose rate is not known, {most} at most", most=phrases.money(finding.high))
    if not award.is_money:
        return phrases.tr("support that is not cash")
    if finding.status == "undetermined" and finding.low != finding.high:
        return phrases.money_range(finding.low, finding.high)
    most = phrases.money(finding.high if finding.in_force else amount or 0)
    if basis_of(award) == "ceiling-by-facts":
        return phrases.fmt("up to {amount}, as the authority decides", amount=most)
    if award.certainty == "panel":
        return phrases.fmt("up to {amount}, if a panel agrees", amount=most)
    return phrases.fmt("up to {amount}", amount=most)


def _then(finding: Finding, phrases: Phrases) -> list[Content]:
    """What terms give that are not in force, where that is anything."""
    if finding.last_terms_amount:
        return [phrases.fmt("By these terms: {gives}.", gives=gives(finding, phrases))]
    return []


def _refusals(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    if not finding.obstacles and finding.elsewhere is not None:
        return elsewhere_line(finding.elsewhere, estimate.profile, phrases)
    told = dict.fromkeys(refusals(finding, finding.telling_obstacles, estimate.profile, phrases))
    return phrases.clauses(told) or phrases.tr("none of its rates or amounts is for this case")


def _met(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    """Whether one can apply for what a programme gives, once all that was read is met."""
    availability, given = finding.availability, gives(finding, phrases)
    window, day = availability.window, phrases.day(availability.day) if availability.day else ""
    if availability.reach == "open" and window is not None and window.closes is not None:
        until = phrases.day(window.closes)
        if availability.confirmed:
            return phrases.fmt("Open until {day}: {gives}.", day=until, gives=given)
        return phrases.fmt("Perhaps open until {day}: {gives}.", day=until, gives=given)
    if availability.reach == "upcoming":
        judged = estimate.on_application_day(finding)
        if judged.applies:
            return phrases.fmt("Opens on {day}: {gives}.", day=day, gives=gives(judged, phrases))
        refused = phrases.fmt(
            "Nothing within reach: it opens on {day}, by terms that are not met: {reasons}.",
            day=day,
            reasons=_refusals(judged, estimate, phrases),
        )
        today = phrases.day(estimate.as_of)
        return sentences([refused, phrases.fmt("By the terms of {day}: {gives}.", day=today, gives=given)], phrases)
    if availability.reach == "unknown" and window is None:
        return phrases.fmt("Perhaps {gives}: the dates are not known.", gives=given)
    by_terms = phrases.fmt("By the terms: {gives}.", gives=given)
    return sentences([_applying(finding, estimate, phrases), by_terms], phrases)


def _applying(finding: Finding, estimate: Estimate, phrases: Phrases) -> str:
    """Write whether one can apply, and until or from when."""
    _ = phrases.tr
    availability = finding.availability
    window, closed = availability.window, _("Nothing is open to apply for.")
    if availability.reach == "closed" and finding.edition.is_paused_on(estimate.as_of):
        return _("No applications are taken.")
    if window is None:
        return closed if availability.reach == "closed" else _("The dates are not known.")
    opens = phrases.day(availability.day if availability.reach == "upcoming" and availability.day else window.opens)
    closes = phrases.day(window.closes) if window.closes else ""
    match availability.reach:
        case "open" if availability.confirmed:
            return phrases.fmt("Open until {day}.", day=closes)
        case "open":
            return phrases.fmt("Perhaps open until {day}.", day=closes)
        case "upcoming":
            return phrases.fmt("Opens on {day}.", day=opens)
        case "unknown":
            return phrases.fmt("A call opened on {day}; its last day is not known.", day=opens)
    if not finding.in_force or not closes:
        return closed
    return phrases.fmt(
        "Nothing is open to apply for: applications closed on {day}, and no other call is known before the terms "
        "expire.",
        day=closes,
    )
