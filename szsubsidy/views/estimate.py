"""An estimate as a page: the answer, and on request all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from szsubsidy.formats.layout import lines_of
from szsubsidy.formats.page import Block, Column, Notes, Page, Row, Section, Table, Verdict
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.record import replace
from szsubsidy.rules.answer import Pair
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.answer_notes import Asked, answer_notes, without_label
from szsubsidy.views.answer_table import FEW, answer_tables, fitting, is_crowded
from szsubsidy.views.firm_given import firm_given
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import ineligible_reason, why_absent
from szsubsidy.views.verdict import verdict
from szsubsidy.views.wanted import ANSWER, Wanted

COLUMNS = 80
LINES_OF_ONE, LINES = 20, 40
"""The lines that the answer has room on at 80 columns, for one programme and for more; those of projects, and of what
was granted, come on top. Where it is longer, what is assumed is left to the details, then how sure it is, then what is
in question, then that a cap is reached."""


def estimate_page(estimate: Estimate, phrases: Phrases, wanted: Wanted = ANSWER) -> Page:
    """Return the answer: the facts, the verdict, the table, a line each for what else must be known; then details."""
    pairs = fitting(estimate)
    *answer, notes = answer_blocks(estimate, pairs, phrases, wanted)
    assert isinstance(notes, Notes)
    day = phrases.fmt("As of {day}", day=phrases.day(estimate.as_of))
    given, *projects = firm_given(estimate.firm, phrases, whole=wanted.details)
    page = Page(given, phrases.language, (), lead=(*projects, day))
    if wanted.details or wanted.everything:
        return replace(page, blocks=(*answer, notes, *_details(estimate, pairs, phrases, wanted)))
    limit = (LINES if len(pairs) > 1 else LINES_OF_ONE) + parts_in(answer) + max(len(page.lead) - 2, 0)
    page = _ended(page, answer, notes, pairs, phrases)
    if wanted.handed_on:
        return page
    _ = phrases.tr
    for label in (_("Assumed"), _("Evidence"), _("In question"), _("Cap reached"), _("Not counted")):
        if len([*lines_of(page, COLUMNS)]) <= limit:
            break
        notes = without_label(notes, label)
        page = _ended(page, answer, notes, pairs, phrases)
    return page


def parts_in(blocks: Sequence[Block]) -> int:
    """Return how many rows tell of projects: parts of a sum that stands in another row."""
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return sum(isinstance(row, Row) and row.part for row in rows)


def answer_blocks(estimate: Estimate, pairs: Sequence[Pair], phrases: Phrases, wanted: Wanted) -> list[Block]:
    """Return the verdict, the table of what fits or why nothing does, and, last, the notes."""
    crowded = is_crowded(pairs) and not wanted.details and not wanted.handed_on
    tables = answer_tables(estimate, pairs, phrases, crowded=crowded) if pairs else _reasons(estimate, phrases)
    asked = Asked(estimate, pairs, wanted.menu, len(pairs) <= FEW, crowded, wanted.details, wanted.handed_on)
    return [Verdict(verdict(estimate, phrases)), *tables, answer_notes(asked, phrases)]


def _ended(page: Page, answer: Sequence[Block], notes: Notes, pairs: Sequence[Pair], phrases: Phrases) -> Page:
    """Return the page with its last line, which nothing needs under which there is no amount."""
    last = (("", (phrases.disclaimer(),)),) if pairs else ()
    return replace(page, blocks=(*answer, Notes((*notes.rows, *last))))


def _reasons(estimate: Estimate, phrases: Phrases) -> Iterator[Table]:
    """Yield why each programme that was asked about gives nothing."""
    rows = []
    for finding in estimate.relevant():
        why = (
            ineligible_reason(finding, estimate.profile, phrases) if finding.in_force else why_absent(finding, phrases)
        )
        rows.append((phrases.full_name(finding.programme), why))
    if rows:
        _ = phrases.tr
        yield Table((Column(_("Programme")), Column(_("Not eligible because"))), tuple(rows))


def _details(estimate: Estimate, pairs: Sequence[Pair], phrases: Phrases, wanted: Wanted) -> Iterator[Block]:
    from szsubsidy.views.details import detail_sections
    from szsubsidy.views.numbered_notes import listed, numbered

    found = detail_sections(estimate, pairs, phrases, wanted)
    yield from listed(found, phrases) if wanted.ids else numbered(found, phrases)
    if wanted.again:
        yield Section(phrases.tr("The same again"), (sanitize(wanted.again),))
    yield Section("", (phrases.disclaimer(),))
