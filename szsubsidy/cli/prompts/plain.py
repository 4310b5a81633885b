"""Questions in plain lines with numbered answers, for terminals that cannot move the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.cli.prompts.base import (
    DEFAULTS,
    Doubt,
    Field,
    GoBack,
    InputClosed,
    PromptOptions,
    Row,
    how_to_type,
    means_unknown,
)
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.spelling import fold, parts_of

_BACK = "<"
_AGAIN = "again"


class PlainPrompter:
    """Asks on stderr and reads lines; < goes back, ? is "don't know". An empty line is the answer given before."""

    def __init__(self, session: Session) -> None:
        self.env = session.env
        self.phrases = session.phrases
        self.tr = session.phrases.tr
        self.typed: str | None = None

    def choose(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> str | None:
        picked = self._pick(question, rows, options, several=False)
        return picked[0] if picked else None

    def choose_several(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> list[str] | None:
        return self._pick(question, rows, options, several=True) or None

    def line(self, question: str, field: Field, options: PromptOptions = DEFAULTS) -> str | None:
        self._above(options)
        hint = how_to_type(self.phrases, field, options)
        if options.former:
            hint = self.phrases.fmt("{hint}; empty: {former}", hint=hint, former=options.former[0])
        self.env.say(question)
        while True:
            text = self._read(hint, options)
            if options.former and not text:
                return options.former[0]
            if options.unknown and means_unknown(text):
                return None
            wrong = field.check(text)
            self.typed = text
            if wrong is None:
                return text
            if isinstance(wrong, str):
                self.env.say(f"  {sanitize(wrong)}")
                continue
            meant = self._meant(wrong)
            if meant is not None:
                return meant

    def answered(self, question: str, answer: str) -> None:
        """Say how a typed line was understood; the rest stands there already."""
        del question
        if self.typed not in {None, answer}:
            self.env.say(f"  = {answer}")
        self.typed = None

    def take_back(self) -> None:
        """Take nothing away: what was written on such a terminal stays."""

    def _meant(self, doubt: Doubt) -> str | None:
        """Ask back what a text means; None where it is to be typed again."""
        rows = [*doubt.rows, Row(_AGAIN, self.tr("Type it again"))]
        options = PromptOptions(unknown=False, former=(doubt.rows[0].value,))
        [meant] = self._pick(doubt.question, rows, options, several=False)
        return None if meant == _AGAIN else meant

    def _above(self, options: PromptOptions) -> None:
        if options.above:
            self.env.say(options.above)

    def _pick(self, question: str, rows: Sequence[Row], options: PromptOptions, *, several: bool) -> list[str]:
        self._above(options)
        self.env.say(question)
        heading = ""
        for number, row in enumerate(rows, 1):
            if row.heading and row.heading != heading:
                self.env.say(f"  {row.heading}")
            heading = row.heading
            self.env.say(f"  {number}. {row.label}")
        hint = self._hint(rows, options, several=several)
        while True:
            line = self._read(hint, options)
            if options.former and not line:
                return list(options.former)
            if options.unknown and means_unknown(line):
                return []
            given = parts_of(line) if several else [line]
            picked = [value for value in (self._match(part, rows) for part in given) if value is not None]
            if picked and len(picked) == len(given):
                return picked
            self.env.say("  " + self.tr("Answer with a number or a name from the list."))

    def _hint(self, rows: Sequence[Row], options: PromptOptions, *, several: bool) -> str:
        if several:
            template = message("numbers, separated by commas; ? if you don't know")
        else:
            template = message("a number; ? if you don't know") if options.unknown else message("a number")
        hint = self.tr(template)
        if options.how:
            hint = self.phrases.clauses([hint, options.how])
        if options.former:
            former = self.phrases.joined([row.label for row in rows if row.value in options.former])
            hint = self.phrases.fmt("{hint}; empty: {former}", hint=hint, former=former)
        return hint

    @staticmethod
    def _match(text: str, rows: Sequence[Row]) -> str | None:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(rows):
            return rows[int(text) - 1].value
        wanted = fold(text)
        return next((row.value for row in rows if wanted in map(fold, (row.value, row.label, *row.names))), None)

    def _read(self, hint: str, options: PromptOptions) -> str:
        if options.back:
            hint = self.phrases.fmt("{hint}; <: back", hint=hint)
        if hint:
            self.env.stderr.write(self.phrases.fmt("({hint})", hint=hint) + " ")
        self.env.stderr.flush()
        try:
            line = self.env.stdin.readline()
        except KeyboardInterrupt:
            self.env.say("")
            raise
        if not line:
            raise InputClosed
        if options.back and line.strip() == _BACK:
            raise GoBack
        return line.strip()
