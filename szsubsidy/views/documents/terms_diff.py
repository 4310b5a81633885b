"""The JSON documents of changed terms: ``programmes diff``, and a part of ``compare``."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.documents.programmes import ConditionDocument
from szsubsidy.views.documents.shared import EnvelopeOfTerms, OriginDocument
from szsubsidy.vocabulary import Confidence, RuleChangeKind, RuleKind, Stage, TermsChangeKind, UnreadPart


class _TermText(TypedDict):
    text: str


class TermValueDocument(TypedDict):
    """What a part of an edition says; which of the keys it has depends on what changed."""

    basis: NotRequired[str]
    of: NotRequired[str]
    percent: NotRequired[Percent]
    cap: NotRequired[Yuan | None]
    amount: NotRequired[Yuan]
    per: NotRequired[str | None]
    when: NotRequired[ConditionDocument | None]
    opens: NotRequired[Day]
    closes: NotRequired[Day | None]
    stage: NotRequired[Stage]
    source: NotRequired[str]
    unread: NotRequired[UnreadPart]
    starts: NotRequired[Day]
    until: NotRequired[Day | None]
    day: NotRequired[Day]
    condition: NotRequired[ConditionDocument]


class TermDocument(_TermText, TermValueDocument):
    """One part of an edition with all that it is cited from."""

    cites: list[str]
    confidence: Confidence | None


class ChangeDocument(TypedDict):
    what: str
    before: TermDocument | None
    after: TermDocument | None


class ChangedEditionDocument(TypedDict):
    starts: Day
    until: Day | None
    exact: bool
    cite: str


class NewDoubtDocument(TypedDict):
    """What the terms rest on and the last day of it, where it has ended since."""

    source: str
    until: Day


class ChangedProgrammeDocument(TypedDict):
    id: str
    name: str
    origin: OriginDocument | None
    change: TermsChangeKind
    before: ChangedEditionDocument | None
    after: ChangedEditionDocument | None
    between: list[ChangedEditionDocument]
    changes: list[ChangeDocument]
    doubt: NewDoubtDocument | None


class ChangedRuleDocument(TypedDict):
    id: str
    kind: RuleKind | Literal["joint-cap"]
    change: RuleChangeKind
    programmes: list[str]
    beside: list[str]
    starts: Day | None
    until: Day | None
    cite: str
    text: str


_From = TypedDict("_From", {"from": Day})


class TermsDiffDocument(EnvelopeOfTerms, _From):
    """What ``szsubsidy programmes diff --json`` prints; ``as_of`` is the later day."""

    to: Day
    programmes: list[ChangedProgrammeDocument]
    rules: list[ChangedRuleDocument]
