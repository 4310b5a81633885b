"""One finding in full: conditions with verdicts, arithmetic, provisions, disputes."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import (
    AllOf,
    AnyOf,
    Branch,
    named_by,
)
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Page, Section
from szsubsidy.money import grouped, percent
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.trace import Trace
from szsubsidy.views.estimate import amount_text, budget_share, disputes
from szsubsidy.views.estimate_json import provisions, terms_link
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import award_lines, cited


def explanation_page(explanation: Explanation, phrases: Phrases) -> Page:
    """Return why a finding is what it is."""
    _ = phrases.tr
    finding = explanation.finding
    edition = finding.edition
    sections = derivation(explanation, phrases) | {
        _("Beside other programmes"): list(_rules(explanation, phrases)),
        _("Still needed"): [phrases.asked(fact) for fact in finding.missing],
        _("Disputed figures"): list(disputes(finding, phrases)),
        _("Also asked for by the authority, and not checked here"): [
            f"{phrases.text(item.text)} [{item.cite}]" for item in edition.unmodelled
        ],
        **references(finding, phrases),
    }
    title = phrases.fmt(
        "{programme} as of {day} (terms of {period})",
        programme=phrases.full_name(finding.programme),
        day=phrases.day(explanation.as_of),
        period=phrases.period(edition),
    )
    blocks = [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    return Page(title, phrases.language, (*blocks, Section("", (phrases.disclaimer(),))))


def derivation(explanation: Explanation, phrases: Phrases) -> dict[str, list[str]]:
    """Return how the finding comes about, as lines by heading; some may be empty."""
    _ = phrases.tr
    finding = explanation.finding
    return {
        _("Finding"): _outcome(finding, explanation.as_of, phrases),
        _("Conditions"): [line for condition in explanation.conditions for line in _tree(condition, phrases, "")],
        _("Arithmetic"): arithmetic(finding, explanation.profile, phrases),
        _("What it turns on"): list(_sensitivity(explanation, phrases)),
        _("Award"): award_lines(finding.edition, phrases),
    }


def references(finding: Finding, phrases: Phrases) -> dict[str, list[str]]:
    """Return what else the sources say, and where the finding's terms stand in them, as lines by heading."""
    _ = phrases.tr
    link = terms_link(finding.edition, phrases.catalogue)
    return {
        _("Notes"): [f"{phrases.text(item.text)} [{item.cite}]" for item in finding.edition.notes],
        _("Provisions"): list(_provisions(finding, phrases)),
        _("The authority's own terms"): [link] if link else [],
    }


def _tree(trace: Trace, phrases: Phrases, indent: str) -> Iterator[str]:
    """Write a condition with its verdict, what it is made of indented under it."""
    if trace.reason is not None:
        yield f"{indent}{phrases.reason(trace.reason)} [{trace.reason.comparison.cite}]"
        return
    match trace.condition:
        case AllOf():
            heading = phrases.tr("all of:")
        case AnyOf():
            heading = phrases.tr("any of:")
        case _:
            heading = phrases.tr("not:")
    yield indent + phrases.labelled(phrases.verdict(trace.holds), heading)
    for part in trace.parts:
        yield from _tree(part, phrases, indent + "  ")


def _outcome(finding: Finding, as_of: int, phrases: Phrases) -> list[str]:
    lines = [phrases.status(finding)]
    if not finding.in_force and finding.last_terms_amount is not None:
        lines.append(phrases.fmt("these terms would give {amount} yuan", amount=grouped(finding.last_terms_amount)))
    elif finding.status == "undetermined":
        low, high = grouped(finding.low), grouped(finding.high)
        lines.append(phrases.fmt("between {low} and {high} yuan", low=low, high=high))
    elif finding.status == "eligible" and finding.edition.award.is_money:
        lines.append(phrases.fmt("at most {amount} yuan", amount=amount_text(finding, phrases)))
    lines.append(
        phrases.fmt("confidence of the figures: {confidence}", confidence=phrases.confidence(finding.confidence))
    )
    lines.append(phrases.fmt("reviewed {day}", day=phrases.day(finding.edition.reviewed)))
    lines.append(phrases.fmt("application window: {window}", window=_window(finding, as_of, phrases)))
    return lines


