"""What an estimate answers to whoever asks whether one can apply, until when, and for how much at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from szsubsidy.record import Record
from szsubsidy.rules.cumulation import Combination
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.ranges import Range
from szsubsidy.vocabulary import AnswerKind, Certainty

if TYPE_CHECKING:
    from szsubsidy.rules.estimate import Estimate


class Answer(Record):
    """The best that the findings of an estimate come to, by what one can still apply for.

    ``kind`` says how near it is, ``certainty`` how the amount comes about; that is None where no money is given.
    ``day`` is the first last day of what is open, the first day of what opens, the last day of what terms in doubt rest
    on, the first day of all that has no known last day, or the day with which terms ended or begin. ``several_days``:
    it is not that of all ``programmes``, which are those that the answer is about. ``low`` and ``high`` bound what they
    come to together, in fen. ``more`` is all that is within reach, where that is more.
    """

    kind: AnswerKind
    certainty: Certainty | None = "computed"
    day: int | None = None
    several_days: bool = False
    low: int = 0
    high: int = 0
    more: Range | None = None
    programmes: tuple[str, ...] = ()


Pair: TypeAlias = tuple[Finding, Finding]
"""What a programme says on the as-of day, and on its application day."""

_NEAR: tuple[AnswerKind, ...] = ("open", "perhaps-open", "upcoming", "unknown")
_CERTAINTIES: tuple[Certainty | None, ...] = ("computed", "panel", "rate-unknown", None)

# A worked example. On 15 September 2026 a firm may get 600,000 for corpora, by a call whose days stand in one weak
# source, until 10 November; and 6,800,000 of programmes of which no dates are known. What it can apply for at best
# *may* be open: the answer is ``perhaps-open`` until 10 November for 600,000, with 7,400,000 within reach. Once that
# call is past, the answer is ``unknown``, for the 6,800,000. Had a panel been deciding of a grant in an open call, the
# answer would be ``open``, by a panel: what can be had by a day that is known is told first.


def answer_of(estimate: Estimate) -> Answer:
    """Return what an estimate answers."""
    if all(fact == "firm_name" for fact in estimate.profile):
        return Answer("nothing-known")
    pairs = [(finding, estimate.on_application_day(finding)) for finding in estimate.relevant()]
    near = [pair for pair in pairs if _is_within_reach(pair, estimate)]
    if near:
        return _near(near, estimate)
    return _later(pairs) or _doubtful(pairs, estimate) or _closed(pairs, estimate) or _nothing(pairs)


def _is_within_reach(pair: Pair, estimate: Estimate) -> bool:
    """Whether one can apply under terms that are sure and fit, and nothing better takes the programme's place."""
    finding, judged = pair
    if finding.availability.day is None or not judged.applies or _is_in_doubt(judged):
        return False
    if _certainty(judged) not in {"computed", "panel"}:
        return True
    name = finding.programme.id
    held = name in estimate.within_reach.held or name in estimate.open_now.held
    return judged.high > 0 and (held or judged.status == "undetermined")


def _near(near: list[Pair], estimate: Estimate) -> Answer:
    """What can be applied for: what is open before what may be, and that before all else; what is computed first."""
    groups = {certainty: [pair for pair in near if _certainty(pair[1]) == certainty] for certainty in _CERTAINTIES}
    filled = [certainty for certainty in _CERTAINTIES if groups[certainty]]
    certainty = min(filled, key=lambda one: min(_urgency(_kind(pair)) for pair in groups[one]))
    kind = min((_kind(pair) for pair in groups[certainty]), key=_NEAR.index)
    combination = estimate.open_now if kind == "open" else estimate.within_reach
    nearest = [pair for pair in groups[certainty] if _kind(pair) == kind]
    if certainty in {"computed", "panel"}:
        nearest = [pair for pair in nearest if _counts(pair[1], combination)]
    days = [day for finding, _judged in nearest if (day := _day(finding, kind)) is not None]
    if kind == "unknown" and (len(days) < len(nearest) or len(set(days)) > 1):
        days = []
    low, high = _sum([judged for _, judged in nearest], certainty, combination, estimate.within_reach_range)
    reachable = estimate.within_reach_bounds
    return Answer(
        kind,
        certainty,
        day=min(days, default=None),
        several_days=len(set(days)) > 1,
        low=low,
        high=high,
        more=reachable if reachable.high > (high if certainty == "computed" else 0) else None,
        programmes=_names(nearest),
    )


def _kind(pair: Pair) -> AnswerKind:
    availability = pair[0].availability
    match availability.reach:
        case "open":
            return "open" if availability.confirmed else "perhaps-open"
        case "upcoming":
            return "upcoming"
    return "unknown"


