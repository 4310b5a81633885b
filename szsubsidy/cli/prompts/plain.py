"""Questions in plain lines with numbered answers, for terminals that cannot move the cursor."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.cli.prompts.base import PLAIN, Ended, Leeway, WentBack, instruction
from szsubsidy.cli.session import Session
from szsubsidy.formats.sanitize import sanitize

_BACK = "<"
_UNKNOWN = "?"


class PlainAsker:
    """Asks on stderr and reads lines; < goes back.

    An empty line is the answer given before, and then ? is "don't know"; else an empty line is "don't know".
    """

    def __init__(self, session: Session) -> None:
        self.env = session.env
        self.phrases = session.phrases
        self.tr = session.phrases.tr

    def choose(
        self, question: str, choices: list[tuple[str, str]], *, cautious: bool = False, leeway: Leeway = PLAIN
    ) -> str | None:
        del cautious  # an empty line is "don't know" anyway
        picked = self._pick(question, choices, leeway, several=False)
        return picked[0] if picked else None

    def choose_several(self, question: str, choices: list[tuple[str, str]], leeway: Leeway = PLAIN) -> list[str] | None:
        return self._pick(question, choices, leeway, several=True) or None

    def line(self, question: str, manner: str, complaint: Callable[[str], str | None], leeway: Leeway = PLAIN) -> str:
        if leeway.former:
            told = self.tr("({manner}; empty: {former}; ?: I don't know)")
            hint = told.format(manner=manner, former=leeway.former[0])
        else:
            hint = instruction(manner, leeway, self.tr)
        while True:
            text = self._line(f"{question} {hint}".rstrip(), leeway)
            if leeway.former and text in {"", _UNKNOWN}:
                return "" if text else leeway.former[0]
            problem = complaint(text)
            if problem is None:
                return text
            self.env.say(sanitize(problem))

    def _pick(self, question: str, choices: list[tuple[str, str]], leeway: Leeway, *, several: bool) -> list[str]:
        self.env.say(question)
        for number, (_, label) in enumerate(choices, 1):
            self.env.say(f"  {number}. {label}")
        hint = self._hint(choices, leeway, several=several)
        while True:
            line = self._line(hint, leeway)
            if leeway.former and not line:
                return list(leeway.former)
            if leeway.unknown and line == _UNKNOWN:
                return []
            given = [part.strip() for part in line.replace("，", ",").split(",") if part.strip()]
            found = [self._match(part, choices) for part in given]
            picked = [value for value in found if value]
            enough = leeway.unknown or bool(picked)
            if enough and len(picked) == len(given) and (several or len(picked) <= 1):
                return picked
            self.env.say(self.tr("Please answer with the numbers above."))

    def _hint(self, choices: list[tuple[str, str]], leeway: Leeway, *, several: bool) -> str:
        manner = self.tr("numbers, separated by commas") if several else self.tr("a number")
        if not leeway.former:
            return instruction(manner, leeway, self.tr)
        former = self.phrases.joined([label for value, label in choices if value in leeway.former])
        if leeway.unknown:
            told = self.tr("({manner}; empty: {former}; ?: I don't know)")
        else:
            told = self.tr("({manner}; empty: {former})")
        return told.format(manner=manner, former=former)

    @staticmethod
    def _match(text: str, choices: list[tuple[str, str]]) -> str | None:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
            return choices[int(text) - 1][0]
        return next((value for value, label in choices if text in {value, label}), None)

    def _line(self, prompt: str, leeway: Leeway) -> str:
        back = self.tr("(<: back)") if leeway.back else ""
        self.env.stderr.write(f"{prompt} {back}".rstrip() + " ")
        self.env.stderr.flush()
        line = self.env.stdin.readline()
        if not line:
            raise Ended
        if leeway.back and line.strip() == _BACK:
            raise WentBack
        return line.strip()
