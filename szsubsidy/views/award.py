"""How an award comes about, in a few words."""

from __future__ import annotations

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.formats.page import Content, concat
from szsubsidy.money import percent
from szsubsidy.rules.finding import Finding
from szsubsidy.views.phrases import Phrases


def basis_text(basis: str, phrases: Phrases) -> str:
    """Write how an award comes about; for what stands beside the bases see `basis_of`."""
    return {
        "share": phrases.tr("share of a cost"),
        "unit": phrases.tr("so much a unit"),
        "fixed": phrases.tr("set amount"),
        "ceiling": phrases.tr("up to; a panel decides"),
        "ceiling-by-facts": phrases.tr("up to; the authority decides"),
        "none": phrases.tr("not money"),
        "rate-unknown": phrases.tr("share of a cost, the rate is not known"),
    }[basis]


def basis_of(award: Award) -> str:
    """Return the basis of an award, ``rate-unknown`` where no source gives its rate, or ``ceiling-by-facts``.

    Where facts tell which tier holds, no panel grades the applicants: the authority grants up to that tier.
    """
    if award.rate_unknown:
        return "rate-unknown"
    by_facts = bool(award.tiers) and all(tier.when for tier in award.tiers)
    return "ceiling-by-facts" if by_facts else award.basis


def certainty_text(award: Award, phrases: Phrases) -> list[str]:
    """Write why the amount of an award cannot be computed, if so."""
    reasons = {
        "ceiling": [phrases.tr("a panel decides")],
        "ceiling-by-facts": [phrases.tr("the authority decides")],
        "rate-unknown": [phrases.tr("rate not known")],
    }
    return reasons.get(basis_of(award), [])


def terms_text(finding: Finding, phrases: Phrases) -> Content:
    """Write in a few words how the figure comes about: ``60%, cap 10,000,000``."""
    award = finding.edition.award
    if award.rate_unknown:
        if not finding.applies:
            return phrases.fmt("rate not known, cap {cap}", cap=phrases.yuan(award.branches[0].cap.value))
        return phrases.fmt("rate not known, at most {most}", most=phrases.yuan(finding.high))
    if award.basis in {"ceiling", "none"}:
        return basis_text(basis_of(award), phrases)
    return _branch_terms(award, [finding.branch] if finding.branch else list(award.branches), phrases)


def award_in_brief(award: Award, phrases: Phrases) -> Content:
    """Write what an award pays, whoever asks: ``60% of compute contract; cap: 10,000,000 yuan a year``."""
    if not award.is_money:
        *others, last = [phrases.text(benefit.text) for benefit in award.benefits]
        return phrases.clauses([*(text.rstrip(".。") for text in others), last])
    parts: list[Content] = []
    rates = list(dict.fromkeys(percent(branch.rate.value) for branch in award.branches if branch.rate))
    if award.of and (rates or award.rate_unknown):
        cost = phrases.label(award.of).lower() if phrases.language == "en" else phrases.label(award.of)
        if rates:
            either = phrases.tr(" or ").join(f"{rate}%" for rate in rates)
            parts.append(phrases.fmt("{rate} of {cost}", rate=either, cost=cost))
        else:
            parts.append(phrases.fmt("share of: {cost}; the rate is not known", cost=cost))
    elif award.each:
        parts.append(each_text(award, phrases))
    elif award.basis != "fixed":
        parts.append(basis_text(basis_of(award), phrases))
    caps = [branch.cap for branch in award.branches]
    most = max(caps, key=lambda cap: cap.value)
    amount = phrases.money_range(min(cap.value for cap in caps), most.value)
    amount = concat(amount, phrases.per(most.per))
    if award.basis == "fixed" and not parts:
        return phrases.labelled(basis_text("fixed", phrases), amount)
    parts.append(phrases.fmt("cap: {amount}", amount=amount))
    return phrases.clauses(parts)


def amount_per(amount: int, period: str | None, phrases: Phrases) -> Content:
    """Write an amount and what it counts for, beside others of which the unit is known: ``10,000,000 a year``."""
    return phrases.fmt("{amount}{per}", amount=phrases.yuan(amount), per=phrases.per(period))


def each_text(award: Award, phrases: Phrases) -> Content:
    """Write what an award gives for one of what it counts: ``720 yuan a square metre a year``."""
    assert award.each
    assert award.of
    unit, each = phrases.catalogue.facts[award.of].unit, phrases.yuan(award.each.value)
    if unit is None:
        one = phrases.fmt("{each} yuan each", each=each)
    else:
        one = phrases.fmt("{each} yuan a {unit}", each=each, unit=phrases.text(unit))
    return concat(one, phrases.per(award.each.per))


def _branch_terms(award: Award, branches: list[Branch], phrases: Phrases) -> Content:
    """Write the rates and the cap of an award whose branch is one of several."""
    cap = phrases.yuan(max(branch.cap.value for branch in branches))
    if award.basis == "unit":
        return phrases.fmt("{each}, cap {cap}", each=each_text(award, phrases), cap=cap)
    rates = list(dict.fromkeys(percent(branch.rate.value) for branch in branches if branch.rate))
    if not rates:
        return basis_text("fixed", phrases)
    usual = branches[0].usual_cap
    if usual:
        return phrases.fmt(
            "{rate}%, usually {usual}, cap {cap}", rate="/".join(rates), usual=phrases.yuan(usual.value), cap=cap
        )
    return phrases.fmt("{rate}%, cap {cap}", rate="/".join(rates), cap=cap)
