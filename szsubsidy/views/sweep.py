"""How a total runs over one amount: as a table, a chart, JSON and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.kinks import Kink
from szsubsidy.analysis.sweep import Sweep
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.formats.page import (
    Amount,
    Block,
    Chart,
    Column,
    Content,
    Curve,
    Mark,
    Page,
    Section,
    Table,
    filled,
    to_text,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import plain
from szsubsidy.quantities import Yuan
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.estimate_json import warning_documents
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import origin_document
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import failing_line, sections
from szsubsidy.views.values_json import profile_document
from szsubsidy.vocabulary import KinkKind

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import SweepDocument, SweptProgrammeDocument


def sweep_page(sweep: Sweep, phrases: Phrases, *, drawn: bool) -> Page:
    """Return the table of a sweep and, where ``drawn``, its chart."""
    _ = phrases.tr
    curve = sweep.curve
    columns = [Column(phrases.label(curve.fact), "amount")]
    columns += [Column(_name(name, sweep, phrases), "amount") for name in sweep.programmes]
    columns += [Column(_("Other programmes"), "amount")] if sweep.has_others else []
    columns += [Column(_("Total"), "amount", fold=False)]
    columns += [Column(_reform_total(reform.title, phrases), "amount") for reform in sweep.reforms]
    columns += [Column(_("What happens here"))]
    rows: list[tuple[Content, ...]] = []
    for cost in sweep.costs:
        point = curve.at(cost)
        cells = [Amount(cost), *(Amount(point.granted(name)) for name in sweep.programmes)]
        cells += [Amount(sweep.others(cost))] if sweep.has_others else []
        cells += [Amount(point.total), *(Amount(reform.curve.at(cost).total) for reform in sweep.reforms)]
        rows.append((*cells, phrases.clauses(_events(cost, sweep, phrases))))
    blocks: list[Block] = [Table(tuple(columns), tuple(rows))]
    if drawn:
        blocks.append(sweep_chart(sweep, phrases))
    if not sweep.programmes and not sweep.reforms:
        nothing = phrases.fmt(
            "{fact}: nothing that can be computed grows with it between {low} and {high} yuan.",
            fact=phrases.label(curve.fact),
            low=Amount(sweep.low),
            high=Amount(sweep.high),
        )
        blocks = [Section("", (nothing,))]
    blocks += sections(
        {
            _("Not eligible because"): [failing_line(finding, phrases) for finding in sweep.ineligible],
            _("Take note"): [notice_text(notice, phrases) for notice in sweep.notices],
            _("Still needed"): [phrases.asked(fact) for fact in sweep.missing],
            "": [phrases.disclaimer()],
        }
    )
    title = phrases.fmt(
        "{fact}: what it brings, as of {day}", fact=phrases.label(curve.fact), day=phrases.day(curve.as_of)
    )
    return Page(title, phrases.language, tuple(blocks))


def sweep_chart(sweep: Sweep, phrases: Phrases) -> Chart:
    """Return the chart of a sweep; it has every point at which a line bends or jumps."""
    curve, costs = sweep.curve, sweep.turning_points
    curves = [Curve(phrases.tr("Total"), tuple((cost, curve.at(cost).total) for cost in costs))]
    curves += [
        Curve(
            _reform_total(reform.title, phrases),
            tuple((cost, reform.curve.at(cost).total) for cost in costs),
        )
        for reform in sweep.reforms
    ]
    if len(sweep.programmes) > 1 or sweep.has_others:
        curves += [
            Curve(_name(name, sweep, phrases), tuple((cost, curve.at(cost).granted(name)) for cost in costs))
            for name in sweep.programmes
        ]
    marks = [
        Mark(at, phrases.labelled(phrases.yuan(at), kink_text(kink, curve, phrases)))
        for at, kink in sweep.kinks.items()
    ]
    up = phrases.tr("At most, yuan")
    title = phrases.fmt("{fact}: what it brings", fact=phrases.label(curve.fact))
    across = phrases.fmt("{fact}, yuan", fact=phrases.label(curve.fact))
    return Chart(title, across, up, tuple(curves), tuple(marks), None if phrases.language == "en" else phrases.units)


def kink_text(kink: Kink, curve: BenefitCurve, phrases: Phrases, terms: Catalogue | None = None) -> Content:
    """Write what happens at a kink; programmes that ``terms`` have, too, are called as there."""
    _ = phrases.tr
    programmes = curve.catalogue.programmes | (terms.programmes if terms else {})
    names = phrases.joined([phrases.called(programmes[name]) for name in kink.programmes])
    parts: dict[str, Content] = {"programmes": names}
    if kink.kind == "cap":
        caps = dict.fromkeys(Amount(curve.at(kink.at).alone(name)) for name in kink.programmes)
        parts["cap"] = phrases.joined(caps)
    templates: dict[KinkKind, str] = {
        "begins": _("the least that counts: {programmes}"),
        "ends": _("too much for: {programmes}"),
        "cap": _("cap of {cap}: {programmes}"),
        "joint-cap": _("a joint cap cuts: {programmes}"),
        "joint-cap-room": _("a joint cap leaves room for: {programmes}"),
        "joint-cap-free": _("a joint cap no longer cuts: {programmes}"),
        "cost-limit": _("the cost itself is the limit: {programmes}"),
        "cost-limit-free": _("the cost itself no longer cuts: {programmes}"),
        "choice": _("from here on the better choice: {programmes}"),
    }
    return filled(templates[kink.kind], parts)


def course_document(sweep: Sweep, phrases: Phrases) -> SweepDocument:
    """Return a sweep as JSON; amounts are yuan, ``granted`` is what the best combination holds."""
    curve, kinks = sweep.curve, sweep.kinks
    return {
        **envelope_of_terms(phrases, curve.as_of),
        "currency": "CNY",
        "fact": curve.fact,
        "from": Yuan(sweep.low),
        "to": Yuan(sweep.high),
        "profile": profile_document(curve.profile, phrases.catalogue),
        "programmes": [_swept(sweep.curve.catalogue.programmes[name], phrases) for name in sweep.programmes],
        "points": [
            {
                "cost": Yuan(cost),
                "granted": {name: Yuan(curve.at(cost).granted(name)) for name in sweep.programmes},
                "alone": {name: Yuan(curve.at(cost).alone(name)) for name in sweep.programmes},
                "total": Yuan(curve.at(cost).total),
                "reforms": [
                    {"title": reform.title, "total": Yuan(reform.curve.at(cost).total)} for reform in sweep.reforms
                ],
            }
            for cost in sweep.costs
        ],
        "kinks": [
            {
                "cost": Yuan(at),
                "kind": kink.kind,
                "programmes": list(kink.programmes),
                "total": Yuan(curve.at(at).total),
                "text": to_text(kink_text(kink, curve, phrases)),
            }
            for at, kink in kinks.items()
        ],
        "missing": list(sweep.missing),
        "warnings": warning_documents(sweep.notices, phrases),
        "disclaimer": phrases.disclaimer(),
    }


def _reform_total(title: str, phrases: Phrases) -> str:
    """What the total under changed terms is called."""
    return phrases.fmt("Total: {title}", title=_own(title, phrases))


def _own(title: str, phrases: Phrases) -> str:
    """What changed terms are called."""
    return phrases.fmt("OWN {name}", name=sanitize(title))


def _name(programme: str, sweep: Sweep, phrases: Phrases) -> str:
    """What a programme is called under the terms in force, which changed terms stand beside."""
    return phrases.called(sweep.curve.catalogue.programmes[programme])


def _swept(programme: Programme, phrases: Phrases) -> SweptProgrammeDocument:
    return {"id": programme.id, "name": phrases.text(programme.name), "origin": origin_document(programme.origin)}


def sweep_records(sweep: Sweep) -> Records:
    """Return a row for each cost: what every programme is granted, the total, the kind of a kink."""
    kinks, rows = sweep.kinks, []
    for cost in sweep.costs:
        point = sweep.curve.at(cost)
        granted = [plain(point.granted(name)) for name in sweep.programmes]
        totals = [plain(point.total), *(plain(reform.curve.at(cost).total) for reform in sweep.reforms)]
        rows.append([plain(cost), *granted, *totals, kinks[cost].kind if cost in kinks else ""])
    titles = [reform.title for reform in sweep.reforms]
    return Records([sweep.curve.fact, *sweep.programmes, "total", *titles, "kink"], rows)


def _events(cost: int, sweep: Sweep, phrases: Phrases) -> list[Content]:
    """What happens at a cost: under the terms in force, and under changed ones."""
    texts = [kink_text(sweep.kinks[cost], sweep.curve, phrases)] if cost in sweep.kinks else []
    for reform in sweep.reforms:
        if cost in reform.kinks:
            text = kink_text(reform.kinks[cost], reform.curve, phrases, sweep.curve.catalogue)
            texts += [] if text in texts else [phrases.labelled(_own(reform.title, phrases), text)]
    return texts
