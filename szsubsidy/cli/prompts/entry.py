"""A line that is typed: the question, how it is typed or what is wrong with it, and the text."""

from __future__ import annotations

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import BufferControl, FormattedTextControl, HSplit, Layout, VSplit, Window

from szsubsidy.cli.prompts.base import (
    Doubt,
    Field,
    GoBack,
    InputClosed,
    PromptOptions,
    how_to_type,
    means_unknown,
)
from szsubsidy.cli.prompts.screen import Keys, Lines, Screen, leave

_TIRED = 3
"""Wrong inputs after which it is said once more how to skip a question."""


class Entry:
    """One line, with ``typed`` in it at first: typing replaces that, arrow keys let it be changed.

    An error stands where the hint stood, and keeps what was typed.
    """

    def __init__(self, screen: Screen, question: str, field: Field, options: PromptOptions, typed: str) -> None:
        self.screen = screen
        self.phrases = screen.session.phrases
        self.question = question
        self.field = field
        self.options = options
        self.buffer = Buffer(document=Document(typed, len(typed)), multiline=False)
        self.error = ""
        self.errors = 0
        self.is_former = bool(typed)
        self.buffer.on_text_changed += self._is_touched
        self.buffer.on_cursor_position_changed += self._is_touched

    def ask(self) -> str | Doubt | None:
        """Return the line, what is in doubt about it, or None for "don't know"."""
        text = Window(BufferControl(self.buffer), dont_extend_height=True, wrap_lines=True)
        head = FormattedTextControl(lambda: self.screen.one_below_the_other(self.screen.fold(self.head())))
        above = Window(head, dont_extend_height=True, wrap_lines=True)
        layout = Layout(HSplit([above, VSplit([Window(width=2), text])]), focused_element=text)
        answer: str | Doubt | None = self.screen.run(layout, self._keys())
        return answer

    def head(self) -> Lines:
        """Return the lines above the text."""
        lines = self.screen.head(self.question, self.options)
        hint = how_to_type(self.phrases, self.field, self.options)
        if self.error:
            lines.append(("ansired", f"  {self.error}"))
            if self.errors >= _TIRED and self.options.unknown:
                lines.append(("dim", "  " + self.phrases.tr("? and Enter skip this question.")))
        elif hint:
            lines.append(("dim", f"  {hint}"))
        return lines

    def _is_touched(self, _: Buffer) -> None:
        self.is_former = False

    def _keys(self) -> Keys:
        def typed(event: KeyPressEvent) -> None:
            if event.data.isprintable():
                if self.is_former:
                    self.buffer.document = Document("")
                self.buffer.insert_text(event.data)

        def enter(event: KeyPressEvent) -> None:
            text = " ".join(self.buffer.text.split())
            if self.options.unknown and means_unknown(text):
                event.app.exit(result=None)
                return
            wrong = self.field.check(text)
            if isinstance(wrong, str):
                self.error = wrong
                self.errors += 1
                return
            event.app.exit(result=wrong or text)

        def escape(event: KeyPressEvent) -> None:
            if self.options.back:
                leave(event, GoBack)

        def end(event: KeyPressEvent) -> None:
            if not self.buffer.text:
                leave(event, InputClosed)

        return {"<any>": typed, "enter": enter, "escape": escape, "c-d": end}
