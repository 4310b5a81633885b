"""The totals under the table of an answer: what is within reach, what the terms give, and why not all is added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from szsubsidy.formats.page import Content
from szsubsidy.rules.answer import Pair
from szsubsidy.rules.cumulation import Combination
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.applying import payer
from szsubsidy.views.cumulation import brief_reason
from szsubsidy.views.figures import figure
from szsubsidy.views.phrases import Phrases


class Total(NamedTuple):
    """A sum with its bounds (fen), a remark of a few words beside it, and sentences under it."""

    label: str
    low: int
    high: int
    remark: Content
    under: tuple[Content, ...]
    usable: bool
    by_terms: bool


def totals(estimate: Estimate, pairs: Sequence[Pair], phrases: Phrases) -> Iterator[Total]:
    """Yield the totals that the verdict does not say: where amounts add up, or the two of them differ."""
    _ = phrases.tr
    within, by_terms = estimate.within_reach, estimate.by_terms
    reach, terms = estimate.within_reach_bounds, estimate.total_bounds
    adding = [name for name, granted in {**by_terms.held, **within.held}.items() if granted.computed]
    official = estimate.official
    differs = official is not None and (official.within_reach_bounds, official.total_bounds) != (reach, terms)
    if reach == terms and len(adding) < 2 and not differs:
        return
    near = [judged for finding, judged in pairs if finding.availability.day is not None and judged.applies]
    alike = reach == terms
    yield Total(
        _("Within reach"), reach.low, reach.high, *_why(within, near, estimate, phrases), usable=True, by_terms=alike
    )
    if not alike:
        in_doubt = 0 < by_terms.computed == estimate.part_of_total("in-doubt")
        label = _("By the terms, in doubt") if in_doubt else _("By the terms")
        applying = [finding for finding, _judged in pairs if finding.applies]
        yield Total(
            label, terms.low, terms.high, *_why(by_terms, applying, estimate, phrases), usable=False, by_terms=True
        )
    if official is not None and differs:
        reach, terms = official.within_reach_bounds, official.total_bounds
        remark: Content = ""
        if reach != terms:
            remark = phrases.fmt("by the terms: {amount}", amount=figure(terms.high, phrases))
        yield Total(_("Official terms alone"), reach.low, reach.high, remark, (), usable=False, by_terms=False)


def _why(
    combination: Combination, applying: Sequence[Finding], estimate: Estimate, phrases: Phrases
) -> tuple[Content, tuple[Content, ...]]:
    """Write in a few words how a total is not the sum of the rows, and in sentences the rules that cut it."""
    return _remark(combination, applying, estimate, phrases), tuple(_rules(combination, phrases))


def _remark(combination: Combination, applying: Sequence[Finding], estimate: Estimate, phrases: Phrases) -> Content:
    parts: list[Content] = []
    unknown = [finding.programme.id for finding in applying if finding.edition.award.rate_unknown]
    if unknown:
        payers = [*dict.fromkeys(payer(name, phrases) for name in unknown)]
        if set(payers) & {phrases.name(name) for name in unknown}:
            parts.append(phrases.tr("more, at a rate not known"))
        else:
            parts.append(phrases.fmt("and what {payers} pays", payers=phrases.joined(payers)))
    if combination.cut:
        parts.append(phrases.fmt("cut by {amount}", amount=figure(combination.cut, phrases)))
    paying, others = (_paying(one) for one in (combination, estimate.by_terms))
    if combination is estimate.within_reach and len(paying) == 1 and others - paying:
        parts.append(phrases.fmt("{payer} alone", payer=payer(next(iter(paying)), phrases)))
    elsewhere = {**estimate.within_reach.held, **estimate.by_terms.held}
    given_up = [loss.programme for loss in combination.excluded if loss.programme in elsewhere]
    if given_up:
        parts.append(phrases.fmt("without {programmes}", programmes=phrases.joined(map(phrases.name, given_up))))
    opened = estimate.open_now.computed
    if combination is estimate.within_reach and 0 < opened < combination.computed:
        parts.append(phrases.fmt("open: {amount}", amount=figure(opened, phrases)))
    return phrases.clauses(parts)


def _paying(combination: Combination) -> set[str]:
    """The programmes that a total adds up."""
    return {name for name, granted in combination.held.items() if granted.computed}


def _rules(combination: Combination, phrases: Phrases) -> Iterator[Content]:
    """Yield the rules by which a total is cut, each once, in a sentence."""
    yield from dict.fromkeys(brief_reason(reduction.rule, phrases) for reduction in combination.reduced)
