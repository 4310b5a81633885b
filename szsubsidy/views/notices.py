"""What to know before relying on an estimate, in sentences."""

from __future__ import annotations

import re

from szsubsidy.formats.page import Cite, Content, filled
from szsubsidy.rules.notices import Notice
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import NoticeCode

_CITES = re.compile(r" ?\[\{cites\}\]")


def notice_text(notice: Notice, phrases: Phrases, *, handed_on: bool = False, cited: bool = True) -> Content:
    """Write a notice in a sentence.

    ``handed_on``: for readers who do not have this program; ``cited``: with its sources.
    """
    facts = [phrases.catalogue.facts[fact] for fact in notice.facts]
    labels = [phrases.text(value.label) for fact in facts for value in fact.values if value.id in notice.values]
    parts: dict[str, Content] = {
        "day": phrases.day(notice.day) if notice.day else "",
        "until": phrases.day(notice.until) if notice.until else "",
        "programmes": phrases.joined([phrases.name(programme) for programme in notice.programmes]),
        "facts": phrases.joined([phrases.text(fact.label) for fact in facts]),
        "documents": phrases.joined([phrases.document(cite) for cite in notice.cites]),
        "cites": phrases.joined([Cite(cite) for cite in notice.cites]),
        "values": phrases.joined(labels),
        "options": phrases.joined([fact.option for fact in facts]),
    }
    if handed_on and notice.code == "left-out":
        return phrases.fmt("{facts} is not given, so these are left out: {programmes}.", **parts)
    template = _template(notice, phrases)
    return filled(template if cited else _CITES.sub("", template), parts)


def _template(notice: Notice, phrases: Phrases) -> str:
    _ = phrases.tr
    endless = notice.until is None
    match notice.code:
        case "in-doubt" if endless:
            return _(
                "In doubt: {documents} expired on {day}; no end is known of the terms that rest on them: "
                "{programmes} [{cites}]."
            )
        case "in-doubt-soon" if endless:
            return _(
                "{documents} expire on {day}; from the day after, the terms that rest on them are in doubt, "
                "though they have no known end: {programmes} [{cites}]."
            )
        case "paused" if endless:
            return _("No applications are taken from {day} until further notice: {programmes} [{cites}].")
        case "possible":
            return {
                "applicants": _("Only possibly eligible, as who may apply was not found: {programmes} [{cites}]."),
                "conditions": _("Only possibly eligible, as not all conditions were found: {programmes} [{cites}]."),
                "applicants-and-conditions": _(
                    "Only possibly eligible, as who may apply was not found, nor all conditions: "
                    "{programmes} [{cites}]."
                ),
            }[notice.values[0]]
    return _templates(phrases)[notice.code]


def _templates(phrases: Phrases) -> dict[NoticeCode, str]:
    _ = phrases.tr
    return {
        "in-doubt": _(
            "In doubt: {documents} expired on {day}; the terms that rest on them run to {until}: "
            "{programmes} [{cites}]."
        ),
        "in-doubt-soon": _(
            "{documents} expire on {day}; from the day after, the terms that rest on them are in doubt, "
            "though they run to {until}: {programmes} [{cites}]."
        ),
        "paused": _("No applications are taken from {day} to {until}: {programmes} [{cites}]."),
        "exhausted": _("The money was said to be used up on {day}: {programmes} [{cites}]."),
        "day-ahead": _("A day lies after {day}, the day of this estimate: {facts}."),
        "lapses-soon": _("The terms end on {day} and no successor is known: {programmes}."),
        "before-first": _("No programme here was in force before {day}."),
        "long-past": _("These terms were last reviewed on {day}, more than a year before the day asked for."),
        "joint-cap-full": _("The joint cap is used up; only the first of these counts: {programmes}."),
        "left-out": _("{facts} is not given ({options}), so these are left out: {programmes}."),
        "none-verified": _("{values}: none verified for what is asked, which does not mean that none exists."),
        "overridden": _("{facts}: the first decides over the second, for {programmes} [{cites}]."),
        "rate-unknown": _("A cap is known but no rate, so nothing is computed: {programmes} [{cites}]."),
        "announced-only": _("Figures from a newspaper alone, no rule was found: {programmes}."),
        "unconfirmed": _("Figures from one weak source, or inferred: {programmes}."),
    }
