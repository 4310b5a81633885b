"""One finding in full: conditions with verdicts, arithmetic, provisions, disputes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.award import Branch
from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.logic import AllOf, AnyOf
from szsubsidy.catalogue.together import JointCap, named_by
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Amount, Cite, Content, Item, Line, Page, Section
from szsubsidy.money import exact_share, percent
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.explanation import Explanation
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.trace import Trace
from szsubsidy.views.own_terms import origin_line
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import award_lines, cited, reservation_lines
from szsubsidy.views.provisions import provisions, terms_link
from szsubsidy.views.sections import budget_share, disputes, elsewhere_line, most, sections


def explanation_page(explanation: Explanation, estimate: Estimate, phrases: Phrases) -> Page:
    """Return why a finding is what it is, with what it comes to beside the other programmes of ``estimate``."""
    _ = phrases.tr
    finding = explanation.finding
    edition = finding.edition
    lines = derivation(explanation, phrases) | {
        _("Beside other programmes"): _rules(explanation, estimate, phrases),
        _("Still needed"): [phrases.asked(fact) for fact in finding.missing],
        _("Disputed figures"): disputes(finding, finding.disputes, phrases),
        _("Also asked for by the authority, and not checked here"): [
            phrases.cited(phrases.text(statement.text), statement.cite) for statement in edition.unmodelled
        ],
        **references(finding, phrases),
    }
    title = phrases.fmt(
        "{programme} as of {day} (terms of {period})",
        programme=phrases.full_name(finding.programme),
        day=phrases.day(explanation.as_of),
        period=phrases.period(edition),
    )
    return Page(title, phrases.language, (*sections(lines), Section("", (phrases.disclaimer(),))))


def derivation(explanation: Explanation, phrases: Phrases) -> dict[str, Iterable[Line]]:
    """Return how the finding comes about, as lines by heading; some may be empty."""
    _ = phrases.tr
    finding = explanation.finding
    return {
        _("Finding"): _outcome(finding, explanation.profile, explanation.as_of, phrases),
        _("Conditions"): [_tree(condition, phrases) for condition in explanation.conditions],
        _("Arithmetic"): arithmetic(finding, explanation.profile, phrases),
        _("What it turns on"): _sensitivity(explanation, phrases),
        _("Award"): award_lines(finding.edition, phrases),
    }


def references(finding: Finding, phrases: Phrases) -> dict[str, Iterable[Line]]:
    """Return what else the sources say, and where the finding's terms stand in them, as lines by heading."""
    _ = phrases.tr
    link = terms_link(finding.edition, phrases.catalogue)
    pages = _("Official pages") if finding.programme.origin is None else _("Pages that own terms name")
    return {
        _("Notes"): [phrases.cited(phrases.text(note.text), note.cite) for note in finding.edition.notes],
        _("Provisions"): _provisions(finding, phrases),
        pages: [phrases.link(link)] if link else [],
    }


def _tree(trace: Trace, phrases: Phrases) -> Line:
    """Write a condition with its verdict, what it is made of under it."""
    if trace.reason is not None:
        return phrases.cited(phrases.reason(trace.reason), trace.reason.comparison.cite)
    match trace.condition:
        case AllOf():
            heading = phrases.tr("all of:")
        case AnyOf():
            heading = phrases.tr("any of:")
        case _:
            heading = phrases.tr("not:")
    line = phrases.labelled(phrases.verdict(trace.holds), heading)
    return Item(line, tuple(_tree(part, phrases) for part in trace.parts))


def _outcome(finding: Finding, profile: Profile, as_of: int, phrases: Phrases) -> list[Content]:
    lines: list[Content] = [phrases.status(finding.status)]
    if finding.programme.origin is not None:
        lines.append(origin_line(finding.programme.origin, phrases))
    if finding.elsewhere is not None:
        lines.append(elsewhere_line(finding.elsewhere, profile, phrases))
    if not finding.in_force and finding.last_terms_amount is not None:
        lines.append(phrases.fmt("these terms would give {amount} yuan", amount=Amount(finding.last_terms_amount)))
    elif finding.applies and finding.edition.award.rate_unknown:
        lines.append(phrases.fmt("amount not known, at most {most} yuan", most=Amount(finding.high)))
    elif finding.status == "undetermined":
        low, high = Amount(finding.low), Amount(finding.high)
        lines.append(phrases.fmt("between {low} and {high} yuan", low=low, high=high))
    elif finding.met and finding.edition.award.is_money:
        lines.append(phrases.fmt("at most {amount} yuan", amount=most(finding, phrases)))
    lines += reservation_lines(finding.edition, phrases, as_of if finding.in_force else 0)
    lines.append(phrases.fmt("evidence: {confidence}", confidence=phrases.confidence(finding.confidence)))
    lines.append(phrases.fmt("reviewed {day}", day=phrases.day(finding.edition.reviewed)))
    lines.append(phrases.fmt("application window: {window}", window=_window(finding, phrases)))
    return lines


