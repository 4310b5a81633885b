"""What a year's budget carries, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.budget.model import Budget, BudgetOutlook, Claimed
from szsubsidy.formats.page import Absent, Amount, Block, Cite, Column, Content, Count, Page, Section, Table, concat
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import BASIS_POINTS, percent
from szsubsidy.quantities import Percent, Yuan, cell
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import sections

if TYPE_CHECKING:
    from szsubsidy.views.documents.tables import BudgetOutlookDocument, ClaimedProgrammeDocument


def budget_page(outlook: BudgetOutlook, phrases: Phrases) -> Page:
    """Return the demand beside the budgets, and how far these go."""
    _ = phrases.tr
    known = [claimed for claimed in outlook.programmes if claimed.budget is not None and claimed.firms]
    lines = [_manner(outlook, phrases)]
    if not any(claimed.firms for claimed in outlook.programmes):
        lines.append(_("No row claims anything that can be computed."))
    blocks: list[Block] = [Section("", tuple(lines))]
    if known:
        blocks.append(_table(known, outlook, phrases))
    unclaimed = [
        phrases.name(claimed.programme)
        for claimed in outlook.programmes
        if not claimed.firms and not claimed.undetermined and not _is_untold(claimed, outlook, phrases)
    ]
    untold = [
        phrases.name(claimed.programme) for claimed in outlook.programmes if _is_untold(claimed, outlook, phrases)
    ]
    blocks += sections(
        {
            _("Claimed by no row"): unclaimed,
            _("Not in the demand: the rate is not known"): untold,
            _("Not in the demand: what depends on missing facts"): [
                phrases.fmt(
                    "{programme}: {count} more may claim it",
                    programme=phrases.name(claimed.programme),
                    count=Count(claimed.undetermined),
                )
                for claimed in outlook.programmes
                if claimed.undetermined
            ],
            _("Disputed figures"): [line for claimed in known for line in _disputes(claimed, phrases)],
            _("The yearly budget is not known"): [
                _unknown(claimed, phrases) for claimed in outlook.programmes if not claimed.budget and claimed.firms
            ],
            _("What these figures are not"): list(_limits(outlook, phrases)),
        }
    )
    return Page(
        phrases.fmt("What a year's budget carries, as of {day}", day=phrases.day(outlook.as_of)),
        phrases.language,
        tuple(blocks),
    )


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


def _manner(outlook: BudgetOutlook, phrases: Phrases) -> Content:
    if outlook.by is None:
        return phrases.fmt("Rows: {rows}. A short budget is shared in proportion.", rows=Count(outlook.rows))
    text = phrases.fmt(
        "Rows: {rows}. Who comes first is served first, by {column}.",
        rows=Count(outlook.rows),
        column=sanitize(outlook.by),
    )
    if not outlook.undated:
        return text
    undated = phrases.fmt("Without an entry there, and so last: {count}.", count=Count(outlook.undated))
    return concat(text, " " if phrases.language == "en" else "", undated)


def _table(known: list[Claimed], outlook: BudgetOutlook, phrases: Phrases) -> Table:
    _ = phrases.tr
    columns = [
        Column(_("Programme")),
        Column(_("Firms"), "number", fold=False),
        Column(_("Demand, yuan"), "amount", fold=False),
        Column(_("Yearly budget, yuan"), "amount", fold=False),
        Column(_("Carried"), "number", fold=False),
        Column(_("Left, yuan"), "amount", fold=False),
    ]
    if outlook.by is not None:
        columns += [
            Column(_("Whole / in part / nothing"), "number", fold=False),
            Column(_("Runs out at line"), "number", fold=False),
        ]
    columns.append(Column(_("Source")))
    rows: list[tuple[Content, ...]] = []
    for claimed in known:
        assert claimed.budget is not None
        assert claimed.carried is not None
        carried = claimed.carried
        cells: list[Content] = [
            phrases.name(claimed.programme),
            Count(claimed.firms),
            Amount(claimed.demand),
            Amount(claimed.budget.amount),
            phrases.tr("all of it") if carried.share == BASIS_POINTS else f"{percent(carried.share)}%",
            Amount(carried.left),
        ]
        if outlook.by is not None:
            cells.append((Count(carried.whole), " / ", Count(carried.part), " / ", Count(carried.empty)))
            cells.append(Absent() if carried.ends_at is None else f"{carried.ends_at} ({sanitize(carried.ends_on)})")
        cells.append(_source(claimed.budget, phrases))
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))


def _source(budget: Budget, phrases: Phrases) -> Content:
    if budget.cite is None or budget.confidence is None:
        return phrases.tr("given by hand")
    return phrases.cited(phrases.confidence(budget.confidence), budget.cite)


def _disputes(claimed: Claimed, phrases: Phrases) -> Iterator[Content]:
    for amount, cite, share in claimed.carried.others if claimed.carried else ():
        yield phrases.fmt(
            "{programme}: {amount} yuan in [{cite}] would carry {share}%.",
            programme=phrases.name(claimed.programme),
            amount=Amount(amount),
            cite=Cite(cite),
            share=percent(share),
        )


def _unknown(claimed: Claimed, phrases: Phrases) -> Content:
    return phrases.fmt(
        "{programme}: {demand} yuan are claimed; --budget {id}=AMOUNT gives one",
        programme=phrases.name(claimed.programme),
        demand=Amount(claimed.demand),
        id=claimed.programme,
    )


def _limits(outlook: BudgetOutlook, phrases: Phrases) -> Iterator[str]:
    _ = phrases.tr
    yield _("A budget is the whole city's (or district's) for a year; others claim it, too, who are not in this table.")
    yield _("The shares are arithmetic over this table. What any one firm's chance is nobody knows.")
    if outlook.by is not None:
        yield _("Where two rows have the same entry, the one that stands first counts as first.")
    if any(claimed.undetermined for claimed in outlook.programmes):
        yield _("Where facts are missing the demand may be higher: fill them in and score the table again.")
    elif outlook.combined:
        yield _("The demand is an upper bound: what a joint cap cuts is counted whole.")
    if not outlook.combined:
        yield _("The column combination is missing, so every amount counts, also where a firm can hold but one.")


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
