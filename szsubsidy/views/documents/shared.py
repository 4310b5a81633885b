"""What several JSON documents have in common."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.vocabulary import Certainty, Confidence, Stage

TextDocument: TypeAlias = dict[str, str]
"""A text in every language, by language tag."""

Currency: TypeAlias = Literal["CNY"]

Range = Annotated[list[Yuan], Field(min_length=2, max_length=2)]
"""The least and the most that an amount can be."""

FactValue: TypeAlias = Yuan | Percent | Day | bool | int | str | list[str]
_FACTS: dict[str, Any] = {"additionalProperties": True, "type": "object"}
ProfileDocument = Annotated[
    dict[str, FactValue | list[dict[str, FactValue]] | dict[str, Yuan]],
    WithJsonSchema(
        {
            "additionalProperties": True,
            "properties": {
                "projects": {"type": "array", "items": _FACTS | {"properties": {"name": {"type": "string"}}}},
                "held": {"type": "object", "additionalProperties": Yuan.SCHEMA},
            },
            "type": "object",
        }
    ),
]
"""The known facts by id; ``szsubsidy facts --json-schema`` says what the value of each can be.

Where a firm has several projects, or one with a name, the facts of each stand in ``projects``; what it was granted
already in the year, by programme, in ``held``.
"""

CostOrCount = Annotated[FactValue, WithJsonSchema({**Yuan.SCHEMA, "description": "yuan, exact to the fen, or a count"})]
"""Of what an award is a share or so much a unit: yuan, or how many units."""

Disputed = Annotated[FactValue, WithJsonSchema({"anyOf": [Percent.SCHEMA, Yuan.SCHEMA, {"type": "string"}]})]
"""A percentage, an amount, a threshold, a day, or of a benefit its words."""

HowSure: TypeAlias = Annotated[
    Certainty,
    Field(
        description="computed: the amount follows from the facts; panel: not computed, a panel or "
        "the authority decides up to the cap; rate-unknown: no source gives the rate"
    ),
]
"""Whether and why an amount is computed."""


class CatalogueDocument(TypedDict):
    """Which catalogue it is: ``version`` is the short mark that people see, ``hash`` the SHA-256 of its files."""

    version: str
    hash: str


class Envelope(TypedDict):
    """How every document begins: its form, who made it, from what, and for which day."""

    schema_version: Literal[2]
    program: str
    catalogue: CatalogueDocument
    as_of: Day


class RestsOnDocument(TypedDict):
    """The source that terms rest on, and its last day."""

    source: str
    until: Day


class OriginDocument(TypedDict):
    """The file of one's own that terms are from, and whether they stand in place of official ones."""

    file: str
    replaces: bool


class OwnTermsDocument(TypedDict):
    """What was laid over the official terms, by id: ``places`` are the names of its folders and files."""

    places: list[str]
    added: list[str]
    replaced: list[str]
    rules: list[str]
    sources: list[str]
    facts: list[str]


class EnvelopeOfTerms(Envelope):
    """How a document begins whose figures rest on terms, which may be one's own."""

    own_terms: OwnTermsDocument | None


class WindowDocument(TypedDict):
    stage: Stage
    opens: Day
    closes: Day | None
    cite: str


class ClaimDocument(TypedDict):
    value: Disputed
    cite: str
    confidence: Confidence