def _window(finding: Finding, phrases: Phrases) -> Content:
    reach, window = phrases.reach(finding.availability.reach), finding.availability.window
    if window is None:
        return reach
    source = cited(window.cite, window.confidence, phrases)
    stage = "" if window.stage == "apply" else phrases.in_brackets("", phrases.stage(window.stage))
    days = phrases.window_days(window) + stage
    match finding.availability.reach, window.closes:
        case "closed", _:
            last = phrases.fmt("the last one was {days} {source}", days=days, source=source)
            return phrases.clauses([reach, last])
        case "open", int() as closes:
            return phrases.fmt("open until {closes} {source}", closes=phrases.day(closes) + stage, source=source)
        case "upcoming", int() as last_day:
            opens, until = phrases.day(finding.availability.day or window.opens), phrases.day(last_day) + stage
            return phrases.fmt("next opens {opens}, closes {closes} {source}", opens=opens, closes=until, source=source)
    return phrases.clauses([reach, phrases.fmt("{days} {source}", days=days, source=source)])


def arithmetic(finding: Finding, profile: Profile, phrases: Phrases) -> list[Content]:
    """Return the product that an award comes from, with every digit, or why it has none; nothing where it is none."""
    branch, of = finding.branch, finding.edition.award.of
    if branch is None or branch.multiplier is None or of is None or of not in profile:
        return []
    cost = profile[of]
    if branch.rate_unknown and isinstance(cost, int):
        return [_unknown_product(branch, cost, branch.rate_unknown.cite, phrases)]
    amount = finding.last_terms_amount if finding.amount is None else finding.amount
    if amount is None or not isinstance(cost, int):
        return []
    return [_product(branch, cost, amount, phrases)]


def _sensitivity(explanation: Explanation, phrases: Phrases) -> Iterator[Content]:
    finding, sensitivity = explanation.finding, explanation.sensitivity
    if sensitivity.sole_obstacle:
        wanted = phrases.joined(
            phrases.cited(phrases.clause(reason.comparison, negated=bool(reason.holds)), reason.comparison.cite)
            for reason in finding.obstacles
        )
        yield phrases.fmt("not eligible only because of this: {requirement}", requirement=wanted)
    of = finding.edition.award.of
    if sensitivity.least_cost is not None and of is not None:
        least = phrases.value(of, sensitivity.least_cost)
        yield phrases.fmt("{cost}: {least} is the least that counts", cost=phrases.label(of), least=least)
    if sensitivity.cap_binds_at is not None and of is not None:
        bound = phrases.value(of, sensitivity.cap_binds_at)
        yield phrases.fmt("{cost}: from {bound} on, the cap binds", cost=phrases.label(of), bound=bound)
    budget = finding.edition.annual_budget
    if sensitivity.budget_share is not None and budget is not None:
        yield budget_share(sensitivity.budget_share, budget, phrases)


def _rules(explanation: Explanation, estimate: Estimate, phrases: Phrases) -> Iterator[Line]:
    """Yield what the rules in force say of holding the programme beside others, and how else they can be read."""
    for rule in explanation.rules:
        others = [phrases.name(other) for other in named_by(rule) if other != explanation.finding.programme.id]
        line = phrases.labelled(phrases.joined(others), phrases.cited(phrases.text(rule.reason), rule.cite))
        if not isinstance(rule, JointCap) or not rule.readings:
            yield line
            continue
        # A total without what the programme itself comes to would pass for one with it.
        settled = (
            {}
            if explanation.finding.amount is None
            else {read.reading.reading: read.best.computed for read in estimate.readings if read.cap == rule}
        )
        yield Item(line, tuple(_read(explanation.alone(rule), estimate.total if settled else None, phrases)))
        for reading in rule.readings:
            otherwise = phrases.cited(phrases.text(reading.text), reading.cite)
            amounts = _read(explanation.alone(rule, reading), settled.get(reading.reading), phrases)
            yield Item(phrases.fmt("Read otherwise: {reading}", reading=otherwise), tuple(amounts))


def _read(alone: int | None, total: int | None, phrases: Phrases) -> Iterator[Content]:
    """Yield what a reading of a rule gives of the programme alone, and in total."""
    if alone is not None:
        yield phrases.fmt("This programme alone: {amount} yuan", amount=Amount(alone))
    if total is not None:
        yield phrases.fmt("Total that can be computed: {amount} yuan", amount=Amount(total))


def _provisions(finding: Finding, phrases: Phrases) -> Iterator[Content]:
    """Yield the places that the finding rests on and how sure each is; a document's official title and number once."""
    named: set[str] = set()
    for cite, confidence in provisions(finding).items():
        source = source_of(cite)
        citation = phrases.citation(cite, official=source not in named)
        yield phrases.in_brackets(citation, phrases.confidence(confidence))
        named.add(source)


def _unknown_product(branch: Branch, cost: int, cite: str, phrases: Phrases) -> Content:
    return phrases.fmt(
        "?% × {cost}, capped at {cap}: not known, at most {most} yuan; no source found gives the rate [{cite}]",
        cost=Amount(cost),
        cap=Amount(branch.cap.value),
        most=Amount(min(cost, branch.cap.value)),
        cite=Cite(cite),
    )


def _product(branch: Branch, cost: int, amount: int, phrases: Phrases) -> Content:
    if branch.rate is None:
        assert branch.each is not None
        return phrases.fmt(
            "{count} × {each} = {product}, capped at {cap}: {amount} yuan",
            count=str(cost),
            each=Amount(branch.each.value),
            product=Amount(cost * branch.each.value),
            cap=Amount(branch.cap.value),
            amount=Amount(amount),
        )
    return phrases.fmt(
        "{rate}% × {cost} = {product}, capped at {cap}: {amount} yuan",
        rate=percent(branch.rate.value),
        cost=Amount(cost),
        product=exact_share(cost, branch.rate.value),
        cap=Amount(branch.cap.value),
        amount=Amount(amount),
    )
