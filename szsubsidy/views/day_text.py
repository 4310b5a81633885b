"""Days as people write them: ``15 January 2026``, ``2026年1月15日``."""

from __future__ import annotations

from szsubsidy.errors import message
from szsubsidy.i18n import Translate

MONTHS = (
    message("January"),
    message("February"),
    message("March"),
    message("April"),
    message("May"),
    message("June"),
    message("July"),
    message("August"),
    message("September"),
    message("October"),
    message("November"),
    message("December"),
)
SHORT_MONTHS = (
    message("Jan"),
    message("Feb"),
    message("Mar"),
    message("Apr"),
    message("May"),
    message("Jun"),
    message("Jul"),
    message("Aug"),
    message("Sep"),
    message("Oct"),
    message("Nov"),
    message("Dec"),
)


def day_text(day: int, translate: Translate) -> str:
    """Write a day in the language of ``translate``: ``5 June 2026``."""
    return _written(day, MONTHS, translate)


def short_day_text(day: int, translate: Translate) -> str:
    """Write a day for a table: ``5 Jun 2026``; Chinese has one form."""
    return _written(day, SHORT_MONTHS, translate)


def _written(day: int, months: tuple[str, ...], translate: Translate) -> str:
    month = translate(months[day // 100 % 100 - 1])
    return translate(message("{day} {month} {year}")).format(day=day % 100, month=month, year=day // 10_000)


def days_text(first: int, last: int | None, translate: Translate) -> str:
    """Write the first and the last day of a span, as far as they are known."""
    start = day_text(first, translate)
    if last is None:
        return translate(message("from {start}, last day not known")).format(start=start)
    return translate(message("{start} to {end}")).format(start=start, end=day_text(last, translate))
