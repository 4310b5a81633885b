"""What a year's budget carries, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.budget.model import Budget, BudgetOutlook, Claimed
from szsubsidy.errors import counted
from szsubsidy.formats.page import Block, Cite, Column, Content, Count, Notes, Page, Table
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.quantities import Percent, Yuan, cell
from szsubsidy.views.applying import reach_text
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.shared_names import repeated_document, shared_caps

if TYPE_CHECKING:
    from szsubsidy.views.documents.tables import BudgetOutlookDocument, ClaimedProgrammeDocument


def budget_page(outlook: BudgetOutlook, phrases: Phrases) -> Page:
    """Return whether the budgets cover the demand, the two side by side, and what is not known or not counted."""
    claimed = [claimed for claimed in outlook.programmes if claimed.firms]
    blocks: list[Block] = [_table(claimed, phrases)] if claimed else []
    notes = tuple((label, tuple(lines)) for label, lines in _notes(outlook, phrases) if lines)
    blocks += [Notes(notes)] if notes else []
    scope = phrases.fmt(
        "As of {day}. Shares are of this table alone; others claim from the same budget.",
        day=phrases.day(outlook.as_of),
    )
    return Page(_verdict(outlook, phrases), phrases.language, tuple(blocks), lead=(scope,))


def _verdict(outlook: BudgetOutlook, phrases: Phrases) -> Content:
    """Say whether the budgets cover what the rows ask for."""
    _ = phrases.tr
    claimed = [claimed for claimed in outlook.programmes if claimed.firms]
    known = [each for each in claimed if each.carried is not None]
    short = [
        phrases.fmt(
            "{programme}: the budget covers {share} of the demand here",
            programme=phrases.name(each.programme),
            share=phrases.percent(each.carried.share),
        )
        for each in known
        if each.carried is not None and each.carried.is_short
    ]
    if not claimed:
        return _("No row has an amount to count.")
    if not known:
        return _("No budget is known for what is asked for here.")
    if short:
        return phrases.fmt("{budgets}.", budgets=phrases.clauses(short))
    if len(known) == 1:
        return _("The budget that is known covers all demand here.")
    return _("The budgets that are known cover all demand here.")


def budget_document(outlook: BudgetOutlook, phrases: Phrases) -> BudgetOutlookDocument:
    """Return the same as JSON; amounts are yuan."""
    return {
        **envelope_of_terms(phrases, outlook.as_of),
        "currency": "CNY",
        "rows": outlook.rows,
        "manner": "pro-rata" if outlook.by is None else "first-come",
        "by": outlook.by,
        "without_day": outlook.undated,
        "combination_known": outlook.combined,
        "by_firm": outlook.by_firm,
        "set_aside": outlook.aside,
        "incomplete": outlook.incomplete,
        "repeated": [repeated_document(each) for each in outlook.repeated],
        "programmes": [_document(claimed, outlook, phrases) for claimed in outlook.programmes],
    }


def budget_records(outlook: BudgetOutlook, phrases: Phrases) -> Records:
    """Return one row for each programme: its demand and what the budget covers of it; amounts are yuan."""
    headings = (
        *("id", "name", "firms", "demand", "undetermined", "budget", "cite", "confidence"),
        *("carried", "share_percent", "left", "firms_whole", "firms_in_part", "firms_nothing", "runs_out_at_line"),
        "origin",
    )
    rows = []
    for claimed in outlook.programmes:
        told = _document(claimed, outlook, phrases)
        budget, carried = told["budget"], told["carried"]
        row: dict[str, object] = {
            **told,
            **(carried or {}),
            "budget": budget and budget["value"],
            "cite": budget and budget["cite"],
            "confidence": budget and budget["confidence"],
            "carried": carried and carried["amount"],
            "origin": origin_word([phrases.catalogue.programmes[claimed.programme]]),
        }
        rows.append([cell(row.get(heading)) for heading in headings])
    return Records(headings, rows)


def _table(claimed: list[Claimed], phrases: Phrases) -> Table:
    """Return a row for each programme that is asked for; how far its budget goes where any is short."""
    _ = phrases.tr
    amounts = [amount for each in claimed for amount in (each.demand, each.budget.amount if each.budget else 0)]
    demand, money = phrases.money_column(_("Demand"), amounts)
    columns = [
        Column(_("Programme")),
        Column(_("Firms"), "number", fold=False),
        demand,
        phrases.money_column(_("Budget"), amounts)[0],
        Column(_("Share"), "number", fold=False),
    ]
    is_short = any(each.carried and each.carried.is_short for each in claimed)
    if is_short:
        columns.append(Column(_("Covered"), "number", fold=False))
    columns.append(Column(_("Evidence"), shown_from=100))
    rows: list[tuple[Content, ...]] = []
    for each in claimed:
        cells: list[Content] = [phrases.name(each.programme), Count(each.firms), money(each.demand)]
        if each.budget is None or each.carried is None:
            rows.append((*cells, _("not known"), *[""] * (len(columns) - 4)))
            continue
        carried = each.carried
        cells += [money(each.budget.amount), phrases.percent(carried.of_budget)]
        if is_short:
            cells.append(phrases.percent(carried.share))
        rows.append((*cells, _source(each.budget, phrases)))
    return Table(tuple(columns), tuple(rows))


def _source(budget: Budget, phrases: Phrases) -> Content:
    if budget.cite is None or budget.confidence is None:
        return phrases.tr("your figure")
    return phrases.cited(phrases.confidence(budget.confidence), budget.cite)


def _notes(outlook: BudgetOutlook, phrases: Phrases) -> Iterator[tuple[str, list[Content]]]:
    """Yield in what order firms are served, what is not known or not counted, and what the figures are not."""
    _ = phrases.tr
    programmes = outlook.programmes
    yield _("Served"), list(_order(outlook, phrases))
    yield (
        _("Apply"),
        [
            phrases.labelled(phrases.name(each.programme), reach_text(each.availability, outlook.as_of, phrases))
            for each in programmes
            if each.firms
        ],
    )
    yield (
        _("Not known"),
        [
            phrases.fmt("--budget {id}=AMOUNT gives one.", id=each.programme)
            for each in programmes
            if each.firms and not each.budget
        ],
    )
    yield (
        _("Missing"),
        [
            phrases.fmt(
                "{programme}: {count} more may qualify; fill in the facts and estimate the table again.",
                programme=phrases.name(each.programme),
                count=Count(each.undetermined),
            )
            for each in programmes
            if each.undetermined
        ]
        or _incomplete(outlook, phrases),
    )
    yield (
        _("Not counted"),
        [
            phrases.fmt("{programme}: its rate is not known.", programme=phrases.name(each.programme))
            for each in programmes
            if _is_untold(each, outlook, phrases)
        ],
    )
    yield (
        _("Set aside"),
        [
            phrases.fmt(
                counted("{rows} row that is no firm.", "{rows} rows that are no firms.", outlook.aside),
                rows=Count(outlook.aside),
            )
        ]
        if outlook.aside
        else [],
    )
    yield _("In question"), [line for each in programmes for line in _disputes(each, phrases)]
    yield _("Limits"), list(_limits(outlook, phrases))


def _order(outlook: BudgetOutlook, phrases: Phrases) -> Iterator[Content]:
    """Say in what order firms are served; in proportion it is only where a budget is short."""
    if outlook.by is None:
        if any(claimed.carried and claimed.carried.is_short for claimed in outlook.programmes):
            yield phrases.tr("A short budget is shared in proportion.")
        return
    yield phrases.fmt("First come, first served, by {column}.", column=sanitize(outlook.by))
    if outlook.undated:
        yield phrases.fmt("Without an entry there, and so last: {count}.", count=Count(outlook.undated))
    yield phrases.tr("Where two rows have the same entry, the one that stands first counts as first.")
    for claimed in outlook.programmes:
        carried = claimed.carried
        if carried is not None and carried.ends_at is not None:
            yield phrases.fmt(
                "{programme}: runs out at line {line} ({entry}); {whole} served whole, {part} in part, {empty} not.",
                programme=phrases.name(claimed.programme),
                line=str(carried.ends_at),
                entry=sanitize(carried.ends_on),
                whole=Count(carried.whole),
                part=Count(carried.part),
                empty=Count(carried.empty),
            )


def _disputes(claimed: Claimed, phrases: Phrases) -> Iterator[Content]:
    """Yield the budgets of other sources that would cover another share."""
    carried = claimed.carried
    for amount, cite, share in carried.others if carried else ():
        if carried and share != carried.share:
            yield phrases.fmt(
                "{programme}: {amount} by another source [{cite}] would cover {share}.",
                programme=phrases.name(claimed.programme),
                amount=phrases.money(amount),
                cite=Cite(cite),
                share=phrases.percent(share),
            )


def _incomplete(outlook: BudgetOutlook, phrases: Phrases) -> list[Content]:
    """Say how many rows lack facts, where it is not known for which programme."""
    if not outlook.incomplete:
        return []
    return [
        phrases.fmt(
            counted(
                "{rows} row lacks facts and may claim more; fill them in and estimate the table again.",
                "{rows} rows lack facts and may claim more; fill them in and estimate the table again.",
                outlook.incomplete,
            ),
            rows=Count(outlook.incomplete),
        )
    ]


def _limits(outlook: BudgetOutlook, phrases: Phrases) -> Iterator[Content]:
    _ = phrases.tr
    for repeated in outlook.repeated:
        yield from shared_caps(repeated, phrases)
    yield _("The shares are arithmetic over this table; they say nothing about one firm's chances.")
    if not outlook.combined:
        yield _("The column combination is missing: every amount counts, even where a firm can hold only one.")
    elif not outlook.cut and any(claimed.firms for claimed in outlook.programmes):
        yield _("The demand is an upper bound: what a joint cap cuts is counted whole.")


def _is_untold(claimed: Claimed, outlook: BudgetOutlook, phrases: Phrases) -> bool:
    """Whether no row tells an amount as no source gives the programme's rate."""
    edition, _ = phrases.catalogue.programmes[claimed.programme].edition_on(outlook.as_of)
    return not claimed.firms and edition.award.rate_unknown is not None


