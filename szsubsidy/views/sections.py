"""What an estimate, an explanation and a report to hand on say alike: their tables, lines and sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from szsubsidy.catalogue.areas import HOME, PLACE
from szsubsidy.catalogue.award import Figure
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Absent, Cite, Content, Line, Section, filled
from szsubsidy.money import percent
from szsubsidy.rules.disputed import DisputeFinding
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import asked_of, refusals
from szsubsidy.views.provisions import terms_link


def sections(lines: Mapping[str, Iterable[Line]], level: int = 2) -> list[Section]:
    """Return a section for each heading that has lines."""
    listed = {heading: tuple(under) for heading, under in lines.items()}
    return [Section(heading, under, level) for heading, under in listed.items() if under]


def title(estimate: Estimate, phrases: Phrases) -> str:
    """Write whose estimate it is, and as of which day."""
    text = phrases.fmt("Estimate as of {day}", day=phrases.day(estimate.as_of))
    name = estimate.profile.get("firm_name")
    return f"{phrases.value('firm_name', name)} · {text}" if name else text


def _has_amount(finding: Finding) -> bool:
    """Whether what a finding comes to is a number. Where no source gives the rate it is none that one might copy."""
    award = finding.edition.award
    return award.is_money and finding.status != "ineligible" and not award.rate_unknown


def _no_amount(finding: Finding, phrases: Phrases) -> Content:
    rate_unknown = finding.edition.award.rate_unknown and finding.status != "ineligible"
    return phrases.tr("not known") if rate_unknown else Absent()


def most(finding: Finding, phrases: Phrases) -> Content:
    """Write the most that a finding comes to, before its unit: an amount or a range."""
    return (
        phrases.yuan_range(finding.figures[0], finding.figures[-1])
        if _has_amount(finding)
        else _no_amount(finding, phrases)
    )


def other_sums(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield what the programmes come to by the terms beside the total: what of it is doubtful, what may be added."""
    yield from doubtful_parts(estimate, phrases)
    if estimate.official_total not in {None, estimate.total}:
        yield phrases.fmt("Official terms alone: {amount} yuan", amount=phrases.yuan(estimate.official_total or 0))
    if (estimate.by_terms_range.low, estimate.by_terms_range.high) != (
        estimate.total,
        estimate.total,
    ) and not estimate.missing:
        yield phrases.fmt(
            "With no more than the usual caps: {amount} yuan", amount=phrases.yuan(estimate.by_terms_range.low)
        )
    elif (estimate.by_terms_range.low, estimate.by_terms_range.high) != (estimate.total, estimate.total):
        yield phrases.fmt(
            "Depending on what is not settled: {low} to {high} yuan",
            low=phrases.yuan(estimate.by_terms_range.low),
            high=phrases.yuan(estimate.by_terms_range.high),
        )
    if estimate.ceilings:
        yield phrases.fmt("Panels may add up to: {amount} yuan", amount=phrases.yuan(estimate.ceilings))
    if estimate.possible_ceilings:
        amount = phrases.yuan(estimate.possible_ceilings)
        yield phrases.fmt("Panels may add up to, where only possibly eligible: {amount} yuan", amount=amount)
    if estimate.conditional.computed > estimate.total:
        yield phrases.fmt(
            "If those without a rule can be combined: {amount} yuan",
            amount=phrases.yuan(estimate.conditional.computed),
        )
    conditional = estimate.conditional
    if conditional.ceilings != estimate.ceilings:
        yield phrases.fmt(
            "If those without a rule can be combined, panels may add up to: {amount} yuan",
            amount=phrases.yuan(conditional.ceilings),
        )
    if conditional.possible_ceilings != estimate.possible_ceilings:
        yield phrases.fmt(
            "If those without a rule can be combined, panels may add up to, "
            "where only possibly eligible: {amount} yuan",
            amount=phrases.yuan(conditional.possible_ceilings),
        )


