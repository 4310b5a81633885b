"""How a total runs over one amount: as a table, a chart, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.kinks import Kink
from szsubsidy.analysis.sweep import Sweep
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.programmes import picked
from szsubsidy.formats.page import (
    Block,
    Chart,
    Column,
    Content,
    Curve,
    Mark,
    Page,
    Row,
    Table,
    concat,
    filled,
    to_text,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import plain
from szsubsidy.quantities import Yuan, cell
from szsubsidy.views.amount_phrases import CellOfMoney
from szsubsidy.views.award import amount_per
from szsubsidy.views.cumulation import other_totals
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.estimate_json import warning_documents
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.missing import asked_of
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import why_not
from szsubsidy.views.sections import failing_line, sections
from szsubsidy.views.sentences import begun
from szsubsidy.views.still_open import still_open, within_reach
from szsubsidy.views.values_json import firm_document
from szsubsidy.views.varied import amount_name, assumed_of_new, cap_text, most_document, own_amount, project_document
from szsubsidy.vocabulary import KinkKind

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import SweepDocument, SweptProgrammeDocument


def sweep_page(sweep: Sweep, phrases: Phrases, *, drawn: bool) -> Page:
    """Return whether what the amount brings is open, the table of a sweep and, where ``drawn``, its chart."""
    _ = phrases.tr
    curve = sweep.curve
    fact = amount_name(curve.varied, phrases)
    if not sweep.programmes and not sweep.reforms:
        title = phrases.fmt(
            "From {range}, no grant that can be computed depends on this: {fact}.",
            range=phrases.money_range(sweep.low, sweep.high),
            fact=fact,
        )
        blocks: list[Block] = []
    else:
        money = phrases.money_cell(_shown(sweep))
        title = filled(
            _("{fact}: what it brings, in {unit}, on the terms of {day}")
            if curve.varied.project is None
            else _("{fact}: what all projects bring together, in {unit}, on the terms of {day}"),
            {"fact": begun(fact), "unit": money.unit, "day": phrases.day(curve.as_of)},
        )
        blocks = [_table(sweep, money, phrases)]
        if drawn:
            blocks.append(sweep_chart(sweep, phrases))
    blocks += sections(
        {
            _("Not eligible because"): [failing_line(finding, phrases) for finding in sweep.ineligible],
            _("Disputed figures"): list(_readings(sweep, phrases)),
            _("Assumed"): list(assumed_of_new(curve.varied, phrases)),
            _("Take note"): [notice_text(notice, phrases) for notice in sweep.notices],
            _("Still needed"): [asked_of(fact, sweep.last, phrases) for fact in sweep.missing],
            "": [phrases.disclaimer()],
        }
    )
    lead = (*_no_more(sweep, phrases), *_whether_open(sweep, phrases))
    return Page(title, phrases.language, tuple(blocks), lead=lead)


def _no_more(sweep: Sweep, phrases: Phrases) -> Iterator[Content]:
    """Say of an amount beside other projects, or money of the year, from where on more of it brings nothing."""
    if sweep.most is None or not sweep.programmes:
        return
    point, caps, out = sweep.most
    if point.total > sweep.curve.at(0).total:
        told = phrases.fmt("More than {cost} brings nothing more", cost=phrases.money(point.cost))
    else:
        told = phrases.fmt("Whatever the {fact}, it brings nothing more", fact=amount_name(sweep.curve.varied, phrases))
    reasons = [
        phrases.fmt(
            "{programme}, cap of {cap}", programme=_name(cap.programme, sweep, phrases), cap=cap_text(cap, phrases)
        )
        for cap in caps
        if cap.programme not in out
    ]
    for programme, share in out.items():
        why = phrases.fmt("does not count: {reason}", reason=why_not(share, phrases))
        reasons.append(phrases.fmt("{programme}, {reason}", programme=_name(programme, sweep, phrases), reason=why))
    yield phrases.fmt("{clause}.", clause=phrases.labelled(told, phrases.clauses(reasons)) if reasons else told)


def _whether_open(sweep: Sweep, phrases: Phrases) -> tuple[Content, ...]:
    """Say whether what grows with the amount is open to apply for; where nothing grows, there is nothing to say.

    Where other programmes are within reach, they follow: at the firm's own amount or, where it has none, at the last.
    """
    if not sweep.programmes:
        return ()
    findings = [finding for finding in sweep.last.findings if finding.programme.id in sweep.programmes]
    is_open = begun(phrases.fmt("{clause}.", clause=still_open(findings, phrases)))
    cost = next(iter(sweep.estimates))
    return (is_open, *within_reach(sweep.estimates[cost], cost, phrases))


def _shown(sweep: Sweep) -> Iterator[int]:
    """Yield every amount of the table."""
    for cost in sweep.told:
        point = sweep.curve.at(cost)
        yield from (cost, point.total, sweep.others(cost))
        yield from (point.granted(name) for name in sweep.programmes)
        yield from (reform.curve.at(cost).total for reform in sweep.reforms)


def _table(sweep: Sweep, money: CellOfMoney, phrases: Phrases) -> Table:
    """Return one row for each cost that has something to say, the firm's own marked.

    What is said stands behind the amounts, or below them where there are several and names are to be told.
    """
    _ = phrases.tr
    curve = sweep.curve
    single = len(sweep.programmes) == 1 and not sweep.has_others and not sweep.reforms
    headings = [begun(short_name(curve.fact, phrases)), *(_name(name, sweep, phrases) for name in sweep.programmes)]
    headings += [_("Other programmes")] if sweep.has_others else []
    headings += [] if single else [_("Total"), *(_reform_total(reform.title, phrases) for reform in sweep.reforms)]
    rows: list[Row] = []
    for cost in sweep.told:
        point = curve.at(cost)
        at: Content = money(cost)
        amounts = [point.granted(name) for name in sweep.programmes]
        amounts += [sweep.others(cost)] if sweep.has_others else []
        amounts += [] if single else [point.total, *(reform.curve.at(cost).total for reform in sweep.reforms)]
        said = _events(cost, sweep, phrases)
        if cost == sweep.own:
            at, said = concat("> ", at), [own_amount(curve.varied, phrases), *said]
        cells = (at, *map(money, amounts))
        if single:
            rows.append(Row((*cells, phrases.clauses(said))))
        else:
            rows.append(Row(cells, under=(phrases.clauses(said),) if said else ()))
    columns = tuple(Column(heading, "amount") for heading in headings)
    return Table((*columns, Column("")) if single else columns, tuple(rows))


def _readings(sweep: Sweep, phrases: Phrases) -> Iterator[Content]:
    """Yield what other readings of joint caps give, at the firm's own amount and at the last."""
    for cost, estimate in sweep.estimates.items():
        for line in other_totals(estimate, phrases):
            yield phrases.fmt("at {cost}: {total}", cost=phrases.money(cost), total=line)


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
    said = {at: kink_text(kink, curve, phrases) for at, kink in sweep.kinks.items()}
    if sweep.own is not None:
        own = own_amount(curve.varied, phrases)
        said[sweep.own] = phrases.clauses([own, said[sweep.own]]) if sweep.own in said else own
    marks = [Mark(at, phrases.labelled(phrases.yuan(at), said[at])) for at in sorted(said)]
    up = phrases.tr("At most, yuan")
    title = phrases.fmt("{fact}: what it brings", fact=_titled(sweep, phrases))
    across = phrases.fmt("{fact}, yuan", fact=phrases.label(curve.fact))
    return Chart(title, across, up, tuple(curves), tuple(marks), None if phrases.language == "en" else phrases.units)


