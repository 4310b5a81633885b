"""The days to know: windows open and close, terms and rules of cumulation start and end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.model import Edition, Programme, Window
from szsubsidy.catalogue.together import JointCap, Rule, named_by
from szsubsidy.days import FAR, day_after, from_date, to_date
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.reach import availability
from szsubsidy.vocabulary import EVENT_KINDS, Confidence, EventKind, Stage

RECENT = 183
"""For as many days after its last one a period, or terms that expired, are news."""
YEAR = 365
"""For as many days ahead it is worth saying that no terms are known to follow those that expire."""


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

    @property
    def is_confirmed(self) -> bool:
        """Whether more than an unconfirmed source tells of it."""
        return self.confidence != "unconfirmed"


class Windows(NamedTuple):
    """The windows as they stand on a day: each as its closing or, where that is not known, as its opening.

    ``perhaps`` are those of which an unconfirmed source says that they are open, and those that opened and have no
    last day that is known. Neither has what is in doubt, as nothing of it is within reach. ``closed`` are those that
    closed in the `RECENT` days before, while nothing else of their programme is open or ahead; ``expired`` the ends of
    terms in these days that nothing follows.
    """

    open: list[Event]
    perhaps: list[Event]
    closed: list[Event]
    expired: list[Event]


class Calendar(NamedTuple):
    """Events of ``programmes`` from ``first`` to ``last`` as seen on the day ``as_of``; None where there is no bound.

    ``lines`` are the same events, of which those that say one thing on one day are one. ``windows`` are as they stand
    on ``as_of``. ``under_way`` is what began before ``first`` and holds on that day, without an end that is known or an
    event that tells of it: a window whose last day no source gives, terms in doubt, a pause, used-up money.
    ``without_window`` are the programmes in force for which no window is known from ``as_of`` on.
    """

    programmes: tuple[Programme, ...]
    as_of: int
    first: int | None
    last: int | None
    events: list[Event]
    lines: list[Event]
    windows: Windows
    under_way: list[Event]
    without_window: list[Programme]

    def is_near(self, event: Event) -> bool:
        """Whether an event is within the year from the day on which the calendar is looked at."""
        return (to_date(event.day) - to_date(self.as_of)).days <= YEAR


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
        programmes=programmes,
        as_of=as_of,
        first=first,
        last=last,
        events=_in_order(ahead, _subject),
        lines=_in_order(ahead, _what_is_said),
        windows=_windows(programmes, of_programmes, as_of),
        under_way=_in_order(under_way, _subject),
        without_window=_without_window(programmes, as_of),
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


# A worked example. On 1 November 2026: a call of which only an unconfirmed source tells runs from 1 September to
# 10 November, and is perhaps open; the second call for claims opened on 7 September, has no last day, and is perhaps
# open, too. On 28 November the first has just closed. From 13 May on it is no news. The call of the second is in doubt
# from 25 December on, and no longer perhaps open.


def _windows(programmes: Iterable[Programme], events: Iterable[Event], as_of: int) -> Windows:
    """Return the windows as they stand on a day, those to act on soonest first."""
    in_force, reach, lapsed = {}, {}, set()
    for programme in programmes:
        in_force[programme.id] = _in_force(programme, as_of)
        reach[programme.id] = availability(programme, as_of).reach
        if programme.edition_on(as_of)[1] == "lapsed":
            lapsed.add(programme.id)
    since = from_date(to_date(as_of) - timedelta(days=RECENT))
    opened = [event for event in events if event.window and event.window.opens <= as_of]
    taking = [
        event
        for event in opened
        if event.edition == in_force[event.programmes[0]]
        and event.edition
        and not event.edition.is_paused_on(as_of)
        and event.edition.met_status(as_of) != "in-doubt"
    ]
    closing = [event for event in taking if event.kind == "closes" and event.day >= as_of]
    endless = [event for event in taking if event.kind == "opens" and event.window and event.window.closes is None]
    past = [event for event in events if since <= event.day < as_of]
    closed = [
        event
        for event in past
        if event.kind == "closes" and (event.stage == "redeem" or reach[event.programmes[0]] == "closed")
    ]
    expired = [event for event in past if event.kind == "ends" and event.programmes[0] in lapsed]
    return Windows(
        open=_in_order([event for event in closing if event.is_confirmed], _what_is_said),
        perhaps=_in_order([*endless, *(event for event in closing if not event.is_confirmed)], _what_is_said),
        closed=_in_order(closed, _what_is_said)[::-1],
        expired=_in_order(expired, _what_is_said)[::-1],
    )


def _in_order(found: Iterable[Event], key: Callable[[Event], tuple[object, ...]]) -> list[Event]:
    """By day; of those with one key on one day, the first, with the programmes of all."""
    events: dict[tuple[object, ...], Event] = {}
    for event in found:
        first = events.setdefault((event.day, event.kind, event.stage, *key(event)), event)
        programmes_of_all = dict.fromkeys((*first.programmes, *event.programmes))
        events[event.day, event.kind, event.stage, *key(event)] = first._replace(programmes=tuple(programmes_of_all))
    return sorted(events.values(), key=lambda event: (event.day, EVENT_KINDS.index(event.kind)))


def _subject(event: Event) -> tuple[object, ...]:
    """What an event is about: a programme, a rule, or the document that terms rest on."""
    return (event.subject,)


def _what_is_said(event: Event) -> tuple[object, ...]:
    """What a line says of an event beside its day, its kind and its programmes."""
    about = event.subject if event.kind in {"rule-starts", "rule-ends"} else ""
    until = event.edition.until if event.edition and event.kind == "in-doubt" else None
    closes = event.window.closes if event.window else None
    return about, until, closes, event.is_confirmed, event.exact, event.followed


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
        first = max(edition.starts, day_after(rests_on.until))
        yield Event(first, "in-doubt", rests_on.source, (programme,), rests_on.source, edition=edition)
    if paused:
        days.append((paused.starts, "pauses", paused))
    if paused and paused.until is not None and paused.until < (edition.until or FAR):
        days.append((day_after(paused.until), "resumes", paused))
    if exhausted:
        days.append((exhausted.day, "exhausted", exhausted))
    for day, kind, cited in days:
        yield Event(day, kind, programme, (programme,), cited.cite, edition=edition, confidence=cited.confidence)


def _of_rule(rule: Rule | JointCap) -> Iterator[Event]:
    names = named_by(rule)
    if rule.starts is not None:
        yield Event(rule.starts, "rule-starts", rule.id, names, rule.cite)
    if rule.until is not None:
        yield Event(rule.until, "rule-ends", rule.id, names, rule.cite)
