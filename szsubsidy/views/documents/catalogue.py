"""The JSON documents about the catalogue itself: its facts, sources, days, versions, and what is wrong with it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from typing_extensions import TypedDict

from szsubsidy.quantities import Day
from szsubsidy.views.documents.shared import Disputed, Envelope, EnvelopeOfTerms, OriginDocument, TextDocument
from szsubsidy.vocabulary import Confidence, EventKind, FactType, OutcomeKind, Severity, Stage


class FactValueDocument(TypedDict):
    id: str
    label: TextDocument
    aliases: list[str]


class FactDocument(TypedDict):
    id: str
    type: FactType
    option: str
    label: TextDocument
    question: TextDocument
    aliases: list[str]
    unit: TextDocument | None
    values: list[FactValueDocument]


class FactsDocument(Envelope):
    """What ``szsubsidy facts --json`` prints."""

    facts: list[FactDocument]


class ProvisionDocument(TypedDict):
    at: str
    title: TextDocument
    confidence: Confidence
    seen: list[str]


class SourceDocument(TypedDict):
    id: str
    origin: OriginDocument | None
    kind: str
    title: str
    title_en: str
    number: str | None
    issuer: TextDocument
    issued: Day | None
    until: Day | None
    confidence: Confidence
    link: str | None
    link_seen: bool | None
    seen: list[str]
    note: TextDocument | None
    provisions: list[ProvisionDocument]


class SourcesDocument(EnvelopeOfTerms):
    """What ``szsubsidy sources --json`` prints."""

    sources: list[SourceDocument]


class OutcomeDocument(TypedDict):
    """What became of a statement in one programme; ``adopted`` is the value used in place of a disputed one.

    ``disputed_by`` are the places that give another value than the one that is used.
    """

    kind: OutcomeKind
    programme: str | None
    parameter: str | None
    adopted: Disputed | None
    disputed_by: list[str]


class SaidDocument(TypedDict):
    at: str
    text: TextDocument
    outcomes: list[OutcomeDocument]


class UsedEditionDocument(TypedDict):
    starts: Day
    until: Day | None


UsedValue: TypeAlias = Disputed | None


class UseDocument(TypedDict):
    """What cites the source: a parameter of a programme's edition, or a rule on combining grants.

    ``text`` is what it says, in the language asked for; ``value`` the figure, if it is one.
    """

    programme: str | None
    rule: str | None
    edition: UsedEditionDocument | None
    parameter: str | None
    disputed: bool
    value: UsedValue
    text: str
    cite: str
    confidence: Confidence | None


class SourceShownDocument(EnvelopeOfTerms):
    """What ``szsubsidy sources show --json`` prints."""

    source: SourceDocument
    statements: list[SaidDocument]
    uses: list[UseDocument]


class ErrorDocument(TypedDict):
    code: str
    message: str
    where: str
    hint: str


class DiagnosticDocument(ErrorDocument):
    severity: Severity


class CheckCounts(TypedDict):
    programmes: int
    examples: int
    errors: int
    warnings: int


class CheckDocument(Envelope):
    """What ``szsubsidy programmes check --json`` prints: ``sound`` means without errors."""

    sound: bool
    counts: CheckCounts
    diagnostics: list[DiagnosticDocument]


class ErrorsDocument(TypedDict):
    """What every command with ``--json`` prints on stderr where it fails; there may be no catalogue to name."""

    schema_version: Literal[2]

    errors: list[ErrorDocument]


class VersionDocument(EnvelopeOfTerms):
    """What ``szsubsidy --version --json`` prints."""


class EventDocument(TypedDict):
    """``rule`` is the id of a rule of cumulation that the day is about, ``stage`` what a window takes."""

    date: Day
    kind: EventKind
    programmes: list[str]
    rule: str | None
    text: str
    exact: bool
    cite: str
    confidence: Confidence | None
    link: str | None
    stage: Stage | None
    link_seen: bool | None


_From = TypedDict("_From", {"from": Day | None})


class CalendarDocument(EnvelopeOfTerms, _From):
    """What ``szsubsidy calendar --json`` prints; what is open is as of the day of the envelope."""

    until: Day | None
    open_now: list[EventDocument]
    perhaps_open: list[EventDocument]
    just_closed: list[EventDocument]
    just_expired: list[EventDocument]
    events: list[EventDocument]
    under_way: list[EventDocument]
    no_window_ahead: list[str]
