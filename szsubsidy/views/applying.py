"""Whether, until when and where one can apply for a programme, in the few words of a cell and of a line."""

from __future__ import annotations

from szsubsidy.catalogue.areas import HOME
from szsubsidy.errors import counted
from szsubsidy.formats.page import Content, Toned, filled
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.reach import Availability
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.provisions import terms_link
from szsubsidy.vocabulary import Reach


def apply_cell(finding: Finding, as_of: int, phrases: Phrases) -> Content:
    """Write whether one can apply, as seen from the as-of day: ``open until 5 Jun 2026 (16 days)``."""
    if finding.status == "in-doubt":
        return Toned(phrases.fmt("in doubt; {applying}", applying=_reach(finding, as_of, phrases)), "in-doubt")
    if finding.status == "lapsed" and finding.availability.reach == "closed":
        return phrases.fmt("expired on {day}", day=phrases.day_short(finding.edition.until or 0))
    return _reach(finding, as_of, phrases)


def _reach(finding: Finding, as_of: int, phrases: Phrases) -> Content:
    if finding.availability.reach == "closed" and finding.edition.is_paused_on(as_of):
        return phrases.tr("no applications taken")
    return reach_text(finding.availability, as_of, phrases)


def reach_text(availability: Availability, as_of: int, phrases: Phrases) -> Content:
    """Write whether one can apply, whoever asks: ``opens 6 May 2026, until 5 Jun 2026``."""
    days_left = availability.days_left(as_of)
    template = _template(availability, phrases, days_left)
    window = availability.window
    parts: dict[str, Content] = {
        "opens": phrases.day_short(window.opens) if window else "",
        "closes": phrases.day_short(window.closes) if window and window.closes else "",
        "days": str(days_left),
        "next": Toned(phrases.tr(", next not known"), "spare"),
    }
    return Toned(filled(template, parts), availability.reach)


def _template(availability: Availability, phrases: Phrases, days_left: int | None) -> str:
    _ = phrases.tr
    window, reach = availability.window, availability.reach
    if reach == "open" and not availability.confirmed:
        return _("perhaps open until {closes}")
    if reach == "open":
        return _("open until {closes}") if days_left is None else _days_template(days_left, phrases)
    if window is None:
        return _("closed") if reach == "closed" else _("dates not known")
    ends = window.closes is not None
    templates: dict[Reach, str] = {
        "upcoming": _("opens {opens}, until {closes}") if ends else _("opens {opens}, end not known"),
        "unknown": _("opened {opens}, end not known"),
        "closed": _("closed on {closes}{next}") if ends else _("closed"),
    }
    return templates[reach]


def _days_template(days: int, phrases: Phrases) -> str:
    if days == 0:
        return phrases.tr("open until {closes} (last day)")
    return phrases.tr(counted("open until {closes} ({days} day)", "open until {closes} ({days} days)", days))


def payer(programme: str, phrases: Phrases) -> str:
    """Write who pays a programme: the part of the city, or the programme itself where that is for all of it."""
    area = phrases.catalogue.authorities[phrases.catalogue.programmes[programme].authority].area
    return phrases.name(programme) if area == HOME else phrases.area(area)


def where_to_apply(finding: Finding, phrases: Phrases) -> tuple[Content, ...]:
    """Write at which office one applies and where its terms are published, each a line."""
    application = finding.edition.apply
    authority = phrases.catalogue.authorities[finding.programme.authority]
    office: Content = (
        phrases.text(application.office)
        if application
        else phrases.fmt("{authority}; the bureau in charge is not known", authority=phrases.text(authority.name))
    )
    link = terms_link(finding.edition, phrases.catalogue)
    return (office, phrases.link(link)) if link else (office,)
