"""What to know before relying on an estimate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.areas import PLACE, Areas
from szsubsidy.catalogue.logic import Within, comparisons
from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.catalogue.programmes import outlines
from szsubsidy.catalogue.together import JointCap
from szsubsidy.days import FAR, days_between
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.facts.numeric import Date
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record, replace
from szsubsidy.rules.cumulation import Combination
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.reach import SOON_DAYS
from szsubsidy.vocabulary import CONFIDENCES, NOTICE_CODES, Confidence, NoticeCode

STALE_DAYS = 365


class Notice(Record):
    """One thing to know, by a code that is stable; views have the words.

    ``day`` and ``until`` are days, ``until`` the later one; ``cites`` are sources or provisions.
    """

    code: NoticeCode
    programmes: tuple[str, ...] = ()
    day: int | None = None
    facts: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    until: int | None = None


def notices(
    catalogue: Catalogue, findings: tuple[Finding, ...], best: Combination, firm: Firm, as_of: int
) -> Iterator[Notice]:
    """Yield what the reader of an estimate should know, the gravest first."""
    profile = firm.profile
    applying = [finding for finding in findings if finding.applies]
    yield from _out_of_time(catalogue, as_of)
    yield from _left_out(catalogue, findings, profile, firm)
    yield from _none_verified(catalogue, findings, profile)
    yield from _days_ahead(catalogue, profile, as_of)
    yield from _merged(notice for finding in applying for notice in _reservations(finding, as_of))
    yield from _merged(notice for finding in applying for notice in _ending(finding, as_of))
    yield from _above_joint_cap(best)
    yield from _overridden(applying, profile)
    weaknesses: tuple[tuple[Confidence, NoticeCode], ...] = (
        ("announced", "announced-only"),
        ("unconfirmed", "unconfirmed"),
    )
    for confidence, code in weaknesses:
        weak = tuple(finding.programme.id for finding in applying if _of_figures(finding) == confidence)
        if weak:
            yield Notice(code, weak)
    unknown = [finding for finding in applying if finding.edition.award.rate_unknown]
    if unknown:
        cited = (finding.edition.award.rate_unknown for finding in unknown)
        cites = tuple(source.cite for source in cited if source)
        yield Notice("rate-unknown", tuple(finding.programme.id for finding in unknown), cites=cites)


def _of_figures(finding: Finding) -> Confidence:
    """How sure the figures are, whatever the conditions: of an amount, not of who gets it."""
    branches = [finding.branch] if finding.branch else finding.edition.award.branches
    return max((figure.confidence for branch in branches for figure in branch.figures), key=CONFIDENCES.index)


def about_figures(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return those of the notices that say why a sum is not all there is to say of a grant."""
    return tuple(notice for notice in notices if notice.code in {"in-doubt", "possible", "rate-unknown"})


def ends_soon(edition: Edition, as_of: int) -> bool:
    """Whether an edition ends within sixty days."""
    return edition.until is not None and 0 <= days_between(as_of, edition.until) <= SOON_DAYS


def _out_of_time(catalogue: Catalogue, as_of: int) -> Iterator[Notice]:
    known = outlines(catalogue).values()
    if not known:
        return
    first = min(programme.starts for programme in known)
    reviewed = max(programme.reviewed for programme in known)
    if as_of < first:
        yield Notice("before-first", day=first)
    if days_between(reviewed, as_of) > STALE_DAYS:
        yield Notice("long-past", day=reviewed)


# Guangming, Longhua and Longgang pay for compute. A firm that trains a model, and did not say where it is, is told so:
# in Guangming it would be eligible. One that buys corpora is not: in Guangming it would first have to tell of a compute
# contract, which nothing else asks it for.


def _left_out(catalogue: Catalogue, findings: tuple[Finding, ...], profile: Profile, firm: Firm) -> Iterator[Notice]:
    """Programmes that one fact alone rules out, and that would apply if the applicant gave it."""
    asked = {fact for finding in findings if finding.status == "undetermined" for fact in finding.missing}
    for fact in catalogue.facts.values():
        if fact.offered and fact.id not in profile:
            waiting = tuple(
                finding.programme.id
                for finding in findings
                if finding.status == "ineligible"
                and (given := value_wanted(finding, fact.id, catalogue)) is not None
                and _would_apply(finding, firm.with_fact(fact.id, given), asked)
            )
            if waiting:
                yield Notice("left-out", waiting, facts=(fact.id,))


def value_wanted(finding: Finding, fact: str, catalogue: Catalogue) -> frozenset[str] | None:
    """What an applicant would say of a fact, which only offers, to be let in; None where that is not in the way."""
    if {comparison.fact for comparison in finding.failing} - {fact}:
        return None
    for comparison in finding.failing:
        if isinstance(comparison.value, tuple) and not comparison.negated:
            return frozenset(comparison.value)
    within = finding.programme.within
    is_near = finding.elsewhere is not None and not Areas(catalogue.areas).is_far(finding.elsewhere)
    return frozenset(within.places) if fact == PLACE and within is not None and is_near else None


def _would_apply(finding: Finding, firm: Firm, asked: set[str]) -> bool:
    """Whether a programme applies to a firm, to some project at least, and needs nothing known that nobody asks for.

    Of a firm that trains a model and has an application of one, without a contract of compute, that is so of the first.
    """
    if firm.is_flat:
        numbers = OneFirm(firm.profile, finding.evaluated_on)
        outcome = interpret(finding.edition.diagram, finding.edition.award, numbers)
        missing = {fact for fact, is_missing in outcome.missing.items() if is_missing}
        return (outcome.eligible or outcome.undetermined) and missing <= asked
    found = find(finding.programme, firm, finding.evaluated_on)
    lacking = [share.missing for share in found.shares if share.counts] or [found.missing]
    return found.applies and any(asked.issuperset(facts) for facts in lacking)


