"""An estimate as rows for programs: one row a programme, amounts in yuan."""

from __future__ import annotations

from szsubsidy.formats.view import Records
from szsubsidy.money import percent, plain
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.own_terms import origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.provisions import provisions

HEADINGS = (
    "id",
    "name",
    "status",
    "basis",
    "amount",
    "low",
    "high",
    "rate_percent",
    "missing",
    "assumptions",
    "reach",
    "confidence",
    "provisions",
    "certainty",
    "origin",
)


def estimate_records(estimate: Estimate, phrases: Phrases) -> Records:
    """Return one row for each programme; lists are joined by semicolons."""
    return Records(HEADINGS, [_row(finding, phrases) for finding in estimate.findings])


def finding_records(finding: Finding, phrases: Phrases) -> Records:
    """Return the row of one programme as an estimate has it."""
    return Records(HEADINGS, [_row(finding, phrases)])


def _row(finding: Finding, phrases: Phrases) -> tuple[str, ...]:
    branch = finding.branch
    return (
        finding.programme.id,
        phrases.text(finding.programme.name),
        finding.status,
        finding.edition.award.basis,
        "" if finding.amount is None else plain(finding.amount),
        plain(finding.low),
        plain(finding.high),
        percent(branch.rate.value) if branch and branch.rate else "",
        ";".join(finding.missing),
        ";".join(reason.comparison.fact for reason in finding.assumptions),
        finding.availability.reach,
        finding.confidence,
        ";".join(provisions(finding)),
        finding.edition.award.certainty or "",
        origin_word([finding.programme]),
    )
