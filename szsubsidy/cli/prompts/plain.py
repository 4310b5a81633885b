"""Questions in plain lines with numbered answers, for terminals that cannot move the cursor."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.cli.prompts.base import DEFAULTS, GoBack, InputClosed, PromptOptions, instruction
from szsubsidy.cli.session import Session
from szsubsidy.formats.sanitize import sanitize

_BACK = "<"
_UNKNOWN = "?"


class PlainPrompter:
    """Asks on stderr and reads lines; < goes back.

    An empty line is the answer given before, and then ? is "don't know"; else an empty line is "don't know".
    """

    def __init__(self, session: Session) -> None:
        self.env = session.env
        self.phrases = session.phrases
        self.tr = session.phrases.tr

    def choose(
        self,
        question: str,
        choices: list[tuple[str, str]],
        *,
        cautious: bool = False,
        options: PromptOptions = DEFAULTS,
    ) -> str | None:
        del cautious  # an empty line is "don't know" anyway
        picked = self._pick(question, choices, options, several=False)
        return picked[0] if picked else None

    def choose_several(
        self, question: str, choices: list[tuple[str, str]], options: PromptOptions = DEFAULTS
    ) -> list[str] | None:
        return self._pick(question, choices, options, several=True) or None

    def line(
        self,
        question: str,
        input_hint: str,
        validation_error: Callable[[str], str | None],
        options: PromptOptions = DEFAULTS,
    ) -> str:
        if options.former:
            template = self.tr("({input_hint}; empty: {former}; ?: I don't know)")
            hint = template.format(input_hint=input_hint, former=options.former[0])
        else:
            hint = instruction(input_hint, options, self.tr)
        while True:
            text = self._line(f"{question} {hint}".rstrip(), options)
            if options.former and text in {"", _UNKNOWN}:
                return "" if text else options.former[0]
            problem = validation_error(text)
            if problem is None:
                return text
            self.env.say(sanitize(problem))

    def _pick(
        self, question: str, choices: list[tuple[str, str]], options: PromptOptions, *, several: bool
    ) -> list[str]:
        self.env.say(question)
        for number, (_, label) in enumerate(choices, 1):
            self.env.say(f"  {number}. {label}")
        hint = self._hint(choices, options, several=several)
        while True:
            line = self._line(hint, options)
            if options.former and not line:
                return list(options.former)
            if options.unknown and line == _UNKNOWN:
                return []
            given = [part.strip() for part in line.replace("，", ",").split(",") if part.strip()]
            matched = [self._match(part, choices) for part in given]
            picked = [value for value in matched if value]
            enough = options.unknown or bool(picked)
            if enough and len(picked) == len(given) and (several or len(picked) <= 1):
                return picked
            self.env.say(self.tr("Please answer with the numbers above."))

    def _hint(self, choices: list[tuple[str, str]], options: PromptOptions, *, several: bool) -> str:
        input_hint = self.tr("numbers, separated by commas") if several else self.tr("a number")
        if not options.former:
            return instruction(input_hint, options, self.tr)
        former = self.phrases.joined([label for value, label in choices if value in options.former])
        if options.unknown:
            template = self.tr("({input_hint}; empty: {former}; ?: I don't know)")
        else:
            template = self.tr("({input_hint}; empty: {former})")
        return template.format(input_hint=input_hint, former=former)

    @staticmethod
    def _match(text: str, choices: list[tuple[str, str]]) -> str | None:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
            return choices[int(text) - 1][0]
        return next((value for value, label in choices if text in {value, label}), None)

    def _line(self, prompt: str, options: PromptOptions) -> str:
        back = self.tr("(<: back)") if options.back else ""
        self.env.stderr.write(f"{prompt} {back}".rstrip() + " ")
        self.env.stderr.flush()
        line = self.env.stdin.readline()
        if not line:
            raise InputClosed
        if options.back and line.strip() == _BACK:
            raise GoBack
        return line.strip()
