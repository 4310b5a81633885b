"""An estimate as the JSON document that `szsubsidy.views.documents` describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import to_text
from szsubsidy.quantities import Yuan
from szsubsidy.rules.advice import Help, UnusedFact
from szsubsidy.rules.cumulation import Exclusion, ReadOtherwise, Reduction
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.limits import CostLimit
from szsubsidy.rules.notices import Notice
from szsubsidy.rules.ranges import Range
from szsubsidy.views.cumulation import reason
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.finding_json import detailed_document, finding_document
from szsubsidy.views.notices import notice_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.seal import seal
from szsubsidy.views.values_json import firm_document
from szsubsidy.vocabulary import RuleKind

if TYPE_CHECKING:
    from szsubsidy.views.documents.estimate import (
        EstimateDocument,
        ExclusionDocument,
        ExplanationDocument,
        HelpDocument,
        OptionsDocument,
        ProgrammeReadingDocument,
        ReadingDocument,
        TotalsDocument,
        UnusedDocument,
        WarningDocument,
    )


def estimate_document(
    estimate: Estimate, phrases: Phrases, *, everything: bool = False, details: bool = False
) -> EstimateDocument:
    """Return the document; its keys are stable, and only ever added to.

    ``everything``: with the programmes about something else; ``details``: with all that `explanation_document` tells
    of a programme. It is a record: what was asked stands in it, sealed, and all else follows from that.
    """
    opening = envelope_of_terms(phrases, estimate.as_of)
    profile = firm_document(estimate.firm, phrases.catalogue)
    options: OptionsDocument = {"language": phrases.language, "all": everything, "details": details}
    told = detailed_document if details else finding_document
    return {
        **opening,
        "options": options,
        "currency": "CNY",
        "profile": profile,
        "programmes": [
            told(estimate.explanations[finding.programme.id], estimate.on_application_day(finding), phrases)
            for finding in estimate.relevant(everything=everything)
        ],
        "combination": list(estimate.combination),
        "within_reach_combination": list(estimate.within_reach.held),
        "open_now_combination": list(estimate.open_now.held),
        "excluded": [_exclusion(item, phrases) for item in estimate.by_terms.excluded],
        "reduced": [{**_exclusion(item, phrases), "granted": Yuan(item.granted)} for item in estimate.by_terms.reduced],
        "permitted_by": [
            {"rule_id": rule.id, "text": phrases.text(rule.reason), "cite": rule.cite} for rule in estimate.grounds
        ],
        "totals": _totals(estimate),
        "readings": [_read_otherwise(read, phrases) for read in estimate.differing],
        "conditional": {
            "combination": list(estimate.conditional.held),
            "total": Yuan(estimate.conditional.computed),
            "ceilings": Yuan(estimate.conditional.ceilings),
            "possible_ceilings": Yuan(estimate.conditional.possible_ceilings),
        },
        "missing": list(estimate.missing),
        "unused": [_unused(item) for item in estimate.unused],
        "helps": [_help(item, phrases) for item in estimate.helps],
        "warnings": warning_documents(estimate.notices, phrases),
        "disclaimer": phrases.disclaimer(),
        "seal": seal(opening, options, profile),
    }


def _totals(estimate: Estimate) -> TotalsDocument:
    by_terms, within_reach, open_now = estimate.by_terms, estimate.within_reach, estimate.open_now
    return {
        "by_terms": Yuan(by_terms.computed),
        "within_reach": Yuan(within_reach.computed),
        "open_now": Yuan(open_now.computed),
        "by_terms_range": _range(estimate.by_terms_range),
        "within_reach_range": _range(estimate.within_reach_range),
        "ceilings": Yuan(by_terms.ceilings),
        "possible_ceilings": Yuan(by_terms.possible_ceilings),
        "within_reach_ceilings": Yuan(within_reach.ceilings),
        "within_reach_possible_ceilings": Yuan(within_reach.possible_ceilings),
        "open_now_ceilings": Yuan(open_now.ceilings),
        "open_now_possible_ceilings": Yuan(open_now.possible_ceilings),
        "official_by_terms": None if estimate.official_total is None else Yuan(estimate.official_total),
        "official_within_reach": None
        if estimate.official_within_reach is None
        else Yuan(estimate.official_within_reach),
    }


def _range(total: Range) -> list[Yuan]:
    return [Yuan(total.low), Yuan(total.high)]


def _unused(item: UnusedFact) -> UnusedDocument:
    fact, value = item.add
    document: UnusedDocument = {
        "fact": item.fact,
        "add": {"fact": fact, "value": value},
        "programme": item.programme,
        "amount": Yuan(item.amount),
    }
    return document if item.project is None else {**document, "project": item.project}


def _help(item: Help, phrases: Phrases) -> HelpDocument:
    value = type_of(phrases.catalogue.facts[item.fact]).json(item.value)
    return {"programme": item.programme, "fact": item.fact, "value": value, "amount": Yuan(item.amount)}


def warning_documents(notices: Iterable[Notice], phrases: Phrases) -> list[WarningDocument]:
    """Return what to know before relying on figures."""
    return [
        {
            "code": item.code,
            "programmes": list(item.programmes),
            "text": to_text(notice_text(item, phrases)),
            "cites": list(item.cites),
        }
        for item in notices
    ]


def explanation_document(explanation: Explanation, estimate: Estimate, phrases: Phrases) -> ExplanationDocument:
    """Return one programme's finding as a document of its own, with what it comes to beside others of ``estimate``."""
    return {
        **envelope_of_terms(phrases, estimate.as_of),
        **detailed_document(explanation, estimate.on_application_day(explanation.finding), phrases),
        "readings": [
            _read_alone(explanation, cap, reading, estimate, phrases)
            for cap in explanation.rules
            if isinstance(cap, JointCap)
            for reading in cap.readings
        ],
    }


