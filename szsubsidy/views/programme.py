"""One programme as the catalogue has it, whole."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.award import Branch, Figure, Tier
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not
from szsubsidy.catalogue.model import Edition, Paused, Programme, RestsOn, Window
from szsubsidy.days import FAR
from szsubsidy.formats.page import (
    Block,
    Cite,
    Content,
    Item,
    Line,
    Page,
    Section,
    concat,
    filled,
    joined,
)
from szsubsidy.money import percent
from szsubsidy.views.award import basis_of, basis_text, each_text
from szsubsidy.views.own_terms import origin_line
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.reservations import doubt_line, reservation_name, reservation_text, reservations


def programme_page(programme: Programme, phrases: Phrases) -> Page:
    """Return one programme with all its editions."""
    _ = phrases.tr
    head: list[Content] = [
        phrases.text(programme.summary),
        f"{programme.id} · {phrases.text(phrases.catalogue.authorities[programme.authority].name)}",
    ]
    names = [
        name
        for name in dict.fromkeys((*programme.name.values(), *programme.aliases))
        if name not in {phrases.text(programme.name), phrases.language == "en" and programme.name["zh-Hans"]}
    ]
    if programme.origin is not None:
        head.append(origin_line(programme.origin, phrases))
    within = programme.editions[-1].diagram.within
    if within is not None:
        head.append(phrases.fmt("for applicants in {area}", area=phrases.area(within.area)))
    if names:
        head.append(phrases.fmt("also called: {names}", names=phrases.joined(names)))
    head += [phrases.fmt("in the newspaper: {item}", item=phrases.citation(cite)) for cite in programme.announced]
    blocks: list[Block] = [Section("", tuple(head))]
    for edition in programme.editions:
        heading = phrases.fmt("Terms of {period}", period=phrases.period(edition))
        blocks.append(Section(heading, tuple(_edition_lines(edition, phrases))))
    return Page(phrases.full_name(programme), phrases.language, tuple(blocks))


def award_lines(edition: Edition, phrases: Phrases) -> list[Line]:
    """Return the award's figures, each with its provision and confidence."""
    award = edition.award
    if not award.is_money:
        return [
            concat(phrases.text(benefit.text), " ", cited(benefit.cite, benefit.confidence, phrases))
            for benefit in award.benefits
        ]
    lines: list[Line] = []
    if award.each:
        source = cited(award.each.cite, award.each.confidence, phrases)
        lines.append(concat(each_text(award, phrases), " ", source))
    for branch in award.branches:
        if branch.rate and award.of:
            text: Content = phrases.fmt(
                "{rate}% of {cost}",
                rate=percent(branch.rate.value),
                cost=phrases.label(award.of).lower() if phrases.language == "en" else phrases.label(award.of),
            )
            text = concat(text, " ", cited(branch.rate.cite, branch.rate.confidence, phrases))
            if branch.rate.cap:
                text = phrases.clauses([text, phrases.fmt("cap: {amount}", amount=_figure(branch.rate.cap, phrases))])
            lines.append(_in_its_cases(text, branch, phrases))
        elif award.basis == "fixed":
            lines.append(_in_its_cases(_figure(branch.cap, phrases), branch, phrases))
    if award.rate_unknown and award.of:
        cost = phrases.label(award.of)
        lines.append(
            phrases.fmt(
                "share of: {cost}; the rate is not known [{cite}]", cost=cost, cite=Cite(award.rate_unknown.cite)
            )
        )
    last = award.branches[-1]
    if award.cap and not (award.rates and all(rate.cap for rate in award.rates)):
        lines.append(phrases.fmt("cap: {amount}", amount=_figure(award.cap, phrases)))
    if award.yearly_cap:
        yearly = _figure(award.yearly_cap, phrases)
        lines.append(phrases.fmt("cap of one applicant in a year: {amount}", amount=yearly))
    if last.usual_cap:
        lines.append(phrases.fmt("usual cap: {amount}", amount=_figure(last.usual_cap, phrases)))
    for tier in award.tiers:
        amount = _figure(tier, phrases)
        named = phrases.labelled(phrases.text(tier.label), amount) if tier.label else amount
        lines.append(_in_its_cases(named, tier, phrases))
    if edition.annual_budget:
        lines.append(phrases.fmt("yearly budget: {amount}", amount=_figure(edition.annual_budget, phrases)))
    return lines


def _in_its_cases(text: Content, branch: Branch | Tier, phrases: Phrases) -> Line:
    """Write when a branch or tier applies under what it gives, each of several cases on a line of its own."""
    if branch.when is None:
        return text
    cases = branch.when.items if isinstance(branch.when, AnyOf) else (branch.when,)
    first, *others = [condition_text(case, phrases) for case in cases]
    under = [phrases.fmt("where {condition}", condition=first)]
    under += [phrases.fmt("or where {condition}", condition=other) for other in others]
    return Item(text, tuple(under))


