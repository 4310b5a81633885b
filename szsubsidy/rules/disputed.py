"""Which disputes stand beside an estimate: those that change its figure and carry weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.model import Claim
from szsubsidy.catalogue.sources import Source
from szsubsidy.record import replace
from szsubsidy.rules.finding import Alternative, DisputeFinding, Finding
from szsubsidy.vocabulary import CONFIDENCES


def weighty_disputes(finding: Finding, sources: Mapping[str, Source]) -> Iterator[DisputeFinding]:
    """Yield the disputes of a finding, each with the other sources by which it would have another figure.

    A source counts that is at least *reported*, or a newspaper page. So a start-up's contract of 8,000,000 has the
    newspaper's 80% beside it (6,400,000 in place of 4,800,000); at 20,000,000 the cap of 10,000,000 binds at either
    rate, and nothing stands there; and one web page's cap of 6,000,000, unconfirmed, stands in ``explain`` alone.
    """
    for disputed in finding.disputes:
        alternatives = tuple(
            alternative
            for alternative in disputed.alternatives
            if _carries_weight(alternative.other, sources) and _changes(finding, disputed, alternative)
        )
        if alternatives:
            yield replace(disputed, alternatives=alternatives)


def _carries_weight(claim: Claim, sources: Mapping[str, Source]) -> bool:
    newspaper = sources[source_of(claim.cite)].kind == "newspaper"
    return newspaper or CONFIDENCES.index(claim.confidence) <= CONFIDENCES.index("reported")


def _changes(finding: Finding, disputed: DisputeFinding, alternative: Alternative) -> bool:
    """Whether the amount or the range would be another; of a day, whether the terms would hold at all."""
    if disputed.dispute.field in {"starts", "until"}:
        return True  # a finding has such a dispute only on days that lie between the sources
    if alternative.low is None:
        return False
    if not finding.in_force:
        return alternative.amount != finding.last_terms_amount
    return (alternative.amount, alternative.low, alternative.high) != (finding.amount, finding.low, finding.high)
