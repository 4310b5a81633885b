"""Estimates side by side, for people, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from szsubsidy.analysis.compare import Gap, SideBySide, Variant
from szsubsidy.formats.page import Absent, Amount, Block, Column, Content, Page, Section, Table, concat
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Records
from szsubsidy.money import plain
from szsubsidy.quantities import Day, Yuan
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import most
from szsubsidy.views.terms_diff import change_lines
from szsubsidy.views.terms_diff_json import change_document
from szsubsidy.views.values_json import profile_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import ComparedDocument, VariantDocument


def comparison_page(compared: SideBySide, phrases: Phrases) -> Page:
    """Return variants as columns beside the baseline, which is the first."""
    _ = phrases.tr
    baseline, *others = compared.variants
    columns = [
        Column(""),
        Column(phrases.fmt("{name} (baseline)", name=sanitize(baseline.name)), "amount"),
        *(Column(_heading(variant, phrases), "amount") for variant in others),
    ]
    rows = [*_facts(compared, phrases), *_programmes(compared, phrases), *_totals(compared, phrases)]
    lines = [
        phrases.labelled(sanitize(variant.name), _difference(gap, variant, compared.baseline, phrases))
        for variant, gap in zip(others, compared.gaps[1:], strict=True)
    ]
    blocks: list[Block] = [Table(tuple(columns), tuple(rows)), Section(_("Against the baseline"), tuple(lines))]
    for variant in others:
        if variant.changed:
            heading = phrases.fmt("Changed terms: {title}", title=sanitize(variant.name))
            blocks.append(Section(heading, tuple(_changed(variant, phrases))))
    blocks.append(Section("", (phrases.disclaimer(),)))
    days = {variant.estimate.as_of for variant in compared.variants}
    title = (
        phrases.fmt("Side by side as of {day}", day=phrases.day(days.pop())) if len(days) == 1 else _("Side by side")
    )
    return Page(title, phrases.language, tuple(blocks))


def comparison_document(compared: SideBySide, phrases: Phrases) -> ComparedDocument:
    """Return variants as JSON; ``difference`` is against the first, which is the baseline."""
    return {
        **envelope_of_terms(phrases, compared.variants[0].estimate.as_of),
        "currency": "CNY",
        "variants": [
            _document(variant, gap, compared, phrases)
            for variant, gap in zip(compared.variants, compared.gaps, strict=True)
        ],
        "disclaimer": phrases.disclaimer(),
    }


def comparison_records(compared: SideBySide) -> Records:
    """Return a row for each programme and one for the total, a column of yuan for each variant.

    Under ``origin`` stands whether a programme is one's own in any of them.
    """
    rows = []
    for programme in compared.programmes:
        findings = [variant.finding(programme) for variant in compared.variants]
        rows.append(
            [
                programme,
                *("" if finding is None or finding.amount is None else plain(finding.amount) for finding in findings),
                origin_word(finding.programme for finding in findings if finding is not None),
            ]
        )
    rows.append(["total", *(plain(variant.estimate.total) for variant in compared.variants), ""])
    return Records(["id", *compared.letters, "origin"], rows)


def _heading(variant: Variant, phrases: Phrases) -> str:
    """The name of a variant, marked where terms of one's own are all that make it one."""
    name = sanitize(variant.name)
    return phrases.fmt("OWN {name}", name=name) if variant.changed else name


def _facts(compared: SideBySide, phrases: Phrases) -> Iterator[tuple[Content, ...]]:
    days = [variant.estimate.as_of for variant in compared.variants]
    if len(set(days)) > 1:
        yield (phrases.tr("As of"), *(phrases.day(day) for day in days))
    for fact in compared.facts:
        profiles = [variant.estimate.profile for variant in compared.variants]
        yield (
            phrases.label(fact),
            *(phrases.value(fact, profile[fact]) if fact in profile else Absent() for profile in profiles),
        )


def _programmes(compared: SideBySide, phrases: Phrases) -> Iterator[tuple[Content, ...]]:
    for programme in compared.programmes:
        cells: list[Content] = []
        findings = [variant.finding(programme) for variant in compared.variants]
        first = next(finding.programme for finding in findings if finding is not None)
        for variant, finding in zip(compared.variants, findings, strict=True):
            if finding is None:
                cells.append(Absent())
                continue
            amount = most(finding, phrases) if finding.in_force else phrases.status(finding.status)
            if finding.met and finding.status != "eligible":
                amount = phrases.in_brackets(amount, phrases.status(finding.status))
            cells.append(concat(amount, _signed(compared.amount_gap(variant, programme))))
        yield phrases.called(first), *cells