def _titled(sweep: Sweep, phrases: Phrases) -> str:
    """Write what the amount is called over a chart: by its label or, of one project of several, whose it is."""
    varied = sweep.curve.varied
    return phrases.label(varied.fact.id) if varied.project is None else begun(amount_name(varied, phrases))


def kink_text(kink: Kink, curve: BenefitCurve, phrases: Phrases, terms: Catalogue | None = None) -> Content:
    """Write what happens at a kink; programmes that ``terms`` have, too, are called as there."""
    _ = phrases.tr
    programmes = picked(kink.programmes, *([terms.programmes] if terms else ()), curve.catalogue.programmes)
    names = phrases.joined([phrases.called(programmes[name]) for name in kink.programmes])
    parts: dict[str, Content] = {"programmes": names}
    if kink.kind == "cap":
        parts["cap"] = phrases.joined(dict.fromkeys(_cap(name, kink, curve, phrases) for name in kink.programmes))
    templates: dict[KinkKind, str] = {
        "begins": _("minimum reached: {programmes}"),
        "ends": _("too much for: {programmes}"),
        "cap": _("cap reached, {cap}: {programmes}"),
        "joint-cap": _("joint cap starts to limit: {programmes}"),
        "joint-cap-room": _("joint cap leaves room for: {programmes}"),
        "joint-cap-free": _("joint cap no longer limits: {programmes}"),
        "cost-limit": _("the cost itself is the limit: {programmes}"),
        "cost-limit-free": _("the cost itself no longer limits: {programmes}"),
        "choice": _("from here on the better choice: {programmes}"),
    }
    return filled(templates[kink.kind], parts)


