"""What a workbook tells of a run as a whole: the programmes that occur, and notes."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy import __version__
from szsubsidy.batch.scoring import BEFORE
from szsubsidy.batch.summary import Applied, ReadColumn, Summary
from szsubsidy.batch.tables.output import Sheet
from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.model import Edition
from szsubsidy.errors import counted
from szsubsidy.formats.page import Content, Count, to_text
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.quantities import Day, Yuan
from szsubsidy.rules.trace import Reason
from szsubsidy.views.applying import reach_text
from szsubsidy.views.award import award_in_brief
from szsubsidy.views.own_terms import own_terms_lines
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sentences import begun
from szsubsidy.views.shared_names import shared_names
from szsubsidy.views.table_reading import input_line, kind_text, rows_line, unit_of_money

_MOST_LINES = 20
"""Of so many lines that are no firms the notes tell the places."""


def sheets_of(summary: Summary, phrases: Phrases) -> list[Sheet]:
    """Return the sheets that stand behind that of the firms."""
    return [_programmes(summary, phrases), _notes(summary, phrases)]


def _programmes(summary: Summary, phrases: Phrases) -> Sheet:
    """The programmes that some firm gets something from, or may once more is known, the largest sum first."""
    _ = phrases.tr
    occurring = [applied for applied in summary.programmes if applied.met or applied.undetermined]
    occurring.sort(key=lambda applied: -(applied.fen or 0))
    headings = (
        _("Programme"),
        _("Authority"),
        _("What it pays"),
        _("Apply"),
        _("Last day to apply"),
        _("Firms"),
        _("Sum of each by itself (yuan)"),
        _("Undetermined"),
        _("Source"),
    )
    rows = tuple(_programme(applied, summary.as_of, phrases) for applied in occurring)
    return Sheet(_("Programmes that occur"), headings, rows)


def _programme(applied: Applied, as_of: int, phrases: Phrases) -> tuple[str | int | None, ...]:
    programme = phrases.catalogue.programmes[applied.programme.removesuffix(BEFORE)]
    name = phrases.called(programme)
    pays = source = ""
    if applied.programme.endswith(BEFORE):
        name = phrases.fmt("{programme}, terms in force", programme=phrases.text(programme.name))
    else:
        edition, _validity = programme.edition_on(as_of)
        pays, source = to_text(award_in_brief(edition.award, phrases)), _source(edition, phrases)
    window = applied.availability.window
    closes = window.closes if window is not None and applied.availability.reach != "closed" else None
    return (
        name,
        phrases.text(phrases.catalogue.authorities[programme.authority].name),
        pays,
        to_text(reach_text(applied.availability, as_of, phrases)),
        None if closes is None else Day(closes),
        applied.met,
        None if applied.fen is None else Yuan(applied.fen),
        applied.undetermined or None,
        source,
    )


def _source(edition: Edition, phrases: Phrases) -> str:
    """The documents that an award rests on."""
    award = edition.award
    figures: list[Cited] = [figure for branch in award.branches for figure in branch.figures]
    cited = figures if award.is_money else award.benefits
    documents: list[str] = list(dict.fromkeys(phrases.document(each.cite) for each in cited))
    return phrases.joined(documents)


def _notes(summary: Summary, phrases: Phrases) -> Sheet:
    """What the figures rest on, what was found in the file, and what became of its rows."""
    rows = tuple((label, to_text(text)) for label, text in _notes_rows(summary, phrases))
    _ = phrases.tr
    return Sheet(_("Notes"), (_("Subject"), _("Details")), rows, filtered=False, widest=100)


def _notes_rows(summary: Summary, phrases: Phrases) -> Iterator[tuple[str, Content]]:
    _ = phrases.tr
    yield _("As of"), phrases.day(summary.as_of)
    yield _("Amounts"), phrases.disclaimer()
    for line in own_terms_lines(phrases):
        yield _("Own terms"), line
    for each in summary.inputs:
        yield _("File"), input_line(each, summary, phrases)
    yield _("Rows"), rows_line(summary, phrases)
    for aside in summary.aside[:_MOST_LINES]:
        what = phrases.in_brackets(sanitize(aside.text), kind_text(aside.kind, phrases))
        yield _("Set aside"), phrases.fmt("line {line}: {what}", line=str(aside.line), what=what)
    more = len(summary.aside) - _MOST_LINES
    if more > 0:
        yield _("Set aside"), phrases.fmt("{count} more", count=str(more))
    for column in summary.columns:
        yield _("Read"), _read_as(column, phrases)
    if summary.unread:
        yield _("Not read"), phrases.joined(map(sanitize, summary.unread))
    for error in summary.told:
        yield _("Note"), "\n".join(map(sanitize, error.lines(phrases.tr)))
    for repeated in summary.repeated:
        for said in shared_names(repeated, phrases):
            yield _("Repeated"), said
    for fact, rows, _alone in summary.missing:
        what = counted("{fact}: missing in {rows} row", "{fact}: missing in {rows} rows", rows)
        yield _("Missing"), phrases.fmt(what, fact=phrases.label(fact), rows=Count(rows))
    for fact, rows in summary.assumed:
        what = counted("{assumption}: not given in {rows} row", "{assumption}: not given in {rows} rows", rows)
        assumption = begun(_assumption(fact, summary, phrases))
        yield _("Assumed"), phrases.fmt(what, assumption=assumption, rows=Count(rows))
    mark = phrases.catalogue.mark
    yield (
        _("Program"),
        phrases.fmt("szsubsidy {version}, catalogue {catalogue}", version=__version__, catalogue=mark.version),
    )


def _assumption(fact: str, summary: Summary, phrases: Phrases) -> str:
    """What is assumed of a fact: by the programmes that some firm gets something from or, without such, by any."""
    if phrases.catalogue.facts[fact].within:
        return phrases.tr("in no place that a programme asks for")
    order = sorted(summary.programmes, key=lambda applied: not applied.met)
    for applied in order:
        programme = phrases.catalogue.programmes[applied.programme.removesuffix(BEFORE)]
        edition, _validity = programme.edition_on(summary.as_of)
        for condition in (edition.eligibility, *(branch.when for branch in edition.award.branches)):
            for comparison in comparisons(condition):
                if comparison.fact == fact and comparison.presumed is not None:
                    return phrases.assumption(Reason(comparison, holds=True, assumed=True))
    return phrases.label(fact)


def _read_as(column: ReadColumn, phrases: Phrases) -> str:
    """A heading and what it was read as, with the unit of amounts: ``合同额: as compute contract amount (万元)``."""
    heading, (fact, _bracket, rest) = sanitize(column.heading), column.fact.partition("(")
    read, unit = phrases.label(fact) if fact in phrases.catalogue.facts else fact, rest.removesuffix(")")
    if unit:
        read = phrases.in_brackets(read, unit_of_money(unit, phrases))
    return heading if heading == read else phrases.fmt("{heading}: as {fact}", heading=heading, fact=read)
