"""Whether a record holds: each value that is derived otherwise, and why, for people and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from szsubsidy.analysis.verification import Difference, Verification
from szsubsidy.errors import counted
from szsubsidy.facts.model import Firm
from szsubsidy.facts.projects import HELD, PROJECTS
from szsubsidy.formats.page import Block, Column, Content, Count, Page, Section, Table
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.record import Record
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.envelope import envelope
from szsubsidy.views.firm_given import firm_given
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.verification import Cause, CauseDocument, VerificationDocument

LONGEST = 40
"""As many characters of a text stand in a cell."""
MOST_DIGITS, MOST_PLACES = 18, 6
"""Numbers larger than any amount, or with more decimals than any figure, stand as they are."""
MOST = 12
"""As many differences are drawn; JSON and CSV have all."""


class Verified(Record):
    """What came of a file: ``file`` is its name, ``estimate`` what was derived, None where nothing could be."""

    file: str
    verification: Verification
    estimate: Estimate | None
    as_of: int


def verification_document(verified: Verified, phrases: Phrases) -> VerificationDocument:
    """Return whether a record holds, what differs and why; keys and ids, and values as JSON writes them."""
    verification = verified.verification
    record = verification.record
    return {
        **envelope(verification.mark, verified.as_of),
        "file": verified.file,
        "holds": verification.holds,
        "record": {
            "program": record.program,
            "catalogue": {"version": record.mark.version, "hash": record.mark.hash},
        },
        "differences": [
            {
                "key": key(found),
                "programme": programme(found),
                "recorded": found.texts[0],
                "derived": found.texts[1],
            }
            for found in verification.differences
        ],
        "causes": list(_causes(verified, phrases)),
    }


def verification_records(verified: Verified) -> Records:
    """Return a row for each difference; none where the record holds."""
    found = verified.verification.differences
    rows = [
        (
            sanitize(programme(each) or ""),
            sanitize(key(each)),
            *(sanitize(text or "") for text in each.texts),
        )
        for each in found
    ]
    return Records(("programme", "key", "recorded", "derived"), rows)


def verification_page(verified: Verified, phrases: Phrases) -> Page:
    """Return whether a record holds, what was asked in it, or what differs and why."""
    verification = verified.verification
    blocks: list[Block] = []
    if verification.differences:
        blocks.append(_table(verification.differences, phrases))
    causes = tuple(cause["text"] for cause in _causes(verified, phrases))
    if causes:
        blocks.append(Section("", causes))
    answer = tuple(_answer(verified.estimate, phrases)) if verification.holds and verified.estimate else ()
    return Page(_verdict(verified, phrases), phrases.language, tuple(blocks), lead=answer)


def _verdict(verified: Verified, phrases: Phrases) -> Content:
    verification = verified.verification
    if verification.holds:
        return phrases.fmt(
            "Holds. Every figure of {file} follows from its facts, by catalogue {catalogue}.",
            file=sanitize(verified.file),
            catalogue=verification.mark.version,
        )
    if verification.unreadable:
        return phrases.tr("Does not hold: nothing can be derived.")
    number = len(verification.differences)
    if not number:
        return phrases.tr("Does not hold: what was asked was changed.")
    text = counted("Does not hold: {count} figure differs.", "Does not hold: {count} figures differ.", number)
    return phrases.fmt(text, count=Count(number))


def _answer(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """What was asked, and the two totals."""
    yield from firm_given(estimate.firm, phrases)
    reach, terms = estimate.within_reach_bounds, estimate.total_bounds
    yield phrases.fmt(
        "As of {day}: within reach {reach}, by the terms {total}",
        day=phrases.day(estimate.as_of),
        reach=phrases.money_range(reach.low, reach.high),
        total=phrases.money_range(terms.low, terms.high),
    )


def _table(differences: Sequence[Difference], phrases: Phrases) -> Block:
    """The first differences, in a row each; the programme, or the key, stands first."""
    shown = differences[:MOST]
    rows: list[tuple[Content, ...]] = []
    for found in shown:
        place = ", ".join(filter(None, (programme(found), key(found))))
        rows.append((sanitize(place), *_cells(found, phrases)))
    if len(differences) > MOST:
        more = phrases.fmt("{count} more (--json has all)", count=str(len(differences) - MOST))
        rows.append((more, "", ""))
    numbers = all(isinstance(value, Decimal) for found in shown for value in (found.recorded, found.derived))
    holds: Literal["number", "text"] = "number" if numbers else "text"
    headings = (phrases.tr("In the file"), phrases.tr("Derived anew"))
    columns = (Column(phrases.tr("Value")), *(Column(heading, holds, fold=not numbers) for heading in headings))
    return Table(columns, tuple(rows))


# A worked example. 4800000.01 in the file and 4800000 derived anew are shown as 4,800,000.01 and 4,800,000.00, so that
# the fen by which they differ stand under each other.


def _cells(found: Difference, phrases: Phrases) -> tuple[str, str]:
    numbers = [value for value in (found.recorded, found.derived) if isinstance(value, Decimal)]
    places = max((-int(value.as_tuple().exponent) for value in numbers), default=0)
    if len(numbers) == 2 and places <= MOST_PLACES and all(value.adjusted() < MOST_DIGITS for value in numbers):
        one, other = (f"{value:,.{max(places, 0)}f}" for value in numbers)
    else:
        one, other = (phrases.tr("not there") if text is None else _cut(text) for text in found.texts)
    return one, other


def _cut(text: str) -> str:
    return sanitize(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def _causes(verified: Verified, phrases: Phrases) -> Iterator[CauseDocument]:
    """Why a record does not hold, or by whom it was written if by others; what was changed by hand comes first."""
    verification = verified.verification
    record, mark = verification.record, verification.mark
    for error in verification.unreadable:
        yield _cause("unreadable", [error.where], sanitize(error.line(phrases.tr)))
    paths = list(dict.fromkeys(path[1:] or path for path in verification.unsealed))
    asked = [".".join(path) for path in paths]
    by_others = verification.by_another_program or verification.by_another_catalogue
    if asked:
        firm = None if verified.estimate is None else verified.estimate.firm
        what = phrases.joined([_called(path, firm, phrases) for path in paths])
        yield _cause("asked", asked, phrases.fmt("Changed in the file after it was written: {what}.", what=what))
    elif not (by_others or verification.holds or verification.unreadable):
        text = phrases.fmt(
            "Facts, day and catalogue ({catalogue}) are the same: the file was changed.", catalogue=mark.version
        )
        yield _cause("file", [], text)
    if verification.by_another_catalogue:
        yield _cause("catalogue", [], _other_catalogue(verification, phrases))
    if verification.of_other_editions:
        names = list(verification.of_other_editions)
        listed = phrases.joined([_programme_name(name, phrases) for name in names])
        yield _cause("edition", names, phrases.fmt("Of another edition now: {programmes}.", programmes=listed))
    if verification.by_another_program:
        text = phrases.fmt(
            "Written by szsubsidy {recorded}; this is {own}.", recorded=_cut(record.program), own=verification.program
        )
        yield _cause("program", [], text)


def _cause(cause: Cause, names: list[str], text: str) -> CauseDocument:
    return {"cause": cause, "names": names, "text": text}


def _other_catalogue(verification: Verification, phrases: Phrases) -> str:
    recorded, own = _cut(verification.record.mark.version), verification.mark.version
    if verification.unreadable:
        return phrases.fmt("Written by catalogue {recorded}; {own} is in use.", recorded=recorded, own=own)
    if verification.differences:
        return phrases.fmt(
            "Written by catalogue {recorded}; by {own}, which is in use, it is otherwise.", recorded=recorded, own=own
        )
    return phrases.fmt("Written by catalogue {recorded}; by {own} it is the same.", recorded=recorded, own=own)


def _called(path: tuple[str, ...], firm: Firm | None, phrases: Phrases) -> str:
    """What was asked: a fact by its label, of a project behind what the project is called, anything else by its key."""
    *within, name = path
    if within == [HELD]:
        return phrases.labelled(phrases.tr("already granted this year"), _programme_name(name, phrases))
    if within:
        return phrases.labelled(_project(within[0], firm), _called((name,), firm, phrases))
    if name in phrases.catalogue.facts:
        return phrases.in_brackets(phrases.label(name), name)
    return _project(name, firm)


def _project(key: str, firm: Firm | None) -> str:
    """What a project is called that stands at ``projects[1]``; any other key as it is."""
    found = re.fullmatch(rf"{PROJECTS}\[(\d+)\]", key)
    if found is None or firm is None or int(found[1]) >= len(firm.names):
        return sanitize(key)
    return sanitize(firm.names[int(found[1])])


def _programme_name(name: str, phrases: Phrases) -> str:
    return phrases.name(name) if name in phrases.catalogue.programmes else sanitize(name)


def key(found: Difference) -> str:
    """Return the key of a difference, of a programme's without the programme: ``window.closes``."""
    return ".".join(found.path[2:] if programme(found) else found.path)


def programme(found: Difference) -> str | None:
    """Return the id of the programme that a difference is about, if it is about one."""
    return found.path[1] if found.path[0] == "programmes" and len(found.path) > 1 else None
