"""What whoever maintains a programme should look at: gaps between terms, terms that end soon, old reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from szsubsidy.catalogue.model import Programme
from szsubsidy.days import from_date, iso, to_date
from szsubsidy.errors import message
from szsubsidy.lint.diagnostic import Diagnostic, warning
from szsubsidy.lint.soundness import place_of
from szsubsidy.rules.notices import STALE_DAYS, ends_soon


def upkeep(programme: Programme, file: str, today: int) -> Iterator[Diagnostic]:
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
        over = edition.until is not None and edition.until < today
        if not over and (to_date(today) - to_date(edition.reviewed)).days > STALE_DAYS:
            yield warning(
                message("last reviewed on {day}"),
                where=f"{place_of(edition, file)}.reviewed",
                hint=message("hold the figures against the source"),
                code="stale",
                day=iso(edition.reviewed),
            )


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
