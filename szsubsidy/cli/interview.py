"""The interview of the bare ``szsubsidy``."""

from __future__ import annotations

from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.menu import Menu
from szsubsidy.cli.prompts.questions import ask_missing, prompter_for
from szsubsidy.cli.repeat import say_how_to_repeat
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import estimate_view
from szsubsidy.rules.estimate import Estimate, estimate


def interview(session: Session, as_of: int) -> int:
    """Ask for everything that matters, print the table, offer what may be done with it, and tell how to repeat it."""
    prompter = prompter_for(session)
    profile = ask_missing(session, {}, as_of, prompter)
    session.env.say("")

    def show(result: Estimate) -> None:
        emit(session, Output(), estimate_view(result, session.phrases))

    show(estimate(session.catalogue, profile, as_of))
    profile = Menu(session, prompter, profile, as_of).run(show)
    if not session.quiet:
        say_how_to_repeat(session, profile, as_of, "table")
    return 0
