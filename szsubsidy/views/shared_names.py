"""Says that rows of a table are of the same firm, where each counts as a firm of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.batch.names import Repeated
from szsubsidy.errors import message
from szsubsidy.formats.page import Content, Count
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.tables import RepeatedNamesDocument


def shared_names(repeated: Repeated, phrases: Phrases) -> Iterator[Content]:
    """Yield how many rows share a name or a credit code, and what would count the rows of a firm together."""
    told = message(
        "{rows} rows have a name that other rows have, too: caps count a firm's year, so the sums may be too high; "
        "--firm {heading} counts them as one firm"
    )
    if repeated.is_code:
        told = message(
            "{rows} rows have a credit code that other rows have, too: caps count a firm's year, so the sums may be "
            "too high; --firm {heading} counts them as one firm"
        )
    yield phrases.fmt(told, rows=Count(repeated.rows), heading=_shown(repeated.heading))
    yield from _beyond(repeated, phrases)


def shared_caps(repeated: Repeated, phrases: Phrases) -> Iterator[Content]:
    """Yield how many rows of a result share a name, and that the yearly caps count each row by itself."""
    told = message(
        "{rows} rows have a name that other rows have, too. Each counts as a firm, with yearly caps of its own; "
        "szsubsidy batch --firm {heading} makes one row a firm."
    )
    if repeated.is_code:
        told = message(
            "{rows} rows have a credit code that other rows have, too. Each counts as a firm, with yearly caps of its "
            "own; szsubsidy batch --firm {heading} makes one row a firm."
        )
    yield phrases.fmt(told, rows=Count(repeated.rows), heading=_shown(repeated.heading))
    yield from _beyond(repeated, phrases)


def repeated_document(repeated: Repeated) -> RepeatedNamesDocument:
    """Return the same for programs."""
    return {"heading": repeated.heading, "rows": repeated.rows, "at_least": repeated.at_least}


def _beyond(repeated: Repeated, phrases: Phrases) -> Iterator[Content]:
    if repeated.at_least:
        yield phrases.tr("There are more than a million different ones; not all of them are counted.")


def _shown(heading: str) -> str:
    """A heading as an option's value."""
    heading = sanitize(heading)
    return f'"{heading}"' if " " in heading else heading
