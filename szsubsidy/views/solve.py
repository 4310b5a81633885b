"""The least cost that reaches a target, or what stops it: for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from szsubsidy.analysis.curve import Course, Point
from szsubsidy.analysis.solve import Answer
from szsubsidy.days import iso
from szsubsidy.formats.json import Yuan
from szsubsidy.formats.page import Report, Section
from szsubsidy.formats.sanitize import inert
from szsubsidy.money import grouped
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.cumulation import exclusions
from szsubsidy.views.estimate_json import SCHEMA_VERSION, profile_document
from szsubsidy.views.explanation import arithmetic
from szsubsidy.views.phrases import Words


class Solution(NamedTuple):
    """What was asked for, and the estimates at the cost found: the least that reaches the target, else the most.

    ``reached`` is None where facts are missing that could still let some cost reach it.
    ``just_below`` is the estimate for one fen less, None where the cost is nothing. ``reforms`` are the answers
    under changed terms, by their titles.
    """

    course: Course
    target: int
    reached: bool | None
    point: Point
    here: Estimate
    just_below: Estimate | None
    reforms: Sequence[tuple[str, Answer]] = ()


class Stop(NamedTuple):
    """Why a total grows no further: ``cap`` of a programme (fen), with its provision."""

    programme: str
    cap: int
    cite: str


def solution_report(found: Solution, words: Words) -> Report:
    """Return the answer, what it is made of, and what one fen less would give."""
    _ = words._
    fact = words.label(found.course.fact)
    cost = grouped(found.point.cost)
    if found.reached:
        title = words.sentence(
            "{fact}: {cost} yuan is the least that gives {target} yuan",
            fact=fact,
            cost=cost,
            target=grouped(found.target),
        )
    elif found.reached is None:
        title = words.sentence(
            "{fact}: whether any amount gives {target} yuan is open", fact=fact, target=grouped(found.target)
        )
    else:
        title = words.sentence("{fact}: no amount gives {target} yuan", fact=fact, target=grouped(found.target))
    sections = {
        "": list(_answer(found, words)),
        _("Made of"): _made_of(found.here, words),
        _("One fen less"): _less(found, words) if found.reached else [],
        _("What stops it"): list(_stops(found, words)) if found.reached is False else [],
        _("Under changed terms"): [_under(title, answer, found.target, words) for title, answer in found.reforms],
        _("Still needed"): [words.asked(item) for item in missing(found)],
    }
    blocks = [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    return Report(title, (*blocks, Section("", (words.disclaimer(),))))


def solution_document(found: Solution, words: Words) -> dict[str, object]:
    """Return the answer as JSON; ``cost`` is null where no cost reaches the target."""
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": iso(found.course.as_of),
        "currency": "CNY",
        "fact": found.course.fact,
        "target": Yuan(found.target),
        "profile": profile_document(found.course.profile, words.catalogue),
        "reached": found.reached,
        "cost": Yuan(found.point.cost) if found.reached else None,
        "total": Yuan(found.point.total) if found.reached else None,
        "total_one_fen_less": Yuan(found.just_below.total) if found.reached and found.just_below else None,
        "most": None if found.reached else {"cost": Yuan(found.point.cost), "total": Yuan(found.point.total)},
        "combination": list(found.here.combination),
        "stopped_by": []
        if found.reached is not False
        else [{"id": item.programme, "cap": Yuan(item.cap), "cite": item.cite} for item in stops(found)],
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
        "missing": missing(found),
        "disclaimer": words.disclaimer(),
    }


def missing(found: Solution) -> list[str]:
    """Return the facts that could change the answer; where no cost can reach the target, those about the cost alone."""
    return found.course.missing(found.here) if found.reached is False else list(found.here.missing)


def stops(found: Solution) -> list[Stop]:
    """Return the caps that bind where the total is largest."""
    listed = []
    for finding in found.here.findings:
        branch = finding.branch
        held = finding.programme.id in found.here.combination
        if held and branch is not None and finding.amount == branch.cap.value:
            listed.append(Stop(finding.programme.id, branch.cap.value, branch.cap.cite))
    return listed


def _under(title: str, answer: Answer, target: int, words: Words) -> str:
    total = grouped(answer.point.total)
    if answer.reached:
        told = words.sentence("at {cost} yuan: {total} yuan", cost=grouped(answer.point.cost), total=total)
    elif answer.reached is None:
        told = words.sentence("open; with what is known so far the most is {total} yuan", total=total)
    else:
        told = words.sentence(
            "no amount gives {target} yuan; the most is {total} yuan", target=grouped(target), total=total
        )
    return words.about(inert(title), told)


def _answer(found: Solution, words: Words) -> Iterator[str]:
    day = words.day(found.course.as_of)
    if found.reached:
        yield words.sentence("Total: {total} yuan, as of {day}", total=grouped(found.point.total), day=day)
        return
    if found.reached is None or missing(found):
        yield words.sentence("With what is known so far the most is {total} yuan.", total=grouped(found.point.total))
        return
    if not found.point.total:
        yield words.sentence("No amount brings anything, as of {day}.", day=day)
        return
    yield words.sentence(
        "The most is {total} yuan, as of {day}; it is reached at {cost} yuan.",
        total=grouped(found.point.total),
        day=day,
        cost=grouped(found.point.cost),
    )


def _made_of(estimate: Estimate, words: Words) -> list[str]:
    lines = []
    for finding in estimate.findings:
        granted = estimate.best.held.get(finding.programme.id, (0, 0))[0]
        if granted:
            product = arithmetic(finding, estimate.profile, words)
            text = words.sentence("{amount} yuan", amount=grouped(granted))
            lines.append(words.about(words.name(finding.programme.id), words.clauses([text, *product])))
    return lines + list(exclusions(estimate, words))


def _less(found: Solution, words: Words) -> list[str]:
    if found.just_below is None:
        return []
    lines = [
        words.sentence(
            "at {cost} yuan: {total} yuan",
            cost=grouped(found.point.cost - 1),
            total=grouped(found.just_below.total),
        )
    ]
    for finding in found.just_below.findings:
        if finding.programme.id in found.just_below.combination and finding.programme.id in found.course.touched:
            lines += arithmetic(finding, found.just_below.profile, words)
    return lines


def _stops(found: Solution, words: Words) -> Iterator[str]:
    for item in stops(found):
        yield words.sentence(
            "{programme}: its cap of {cap} yuan [{cite}]",
            programme=words.name(item.programme),
            cap=grouped(item.cap),
            cite=item.cite,
        )
    yield from exclusions(found.here, words)
    yield from (words.failing(finding) for finding in found.course.barred(found.here))
