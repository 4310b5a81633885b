"""How a question is put, whatever the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from szsubsidy.i18n import Translate


class GoBack(Exception):
    """The person wants the question before."""


class InputClosed(KeyboardInterrupt):
    """The person has closed the input: there are no more answers."""


class PromptOptions(NamedTuple):
    """What a question allows beside an answer: "don't know", going back; and the answer given before."""

    unknown: bool = True
    back: bool = False
    former: tuple[str, ...] = ()


DEFAULTS = PromptOptions()


class Prompter(Protocol):
    """A way to put questions to a person. Each answer is as typed or chosen; None is "don't know".

    Raises `GoBack` where the options allows it, `InputClosed` where the input ends.
    """

    def choose(
        self,
        question: str,
        choices: list[tuple[str, str]],
        *,
        cautious: bool = False,
        options: PromptOptions = DEFAULTS,
    ) -> str | None:
        """Put a list; ``cautious`` begins at "don't know", so that Enter alone claims nothing."""
        ...

    def choose_several(
        self, question: str, choices: list[tuple[str, str]], options: PromptOptions = DEFAULTS
    ) -> list[str] | None: ...

    def line(
        self,
        question: str,
        input_hint: str,
        validation_error: Callable[[str], str | None],
        options: PromptOptions = DEFAULTS,
    ) -> str:
        """Read a line that ``validation_error`` finds nothing wrong with; ``input_hint`` tells how it may be typed."""
        ...


def instruction(input_hint: str, options: PromptOptions, _: Translate) -> str:
    """Return how a line may be typed, and what an empty one means."""
    if not input_hint:
        return ""
    if options.unknown:
        return _("({input_hint}; empty: I don't know)").format(input_hint=input_hint)
    return _("({input_hint})").format(input_hint=input_hint)
