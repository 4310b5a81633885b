"""The days to know: windows open and close, terms and rules of cumulation start and end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.model import Edition, Programme, Window
from szsubsidy.catalogue.together import JointCap, Rule, named_by
from szsubsidy.days import FAR, from_date, to_date
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.reach import availability
from szsubsidy.vocabulary import EVENT_KINDS, Confidence, EventKind, Stage


class Event(NamedTuple):
    """What happens on a day to a programme or, by the rule or the document named in ``subject``, to several.

    A closing or end is the last day that still counts; ``in-doubt`` is the first day on which what the terms rest on
    has ended, ``pauses`` and ``resumes`` are the first days without applications and with them again.
    ``confidence`` is that of a window, a pause or used-up money, else None; ``exact`` is False where the day is
    derived. ``followed`` tells of an end whether new terms start on the next day.
    """

    day: int
    kind: EventKind
    subject: str
    programmes: tuple[str, ...]
    cite: str
    window: Window | None = None
    edition: Edition | None = None
    confidence: Confidence | None = None
    exact: bool = True
    followed: bool = False

    @property
    def stage(self) -> Stage | None:
        """What a window that opens or closes takes."""
        return self.window.stage if self.window else None


class Calendar(NamedTuple):
    """Events of ``programmes`` from ``first`` to ``last`` as seen on the day ``as_of``; None where there is no bound.

    ``under_way`` is what began before ``first`` and holds on that day, without an end that is known or an event that
    tells of it: a window whose last day no source gives, terms in doubt, a pause, used-up money.
    ``without_window`` are the programmes in force for which no window is known from ``as_of`` on.
    """

    programmes: tuple[Programme, ...]
    as_of: int
    first: int | None
    last: int | None
    events: list[Event]
    under_way: list[Event]
    without_window: list[Programme]


def calendar(
    programmes: Iterable[Programme],
    rules: Iterable[Rule | JointCap],
    as_of: int,
    first: int | None = None,
    last: int | None = None,
) -> Calendar:
    """Return what happens to programmes, and by rules, from the day ``first`` to the day ``last``, in order."""
    programmes = tuple(programmes)
    of_programmes = [event for programme in programmes for event in _of_programme(programme)]
    of_rules = [event for rule in rules for event in _of_rule(rule)]
    ahead = [event for event in (*of_programmes, *of_rules) if (first or 0) <= event.day <= (last or FAR)]
    in_force = {programme.id: _in_force(programme, first or 0) for programme in programmes}
    under_way = [
        event
        for event in of_programmes
        if event.edition is not None and event.edition == in_force[event.programmes[0]] and _holds(event, first or 0)
    ]
    return Calendar(
        programmes, as_of, first, last, _in_order(ahead), _in_order(under_way), _without_window(programmes, as_of)
    )


def days_ahead(findings: Iterable[Finding], as_of: int) -> Calendar:
    """Return the windows and ends from a day on, of the programmes that grant something, or may yet do so."""
    programmes = [finding.programme for finding in findings if finding.applies or finding.status == "not-yet"]
    return calendar(programmes, (), as_of, first=as_of)


# A worked example. The second call for claims opened on 7 September 2026, no source gives its last day, and what the
# terms rest on ends on 24 December. Seen on 28 November the call is under way, and the doubt of 25 December lies ahead;
# seen on 10 January both are under way. From 1 July 2027 on, when the terms have ended, neither is.


def _in_force(programme: Programme, day: int) -> Edition | None:
    edition, validity = programme.edition_on(day)
    return edition if validity == "in-force" else None


def _holds(event: Event, day: int) -> bool:
    """Whether what began before a day still holds on it, and no day is known on which it ends."""
    if event.day >= day or event.edition is None:
        return False
    match event.kind:
        case "opens":
            return event.window is not None and event.window.closes is None
        case "pauses":
            return event.edition.is_paused_on(day)
    return event.kind in {"in-doubt", "exhausted"}


def _in_order(found: Iterable[Event]) -> list[Event]:
    """By day; of those that name one thing on one day in one way, the first, with the programmes of all."""
    events: dict[tuple[str, str, Stage | None, int], Event] = {}
    for event in found:
        key = (event.subject, event.kind, event.stage, event.day)
        first = events.setdefault(key, event)
        programmes_of_all = dict.fromkeys((*first.programmes, *event.programmes))
        events[key] = first._replace(programmes=tuple(programmes_of_all))
    return sorted(events.values(), key=lambda event: (event.day, EVENT_KINDS.index(event.kind)))


def _without_window(programmes: Iterable[Programme], as_of: int) -> list[Programme]:
    """The programmes in force that have no window open or ahead, as far as is known."""
    return [programme for programme in programmes if _is_without_window(programme, as_of)]


def _is_without_window(programme: Programme, as_of: int) -> bool:
    known = availability(programme, as_of)
    no_window = known.reach == "closed" or known.window is None
    return no_window and programme.edition_on(as_of)[1] == "in-force"


def _of_programme(programme: Programme) -> Iterator[Event]:
    names = (programme.id,)
    for edition, successor in zip(programme.editions, [*programme.editions[1:], None], strict=True):
        cite, exact = edition.in_force.cite, edition.in_force.exact
        yield Event(edition.starts, "starts", programme.id, names, cite, edition=edition, exact=exact)
        if edition.until is not None:
            followed = successor is not None and (to_date(successor.starts) - to_date(edition.until)).days == 1
            yield Event(
                day=edition.until,
                kind="ends",
                subject=programme.id,
                programmes=names,
                cite=cite,
                edition=edition,
                exact=exact,
                followed=followed,
            )
        for window in edition.windows:
            yield Event(window.opens, "opens", programme.id, names, window.cite, window, edition, window.confidence)
            if window.closes is not None:
                closes = window.closes
                yield Event(closes, "closes", programme.id, names, window.cite, window, edition, window.confidence)
        yield from _reservations(programme.id, edition)


def _reservations(programme: str, edition: Edition) -> Iterator[Event]:
    """The days on which an edition comes in doubt, is paused or goes on, and its money was used up."""
    rests_on, paused, exhausted = edition.rests_on, edition.paused, edition.exhausted_on
    days: list[tuple[int, EventKind, Cited]] = []
    if rests_on and rests_on.until < (edition.until or FAR):
        first = max(edition.starts, _day_after(rests_on.until))
        yield Event(first, "in-doubt", rests_on.source, (programme,), rests_on.source, edition=edition)
    if paused:
        days.append((paused.starts, "pauses", paused))
    if paused and paused.until is not None and paused.until < (edition.until or FAR):
        days.append((_day_after(paused.until), "resumes", paused))
    if exhausted:
        days.append((exhausted.day, "exhausted", exhausted))
    for day, kind, cited in days:
        yield Event(day, kind, programme, (programme,), cited.cite, edition=edition, confidence=cited.confidence)


def _day_after(day: int) -> int:
    return from_date(to_date(day) + timedelta(days=1))


def _of_rule(rule: Rule | JointCap) -> Iterator[Event]:
    names = named_by(rule)
    if rule.starts is not None:
        yield Event(rule.starts, "rule-starts", rule.id, names, rule.cite)
    if rule.until is not None:
        yield Event(rule.until, "rule-ends", rule.id, names, rule.cite)
