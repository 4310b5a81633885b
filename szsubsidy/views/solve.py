"""The least cost that reaches a target, or what stops it: for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.solve import ReformedCost, Solution
from szsubsidy.catalogue.award import Rate
from szsubsidy.formats.page import Block, Column, Content, Page, Section, Table, filled
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import BASIS_POINTS, exact_share, grouped, percent, plain
from szsubsidy.quantities import Yuan
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, ProjectShare
from szsubsidy.views.award import amount_per
from szsubsidy.views.cumulation import exclusions
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.estimate_json import warning_documents
from szsubsidy.views.missing import asked_of
from szsubsidy.views.notices import notice_text
from szsubsidy.views.own_terms import origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import FEW, own_name
from szsubsidy.views.sections import failing_line, sections
from szsubsidy.views.sentences import begun
from szsubsidy.views.still_open import still_open, within_reach
from szsubsidy.views.values_json import firm_document
from szsubsidy.views.varied import amount_name, assumed_of_new, cap_text, most_document, names_of, project_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import SolutionDocument


def solution_page(solution: Solution, phrases: Phrases) -> Page:
    """Return the answer, how it adds up, and what one fen less would give, or what is in the way of more."""
    _ = phrases.tr
    rows = list(_made_of(solution, phrases))
    if solution.answer.reached is False:
        rows += _limits(solution, phrases)
    columns = (Column("", fold=False), Column(""))
    lines: dict[str, Iterable[Content]] = {
        _("Not eligible because"): [failing_line(finding, phrases) for finding in solution.ineligible],
        _("Assumed"): list(assumed_of_new(solution.curve.varied, phrases)),
        _("Take note"): [notice_text(notice, phrases) for notice in solution.notices],
        _("Under changed terms"): [_under(reform, solution.target, phrases) for reform in solution.reforms],
        _("Still needed"): [asked_of(fact, solution.estimate, phrases) for fact in solution.missing],
    }
    blocks: list[Block] = [Table(columns, tuple(rows))] if rows else []
    blocks += [*sections(lines), Section("", (phrases.disclaimer(),))]
    reached = within_reach(solution.estimate, solution.answer.point.cost, phrases)
    lead = (_whether_open(solution, phrases), *reached)
    return Page(_answer(solution, phrases), phrases.language, tuple(blocks), lead=lead)


def _answer(solution: Solution, phrases: Phrases) -> Content:
    """Write the least cost that brings the target, or that none does and what the most is."""
    point = solution.answer.point
    parts: dict[str, Content] = {
        "fact": amount_name(solution.curve.varied, phrases),
        "cost": phrases.money(point.cost),
        "target": phrases.money(solution.target),
        "total": phrases.money(point.total),
    }
    _ = phrases.tr
    if solution.answer.reached:
        if point.total == solution.target:
            template = _("{fact}: {cost} is the least that brings {target}.")
        else:
            template = _("{fact}: {cost} is the least that brings {target}; it brings {total}.")
    elif solution.answer.reached is None:
        template = _("{fact}: whether any amount brings {target} is not settled; the most that is known is {total}.")
    elif solution.missing:
        template = _("No {fact} brings {target}; the most that is known is {total}.")
    elif point.total:
        template = _("No {fact} brings {target}; the most is {total}.")
    else:
        template = _("No {fact} brings anything that can be computed.")
    return begun(filled(template, parts))


def _whether_open(solution: Solution, phrases: Phrases) -> Content:
    """Say of which day the answer is, that it is by the terms alone, and what of it is open."""
    day = phrases.day(solution.curve.as_of)
    held = [finding for finding in solution.estimate.findings if finding.programme.id in solution.estimate.combination]
    if not held:
        return phrases.fmt("As of {day}, by the terms.", day=day)
    return phrases.fmt("As of {day}, by the terms; {open}.", day=day, open=still_open(held, phrases))


def _made_of(solution: Solution, phrases: Phrases) -> Iterator[tuple[Content, Content]]:
    """Yield each programme with the equation of its amount, then the same for one fen less."""
    estimate, less = solution.estimate, solution.just_below
    limited, own = solution.answer.reached is False, solution.curve.varied.project
    told_below = {binding.programme for binding in solution.binding_caps} if limited else set()
    for finding in estimate.findings:
        if finding.shares and finding.programme.id in told_below:
            continue
        if estimate.by_terms.granted(finding.programme.id).computed:
            yield phrases.called(finding.programme), _equation(finding, estimate, own, phrases, limited=limited)
    yield from (("", line) for line in exclusions(estimate, phrases))
    if not solution.answer.reached or less is None:
        return
    below = [
        _equation(finding, less, own, phrases, limited=False)
        for finding in less.findings
        if finding.programme.id in less.combination and finding.programme.id in solution.curve.affected
    ]
    yield phrases.tr("One fen less"), phrases.clauses(below) if len(below) == 1 else phrases.money(less.total)


def _equation(finding: Finding, estimate: Estimate, own: str | None, phrases: Phrases, *, limited: bool) -> Content:
    """Write how an amount comes about: ``60% × 8,000,000 = 4,800,000``; with its cap where that binds.

    ``limited``: where the cap binds, when that begins is all that there is to say.
    """
    if finding.shares:
        return _of_the_projects(finding, own, phrases)
    granted = estimate.by_terms.granted(finding.programme.id).computed
    branch, of = finding.branch, finding.edition.award.of
    cost = estimate.profile.get(of) if of else None
    if branch is None or branch.rate is None or not isinstance(cost, int):
        return phrases.money(granted)
    at_cap = finding.amount == branch.cap.value
    cap = amount_per(branch.cap.value, branch.cap.per, phrases)
    if at_cap and limited:
        return phrases.fmt("cap of {cap}, reached at {cost}", cap=cap, cost=phrases.yuan(cost))
    exact = exact_share(cost, branch.rate.value)
    equation = _product(cost, branch.rate, finding.amount or 0, phrases)
    if at_cap and exact != grouped(finding.amount or 0):
        return phrases.clauses([equation, phrases.fmt("cap of {cap}", cap=cap)])
    return equation


def _product(cost: int, rate: Rate, amount: int, phrases: Phrases) -> Content:
    """Write a share of a cost, not rounded where it is no whole amount: ``50% × 0.01 = 0.005``."""
    exact = exact_share(cost, rate.value)
    product = phrases.yuan(amount) if exact == grouped(amount) else exact
    parts: dict[str, Content] = {"rate": percent(rate.value), "cost": phrases.yuan(cost), "product": product}
    return filled("{rate}% × {cost} = {product}", parts)


def _of_the_projects(finding: Finding, own: str | None, phrases: Phrases) -> Content:
    """Write what each project brings, and the cap of the year where it cuts: ``A 50% × 15,000,000 = 7,500,000``.

    Of many projects all but the ``own`` one, whose amount is asked for, stand together.
    """
    counting = [share for share in finding.shares if share.counts and share.high]
    others = [share for share in counting if share.project != own]
    parts = []
    if len(counting) > FEW:
        together = sum(share.high for share in others) // BASIS_POINTS
        names = names_of([share.project for share in others], phrases)
        parts.append(phrases.fmt("{project} {amount}", project=names, amount=phrases.yuan(together)))
        counting = [share for share in counting if share.project == own]
    parts += [
        phrases.fmt("{project} {amount}", project=own_name(share.project), amount=_brought(share, phrases))
        for share in counting
    ]
    year, is_capped = finding.year, any(share.is_capped for share in finding.shares)
    if year is not None and year.cap is not None and (year.cut or year.cut_by_held or is_capped):
        parts.append(phrases.fmt("cap of {cap}", cap=amount_per(year.cap.value, year.cap.per, phrases)))
    return phrases.clauses(parts)


def _brought(share: ProjectShare, phrases: Phrases) -> Content:
    """Write what a project brings, as a share of its cost where it is one."""
    amount = share.bounds[1]
    if share.cost is None or share.branch is None or share.branch.rate is None or share.is_capped:
        return phrases.yuan(amount)
    return _product(share.cost, share.branch.rate, amount, phrases)


def _limits(solution: Solution, phrases: Phrases) -> Iterator[tuple[Content, Content]]:
    """Yield the caps that keep the total from growing and that no equation names."""
    named = {binding.programme for binding in solution.binding_caps}
    if not solution.curve.varied.is_flat:
        for binding in solution.binding_caps:
            programme = phrases.called(solution.curve.catalogue.programmes[binding.programme])
            cap, cost = cap_text(binding, phrases), solution.answer.point.cost
            if cost:
                reached = phrases.fmt("cap of {cap}, reached at {cost}", cap=cap, cost=phrases.yuan(cost))
                yield programme, reached
            else:
                yield programme, phrases.fmt("cap of {cap}", cap=cap)
        return
    for finding in solution.estimate.findings:
        branch = finding.branch
        if finding.programme.id in named and branch is not None and branch.rate is None:
            cap = amount_per(branch.cap.value, branch.cap.per, phrases)
            yield phrases.called(finding.programme), phrases.fmt("cap of {cap}", cap=cap)


def solution_document(solution: Solution, phrases: Phrases) -> SolutionDocument:
    """Return the answer as JSON; ``cost`` is null where no cost reaches the target."""
    return {
        **envelope_of_terms(phrases, solution.curve.as_of),
        "currency": "CNY",
        "fact": solution.curve.fact,
        "project": project_document(solution.curve.varied),
        "target": Yuan(solution.target),
        "profile": firm_document(solution.curve.varied.beside, phrases.catalogue),
        "reached": solution.answer.reached,
        "cost": Yuan(solution.answer.point.cost) if solution.answer.reached else None,
        "total": Yuan(solution.answer.point.total) if solution.answer.reached else None,
        "total_one_fen_less": Yuan(solution.just_below.total)
        if solution.answer.reached and solution.just_below
        else None,
        "most": None if solution.answer.reached else most_document(solution.answer.point),
        "combination": list(solution.estimate.combination),
        "stopped_by": []
        if solution.answer.reached is not False
        else [
            {
                "id": binding.programme,
                "cap": Yuan(binding.cap.value),
                "cite": binding.cap.cite,
                "taken": Yuan(binding.taken),
                "by": list(binding.by),
                "held": Yuan(binding.held),
            }
            for binding in solution.binding_caps
        ],
        "reforms": [
            {
                "title": title,
                "reached": reached,
                "cost": Yuan(point.cost) if reached else None,
                "total": Yuan(point.total) if reached else None,
                "most": None if reached else most_document(point),
            }
            for title, _curve, (reached, point) in solution.reforms
        ],
        "missing": list(solution.missing),
        "warnings": warning_documents(solution.notices, phrases),
        "disclaimer": phrases.disclaimer(),
    }


def solution_records(solution: Solution) -> Records:
    """Return a row for the terms in force and one for each change of them; amounts are yuan.

    Where the target is not reached, ``cost`` is what gives most, and ``reached`` is ``open`` or ``no``. ``origin``
    tells whether the total rests on terms of one's own.
    """
    answers = [("", solution.curve, solution.answer)]
    answers += [(reform.title, reform.curve, reform.answer) for reform in solution.reforms]
    words = {True: "yes", False: "no", None: "open"}
    rows = []
    for title, curve, (reached, point) in answers:
        held = [programme for name, programme in curve.catalogue.programmes.items() if point.granted(name)]
        rows.append((title, words[reached], plain(point.cost), plain(point.total), origin_word(held)))
    return Records(("changed_terms", "reached", "cost", "total", "origin"), rows)


def _under(reform: ReformedCost, target: int, phrases: Phrases) -> Content:
    answer = reform.answer
    total = phrases.money(answer.point.total)
    if answer.reached:
        outcome = phrases.fmt("{cost} brings {total}", cost=phrases.money(answer.point.cost), total=total)
    elif answer.reached is None:
        outcome = phrases.fmt("not settled; the most that is known is {total}", total=total)
    else:
        outcome = phrases.fmt(
            "no amount brings {target}; the most is {total}", target=phrases.money(target), total=total
        )
    return phrases.labelled(phrases.fmt("OWN {name}", name=sanitize(reform.title)), outcome)
