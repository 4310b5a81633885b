"""What a file of changed terms may say: the authoring format of ``--reform``, checked by pydantic."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Discriminator, StringConstraints, Tag, model_validator

from szsubsidy.catalogue.schema import Programme
from szsubsidy.catalogue.schema_shared import Authority, Source
from szsubsidy.catalogue.schema_types import Cite, Id, Localized, Strict, Text
from szsubsidy.errors import Unfit, message


class Change(Strict):
    """One parameter with another value.

    ``programme`` (with ``edition``, its first day, where not every edition that has the parameter is meant) or
    ``ending`` (every edition that ends that day) says whose. ``parameter`` is a path such as
    ``rates[0].percent``, ``cap``, ``annual_budget``, ``in_force.until``, ``eligibility`` or ``award``;
    ``eligibility.leader_age`` is what the first condition on that fact asks. ``cite`` names the source of the
    value; without one it is the reform itself.
    """

    programme: Id | None = None
    ending: date | None = None
    edition: date | None = None
    parameter: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\[\d+\])?(\.[a-z][a-z0-9_]*(\[\d+\])?)*$")]
    value: Any
    cite: Cite | None = None

    @model_validator(mode="after")
    def whose(self) -> Change:
        if (self.programme is None) == (self.ending is None):
            raise Unfit(message("either programme or ending"))
        if self.edition is not None and self.programme is None:
            raise Unfit(message("edition goes with programme"))
        return self


def _title_tag(value: object) -> str:
    return "languages" if isinstance(value, dict | Localized) else "line"


Title = Annotated[
    Annotated[Localized, Tag("languages")] | Annotated[Text, Tag("line")],
    Discriminator(_title_tag),
]
"""One line, or one in each language."""


class Reform(Strict):
    """Changed terms, and programmes that are new or replace those of the same id."""

    title: Title
    changes: list[Change] = []
    programmes: list[Programme] = []
    authorities: list[Authority] = []
    sources: list[Source] = []

    @model_validator(mode="after")
    def something(self) -> Reform:
        if not self.changes and not self.programmes:
            raise Unfit(message("at least one of changes and programmes"))
        ids = [item.id for item in self.programmes]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise Unfit(message("each id once; {given} is there twice"), given=", ".join(sorted(twice)))
        return self
