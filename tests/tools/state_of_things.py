"""The box "state of things" of the README and its twins, as the catalogue has it on the day that the box names.

It stands between ``<!-- state of things: 2026-11-28 -->`` and ``<!-- end of the box -->``. To bring it to another day,
change the day and run ``python -m tests.tools.readme``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from szsubsidy.analysis.calendar import calendar
from szsubsidy.catalogue.model import Catalogue, Programme, Window
from szsubsidy.catalogue.read import read_catalogue
from szsubsidy.days import parse_day
from szsubsidy.i18n import translator
from szsubsidy.rules.reach import availability
from szsubsidy.views.day_text import day_text
from szsubsidy.vocabulary import Reach

BOX = re.compile(r"(<!-- state of things: (\S+) -->\n).*?(<!-- end of the box -->)", re.DOTALL)


class Words(NamedTuple):
    """What the box says in a language; ``heading`` and labels first, then entries and how they are joined."""

    heading: str
    open: str
    perhaps: str
    opens: str
    closed: str
    ends: str
    in_doubt: str
    successor: str
    reviewed: str
    line: str
    between: str
    names: tuple[str, str]
    nothing: str
    until: str
    since: dict[str, str]
    on: str
    unconfirmed: str
    ending: str
    doubtful: str
    none: str
    days: str


WORDS = {
    "en": Words(
        heading="## State of things on {day}",
        open="Open now",
        perhaps="Perhaps open",
        opens="Opens",
        closed="Just closed",
        ends="Ends",
        in_doubt="In doubt then",
        successor="Successor",
        reviewed="Reviewed",
        line="- **{label}**: {entries}",
        between="; ",
        names=(", ", " and "),
        nothing="nothing that is known",
        until="{name} until {day}",
        since={
            "apply": "{name}: applications since {day}, end not known",
            "claim": "{name}: claims since {day}, end not known",
        },
        on="{name} on {day}",
        unconfirmed="{entry} (unconfirmed)",
        ending="{day}: the terms of {count} programmes, among them {names}",
        doubtful="{count} programmes whose own terms run to {day}, among them {names}",
        none="none is known",
        days="{first} to {last}",
    ),
    "zh-Hans": Words(
        heading="## {day}的情况",
        open="受理中",
        perhaps="或在受理",
        opens="即将受理",
        closed="刚截止",
        ends="到期",
        in_doubt="届时效力存疑",
        successor="后续政策",
        reviewed="核对日期",
        line="- **{label}**：{entries}",
        between="；",
        names=("、", "和"),
        nothing="未查得",
        until="{name}，{day}截止",
        since={"apply": "{name}，{day}起申报，截止日未查得", "claim": "{name}，{day}起申领，截止日未查得"},
        on="{name}，{day}",
        unconfirmed="{entry}（待证实）",
        ending="{day}，{count}个资助项目的条款到期，包括{names}",
        doubtful="{count}个资助项目，其自身条款至{day}，包括{names}",
        none="未查得",
        days="{first}至{last}",
    ),
    "zh-Hant": Words(
        heading="## {day}的情況",
        open="接受申請中",
        perhaps="或接受申請",
        opens="即將接受申請",
        closed="剛截止",
        ends="屆滿",
        in_doubt="屆時效力存疑",
        successor="後續政策",
        reviewed="覆核日期",
        line="- **{label}**：{entries}",
        between="；",
        names=("、", "和"),
        nothing="未查得",
        until="{name}，{day}截止",
        since={"apply": "{name}，{day}起接受申請，截止日未查得", "claim": "{name}，{day}起可申領，截止日未查得"},
        on="{name}，{day}",
        unconfirmed="{entry}（待證實）",
        ending="{day}，{count}個資助項目的條款屆滿，包括{names}",
        doubtful="{count}個資助項目，其自身條款至{day}，包括{names}",
        none="未查得",
        days="{first}至{last}",
    ),
}


def with_state(text: str, catalogue: Path, language: str) -> str:
    """Return a document with the box, if it has one, as the catalogue of a folder has it on the day of the box."""

    def anew(box: re.Match[str]) -> str:
        day = parse_day(box[2])
        assert day is not None
        return "\n\n".join([box[1].rstrip(), *state(read_catalogue(catalogue), day, language), box[3]])

    return BOX.sub(anew, text)


def state(catalogue: Catalogue, day: int, language: str) -> tuple[str, str]:
    """Return the heading of the box and its lines."""
    words, box = WORDS[language], _Box(catalogue, day, language)
    lines = {
        words.open: box.open(),
        words.perhaps: box.perhaps_open(),
        words.opens: box.opening(),
        words.closed: box.just_closed(),
        words.ends: box.ends(),
        words.in_doubt: box.in_doubt(),
        words.successor: box.successors(),
        words.reviewed: [box.reviewed()],
    }
    shown = (
        words.line.format(label=label, entries=words.between.join(entries))
        for label, entries in lines.items()
        if entries
    )
    return words.heading.format(day=box.day(day)), "\n".join(shown)


class _Box:
    """The entries of the box, each a text."""

    def __init__(self, catalogue: Catalogue, as_of: int, language: str) -> None:
        self.as_of = as_of
        self.programmes = catalogue.programmes
        self.language = language
        self.words = WORDS[language]
        self.translate = translator(language)
        found = ((programme, programme.edition_on(as_of)) for programme in catalogue.programmes.values())
        self.in_force = {
            programme.id: (programme, edition)
            for programme, (edition, validity) in found
            if edition is not None and validity == "in-force"
        }

    def day(self, day: int) -> str:
        return day_text(day, self.translate)

    def open(self) -> list[str]:
        return [self._until(name, window) for name, window in self._that("open", confirmed=True)] or [
            self.words.nothing
        ]

    def perhaps_open(self) -> list[str]:
        weak = [self.words.unconfirmed.format(entry=self._until(*each)) for each in self._that("open", confirmed=False)]
        opened = [
            self.words.since[window.stage].format(name=name, day=self.day(window.opens))
            for name, window in self._that("unknown")
        ]
        return [*weak, *opened]

    def opening(self) -> list[str]:
        ahead = sorted(self._that("upcoming"), key=lambda entry: entry[1].opens)
        return [self.words.on.format(name=name, day=self.day(window.opens)) for name, window in ahead]

    def just_closed(self) -> list[str]:
        """What the calendar of that day says has just closed, but for redeeming."""
        entries = []
        for event in calendar(self.programmes.values(), (), self.as_of).windows.closed:
            if event.stage != "redeem":
                names = self._names([self.programmes[name] for name in event.programmes])
                entry = self.words.on.format(name=names, day=self.day(event.day))
                entries.append(entry if event.is_confirmed else self.words.unconfirmed.format(entry=entry))
        return entries

    def ends(self) -> list[str]:
        until, ending = self._next_end()
        return [self.words.ending.format(day=self.day(until), count=len(ending), names=self._best_known(ending))]

    def in_doubt(self) -> list[str]:
        """What rests on measures that end on the day on which terms end next, and runs on, by the day it runs to."""
        ended, _ = self._next_end()
        runs_to: dict[int, list[Programme]] = {}
        for programme, edition in self.in_force.values():
            if edition.until is not None and edition.rests_on is not None and edition.rests_on.until == ended:
                runs_to.setdefault(edition.until, []).append(programme)
        return [
            self.words.doubtful.format(count=len(programmes), day=self.day(until), names=self._best_known(programmes))
            for until, programmes in sorted(runs_to.items())
        ]

    def successors(self) -> list[str]:
        until, ending = self._next_end()
        followed = [programme for programme in ending if any(edition.starts > until for edition in programme.editions)]
        return [self._names(followed)] if followed else [self.words.none]

    def reviewed(self) -> str:
        days = {edition.reviewed for _, edition in self.in_force.values()}
        first, last = self.day(min(days)), self.day(max(days))
        return last if first == last else self.words.days.format(first=first, last=last)

    def _that(self, reach: Reach, *, confirmed: bool | None = None) -> Iterator[tuple[str, Window]]:
        """Yield the programmes of a reach of which a window can be told, by name."""
        for programme, _ in self.in_force.values():
            found = availability(programme, self.as_of)
            if found.reach == reach and found.window is not None and confirmed in {None, found.confirmed}:
                yield programme.name[self.language], found.window

    def _until(self, name: str, window: Window) -> str:
        return self.words.until.format(name=name, day=self.day(window.closes or 0))

    def _next_end(self) -> tuple[int, list[Programme]]:
        """Return the next day on which terms end, and the programmes whose terms do."""
        ends: dict[int, list[Programme]] = {}
        for programme, edition in self.in_force.values():
            if edition.until is not None:
                ends.setdefault(edition.until, []).append(programme)
        until = min(ends)
        return until, ends[until]

    def _best_known(self, programmes: list[Programme]) -> str:
        """Name the vouchers among some programmes, or else the first two."""
        return self._names([each for each in programmes if each.kind == "voucher"] or programmes[:2])

    def _names(self, programmes: list[Programme]) -> str:
        *names, last = (programme.name[self.language] for programme in programmes)
        between, before_last = self.words.names
        return before_last.join([between.join(names), last]) if names else last
