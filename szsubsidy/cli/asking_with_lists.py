"""Questions with lists to move in, for terminals that can move the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import questionary
from prompt_toolkit.output import create_output

from szsubsidy.cli.session import Session

_UNKNOWN = "?"


class ListAsker:
    """Asks on stderr, so that stdout carries the result alone."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._ = session.words._
        self.settings: dict[str, Any] = {"output": create_output(stdout=session.env.stderr), "qmark": "?"}

    def choose(self, question: str, choices: list[tuple[str, str]], *, cautious: bool = False) -> str | None:
        listed = [questionary.Choice(label, value) for value, label in choices]
        listed.append(questionary.Choice(self._("I don't know"), _UNKNOWN))
        answer: str = questionary.select(
            question,
            listed,
            default=_UNKNOWN if cautious else None,
            instruction=self._("(arrow keys, then Enter)"),
            **self.settings,
        ).unsafe_ask()
        return None if answer == _UNKNOWN else answer

    def choose_several(self, question: str, choices: list[tuple[str, str]]) -> list[str] | None:
        listed = [questionary.Choice(label, value) for value, label in choices]
        answer: list[str] = questionary.checkbox(
            question,
            listed,
            instruction=self._("(space marks one or more; none: I don't know)"),
            erase_when_done=True,
            **self.settings,
        ).unsafe_ask()
        # The library would sum up in English how many were marked; we name them.
        chosen = [label for value, label in choices if value in answer]
        told = self.session.words.joined(chosen) or self._("I don't know")
        self.session.env.say(f"? {question} {told}")
        return answer or None

    def line(self, question: str, instruction: str, complaint: Callable[[str], str | None]) -> str:
        def validate(text: str) -> bool | str:
            return complaint(text.strip()) or True

        answer: str = questionary.text(
            question, instruction=f"\n  {instruction}" if instruction else None, validate=validate, **self.settings
        ).unsafe_ask()
        return answer.strip()
