"""The terminal that lists and lines are drawn on, below what was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from szsubsidy.cli.prompts.base import InputClosed, PromptOptions
from szsubsidy.cli.prompts.folding import folded
from szsubsidy.cli.session import Session
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.width import cells

Lines: TypeAlias = list[tuple[str, str]]
"""Lines to draw, each behind its style."""
Keys: TypeAlias = dict[str, Callable[[KeyPressEvent], None]]
"""What is done when a key is pressed."""
_PATIENCE = 0.05
"""Seconds in which an escape must grow into the code of another key, else it is Esc."""


class Screen:
    """Draws on stderr, so that stdout carries the result alone. What is drawn goes away when it is done with."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.output = create_output(stdout=session.env.stderr)
        # Asking the terminal where the cursor is gains us nothing, and its answer could land in the shell.
        if isinstance(self.output, Vt100_Output):
            self.output.enable_cpr = False
        self.styled = session.env.colored(session.env.stderr)
        self._left: list[int] = []

    @property
    def size(self) -> tuple[int, int]:
        """The lines and columns that there are now."""
        size = self.output.get_size()
        return size.rows, size.columns

    def run(self, layout: Layout, bound: Keys) -> Any:
        """Show a layout until a key leaves it, and return or raise what that says."""
        keys = KeyBindings()
        for key, handler in bound.items():
            keys.add(key)(handler)
        for interrupt in ("c-c", "<sigint>"):
            keys.add(interrupt)(lambda event: leave(event, KeyboardInterrupt))
        application: Application[Any] = Application(
            layout=layout, key_bindings=keys, output=self.output, erase_when_done=True
        )
        application.ttimeoutlen = application.timeoutlen = _PATIENCE
        try:
            return application.run()
        except InputClosed:
            raise
        except KeyboardInterrupt:
            self.session.env.say("^C")  # the terminal, which is ours while a question is put, did not echo it
            raise

    def one_below_the_other(self, lines: Lines) -> StyleAndTextTuples:
        """Put lines under one another, unstyled where the terminal is to have no colours."""
        return [
            (style if self.styled else "", ("\n" if number else "") + sanitize(text))
            for number, (style, text) in enumerate(lines)
        ]

    def fold(self, lines: Lines) -> Lines:
        """Return lines that fit the terminal."""
        return [(style, part) for style, text in lines for part in folded(text, self.size[1])]

    def head(self, question: str, options: PromptOptions) -> Lines:
        """Return what stands above the keys: what is to stand above the question, and the question."""
        if options.returned:
            told = self.session.phrases.fmt("(back; was: {answer})", answer=options.returned)
            question = f"{question}  {told}"
        return [*(("", line) for line in options.above.splitlines()), ("bold", f"? {question}")]

    def leave_line(self, question: str, answer: str) -> None:
        """Leave one line of a question; of a long list as many parts as it holds."""
        _, columns = self.size
        comma = self.session.phrases.tr(", ")
        parts = answer.split(comma)
        line = f"? {question}  {answer}"
        while len(parts) > 1 and cells(line) > columns:
            parts.pop()
            line = f"? {question}  {comma.join([*parts, '...'])}"
        lines = folded(line, columns)
        self.session.env.say("\n".join(lines))
        self._left.append(len(lines))

    def take_line_back(self) -> None:
        """Take the last of these lines away, as long as nothing else was written below it."""
        if self._left:
            self.output.cursor_up(self._left.pop())
            self.output.erase_down()
            self.output.flush()


def leave(event: KeyPressEvent, why: type[BaseException]) -> None:
    """Leave what is shown, and raise ``why``."""
    event.app.exit(exception=why())


def cut(text: str, columns: int) -> str:
    """Cut a text that is wider than the terminal: a row of a list is one line."""
    if cells(text) <= columns:
        return text
    while text and cells(text) > columns - 4:
        text = text[:-1]
    return f"{text}..."
