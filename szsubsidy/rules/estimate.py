"""All findings for a profile, the best permitted combination and its total."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.days import to_date
from szsubsidy.facts.model import Profile
from szsubsidy.rules.cumulation import Exclusion, Worth, combine
from szsubsidy.rules.finding import Finding, find

COMPUTED = {"share", "fixed"}
SOON_DAYS = 60


class Caution(NamedTuple):
    """Something to know before relying on the estimate; ``code`` is stable, the words are the renderer's."""

    code: str
    programmes: tuple[str, ...]
    day: int | None = None
    facts: tuple[str, ...] = ()


class Estimate(NamedTuple):
    """Findings in the order of the catalogue; amounts in fen.

    ``total`` sums what can be computed over ``combination``; ``low`` and ``high`` bound it while
    facts are missing; ``ceilings`` is what panels may add at most. Programmes that are not in
    force enter none of these.
    """

    as_of: int
    profile: Profile
    findings: tuple[Finding, ...]
    combination: tuple[str, ...]
    excluded: tuple[Exclusion, ...]
    total: int
    low: int
    high: int
    ceilings: int
    missing: tuple[str, ...]
    warnings: tuple[Caution, ...]


def estimate(catalogue: Catalogue, profile: Profile, as_of: int) -> Estimate:
    """Return what every programme of the catalogue says to the profile on a day."""
    findings = tuple(find(programme, profile, as_of) for programme in catalogue.programmes.values())
    eligible = {
        finding.programme.id: _worth(finding, finding.amount or 0)
        for finding in findings
        if finding.status == "eligible" and finding.edition.award.basis != "none"
    }
    chosen, excluded = combine(eligible, catalogue.at_most_one, catalogue.programmes)
    missing = {fact for finding in findings if finding.status == "undetermined" for fact in finding.missing}
    return Estimate(
        as_of,
        profile,
        findings,
        tuple(chosen),
        tuple(excluded),
        sum(eligible[programme][0] for programme in chosen),
        _best(catalogue, findings, high=False),
        _best(catalogue, findings, high=True),
        sum(eligible[programme][1] for programme in chosen),
        tuple(fact for fact in catalogue.facts if fact in missing),
        tuple(_days_ahead(catalogue, profile, as_of) + _warnings(findings, as_of)),
    )


def _worth(finding: Finding, amount: int) -> Worth:
    basis = finding.edition.award.basis
    return (amount, 0) if basis in COMPUTED else (0, amount if basis == "ceiling" else 0)


def _best(catalogue: Catalogue, findings: tuple[Finding, ...], *, high: bool) -> int:
    worths = {
        finding.programme.id: (finding.high if high else finding.low, 0)
        for finding in findings
        if finding.status in {"eligible", "undetermined"} and finding.edition.award.basis in COMPUTED
    }
    chosen, _ = combine(worths, catalogue.at_most_one, catalogue.programmes)
    return sum(worths[programme][0] for programme in chosen)


def _days_ahead(catalogue: Catalogue, profile: Profile, as_of: int) -> list[Caution]:
    ahead = tuple(
        fact
        for fact, value in profile.items()
        if catalogue.facts[fact].type == "date" and isinstance(value, int) and value > as_of
    )
    return [Caution("day-ahead", (), as_of, ahead)] if ahead else []


def _warnings(findings: tuple[Finding, ...], as_of: int) -> list[Caution]:
    alive = [finding for finding in findings if finding.status in {"eligible", "undetermined"}]
    ending: dict[int, list[str]] = {}
    for finding in alive:
        until = finding.edition.until
        if until is not None and (to_date(until) - to_date(as_of)).days <= SOON_DAYS and _is_last(finding):
            ending.setdefault(until, []).append(finding.programme.id)
    warnings = [Caution("lapses-soon", tuple(ids), day) for day, ids in sorted(ending.items())]
    weak = tuple(finding.programme.id for finding in alive if finding.confidence == "announced")
    if weak:
        warnings.append(Caution("announced-only", weak))
    closed = tuple(finding.programme.id for finding in alive if finding.window == "closed")
    if closed:
        warnings.append(Caution("window-closed", closed))
    return warnings


def _is_last(finding: Finding) -> bool:
    return finding.edition is finding.programme.editions[-1]
