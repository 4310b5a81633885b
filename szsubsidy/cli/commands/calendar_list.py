"""``szsubsidy calendar``: what is open, when applications open and close, when terms take effect and expire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from szsubsidy.analysis.calendar import Calendar, calendar
from szsubsidy.catalogue.together import JointCap, Rule, is_about
from szsubsidy.cli.emit import DocumentMaker, Output, OutputOptions, emit
from szsubsidy.cli.options import Argument, AsOf, Option, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.errors import SubsidyError, contradictory, days_reversed, message
from szsubsidy.formats.view import View
from szsubsidy.views.calendar import calendar_document, calendar_page, calendar_records


def command(
    session: Session,
    wanted: Annotated[
        list[str] | None,
        Argument(
            metavar="[PROGRAMME]...",
            help=message("IDs, names or aliases of programmes (default: all)."),
            complete=complete_programmes,
        ),
    ] = None,
    *,
    as_of: AsOf = None,
    from_day: Annotated[
        str | None, Option("--from", help=message("The first day (default: that of --as-of)."), metavar="DATE")
    ] = None,
    until_day: Annotated[
        str | None, Option("--until", help=message("The last day (default: no end)."), metavar="DATE")
    ] = None,
    past: Annotated[bool, Option("--past --all", help=message("Also show earlier days."))] = False,
    ics: Annotated[bool, Option("--ics", help=message("Print an iCalendar file, for any calendar program."))] = False,
    output: Annotated[Output, OutputOptions(more=("ics",))],
) -> int:
    """List the days to know: what is open, when applications open and close, when terms take effect and expire.

    Example: szsubsidy calendar --ics > subsidies.ics
    """
    as_ics = _wants_ics(output, ics=ics)
    first, last = _period(session, as_of, from_day, until_day, past=past)
    listed = _calendar(session, session.day(as_of), first, last, wanted)
    if as_ics:
        from szsubsidy.views.calendar_ics import calendar_ics

        session.write_bytes(calendar_ics(listed, session.phrases))
        return 0
    view = View(
        lambda: calendar_page(listed, session.phrases),
        lambda: calendar_document(listed, session.phrases),
        lambda: calendar_records(listed, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    return calendar_document


def _wants_ics(output: Output, *, ics: bool) -> bool:
    if ics and output.option is not None and output.format != "ics":
        raise SubsidyError(
            message("contradicts --json or --format"), where="--ics", hint=message("give one of the two"), code="usage"
        )
    return ics or output.format == "ics"


def _period(
    session: Session, as_of: str | None, from_day: str | None, until_day: str | None, *, past: bool
) -> tuple[int, int | None]:
    """Return the first and the last day to list; the last is None where there is no end."""
    if past and from_day is not None:
        raise contradictory("--past", "--from")
    first = session.day(as_of) if from_day is None else session.day(from_day, "--from")
    last = None if until_day is None else session.day(until_day, "--until")
    if past:
        first = 0
    if last is not None and last < first:
        raise days_reversed(iso(first), iso(last), where="--until" if from_day is None else "--from")
    return first, last


def _calendar(session: Session, as_of: int, first: int, last: int | None, wanted: Sequence[str] | None) -> Calendar:
    programmes = session.programmes(wanted)
    rules: list[Rule | JointCap] = [*session.catalogue.rules, *session.catalogue.joint_caps]
    if wanted:
        rules = [rule for rule in rules if any(is_about(rule, programme.id) for programme in programmes)]
    return calendar(programmes, rules, as_of, first or None, last)
