"""What another answer would change: each value of a short list, and the numbers and days at which terms turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.award import Branch
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import day_after, years_before
from szsubsidy.facts.model import Fact, Firm, Profile, Value
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record
from szsubsidy.rules.amounts import binding_cost
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.notices import Notice, value_wanted
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.vocabulary import Judgement

_EARLIEST, _LATEST = 19000101, 99991231
"""Days before and after all that rules ask of."""


class Answers(Record):
    """Answers that come to the same: one of ``values``; or numbers or days from ``least`` on and ``below`` another.

    Either end is None where there is none.
    """

    values: tuple[Value, ...] = ()
    least: int | None = None
    below: int | None = None


class Change(Record):
    """What a finding would be with another answer: ``low`` and ``high`` are fen, ``branch`` the one that would apply.

    Of the cost, or count, itself they are what the least and the most of the answers give.
    """

    fact: str
    answers: Answers
    status: Judgement
    low: int
    high: int
    branch: Branch | None


class Brought(Record):
    """Another programme that would come in with a ``value`` of a fact that is not known, and its finding then."""

    fact: str
    value: str
    finding: Finding


# A worked example. A start-up with a contract of 8,000,000 gets 60%, on the assumptions that it was founded on or after
# 7 May 2025 and that its provider is no affiliate. Days fall in two parts, before 7 May 2025 and from then on: the
# earlier gives 50%, 4,000,000, a change; the later is what was assumed. Of the flag "yes" gives nothing, a change, and
# "no" is what was assumed. The contract, which is known, has three parts: below 500,000 nothing is given; up to
# 16,666,666.66 the 60% apply that apply now, no change; from there on the cap does, 10,000,000.


def changes(finding: Finding, profile: Profile, catalogue: Catalogue, firm: Firm) -> tuple[Change, ...]:
    """Return what other answers would change in a finding of terms that are in force, in the order of the facts.

    Answers that were not given are tried, and of those given the amounts and counts; where one fact alone rules the
    applicant out, that one. What a programme is about is no such answer, but where it is for is. Of a firm with several
    projects, or with money of the year, the answers are those that are of the firm; ``profile`` is that of the finding.
    """
    if not finding.in_force:
        return ()
    failing = {comparison.fact for comparison in finding.failing}
    found: list[Change] = []
    for name, fact in catalogue.facts.items():
        asked = name in finding.edition.diagram.predicates or name == finding.edition.award.of
        settled = name in profile and type_of(fact).bounds() is None
        if not asked or (fact.topical and name != PLACE) or (failing and failing != {name}):
            continue
        if fact.of == "project" and not firm.is_flat:
            continue
        if failing or not settled:
            found += _changes_of(fact, finding, profile, firm)
    return tuple(found)


def _changes_of(fact: Fact, finding: Finding, profile: Profile, firm: Firm) -> Iterator[Change]:
    """What the answers to one question would change; those that follow on each other and come to the same are one."""
    is_cost = fact.id == finding.edition.award.of
    now = _essence(Change(fact.id, Answers(), _judged(finding), finding.low, finding.high, finding.branch), is_cost)
    if values := _values(fact, finding):
        alike: dict[object, list[Change]] = {}
        for value in values:
            change = _change(fact, Answers((value,)), (value, value), finding, firm)
            alike.setdefault(_essence(change, is_cost), []).append(change)
        for essence, same in alike.items():
            if essence != now:
                every = tuple(value for change in same for value in change.answers.values)
                yield _with(same[0], Answers(every), same[0])
        return
    given = profile.get(fact.id)
    cuts = _cuts(fact, finding)
    parts = [
        _change(fact, Answers((), least, below), _ends(fact, least, below), finding, firm)
        for least, below in pairwise([None, *cuts, None])
    ]
    for essence, group in groupby(parts, lambda change: _essence(change, is_cost)):
        same = list(group)
        answers = Answers((), same[0].answers.least, same[-1].answers.below)
        here = _holds(answers, given) if isinstance(given, int) else essence == now
        if not here and (essence != now or is_cost):
            yield _with(same[0], answers, same[-1])


def _with(first: Change, answers: Answers, last: Change) -> Change:
    return Change(first.fact, answers, first.status, first.low, last.high, first.branch)


def _essence(change: Change, is_cost: bool) -> object:
    """What makes two changes one; of a cost the amounts differ within each, unless it is too small or the cap binds."""
    if is_cost:
        return change.status, change.branch, change.low if change.low == change.high else None
    return change.status, change.branch, change.low, change.high


def _judged(finding: Finding) -> Judgement:
    """The status of a finding of terms in force."""
    assert finding.status not in {"lapsed", "not-yet"}
    return finding.status  # type: ignore[return-value]  # as was just said


def _change(fact: Fact, answers: Answers, ends: tuple[Value, Value], finding: Finding, firm: Firm) -> Change:
    """What the least and the most of some answers come to."""
    edition = finding.edition
    several = type_of(fact).several
    low, high = (_says({fact.id: frozenset({str(end)}) if several else end}, finding, firm) for end in ends)
    status: Judgement = (
        "undetermined"
        if low.undetermined
        else edition.met_status(finding.evaluated_on)
        if low.eligible
        else "ineligible"
    )
    possible = [index for index, is_possible in low.possible_branches.items() if is_possible]
    branch = edition.award.branches[possible[0]] if len(possible) == 1 and status != "ineligible" else None
    return Change(fact.id, answers, status, low.low, high.high, branch)


def _says(answer: Profile, finding: Finding, firm: Firm) -> Outcome[bool, int]:
    """What the terms of a finding come to for a firm with another answer."""
    diagram, award, day = finding.edition.diagram, finding.edition.award, finding.evaluated_on
    if firm.is_flat:
        return interpret(diagram, award, OneFirm(firm.profile | answer, day))
    from szsubsidy.rules.several import SeveralProjects
    from szsubsidy.rules.year import interpret_year, of_the_firm

    numbers = SeveralProjects([profile | answer for profile in firm.profiles], day)
    held = numbers.constant(firm.held.get(finding.programme.id, 0))
    return of_the_firm(interpret_year(diagram, award, numbers, held).firm)


def _values(fact: Fact, finding: Finding) -> tuple[Value, ...]:
    """The answers to try one by one; none where answers are numbers or days. Of places those that terms ask for."""
    predicates = finding.edition.diagram.predicates.get(fact.id, ())
    tests = {predicate.test for predicate in predicates}
    if "true" in tests:
        return (True, False)
    if "any" in tests:
        wanted = {value for predicate in predicates if isinstance(predicate.value, tuple) for value in predicate.value}
        return tuple(value.id for value in fact.values if value.id in wanted)
    return tuple(value.id for value in fact.values) if "in" in tests else ()


def _cuts(fact: Fact, finding: Finding) -> list[int]:
    """The numbers or days at which an answer to a predicate turns, and at which a cap of the award begins to bind."""
    edition = finding.edition
    cuts: set[int] = set()
    for predicate in edition.diagram.predicates.get(fact.id, ()):
        assert isinstance(predicate.value, int)
        young = predicate.test == "younger"
        cuts.add(day_after(years_before(finding.evaluated_on, predicate.value)) if young else predicate.value)
    if fact.id == edition.award.of:
        branches = [finding.branch] if finding.branch else edition.award.branches
        cuts |= {cost for branch in branches if not branch.rate_unknown and (cost := binding_cost(branch)) is not None}
    least, most = type_of(fact).bounds() or (_EARLIEST, _LATEST)
    return sorted(cut for cut in cuts if least < cut <= most)


def _ends(fact: Fact, least: int | None, below: int | None) -> tuple[int, int]:
    """The least and the most of a part; of days, where nothing grows within a part, any one."""
    bounds = type_of(fact).bounds()
    if bounds is None:
        day = _EARLIEST if least is None else least
        return day, day
    return bounds[0] if least is None else least, bounds[1] if below is None else below - 1


def _holds(answers: Answers, given: int) -> bool:
    return (answers.least is None or answers.least <= given) and (answers.below is None or given < answers.below)


# Guangming, Longhua and Longgang pay for compute. A firm that trains a model and did not say where it is sees three of
# these: what each would bring it there, by its terms and alone.


def brought(
    notices: Iterable[Notice], findings: Iterable[Finding], firm: Firm, catalogue: Catalogue
) -> Iterator[Brought]:
    """Yield what a fact that was not given would bring in, each programme by itself."""
    by_id = {finding.programme.id: finding for finding in findings}
    for notice in notices:
        if notice.code != "left-out":
            continue
        for fact in notice.facts:
            for name in notice.programmes:
                finding = by_id[name]
                wanted = value_wanted(finding, fact, catalogue)
                if wanted:
                    given = firm.with_fact(fact, wanted)
                    yield Brought(fact, min(wanted), find(finding.programme, given, finding.evaluated_on))
