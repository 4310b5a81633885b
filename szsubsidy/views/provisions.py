"""Where a finding stands in the sources, how that is written, and where its terms are published."""

from __future__ import annotations

from collections.abc import Iterable

from szsubsidy.catalogue.citations import Cited, source_of
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.formats.page import Cite, Content, concat
from szsubsidy.rules.finding import Finding
from szsubsidy.vocabulary import CONFIDENCES, Confidence


def provisions(finding: Finding) -> dict[str, Confidence]:
    """Return the places in the sources that the finding rests on, each with how sure it is at its weakest."""
    award = finding.edition.award
    cited: list[Cited] = [reason.comparison for reason in finding.reasons]
    for branch in [finding.branch] if finding.branch else award.branches:
        cited += [*branch.figures, *([branch.usual_cap] if branch.usual_cap else [])]
    cited.append(finding.edition.in_force)
    sure: dict[str, Confidence] = {}
    for one in cited:
        sure[one.cite] = max(sure.get(one.cite, one.confidence), one.confidence, key=CONFIDENCES.index)
    return sure


def terms_link(edition: Edition, catalogue: Catalogue) -> str | None:
    """Return where the terms are published, as far as the address is known; the page may never have been opened."""
    if edition.apply and edition.apply.link:
        return edition.apply.link
    cites = [edition.in_force.cite, *(branch.cap.cite for branch in edition.award.branches)]
    links = [catalogue.sources[source_of(cite)].link for cite in cites]
    return next((link for link in links if link), None)


def with_cites(text: Content, cites: Iterable[str]) -> Content:
    """Write one or several citations behind a sentence: ``text [1, 2]``."""
    listed: list[Content] = []
    for place, cite in enumerate(dict.fromkeys(cites)):
        listed += [", ", Cite(cite)] if place else [Cite(cite)]
    return concat(text, " [", *listed, "]")