def _document(claimed: Claimed, outlook: BudgetOutlook, phrases: Phrases) -> ClaimedProgrammeDocument:
    budget, carried = claimed.budget, claimed.carried
    return {
        "id": claimed.programme,
        "origin": origin_document(phrases.catalogue.programmes[claimed.programme].origin),
        "name": phrases.text(phrases.catalogue.programmes[claimed.programme].name),
        "firms": claimed.firms,
        "demand": None if _is_untold(claimed, outlook, phrases) else Yuan(claimed.demand),
        "undetermined": claimed.undetermined,
        "reach": claimed.availability.reach,
        "budget": None
        if budget is None
        else {"value": Yuan(budget.amount), "cite": budget.cite, "confidence": budget.confidence},
        "carried": None
        if budget is None or carried is None
        else {
            "amount": Yuan(carried.amount),
            "share_percent": Percent(carried.share),
            "left": Yuan(carried.left),
            "firms_whole": carried.whole,
            "firms_in_part": carried.part,
            "firms_nothing": carried.empty,
            "runs_out_at_line": carried.ends_at,
            "runs_out_on": carried.ends_on or None,
            "by_other_sources": [
                {"value": Yuan(other.amount), "cite": other.cite, "share_percent": Percent(other.share)}
                for other in carried.others
            ],
        },
    }
