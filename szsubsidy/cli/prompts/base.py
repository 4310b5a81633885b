"""How a question is put, whatever the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from szsubsidy.errors import message
from szsubsidy.money import narrow

if TYPE_CHECKING:
    from szsubsidy.views.phrases import Phrases


class GoBack(Exception):
    """The person wants the question before."""


class InputClosed(KeyboardInterrupt):
    """The person has closed the input: there are no more answers."""


class Left(KeyboardInterrupt):
    """The person has left the questions, and was told how to go on."""


class Row(NamedTuple):
    """One thing to choose: its value, how it reads, and what else it is called.

    ``heading`` stands above the first of the rows that share it; ``short`` is the word for these where a list says what
    is further down.
    """

    value: str
    label: str
    names: tuple[str, ...] = ()
    heading: str = ""
    short: str = ""


class PromptOptions(NamedTuple):
    """What a question allows beside an answer, and what stands around it.

    ``unknown``: one may answer "I don't know". ``back``: Esc goes back; ``tell_back``: and that is said. ``former`` is
    the answer given before, as it is typed; ``returned`` the same as it reads, where the person has come back to it.
    ``start`` is the row under the cursor at first. ``above`` is what stands above while the question does, ``how`` is
    said beside the keys, and ``keys`` stands behind the question in place of their line. ``room`` is how many lines
    there are for all of it, None for a whole screen.
    """

    unknown: bool = True
    back: bool = False
    tell_back: bool = False
    former: tuple[str, ...] = ()
    returned: str = ""
    start: str | None = None
    above: str = ""
    how: str = ""
    keys: str = ""
    room: int | None = None


DEFAULTS = PromptOptions()


class Doubt(NamedTuple):
    """What a typed text may mean: a question, and what to choose from, each as it would be typed; the likely first."""

    question: str
    rows: tuple[Row, ...]


class Field(NamedTuple):
    """How a line is typed: an example, what is wrong with a text, or what is in doubt about it."""

    example: str
    check: Callable[[str], str | Doubt | None]


class Prompter(Protocol):
    """A way to put questions to a person. Each answer is as typed or chosen; None is "don't know".

    Raises `GoBack` where the options allow it, `InputClosed` where the input ends.
    """

    def choose(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> str | None:
        """Put a list of which one row is chosen."""
        ...

    def choose_several(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> list[str] | None:
        """Put a list of which one row or several are chosen."""
        ...

    def line(self, question: str, field: Field, options: PromptOptions = DEFAULTS) -> str | None:
        """Read a line that the field finds nothing wrong with; what is in doubt is asked back."""
        ...

    def answered(self, question: str, answer: str) -> None:
        """Leave one line of a question that was answered."""
        ...

    def take_back(self) -> None:
        """Take away the line that the last answer left."""
        ...


def how_to_type(phrases: Phrases, field: Field, options: PromptOptions) -> str:
    """Say how a line may be typed: an example, how to skip the question, how to go back; nothing without an example."""
    if not field.example:
        return ""
    if not options.unknown:
        template = message("such as {example}; Esc goes back") if options.tell_back else message("such as {example}")
    elif options.tell_back:
        template = message("such as {example}; ? if you don't know; Esc goes back")
    else:
        template = message("such as {example}; ? if you don't know")
    return phrases.fmt(template, example=field.example)


# Folded, as `means_unknown` compares them; who types these in any language does not know.
_UNKNOWN = {
    "?",
    "don't know",
    "dont know",
    "i don't know",
    "i dont know",
    "idk",
    "not known",
    "unknown",
    "不知",
    "不知道",
    "不清楚",
    "不明",
    "不确定",
    "不確定",
    "不详",
    "不詳",
}
UNKNOWN_NAMES = tuple(sorted(_UNKNOWN))
"""What "I don't know" is called beside its label, in a list that letters filter."""


def means_unknown(text: str) -> bool:
    """Return whether a typed text says that the person does not know."""
    return narrow(text).casefold().replace("\u2019", "'").rstrip(".。") in _UNKNOWN
