"""What changed between two days: programmes and rules that came or went, and terms figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from szsubsidy.catalogue.award import Branch, Figure, Rate, Statement, Tier
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, comparisons
from szsubsidy.catalogue.model import Edition, Exhausted, Paused, Programme, RestsOn, Unread, Window
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.days import FAR
from szsubsidy.record import replace
from szsubsidy.vocabulary import Confidence, RuleChangeKind, TermsChangeKind, TermsField

Content: TypeAlias = (
    str | Figure | Branch | Condition | Tier | Statement | Window | RestsOn | Unread | Paused | Exhausted
)


class EditionPart(NamedTuple):
    """One part of an edition with all that it is cited from; ``confidence`` is None where it is not a figure."""

    content: Content
    cites: tuple[str, ...]
    confidence: Confidence | None = None


class Change(NamedTuple):
    """A part that differs; ``before`` is None where it is new, ``after`` where it is gone."""

    field: TermsField
    before: EditionPart | None
    after: EditionPart | None


class TermsChange(NamedTuple):
    """What became of one programme; ``before`` and ``after`` are None where it was not in force.

    ``between`` are the editions that were in force only on days in between. ``doubt`` is what the terms in ``after``
    rest on, where it ended from the one day to the other; the terms before are not in doubt then.
    """

    programme: Programme
    kind: TermsChangeKind
    before: Edition | None
    after: Edition | None
    between: tuple[Edition, ...]
    changes: tuple[Change, ...]
    doubt: RestsOn | None = None


class RuleChange(NamedTuple):
    """A rule of cumulation that came or went; ``kind`` is ``in-force``, ``lapsed`` or ``in-between``."""

    rule: Rule | JointCap
    kind: RuleChangeKind


def terms_changes(programmes: Iterable[Programme], start: int, end: int) -> Iterator[TermsChange]:
    """Yield each programme whose terms on the day ``end`` are not those of the day ``start``, or have come in doubt."""
    for programme in programmes:
        before, after = _in_force(programme, start), _in_force(programme, end)
        between = tuple(
            edition
            for edition in programme.editions
            if start < edition.starts <= end and edition not in (before, after)
        )
        doubt = _new_doubt(before, after, start, end)
        if before is after and not between and doubt is None:
            continue
        changes = () if before is after else tuple(edition_changes(before, after, start))
        kind = "in-doubt" if before is after and doubt else _kind(before, after)
        yield TermsChange(programme, kind, before, after, between, changes, doubt)


def reform_changes(before: Iterable[Programme], after: Iterable[Programme], day: int) -> Iterator[TermsChange]:
    """Yield each programme whose terms on a day differ between two catalogues, one with changed terms."""
    known = {programme.id: programme for programme in before}
    for programme in after:
        old = _in_force(known[programme.id], day) if programme.id in known else None
        new = _in_force(programme, day)
        if old != new:
            yield TermsChange(programme, _kind(old, new), old, new, (), tuple(edition_changes(old, new, day)))


def rule_changes(rules: Iterable[Rule | JointCap], start: int, end: int) -> Iterator[RuleChange]:
    """Yield each rule that holds on one of the two days alone, or only in between."""
    for rule in rules:
        first, last = rule.starts or 0, rule.until or FAR
        held, holds = first <= start <= last, first <= end <= last
        if held != holds:
            yield RuleChange(rule, "in-force" if holds else "lapsed")
        elif start < first and last < end:
            yield RuleChange(rule, "in-between")


def edition_changes(before: Edition | None, after: Edition | None, since: int) -> Iterator[Change]:
    """Yield what differs between two editions; windows that closed before the day ``since`` count for nothing."""
    old, new = _terms(before, since), _terms(after, since)
    for field in _ALIKE:
        yield from _compare(field, old.get(field, []), new.get(field, []))


# A worked example. Terms of 1 May 2026 to 30 June 2027 rest on measures that end on 24 December 2026. From 28 November
# 2026 to 10 January 2027 they stay the same and come in doubt; from 10 January to 1 March nothing happens to them.


def _new_doubt(before: Edition | None, after: Edition | None, start: int, end: int) -> RestsOn | None:
    """What the terms of the later day rest on, where it has ended by then and the earlier day was free of doubt."""
    if after is None or not after.is_in_doubt_on(end) or (before is not None and before.is_in_doubt_on(start)):
        return None
    return after.rests_on


def _kind(before: Edition | None, after: Edition | None) -> TermsChangeKind:
    if before is after:
        return "in-between"
    if before is None:
        return "in-force"
    return "lapsed" if after is None else "changed"


def _in_force(programme: Programme, day: int) -> Edition | None:
    edition, validity = programme.edition_on(day)
    return edition if validity == "in-force" else None


def _terms(edition: Edition | None, since: int) -> dict[TermsField, list[EditionPart]]:
    if edition is None:
        return {}
    award, last = edition.award, edition.award.branches[-1]
    resting_on = tuple(dict.fromkeys(figure.cite for figure in (last.rate, last.cap) if figure))
    conditions = edition.eligibility.items if isinstance(edition.eligibility, AllOf) else (edition.eligibility,)
    return {
        "basis": [EditionPart("rate-unknown" if award.rate_unknown else award.basis, resting_on)],
        "of": [EditionPart(award.of, resting_on)] if award.of else [],
        "rate": [_branch(branch, branch.rate) for branch in award.branches if branch.rate],
        "each": [_figure(award.each)] if award.each else [],
        "amount": [_branch(branch, branch.cap) for branch in award.branches if award.basis == "fixed"],
        "cap": [_figure(award.cap)] if award.cap else [],
        "usual_cap": [_figure(last.usual_cap)] if last.usual_cap else [],
        "yearly_cap": [_figure(award.yearly_cap)] if award.yearly_cap else [],
        "annual_budget": [_figure(edition.annual_budget)] if edition.annual_budget else [],
        "tier": [EditionPart(tier, (tier.cite,), tier.confidence) for tier in award.tiers],
        "benefit": [_statement(benefit) for benefit in award.benefits],
        "condition": [EditionPart(condition, _cites(condition)) for condition in conditions],
        "unmodelled": [_statement(condition) for condition in edition.unmodelled],
        "window": [
            EditionPart(window, (window.cite,), window.confidence)
            for window in edition.windows
            if window.closes is None or window.closes >= since
        ],
        "rests_on": [EditionPart(edition.rests_on, (edition.rests_on.source,))] if edition.rests_on else [],
        "unread": _cited(edition.unread),
        "paused": _cited(edition.paused),
        "exhausted_on": _cited(edition.exhausted_on),
    }


def _cited(part: Unread | Paused | Exhausted | None) -> list[EditionPart]:
    return [EditionPart(part, (part.cite,), part.confidence)] if part else []


def _figure(figure: Figure) -> EditionPart:
    return EditionPart(figure, (figure.cite,), figure.confidence)


def _statement(statement: Statement) -> EditionPart:
    return EditionPart(statement, (statement.cite,), statement.confidence)


def _branch(branch: Branch, figure: Figure | Rate) -> EditionPart:
    return EditionPart(branch, tuple(dict.fromkeys((figure.cite, *_cites(branch.when)))), figure.confidence)


def _cites(condition: Condition | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(comparison.cite for comparison in comparisons(condition)))


def _compare(field: TermsField, old: list[EditionPart], new: list[EditionPart]) -> Iterator[Change]:
    """Match parts of one field from the most alike to the least; what finds no match came or went.

    Old rates: 60 % for start-ups, 50 % for everybody; new ones: 50 % for start-ups, 40 % for everybody. None is the
    same in both. The same case is more alike than the same rate, so 60 became 50 for start-ups and 50 became 40 for
    everybody; the two rates of 50 % are not matched, as they are for different cases.
    """
    left, right = list(old), list(new)
    partners: dict[int, EditionPart] = {}
    for alike in (_same, *_ALIKE[field]):
        for before in list(left):
            after = next((part for part in right if alike(before.content, part.content)), None)
            if after is None:
                continue
            left = [part for part in left if part is not before]
            right = [part for part in right if part is not after]
            if alike is not _same:
                partners[id(after)] = before
    for after in new:
        if id(after) in partners or any(part is after for part in right):
            yield Change(field, partners.get(id(after)), after)
    for before in left:
        yield Change(field, before, None)


def _same(one: Content, other: Content) -> bool:
    return _meaning(one) == _meaning(other)


def _meaning(content: Content | None) -> object:
    """What a part says, without where it says so."""
    match content:
        case Tier():
            return content.value, content.per, content.label, _meaning(content.when)
        case Figure():
            return content.value, content.per
        case Branch():
            if content.rate:
                return _meaning(content.when), content.rate.value, _meaning(content.rate.cap)
            return _meaning(content.when), content.cap.value, content.cap.per
        case Comparison():
            return content.fact, content.operator, content.value, content.presumed, content.per
        case Not() | AllOf() | AnyOf():
            parts = (content.item,) if isinstance(content, Not) else content.items
            return type(content), *(_meaning(part) for part in parts)
        case Statement() | Window() | Unread() | Paused() | Exhausted():
            return replace(content, cite="", confidence="official")
    return content


Alike: TypeAlias = Callable[[Content, Content], bool]


def _always(_one: Content, _other: Content) -> bool:
    return True


def _same_case(one: Content, other: Content) -> bool:
    return isinstance(one, Branch) and isinstance(other, Branch) and _meaning(one.when) == _meaning(other.when)


def _same_rate(one: Content, other: Content) -> bool:
    return isinstance(one, Branch) and isinstance(other, Branch) and _rate(one) == _rate(other)


def _rate(branch: Branch) -> int | None:
    return branch.rate.value if branch.rate else None


def _same_level(one: Content, other: Content) -> bool:
    return (
        isinstance(one, Tier)
        and isinstance(other, Tier)
        and (one.label, _meaning(one.when)) == (other.label, _meaning(other.when))
    )


def _same_amount(one: Content, other: Content) -> bool:
    return isinstance(one, Tier) and isinstance(other, Tier) and (one.label, one.value) == (other.label, other.value)


def _same_question(one: Content, other: Content) -> bool:
    return (
        isinstance(one, Comparison)
        and isinstance(other, Comparison)
        and (one.fact, one.operator) == (other.fact, other.operator)
    )


def _same_facts(one: Content, other: Content) -> bool:
    return _facts(one) == _facts(other)


def _shared_fact(one: Content, other: Content) -> bool:
    return not _facts(one).isdisjoint(_facts(other))


def _same_opening(one: Content, other: Content) -> bool:
    return (
        isinstance(one, Window) and isinstance(other, Window) and (one.stage, one.opens) == (other.stage, other.opens)
    )


def _facts(content: Content) -> set[str]:
    return (
        {comparison.fact for comparison in comparisons(content)}
        if isinstance(content, Comparison | AllOf | AnyOf | Not)
        else set()
    )


_ALIKE: dict[TermsField, tuple[Alike, ...]] = {
    "basis": (_always,),
    "of": (_always,),
    "rate": (_same_case, _same_rate, _always),
    "each": (_always,),
    "amount": (_same_case, _always),
    "cap": (_always,),
    "usual_cap": (_always,),
    "yearly_cap": (_always,),
    "annual_budget": (_always,),
    "tier": (_same_level, _same_amount),
    "benefit": (),
    "condition": (_same_question, _same_facts, _shared_fact),
    "unmodelled": (),
    "window": (_same_opening,),
    "rests_on": (_always,),
    "unread": (_always,),
    "paused": (_always,),
    "exhausted_on": (_always,),
}
