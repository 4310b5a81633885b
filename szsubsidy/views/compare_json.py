"""Estimates side by side, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.analysis.compare import Gap, Scope, SideBySide, Variant
from szsubsidy.formats.view import Records
from szsubsidy.money import plain
from szsubsidy.quantities import Day, Yuan
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.terms_diff_json import change_document
from szsubsidy.views.values_json import firm_document

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import ComparedDocument, VariantDocument


def comparison_document(compared: SideBySide, phrases: Phrases) -> ComparedDocument:
    """Return variants as JSON; ``difference`` is against the first, which is the baseline."""
    return {
        **envelope_of_terms(phrases, compared.variants[0].estimate.as_of),
        "currency": "CNY",
        "variants": [
            _document(variant, gaps, compared, phrases)
            for variant, gaps in zip(compared.variants, compared.gaps, strict=True)
        ],
        "disclaimer": phrases.disclaimer(),
    }


def comparison_records(compared: SideBySide) -> Records:
    """Return a row for each programme and one for each total, a column of yuan for each variant.

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
    rows.append(["within_reach", *(plain(each.estimate.within_reach.computed) for each in compared.variants), ""])
    rows.append(["total", *(plain(each.estimate.total) for each in compared.variants), ""])
    return Records(["id", *compared.letters, "origin"], rows)


def _document(variant: Variant, gaps: dict[Scope, Gap], compared: SideBySide, phrases: Phrases) -> VariantDocument:
    estimate = variant.estimate
    findings = [(programme, variant.finding(programme)) for programme in compared.programmes]
    return {
        "name": variant.name,
        "baseline": variant is compared.baseline,
        "as_of": Day(estimate.as_of),
        "profile": firm_document(estimate.firm, phrases.catalogue),
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
        "within_reach": Yuan(estimate.within_reach.computed),
        "within_reach_range": [Yuan(estimate.within_reach_range.low), Yuan(estimate.within_reach_range.high)],
        "open_now": Yuan(estimate.open_now.computed),
        "conditional_total": Yuan(estimate.conditional.computed),
        "ceilings": Yuan(estimate.ceilings),
        "possible_ceilings": Yuan(estimate.possible_ceilings),
        "difference": _yuan(gaps["by-terms"].total),
        "difference_range": [Yuan(gaps["by-terms"].low), Yuan(gaps["by-terms"].high)],
        "within_reach_difference": _yuan(gaps["within-reach"].total),
        "changed_terms": [change_document(change, phrases) for change in variant.changed],
    }


def _yuan(difference: int | None) -> Yuan | None:
    return None if difference is None else Yuan(difference)
