"""Programmes as the catalogue has them: the list, and one programme whole."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.model import AllOf, AnyOf, Branch, Comparison, Condition, Edition, Figure, Not, Programme
from szsubsidy.formats.page import Column, Report, Section, Table
from szsubsidy.money import grouped, percent
from szsubsidy.rules.finding import edition_on
from szsubsidy.views.phrases import Words


def programmes_table(as_of: int, words: Words) -> Report:
    """Return the programmes with their most and whether they are in force on a day."""
    _ = words._
    rows = []
    for programme in words.catalogue.programmes.values():
        edition, standing = edition_on(programme, as_of)
        most = max(branch.cap.value for branch in edition.award.branches)
        state = {"": _("in force"), "lapsed": _("lapsed"), "not-yet": _("not yet in force")}[standing]
        amount = "–" if edition.award.basis == "none" else grouped(most)
        rows.append((programme.id, words.full_name(programme), amount, state))
    columns = (
        Column(_("Id"), fold=False),
        Column(_("Programme")),
        Column(_("At most, yuan"), right=True, fold=False),
        Column(_("State")),
    )
    return Report("", (Table(columns, tuple(rows)),))


def programme_report(programme: Programme, words: Words) -> Report:
    """Return one programme with all its editions."""
    _ = words._
    head = [
        words.text(programme.summary),
        f"{programme.id} · {words.text(words.catalogue.authorities[programme.authority])}",
    ]
    names = [
        name
        for name in dict.fromkeys((*programme.name.values(), *programme.aliases))
        if name not in {words.text(programme.name), words.language == "en" and programme.name["zh-Hans"]}
    ]
    if names:
        head.append(words.sentence("also called: {names}", names=words.joined(names)))
    head += [words.sentence("in the newspaper: {item}", item=words.citation(cite)) for cite in programme.announced]
    blocks: list[Table | Section] = [Section("", tuple(head))]
    for edition in programme.editions:
        heading = words.sentence("Terms of {period}", period=words.period(edition))
        blocks.append(Section(heading, tuple(_edition_lines(edition, words))))
    return Report(words.full_name(programme), tuple(blocks))


def award_lines(edition: Edition, words: Words) -> list[str]:
    """Return the award's figures, each with its provision and confidence."""
    award = edition.award
    if award.basis == "none":
        return [f"{words.text(item.text)} {cited(item.cite, item.confidence, words)}" for item in award.benefits]
    lines = []
    for branch in award.branches:
        when = case_text(branch, words)
        if branch.rate and award.of:
            text = words.sentence(
                "{rate}% of {cost}",
                rate=percent(branch.rate.value),
                cost=words.label(award.of).lower() if words.language == "en" else words.label(award.of),
            )
            lines.append(f"{text}{when} {cited(branch.rate.cite, branch.rate.confidence, words)}")
        elif award.basis == "fixed":
            lines.append(f"{_figure(branch.cap, words)}{when}")
    if award.rate_unknown and award.of:
        cost = words.label(award.of)
        lines.append(
            words.sentence("share of: {cost}; the rate is not known [{cite}]", cost=cost, cite=award.rate_unknown)
        )
    last = award.branches[-1]
    if award.basis != "fixed":
        lines.append(words.sentence("cap: {amount}", amount=_figure(last.cap, words)))
    if last.usual_cap:
        lines.append(words.sentence("usual cap: {amount}", amount=_figure(last.usual_cap, words)))
    for tier in award.tiers:
        amount = _figure(tier.figure, words)
        lines.append(words.about(words.text(tier.label), amount) if tier.label else amount)
    if edition.annual_budget:
        lines.append(words.sentence("yearly budget: {amount}", amount=_figure(edition.annual_budget, words)))
    return lines


def _edition_lines(edition: Edition, words: Words) -> Iterator[str]:
    _ = words._
    yield words.sentence(
        "award: {basis}", basis=words.basis("rate-unknown" if edition.award.rate_unknown else edition.award.basis)
    )
    yield from award_lines(edition, words)
    wanted = edition.eligibility.items if isinstance(edition.eligibility, AllOf) else (edition.eligibility,)
    for condition in wanted:
        yield words.sentence("condition: {condition}", condition=condition_text(condition, words))
    for window in edition.windows:
        yield words.sentence(
            "applications: {opens} to {closes} {source}",
            opens=words.day(window.opens),
            closes=words.day(window.closes),
            source=cited(window.cite, window.confidence, words),
        )
    for override in edition.overrides:
        yield words.sentence(
            "{by}, once known, decides over: {fact} [{cite}]",
            by=words.label(override.by),
            fact=words.label(override.fact),
            cite=override.cite,
        )
    for dispute in edition.disputes:
        for other in dispute.others:
            yield words.sentence(
                "disputed {parameter}: {adopted} adopted [{cite}], {other} in [{other_cite}]. {reason}",
                parameter=words.parameter(dispute),
                adopted=words.claim(dispute, dispute.adopted),
                cite=dispute.adopted.cite,
                other=words.claim(dispute, other),
                other_cite=other.cite,
                reason=words.text(dispute.reason),
            )
    for item in edition.unmodelled:
        yield words.sentence("not checked: {text} [{cite}]", text=words.text(item.text), cite=item.cite)
    for item in edition.notes:
        yield words.sentence("note: {text} [{cite}]", text=words.text(item.text), cite=item.cite)
    if edition.apply:
        parts = (edition.apply.office, edition.apply.how)
        where = words.clauses([words.text(part) for part in parts if part])
        where = f"{where} {edition.apply.link or ''}".rstrip()
        yield words.sentence("apply: {where} [{cite}]", where=where, cite=edition.apply.cite)
    yield words.sentence("reviewed {day}", day=words.day(edition.reviewed))


def _figure(figure: Figure, words: Words) -> str:
    amount = words.sentence("{amount} yuan", amount=grouped(figure.value))
    return f"{amount}{words.per(figure.per)} {cited(figure.cite, figure.confidence, words)}"


def case_text(branch: Branch, words: Words) -> str:
    """Write in brackets when a branch applies, to stand behind what it gives; nothing where it always does."""
    return words.aside("", condition_text(branch.when, words)) if branch.when else ""


def cited(cite: str, confidence: str, words: Words) -> str:
    """Write in brackets where a figure stands and how far it is to be trusted."""
    return words.sentence("[{cite}, {confidence}]", cite=cite, confidence=words.confidence(confidence))


def condition_text(condition: Condition, words: Words) -> str:
    """Write a condition on one line, its parts joined by ``and``, ``or`` and brackets."""
    match condition:
        case Comparison():
            text = words.requirement(condition)
            if condition.presumed is None:
                return text
            met, unmet = words._("{condition} (presumed)"), words._("{condition} (presumed not, until it is known)")
            return (met if condition.presumed else unmet).format(condition=text)
        case Not(item):
            return words.sentence("not ({condition})", condition=condition_text(item, words))
        case AllOf(items):
            return words._(" and ").join(_nested(item, words) for item in items)
        case AnyOf(items):
            return words._(" or ").join(_nested(item, words) for item in items)


def _nested(condition: Condition, words: Words) -> str:
    text = condition_text(condition, words)
    return words.sentence("({condition})", condition=text) if isinstance(condition, AllOf | AnyOf) else text
