"""The summary of a batch, as a report for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.batch.scoring import BEFORE
from szsubsidy.batch.summary import Applied, Summary, SummedTotal
from szsubsidy.errors import counted
from szsubsidy.formats.page import Amount, Bar, Bars, Block, Column, Content, Count, Page, Section, Table
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.quantities import Yuan
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, with_own_terms
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import OriginDocument
    from szsubsidy.views.documents.tables import SummaryDocument, SummedTotalDocument

MOST_FACTS = 5


def summary_page(summary: Summary, phrases: Phrases) -> Page:
    """Return the summary for people."""
    _ = phrases.tr
    lines: list[Content] = [
        phrases.fmt(
            "Rows: {rows} read, {scored} scored, {rejected} rejected; {seconds} s, {rate} rows/s",
            rows=Count(summary.rows),
            scored=Count(summary.scored),
            rejected=Count(summary.rejected),
            seconds=f"{summary.seconds:.1f}",
            rate=f"{summary.rows_per_second:,.0f}",
        )
    ]
    if summary.rejects and summary.rejected:
        lines.append(phrases.fmt("Rejected rows are in {file}", file=summary.rejects))
    if summary.reform:
        title, before, after = summary.reform
        lines.append(
            phrases.fmt(
                "All totals: {before} yuan under the terms in force, {after} under these: {title}",
                before=Amount(before),
                after=Amount(after),
                title=sanitize(title),
            )
        )
    blocks: list[Block] = [Section("", tuple(lines))]
    shown = [applied for applied in summary.programmes if applied.met or applied.undetermined]
    if shown:
        columns = (
            Column(_("Programme")),
            Column(_("Eligible"), "number", fold=False),
            Column(_("At most, yuan"), "amount", fold=False),
            Column(_("Undetermined"), "number", fold=False),
        )
        rows = tuple(
            (
                _with_status(applied, phrases),
                Count(applied.met),
                _("not known") if applied.fen is None else Amount(applied.fen),
                Count(applied.undetermined),
            )
            for applied in shown
        )
        blocks.append(Table(columns, rows))
    if summary.missing:
        facts = [
            phrases.fmt(
                counted(
                    "{fact}: missing in {rows} row; in {alone} nothing else is missing",
                    "{fact}: missing in {rows} rows; in {alone} of them nothing else is missing",
                    rows,
                ),
                fact=phrases.label(fact),
                rows=Count(rows),
                alone=Count(alone),
            )
            for fact, rows, alone in summary.missing[:MOST_FACTS]
        ]
        blocks.append(Section(_("Most often missing"), tuple(facts)))
    page = Page(phrases.fmt("Batch as of {day}", day=phrases.day(summary.as_of)), phrases.language, tuple(blocks))
    return with_own_terms(page, phrases)


def _with_status(applied: Applied, phrases: Phrases) -> str:
    """A programme's name, with what it says behind it where that is not plainly eligible."""
    name = _name(applied.programme, phrases)
    return name if applied.status == "eligible" else phrases.in_brackets(name, phrases.status(applied.status))


def _name(programme: str, phrases: Phrases) -> str:
    terms = programme.removesuffix(BEFORE)
    if terms == programme:
        return phrases.name(programme)
    return phrases.fmt("{programme}, terms in force", programme=phrases.text(phrases.catalogue.programmes[terms].name))


def _origin(programme: str, phrases: Phrases) -> OriginDocument | None:
    """Where a programme comes from; none under the terms in force, which stand beside changed ones."""
    known = phrases.catalogue.programmes.get(programme)
    return None if known is None else origin_document(known.origin)


def summary_bars(summary: Summary, phrases: Phrases) -> Bars:
    """Return the sums of the programmes that apply as bars, the largest first."""
    paid = [(applied.fen, applied.programme) for applied in summary.programmes if applied.fen]
    paid.sort(key=lambda bar: -bar[0])
    bars = tuple(Bar(_name(programme, phrases), fen) for fen, programme in paid)
    return Bars(
        phrases.fmt(
            counted("At most, yuan, over {rows} firm", "At most, yuan, over {rows} firms", summary.scored),
            rows=f"{summary.scored:,}",
        ),
        bars,
    )


def summary_document(summary: Summary, phrases: Phrases) -> SummaryDocument:
    """Return the summary for programs; amounts are yuan."""
    return {
        **envelope_of_terms(phrases, summary.as_of),
        "currency": "CNY",
        "rows": summary.rows,
        "scored": summary.scored,
        "rejected": summary.rejected,
        "undetermined": summary.undetermined,
        "totals": {
            "open_now": _total(summary.open_now),
            "within_reach": _total(summary.within_reach),
            "by_terms": _total(summary.by_terms),
        },
        "programmes": [
            {
                "id": applied.programme,
                "origin": _origin(applied.programme, phrases),
                "status": applied.status,
                "eligible": applied.met,
                "amount": None if applied.fen is None else Yuan(applied.fen),
                "undetermined": applied.undetermined,
                "reach": applied.availability.reach,
            }
            for applied in summary.programmes
        ],
        "missing": [{"fact": fact, "rows": rows, "alone": alone} for fact, rows, alone in summary.missing],
        "unused": [{"fact": fact, "rows": rows} for fact, rows in summary.unused],
        "columns": [{"heading": heading, "fact": fact} for heading, fact in summary.columns],
        "output": summary.output,
        "rejects": summary.rejects,
        "seconds": round(summary.seconds, 3),
        "reform": None
        if summary.reform is None
        else {
            "title": summary.reform.title,
            "total_before": Yuan(summary.reform.before),
            "total": Yuan(summary.reform.after),
        },
    }


def _total(total: SummedTotal) -> SummedTotalDocument:
    return {"rows": total.rows, "amount": Yuan(total.fen)}