def _read_alone(
    explanation: Explanation, cap: JointCap, reading: Reading, estimate: Estimate, phrases: Phrases
) -> ProgrammeReadingDocument:
    alone = explanation.alone(cap, reading)
    totals = [read.best.computed for read in estimate.readings if (read.cap, read.reading) == (cap, reading)]
    if explanation.finding.amount is None:  # a total without the programme itself would pass for one with it
        totals = []
    return {
        "rule_id": cap.id,
        "reading": reading.reading,
        "amount": None if alone is None else Yuan(alone),
        "total": Yuan(totals[0]) if totals else None,
        "text": phrases.text(reading.text),
        "cite": reading.cite,
    }


def _read_otherwise(read: ReadOtherwise, phrases: Phrases) -> ReadingDocument:
    return {
        "rule_id": read.cap.id,
        "reading": read.reading.reading,
        "total": Yuan(read.best.computed),
        "capped": list(read.capped),
        "amounts": {name: Yuan(granted.computed) for name, granted in read.best.held.items()},
        "text": phrases.text(read.reading.text),
        "cite": read.reading.cite,
    }


def _exclusion(item: Exclusion | Reduction, phrases: Phrases) -> ExclusionDocument:
    kind = "cost" if isinstance(item.rule, CostLimit) else rule_kind(item.rule)
    assert kind != "permitted"  # what is permitted excludes nothing
    return {
        "id": item.programme,
        "because_of": item.because_of,
        "rule": kind,
        "rule_id": None if isinstance(item.rule, CostLimit) else item.rule.id,
        "forgone": Yuan(item.forgone),
        "cite": None if isinstance(item.rule, CostLimit) else item.rule.cite,
        "text": reason(item.rule, phrases),
    }


def rule_kind(rule: Rule | JointCap) -> RuleKind | Literal["joint-cap"]:
    """Return what kind of rule of cumulation it is."""
    return rule.kind if isinstance(rule, Rule) else "joint-cap"
