"""The list of programmes as they stand on a day, for people, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.analysis.roll import Listed, Roll
from szsubsidy.errors import counted
from szsubsidy.formats.page import Block, Column, Content, Narrow, Page, Row, Section, Table, Toned, filled
from szsubsidy.formats.view import Records
from szsubsidy.quantities import Day, Yuan, cell
from szsubsidy.views.amount_phrases import CellOfMoney
from szsubsidy.views.award import basis_of, basis_text
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.finding_json import rests_on_document
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.programmes import ListedProgrammeDocument, ProgrammesDocument

HEADINGS = (
    *("id", "name", "kind", "authority", "state", "reach", "basis", "certainty", "cap", "starts", "until", "reviewed"),
    "origin",
)
WIDE = 110
"""From so many columns on, names and ids stand beside each other."""


def programmes_page(roll: Roll, phrases: Phrases) -> Page:
    """Return the programmes of each area: the most each can grant, until when its terms hold, whether one can apply.

    Where the terminal is narrow, English has the ids, which are typed next, and Chinese the names, which may be, too.
    """
    _ = phrases.tr
    english = phrases.language == "en"
    names = Column(_("Programme"), shown_from=WIDE if english else 0)
    ids = Column(_("ID"), fold=False, shown_from=0 if english else WIDE)
    most = [listed.most for listed in roll.listed if listed.most is not None]
    up_to, money = phrases.money_column(_("Up to"), most)
    columns = (
        *((ids, names) if english else (names, ids)),
        up_to,
        Column(_("Terms until"), fold=False),
        Column(_("Apply")),
        Column(_("How it is set"), shown_from=140),
    )
    rows: list[Row] = []
    for area, programmes in roll.areas.items():
        rows.append(Row((phrases.area(area), *[""] * (len(columns) - 1))))
        rows += [_row(listed, money, phrases) for listed in programmes]
    counts = phrases.joined([_count(standing, count, phrases) for standing, count in roll.counts.items()])
    title = phrases.fmt(
        counted(
            "{count} programme as of {day}: {counts}", "{count} programmes as of {day}: {counts}", len(roll.listed)
        ),
        count=str(len(roll.listed)),
        day=phrases.day(roll.as_of),
        counts=counts,
    )
    wider = _("Names appear from 110 columns on.") if english else _("IDs appear from 110 columns on.")
    if rows:
        rows[-1] = Row(rows[-1].cells, (Narrow(wider, WIDE),))
    one = (
        _("szsubsidy programmes show ID tells one whole.")
        if english
        else _("szsubsidy programmes show NAME tells one whole.")
    )
    blocks: tuple[Block, ...] = (Table(columns, tuple(rows)), Section("", (one,)))
    return Page(title, phrases.language, blocks)


def _count(standing: str, count: int, phrases: Phrases) -> str:
    _ = phrases.tr
    template = {
        "in-force": _("{count} in force"),
        "in-doubt": _("{count} in doubt"),
        "not-yet": _("{count} not yet in force"),
        "lapsed": _("{count} expired"),
    }[standing]
    return filled(template, {"count": str(count)})


def _row(listed: Listed, money: CellOfMoney, phrases: Phrases) -> Row:
    programme, award = listed.programme, listed.edition.award
    id_: Content = programme.id
    if programme.origin is not None:
        id_ = Toned(phrases.fmt("OWN {name}", name=programme.id), "own")
    name: Content = phrases.full_name(programme)
    amount = phrases.tr("not cash") if listed.most is None else money(listed.most)
    first = (id_, name) if phrases.language == "en" else (name, id_)
    how = basis_text(basis_of(award), phrases)
    return Row((*first, amount, _terms_until(listed, phrases), _apply(listed, phrases), how))


def _terms_until(listed: Listed, phrases: Phrases) -> Content:
    _ = phrases.tr
    edition = listed.edition
    match listed.standing:
        case "lapsed":
            return _("expired")
        case "in-doubt":
            return Toned(_("in doubt"), "in-doubt")
        case "not-yet":
            return phrases.fmt("from {day}", day=phrases.day_short(edition.starts))
    return phrases.day_short(edition.until) if edition.until else _("end date not found")


def _apply(listed: Listed, phrases: Phrases) -> Content:
    """Write whether one can apply, shorter than beside an estimate: only what is open or comes has its day."""
    _ = phrases.tr
    availability = listed.availability
    window = availability.window
    match availability.reach:
        case "open" if window and window.closes:
            template = _("open until {day}") if availability.confirmed else _("perhaps until {day}")
            return Toned(filled(template, {"day": phrases.day_short(window.closes)}), "open")
        case "upcoming" if window:
            return Toned(phrases.fmt("opens {day}", day=phrases.day_short(window.opens)), "upcoming")
        case "unknown" if window:
            return Toned(_("end not known"), "unknown")
        case "closed":
            return _("closed")
    return _("not known")


def programmes_document(roll: Roll, phrases: Phrases) -> ProgrammesDocument:
    """Return the programmes as they stand on a day, each with the most it can grant."""
    return {
        **envelope_of_terms(phrases, roll.as_of),
        "programmes": [_listed(listed, phrases) for listed in roll.listed],
    }


def programmes_records(roll: Roll, phrases: Phrases) -> Records:
    """Return one row for each programme; amounts are yuan."""
    rows = []
    for listed in roll.listed:
        row: dict[str, object] = {**_listed(listed, phrases), "origin": origin_word([listed.programme])}
        rows.append([cell(row[heading]) for heading in HEADINGS])
    return Records(HEADINGS, rows)


def _listed(listed: Listed, phrases: Phrases) -> ListedProgrammeDocument:
    programme, edition = listed.programme, listed.edition
    return {
        "id": programme.id,
        "name": phrases.text(programme.name),
        "kind": programme.kind,
        "authority": programme.authority,
        "area": phrases.catalogue.authorities[programme.authority].area,
        "origin": origin_document(programme.origin),
        "state": listed.validity,
        "reach": listed.availability.reach,
        "basis": edition.award.basis,
        "certainty": edition.award.certainty,
        "cap": None if listed.most is None else Yuan(listed.most),
        "starts": Day(edition.starts),
        "until": Day(edition.until) if edition.until else None,
        "rests_on": rests_on_document(edition),
        "reviewed": Day(edition.reviewed),
    }
