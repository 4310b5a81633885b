"""An estimate as the JSON document that `szsubsidy.render.document` describes."""

from __future__ import annotations

from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.facts.days import iso
from szsubsidy.facts.model import Profile
from szsubsidy.render.json_text import Percent, Yuan
from szsubsidy.render.words import Words
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import DisputeFinding, Finding
from szsubsidy.rules.trace import Reason

SCHEMA_VERSION = 1


def estimate_document(estimate: Estimate, words: Words) -> dict[str, object]:
    """Return the document; its keys are stable, and only ever added to."""
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": iso(estimate.as_of),
        "currency": "CNY",
        "profile": profile_document(estimate.profile, words.catalogue),
        "programmes": [finding_document(finding, words) for finding in estimate.findings],
        "combination": list(estimate.combination),
        "excluded": [
            {
                "id": item.programme,
                "because_of": item.because_of,
                "rule": "at-most-one",
                "forgone": Yuan(item.forgone),
                "cite": item.rule.cite,
            }
            for item in estimate.excluded
        ],
        "total": Yuan(estimate.total),
        "total_range": [Yuan(estimate.low), Yuan(estimate.high)],
        "ceilings": Yuan(estimate.ceilings),
        "missing": list(estimate.missing),
        "warnings": [
            {"code": item.code, "programmes": list(item.programmes), "text": words.warning(item)}
            for item in estimate.warnings
        ],
        "disclaimer": words.disclaimer(),
    }


def profile_document(profile: Profile, catalogue: Catalogue) -> dict[str, object]:
    """Return the known facts in the catalogue's order, as JSON and TOML write them."""
    document: dict[str, object] = {}
    for fact, spec in catalogue.facts.items():
        if fact in profile:
            value = profile[fact]
            match spec.type, value:
                case "money", int():
                    document[fact] = Yuan(value)
                case "percent", int():
                    document[fact] = Percent(value)
                case "date", int():
                    document[fact] = iso(value)
                case _, frozenset():
                    document[fact] = [item.id for item in spec.values if item.id in value]
                case _:
                    document[fact] = value
    return document


def finding_document(finding: Finding, words: Words) -> dict[str, object]:
    """Return one programme's part of the document."""
    award, branch = finding.edition.award, finding.branch
    caps = {item.cap.value for item in award.branches}
    absent = finding.status in {"lapsed", "not-yet"}
    return {
        "id": finding.programme.id,
        "name": words.text(finding.programme.name),
        "kind": finding.programme.kind,
        "status": finding.status,
        "basis": award.basis,
        "amount": None if finding.amount is None else Yuan(finding.amount),
        "range": [Yuan(finding.low), Yuan(finding.high)],
        "rate_percent": Percent(branch.rate.value) if branch and branch.rate else None,
        "cap": Yuan(caps.pop()) if len(caps) == 1 and award.basis != "none" else None,
        "missing": list(finding.missing),
        "assumptions": [reason.literal.fact for reason in finding.assumptions],
        "window": finding.window,
        "confidence": finding.confidence,
        "edition": _edition(finding.edition),
        "last_terms_amount": Yuan(finding.last_terms_amount)
        if absent and finding.last_terms_amount is not None
        else None,
        "reasons": [_reason(reason, words) for reason in finding.reasons],
        "disputes": [_dispute(dispute, words) for dispute in finding.disputes],
        "unmodelled": [{"text": words.text(item.text), "cite": item.cite} for item in finding.edition.unmodelled],
        "provisions": provisions(finding),
        "terms_link": terms_link(finding.edition, words.catalogue),
    }


def provisions(finding: Finding) -> list[str]:
    """Return the places in the sources that the finding rests on, each once."""
    award = finding.edition.award
    branches = [finding.branch] if finding.branch else list(award.branches)
    cites = [reason.literal.cite for reason in finding.reasons]
    for branch in branches:
        cites += [figure.cite for figure in (branch.rate, branch.cap, branch.usual_cap) if figure]
    return list(dict.fromkeys(cites))


def terms_link(edition: Edition, catalogue: Catalogue) -> str | None:
    """Return where the authority's own terms are, as far as the address is known."""
    if edition.apply and edition.apply.link:
        return edition.apply.link
    cites = [edition.cite, *(branch.cap.cite for branch in edition.award.branches)]
    links = [catalogue.sources[cite.partition("#")[0]].link for cite in cites]
    return next((link for link in links if link), None)


def _edition(edition: Edition) -> dict[str, object]:
    until = None if edition.until is None else iso(edition.until)
    return {"starts": iso(edition.starts), "until": until, "reviewed": iso(edition.reviewed)}


def _reason(reason: Reason, words: Words) -> dict[str, object]:
    return {
        "fact": reason.literal.fact,
        "holds": reason.holds,
        "assumed": reason.assumed,
        "text": words.requirement(reason.literal),
        "cite": reason.literal.cite,
    }


def _dispute(found: DisputeFinding, words: Words) -> dict[str, object]:
    dispute = found.dispute
    number = Percent if dispute.field == "rate" else Yuan
    return {
        "parameter": dispute.parameter,
        "adopted": number(dispute.adopted.value),
        "cite": dispute.adopted.cite,
        "others": [
            {
                "value": number(item.other.value),
                "amount": None if item.amount is None else Yuan(item.amount),
                "range": [Yuan(item.low), Yuan(item.high)],
                "cite": item.other.cite,
                "confidence": item.other.confidence,
            }
            for item in found.alternatives
        ],
        "reason": words.text(dispute.reason),
    }
