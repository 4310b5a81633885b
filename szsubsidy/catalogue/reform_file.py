"""What a file of changed terms holds: the authoring format of ``--reform``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

from szsubsidy.catalogue.citations import Cite
from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.sources import Area, Authority, Source
from szsubsidy.errors import Unfit, message
from szsubsidy.fields import Id, Limits, Line, ReadAs, Tagged, Text
from szsubsidy.i18n import LANGUAGES
from szsubsidy.record import Record


class Change(Record, kw_only=True):
    """One parameter with another value.

    ``programme`` (with ``edition``, its first day, where not every edition that has the parameter is meant) or
    ``ending`` (every edition that ends that day) says whose. ``parameter`` is a path such as
    ``rates[0].percent``, ``cap``, ``annual_budget``, ``in_force.until``, ``eligibility`` or ``award``;
    ``eligibility.leader_age`` is what the first condition on that fact asks. ``cite`` names the source of the
    value, one that the reform declares; without one, or with one of the bundled sources, it is the reform itself.
    """

    programme: Id | None = None
    ending: date | None = None
    edition: date | None = None
    parameter: Annotated[str, Limits(pattern=r"^[a-z][a-z0-9_]*(\[\d+\])?(\.[a-z][a-z0-9_]*(\[\d+\])?)*$")]
    value: Any
    cite: Cite | None = None

    def check(self) -> None:
        if (self.programme is None) == (self.ending is None):
            raise Unfit(message("either programme or ending"))
        if self.edition is not None and self.programme is None:
            raise Unfit(message("edition goes with programme"))


def _title_tag(value: object) -> str:
    return "languages" if isinstance(value, dict) else "line"


def _in_every_language(line: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, line)


Title: TypeAlias = Annotated[
    dict[str, str], Tagged(_title_tag, languages=Text, line=Annotated[str, ReadAs(Line, _in_every_language)])
]
"""One line, or one in each language."""


class Reform(Record, kw_only=True):
    """Changed terms, and programmes that are new or replace those of the same id."""

    title: Title
    changes: tuple[Change, ...] = ()
    programmes: tuple[Programme, ...] = ()
    areas: tuple[Area, ...] = ()
    authorities: tuple[Authority, ...] = ()
    sources: tuple[Source, ...] = ()

    def check(self) -> None:
        if not self.changes and not self.programmes:
            raise Unfit(message("at least one of changes and programmes"))
        ids = [programme.id for programme in self.programmes]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise Unfit(message("each id once; {given} is there twice"), given=", ".join(sorted(twice)))