def _alone(kink: Kink, curve: BenefitCurve, phrases: Phrases) -> Content:
    """Write what happens at a kink where only one programme is spoken of anyway."""
    _ = phrases.tr
    match kink.kind:
        case "begins":
            return _("the minimum")
        case "ends":
            return _("above this, nothing")
        case "cap":
            return phrases.fmt("cap of {cap}", cap=_cap(kink.programmes[0], kink, curve, phrases))
    return kink_text(kink, curve, phrases)


def _cap(programme: str, kink: Kink, curve: BenefitCurve, phrases: Phrases) -> Content:
    """Write the cap that binds, and what it counts for: ``10,000,000 a year``."""
    if not curve.varied.is_flat:
        granted, binding = curve.binding_at(programme, kink.at)
        return phrases.yuan(granted) if binding is None else cap_text(binding, phrases)
    amount = curve.at(kink.at).alone(programme)
    caps = [branch.cap for branch in curve.affected[programme].award.branches if branch.cap.value == amount]
    return amount_per(amount, caps[0].per if caps else None, phrases)


def course_document(sweep: Sweep, phrases: Phrases) -> SweepDocument:
    """Return a sweep as JSON; amounts are yuan, ``granted`` is what the best combination holds."""
    curve, kinks = sweep.curve, sweep.kinks
    return {
        **envelope_of_terms(phrases, curve.as_of),
        "currency": "CNY",
        "fact": curve.fact,
        "project": project_document(curve.varied),
        "from": Yuan(sweep.low),
        "to": Yuan(sweep.high),
        "own": None if sweep.own is None else Yuan(sweep.own),
        "profile": firm_document(curve.varied.beside, phrases.catalogue),
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
        "most": None if sweep.most is None else most_document(sweep.most.point),
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
    """Return a row for each cost: what every programme is granted, the total, the kind of a kink.

    The totals under changed terms are ``reform_1`` and so on. ``own`` marks the cost that the firm has, ``origin``
    tells whether the total in force rests on terms of one's own.
    """
    kinks, rows = sweep.kinks, []
    for cost in sweep.costs:
        point = sweep.curve.at(cost)
        granted = [plain(point.granted(name)) for name in sweep.programmes]
        totals = [plain(point.total), *(plain(reform.curve.at(cost).total) for reform in sweep.reforms)]
        held = [programme for name, programme in sweep.curve.catalogue.programmes.items() if point.granted(name)]
        kind = kinks[cost].kind if cost in kinks else ""
        rows.append([plain(cost), *granted, *totals, kind, cell(cost == sweep.own), origin_word(held)])
    reforms = [f"reform_{number}" for number, _reform in enumerate(sweep.reforms, 1)]
    return Records([sweep.curve.fact, *sweep.programmes, "total", *reforms, "kink", "own", "origin"], rows)


def _events(cost: int, sweep: Sweep, phrases: Phrases) -> list[Content]:
    """What happens at a cost: under the terms in force, and under changed ones."""
    alone = len(sweep.programmes) == 1 and not sweep.reforms
    told = _alone if alone else kink_text
    texts = [told(sweep.kinks[cost], sweep.curve, phrases)] if cost in sweep.kinks else []
    for reform in sweep.reforms:
        if cost in reform.kinks:
            text = kink_text(reform.kinks[cost], reform.curve, phrases, sweep.curve.catalogue)
            texts += [] if text in texts else [phrases.labelled(_own(reform.title, phrases), text)]
    return texts
