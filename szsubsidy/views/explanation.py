"""One finding in full: conditions with verdicts, arithmetic, provisions, disputes."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import AllOf, Branch, Comparison, Condition, JointCap, Not, Rule, is_about, named_by
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Report, Section
from szsubsidy.money import grouped, percent
from szsubsidy.rules.cumulation import in_force
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.sensitivity import margins
from szsubsidy.rules.trace import kleene, reason
from szsubsidy.views.estimate import amount_text, budget_share, disputes
from szsubsidy.views.estimate_json import provisions, terms_link
from szsubsidy.views.phrases import Words
from szsubsidy.views.programme import award_lines, cited


def explanation(finding: Finding, profile: Profile, as_of: int, words: Words) -> Report:
    """Return why the finding is what it is."""
    _ = words._
    edition = finding.edition
    sections = derivation(finding, profile, as_of, words) | {
        _("Beside other programmes"): list(_rules(finding, as_of, words)),
        _("Still needed"): [words.asked(fact) for fact in finding.missing],
        _("Disputed figures"): list(disputes(finding, words)),
        _("Also asked for by the authority, and not checked here"): [
            f"{words.text(item.text)} [{item.cite}]" for item in edition.unmodelled
        ],
        **references(finding, words),
    }
    title = words.sentence(
        "{programme} as of {day} (terms of {period})",
        programme=words.full_name(finding.programme),
        day=words.day(as_of),
        period=words.period(edition),
    )
    blocks = [Section(heading, tuple(lines)) for heading, lines in sections.items() if lines]
    return Report(title, (*blocks, Section("", (words.disclaimer(),))))


def derivation(finding: Finding, profile: Profile, as_of: int, words: Words) -> dict[str, list[str]]:
    """Return how the finding comes about, as lines by heading; some may be empty."""
    _ = words._
    return {
        _("Finding"): _outcome(finding, as_of, words),
        _("Conditions"): list(_conditions(finding, profile, words)),
        _("Arithmetic"): arithmetic(finding, profile, words),
        _("What it turns on"): list(_margins(finding, profile, words)),
        _("Award"): award_lines(finding.edition, words),
    }


def references(finding: Finding, words: Words) -> dict[str, list[str]]:
    """Return what else the sources say, and where the finding's terms stand in them, as lines by heading."""
    _ = words._
    link = terms_link(finding.edition, words.catalogue)
    return {
        _("Notes"): [f"{words.text(item.text)} [{item.cite}]" for item in finding.edition.notes],
        _("Provisions"): list(_provisions(finding, words)),
        _("The authority's own terms"): [link] if link else [],
    }


def _conditions(finding: Finding, profile: Profile, words: Words) -> Iterator[str]:
    eligibility = finding.edition.eligibility
    items = eligibility.items if isinstance(eligibility, AllOf) else (eligibility,)
    for item in items:
        yield from _tree(item, finding, profile, words, "")
    if finding.branch is not None and finding.branch.when is not None:
        yield from _tree(finding.branch.when, finding, profile, words, "")


def _tree(condition: Condition, finding: Finding, profile: Profile, words: Words, indent: str) -> Iterator[str]:
    """Write a condition with its verdict, what it is made of indented under it."""
    predicates, day = finding.edition.diagram.predicates, finding.judged_on
    if isinstance(condition, Comparison):
        yield f"{indent}{words.reason(reason(condition, predicates, profile, day))} [{condition.cite}]"
        return
    heading = {"all": words._("all of:"), "any": words._("any of:"), "not": words._("not:")}[condition.kind]
    yield indent + words.about(words.verdict(kleene(condition, predicates, profile, day)), heading)
    for item in (condition.item,) if isinstance(condition, Not) else condition.items:
        yield from _tree(item, finding, profile, words, indent + "  ")


