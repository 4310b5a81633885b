"""What of an estimate a reader wants to see; apart from the page itself, which many commands never make."""

from __future__ import annotations

from szsubsidy.record import Record


class Wanted(Record):
    """What of an estimate is wanted beside the answer.

    ``everything``: the programmes about something else. ``details``: all that the answer rests on, with the citations'
    ``ids`` or with numbers, and the command that gives the same ``again``. ``menu``: the reader is asked what next.
    ``handed_on``: the page is for somebody who may not have this program.
    """

    everything: bool = False
    details: bool = False
    ids: bool = False
    menu: bool = False
    again: str = ""
    handed_on: bool = False


ANSWER = Wanted()
"""The answer alone."""
