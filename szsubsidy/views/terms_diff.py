"""What changed between two days, for people."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.analysis.terms_diff import Change, RuleChange, TermsChange
from szsubsidy.catalogue.model import Edition, named_by
from szsubsidy.formats.page import Report, Section
from szsubsidy.views.phrases import Words
from szsubsidy.views.terms_diff_phrases import cited_term, field_name


def terms_diff_report(start: int, end: int, terms: list[TermsChange], rules: list[RuleChange], words: Words) -> Report:
    """Return one section for each programme that changed, and one for the rules of cumulation."""
    days = {"start": words.day(start), "end": words.day(end)}
    if not terms and not rules:
        return Report("", (Section("", (words.sentence("Nothing changed from {start} to {end}.", **days),)),))
    blocks = [Section(words.full_name(item.programme), tuple(change_lines(item, words))) for item in terms]
    if rules:
        lines = tuple(_rule_line(item, words) for item in rules)
        blocks.append(Section(words._("What may be held together"), lines))
    return Report(words.sentence("What changed from {start} to {end}", **days), tuple(blocks))


def change_lines(change: TermsChange, words: Words) -> Iterator[str]:
    """Yield what became of a programme's terms, each part with its citation."""
    before, after = change.before, change.after
    if before and after and _period(before, words) == _period(after, words):
        pass
    elif before and after:
        yield words.sentence(
            "terms of {before} → terms of {after}", before=_period(before, words), after=_period(after, words)
        )
    elif after:
        yield words.sentence("came into force: terms of {period}", period=_period(after, words))
    elif before:
        yield words.sentence("lapsed: terms of {period}", period=_period(before, words))
    for edition in change.between:
        yield words.sentence("came and went in between: terms of {period}", period=_period(edition, words))
    if after:
        yield from (_change(item, words, told=before is None) for item in change.changes)


def _change(change: Change, words: Words, *, told: bool) -> str:
    """Write one change; ``told`` is whether it was said already that all of it is new."""
    what = field_name(change.field, words)
    before = cited_term(change.field, change.before, words) if change.before else ""
    after = cited_term(change.field, change.after, words) if change.after else ""
    if before and after:
        return words.sentence("{what}: {before} → {after}", what=what, before=before, after=after)
    if told:
        return words.about(what, after)
    if after:
        return words.sentence("new {what}: {after}", what=what, after=after)
    return words.sentence("dropped {what}: {before}", what=what, before=before)


def _rule_line(change: RuleChange, words: Words) -> str:
    rule = change.rule
    template = {
        "in-force": words._("holds from {start}: {reason} [{cite}]"),
        "lapsed": words._("ended after {end}: {reason} [{cite}]"),
        "in-between": words._("held from {start} to {end}: {reason} [{cite}]"),
    }[change.kind]
    start, end = (words.day(day) if day else "" for day in (rule.starts, rule.until))
    told = template.format(start=start, end=end, reason=words.text(rule.reason), cite=rule.cite)
    return words.about(words.joined([words.name(programme) for programme in named_by(rule)]), told)


def _period(edition: Edition, words: Words) -> str:
    return f"{words.period(edition)} [{edition.cite}]"