def _urgency(kind: AnswerKind) -> int:
    """What is open has a day by which to act; between all else, what can be computed comes first."""
    return min(_NEAR.index(kind), 2)


def _counts(finding: Finding, combination: Combination) -> bool:
    """Whether a combination counts what a finding gives, or may yet."""
    return any(combination.granted(finding.programme.id)) or finding.status == "undetermined"


def _day(finding: Finding, kind: AnswerKind) -> int | None:
    window = finding.availability.window
    if kind == "upcoming":
        return finding.availability.day
    if kind == "unknown":
        return window.opens if window is not None else None
    return window.closes if window is not None and kind in {"open", "perhaps-open"} else None


def _sum(
    findings: Sequence[Finding], certainty: Certainty | None, combination: Combination, bounds: Range
) -> tuple[int, int]:
    """The least and the most that findings come to together, as a combination counts them; ``bounds`` are of all."""
    granted = [combination.granted(finding.programme.id) for finding in findings]
    undetermined = [finding for finding in findings if finding.status == "undetermined"]
    if certainty == "panel":
        return 0, sum(one.ceiling + one.possible for one in granted) + sum(one.high for one in undetermined)
    settled = sum(one.computed for one in granted)
    if certainty != "computed" or not undetermined:
        return settled, settled
    low, high = (settled + sum(bound) for bound in zip(*((one.low, one.high) for one in undetermined), strict=True))
    return min(low, bounds.high), min(high, bounds.high)


def _later(pairs: Sequence[Pair]) -> Answer | None:
    """What fits by the terms of the day, and no longer by those under which it opens."""
    lost = [
        (finding, judged)
        for finding, judged in pairs
        if finding.availability.reach == "upcoming" and finding.applies and finding.high and not judged.applies
    ]
    if not lost:
        return None
    asked = {comparison.operator for _finding, judged in lost for comparison in judged.failing}
    kind: AnswerKind = "asks-more" if asked and asked <= {"at_least", "above"} else "other-terms"
    return Answer(kind, day=min(judged.evaluated_on for _finding, judged in lost), programmes=_names(lost))


def _doubtful(pairs: Sequence[Pair], estimate: Estimate) -> Answer | None:
    """What may be had by terms that are in doubt."""
    doubtful = [
        (finding, judged)
        for finding, judged in pairs
        if judged.applies and _is_in_doubt(judged) and finding.availability.reach != "closed"
    ]
    among = _surest(doubtful, [judged for _finding, judged in doubtful])
    ends = [judged.edition.rests_on.until for _finding, judged in among if judged.edition.rests_on]
    return _by_terms("in-doubt", among, estimate, min(ends)) if among else None


def _closed(pairs: Sequence[Pair], estimate: Estimate) -> Answer | None:
    """What the terms give though one cannot apply."""
    closed = [pair for pair in pairs if pair[0].applies]
    among = _surest(closed, [finding for finding, _judged in closed])
    return _by_terms("closed", among, estimate, None) if among else None


def _surest(pairs: Sequence[Pair], findings: Sequence[Finding]) -> list[Pair]:
    """Those whose amount comes about in the surest way of all."""
    surest = min(map(_certainty, findings), key=_CERTAINTIES.index, default=None)
    return [pair for pair, finding in zip(pairs, findings, strict=True) if _certainty(finding) == surest]


def _by_terms(kind: AnswerKind, among: Sequence[Pair], estimate: Estimate, day: int | None) -> Answer:
    findings = [finding for finding, _judged in among]
    certainty = _certainty(findings[0])
    low, high = _sum(findings, certainty, estimate.by_terms, estimate.by_terms_range)
    return Answer(kind, certainty, day=day, low=low, high=high, programmes=_names(among))


def _nothing(pairs: Sequence[Pair]) -> Answer:
    """Nothing fits, or nothing is in force any more, or yet."""
    statuses = {finding.status for finding, _judged in pairs}
    names = _names(pairs)
    if statuses == {"lapsed"}:
        return Answer("lapsed", day=max(finding.edition.until or 0 for finding, _judged in pairs), programmes=names)
    if "not-yet" in statuses <= {"lapsed", "not-yet"}:
        starts = [finding.edition.starts for finding, _judged in pairs if finding.status == "not-yet"]
        return Answer("not-yet", day=min(starts), programmes=names)
    return Answer("nothing-fits", programmes=names)


def _certainty(finding: Finding) -> Certainty | None:
    return finding.edition.award.certainty


def _is_in_doubt(finding: Finding) -> bool:
    return finding.edition.met_status(finding.evaluated_on) == "in-doubt"


def _names(pairs: Iterable[Pair]) -> tuple[str, ...]:
    return tuple(finding.programme.id for finding, _judged in pairs)
