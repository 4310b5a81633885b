"""How a total runs over one amount: as a table, a chart, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.analysis.curve import Course, Kink, Point
from szsubsidy.days import iso
from szsubsidy.formats.json import Yuan
from szsubsidy.formats.page import Block, Chart, Column, Curve, Mark, Report, Section, Table
from szsubsidy.formats.sanitize import inert
from szsubsidy.money import grouped, plain
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.estimate_json import SCHEMA_VERSION, profile_document
from szsubsidy.views.phrases import Words


class Sweep(NamedTuple):
    """A course between two costs (fen), the costs to show, and the same under changed terms, by their titles.

    ``at_end`` is the estimate at the last cost.
    """

    course: Course
    low: int
    high: int
    costs: Sequence[int]
    at_end: Estimate
    reforms: Sequence[tuple[str, Course]] = ()

    @property
    def kinks(self) -> dict[int, Kink]:
        return {kink.at: kink for kink in self.course.kinks(self.low, self.high)}

    @property
    def programmes(self) -> list[str]:
        """The programmes that the amount moves and that grant something somewhere."""
        points = [self.course.at(cost) for cost in (*self.costs, *self.kinks, self.high)]
        return [name for name in self.course.touched if any(point.granted(name) for point in points)]

    @property
    def beside(self) -> bool:
        """Whether programmes that the amount does not move grant something."""
        return any(worth[0] for worth in self.course.fixed.values())


def course_report(sweep: Sweep, words: Words, *, drawn: bool) -> Report:
    """Return the table of a sweep and, where ``drawn``, its chart."""
    _ = words._
    course = sweep.course
    columns = [Column(words.label(course.fact), right=True)]
    columns += [Column(words.name(name), right=True) for name in sweep.programmes]
    columns += [Column(_("Other programmes"), right=True)] if sweep.beside else []
    columns += [Column(_("Total"), right=True, fold=False)]
    columns += [Column(words.sentence("Total: {title}", title=inert(title)), right=True) for title, _c in sweep.reforms]
    columns += [Column(_("What happens here"))]
    rows = []
    for cost in sweep.costs:
        point = course.at(cost)
        cells = [grouped(cost), *(grouped(point.granted(name)) for name in sweep.programmes)]
        cells += [grouped(_others(point, sweep))] if sweep.beside else []
        cells += [grouped(point.total), *(grouped(other.at(cost).total) for _t, other in sweep.reforms)]
        rows.append((*cells, words.clauses(_events(cost, sweep, words))))
    blocks: list[Block] = [Table(tuple(columns), tuple(rows))]
    if drawn:
        blocks.append(course_chart(sweep, words))
    if not sweep.programmes and not sweep.reforms:
        nothing = words.sentence(
            "{fact}: no programme that applies grows with it between {low} and {high} yuan.",
            fact=words.label(course.fact),
            low=grouped(sweep.low),
            high=grouped(sweep.high),
        )
        blocks = [Section("", (nothing,))]
    sections = {
        _("Not eligible because"): [words.failing(item) for item in course.barred(sweep.at_end)],
        _("Still needed"): [words.asked(fact) for fact in course.missing(sweep.at_end)],
        "": [words.disclaimer()],
    }
    blocks += [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    title = words.sentence(
        "{fact}: what it brings, as of {day}", fact=words.label(course.fact), day=words.day(course.as_of)
    )
    return Report(title, tuple(blocks))


def course_chart(sweep: Sweep, words: Words) -> Chart:
    """Return the chart of a sweep; it has every point at which a line bends or jumps."""
    course, kinks = sweep.course, sweep.kinks
    bends = {kink.at for _t, other in sweep.reforms for kink in other.kinks(sweep.low, sweep.high)} | set(kinks)
    jumps = {cost - 1 for cost in bends if cost - 1 > sweep.low}
    places = sorted({sweep.low, sweep.high, *bends, *jumps})
    curves = [Curve(words._("Total"), tuple((cost, course.at(cost).total) for cost in places))]
    curves += [
        Curve(words.sentence("Total: {title}", title=inert(title)), tuple((at, other.at(at).total) for at in places))
        for title, other in sweep.reforms
    ]
    if len(sweep.programmes) > 1 or sweep.beside:
        curves += [
            Curve(words.name(name), tuple((cost, course.at(cost).granted(name)) for cost in places))
            for name in sweep.programmes
        ]
    marks = [
        Mark(at, words.about(words.yuan(at), kink_text(kink, course, words))) for at, kink in sorted(kinks.items())
    ]
    up = words._("At most, yuan")
    title = words.sentence("{fact}: what it brings", fact=words.label(course.fact))
    across = words.sentence("{fact}, yuan", fact=words.label(course.fact))
    return Chart(title, across, up, tuple(curves), tuple(marks), words.units)


def kink_text(kink: Kink, course: Course, words: Words) -> str:
    """Write what happens at a kink."""
    names = words.joined([words.name(name) for name in kink.programmes])
    match kink.kind:
        case "begins":
            return words.sentence("the least that counts: {programmes}", programmes=names)
        case "ends":
            return words.sentence("too much for: {programmes}", programmes=names)
        case "cap":
            caps = {grouped(course.at(kink.at).own[name][0]): None for name in kink.programmes}
            return words.sentence("cap of {cap}: {programmes}", cap=words.joined(list(caps)), programmes=names)
        case "joint-cap":
            return words.sentence("a joint cap cuts: {programmes}", programmes=names)
        case "joint-cap-room":
            return words.sentence("a joint cap leaves room for: {programmes}", programmes=names)
        case "joint-cap-free":
            return words.sentence("a joint cap no longer cuts: {programmes}", programmes=names)
    return words.sentence("from here on the better choice: {programmes}", programmes=names)


def course_document(sweep: Sweep, words: Words) -> dict[str, object]:
    """Return a sweep as JSON; amounts are yuan, ``granted`` is what the best combination holds."""
    course, kinks = sweep.course, sweep.kinks
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": iso(course.as_of),
        "currency": "CNY",
        "fact": course.fact,
        "from": Yuan(sweep.low),
        "to": Yuan(sweep.high),
        "profile": profile_document(course.profile, words.catalogue),
        "programmes": [{"id": name, "name": words.name(name)} for name in sweep.programmes],
        "points": [
            {
                "cost": Yuan(cost),
                "granted": {name: Yuan(course.at(cost).granted(name)) for name in sweep.programmes},
                "alone": {name: Yuan(course.at(cost).own.get(name, (0, 0))[0]) for name in sweep.programmes},
                "total": Yuan(course.at(cost).total),
                "reforms": [{"title": title, "total": Yuan(other.at(cost).total)} for title, other in sweep.reforms],
            }
            for cost in sweep.costs
        ],
        "kinks": [
            {
                "cost": Yuan(at),
                "kind": kink.kind,
                "programmes": list(kink.programmes),
                "total": Yuan(course.at(at).total),
                "text": kink_text(kink, course, words),
            }
            for at, kink in sorted(kinks.items())
        ],
        "missing": course.missing(sweep.at_end),
        "disclaimer": words.disclaimer(),
    }


def course_csv(sweep: Sweep) -> str:
    """Return a row for each cost: what every programme is granted, the total, the kind of a kink."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    kinks = sweep.kinks
    writer.writerow([sweep.course.fact, *sweep.programmes, "total", *(title for title, _c in sweep.reforms), "kink"])
    for cost in sweep.costs:
        point = sweep.course.at(cost)
        granted = [plain(point.granted(name)) for name in sweep.programmes]
        totals = [plain(point.total), *(plain(other.at(cost).total) for _t, other in sweep.reforms)]
        writer.writerow([plain(cost), *granted, *totals, kinks[cost].kind if cost in kinks else ""])
    return text.getvalue()


def _events(cost: int, sweep: Sweep, words: Words) -> list[str]:
    """What happens at a cost: under the terms in force, and under changed ones."""
    found = [kink_text(sweep.kinks[cost], sweep.course, words)] if cost in sweep.kinks else []
    for title, other in sweep.reforms:
        text = [kink_text(kink, other, words) for kink in other.kinks(sweep.low, sweep.high) if kink.at == cost]
        found += [words.about(inert(title), item) for item in text if item not in found]
    return found


def _others(point: Point, sweep: Sweep) -> int:
    return point.total - sum(point.granted(name) for name in sweep.programmes)
