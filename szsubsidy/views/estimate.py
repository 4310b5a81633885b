"""An estimate as a report for people."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import Figure
from szsubsidy.formats.page import Block, Column, Report, Section, Table
from szsubsidy.money import grouped, percent
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.sensitivity import margins
from szsubsidy.views.cumulation import exclusions, grounds
from szsubsidy.views.estimate_json import terms_link
from szsubsidy.views.phrases import Words


def estimate_report(estimate: Estimate, words: Words, *, everything: bool = False) -> Report:
    """Return what a person should see: what applies, the total, and all that qualifies it.

    Programmes that are about something else are only counted, unless ``everything`` is asked for.
    """
    _ = words._
    shown = relevant(estimate, words, everything=everything)
    blocks: list[Block] = [Section("", (_profile_line(estimate, words),))]
    current = [item for item in shown if item.status not in {"lapsed", "not-yet"}]
    if current:
        blocks.append(findings_table(current, words))
    blocks.append(Section("", (*totals(estimate, words), *hidden(estimate, shown, words))))
    sections = {
        _("Still needed"): [words.asked(fact) for fact in estimate.missing],
        _("Not eligible because"): [
            failing_line(item, estimate, words) for item in shown if item.status == "ineligible"
        ],
        _("Assumed, as long as nothing else is said"): list(assumptions(shown, words)),
        _("Disputed figures"): [line for item in shown for line in disputes(item, words)],
        _("Left out or cut by a rule"): list(exclusions(estimate, words)),
        _("Held together"): list(grounds(estimate, words)),
        _("Of the yearly budget"): list(budgets(estimate, shown, words)),
        _("No longer, or not yet, in force (in no total)"): [
            absent(item, words) for item in shown if item.status in {"lapsed", "not-yet"}
        ],
        _("Take note"): [words.warning(warning) for warning in estimate.warnings],
        _("Also asked for by the authority, and not checked here"): list(unmodelled(shown, words)),
        _("The authority's own terms"): list(_links(shown, words)),
    }
    blocks += [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    blocks.append(Section("", (words.disclaimer(),)))
    return Report(title(estimate, words), tuple(blocks))


def title(estimate: Estimate, words: Words) -> str:
    """Write whose estimate it is, and as of which day."""
    text = words.sentence("Estimate as of {day}", day=words.day(estimate.as_of))
    name = estimate.profile.get("firm_name")
    return f"{words.value('firm_name', name)} · {text}" if name else text


def relevant(estimate: Estimate, words: Words, *, everything: bool) -> list[Finding]:
    """Return the findings to show: those about something else only where ``everything`` is asked for."""
    return [item for item in estimate.findings if everything or _is_relevant(item, words)]


def disputes(finding: Finding, words: Words) -> Iterator[str]:
    """Yield one line for each value of another source, with what it would give."""
    if finding.status not in {"eligible", "undetermined"}:
        return
    for found in finding.disputes:
        dispute = found.dispute
        for item in found.alternatives:
            template = words._(
                "{programme}, {parameter}: {adopted} is adopted [{cite}]; {other} in [{other_cite}]. {reason}"
            )
            amount = ""
            if item.low is not None and item.high is not None:
                amount = words.span(item.low, item.high) if item.amount is None else grouped(item.amount)
                template = words._(
                    "{programme}, {parameter}: {adopted} is adopted [{cite}]; "
                    "{other} would give {amount} yuan [{other_cite}]. {reason}"
                )
            yield template.format(
                programme=words.text(finding.programme.name),
                parameter=words.parameter(dispute),
                adopted=words.claim(dispute, dispute.adopted),
                cite=dispute.adopted.cite,
                other=words.claim(dispute, item.other),
                amount=amount,
                other_cite=item.other.cite,
                reason=words.text(dispute.reason),
            )


def amount_text(finding: Finding, words: Words) -> str:
    """Write the most that a finding comes to: an amount, a range, or a dash where it is not money."""
    if finding.edition.award.basis == "none" or finding.status == "ineligible":
        return "–"
    if finding.amount is None:
        if finding.low == finding.high:
            return grouped(finding.high)
        return words.span(finding.low, finding.high)
    return grouped(finding.amount)


def _is_relevant(finding: Finding, words: Words) -> bool:
    """A programme is about something else when the topic the firm named is what it fails on."""
    topical = [reason for reason in finding.reasons if words.catalogue.facts[reason.comparison.fact].topical]
    return not any(reason.holds is False for reason in topical)


def _profile_line(estimate: Estimate, words: Words) -> str:
    facts = [fact for fact in words.catalogue.facts if fact in estimate.profile and fact != "firm_name"]
    if not facts:
        return words._("Nothing is known of the applicant yet.")
    parts = [words.about(words.label(fact), words.value(fact, estimate.profile[fact])) for fact in facts]
    return words.clauses(parts)


def findings_table(findings: list[Finding], words: Words) -> Table:
    """Return one row for each finding."""
    _ = words._
    columns = (
        Column(_("Programme")),
        Column(_("Status")),
        Column(_("At most, yuan"), right=True, fold=False),
        Column(_("Terms")),
        Column(_("Source")),
    )
    rows = tuple(
        (
            words.full_name(item.programme),
            words.status(item),
            amount_text(item, words),
            words.terms(item),
            words.confidence(item.confidence),
        )
        for item in findings
    )
    return Table(columns, rows)


def totals(estimate: Estimate, words: Words) -> Iterator[str]:
    """Yield what the programmes come to together, the surest first."""
    yield words.sentence("Total that can be computed: {amount} yuan", amount=words.yuan(estimate.total))
    if (estimate.low, estimate.high) != (estimate.total, estimate.total) and not estimate.missing:
        yield words.sentence("With no more than the usual caps: {amount} yuan", amount=grouped(estimate.low))
    elif (estimate.low, estimate.high) != (estimate.total, estimate.total):
        yield words.sentence(
            "Depending on what is not settled: {low} to {high} yuan",
            low=grouped(estimate.low),
            high=grouped(estimate.high),
        )
    if estimate.ceilings:
        yield words.sentence("Panels may add up to: {amount} yuan", amount=words.yuan(estimate.ceilings))
    if estimate.conditional.computed > estimate.total:
        yield words.sentence(
            "If what no source speaks of may be held together: {amount} yuan",
            amount=words.yuan(estimate.conditional.computed),
        )


def hidden(estimate: Estimate, shown: list[Finding], words: Words) -> Iterator[str]:
    """Yield how many programmes are about something else, if any."""
    waiting = {item for warning in estimate.warnings if warning.code == "left-out" for item in warning.programmes}
    count = len(estimate.findings) - len({item.programme.id for item in shown} | waiting)
    if count:
        yield words.sentence("{count} programmes are about something else (--all shows them)", count=str(count))


def failing_line(finding: Finding, estimate: Estimate, words: Words) -> str:
    """Write why an applicant is not eligible."""
    alone = margins(finding, estimate.profile, words.catalogue).only_because
    return words.failing(finding, alone=bool(alone))


def assumptions(findings: list[Finding], words: Words) -> Iterator[str]:
    """Yield what is taken for granted, with the programmes that rest on it."""
    lines: dict[str, list[str]] = {}
    for finding in findings:
        for reason in finding.assumptions if finding.status in {"eligible", "undetermined"} else ():
            text = f"{words.requirement(reason.comparison)} [{reason.comparison.cite}]"
            lines.setdefault(text, []).append(words.text(finding.programme.name))
    for text, names in lines.items():
        yield words.about(words.joined(names), text)


def budgets(estimate: Estimate, findings: list[Finding], words: Words) -> Iterator[str]:
    """Yield what the amounts are of the yearly budgets."""
    for finding in findings:
        share = margins(finding, estimate.profile, words.catalogue).budget_share
        budget = finding.edition.annual_budget
        if share is not None and budget is not None:
            yield words.about(words.text(finding.programme.name), budget_share(share, budget, words))


def budget_share(share: int, budget: Figure, words: Words) -> str:
    """Write what a share of the yearly budget is of; ``share`` is basis points."""
    return words.sentence(
        "{share}% of the yearly budget of {amount} yuan [{cite}]",
        share=percent(share),
        amount=grouped(budget.value),
        cite=budget.cite,
    )


def absent(finding: Finding, words: Words) -> str:
    """Write of a programme that is not in force when it was or will be, and what it would give."""
    _ = words._
    amount = finding.last_terms_amount
    if finding.status == "lapsed":
        day = words.day(finding.edition.until or 0)
        text = words.sentence("lapsed after {day}", day=day)
        told = _("its last terms would have given {amount} yuan")
        unsettled = _("what its last terms would have given is not determined")
    else:
        text = words.sentence("in force from {day}", day=words.day(finding.edition.starts))
        told = _("its first terms would give {amount} yuan")
        unsettled = _("what its first terms would give is not determined")
    if finding.edition.award.basis == "none":
        return words.about(words.text(finding.programme.name), text)
    gave = unsettled if amount is None else told.format(amount=grouped(amount))
    return words.about(words.text(finding.programme.name), words.clauses([text, gave]))


def unmodelled(findings: list[Finding], words: Words) -> Iterator[str]:
    """Yield what an authority also asks for and no fact here stands for."""
    for finding in findings:
        if finding.status in {"eligible", "undetermined"}:
            for item in finding.edition.unmodelled:
                yield words.about(words.text(finding.programme.name), f"{words.text(item.text)} [{item.cite}]")


def _links(findings: list[Finding], words: Words) -> Iterator[str]:
    links: dict[str, list[str]] = {}
    for finding in findings:
        link = terms_link(finding.edition, words.catalogue)
        if link:
            links.setdefault(link, []).append(words.text(finding.programme.name))
    for link, names in links.items():
        yield words.about(words.joined(names), link)
