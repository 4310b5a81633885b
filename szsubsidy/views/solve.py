"""The least cost that reaches a target, or what stops it: for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.solve import LeastCost, Solution
from szsubsidy.formats.page import Amount, Cite, Content, Page, Section
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import plain
from szsubsidy.quantities import Yuan
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.cumulation import exclusions
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.estimate_json import warning_documents
from szsubsidy.views.explanation import arithmetic
from szsubsidy.views.notices import notice_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import failing_line, sections
from szsubsidy.views.values_json import profile_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import SolutionDocument


def solution_page(solution: Solution, phrases: Phrases) -> Page:
    """Return the answer, what it is made of, and what one fen less would give."""
    _ = phrases.tr
    fact = phrases.label(solution.curve.fact)
    cost, target = Amount(solution.answer.point.cost), Amount(solution.target)
    if solution.answer.reached:
        title = phrases.fmt(
            "{fact}: {cost} yuan is the least that gives {target} yuan",
            fact=fact,
            cost=cost,
            target=target,
        )
    elif solution.answer.reached is None:
        title = phrases.fmt("{fact}: whether any amount gives {target} yuan is open", fact=fact, target=target)
    else:
        title = phrases.fmt("{fact}: no amount gives {target} yuan", fact=fact, target=target)
    lines: dict[str, Iterable[Content]] = {
        "": list(_answer(solution, phrases)),
        _("Made of"): _made_of(solution.estimate, phrases),
        _("One fen less"): _less(solution, phrases) if solution.answer.reached else [],
        _("What stops it"): list(_stops(solution, phrases)) if solution.answer.reached is False else [],
        _("Take note"): [notice_text(notice, phrases) for notice in solution.notices],
        _("Under changed terms"): [
            _under(reform.title, reform.answer, solution.target, phrases) for reform in solution.reforms
        ],
        _("Still needed"): [phrases.asked(fact) for fact in solution.missing],
    }
    return Page(title, phrases.language, (*sections(lines), Section("", (phrases.disclaimer(),))))


def solution_document(solution: Solution, phrases: Phrases) -> SolutionDocument:
    """Return the answer as JSON; ``cost`` is null where no cost reaches the target."""
    return {
        **envelope_of_terms(phrases, solution.curve.as_of),
        "currency": "CNY",
        "fact": solution.curve.fact,
        "target": Yuan(solution.target),
        "profile": profile_document(solution.curve.profile, phrases.catalogue),
        "reached": solution.answer.reached,
        "cost": Yuan(solution.answer.point.cost) if solution.answer.reached else None,
        "total": Yuan(solution.answer.point.total) if solution.answer.reached else None,
        "total_one_fen_less": Yuan(solution.just_below.total)
        if solution.answer.reached and solution.just_below
        else None,
        "most": None
        if solution.answer.reached
        else {"cost": Yuan(solution.answer.point.cost), "total": Yuan(solution.answer.point.total)},
        "combination": list(solution.estimate.combination),
        "stopped_by": []
        if solution.answer.reached is not False
        else [
            {"id": binding.programme, "cap": Yuan(binding.cap), "cite": binding.cite}
            for binding in solution.binding_caps
        ],
        "reforms": [
            {
                "title": title,
                "reached": reached,
                "cost": Yuan(point.cost) if reached else None,
                "total": Yuan(point.total) if reached else None,
                "most": None if reached else {"cost": Yuan(point.cost), "total": Yuan(point.total)},
            }
            for title, (reached, point) in solution.reforms
        ],
        "missing": list(solution.missing),
        "warnings": warning_documents(solution.notices, phrases),
        "disclaimer": phrases.disclaimer(),
    }


def solution_records(solution: Solution) -> Records:
    """Return a row for the terms in force and one for each change of them; amounts are yuan.

    Where the target is not reached, ``cost`` is what gives most, and ``reached`` is ``open`` or ``no``.
    """
    answers = [("", solution.answer), *((reform.title, reform.answer) for reform in solution.reforms)]
    words = {True: "yes", False: "no", None: "open"}
    rows = [
        (title, words[answer.reached], plain(answer.point.cost), plain(answer.point.total)) for title, answer in answers
    ]
    return Records(("changed_terms", "reached", "cost", "total"), rows)


def _under(title: str, answer: LeastCost, target: int, phrases: Phrases) -> Content:
    total = Amount(answer.point.total)
    if answer.reached:
        outcome = phrases.fmt("at {cost} yuan: {total} yuan", cost=Amount(answer.point.cost), total=total)
    elif answer.reached is None:
        outcome = phrases.fmt("open; with what is known so far the most is {total} yuan", total=total)
    else:
        outcome = phrases.fmt(
            "no amount gives {target} yuan; the most is {total} yuan", target=Amount(target), total=total
        )
    return phrases.labelled(sanitize(title), outcome)


def _answer(solution: Solution, phrases: Phrases) -> Iterator[Content]:
    day = phrases.day(solution.curve.as_of)
    if solution.answer.reached:
        yield phrases.fmt("Total: {total} yuan, as of {day}", total=Amount(solution.answer.point.total), day=day)
        return
    if solution.answer.reached is None or solution.missing:
        yield phrases.fmt(
            "With what is known so far the most is {total} yuan.", total=Amount(solution.answer.point.total)
        )
        return
    if not solution.answer.point.total:
        yield phrases.fmt("No amount brings anything that can be computed, as of {day}.", day=day)
        return
    yield phrases.fmt(
        "The most is {total} yuan, as of {day}; it is reached at {cost} yuan.",
        total=Amount(solution.answer.point.total),
        day=day,
        cost=Amount(solution.answer.point.cost),
    )


def _made_of(estimate: Estimate, phrases: Phrases) -> list[Content]:
    lines: list[Content] = []
    for finding in estimate.findings:
        granted = estimate.by_terms.granted(finding.programme.id).computed
        if granted:
            product = arithmetic(finding, estimate.profile, phrases)
            made = phrases.clauses([phrases.money(granted), *product])
            lines.append(phrases.labelled(phrases.called(finding.programme), made))
    return lines + list(exclusions(estimate, phrases))


def _less(solution: Solution, phrases: Phrases) -> list[Content]:
    if solution.just_below is None:
        return []
    lines = [
        phrases.fmt(
            "at {cost} yuan: {total} yuan",
            cost=Amount(solution.answer.point.cost - 1),
            total=Amount(solution.just_below.total),
        )
    ]
    for finding in solution.just_below.findings:
        if finding.programme.id in solution.just_below.combination and finding.programme.id in solution.curve.affected:
            lines += arithmetic(finding, solution.just_below.profile, phrases)
    return lines


def _stops(solution: Solution, phrases: Phrases) -> Iterator[Content]:
    for binding in solution.binding_caps:
        yield phrases.fmt(
            "{programme}: its cap of {cap} yuan [{cite}]",
            programme=phrases.called(solution.curve.catalogue.programmes[binding.programme]),
            cap=Amount(binding.cap),
            cite=Cite(binding.cite),
        )
    yield from exclusions(solution.estimate, phrases)
    yield from (failing_line(finding, phrases) for finding in solution.curve.ineligible(solution.estimate))