def _totals(compared: SideBySide, phrases: Phrases) -> Iterator[tuple[Content, ...]]:
    _ = phrases.tr
    estimates = [variant.estimate for variant in compared.variants]
    apart = list(zip(estimates, compared.gaps, strict=True))
    yield _("Total that can be computed"), *(_and_gap(estimate.total, gap.total) for estimate, gap in apart)
    if compared.baseline.estimate.official_total not in {None, compared.baseline.estimate.total}:
        yield _("Official terms alone"), *(Amount(estimate.official_total or 0) for estimate in estimates)
    if any(
        (estimate.by_terms_range.low, estimate.by_terms_range.high) != (estimate.total, estimate.total)
        for estimate in estimates
    ):
        yield (
            _("Range of the total"),
            *(phrases.yuan_range(estimate.by_terms_range.low, estimate.by_terms_range.high) for estimate in estimates),
        )
    if any(estimate.conditional.computed != estimate.total for estimate in estimates):
        yield (
            _("If those without a rule can be combined"),
            *(_and_gap(estimate.conditional.computed, gap.conditional) for estimate, gap in apart),
        )
    if any(estimate.ceilings for estimate in estimates):
        yield _("Panels may add up to"), *(_and_gap(estimate.ceilings, gap.ceilings) for estimate, gap in apart)
    if any(estimate.possible_ceilings for estimate in estimates):
        yield (
            _("Panels may add up to, where only possibly eligible"),
            *(_and_gap(estimate.possible_ceilings, gap.possible_ceilings) for estimate, gap in apart),
        )


def _changed(variant: Variant, phrases: Phrases) -> Iterator[Content]:
    for change in variant.changed:
        yield phrases.labelled(phrases.called(change.programme), phrases.clauses(list(change_lines(change, phrases))))


def _and_gap(amount: int, difference: int | None) -> Content:
    return concat(Amount(amount), _signed(difference))


def _signed(difference: int | None) -> Content:
    if not difference:
        return ""
    return (" (+", Amount(difference), ")") if difference > 0 else (" (−", Amount(-difference), ")")


def _difference(apart: Gap, variant: Variant, baseline: Variant, phrases: Phrases) -> Content:
    parts: list[Content] = []
    if apart.total is None:
        ends = [_more_or_less(amount, phrases) for amount in (apart.low, apart.high)]
        parts.append(phrases.fmt("open: from {low} to {high}", low=ends[0], high=ends[1]))
    elif apart.total:
        parts.append(_more_or_less(apart.total, phrases))
    else:
        parts.append(phrases.tr("the same total"))
    if apart.gained:
        names = _names(apart.gained, variant, phrases)
        parts.append(phrases.fmt("also held: {programmes}", programmes=names))
    if apart.lost:
        names = _names(apart.lost, baseline, phrases)
        parts.append(phrases.fmt("no longer held: {programmes}", programmes=names))
    return phrases.clauses(parts)


def _names(programmes: Sequence[str], holder: Variant, phrases: Phrases) -> str:
    """The names of programmes under the terms of the variant that holds them."""
    findings = (holder.finding(programme) for programme in programmes)
    return phrases.joined(phrases.called(finding.programme) for finding in findings if finding is not None)


def _more_or_less(difference: int, phrases: Phrases) -> Content:
    if difference < 0:
        return phrases.fmt("{amount} yuan less", amount=Amount(-difference))
    return phrases.fmt("{amount} yuan more", amount=Amount(difference))


def _document(variant: Variant, gap: Gap, compared: SideBySide, phrases: Phrases) -> VariantDocument:
    estimate = variant.estimate
    findings = [(programme, variant.finding(programme)) for programme in compared.programmes]
    return {
        "name": variant.name,
        "baseline": variant is compared.baseline,
        "as_of": Day(estimate.as_of),
        "profile": profile_document(estimate.profile, phrases.catalogue),
        "programmes": [
            {
                "id": programme,
                "name": phrases.text(finding.programme.name),
                "origin": origin_document(finding.programme.origin),
                "status": finding.status,
                "amount": None if finding.amount is None else Yuan(finding.amount),
                "range": [Yuan(finding.low), Yuan(finding.high)],
                "difference": _yuan(compared.amount_gap(variant, programme)),
            }
            for programme, finding in findings
            if finding is not None
        ],
        "combination": list(estimate.combination),
        "total": Yuan(estimate.total),
        "official_total": None if estimate.official_total is None else Yuan(estimate.official_total),
        "total_range": [Yuan(estimate.by_terms_range.low), Yuan(estimate.by_terms_range.high)],
        "conditional_total": Yuan(estimate.conditional.computed),
        "ceilings": Yuan(estimate.ceilings),
        "possible_ceilings": Yuan(estimate.possible_ceilings),
        "difference": _yuan(gap.total),
        "difference_range": [Yuan(gap.low), Yuan(gap.high)],
        "changed_terms": [change_document(change, phrases) for change in variant.changed],
    }


def _yuan(difference: int | None) -> Yuan | None:
    return None if difference is None else Yuan(difference)