def _edition_lines(edition: Edition, phrases: Phrases) -> Iterator[Line]:
    _ = phrases.tr
    yield phrases.fmt("award: {basis}", basis=basis_text(basis_of(edition.award), phrases))
    yield from award_lines(edition, phrases)
    wanted = edition.eligibility.items if isinstance(edition.eligibility, AllOf) else (edition.eligibility,)
    for condition in wanted:
        yield phrases.fmt("condition: {condition}", condition=condition_text(condition, phrases))
    for window in edition.windows:
        yield window_line(window, phrases)
    yield from reservation_lines(edition, phrases)
    for override in edition.overrides:
        yield phrases.fmt(
            "{by}, once known, decides over: {fact} [{cite}]",
            by=phrases.label(override.by),
            fact=phrases.label(override.fact),
            cite=Cite(override.cite),
        )
    for dispute in edition.disputes:
        for other in dispute.others:
            yield phrases.fmt(
                "disputed {parameter}: {adopted} adopted [{cite}], {other} in [{other_cite}]. {reason}",
                parameter=phrases.parameter(dispute),
                adopted=phrases.claim(dispute, dispute.adopted),
                cite=Cite(dispute.adopted.cite),
                other=phrases.claim(dispute, other),
                other_cite=Cite(other.cite),
                reason=phrases.text(dispute.reason),
            )
    for statement in edition.unmodelled:
        yield phrases.fmt("not checked: {text} [{cite}]", text=phrases.text(statement.text), cite=Cite(statement.cite))
    for statement in edition.notes:
        yield phrases.fmt("note: {text} [{cite}]", text=phrases.text(statement.text), cite=Cite(statement.cite))
    if edition.apply:
        parts = (edition.apply.office, edition.apply.how)
        offices = phrases.clauses([phrases.text(part) for part in parts if part])
        address = phrases.link(edition.apply.link) if edition.apply.link else ""
        where = joined(" ", [part for part in (offices, address) if part])
        yield phrases.fmt("apply: {where} [{cite}]", where=where, cite=Cite(edition.apply.cite))
    yield phrases.fmt("reviewed {day}", day=phrases.day(edition.reviewed))


def window_line(window: Window, phrases: Phrases) -> Content:
    """Write what a window takes, on which days, and who says so."""
    template = {
        "apply": phrases.tr("applications: {days} {source}"),
        "claim": phrases.tr("claims: {days} {source}"),
        "redeem": phrases.tr("redemption: {days} {source}"),
    }[window.stage]
    source = cited(window.cite, window.confidence, phrases)
    return filled(template, {"days": phrases.window_days(window), "source": source})


def reservation_lines(edition: Edition, phrases: Phrases, as_of: int = 0) -> Iterator[Content]:
    """Yield a line for each thing that speaks against relying on an edition, from the day ``as_of`` on."""
    for reservation in reservations(edition):
        if isinstance(reservation, Paused) and (reservation.until or FAR) < as_of:
            continue
        if isinstance(reservation, RestsOn) and reservation.until < as_of:
            yield doubt_line(edition, reservation, phrases)
            continue
        line = phrases.labelled(reservation_name(reservation, phrases), reservation_text(reservation, phrases))
        if isinstance(reservation, RestsOn):
            yield phrases.cited(line, reservation.source)
        else:
            yield concat(line, " ", cited(reservation.cite, reservation.confidence, phrases))


def _figure(figure: Figure, phrases: Phrases) -> Content:
    source = cited(figure.cite, figure.confidence, phrases)
    return concat(phrases.money(figure.value), phrases.per(figure.per), " ", source)


def case_text(branch: Branch | Tier, phrases: Phrases) -> str:
    """Write in brackets when a branch or tier applies, to stand behind what it gives; nothing where it always does."""
    return phrases.in_brackets("", condition_text(branch.when, phrases)) if branch.when else ""


def cited(cite: str, confidence: str, phrases: Phrases) -> Content:
    """Write in brackets where a figure stands and how far it is to be trusted."""
    return phrases.fmt("[{cite}, {confidence}]", cite=Cite(cite), confidence=phrases.confidence(confidence))


def condition_text(condition: Condition, phrases: Phrases, *, negated: bool = False) -> str:
    """Write a condition, or what it rules out, on one line, its parts joined by ``and``, ``or`` and brackets.

    Of "not both A and B" that is "not A, or not B": a negation goes to the clauses, where a language has words for it.
    """
    match condition:
        case Comparison():
            text = phrases.clause(condition, negated=negated)
            if condition.per is not None:
                text = phrases.fmt("{condition}, over all projects of a year", condition=text)
            if condition.presumed is None:
                return text
            assumed = condition.presumed != negated
            met, unmet = phrases.tr("{condition} (assumed)"), phrases.tr("{condition} (assumed not, until it is known)")
            return (met if assumed else unmet).format(condition=text)
        case Not(item):
            return condition_text(item, phrases, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(condition, AllOf) != negated
            link = phrases.tr(" and ") if every else phrases.tr(" or ")
            return link.join(_nested(part, phrases, negated=negated) for part in parts)


def _nested(condition: Condition, phrases: Phrases, *, negated: bool) -> str:
    text = condition_text(condition, phrases, negated=negated)
    return phrases.fmt("({condition})", condition=text) if isinstance(condition, AllOf | AnyOf) else text
