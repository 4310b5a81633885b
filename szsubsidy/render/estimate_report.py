"""An estimate as a report for people."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import Figure
from szsubsidy.money import grouped, percent
from szsubsidy.render.estimate_json import terms_link
from szsubsidy.render.report import Column, Report, Section, Table
from szsubsidy.render.words import Words
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.margins import margins


def estimate_report(estimate: Estimate, words: Words, *, everything: bool = False) -> Report:
    """Return what a person should see: what applies, the total, and all that qualifies it.

    Programmes that are about something else are only counted, unless ``everything`` is asked for.
    """
    _ = words._
    title = words.sentence("Estimate as of {day}", day=words.day(estimate.as_of))
    if name := estimate.profile.get("firm_name"):
        title = f"{words.value('firm_name', name)} · {title}"
    shown = [item for item in estimate.findings if everything or _is_relevant(item, words)]
    blocks: list[Table | Section] = [Section("", (_profile_line(estimate, words),))]
    current = [item for item in shown if item.status not in {"lapsed", "not-yet"}]
    if current:
        blocks.append(_table(current, words))
    blocks.append(Section("", tuple(_totals(estimate, shown, words))))
    sections = {
        _("Still needed"): [words.asked(fact) for fact in estimate.missing],
        _("Not eligible because"): [_failing(item, estimate, words) for item in shown if item.status == "ineligible"],
        _("Assumed, as long as nothing else is said"): list(_assumptions(shown, words)),
        _("Disputed figures"): [line for item in shown for line in disputes(item, words)],
        _("Left out or cut by a rule"): list(_exclusions(estimate, words)),
        _("Held together"): list(_grounds(estimate, words)),
        _("Of the yearly budget"): list(_budgets(estimate, shown, words)),
        _("No longer, or not yet, in force (in no total)"): [
            _absent(item, words) for item in shown if item.status in {"lapsed", "not-yet"}
        ],
        _("Take note"): [words.warning(warning) for warning in estimate.warnings],
        _("Also asked for by the authority, and not checked here"): list(_unmodelled(shown, words)),
        _("The authority's own terms"): list(_links(shown, words)),
    }
    blocks += [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    blocks.append(Section("", (words.disclaimer(),)))
    return Report(title, tuple(blocks))


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
    topical = [reason for reason in finding.reasons if words.catalogue.facts[reason.literal.fact].topical]
    return not any(reason.holds is False for reason in topical)


def _profile_line(estimate: Estimate, words: Words) -> str:
    facts = [fact for fact in words.catalogue.facts if fact in estimate.profile and fact != "firm_name"]
    if not facts:
        return words._("Nothing is known of the applicant yet.")
    parts = [words.about(words.label(fact), words.value(fact, estimate.profile[fact])) for fact in facts]
    return words.clauses(parts)


def _table(findings: list[Finding], words: Words) -> Table:
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


def _totals(estimate: Estimate, shown: list[Finding], words: Words) -> Iterator[str]:
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
    waiting = {item for warning in estimate.warnings if warning.code == "left-out" for item in warning.programmes}
    hidden = len(estimate.findings) - len({item.programme.id for item in shown} | waiting)
    if hidden:
        yield words.sentence("{count} programmes are about something else (--all shows them)", count=str(hidden))


def _failing(finding: Finding, estimate: Estimate, words: Words) -> str:
    alone = margins(finding, estimate.profile, words.catalogue).only_because
    return words.failing(finding, alone=bool(alone))


def _assumptions(findings: list[Finding], words: Words) -> Iterator[str]:
    lines: dict[str, list[str]] = {}
    for finding in findings:
        for reason in finding.assumptions if finding.status in {"eligible", "undetermined"} else ():
            text = f"{words.requirement(reason.literal)} [{reason.literal.cite}]"
            lines.setdefault(text, []).append(words.text(finding.programme.name))
    for text, names in lines.items():
        yield words.about(words.joined(names), text)


def _exclusions(estimate: Estimate, words: Words) -> Iterator[str]:
    for item in estimate.best.excluded:
        yield words.sentence(
            "{programme} ({forgone} yuan) gives way to {rival}. {reason} [{cite}]",
            programme=words.name(item.programme),
            forgone=grouped(item.forgone),
            rival=words.name(item.because_of),
            reason=words.text(item.rule.reason),
            cite=item.rule.cite,
        )
    for item in estimate.best.reduced:
        yield words.sentence(
            "{programme} is cut by {forgone} yuan to {granted} beside {rival}. {reason} [{cite}]",
            programme=words.name(item.programme),
            forgone=grouped(item.forgone),
            granted=grouped(item.granted),
            rival=words.name(item.because_of),
            reason=words.text(item.rule.reason),
            cite=item.rule.cite,
        )


def _grounds(estimate: Estimate, words: Words) -> Iterator[str]:
    for rule in estimate.grounds:
        yield f"{words.text(rule.reason)} [{rule.cite}]"
    if estimate.unruled:
        names = words.joined([words.name(item) for item in estimate.unruled])
        yield words.sentence("No rule that was read forbids this sum: {programmes}.", programmes=names)


def _budgets(estimate: Estimate, findings: list[Finding], words: Words) -> Iterator[str]:
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


def _absent(finding: Finding, words: Words) -> str:
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


def _unmodelled(findings: list[Finding], words: Words) -> Iterator[str]:
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
