"""The least cost that reaches a target, or what stops it: for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.solve import LeastCost, Solution
from szsubsidy.formats.page import Amount, Cite, Content, Page, Section
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.quantities import Day, Yuan
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.cumulation import exclusions
from szsubsidy.views.estimate_json import SCHEMA_VERSION, profile_document
from szsubsidy.views.explanation import arithmetic
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import sections

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import SolutionDocument


def solution_page(found: Solution, phrases: Phrases) -> Page:
    """Return the answer, what it is made of, and what one fen less would give."""
    _ = phrases.tr
    fact = phrases.label(found.curve.fact)
    cost, target = Amount(found.answer.point.cost), Amount(found.target)
    if found.answer.reached:
        title = phrases.fmt(
            "{fact}: {cost} yuan is the least that gives {target} yuan",
            fact=fact,
            cost=cost,
            target=target,
        )
    elif found.answer.reached is None:
        title = phrases.fmt("{fact}: whether any amount gives {target} yuan is open", fact=fact, target=target)
    else:
        title = phrases.fmt("{fact}: no amount gives {target} yuan", fact=fact, target=target)
    lines: dict[str, Iterable[Content]] = {
        "": list(_answer(found, phrases)),
        _("Made of"): _made_of(found.estimate, phrases),
        _("One fen less"): _less(found, phrases) if found.answer.reached else [],
        _("What stops it"): list(_stops(found, phrases)) if found.answer.reached is False else [],
        _("Under changed terms"): [
            _under(reform.title, reform.answer, found.target, phrases) for reform in found.reforms
        ],
        _("Still needed"): [phrases.asked(item) for item in found.missing],
    }
    return Page(title, phrases.language, (*sections(lines), Section("", (phrases.disclaimer(),))))


def solution_document(found: Solution, phrases: Phrases) -> SolutionDocument:
    """Return the answer as JSON; ``cost`` is null where no cost reaches the target."""
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": Day(found.curve.as_of),
        "currency": "CNY",
        "fact": found.curve.fact,
        "target": Yuan(found.target),
        "profile": profile_document(found.curve.profile, phrases.catalogue),
        "reached": found.answer.reached,
        "cost": Yuan(found.answer.point.cost) if found.answer.reached else None,
        "total": Yuan(found.answer.point.total) if found.answer.reached else None,
        "total_one_fen_less": Yuan(found.just_below.total) if found.answer.reached and found.just_below else None,
        "most": None
        if found.answer.reached
        else {"cost": Yuan(found.answer.point.cost), "total": Yuan(found.answer.point.total)},
        "combination": list(found.estimate.combination),
        "stopped_by": []
        if found.answer.reached is not False
        else [{"id": item.programme, "cap": Yuan(item.cap), "cite": item.cite} for item in found.binding_caps],
        "reforms": [
            {
                "title": title,
                "reached": reached,
                "cost": Yuan(point.cost) if reached else None,
                "total": Yuan(point.total) if reached else None,
                "most": None if reached else {"cost": Yuan(point.cost), "total": Yuan(point.total)},
            }
            for title, (reached, point) in found.reforms
        ],
        "missing": list(found.missing),
        "disclaimer": phrases.disclaimer(),
    }


def _under(title: str, answer: LeastCost, target: int, phrases: Phrases) -> Content:
    total = Amount(answer.point.total)
    if answer.reached:
        told = phrases.fmt("at {cost} yuan: {total} yuan", cost=Amount(answer.point.cost), total=total)
    elif answer.reached is None:
        told = phrases.fmt("open; with what is known so far the most is {total} yuan", total=total)
    else:
        told = phrases.fmt(
            "no amount gives {target} yuan; the most is {total} yuan", target=Amount(target), total=total
        )
    return phrases.labelled(sanitize(title), told)


def _answer(found: Solution, phrases: Phrases) -> Iterator[Content]:
    day = phrases.day(found.curve.as_of)
    if found.answer.reached:
        yield phrases.fmt("Total: {total} yuan, as of {day}", total=Amount(found.answer.point.total), day=day)
        return
    if found.answer.reached is None or found.missing:
        yield phrases.fmt("With what is known so far the most is {total} yuan.", total=Amount(found.answer.point.total))
        return
    if not found.answer.point.total:
        yield phrases.fmt("No amount brings anything, as of {day}.", day=day)
        return
    yield phrases.fmt(
        "The most is {total} yuan, as of {day}; it is reached at {cost} yuan.",
        total=Amount(found.answer.point.total),
        day=day,
        cost=Amount(found.answer.point.cost),
    )


def _made_of(estimate: Estimate, phrases: Phrases) -> list[Content]:
    lines: list[Content] = []
    for finding in estimate.findings:
        granted = estimate.best.granted(finding.programme.id).computed
        if granted:
            product = arithmetic(finding, estimate.profile, phrases)
            made = phrases.clauses([phrases.amount(granted), *product])
            lines.append(phrases.labelled(phrases.name(finding.programme.id), made))
    return lines + list(exclusions(estimate, phrases))


def _less(found: Solution, phrases: Phrases) -> list[Content]:
    if found.just_below is None:
        return []
    lines = [
        phrases.fmt(
            "at {cost} yuan: {total} yuan",
            cost=Amount(found.answer.point.cost - 1),
            total=Amount(found.just_below.total),
        )
    ]
    for finding in found.just_below.findings:
        if finding.programme.id in found.just_below.combination and finding.programme.id in found.curve.affected:
            lines += arithmetic(finding, found.just_below.profile, phrases)
    return lines


def _stops(found: Solution, phrases: Phrases) -> Iterator[Content]:
    for item in found.binding_caps:
        yield phrases.fmt(
            "{programme}: its cap of {cap} yuan [{cite}]",
            programme=phrases.name(item.programme),
            cap=Amount(item.cap),
            cite=Cite(item.cite),
        )
    yield from exclusions(found.estimate, phrases)
    yield from (phrases.failing(finding) for finding in found.curve.ineligible(found.estimate))
