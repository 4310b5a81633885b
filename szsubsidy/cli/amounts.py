"""Amounts and the facts that are amounts, as the command line names them."""

from __future__ import annotations

from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.read import MONEY_REASONS
from szsubsidy.money import GRAMMAR, MoneyError, parse_money
from szsubsidy.spelling import nearest


def amounts_of(session: Session) -> list[str]:
    """Return the facts that are amounts."""
    return [fact.id for fact in session.catalogue.facts.values() if fact.type == "money"]


def amount_fact(session: Session, name: str, where: str) -> Fact:
    """Return the fact of that name, which must be an amount."""
    facts = amounts_of(session)
    fact = find_fact(name.removeprefix("--"), session.catalogue.facts)
    if fact.id not in facts:
        raise SubsidyError(
            message("{given} is not an amount"),
            where=where,
            hint=message("one of {accepted}"),
            near=nearest(name, facts),
            code="usage",
            given=fact.id,
            accepted=", ".join(facts),
        )
    return fact


def read_amount(text: str, where: str) -> int:
    """Read an amount that an option gives, in fen."""
    try:
        return parse_money(text)
    except MoneyError as error:
        raise SubsidyError(
            MONEY_REASONS[error.code],
            where=where,
            hint=message("accepted: {accepted}"),
            code="bad-amount",
            given=repr(text),
            accepted=GRAMMAR,
        ) from error
