"""``szsubsidy calendar``: when windows open and close, and terms start and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.analysis.calendar import Calendar, events, without_window
from szsubsidy.catalogue.model import JointCap, Rule, is_about
from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import FORMATS, argument, common_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session
from szsubsidy.days import FAR, iso
from szsubsidy.errors import SubsidyError, contradictory, days_reversed, message
from szsubsidy.views.calendar import calendar_csv, calendar_document, calendar_page

ALL_FORMATS = (*FORMATS, "ics")


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        argument(
            "wanted",
            list[str],
            [],
            metavar="[PROGRAMME]...",
            help=_("Ids, names or aliases of programmes; all if not given."),
            show_default=False,
            autocompletion=lambda: list(session.catalogue.programmes),
        ),
        as_of_option(_),
        option("from_day", str, None, "--from", help=_("The first day; that of --as-of if not given."), metavar="DATE"),
        option("until_day", str, None, "--until", help=_("The last day; no end if not given."), metavar="DATE"),
        option("everything", bool, False, "--all", help=_("Show the past, too.")),
        option("ics", bool, False, "--ics", help=_("Print an iCalendar file, for any calendar program.")),
        *output_options(_, ALL_FORMATS),
        *common_options(_),
    ]
    doc = _(
        "List the days to know: application windows, and the first and last days of terms.\n\n"
        "Example: szsubsidy calendar --ics > subsidies.ics"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """List what happens from a day on, in order."""
    output = _output(given)
    calendar = _calendar(session, given)
    if output == "ics":
        from szsubsidy.views.calendar_ics import calendar_ics

        session.write_bytes(calendar_ics(calendar, session.phrases))
    elif output == "json":
        session.write_json(calendar_document(calendar, session.phrases))
    elif output == "csv":
        session.write(calendar_csv(calendar, session.phrases))
    else:
        write_shown(session, calendar_page(calendar, session.phrases), output)
    return 0


def _output(given: dict[str, Any]) -> str:
    output = choose_format(given["output_format"], as_json=given["as_json"], formats=ALL_FORMATS)
    if not given["ics"]:
        return output
    if given["as_json"] or given["output_format"] not in {None, "ics"}:
        raise SubsidyError(
            message("contradicts --json or --format"), where="--ics", hint=message("give one of the two"), code="usage"
        )
    return "ics"


def _calendar(session: Session, given: dict[str, Any]) -> Calendar:
    as_of = session.day(given["as_of"])
    if given["everything"] and given["from_day"] is not None:
        raise contradictory("--all", "--from")
    first = as_of if given["from_day"] is None else session.day(given["from_day"], "--from")
    last = None if given["until_day"] is None else session.day(given["until_day"], "--until")
    if given["everything"]:
        first = 0
    if last is not None and last < first:
        raise days_reversed(iso(first), iso(last), where="--until" if given["from_day"] is None else "--from")
    catalogue = session.catalogue
    programmes = list(catalogue.programmes.values())
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    if given["wanted"]:
        programmes = list({item.id: item for item in map(session.programme, given["wanted"])}.values())
        rules = [rule for rule in rules if any(is_about(rule, programme.id) for programme in programmes)]
    found = events(programmes, rules, first, FAR if last is None else last)
    return Calendar(as_of, first or None, last, found, without_window(programmes, as_of))
