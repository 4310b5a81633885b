"""The interview of the bare ``szsubsidy``."""

from __future__ import annotations

from szsubsidy.cli.menu import Menu
from szsubsidy.cli.prompts.answers import Answers
from szsubsidy.cli.prompts.folding import folded
from szsubsidy.cli.prompts.questions import ask_missing, prompter_for, say_how_to_leave
from szsubsidy.cli.repeat import say_how_to_repeat
from szsubsidy.cli.session import Session
from szsubsidy.errors import message


def interview(session: Session, as_of: int) -> int:
    """Ask for everything that matters, print the answer, offer what may be done with it, and tell how to repeat it."""
    phrases = session.phrases
    opening = phrases.fmt("Shenzhen's AI subsidies, as of {day}. A few questions, no network.", day=phrases.day(as_of))
    session.env.say("\n".join(folded(opening, session.env.width_of(session.env.stderr))))
    say_how_to_leave(session, message("{back} goes back, Ctrl-C leaves; nothing is saved unless you ask."))
    prompter = prompter_for(session)
    answers = ask_missing(session, Answers.of({}, session.catalogue.facts), as_of, prompter)
    answers = Menu(session, prompter, answers, as_of).run()
    if not session.quiet:
        say_how_to_repeat(session, answers.firm, as_of, "table")
    return 0
