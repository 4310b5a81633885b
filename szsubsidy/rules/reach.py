"""Whether one can still apply for a programme, and the day on which its terms are then judged.

It depends on the programme and the as-of day alone, on no applicant.
"""

from __future__ import annotations

from szsubsidy.catalogue.model import Edition, Programme, Window
from szsubsidy.days import FAR, day_after, days_between
from szsubsidy.record import Record
from szsubsidy.vocabulary import Reach

SOON_DAYS = 60
"""As many days are counted; a longer time is told by its last day alone."""


class Availability(Record):
    """Whether one can apply, seen from an as-of day.

    ``window`` is the one to tell of: that which is open; the next one; that which has opened and whose last day no
    source gives, if any (``unknown``); the one that closed last, if any (``closed``). ``day`` is the application day,
    on which the terms are judged: the as-of day, the day on which an upcoming window opens, None where it is closed.
    """

    reach: Reach
    window: Window | None
    day: int | None

    @property
    def confirmed(self) -> bool:
        """Whether the window rests on more than an unconfirmed source."""
        return self.window is None or _confirmed(self.window)

    def days_left(self, as_of: int) -> int | None:
        """Return for how many days after the as-of day one can apply, if it is open and they are no more than sixty."""
        if self.reach != "open" or self.window is None or self.window.closes is None:
            return None
        days = days_between(as_of, self.window.closes)
        return days if days <= SOON_DAYS else None

    @property
    def is_open(self) -> bool:
        """Whether one can apply on the as-of day, by a window that is confirmed."""
        return self.reach == "open" and self.confirmed


# A worked example. A programme took applications from 1 March to 30 April 2026; a second call opened on 7 September,
# its last day is in no source; the terms end with the year. On 1 February: upcoming, judged on 1 March. On 1 April:
# open. On 1 June: upcoming, judged on 7 September. On 28 November: unknown, as the second call may have closed. On
# 1 January 2027: closed, as there are no terms to apply under. Without the second call it would be closed from 1 May
# on; had no call been found, unknown while the terms are in force.


def availability(programme: Programme, as_of: int) -> Availability:
    """Return whether one can apply for a programme, seen from a day.

    A window that is known to open later counts for more than one that has opened and may have closed. The days of
    redeeming a voucher are not asked: who holds none yet cannot apply in them.
    """
    edition, validity = programme.edition_on(as_of)
    in_force, paused = validity == "in-force", edition.is_paused_on(as_of)
    if in_force and not paused and (window := _open_window(edition, as_of)) is not None:
        return Availability("open", window, as_of)
    ahead = _ahead(programme, as_of)
    if ahead:
        day, window = min(ahead, key=lambda found: (found[0], found[1].closes or FAR))
        return Availability("upcoming", window, day)
    if in_force and not paused:
        own = applying(edition)
        endless = [window for window in own if window.closes is None]
        if endless or not own:
            return Availability("unknown", max(endless, key=lambda window: window.opens, default=None), as_of)
    if validity == "not-yet":
        return Availability("unknown", None, as_of)
    return Availability("closed", last_window(programme, as_of), None)


def applying(edition: Edition) -> list[Window]:
    """Return the windows in which somebody who holds nothing yet can apply."""
    return [window for window in edition.windows if window.stage != "redeem"]


def last_window(programme: Programme, as_of: int) -> Window | None:
    """Return the application window that closed last before a day."""
    windows = [window for edition in programme.editions for window in applying(edition)]
    past = [window for window in windows if (window.closes or FAR) < as_of]
    return max(past, key=lambda window: (window.closes or FAR, window.opens), default=None)


def _open_window(edition: Edition, as_of: int) -> Window | None:
    """The window that is open; of several a confirmed one, and of these the one that closes last."""
    windows = [window for window in applying(edition) if window.closes and window.opens <= as_of <= window.closes]
    return max(windows, key=lambda window: (_confirmed(window), window.closes or 0), default=None)


def _ahead(programme: Programme, as_of: int) -> list[tuple[int, Window]]:
    """The windows that open after a day under terms that are in force by then, each with its first day."""
    return [
        (day, window)
        for edition in programme.editions
        for window in applying(edition)
        if (day := _first_day(window, edition, as_of)) is not None and as_of < day <= (edition.until or FAR)
    ]


def _first_day(window: Window, edition: Edition, as_of: int) -> int | None:
    """The day on which a window opens or, if its edition is then paused, opens again; None if it does not."""
    opens = max(window.opens, edition.starts)
    day = max(opens, as_of)
    if not edition.is_paused_on(day):
        return opens
    assert edition.paused is not None
    again = day_after(edition.paused.until) if edition.paused.until else FAR
    return again if again <= (window.closes or FAR) and again != FAR else None


def _confirmed(window: Window) -> bool:
    return window.confidence != "unconfirmed"
