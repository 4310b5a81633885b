"""What changed between two days, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from szsubsidy.analysis.terms_diff import Change, RuleChange, TermsChange
from szsubsidy.catalogue.model import Edition
from szsubsidy.catalogue.together import named_by
from szsubsidy.formats.page import Cite, Content, Page, Section, filled, to_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.reservations import doubt_line
from szsubsidy.views.terms_diff_phrases import cited_term, field_name
from szsubsidy.vocabulary import TermsChangeKind


def terms_diff_page(start: int, end: int, terms: list[TermsChange], rules: list[RuleChange], phrases: Phrases) -> Page:
    """Return one section for each programme that changed, and one for the rules of cumulation."""
    days = {"start": phrases.day(start), "end": phrases.day(end)}
    if not terms and not rules:
        return Page(
            "", phrases.language, (Section("", (phrases.fmt("Nothing changed from {start} to {end}.", **days),)),)
        )
    blocks = [
        Section(to_text(phrases.full_name(change.programme)), tuple(change_lines(change, phrases))) for change in terms
    ]
    if rules:
        lines = tuple(_rule_line(change, phrases) for change in rules)
        blocks.append(Section(phrases.tr("What may be held together"), lines))
    title = phrases.fmt("What changed from {start} to {end}", **days)
    return Page(title, phrases.language, tuple(blocks), lead=(_counts(terms, phrases),) if terms else ())


def _counts(terms: list[TermsChange], phrases: Phrases) -> str:
    """Write how many programmes changed in which way."""
    _ = phrases.tr
    templates: dict[TermsChangeKind, str] = {
        "in-force": _("{count} came into force"),
        "changed": _("{count} changed"),
        "in-doubt": _("{count} came in doubt"),
        "lapsed": _("{count} expired"),
        "in-between": _("{count} came and went"),
    }
    found = Counter(change.kind for change in terms)
    counts = [template.format(count=found[kind]) for kind, template in templates.items() if kind in found]
    return phrases.fmt("Programmes: {counts}", counts=phrases.joined(counts))


def change_lines(change: TermsChange, phrases: Phrases) -> Iterator[Content]:
    """Yield what became of a programme's terms, each part with its citation."""
    before, after = change.before, change.after
    if after and change.doubt:
        yield doubt_line(after, change.doubt, phrases)
    if before and after and _period(before, phrases) == _period(after, phrases):
        pass
    elif before and after:
        yield phrases.fmt(
            "terms of {before} → terms of {after}", before=_period(before, phrases), after=_period(after, phrases)
        )
    elif after:
        yield phrases.fmt("came into force: terms of {period}", period=_period(after, phrases))
    elif before:
        yield phrases.fmt("expired: terms of {period}", period=_period(before, phrases))
    for edition in change.between:
        yield phrases.fmt("came and went in between: terms of {period}", period=_period(edition, phrases))
    if after:
        yield from (_change(changed, phrases, all_new=before is None) for changed in change.changes)


def _change(change: Change, phrases: Phrases, *, all_new: bool) -> Content:
    """Write one change; ``all_new`` is whether it was said already that the terms as a whole are."""
    what = field_name(change.field, phrases)
    before = cited_term(change.field, change.before, phrases) if change.before else ""
    after = cited_term(change.field, change.after, phrases) if change.after else ""
    if before and after:
        return phrases.fmt("{what}: {before} → {after}", what=what, before=before, after=after)
    if all_new:
        return phrases.labelled(what, after)
    if after:
        return phrases.fmt("new {what}: {after}", what=what, after=after)
    return phrases.fmt("dropped {what}: {before}", what=what, before=before)


def _rule_line(change: RuleChange, phrases: Phrases) -> Content:
    rule = change.rule
    template = {
        "in-force": phrases.tr("holds from {start}: {reason} [{cite}]"),
        "lapsed": phrases.tr("ended after {end}: {reason} [{cite}]"),
        "in-between": phrases.tr("held from {start} to {end}: {reason} [{cite}]"),
    }[change.kind]
    start, end = (phrases.day(day) if day else "" for day in (rule.starts, rule.until))
    parts: dict[str, Content] = {
        "start": start,
        "end": end,
        "reason": phrases.text(rule.reason),
        "cite": Cite(rule.cite),
    }
    names = phrases.joined([phrases.name(programme) for programme in named_by(rule)])
    return phrases.labelled(names, filled(template, parts))


def _period(edition: Edition, phrases: Phrases) -> Content:
    return phrases.cited(phrases.period(edition), edition.in_force.cite)
