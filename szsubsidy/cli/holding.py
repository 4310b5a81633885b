"""Asks what a firm was granted already in the year."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.cli.prompts.base import Prompter, PromptOptions, Row
from szsubsidy.cli.prompts.one_fact import answer_text, how_typed
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import bare_fact
from szsubsidy.facts.read import read_value
from szsubsidy.money import plain
from szsubsidy.rules.estimate import Estimate

_BACK = PromptOptions(unknown=False, back=True, tell_back=True)
_AMOUNT = bare_fact("held", "money")


class Held(NamedTuple):
    """What was granted by a programme, in fen; 0 takes away what was said before."""

    programme: str
    amount: int


def ask_for_held(session: Session, prompter: Prompter, result: Estimate) -> Held:
    """Ask for a programme and the amount. Raises `GoBack`.

    Programmes that the firm was granted something by, and those that the answer shows, stand first.
    """
    phrases, held = session.phrases, result.firm.held
    first = dict.fromkeys((*held, *(finding.programme.id for finding in result.relevant())))
    paying = (finding for finding in result.findings if finding.edition.award.is_money)
    names = dict.fromkeys((*first, *(finding.programme.id for finding in paying)))
    question = phrases.tr("Which programme granted it?")
    rows = [Row(name, phrases.name(name)) for name in names]
    programme = prompter.choose(question, rows, _BACK)
    assert programme is not None
    prompter.answered(question, phrases.name(programme))
    question = phrases.tr("How much was granted in the year, in yuan (0: nothing)?")
    before = (plain(held[programme]),) if programme in held else ()
    typed = prompter.line(question, how_typed(phrases, _AMOUNT, unknown=False), _BACK._replace(former=before))
    amount = read_value(_AMOUNT, typed)
    assert isinstance(amount, int)
    prompter.answered(question, answer_text(phrases, _AMOUNT, amount))
    return Held(programme, amount)
