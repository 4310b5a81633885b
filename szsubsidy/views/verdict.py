"""The verdict: what an estimate answers, in a sentence or two."""

from __future__ import annotations

from szsubsidy.formats.page import Amount, Content, filled
from szsubsidy.rules.answer import Answer
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.applying import payer
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import AnswerKind

_WITHIN_REACH: frozenset[AnswerKind] = frozenset(["open", "perhaps-open", "upcoming", "unknown"])


def verdict(estimate: Estimate, phrases: Phrases) -> Content:
    """Write what can be applied for, until when, and for how much at most, by official terms.

    It names the day and never says "now", so that it holds on whatever day the estimate is as of. Where official terms
    bring nothing within reach and other terms change that, what these bring stands behind.
    """
    official = estimate if estimate.official is None else estimate.official
    said = _of_one(official, phrases, official=estimate.official is not None)
    if official.answer.kind in _WITHIN_REACH or official.answer.kind == estimate.answer.kind:
        return said
    own = _of_one(estimate, phrases, official=False)
    return phrases.fmt("Official terms: {official} With own terms: {own}", official=said, own=own)


def _of_one(estimate: Estimate, phrases: Phrases, *, official: bool) -> Content:
    """Write what an estimate answers; ``official``: beside it, other terms are counted elsewhere."""
    answer = estimate.answer
    day = phrases.day(answer.day) if answer.day else ""
    if _is_used_up(answer, estimate):
        return phrases.tr("Nothing more for this year, beside what was granted already.")
    gives = _gives(answer, phrases, official=official)
    if answer.kind not in _WITHIN_REACH:
        return filled(_sentence(answer, phrases), {"day": day, "gives": gives})
    parts = {"day": day, "gives": gives, "place": _place(answer, phrases)}
    first = filled(_clause(answer, phrases), parts)
    if answer.certainty == "rate-unknown" and answer.more is None:
        others = [finding for finding in estimate.relevant() if finding.applies]
        if len(others) > len(answer.programmes):
            return phrases.fmt("{clause}. Nothing else is open.", clause=first)
    if answer.more is None:
        return phrases.fmt("{clause}.", clause=first)
    low, high = answer.more.low, answer.more.high
    plain = low == high and phrases.language == "en"  # the unit stands in the first sentence, and room is dear
    more = Amount(high) if plain else phrases.money_range(low, high)
    return phrases.fmt("{clause}. Within reach: {more}.", clause=first, more=more)


def _is_used_up(answer: Answer, estimate: Estimate) -> bool:
    """Whether what was granted already is why nothing is left: the cap is full, or a rule lets nothing else be held."""
    if not estimate.firm.held or answer.high or answer.certainty != "computed":
        return False
    return any(finding.met for finding in estimate.relevant())


def _place(answer: Answer, phrases: Phrases) -> str:
    """Write which part of the city pays all that an answer is about; nothing where the city itself does."""
    payers = {payer(name, phrases) for name in answer.programmes}
    names = {phrases.name(name) for name in answer.programmes}
    return payers.pop() if len(payers) == 1 and not payers & names else ""


def _clause(answer: Answer, phrases: Phrases) -> str:
    """Return the template of what can be applied for, without the stop."""
    _ = phrases.tr
    several = answer.several_days
    match answer.kind:
        case "open" if several:
            return _("Open, in part only until {day}: {gives}")
        case "open" if answer.day is not None:
            return _("Open until {day}: {gives}")
        case "perhaps-open":
            return _("Perhaps open until {day}: {gives}")
        case "upcoming" if several:
            return _("Opens from {day} on: {gives}")
        case "upcoming":
            return _("Opens on {day}: {gives}")
    return _perhaps(answer, phrases)


def _perhaps(answer: Answer, phrases: Phrases) -> str:
    """Return the template of what nobody knows the dates of, or not all of them."""
    _ = phrases.tr
    if answer.certainty == "rate-unknown":
        return _("Perhaps {gives}")
    if answer.day is not None:
        return _("Perhaps {gives}: open since {day}, last day not known")
    if _place(answer, phrases):
        return _("Perhaps {gives}: the dates of {place} are not known")
    return _("Perhaps {gives}: the dates are not known")


def _sentence(answer: Answer, phrases: Phrases) -> str:
    """Return the template of what cannot be applied for, or not for sure."""
    _ = phrases.tr
    money = answer.certainty in {"computed", "panel"}
    templates: dict[AnswerKind, str] = {
        "asks-more": _("Nothing within reach: on {day}, when it opens, the terms ask for more."),
        "other-terms": _("Nothing within reach: on {day}, when it opens, other terms apply."),
        "in-doubt": _("In doubt: {gives} by terms whose basis ended on {day}."),
        "closed": _("Nothing is open to apply for. By the terms: {gives}."),
        "lapsed": _("Nothing is in force: the terms expired on {day}."),
        "not-yet": _("Nothing is in force before {day}."),
        "nothing-fits": _("No programme fits."),
        "nothing-known": _("Nothing is known of the applicant yet."),
    }
    if answer.kind == "closed" and not money:
        return _("Nothing is open to apply for.")
    return templates[answer.kind]


def _gives(answer: Answer, phrases: Phrases, *, official: bool) -> Content:
    """Write what it brings: ``up to 4,800,000 yuan``; ``official``: beside it, other terms are counted elsewhere."""
    match answer.certainty:
        case "panel":
            return phrases.fmt("up to {amount}, if a panel agrees", amount=phrases.money(answer.high))
        case "rate-unknown":
            payers = [*dict.fromkeys(payer(name, phrases) for name in answer.programmes)]
            return phrases.fmt("something from {payers}, how much is not known", payers=phrases.joined(payers))
        case None:
            return phrases.tr("support that is not cash")
    gives: Content
    if answer.low != answer.high:
        gives = phrases.money_range(answer.low, answer.high)
    elif answer.kind == "perhaps-open" and phrases.language == "en":
        gives = phrases.money(answer.high)
    else:
        gives = phrases.fmt("up to {amount}", amount=phrases.money(answer.high))
    return phrases.fmt("{gives} by official terms", gives=gives) if official else gives
