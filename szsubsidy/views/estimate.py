"""An estimate as a report for people."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import Figure
from szsubsidy.formats.page import Block, Column, Page, Section, Table
from szsubsidy.money import grouped, percent
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.cumulation import exclusions, grounds
from szsubsidy.views.estimate_json import terms_link
from szsubsidy.views.phrases import Phrases


def estimate_page(estimate: Estimate, phrases: Phrases, *, everything: bool = False) -> Page:
    """Return what a person should see: what applies, the total, and all that qualifies it.

    Programmes that are about something else are only counted, unless ``everything`` is asked for.
    """
    _ = phrases.tr
    shown = relevant(estimate, phrases, everything=everything)
    blocks: list[Block] = [Section("", (_profile_line(estimate, phrases),))]
    current = [item for item in shown if item.in_force]
    if current:
        blocks.append(findings_table(current, phrases))
    blocks.append(Section("", (*totals(estimate, phrases), *hidden(estimate, shown, phrases))))
    sections = {
        _("Still needed"): [phrases.asked(fact) for fact in estimate.missing],
        _("Not eligible because"): [
            failing_line(item, estimate, phrases) for item in shown if item.status == "ineligible"
        ],
        _("Assumed, as long as nothing else is said"): list(assumptions(shown, phrases)),
        _("Disputed figures"): [line for item in shown for line in disputes(item, phrases)],
        _("Left out or cut by a rule"): list(exclusions(estimate, phrases)),
        _("Held together"): list(grounds(estimate, phrases)),
        _("Of the yearly budget"): list(budgets(estimate, shown, phrases)),
        _("No longer, or not yet, in force (in no total)"): [
            absent(item, phrases) for item in shown if not item.in_force
        ],
        _("Take note"): [phrases.notice(notice) for notice in estimate.notices],
        _("Also asked for by the authority, and not checked here"): list(unmodelled(shown, phrases)),
        _("The authority's own terms"): list(_links(shown, phrases)),
    }
    blocks += [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    blocks.append(Section("", (phrases.disclaimer(),)))
    return Page(title(estimate, phrases), phrases.language, tuple(blocks))


def title(estimate: Estimate, phrases: Phrases) -> str:
    """Write whose estimate it is, and as of which day."""
    text = phrases.fmt("Estimate as of {day}", day=phrases.day(estimate.as_of))
    name = estimate.profile.get("firm_name")
    return f"{phrases.value('firm_name', name)} · {text}" if name else text


def relevant(estimate: Estimate, phrases: Phrases, *, everything: bool) -> list[Finding]:
    """Return the findings to show: those about something else only where ``everything`` is asked for."""
    return [item for item in estimate.findings if everything or _is_relevant(item, phrases)]


def disputes(finding: Finding, phrases: Phrases) -> Iterator[str]:
    """Yield one line for each value of another source, with what it would give."""
    if not finding.applies:
        return
    for found in finding.disputes:
        dispute = found.dispute
        for item in found.alternatives:
            template = phrases.tr(
                "{programme}, {parameter}: {adopted} is adopted [{cite}]; {other} in [{other_cite}]. {reason}"
            )
            amount = ""
            if item.low is not None and item.high is not None:
                amount = phrases.span(item.low, item.high) if item.amount is None else grouped(item.amount)
                template = phrases.tr(
                    "{programme}, {parameter}: {adopted} is adopted [{cite}]; "
                    "{other} would give {amount} yuan [{other_cite}]. {reason}"
                )
            yield template.format(
                programme=phrases.text(finding.programme.name),
                parameter=phrases.parameter(dispute),
                adopted=phrases.claim(dispute, dispute.adopted),
                cite=dispute.adopted.cite,
                other=phrases.claim(dispute, item.other),
                amount=amount,
                other_cite=item.other.cite,
                reason=phrases.text(dispute.reason),
            )


def amount_text(finding: Finding, phrases: Phrases) -> str:
    """Write the most that a finding comes to: an amount, a range, or a dash where it is not money."""
    if not finding.edition.award.is_money or finding.status == "ineligible":
        return "–"
    if finding.amount is None:
        if finding.low == finding.high:
            return grouped(finding.high)
        return phrases.span(finding.low, finding.high)
    return grouped(finding.amount)


def _is_relevant(finding: Finding, phrases: Phrases) -> bool:
    """A programme is about something else when the topic the firm named is what it fails on."""
    topical = [reason for reason in finding.reasons if phrases.catalogue.facts[reason.comparison.fact].topical]
    return not any(reason.holds is False for reason in topical)


def _profile_line(estimate: Estimate, phrases: Phrases) -> str:
    facts = [fact for fact in phrases.catalogue.facts if fact in estimate.profile and fact != "firm_name"]
    if not facts:
        return phrases.tr("Nothing is known of the applicant yet.")
    parts = [phrases.labelled(phrases.label(fact), phrases.value(fact, estimate.profile[fact])) for fact in facts]
    return phrases.clauses(parts)


def findings_table(findings: list[Finding], phrases: Phrases) -> Table:
    """Return one row for each finding."""
    _ = phrases.tr
    columns = (
        Column(_("Programme")),
        Column(_("Status")),
        Column(_("At most, yuan"), right=True, fold=False),
        Column(_("Terms")),
        Column(_("Source")),
    )
    rows = tuple(
        (
            phrases.full_name(item.programme),
            phrases.status(item),
            amount_text(item, phrases),
            phrases.terms(item),
            phrases.confidence(item.confidence),
        )
        for item in findings
    )
    return Table(columns, rows)


def totals(estimate: Estimate, phrases: Phrases) -> Iterator[str]:
    """Yield what the programmes come to together, the surest first."""
    yield phrases.fmt("Total that can be computed: {amount} yuan", amount=phrases.yuan(estimate.total))
    if (estimate.low, estimate.high) != (estimate.total, estimate.total) and not estimate.missing:
        yield phrases.fmt("With no more than the usual caps: {amount} yuan", amount=grouped(estimate.low))
    elif (estimate.low, estimate.high) != (estimate.total, estimate.total):
        yield phrases.fmt(
            "Depending on what is not settled: {low} to {high} yuan",
            low=grouped(estimate.low),
            high=grouped(estimate.high),
        )
    if estimate.ceilings:
        yield phrases.fmt("Panels may add up to: {amount} yuan", amount=phrases.yuan(estimate.ceilings))
    if estimate.conditional.computed > estimate.total:
        yield phrases.fmt(
            "If what no source speaks of may be held together: {amount} yuan",
            amount=phrases.yuan(estimate.conditional.computed),
        )


def hidden(estimate: Estimate, shown: list[Finding], phrases: Phrases) -> Iterator[str]:
    """Yield how many programmes are about something else, if any."""
    waiting = {item for notice in estimate.notices if notice.code == "left-out" for item in notice.programmes}
    count = len(estimate.findings) - len({item.programme.id for item in shown} | waiting)
    if count:
        yield phrases.fmt("{count} programmes are about something else (--all shows them)", count=str(count))


def failing_line(finding: Finding, estimate: Estimate, phrases: Phrases) -> str:
    """Write why an applicant is not eligible."""
    sensitivity = estimate.explanations[finding.programme.id].sensitivity
    return phrases.failing(finding, alone=bool(sensitivity.sole_obstacle))


def assumptions(findings: list[Finding], phrases: Phrases) -> Iterator[str]:
    """Yield what is taken for granted, with the programmes that rest on it."""
    lines: dict[str, list[str]] = {}
    for finding in findings:
        for reason in finding.assumptions if finding.applies else ():
            text = f"{phrases.requirement(reason.comparison)} [{reason.comparison.cite}]"
            lines.setdefault(text, []).append(phrases.text(finding.programme.name))
    for text, names in lines.items():
        yield phrases.labelled(phrases.joined(names), text)


def budgets(estimate: Estimate, findings: list[Finding], phrases: Phrases) -> Iterator[str]:
    """Yield what the amounts are of the yearly budgets."""
    for finding in findings:
        share = estimate.explanations[finding.programme.id].sensitivity.budget_share
        budget = finding.edition.annual_budget
        if share is not None and budget is not None:
            yield phrases.labelled(phrases.text(finding.programme.name), budget_share(share, budget, phrases))


def budget_share(share: int, budget: Figure, phrases: Phrases) -> str:
    """Write what a share of the yearly budget is of; ``share`` is basis points."""
    return phrases.fmt(
        "{share}% of the yearly budget of {amount} yuan [{cite}]",
        share=percent(share),
        amount=grouped(budget.value),
        cite=budget.cite,
    )


def absent(finding: Finding, phrases: Phrases) -> str:
    """Write of a programme that is not in force when it was or will be, and what it would give."""
    _ = phrases.tr
    amount = finding.last_terms_amount
    if finding.status == "lapsed":
        day = phrases.day(finding.edition.until or 0)
        text = phrases.fmt("lapsed after {day}", day=day)
        told = _("its last terms would have given {amount} yuan")
        unsettled = _("what its last terms would have given is not determined")
    else:
        text = phrases.fmt("in force from {day}", day=phrases.day(finding.edition.starts))
        told = _("its first terms would give {amount} yuan")
        unsettled = _("what its first terms would give is not determined")
    if not finding.edition.award.is_money:
        return phrases.labelled(phrases.text(finding.programme.name), text)
    gave = unsettled if amount is None else told.format(amount=grouped(amount))
    return phrases.labelled(phrases.text(finding.programme.name), phrases.clauses([text, gave]))


def unmodelled(findings: list[Finding], phrases: Phrases) -> Iterator[str]:
    """Yield what an authority also asks for and no fact here stands for."""
    for finding in findings:
        if finding.applies:
            for item in finding.edition.unmodelled:
                yield phrases.labelled(phrases.text(finding.programme.name), f"{phrases.text(item.text)} [{item.cite}]")


def _links(findings: list[Finding], phrases: Phrases) -> Iterator[str]:
    links: dict[str, list[str]] = {}
    for finding in findings:
        link = terms_link(finding.edition, phrases.catalogue)
        if link:
            links.setdefault(link, []).append(phrases.text(finding.programme.name))
    for link, names in links.items():
        yield phrases.labelled(phrases.joined(names), link)
