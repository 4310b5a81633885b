"""The closed sets of the domain, each defined once.

They are ``Literal`` types: strings at run time, in files and in JSON, and exact for the type checker. A tuple
beside a type lists its members in their order.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Met: TypeAlias = Literal["eligible", "possible", "in-doubt"]
MET: tuple[Met, ...] = get_args(Met)
"""What an edition says to a profile that meets all that was read of it: ``possible`` where the authority's conditions
were not read whole, ``in-doubt`` where what the terms rest on has ended."""

Judgement: TypeAlias = Literal[Met, "ineligible", "undetermined"]
"""What an edition that is in force says to a profile."""

Status: TypeAlias = Literal[Judgement, "lapsed", "not-yet"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What a programme says to a profile: ``lapsed`` and ``not-yet`` where no edition is in force on the day."""

Validity: TypeAlias = Literal["in-force", "lapsed", "not-yet"]
Standing: TypeAlias = Literal["in-force", "in-doubt", "not-yet", "lapsed"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""Whether terms are in force on a day, those whose basis has ended apart; in the order in which they are counted."""
"""How an edition stands to a day."""

Basis: TypeAlias = Literal["share", "unit", "fixed", "ceiling", "none"]
"""How an award comes about: a share of a cost, so much a unit, a set amount, what a panel or the authority decides up
to a cap; ``none`` is not money to the applicant."""

Certainty: TypeAlias = Literal["computed", "panel", "rate-unknown"]
"""Whether an amount follows from the facts, is for a panel or the authority to decide, or cannot be told as no source
gives the rate."""

AnswerKind: TypeAlias = Literal[
    "open",
    "perhaps-open",
    "upcoming",
    "unknown",
    "asks-more",
    "other-terms",
    "in-doubt",
    "closed",
    "lapsed",
    "not-yet",
    "nothing-fits",
    "nothing-known",
]
"""What an estimate comes to, by what one can still apply for. ``perhaps-open`` rests on an unconfirmed window;
``asks-more`` and ``other-terms`` fit until a window opens, and no longer then; the last ones fit nothing."""

UnreadPart: TypeAlias = Literal["applicants", "conditions", "applicants-and-conditions"]
"""Which of an authority's terms were not read: who may apply, on what conditions, or both."""

Kind: TypeAlias = Literal["voucher", "grant", "prize", "fund", "guarantee", "in-kind"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a programme is."""

Confidence: TypeAlias = Literal["official", "reported", "announced", "unconfirmed"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
"""How sure a figure is, the surest first."""

Reach: TypeAlias = Literal["open", "upcoming", "unknown", "closed"]
REACHES: tuple[Reach, ...] = get_args(Reach)
"""Whether one can still apply, the nearest first: ``unknown`` where no window was found, or one has opened of which no
source gives the last day; ``closed`` where all known ones are past and none is known before the terms end."""

Stage: TypeAlias = Literal["apply", "claim", "redeem"]
"""What a window takes: applications, claims of a voucher before the purchase, or its redemption after the work."""

JointReading: TypeAlias = Literal["strict", "others-only"]
"""How else the provision of a joint cap can be read: ``strict`` without the exception for the largest award,
``others-only`` as a limit on the money of the others."""

FactType: TypeAlias = Literal["choice", "choices", "money", "date", "integer", "percent", "flag", "text"]
"""What a fact's values are; `szsubsidy.facts.types` has a class for each."""

EventKind: TypeAlias = Literal[
    "opens", "starts", "rule-starts", "resumes", "in-doubt", "pauses", "exhausted", "closes", "ends", "rule-ends"
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
"""What happens on a day of the calendar, in the order in which events of one day stand."""

Operator: TypeAlias = Literal[
    "is",
    "in",
    "at_least",
    "at_most",
    "above",
    "below",
    "on_or_after",
    "before",
    "within_years_of",
    "older_than_years",
]
"""How a condition compares a fact."""

PredicateTest: TypeAlias = Literal["ge", "younger", "in", "any", "true"]
"""What a predicate asks of a fact."""

Period: TypeAlias = Literal["year", "project", "product", "person", "once", "two-years"]
"""What an amount counts for."""

SourceKind: TypeAlias = Literal["measures", "procedures", "guide", "rules", "newspaper", "plan", "page"]
"""What a source is."""

RuleKind: TypeAlias = Literal["at-most-one", "not-stated", "permitted"]
"""What a source says, or leaves open, of holding two programmes at once."""

NoticeCode: TypeAlias = Literal[
    "before-first",
    "long-past",
    "left-out",
    "none-verified",
    "day-ahead",
    "in-doubt",
    "possible",
    "paused",
    "exhausted",
    "lapses-soon",
    "in-doubt-soon",
    "joint-cap-full",
    "overridden",
    "announced-only",
    "unconfirmed",
    "rate-unknown",
]
NOTICE_CODES: tuple[NoticeCode, ...] = get_args(NoticeCode)
"""What an estimate draws attention to, in the order in which its notices stand."""

KinkKind: TypeAlias = Literal[
    "begins", "ends", "cap", "joint-cap", "joint-cap-room", "joint-cap-free", "cost-limit", "cost-limit-free", "choice"
]
"""Why a benefit curve bends: ``begins`` (the least cost that counts), ``ends`` (too much for a condition), ``cap``,
``joint-cap`` (it begins to cut), ``joint-cap-room`` (it leaves some room), ``joint-cap-free`` (it no longer cuts),
``cost-limit`` (more would be paid than the cost), ``cost-limit-free`` (no more than the cost is paid),
``choice`` (another combination is best from there on)."""

TableShape: TypeAlias = Literal["summary", "wide", "long"]
TABLE_SHAPES: tuple[TableShape, ...] = get_args(TableShape)
"""How a scored table is laid out: one narrow block for people, a column for each programme, or a row for each firm and
programme."""

TableHeadings: TypeAlias = Literal["ids", "names"]
TABLE_HEADINGS: tuple[TableHeadings, ...] = get_args(TableHeadings)
"""What the columns that a batch adds are called: ids for programs, names for people."""

AsideKind: TypeAlias = Literal["total", "note", "heading"]
ASIDE_KINDS: tuple[AsideKind, ...] = get_args(AsideKind)
"""What a row of a table is that is no firm: a total or subtotal, a note (填表人, 注, a section's title), or its
headings once more."""

TermsField: TypeAlias = Literal[
    "basis",
    "of",
    "rate",
    "each",
    "amount",
    "cap",
    "usual_cap",
    "yearly_cap",
    "annual_budget",
    "tier",
    "benefit",
    "condition",
    "unmodelled",
    "window",
    "rests_on",
    "unread",
    "paused",
    "exhausted_on",
]
"""What of an edition two days, or two catalogues, differ on: ``of`` is the fact that an award is a share of."""

TermsChangeKind: TypeAlias = Literal["changed", "in-force", "in-doubt", "lapsed", "in-between"]
"""What became of a programme's terms from one day to another.

``in-doubt`` if they are the same but what they rest on has ended, ``in-between`` if they both came and went.
"""

RuleChangeKind: TypeAlias = Literal["in-force", "lapsed", "in-between"]
"""What became of a rule of cumulation from one day to another."""

OutcomeKind: TypeAlias = Literal["used", "disputed", "named", "otherwise", "information"]
"""What became of a source's statement: its value is used, or disputed; a programme is there without a figure of it, or
with another one; or it is information, about no programme."""

DisputedField: TypeAlias = Literal[
    "rate", "cap", "usual_cap", "annual_budget", "starts", "until", "threshold", "benefit"
]
"""What of an edition sources differ on."""

Severity: TypeAlias = Literal["error", "warning"]
"""How grave a diagnostic of ``programmes check`` is: an error fails the check."""
