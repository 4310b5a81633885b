"""What stands under a programme's row: where its figure comes from, and what to know of its terms."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.money import percent
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.award import each_text
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.figures import figure, sentences
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import parts_of
from szsubsidy.views.reservations import unread_line


def how_it_comes_about(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    """Write in a sentence where the figure of a finding comes from, such as 60% of 8,000,000."""
    award = finding.edition.award
    sentence = _sentence(finding, award, estimate, phrases)
    origin = finding.programme.origin
    return sentence if origin is None else phrases.fmt("{text} [{file}]", text=sentence, file=sanitize(origin.file))


def _sentence(finding: Finding, award: Award, estimate: Estimate, phrases: Phrases) -> Content:
    _ = phrases.tr
    if award.basis == "none":
        return phrases.text(award.benefits[0].text)
    cost = short_name(award.of, phrases) if award.of else ""
    if award.rate_unknown:
        most = figure(finding.high, phrases)
        return phrases.fmt("At most {most}: a share of the {cost}, but the rate is not known.", most=most, cost=cost)
    branches = [finding.branch] if finding.branch else list(award.branches)
    known = _cost(finding, estimate)
    share = _share(award, branches, known, phrases)
    if share is None:
        return _("A set amount.") if award.basis == "fixed" else _("A panel decides, up to this amount.")
    if known is None:
        return _bounds(finding, share, estimate, phrases)
    cap = max((branch.cap for branch in branches), key=lambda limit: limit.value)
    if finding.amount == cap.value:
        per = phrases.per(cap.per)
        return phrases.fmt("{share}, no more than {cap}{per}.", share=share, cap=figure(cap.value, phrases), per=per)
    usual = finding.branch.usual_cap if finding.branch else None
    if usual and finding.amount is not None and usual.value < finding.amount:
        return phrases.fmt(
            "{share}; usually no more than {usual}{per} is granted.",
            share=share,
            usual=figure(usual.value, phrases),
            per=phrases.per(usual.per),
        )
    return phrases.fmt("{share}.", share=share)


def _cost(finding: Finding, estimate: Estimate) -> int | None:
    """The cost, or count, that a figure is a share of: where a firm has one award for all projects, the largest."""
    if finding.year is not None:
        return max((share.cost for share in finding.shares if share.counts and share.cost is not None), default=None)
    known = estimate.profile.get(finding.edition.award.of or "")
    return known if isinstance(known, int) else None


def _share(award: Award, branches: list[Branch], known: int | None, phrases: Phrases) -> Content | None:
    """Write what an amount is a share of, without the stop; None where it is none of a cost."""
    if award.of is None:
        return None
    name = short_name(award.of, phrases)
    if award.basis == "unit":
        count = name if known is None else phrases.value(award.of, known)
        return phrases.fmt("{each}, for {count}", each=each_text(award, phrases), count=count)
    rates = list(dict.fromkeys(percent(branch.rate.value) for branch in branches if branch.rate))
    if not rates:
        return None
    share = phrases.tr(" or ").join(f"{rate}%" for rate in rates)
    if known is not None:
        return phrases.fmt("{share} of {cost}", share=share, cost=figure(known, phrases))
    return phrases.fmt("{share} of the {cost}", share=share, cost=name)


def _bounds(finding: Finding, share: Content, estimate: Estimate, phrases: Phrases) -> Content:
    """Write from which cost on something is paid, and from which on no more: the cost itself is not known."""
    sensitivity = estimate.explanations[finding.programme.id].sensitivity
    least, most = sensitivity.least_cost, sensitivity.cap_binds_at
    in_yuan = type_of(phrases.catalogue.facts[finding.edition.award.of or ""]).in_yuan
    if not in_yuan or most is None or finding.branch is None:
        return phrases.fmt("{share}.", share=share)
    cap, at = figure(finding.branch.cap.value, phrases), figure(most, phrases)
    if least is None:
        return phrases.fmt("{share}; {cap} is reached at {at}.", share=share, cap=cap, at=at)
    low = phrases.money(least)
    return phrases.fmt("{share}, from {least} on; {cap} is reached at {at}.", share=share, least=low, cap=cap, at=at)


def terms_end(finding: Finding, estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield when the terms end or come in doubt, where that is soon or nobody knows until when one can apply."""
    edition, reach = finding.edition, finding.availability.reach
    rests_on = edition.rests_on
    if finding.status == "in-doubt" and rests_on is not None:
        if edition.until is not None:
            yield phrases.fmt("These terms run to {day}.", day=phrases.day(edition.until))
    elif rests_on is not None and estimate.as_of <= rests_on.until:
        yield phrases.fmt("In doubt after {day}, when what the terms rest on ends.", day=phrases.day(rests_on.until))
    elif edition.until is not None and (reach == "unknown" or _ends_soon(finding, estimate)):
        yield phrases.fmt("The terms expire on {day}.", day=phrases.day(edition.until))


def _ends_soon(finding: Finding, estimate: Estimate) -> bool:
    """Whether the terms end soon and no others follow them."""
    name = finding.programme.id
    return any(notice.code == "lapses-soon" and name in notice.programmes for notice in estimate.notices)


def reasons_of(finding: Finding, judged: Finding, estimate: Estimate, phrases: Phrases) -> list[Content]:
    """Return what stands under the row of a programme: one paragraph for each day that it is judged on."""
    if finding is not judged and finding.applies and not judged.applies:
        return _lost(finding, judged, estimate, phrases)
    parts = [] if _has_parts(judged, phrases) else [how_it_comes_about(judged, estimate, phrases)]
    if judged.edition.unread:
        parts.append(unread_line(judged.edition.unread, phrases))
    parts += terms_end(judged, estimate, phrases)
    lines = [sentences(parts, phrases)] if parts else []
    if finding is not judged and finding.applies and finding.amount != judged.amount:
        lines.append(_as_of(finding, estimate, phrases))
    return lines


def _has_parts(judged: Finding, phrases: Phrases) -> bool:
    """Whether the rows under a programme tell what its figure is a share of."""
    return judged.edition.award.each_project and bool(parts_of(judged, phrases)) and judged.programme.origin is None


def _lost(finding: Finding, judged: Finding, estimate: Estimate, phrases: Phrases) -> list[Content]:
    """Write why what fits on the as-of day no longer fits when one can apply."""
    asked = phrases.clauses(
        phrases.clause(reason.comparison, negated=bool(reason.holds)) for reason in judged.obstacles
    )
    wanted = phrases.fmt("Asked from {day} on: {asked}.", day=phrases.day(judged.evaluated_on), asked=asked)
    return [wanted, _as_of(finding, estimate, phrases)]


def _as_of(finding: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    """Write what the terms of the as-of day give, though one cannot apply under them."""
    return phrases.fmt(
        "By the terms of {day}: {amount}, but it opens only on {opens}.",
        day=phrases.day(estimate.as_of),
        amount=figure(finding.amount or finding.high, phrases),
        opens=phrases.day(finding.availability.day or 0),
    )


def name_of(finding: Finding, phrases: Phrases, *, whole: bool) -> Content:
    """Write the name of a row's programme; ``whole``: in English, with the Chinese one where there is room."""
    programme = finding.programme
    if whole or programme.origin is not None:
        return phrases.full_name(programme)
    return phrases.called(programme)
