"""One finding in full: conditions with verdicts, arithmetic, provisions, disputes."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import (
    AllOf,
    AnyOf,
    Branch,
    Comparison,
    Condition,
    JointCap,
    Not,
    Rule,
    is_about,
    named_by,
)
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Page, Section
from szsubsidy.money import grouped, percent
from szsubsidy.rules.cumulation import in_force
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.sensitivity import margins
from szsubsidy.rules.trace import kleene, reason
from szsubsidy.views.estimate import amount_text, budget_share, disputes
from szsubsidy.views.estimate_json import provisions, terms_link
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import award_lines, cited


def explanation_page(finding: Finding, profile: Profile, as_of: int, phrases: Phrases) -> Page:
    """Return why the finding is what it is."""
    _ = phrases.tr
    edition = finding.edition
    sections = derivation(finding, profile, as_of, phrases) | {
        _("Beside other programmes"): list(_rules(finding, as_of, phrases)),
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
        day=phrases.day(as_of),
        period=phrases.period(edition),
    )
    blocks = [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    return Page(title, phrases.language, (*blocks, Section("", (phrases.disclaimer(),))))


def derivation(finding: Finding, profile: Profile, as_of: int, phrases: Phrases) -> dict[str, list[str]]:
    """Return how the finding comes about, as lines by heading; some may be empty."""
    _ = phrases.tr
    return {
        _("Finding"): _outcome(finding, as_of, phrases),
        _("Conditions"): list(_conditions(finding, profile, phrases)),
        _("Arithmetic"): arithmetic(finding, profile, phrases),
        _("What it turns on"): list(_margins(finding, profile, phrases)),
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


def _conditions(finding: Finding, profile: Profile, phrases: Phrases) -> Iterator[str]:
    eligibility = finding.edition.eligibility
    items = eligibility.items if isinstance(eligibility, AllOf) else (eligibility,)
    for item in items:
        yield from _tree(item, finding, profile, phrases, "")
    if finding.branch is not None and finding.branch.when is not None:
        yield from _tree(finding.branch.when, finding, profile, phrases, "")


def _tree(condition: Condition, finding: Finding, profile: Profile, phrases: Phrases, indent: str) -> Iterator[str]:
    """Write a condition with its verdict, what it is made of indented under it."""
    predicates, day = finding.edition.diagram.predicates, finding.evaluated_on
    if isinstance(condition, Comparison):
        yield f"{indent}{phrases.reason(reason(condition, predicates, profile, day))} [{condition.cite}]"
        return
    match condition:
        case AllOf(parts):
            heading = phrases.tr("all of:")
        case AnyOf(parts):
            heading = phrases.tr("any of:")
        case Not(negated):
            heading, parts = phrases.tr("not:"), (negated,)
    yield indent + phrases.labelled(phrases.verdict(kleene(condition, predicates, profile, day)), heading)
    for part in parts:
        yield from _tree(part, finding, profile, phrases, indent + "  ")


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


def _margins(finding: Finding, profile: Profile, phrases: Phrases) -> Iterator[str]:
    found = margins(finding, profile, phrases.catalogue)
    if found.only_because:
        wanted = phrases.joined(
            [f"{phrases.requirement(comparison)} [{comparison.cite}]" for comparison in found.only_because]
        )
        yield phrases.fmt("not eligible only because of this: {requirement}", requirement=wanted)
    of = finding.edition.award.of
    if found.least_cost is not None and of is not None:
        amount = grouped(found.least_cost)
        yield phrases.fmt("{cost}: {amount} yuan is the least that counts", cost=phrases.label(of), amount=amount)
    if found.binds_at is not None and of is not None:
        amount = grouped(found.binds_at)
        yield phrases.fmt("{cost}: from {amount} yuan on, the cap binds", cost=phrases.label(of), amount=amount)
    budget = finding.edition.annual_budget
    if found.budget_share is not None and budget is not None:
        yield budget_share(found.budget_share, budget, phrases)


def _rules(finding: Finding, as_of: int, phrases: Phrases) -> Iterator[str]:
    """Yield what the rules in force say of holding the programme beside others."""
    catalogue = phrases.catalogue
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    for rule in rules:
        if is_about(rule, finding.programme.id) and in_force(rule, as_of):
            others = [phrases.name(item) for item in named_by(rule) if item != finding.programme.id]
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