def _none_verified(catalogue: Catalogue, findings: tuple[Finding, ...], profile: Profile) -> Iterator[Notice]:
    """What a firm said it is about, or where it is, and no programme speaks of that fits the rest of what it said.

    Futian's one programme helps to buy an office: for a firm in Futian that trains a model, none is verified there.
    """
    for fact in catalogue.facts.values():
        given = profile.get(fact.id)
        if fact.topical and isinstance(given, frozenset):
            about = [finding for finding in findings if not _is_about_else(catalogue, finding, fact.id, profile)]
            alone = tuple(
                value.id
                for value in fact.values
                if value.id in given and not any(_names(finding.programme, fact.id, value.id) for finding in about)
            )
            if alone:
                yield Notice("none-verified", facts=(fact.id,), values=alone)


def _is_about_else(catalogue: Catalogue, finding: Finding, topic: str, profile: Profile) -> bool:
    """Whether another topic than this one, of those that the firm spoke of, rules a programme out."""
    ruling_out = {comparison.fact for comparison in finding.failing}
    if finding.elsewhere is not None:
        if topic != PLACE and Areas(catalogue.areas).is_far(finding.elsewhere):
            return True
        ruling_out.add(PLACE)
    return any(fact != topic and fact in profile and catalogue.facts[fact].topical for fact in ruling_out)


def _names(programme: Programme, fact: str, value: str) -> bool:
    if fact == PLACE and _is_for(programme.within, value):
        return True
    return any(
        comparison.fact == fact and isinstance(comparison.value, tuple) and value in comparison.value
        for edition in programme.editions
        for comparison in comparisons(edition.eligibility)
    )


def _is_for(within: Within | None, place: str) -> bool:
    """Whether a programme is for an area with a place in it, and not for all that the city lies in."""
    return within is not None and not within.home and place in within.places


def _days_ahead(catalogue: Catalogue, profile: Profile, as_of: int) -> Iterator[Notice]:
    ahead = tuple(
        fact
        for fact, value in profile.items()
        if isinstance(type_of(catalogue.facts[fact]), Date) and isinstance(value, int) and value > as_of
    )
    if ahead:
        yield Notice("day-ahead", day=as_of, facts=ahead)


def _reservations(finding: Finding, as_of: int) -> Iterator[Notice]:
    """Yield why even an applicant who meets all that was found may get nothing."""
    edition, programmes = finding.edition, (finding.programme.id,)
    if edition.rests_on and edition.rests_on.until < as_of:
        rests_on = edition.rests_on
        yield Notice("in-doubt", programmes, rests_on.until, cites=(rests_on.source,), until=edition.until)
    if edition.unread:
        yield Notice("possible", programmes, cites=(edition.unread.cite,), values=(edition.unread.what,))
    if edition.paused and as_of <= (edition.paused.until or FAR):
        paused = edition.paused
        yield Notice("paused", programmes, paused.starts, cites=(paused.cite,), until=paused.until)
    if edition.exhausted_on and edition.exhausted_on.day <= as_of:
        yield Notice("exhausted", programmes, edition.exhausted_on.day, cites=(edition.exhausted_on.cite,))


def _ending(finding: Finding, as_of: int) -> Iterator[Notice]:
    """Yield what ends within sixty days: the terms with no others to follow, or the document that they rest on."""
    edition, programmes = finding.edition, (finding.programme.id,)
    if ends_soon(edition, as_of) and edition is finding.programme.editions[-1]:
        yield Notice("lapses-soon", programmes, edition.until)
    rests_on = edition.rests_on
    if rests_on and 0 <= days_between(as_of, rests_on.until) <= SOON_DAYS and rests_on.until < (edition.until or FAR):
        yield Notice("in-doubt-soon", programmes, rests_on.until, cites=(rests_on.source,), until=edition.until)


def _merged(found: Iterable[Notice]) -> list[Notice]:
    """Return one notice where several say the same of different programmes, in the order of their codes and days."""
    programmes: dict[Notice, list[str]] = {}
    for notice in found:
        programmes.setdefault(replace(notice, programmes=()), []).extend(notice.programmes)
    merged = [replace(notice, programmes=tuple(names)) for notice, names in programmes.items()]
    return sorted(merged, key=lambda notice: (NOTICE_CODES.index(notice.code), notice.day or 0))


def _above_joint_cap(best: Combination) -> Iterator[Notice]:
    for exclusion in best.excluded:
        if isinstance(exclusion.rule, JointCap) and exclusion.because_of is not None:
            programmes = (exclusion.because_of, exclusion.programme)
            yield Notice("joint-cap-full", programmes, cites=(exclusion.rule.cite,))


def _overridden(applying: list[Finding], profile: Profile) -> Iterator[Notice]:
    """Programmes where a known fact decides otherwise than what was declared."""
    for finding in applying:
        edition, known = finding.edition, finding.told_of or profile
        for override in edition.overrides:
            if override.by in known and override.fact in known:
                declared = {fact: value for fact, value in known.items() if fact != override.by}
                decided = interpret(edition.diagram, edition.award, OneFirm(known, finding.evaluated_on))
                as_declared = interpret(edition.diagram, edition.award, OneFirm(declared, finding.evaluated_on))
                if decided.possible_branches != as_declared.possible_branches:
                    facts = (override.by, override.fact)
                    yield Notice("overridden", (finding.programme.id,), facts=facts, cites=(override.cite,))
