"""Changed terms in words: what each is called, what it says, and where."""

from __future__ import annotations

from szsubsidy.analysis.terms_diff import EditionPart
from szsubsidy.catalogue.award import Branch, Figure, Statement, Tier
from szsubsidy.catalogue.model import Exhausted, Paused, RestsOn, Unread, Window
from szsubsidy.formats.page import Cite, Content, concat
from szsubsidy.money import percent
from szsubsidy.views.award import basis_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import case_text, condition_text
from szsubsidy.views.reservations import reservation_text


def field_name(field: str, phrases: Phrases) -> str:
    """Write what kind of term it is."""
    _ = phrases.tr
    return {
        "basis": _("award"),
        "of": _("cost that counts"),
        "rate": _("rate"),
        "each": _("amount a unit"),
        "amount": _("amount"),
        "cap": _("cap"),
        "usual_cap": _("usual cap"),
        "yearly_cap": _("cap of one applicant in a year"),
        "annual_budget": _("yearly budget"),
        "tier": _("level"),
        "benefit": _("what it gives"),
        "condition": _("condition"),
        "unmodelled": _("condition not checked here"),
        "window": _("application window"),
        "rests_on": _("document that the terms rest on"),
        "unread": _("part not found"),
        "paused": _("pause of applications"),
        "exhausted_on": _("day on which the money was used up"),
    }[field]


def term_text(field: str, term: EditionPart, phrases: Phrases) -> Content:
    """Write what a term says."""
    match term.content:
        case str() as name:
            return basis_text(name, phrases) if field == "basis" else phrases.label(name)
        case Branch() as branch:
            return _paid(branch, phrases)
        case Tier(label=label) as tier:
            amount = concat(_amount(tier, phrases), case_text(tier, phrases))
            return phrases.labelled(phrases.text(label), amount) if label else amount
        case Figure() as figure:
            return _amount(figure, phrases)
        case Statement() as statement:
            return phrases.text(statement.text)
        case Window() as window:
            days = phrases.window_days(window)
            return days if window.stage == "apply" else phrases.in_brackets(days, phrases.stage(window.stage))
        case RestsOn() | Unread() | Paused() | Exhausted() as reservation:
            return reservation_text(reservation, phrases)
        case condition:
            return condition_text(condition, phrases)


def cited_term(field: str, term: EditionPart, phrases: Phrases) -> Content:
    """Write what a term says, with its citations and confidence in brackets."""
    cites = phrases.joined(map(Cite, term.cites))
    source = concat("[", cites, "]")
    if term.confidence is not None:
        source = phrases.fmt("[{cite}, {confidence}]", cite=cites, confidence=phrases.confidence(term.confidence))
    return concat(term_text(field, term, phrases), " ", source)


def _paid(branch: Branch, phrases: Phrases) -> Content:
    if branch.rate is None:
        return concat(_amount(branch.cap, phrases), case_text(branch, phrases))
    share = concat(f"{percent(branch.rate.value)}%", case_text(branch, phrases))
    if branch.rate.cap is None:
        return share
    return phrases.clauses([share, phrases.fmt("cap: {amount}", amount=_amount(branch.rate.cap, phrases))])


def _amount(figure: Figure, phrases: Phrases) -> Content:
    return concat(phrases.money(figure.value), phrases.per(figure.per))