def _window(finding: Finding, as_of: int, phrases: Phrases) -> str:
    window = finding.next_window or finding.last_window
    if window is None:
        return phrases.window(finding.window)
    parts = {
        "opens": phrases.day(window.opens),
        "closes": phrases.day(window.closes),
        "source": cited(window.cite, window.confidence, phrases),
    }
    if finding.next_window is None:
        last = phrases.fmt("the last one was {opens} to {closes} {source}", **parts)
        return phrases.clauses([phrases.window(finding.window), last])
    if window.opens <= as_of:
        return phrases.fmt("open until {closes} {source}", **parts)
    return phrases.fmt("next opens {opens}, closes {closes} {source}", **parts)


def arithmetic(finding: Finding, profile: Profile, phrases: Phrases) -> list[str]:
    """Return the product that a computed award comes from, with every digit; nothing where it is no share."""
    branch, of = finding.branch, finding.edition.award.of
    if branch is None or branch.rate is None or of is None or of not in profile:
        return []
    cost = profile[of]
    amount = finding.last_terms_amount if finding.amount is None else finding.amount
    if amount is None or not isinstance(cost, int):
        return []
    return [_product(branch, cost, amount, phrases)]


def _sensitivity(explanation: Explanation, phrases: Phrases) -> Iterator[str]:
    finding, sensitivity = explanation.finding, explanation.sensitivity
    if sensitivity.sole_obstacle:
        wanted = phrases.joined(
            [f"{phrases.requirement(comparison)} [{comparison.cite}]" for comparison in sensitivity.sole_obstacle]
        )
        yield phrases.fmt("not eligible only because of this: {requirement}", requirement=wanted)
    of = finding.edition.award.of
    if sensitivity.least_cost is not None and of is not None:
        amount = grouped(sensitivity.least_cost)
        yield phrases.fmt("{cost}: {amount} yuan is the least that counts", cost=phrases.label(of), amount=amount)
    if sensitivity.cap_binds_at is not None and of is not None:
        amount = grouped(sensitivity.cap_binds_at)
        yield phrases.fmt("{cost}: from {amount} yuan on, the cap binds", cost=phrases.label(of), amount=amount)
    budget = finding.edition.annual_budget
    if sensitivity.budget_share is not None and budget is not None:
        yield budget_share(sensitivity.budget_share, budget, phrases)


def _rules(explanation: Explanation, phrases: Phrases) -> Iterator[str]:
    """Yield what the rules in force say of holding the programme beside others."""
    for rule in explanation.rules:
        others = [phrases.name(other) for other in named_by(rule) if other != explanation.finding.programme.id]
        yield phrases.labelled(phrases.joined(others), f"{phrases.text(rule.reason)} [{rule.cite}]")


def _provisions(finding: Finding, phrases: Phrases) -> Iterator[str]:
    """Yield the places that the finding rests on; a document's official title and number once."""
    told: set[str] = set()
    for cite in provisions(finding):
        source = cite.partition("#")[0]
        yield phrases.citation(cite, official=source not in told)
        told.add(source)


def _product(branch: Branch, cost: int, amount: int, phrases: Phrases) -> str:
    assert branch.rate is not None
    return phrases.fmt(
        "{rate}% × {cost} = {product}, capped at {cap}: {amount} yuan",
        rate=percent(branch.rate.value),
        cost=grouped(cost),
        product=_exact(cost * branch.rate.value),
        cap=grouped(branch.cap.value),
        amount=grouped(amount),
    )


def _exact(hundredths_of_basis: int) -> str:
    """Write a product of fen and basis points in yuan with all its digits, before it is rounded down."""
    yuan, rest = divmod(hundredths_of_basis, 1_000_000)
    return f"{yuan:,}.{rest:06d}".rstrip("0").rstrip(".")
