"""An estimate as CSV: one row a programme, amounts in yuan."""

from __future__ import annotations

import csv
import io

from szsubsidy.money import percent, plain
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.estimate_json import provisions
from szsubsidy.views.phrases import Phrases

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
    "window",
    "confidence",
    "provisions",
)


def estimate_csv(estimate: Estimate, phrases: Phrases) -> str:
    """Return the estimate as CSV with a heading; lists are joined by semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for finding in estimate.findings:
        branch = finding.branch
        writer.writerow(
            (
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
                finding.window,
                finding.confidence,
                ";".join(provisions(finding)),
            )
        )
    return text.getvalue()
