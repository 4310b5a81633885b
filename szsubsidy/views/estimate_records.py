"""An estimate as rows for programs: one row a programme, amounts in yuan."""

from __future__ import annotations

from szsubsidy.formats.view import Records
from szsubsidy.money import percent, plain
from szsubsidy.quantities import Day, Yuan, cell
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, ProjectShare
from szsubsidy.views.finding_json import says_otherwise
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
    "opens",
    "closes",
    "application_day",
    "at_application_status",
    "at_application_amount",
    "confidence",
    "provisions",
    "certainty",
    "origin",
)
OF_THE_YEAR = ("projects", "held")
"""Of a firm with several projects, or with money of the year: what each brings, as ``A=7500000``, and what is held."""


def estimate_records(estimate: Estimate, phrases: Phrases, *, everything: bool = False) -> Records:
    """Return one row for each programme, those about something else only with ``everything``; lists by semicolons."""
    findings = estimate.relevant(everything=everything)
    return Records(
        (*HEADINGS, *(() if estimate.firm.is_flat else OF_THE_YEAR)),
        [_row(finding, estimate.on_application_day(finding), phrases) for finding in findings],
    )


def finding_records(finding: Finding, later: Finding, phrases: Phrases) -> Records:
    """Return the row of one programme as an estimate has it; ``later`` is the finding on its application day."""
    return Records((*HEADINGS, *(OF_THE_YEAR if finding.year else ())), [_row(finding, later, phrases)])


def _row(finding: Finding, later: Finding, phrases: Phrases) -> tuple[str, ...]:
    branch, window, day = finding.branch, finding.availability.window, finding.availability.day
    differs = says_otherwise(later, finding)
    return (
        finding.programme.id,
        phrases.text(finding.programme.name),
        finding.status,
        finding.edition.award.basis,
        cell(None if finding.amount is None else Yuan(finding.amount)),
        plain(finding.low),
        plain(finding.high),
        percent(branch.rate.value) if branch and branch.rate else "",
        ";".join(finding.missing),
        ";".join(reason.comparison.fact for reason in finding.assumptions),
        finding.availability.reach,
        cell(Day(window.opens) if window else None),
        cell(Day(window.closes) if window and window.closes else None),
        cell(Day(day) if day else None),
        later.status if differs else "",
        cell(Yuan(later.amount) if differs and later.amount is not None else None),
        finding.confidence,
        ";".join(provisions(finding)),
        finding.edition.award.certainty or "",
        origin_word([finding.programme]),
        *_of_the_year(finding),
    )


def _of_the_year(finding: Finding) -> tuple[str, ...]:
    if finding.year is None:
        return ()
    each = [f"{share.project}={_brought(share)}" for share in finding.shares if finding.edition.award.each_project]
    return ";".join(each), plain(finding.year.held)


def _brought(share: ProjectShare) -> str:
    """What a project brings; from what to what where that is not settled."""
    return "-".join(map(plain, dict.fromkeys(share.bounds)))
