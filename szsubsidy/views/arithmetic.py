"""The product that an award comes from, with every digit."""

from __future__ import annotations

from szsubsidy.catalogue.award import Branch
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import Amount, Cite, Content
from szsubsidy.money import exact_share, percent
from szsubsidy.rules.finding import Finding
from szsubsidy.views.phrases import Phrases


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
