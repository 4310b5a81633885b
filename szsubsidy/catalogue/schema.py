"""What a programme file may say: the authoring format of ``data/programmes``, checked by pydantic.

Amounts in these files are yuan (integers, or text in the money grammar), rates are per cent.
Validation turns them into fen and basis points. Nothing here is imported by a call that reads a
catalogue compiled before.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from szsubsidy.catalogue.schema_shared import Authority, Source
from szsubsidy.catalogue.schema_types import Amount, BasisPoints, Cite, Cited, FactId, Fen, Id, Localized, Strict, Text
from szsubsidy.errors import Unfit, message

_COMPARISONS = (
    "at_least",
    "at_most",
    "above",
    "below",
    "on_or_after",
    "before",
    "within_years_of",
    "older_than_years",
)


class FactCondition(Cited):
    """One comparison of one fact; exactly one operator.

    ``presumed`` is what it counts as while the fact is unknown: true (met) or "unmet".
    """

    fact: FactId
    is_: bool | str | None = Field(None, alias="is")
    in_: list[str] | None = Field(None, alias="in", min_length=1)
    at_least: int | str | None = None
    at_most: int | str | None = None
    above: int | str | None = None
    below: int | str | None = None
    on_or_after: date | None = None
    before: date | None = None
    within_years_of: int | None = Field(None, ge=1, le=100)
    older_than_years: int | None = Field(None, ge=1, le=100)
    presumed: bool | Literal["unmet"] = False

    @model_validator(mode="after")
    def one_operator(self) -> FactCondition:
        if len(self.operators()) != 1:
            raise Unfit(
                message("a condition with exactly one of {accepted}"), accepted=", ".join(("is", "in", *_COMPARISONS))
            )
        return self

    def operators(self) -> list[tuple[str, Any]]:
        """Return the operators given, under their names in the file."""
        fields = {"is": self.is_, "in": self.in_}
        fields |= {name: getattr(self, name) for name in _COMPARISONS}
        return [(name, value) for name, value in fields.items() if value is not None]


class AllOf(Strict):
    all_: list[Condition] = Field(alias="all", min_length=1)


class AnyOf(Strict):
    any_: list[Condition] = Field(alias="any", min_length=1)


class Not(Strict):
    not_: Condition = Field(alias="not")


def _condition_tag(value: object) -> str | None:
    if isinstance(value, dict):
        return next((key for key in ("all", "any", "not", "fact") if key in value), None)
    tags: dict[object, str] = {AllOf: "all", AnyOf: "any", Not: "not", FactCondition: "fact"}
    return tags.get(type(value))


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[FactCondition, Tag("fact")],
    Discriminator(_condition_tag),
]


class Rate(Cited):
    percent: BasisPoints
    when: Condition | None = None


class Tier(Amount):
    """One step of a ceiling or fixed award: who decides is the panel, unless ``when`` does."""

    label: Localized | None = None
    when: Condition | None = None


class ShareAward(Strict):
    """A rate on an eligible cost, up to a cap."""

    basis: Literal["share"]
    of: FactId
    rates: list[Rate] = Field(min_length=1)
    cap: Amount
    usual_cap: Amount | None = None


class FixedAward(Strict):
    """A set amount."""

    basis: Literal["fixed"]
    amounts: list[Tier] = Field(min_length=1)


class CeilingAward(Strict):
    """Up to a cap, decided by a panel; ``of`` and ``rates`` where a cost limits it as well.

    ``rate_unknown`` instead of ``rates``: the award is a share of ``of``, but no source gives the rate.
    """

    basis: Literal["ceiling"]
    cap: Amount
    tiers: list[Tier] = []
    of: FactId | None = None
    rates: list[Rate] = []
    rate_unknown: Cited | None = None

    @model_validator(mode="after")
    def both_or_none(self) -> CeilingAward:
        if (self.of is None) != (not self.rates and self.rate_unknown is None):
            raise Unfit(message("of and rates (or rate_unknown) together, or neither"))
        if self.rates and self.rate_unknown:
            raise Unfit(message("rates or rate_unknown, not both"))
        return self


class Benefit(Cited):
    """What a programme of basis ``none`` gives or does, in words; its figure is never money to the applicant."""

    text: Localized


class NoAward(Strict):
    """Support that is not money to the applicant: space, lodging, investment, cover for a lender."""

    basis: Literal["none"]
    benefits: list[Benefit] = Field(min_length=1)


Award = Annotated[ShareAward | FixedAward | CeilingAward | NoAward, Field(discriminator="basis")]


class InForce(Cited):
    """First and last day of an edition; ``exact = false`` where the source gives only month or year."""

    from_: date = Field(alias="from")
    until: date | None = None
    exact: bool = True


class Window(Cited):
    opens: date
    closes: date


class OtherValue(Cited):
    """What another source says: a ``value``, or of a benefit a ``text``."""

    value: int | str | date | None = None
    text: Localized | None = None

    @model_validator(mode="after")
    def one(self) -> OtherValue:
        if (self.value is None) == (self.text is None):
            raise Unfit(message("a value or a text"))
        return self


PARAMETER = (
    r"^(rates\[\d+\]\.percent|cap|usual_cap|annual_budget|in_force\.(from|until)|benefits\[\d+\]"
    r"|eligibility\.[a-z0-9_]+)$"
)


class Dispute(Strict):
    """A parameter on which sources differ; ``parameter`` is a path such as ``rates[0].percent``.

    ``eligibility.leader_age`` is the first threshold on that fact. ``when`` says for whom the other sources
    give another figure.
    """

    parameter: Annotated[str, StringConstraints(pattern=PARAMETER)]
    others: list[OtherValue] = Field(min_length=1)
    reason: Localized
    when: Condition | None = None


class Override(Cited):
    """``by``, once known, decides over the declared ``fact``."""

    fact: FactId
    by: FactId


class Note(Cited):
    text: Localized


class Apply(Cited):
    """Where and how to apply."""

    office: Localized
    how: Localized | None = None
    link: str | None = None


class Example(Strict):
    """A worked example, computed by hand by the file's author.

    ``working`` is the author's arithmetic in words. ``as_of`` defaults to the edition's first day.
    """

    working: Text
    as_of: date | None = None
    facts: dict[FactId, bool | int | str | date | list[str]]
    status: Literal["eligible", "ineligible", "undetermined"]
    amount: Fen | None = None
    range_: tuple[Fen, Fen] | None = Field(None, alias="range")
    missing: list[FactId] = []
    assumptions: list[FactId] | None = None


class Edition(Strict):
    """The terms of a programme in one period of validity."""

    in_force: InForce
    reviewed: date
    eligibility: Condition
    award: Award
    annual_budget: Amount | None = None
    windows: list[Window] = []
    disputes: list[Dispute] = []
    unmodelled: list[Note] = []
    notes: list[Note] = []
    apply: Apply | None = None
    overrides: list[Override] = []
    examples: list[Example] = Field(min_length=1)


class Programme(Strict):
    """One support scheme of one authority.

    A file of one's own may carry the ``authorities`` and ``sources`` that only it needs.
    """

    id: Id
    kind: Literal["voucher", "grant", "prize", "fund", "guarantee", "in-kind"]
    authority: Id
    name: Localized
    summary: Localized
    aliases: list[Text] = []
    formerly: list[Id] = []
    announced: list[Cite] = []
    authorities: list[Authority] = []
    sources: list[Source] = []
    editions: list[Edition] = Field(min_length=1)
