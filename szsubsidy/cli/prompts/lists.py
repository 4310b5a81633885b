"""Questions with lists to move in, for terminals that can move the cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import create_output

from szsubsidy.cli.prompts.base import DEFAULTS, GoBack, InputClosed, PromptOptions, instruction
from szsubsidy.cli.session import Session

_UNKNOWN = "?"
_BACK = "<"
_MANY = 12
"""Choices of which more are too many to look through."""
_PATIENCE = 0.05
"""Seconds in which an escape must grow into the code of another key, else it is Esc."""


class ListPrompter:
    """Asks on stderr, so that stdout carries the result alone. Esc goes back, where that is allowed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tr = session.phrases.tr
        self.settings: dict[str, Any] = {"output": create_output(stdout=session.env.stderr), "qmark": "?"}

    def choose(
        self,
        question: str,
        choices: list[tuple[str, str]],
        *,
        cautious: bool = False,
        options: PromptOptions = DEFAULTS,
    ) -> str | None:
        listed = [questionary.Choice(label, value) for value, label in choices]
        if options.unknown:
            listed.append(questionary.Choice(self.tr("I don't know"), _UNKNOWN))
        if options.back:
            listed.append(questionary.Choice(self.tr("← back"), _BACK))
        default = options.former[0] if options.former else _UNKNOWN if cautious else None
        instruction = self.tr("(arrow keys, Enter; Esc: back)") if options.back else self.tr("(arrow keys, then Enter)")
        asked = questionary.select(question, listed, default=default, instruction=instruction, **self.settings)
        answer: str = self._answered(asked, options)
        if answer == _BACK:
            raise GoBack
        return None if answer == _UNKNOWN else answer

    def choose_several(
        self, question: str, choices: list[tuple[str, str]], options: PromptOptions = DEFAULTS
    ) -> list[str] | None:
        listed = [questionary.Choice(label, value, checked=value in options.former) for value, label in choices]
        instruction_text = self.tr("(space marks; none: I don't know; Esc: back)")
        if not options.back:
            instruction_text = self.tr("(space marks one or more; none: I don't know)")
        # The library filters by the keys of Latin letters alone.
        filtered = self.session.env.language == "en" and len(listed) > _MANY
        if filtered:
            instruction_text = " ".join((instruction_text, self.tr("(letters filter)")))
        asked = questionary.checkbox(
            question,
            listed,
            instruction=f"\n  {instruction_text}",
            erase_when_done=True,
            use_search_filter=filtered,
            use_jk_keys=not filtered,
            **self.settings,
        )
        answer: list[str] = self._answered(asked, options)
        # The library would sum up in English how many were marked; we name them.
        chosen = [label for value, label in choices if value in answer]
        named = self.session.phrases.joined(chosen) or self.tr("I don't know")
        self.session.env.say(f"? {question} {named}")
        return answer or None

    def line(
        self,
        question: str,
        input_hint: str,
        validation_error: Callable[[str], str | None],
        options: PromptOptions = DEFAULTS,
    ) -> str:
        def validate(text: str) -> bool | str:
            return (options.back and text.strip() == _BACK) or validation_error(text.strip()) or True

        hint = instruction(input_hint, options, self.tr)
        if options.back:
            hint = " ".join((hint, self.tr("(Esc: back)"))).strip()
        asked = questionary.text(
            question,
            default=options.former[0] if options.former else "",
            instruction=f"\n  {hint}" if hint else None,
            validate=validate,
            **self.settings,
        )
        answer: str = self._answered(asked, options, typed=True)
        if options.back and answer.strip() == _BACK:
            raise GoBack
        return answer.strip()

    def _answered(self, asked: Any, options: PromptOptions, *, typed: bool = False) -> Any:
        """The answer; a line that is ``typed`` knows Ctrl-D itself, a list does not."""
        keys = KeyBindings()
        if options.back:
            keys.add("escape")(partial(_leave, GoBack))
            asked.application.ttimeoutlen = _PATIENCE
            asked.application.timeoutlen = _PATIENCE
        if not typed:
            keys.add("c-d")(partial(_leave, InputClosed))
        asked.application.key_bindings = merge_key_bindings([asked.application.key_bindings, keys])
        try:
            return asked.unsafe_ask()
        except EOFError:
            raise InputClosed from None


def _leave(why: type[BaseException], event: KeyPressEvent) -> None:
    event.app.erase_when_done = True
    event.app.exit(exception=why())