def doubtful_parts(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield how much of the total comes from terms that are in doubt, or of which part was not found."""
    if in_doubt := estimate.part_of_total("in-doubt"):
        yield phrases.fmt("of which in doubt: {amount} yuan", amount=phrases.yuan(in_doubt))
    if possible := estimate.part_of_total("possible"):
        yield phrases.fmt("of which only possibly eligible: {amount} yuan", amount=phrases.yuan(possible))


def failing_line(finding: Finding, phrases: Phrases, *, alone: bool = False) -> Content:
    """Write what an ineligible applicant lacks, with the provisions that ask for it; ``alone``: all else fits."""
    of_projects = [reason for share in asked_of(finding, phrases) for reason in share.obstacles]
    wanted = dict.fromkeys(
        phrases.cited(phrases.clause(reason.comparison, negated=bool(reason.holds)), reason.comparison.cite)
        for reason in (*finding.obstacles, *of_projects)
    )
    if finding.elsewhere and all(comparison.fact != PLACE for comparison in finding.failing):
        wanted[phrases.fmt("an applicant in {area}", area=phrases.area(finding.elsewhere))] = None
    only, some = (
        phrases.tr("{programme} lacks only this: {requirement}"),
        phrases.tr("{programme} requires: {requirement}"),
    )
    parts = {
        "programme": phrases.called(finding.programme),
        "requirement": phrases.joined(wanted) or phrases.tr("a case that its rates cover"),
    }
    return filled(only if alone else some, parts)


def ineligible_reason(finding: Finding, profile: Profile, phrases: Phrases) -> str:
    """Write why an applicant is not eligible: ``a bank is not among its applicants``."""
    because = refusals(finding, finding.obstacles, profile, phrases)
    if finding.elsewhere and all(reason.comparison.fact != PLACE for reason in finding.obstacles):
        because.append(phrases.fmt("it is for applicants in {area}", area=phrases.area(finding.elsewhere)))
    return phrases.clauses(dict.fromkeys(because)) or phrases.tr("its rates do not cover this case")


def elsewhere_line(area: str, profile: Profile, phrases: Phrases) -> str:
    """Write which area a programme is for, and where the applicant is instead."""
    if PLACE in profile:
        there = phrases.value(PLACE, profile[PLACE])
        return phrases.fmt("for applicants in {area}; this one is in {place}", area=phrases.area(area), place=there)
    return phrases.fmt(
        "for applicants in {area}; without {option} this one counts as in {place}",
        area=phrases.area(area),
        option=phrases.catalogue.facts[PLACE].option,
        place=phrases.area(HOME),
    )


def assumptions(findings: list[Finding], phrases: Phrases) -> Iterator[Content]:
    """Yield what is taken for granted, with the programmes that rest on it."""
    resting: dict[Content, list[str]] = {}
    for finding in findings:
        for reason in finding.assumptions if finding.applies else ():
            negated = reason.comparison.presumed is False
            assumed = phrases.cited(phrases.clause(reason.comparison, negated=negated), reason.comparison.cite)
            resting.setdefault(assumed, []).append(phrases.called(finding.programme))
    for assumed, names in resting.items():
        yield phrases.labelled(phrases.joined(names), assumed)


def weighty_disputes(findings: list[Finding], estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield one line for each value of another source that carries weight and changes a figure."""
    for finding in findings:
        if finding.applies:
            yield from disputes(finding, estimate.explanations[finding.programme.id].disputes, phrases)


def disputes(finding: Finding, among: Iterable[DisputeFinding], phrases: Phrases) -> Iterator[Content]:
    """Yield one line for each value of another source, with what it would give."""
    for disputed in among:
        dispute = disputed.dispute
        for alternative in disputed.alternatives:
            template = phrases.tr(
                "{programme}, {parameter}: {adopted} is adopted [{cite}]; {other} in [{other_cite}]. {reason}"
            )
            amount: Content = ""
            if alternative.low is not None and alternative.high is not None:
                amount = phrases.yuan_range(alternative.low, alternative.high)
                if alternative.amount is not None:
                    amount = phrases.yuan(alternative.amount)
                template = phrases.tr(
                    "{programme}, {parameter}: {adopted} is adopted [{cite}]; "
                    "{other} would give {amount} yuan [{other_cite}]. {reason}"
                )
            parts: dict[str, Content] = {
                "programme": phrases.called(finding.programme),
                "parameter": phrases.parameter(dispute),
                "adopted": phrases.claim(dispute, dispute.adopted),
                "cite": Cite(dispute.adopted.cite),
                "other": phrases.claim(dispute, alternative.other),
                "amount": amount,
                "other_cite": Cite(alternative.other.cite),
                "reason": phrases.text(dispute.reason),
            }
            yield filled(template, parts)


def budgets(estimate: Estimate, findings: list[Finding], phrases: Phrases) -> Iterator[Content]:
    """Yield what the amounts are of the yearly budgets."""
    for finding in findings:
        share = estimate.explanations[finding.programme.id].sensitivity.budget_share
        budget = finding.edition.annual_budget
        if share is not None and budget is not None:
            yield phrases.labelled(phrases.called(finding.programme), budget_share(share, budget, phrases))


def budget_share(share: int, budget: Figure, phrases: Phrases) -> Content:
    """Write what a share of the yearly budget is of; ``share`` is basis points."""
    return phrases.fmt(
        "{share}% of the yearly budget of {amount} yuan [{cite}]",
        share=percent(share),
        amount=phrases.yuan(budget.value),
        cite=Cite(budget.cite),
    )


def absent(finding: Finding, phrases: Phrases) -> Content:
    """Write of a programme that is not in force when it was or will be, and what it would give."""
    return phrases.labelled(phrases.called(finding.programme), why_absent(finding, phrases))


def why_absent(finding: Finding, phrases: Phrases) -> Content:
    """Write the same where the programme has been named."""
    _ = phrases.tr
    amount = finding.last_terms_amount
    if finding.status == "lapsed":
        when = phrases.fmt("expired after {day}", day=phrases.day(finding.edition.until or 0))
        settled = _("its last terms would have given {amount} yuan")
        unsettled = _("what its last terms would have given is not determined")
    else:
        when = phrases.fmt("in force from {day}", day=phrases.day(finding.edition.starts))
        settled = _("its first terms would give {amount} yuan")
        unsettled = _("what its first terms would give is not determined")
    if not finding.edition.award.is_money:
        return when
    if finding.edition.award.rate_unknown:
        settled = unsettled = _("rate not known")
    gave = unsettled if amount is None else filled(settled, {"amount": phrases.yuan(amount)})
    return phrases.clauses([when, gave])


def unmodelled(findings: list[Finding], phrases: Phrases) -> Iterator[Content]:
    """Yield what an authority also asks for and no fact here stands for."""
    for finding in findings:
        for statement in finding.edition.unmodelled if finding.applies else ():
            asked = phrases.cited(phrases.text(statement.text), statement.cite)
            yield phrases.labelled(phrases.called(finding.programme), asked)


def links(findings: list[Finding], phrases: Phrases, *, own: bool) -> Iterator[Content]:
    """Yield where the terms are published, by official files or by those of one's ``own``, with the programmes."""
    named: dict[str, list[str]] = {}
    for finding in findings:
        is_own = finding.programme.origin is not None
        if is_own == own and (link := terms_link(finding.edition, phrases.catalogue)):
            named.setdefault(link, []).append(phrases.called(finding.programme))
    for link, names in named.items():
        yield phrases.labelled(phrases.joined(names), phrases.link(link))
