"""What whoever maintains a programme should look at: gaps, lost ground, old reviews, calls that are over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from szsubsidy.catalogue.model import Edition, Programme
from szsubsidy.catalogue.sources import Source
from szsubsidy.days import FAR, from_date, iso, to_date
from szsubsidy.errors import message
from szsubsidy.lint.diagnostic import Diagnostic, warning
from szsubsidy.lint.soundness import place_of
from szsubsidy.rules.notices import STALE_DAYS, ends_soon
from szsubsidy.rules.reach import SOON_DAYS, availability, last_window


def upkeep(programme: Programme, sources: Mapping[str, Source], file: str, today: int) -> Iterator[Diagnostic]:
    """Yield a warning for each thing to look at in a programme on the day ``today``."""
    yield from _gaps(programme, file)
    last = programme.editions[-1]
    if ends_soon(last, today):
        yield warning(
            message("the last terms end on {day}"),
            where=f"{file}: editions",
            hint=message("an edition that follows"),
            code="ends-soon",
            day=iso(last.until or 0),
        )
    for edition in programme.editions:
        place = place_of(edition, file)
        over = edition.until is not None and edition.until < today
        if not over and (to_date(today) - to_date(edition.reviewed)).days > STALE_DAYS:
            yield warning(
                message("last reviewed on {day}"),
                where=f"{place}.reviewed",
                hint=message("hold the figures against the source"),
                code="stale",
                day=iso(edition.reviewed),
            )
        yield from _ground(edition, sources, place, today)
        yield from _days_outside(edition, place)
    yield from _calls(programme, file, today)


def _gaps(programme: Programme, file: str) -> Iterator[Diagnostic]:
    for earlier, later in pairwise(programme.editions):
        assert earlier.until is not None
        first = from_date(to_date(earlier.until) + timedelta(days=1))
        if first != later.starts:
            last = from_date(to_date(later.starts) - timedelta(days=1))
            yield warning(
                message("no terms from {start} to {end}"),
                where=f"{file}: editions",
                hint=message("no gap, unless there was one"),
                code="gap",
                start=iso(first),
                end=iso(last),
            )


def _ground(edition: Edition, sources: Mapping[str, Source], place: str, today: int) -> Iterator[Diagnostic]:
    """What an edition rests on: whether its last day is that of the source, and whether it is past."""
    rests_on = edition.rests_on
    if rests_on is None:
        return
    until = sources[rests_on.source].until
    if until is not None and until != rests_on.until:
        yield warning(
            message("{source} ends on {day} here and on {other} among the sources"),
            where=f"{place}.rests_on",
            hint=message("the same last day in both"),
            code="rests-on-differs",
            source=rests_on.source,
            day=iso(rests_on.until),
            other=iso(until),
        )
    days_left = (to_date(rests_on.until) - to_date(today)).days
    if days_left > SOON_DAYS or not edition.starts <= today <= (edition.until or FAR):
        return
    past = days_left < 0
    yield warning(
        message("in doubt: rests on {source}, which ended on {day}")
        if past
        else message("in doubt soon: rests on {source}, which ends on {day}"),
        where=f"{place}.rests_on",
        hint=message("the document that follows, or the day on which these terms end"),
        code="in-doubt" if past else "in-doubt-soon",
        source=rests_on.source,
        day=iso(rests_on.until),
    )


def _days_outside(edition: Edition, place: str) -> Iterator[Diagnostic]:
    """Days of ``exhausted_on`` and ``paused`` that do not lie within the edition that has them."""
    days = {"exhausted_on.day": edition.exhausted_on.day} if edition.exhausted_on else {}
    if edition.paused:
        days["paused.from"] = edition.paused.starts
        days |= {"paused.until": edition.paused.until} if edition.paused.until else {}
    for key, day in days.items():
        if not edition.starts <= day <= (edition.until or FAR):
            within = message("a day from {first} to {last}") if edition.until else message("a day from {first} on")
            yield warning(
                message("{day} lies outside these terms"),
                where=f"{place}.{key}",
                hint=within,
                code="outside-edition",
                day=iso(day),
                first=iso(edition.starts),
                last=iso(edition.until or FAR),
            )


def _calls(programme: Programme, file: str, today: int) -> Iterator[Diagnostic]:
    """Terms in force whose application windows are all over, unless the money is used up and none is to be expected."""
    edition, validity = programme.edition_on(today)
    last = last_window(programme, today)
    if (
        validity != "in-force"
        or edition.exhausted_on
        or last is None
        or availability(programme, today).reach != "closed"
    ):
        return
    assert last.closes is not None
    yield warning(
        message("the last window known closed on {day}"),
        where=f"{place_of(edition, file)}.windows",
        hint=message("the next one; exhausted_on, if the money is used up"),
        code="no-window-ahead",
        day=iso(last.closes),
    )
