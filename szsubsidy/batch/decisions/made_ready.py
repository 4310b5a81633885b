"""All that is looked up to score the rows of a table, made ready before any is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.applying import Candidate, is_on_topic, is_sure
from szsubsidy.batch.decisions.classes import Classes, Guards
from szsubsidy.batch.decisions.combining import Combining
from szsubsidy.batch.decisions.items import Panel, Speaker
from szsubsidy.batch.decisions.knots import Member
from szsubsidy.batch.decisions.lookup import Lookup, Told
from szsubsidy.batch.decisions.refused import RefusedRows
from szsubsidy.batch.decisions.states import Axes, States
from szsubsidy.batch.decisions.tables import predicates_of, runs_of
from szsubsidy.batch.expressions import Table
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.summary_shape import last_day
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.cumulation import permitted_on
from szsubsidy.vocabulary import REACHES


class Decisions:
    """All that is looked up to score the rows of a table, made ready; workers share it."""

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        self._lock = Lock()
        catalogue, as_of = scoring.catalogue, scoring.as_of
        self.table = Table(catalogue.facts, as_of, scoring.facts)
        self.classes = Classes(catalogue.facts)
        self._axes, self._guards = Axes(catalogue.facts), Guards(self.classes)
        self.places = {name: place for place, name in enumerate(catalogue.programmes)}
        in_force = {name: edition for name, edition in scoring.editions.items() if name in self.places}
        self.now = self._panel(Speaker(self.places[name], edition, as_of) for name, edition in in_force.items())
        self.later = self._panel(
            Speaker(self.places[each.programme.id], each.edition, each.day) for each in scoring.later
        )
        members = [
            Member(self.places[name], name, edition, as_of)
            for name, edition in in_force.items()
            if edition.award.has_amount
        ]
        together = permitted_on(catalogue, dict.fromkeys(catalogue.programmes, as_of))
        self.by_terms = Combining(members, together.safe, self.table, len(self.places))
        self.conditional = (
            Combining(members, together.conditional, self.table, len(self.places))
            if together.unclear
            else self.by_terms
        )
        self.entering = [found for found in scoring.candidates if found.can_apply and found.in_force and is_sure(found)]
        days = {found.programme.id: found.day for found in self.entering}
        self._safe = permitted_on(catalogue, days).safe
        self.within_reach = self._entered(self.entering)
        self.open_now = self._entered([found for found in self.entering if found.is_open])
        self.old: _Old | None = None if scoring.before is None else self._old_terms(scoring.before)

    def _panel(self, speakers: Iterable[Speaker]) -> Panel:
        return Panel(list(speakers), self.table, self._axes, self.scoring.available, self._guards)

    def _entered(self, entering: Sequence[Candidate]) -> Combining:
        members = [
            Member(self.places[found.programme.id], found.programme.id, found.edition, found.day)
            for found in entering
            if found.edition.award.has_amount
        ]
        return Combining(members, self._safe, self.table, len(self.places))

    def _old_terms(self, before: Catalogue) -> _Old:
        as_of = self.scoring.as_of
        editions = {}
        for place, programme in enumerate(before.programmes.values()):
            edition, validity = programme.edition_on(as_of)
            if validity == "in-force":
                editions[programme.id] = (place, edition)
        members = [
            Member(place, name, edition, as_of)
            for name, (place, edition) in editions.items()
            if edition.award.has_amount
        ]
        safe = permitted_on(before, dict.fromkeys(before.programmes, as_of)).safe
        return _Old(
            self._panel(Speaker(place, edition, as_of) for place, edition in editions.values()),
            Combining(members, safe, self.table, len(before.programmes)),
            {name: place for name, (place, _) in editions.items()},
        )

    def _by_place(self, values: Mapping[str, int]) -> pl.Series:
        """A column of integers for the programmes, by place; 0 where none is given."""
        return pl.Series([values.get(name, 0) for name in self.places], dtype=pl.Int64)

    @cached_property
    def award_places(self) -> pl.Series:
        """For each programme its place in `Scoring.awards`."""
        return self._by_place({name: place for place, name in enumerate(self.scoring.awards)}).cast(pl.UInt32)

    @cached_property
    def without_rate(self) -> pl.Series:
        """For each programme whether it is one whose rate no source gives."""
        return self._by_place({name: 1 for name, kind in self.scoring.awards.items() if kind == "rate-unknown"}) == 1

    @cached_property
    def enters_without_rate(self) -> pl.Series:
        """The same by the terms of the day on which one can apply."""
        names = [found.programme.id for found in self.entering if found.edition.award.rate_unknown]
        return self._by_place(dict.fromkeys(names, 1)) == 1

    @cached_property
    def enters_on(self) -> dict[bool, pl.Series]:
        """For each programme whether one can apply for it on the as-of day (true), or on a later one (false)."""
        as_of = self.scoring.as_of
        return {
            now: self._by_place({each.programme.id: 1 for each in self.entering if (each.day == as_of) is now}) == 1
            for now in (True, False)
        }

    @cached_property
    def reaches(self) -> pl.Series:
        """For each programme the place of its reach in `REACHES`, counted from 1."""
        known = self.scoring.availability
        return self._by_place({name: REACHES.index(each.reach) + 1 for name, each in known.items()})

    @cached_property
    def last_days(self) -> pl.Series:
        """For each programme the last day on which one can apply, 0 where there is none."""
        return self._by_place({name: last_day(each) or 0 for name, each in self.scoring.availability.items()})

    @property
    def refused(self) -> RefusedRows:
        """Why rows get nothing."""
        with self._lock:  # what workers ask for first is made by one of them
            return self._refused

    @cached_property
    def _refused(self) -> RefusedRows:
        return RefusedRows(self.scoring, self._axes, self.table, self._guards)

    @property
    def about(self) -> dict[str, Lookup]:
        """For each programme whether it is for where a row is, and about what it names."""
        with self._lock:
            return self._about

    @cached_property
    def _about(self) -> dict[str, Lookup]:
        catalogue, as_of = self.scoring.catalogue, self.scoring.as_of
        found = {}
        for name, programme in catalogue.programmes.items():
            edition, _ = programme.edition_on(as_of)
            topical = {
                fact: asked
                for fact, asked in predicates_of(edition).items()
                if catalogue.facts[fact].topical or (edition.diagram.within and fact == edition.diagram.within.fact)
            }
            axes = self._axes.of(topical, self.scoring.facts)
            n = States(axes, self.table)
            numbers = [0] * n.count
            for begin, end in runs_of(is_on_topic(catalogue, programme, as_of, n)):
                numbers[begin:end] = [1] * (end - begin)
            found[name] = Lookup(axes, Told(axes, numbers), self._guards, as_of)
        return found

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For each cost the programmes that are paid for it, and in force when one applies."""
        users: dict[str, list[str]] = {}
        for found in self.scoring.candidates:
            if found.edition.award.of is not None:
                own = users.setdefault(found.edition.award.of, [])
                own += [found.programme.id] if found.in_force else []
        return users


class _Old(NamedTuple):
    """The terms in force, where changed ones are scored, and the places of their programmes."""

    panel: Panel
    combining: Combining
    places: dict[str, int]
