"""What changed between two days, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.analysis.terms_diff import Change, EditionPart, RuleChange, TermsChange
from szsubsidy.catalogue.award import Branch, Figure, Statement, Tier
from szsubsidy.catalogue.model import Edition, Exhausted, Paused, RestsOn, Unread, Window
from szsubsidy.catalogue.together import JointCap
from szsubsidy.days import iso
from szsubsidy.formats.page import to_text
from szsubsidy.formats.view import Records
from szsubsidy.quantities import Day, Percent, Yuan, cell
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.estimate_json import rule_kind
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme_json import condition_document
from szsubsidy.views.reservations import Reservation
from szsubsidy.views.terms_diff_phrases import term_text

if TYPE_CHECKING:
    from szsubsidy.views.documents.terms_diff import (
        ChangedEditionDocument,
        ChangeDocument,
        ChangedProgrammeDocument,
        ChangedRuleDocument,
        TermDocument,
        TermsDiffDocument,
        TermValueDocument,
    )


def terms_diff_document(
    start: int, end: int, terms: list[TermsChange], rules: list[RuleChange], phrases: Phrases
) -> TermsDiffDocument:
    """Return the programmes and the rules of cumulation that changed; amounts are yuan."""
    return {
        **envelope_of_terms(phrases, end),
        "from": Day(start),
        "to": Day(end),
        "programmes": [change_document(item, phrases) for item in terms],
        "rules": [_rule(item, phrases) for item in rules],
    }


def change_document(change: TermsChange, phrases: Phrases) -> ChangedProgrammeDocument:
    """Return what became of one programme's terms."""
    return {
        "id": change.programme.id,
        "name": phrases.text(change.programme.name),
        "origin": origin_document(change.programme.origin),
        "change": change.kind,
        "before": _edition(change.before) if change.before else None,
        "after": _edition(change.after) if change.after else None,
        "between": [_edition(edition) for edition in change.between],
        "changes": [_change(item, phrases) for item in change.changes],
        "doubt": {"source": change.doubt.source, "until": Day(change.doubt.until)} if change.doubt else None,
    }


def terms_diff_records(terms: list[TermsChange], rules: list[RuleChange], phrases: Phrases) -> Records:
    """Return one row for the terms of a programme and for each part that changed, then one for each rule.

    ``before`` and ``after`` of ``terms`` are days, as in ``2024-12-25/2026-12-24``, of ``doubt`` the last free of it.
    """
    rows: list[tuple[str, ...]] = []
    for item in terms:
        subject, origin = (item.programme.id, item.kind), origin_word([item.programme])
        before, after = (_period(edition) for edition in (item.before, item.after))
        editions = [edition for edition in (item.before, item.after) if edition]
        cites = cell(list(dict.fromkeys(edition.in_force.cite for edition in editions)))
        rows.append((*subject, "terms", before, after, cites, origin))
        if item.doubt:
            rows.append((*subject, "doubt", cell(Day(item.doubt.until)), "", item.doubt.source, origin))
        for change in item.changes:
            parts = [part for part in (change.before, change.after) if part]
            texts = [
                to_text(term_text(change.field, part, phrases)) if part else ""
                for part in (change.before, change.after)
            ]
            cites = cell(list(dict.fromkeys(cite for part in parts for cite in part.cites)))
            rows.append((*subject, change.field, *texts, cites, origin))
    rows += [
        (change.rule.id, change.kind, "rule", "", phrases.text(change.rule.reason), change.rule.cite, "")
        for change in rules
    ]
    return Records(("id", "change", "what", "before", "after", "cites", "origin"), rows)


def _period(edition: Edition | None) -> str:
    if edition is None:
        return ""
    return f"{iso(edition.starts)}/{iso(edition.until) if edition.until else ''}"


def _edition(edition: Edition) -> ChangedEditionDocument:
    term = edition.in_force
    until = Day(term.until) if term.until else None
    return {"starts": Day(term.starts), "until": until, "exact": term.exact, "cite": term.cite}


def _change(change: Change, phrases: Phrases) -> ChangeDocument:
    return {
        "what": change.field,
        "before": _term(change.field, change.before, phrases) if change.before else None,
        "after": _term(change.field, change.after, phrases) if change.after else None,
    }


def _term(field: str, term: EditionPart, phrases: Phrases) -> TermDocument:
    return {
        "text": to_text(term_text(field, term, phrases)),
        **_value(field, term, phrases),
        "cites": list(term.cites),
        "confidence": term.confidence,
    }


def _value(field: str, term: EditionPart, phrases: Phrases) -> TermValueDocument:
    match term.content:
        case str() as name:
            return {"of": name} if field == "of" else {"basis": name}
        case Tier(when=condition) as tier if condition:
            return {**_amount(tier), "when": condition_document(condition, phrases)}
        case Figure() as figure:
            return _amount(figure)
        case Branch() as branch:
            when = condition_document(branch.when, phrases) if branch.when else None
            return {**_paid(branch), "when": when}
        case Statement():
            return {}
        case Window() as window:
            closes = None if window.closes is None else Day(window.closes)
            return {"opens": Day(window.opens), "closes": closes, "stage": window.stage}
        case RestsOn() | Unread() | Paused() | Exhausted() as reservation:
            return _reservation(reservation)
        case condition:
            return {"condition": condition_document(condition, phrases)}


def _paid(branch: Branch) -> TermValueDocument:
    if branch.rate is None:
        return _amount(branch.cap)
    own_cap = branch.rate.cap
    return {"percent": Percent(branch.rate.value), "cap": Yuan(own_cap.value) if own_cap else None}


def _reservation(reservation: Reservation) -> TermValueDocument:
    match reservation:
        case RestsOn(source=source, until=until):
            return {"source": source, "until": Day(until)}
        case Unread(what=what):
            return {"unread": what}
        case Paused(starts=starts, until=until):
            return {"starts": Day(starts), "until": Day(until) if until else None}
        case Exhausted(day=day):
            return {"day": Day(day)}


def _amount(figure: Figure) -> TermValueDocument:
    return {"amount": Yuan(figure.value), "per": figure.per}


def _rule(change: RuleChange, phrases: Phrases) -> ChangedRuleDocument:
    rule = change.rule
    return {
        "id": rule.id,
        "kind": rule_kind(rule),
        "change": change.kind,
        "programmes": list(rule.programmes),
        "beside": [] if isinstance(rule, JointCap) else list(rule.beside),
        "starts": Day(rule.starts) if rule.starts else None,
        "until": Day(rule.until) if rule.until else None,
        "cite": rule.cite,
        "text": phrases.text(rule.reason),
    }
