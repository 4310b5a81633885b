"""Amounts and the facts that are amounts, as the command line names them."""

from __future__ import annotations

from szsubsidy.cli.session import Session
from szsubsidy.errors import message, unknown
from szsubsidy.facts.model import Fact
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.types import type_of
from szsubsidy.money import MoneyError, parse_money


def complete_amounts(session: Session, _incomplete: str) -> list[str]:
    """What a shell offers where the name of an amount is expected."""
    return amounts_of(session)


def amounts_of(session: Session) -> list[str]:
    """Return the facts that are amounts."""
    return [fact.id for fact in session.catalogue.facts.values() if isinstance(type_of(fact), Money)]


def amount_fact(session: Session, name: str, where: str) -> Fact:
    """Return the fact of that name, which must be an amount."""
    facts = amounts_of(session)
    fact = find_fact(name.removeprefix("--"), session.catalogue.facts)
    if fact.id not in facts:
        raise unknown(name, facts, where=where, what=message("{given} is not an amount"), shown=fact.id)
    return fact


def read_amount(text: str, where: str) -> int:
    """Read an amount that an option gives, in fen."""
    try:
        return parse_money(text)
    except MoneyError as error:
        raise error.about(text, where=where) from error
