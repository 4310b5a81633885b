"""The summary of a batch, as a report for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.batch.scoring import BEFORE
from szsubsidy.batch.summary import Applied, MissingFact, Summary, SummedTotal
from szsubsidy.batch.units import unit_text
from szsubsidy.errors import SubsidyError, counted
from szsubsidy.formats.page import Bar, Bars, Block, Column, Content, Count, Notes, Page, Row, Table, to_text
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.quantities import Yuan
from szsubsidy.views.applying import reach_text
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, with_own_terms
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.shared_names import repeated_document, shared_names
from szsubsidy.views.table_reading import aside_lines, reading_lines, rows_line

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import OriginDocument
    from szsubsidy.views.documents.tables import StepDocument, SummaryDocument, SummedTotalDocument, ToldDocument

MOST_FACTS, MOST_PROGRAMMES = 5, 10
"""So many people are told of: with the totals above them, the programmes stay on a screen of 24 lines."""


def summary_page(summary: Summary, phrases: Phrases) -> Page:
    """Return what must be acted on, the sums, the one that can be used first, and where it was written."""
    blocks: list[Block] = [*_notes(_to_act_on(summary, phrases))]
    if summary.scored:
        blocks.append(_table(summary, phrases))
    blocks += _notes(_outcome(summary, phrases))
    as_of = phrases.fmt("As of {day}", day=phrases.day(summary.as_of))
    lines = [*reading_lines(summary, phrases), _rows(summary, phrases), as_of]
    return with_own_terms(Page(lines[0], phrases.language, tuple(blocks), lead=tuple(lines[1:])), phrases)


def _rows(summary: Summary, phrases: Phrases) -> Content:
    """Say how many rows were read, what became of them and, where several are one firm, of how many firms they are."""
    if summary.by_firm is None:
        seconds = f"{max(summary.seconds, 0.1):.1f}"
        return phrases.fmt("{rows}; {seconds} s", rows=rows_line(summary, phrases), seconds=seconds)
    return phrases.fmt(
        "Rows: {rows}. Firms by {heading}: {scored} estimated ({used} of the rows), {rejected}",
        rows=Count(summary.rows),
        heading=sanitize(summary.by_firm.heading),
        scored=Count(summary.scored),
        used=Count(summary.by_firm.rows),
        rejected=phrases.fmt(
            counted("{firms} rejected ({rows} row)", "{firms} rejected ({rows} rows)", summary.rejected),
            firms=Count(summary.by_firm.rejected),
            rows=Count(summary.rejected),
        ),
    )


def _notes(rows: Iterable[tuple[str, list[Content]]]) -> list[Notes]:
    """Return the labels that have something to say."""
    told = tuple((label, tuple(lines)) for label, lines in rows if lines)
    return [Notes(told)] if told else []


def _to_act_on(summary: Summary, phrases: Phrases) -> Iterator[tuple[str, list[Content]]]:
    """Yield what is wrong with the first rejected rows, what is missing, and what was given for nothing."""
    _ = phrases.tr
    yield _("Rejected"), _rejected(summary, phrases)
    yield _("Set aside"), list(aside_lines(summary, phrases))
    yield _("Note"), [sanitize(line) for error in summary.told for line in error.lines(phrases.tr)]
    yield _("Missing"), [_missing_line(missing, phrases) for missing in summary.missing[:MOST_FACTS]]
    yield (
        _("Not used"),
        [
            phrases.fmt(
                counted(
                    "{fact}: given in {rows} row; no programme of its category pays for it",
                    "{fact}: given in {rows} rows; no programme of their categories pays for it",
                    rows,
                ),
                fact=phrases.label(fact),
                rows=Count(rows),
            )
            for fact, rows in summary.unused
        ],
    )
    yield _("Repeated"), [line for each in summary.repeated for line in shared_names(each, phrases)]


def _rejected(summary: Summary, phrases: Phrases) -> list[Content]:
    """What is wrong with the first rejected rows, and where to read of the others."""
    lines: list[Content] = [sanitize(error.line(phrases.tr)) for error in summary.examples]
    more = summary.rejected - len(lines)
    if lines and more > 0:
        file = sanitize(summary.rejects or "")
        lines.append(
            phrases.fmt(counted("{rows} more: {file}", "{rows} more: {file}", more), rows=Count(more), file=file)
        )
    return lines


def _missing_line(missing: MissingFact, phrases: Phrases) -> Content:
    """Write in how many rows a fact is missing, and in how many of them nothing else is."""
    fact, rows, alone = phrases.label(missing.fact), Count(missing.rows), Count(missing.alone)
    if not missing.alone:
        template = counted("{fact}: {rows} row", "{fact}: {rows} rows", missing.rows)
        return phrases.fmt(template, fact=fact, rows=rows)
    template = counted(
        "{fact}: {rows} row, in {alone} nothing else",
        "{fact}: {rows} rows, in {alone} of them nothing else",
        missing.rows,
    )
    return phrases.fmt(template, fact=fact, rows=rows, alone=alone)


def _table(summary: Summary, phrases: Phrases) -> Table:
    """Return the three totals, then the programmes that come to most, or of which a cell that is empty may decide."""
    _ = phrases.tr
    told = [
        applied
        for applied in summary.programmes
        if applied.fen or (applied.undetermined and applied.in_scope) or (applied.fen is None and applied.met)
    ]
    shown = sorted(told, key=lambda applied: (-(applied.fen or 0), -applied.met, -applied.undetermined))
    shown, more = shown[:MOST_PROGRAMMES], len(shown) - MOST_PROGRAMMES
    undetermined = any(applied.undetermined for applied in shown)
    totals = (
        (_("Open"), summary.open_now, _apply_by(told, phrases)),
        (_("Within reach"), summary.within_reach, ""),
        (_("By the terms"), summary.by_terms, ""),
    )
    amounts = [*(total.fen for _label, total, _by in totals), *(applied.fen or 0 for applied in shown)]
    up_to, money = phrases.money_column(_("Up to"), amounts)
    columns = [Column(""), Column(_("Firms"), "number", fold=False), up_to]
    columns += [Column(_("Undetermined"), "number", fold=False)] if undetermined else []
    gap = [""] if undetermined else []
    rows = [Row((label, Count(total.rows), money(total.fen), *gap, by), total=True) for label, total, by in totals]
    if shown:
        adds_up = sum(applied.fen or 0 for applied in told) == summary.by_terms.fen
        apart = "" if adds_up else _("Each by itself; not to be added up")
        rows.append(Row((apart, *("",) * len(columns))))
    for applied in shown:
        amount = money(applied.fen) if applied.fen else ""
        amount = _("not known") if applied.fen is None and applied.met else amount
        open_ones = [Count(applied.undetermined) if applied.undetermined else ""] if undetermined else []
        reach = reach_text(applied.availability, summary.as_of, phrases)
        rows.append(
            Row((_with_status(applied, phrases), Count(applied.met) if applied.met else "", amount, *open_ones, reach))
        )
    if more > 0:
        left_out = phrases.fmt("and {count} more (--summary)", count=str(more))
        rows.append(Row((left_out, *("",) * len(columns))))
    return Table((*columns, Column("")), tuple(rows))


def _apply_by(shown: list[Applied], phrases: Phrases) -> str:
    """Write the first last day among the programmes that are open."""
    windows = [applied.availability.window for applied in shown if applied.met and applied.availability.is_open]
    days = [window.closes for window in windows if window is not None and window.closes is not None]
    return phrases.fmt("apply by {day}", day=phrases.day(min(days))) if days else ""


def _outcome(summary: Summary, phrases: Phrases) -> Iterator[tuple[str, list[Content]]]:
    """Yield what changed terms change, and the files that were written."""
    _ = phrases.tr
    changed: list[Content] = []
    if summary.reform:
        title, before, after = summary.reform
        changed.append(
            phrases.fmt(
                "{before} in all under the terms in force, {after} under OWN {title}",
                before=phrases.money(before),
                after=phrases.money(after),
                title=sanitize(title),
            )
        )
    yield _("Changed"), changed
    files = [
        _with_rows(name, rows, phrases)
        for name, rows in ((summary.output, summary.written), (summary.rejects, summary.rejected))
        if name is not None and name != "-"
    ]
    yield _("Written"), [phrases.joined(files)] if files else []


def _with_rows(name: str, rows: int | None, phrases: Phrases) -> str:
    """A file that was written, with how many rows it has: ``scored.csv (4 rows)``."""
    if rows is None:
        return sanitize(name)
    template = counted("{rows} row", "{rows} rows", rows)
    return phrases.in_brackets(sanitize(name), to_text(phrases.fmt(template, rows=Count(rows))))


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
        "by_firm": None
        if summary.by_firm is None
        else {
            "heading": summary.by_firm.heading,
            "rows": summary.by_firm.rows,
            "scored": summary.scored,
            "rejected": summary.by_firm.rejected,
        },
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
        "repeated": [repeated_document(each) for each in summary.repeated],
        "inputs": [
            {
                "name": each.name,
                "format": each.format,
                "encoding": each.encoding,
                "heading_line": each.found.heading or None,
                "unit": unit_text(each.found.unit) if each.found.unit_line else None,
                "unit_line": each.found.unit_line or None,
            }
            for each in summary.inputs
        ],
        "unread": list(summary.unread),
        "told": [_told(error, phrases) for error in summary.told],
        "set_aside": {
            "count": len(summary.aside),
            "lines": [
                {"file": aside.file, "line": aside.line, "kind": aside.kind, "text": aside.text}
                for aside in summary.aside
            ],
        },
        "doubts": [
            {"code": doubt.code, "heading": doubt.heading, "value": doubt.value, "rows": rows}
            for doubt, rows in summary.doubts
        ],
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


def _told(error: SubsidyError, phrases: Phrases) -> ToldDocument:
    what, hint = error.translated(phrases.tr)
    steps: list[StepDocument] = [{"message": said, "typed": step.typed} for said, step in error.said_steps(phrases.tr)]
    return {"code": error.code, "where": error.where, "message": what, "hint": hint, "steps": steps}


def _total(total: SummedTotal) -> SummedTotalDocument:
    return {"rows": total.rows, "amount": Yuan(total.fen)}