def _outcome(finding: Finding, as_of: int, words: Words) -> list[str]:
    lines = [words.status(finding)]
    if finding.status in {"lapsed", "not-yet"} and finding.last_terms_amount is not None:
        lines.append(words.sentence("these terms would give {amount} yuan", amount=grouped(finding.last_terms_amount)))
    elif finding.status == "undetermined":
        low, high = grouped(finding.low), grouped(finding.high)
        lines.append(words.sentence("between {low} and {high} yuan", low=low, high=high))
    elif finding.status == "eligible" and finding.edition.award.basis != "none":
        lines.append(words.sentence("at most {amount} yuan", amount=amount_text(finding, words)))
    lines.append(
        words.sentence("confidence of the figures: {confidence}", confidence=words.confidence(finding.confidence))
    )
    lines.append(words.sentence("reviewed {day}", day=words.day(finding.edition.reviewed)))
    lines.append(words.sentence("application window: {window}", window=_window(finding, as_of, words)))
    return lines


def _window(finding: Finding, as_of: int, words: Words) -> str:
    window = finding.next_window or finding.last_window
    if window is None:
        return words.window(finding.window)
    parts = {
        "opens": words.day(window.opens),
        "closes": words.day(window.closes),
        "source": cited(window.cite, window.confidence, words),
    }
    if finding.next_window is None:
        last = words.sentence("the last one was {opens} to {closes} {source}", **parts)
        return words.clauses([words.window(finding.window), last])
    if window.opens <= as_of:
        return words.sentence("open until {closes} {source}", **parts)
    return words.sentence("next opens {opens}, closes {closes} {source}", **parts)


def arithmetic(finding: Finding, profile: Profile, words: Words) -> list[str]:
    """Return the product that a computed award comes from, with every digit; nothing where it is no share."""
    branch, of = finding.branch, finding.edition.award.of
    if branch is None or branch.rate is None or of is None or of not in profile:
        return []
    cost = profile[of]
    amount = finding.last_terms_amount if finding.amount is None else finding.amount
    if amount is None or not isinstance(cost, int):
        return []
    return [_product(branch, cost, amount, words)]


def _margins(finding: Finding, profile: Profile, words: Words) -> Iterator[str]:
    found = margins(finding, profile, words.catalogue)
    if found.only_because:
        wanted = words.joined(
            [f"{words.requirement(comparison)} [{comparison.cite}]" for comparison in found.only_because]
        )
        yield words.sentence("not eligible only because of this: {requirement}", requirement=wanted)
    of = finding.edition.award.of
    if found.least_cost is not None and of is not None:
        amount = grouped(found.least_cost)
        yield words.sentence("{cost}: {amount} yuan is the least that counts", cost=words.label(of), amount=amount)
    if found.binds_at is not None and of is not None:
        amount = grouped(found.binds_at)
        yield words.sentence("{cost}: from {amount} yuan on, the cap binds", cost=words.label(of), amount=amount)
    budget = finding.edition.annual_budget
    if found.budget_share is not None and budget is not None:
        yield budget_share(found.budget_share, budget, words)


def _rules(finding: Finding, as_of: int, words: Words) -> Iterator[str]:
    """Yield what the rules in force say of holding the programme beside others."""
    catalogue = words.catalogue
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    for rule in rules:
        if is_about(rule, finding.programme.id) and in_force(rule, as_of):
            others = [words.name(item) for item in named_by(rule) if item != finding.programme.id]
            yield words.about(words.joined(others), f"{words.text(rule.reason)} [{rule.cite}]")


def _provisions(finding: Finding, words: Words) -> Iterator[str]:
    """Yield the places that the finding rests on; a document's official title and number once."""
    told: set[str] = set()
    for cite in provisions(finding):
        source = cite.partition("#")[0]
        yield words.citation(cite, official=source not in told)
        told.add(source)


def _product(branch: Branch, cost: int, amount: int, words: Words) -> str:
    assert branch.rate is not None
    return words.sentence(
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
