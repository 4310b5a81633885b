"""The types of facts whose values are numbers or days: money, whole numbers, percentages, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from szsubsidy.days import iso, read_day, to_date
from szsubsidy.errors import A_DAY, message, not_a_day
from szsubsidy.facts.said import Said
from szsubsidy.facts.value_type import Amounts, ColumnGrammar, Days, Decimals, JsonValue, Requirement, ValueType
from szsubsidy.money import (
    FEN_PER_WAN,
    FEN_PER_YUAN,
    GRAMMAR,
    MAX_FEN,
    MoneyError,
    compact,
    grouped,
    narrow,
    parse_money,
    percent,
    plain,
)
from szsubsidy.record import replace
from szsubsidy.vocabulary import Operator

if TYPE_CHECKING:
    from szsubsidy.facts.value_type import Speech

_OPPOSITE = {"at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above"}
_SPANS = {
    "at_least": message("{value} or more"),
    "at_most": message("at most {value}"),
    "above": message("more than {value}"),
    "below": message("less than {value}"),
}
_UNDER = (message("under 12 months"), message("under {years} years"))
_AT_LEAST = (message("at least 12 months"), message("at least {years} years"))
"""How long ago a day lies, by whether it is more than a year: an age of one year is told in months."""
_COUNTS = {
    "at_least": message("{count} or more"),
    "at_most": message("at most {count}"),
    "above": message("more than {count}"),
    "below": message("fewer than {count}"),
}


class Number(ValueType[int]):
    """What compares as a number does: the base of amounts, whole numbers and percentages."""

    operators: ClassVar[tuple[Operator, ...]] = ("above", "at_least", "at_most", "below")
    steps: ClassVar[int] = 1
    """How many of its units people count as one: 100 fen, 100 basis points."""

    def requirement(self, operator: str, given: object) -> Requirement:
        """Return what a condition asks; of whole fen ``above = 500`` is at least 500.01, of years at least 501."""
        value = self.parse(given)
        bound = value + 1 if operator in {"above", "at_most"} else value
        return Requirement(value, "ge", bound, negated=operator in {"at_most", "below"})

    def clause(self, operator: str, value: int, negated: bool, said: Said, speech: Speech) -> str:
        asks = _OPPOSITE[operator] if negated else operator
        if (value == 0) if asks in {"above", "at_most"} else (value == 1):
            in_words = said.some if asks in {"above", "at_least"} else said.nothing
            if in_words:
                return speech.text(in_words)
        span = self.span(asks, value, speech)
        if said.amount:
            return speech.text(said.amount).format(value=span)
        return speech.fmt("{fact} is {value}", fact=self.label(speech), value=span)

    def span_between(self, least: int | None, below: int | None, speech: Speech) -> str:
        if below is not None and below == (least or 0) + 1:
            return self.say(below - 1, speech)
        if self.steps == 1 and least is not None and below is not None:
            return speech.fmt("{low} to {high}", low=self.say(least, speech), high=self.say(below - 1, speech))
        parts = []
        if least is not None:
            # What is asked to be "more than 20 million" turns at one fen above.
            above = self.steps > 1 and least % self.steps == 1
            parts.append(self.span("above", least - 1, speech) if above else self.span("at_least", least, speech))
        if below is not None:
            above = self.steps == 1 or below % self.steps == 1
            parts.append(self.span("at_most", below - 1, speech) if above else self.span("below", below, speech))
        return speech.joined(parts)

    def span(self, operator: str, value: int, speech: Speech) -> str:
        """Write the numbers that an operator accepts: ``500,000 yuan or more``."""
        return speech.fmt(_SPANS[operator], value=self.say(value, speech))


class Money(Number):
    """An amount of yuan, in fen."""

    in_yuan = True
    sample = "800万"
    steps = FEN_PER_YUAN
    metavar = "AMOUNT"
    accepts = message("an amount of yuan: 8000000, 8,000,000, 800万, 1.2亿")
    example = message("8,000,000 or 800万")

    def parse(self, given: object, unit: str = "") -> int:
        text = self.as_text(given, GRAMMAR)
        try:
            return parse_money(text, unit)
        except MoneyError as error:
            raise error.about(text, where=self.fact.id, code="bad-value") from error

    def say(self, value: int, speech: Speech) -> str:
        return speech.money_text(value)

    def typed(self, value: int) -> tuple[str, ...]:
        return (plain(value),)

    def toml(self, value: int) -> int | str:
        return plain(value) if value % FEN_PER_YUAN else value // FEN_PER_YUAN

    def json(self, value: int) -> JsonValue:
        from szsubsidy.quantities import Yuan

        return Yuan(value)

    def schema(self) -> dict[str, object]:
        number = {"type": "number", "minimum": 0, "maximum": MAX_FEN // FEN_PER_YUAN}
        return {"anyOf": [number, {"type": "string"}]}

    def bounds(self) -> tuple[int, int]:
        return 0, MAX_FEN

    def grammar(self) -> ColumnGrammar:
        return Amounts()

    def echo(self, value: int, speech: Speech) -> str:
        """Write an amount in digits and, where that is exact, in 万 or 亿, by which a slip is seen at once."""
        short = compact(value, speech.units)
        if short is None:
            return self.say(value, speech)
        return speech.fmt("{amount} ({short})", amount=grouped(value), short=short)

    # Who thinks in 万 types 800 and means 8,000,000: of the amounts here, hardly one is below 10,000 yuan. With a unit
    # (800元, 8k) an amount is clear.

    def meant_perhaps(self, text: str) -> int | None:
        value, counted_in_wan = parse_money(text), parse_money(text, "万")
        return counted_in_wan if 0 < value < FEN_PER_WAN and value != counted_in_wan else None


class BoundedNumber(Number):
    """A number within the bounds that its fact states."""

    form: ClassVar[Decimals]
    """How the number is written, apart from its bounds."""
    widest: ClassVar[tuple[int, int]]
    """The bounds of a fact that states none."""
    hint: ClassVar[str]
    hint_of_bounds: ClassVar[str]
    mistake: ClassVar[str]

    def parse(self, given: object, unit: str = "") -> int:
        del unit
        hint, accepted = self.hint, ""
        if self.fact.at_least is not None and self.fact.at_most is not None:
            low, high = (self.typed(bound)[0] for bound in self.bounds())
            hint, accepted = self.hint_of_bounds, f"{low}–{high}"
        text = narrow(self.as_text(given, hint, accepted))
        value = self.form.read(text)
        if value is None:
            raise self.refuse(self.mistake, hint, text, accepted)
        least, most = self.bounds()
        if not least <= value <= most:
            raise self.refuse(message("{given} is out of bounds"), hint, self.typed(value)[0], accepted)
        return value

    def bounds(self) -> tuple[int, int]:
        least, most = self.widest
        return (
            least if self.fact.at_least is None else self.fact.at_least,
            most if self.fact.at_most is None else self.fact.at_most,
        )

    def grammar(self) -> ColumnGrammar:
        least, most = self.bounds()
        return replace(self.form, at_least=least, at_most=most)


class Integer(BoundedNumber):
    """A whole number of at most twelve digits."""

    metavar = "NUMBER"
    accepts = message("a whole number")
    example = "12"
    form = Decimals(12, signed=True)
    widest = (1 - 10**12, 10**12 - 1)
    hint = accepts
    hint_of_bounds = message("a whole number from {accepted}")
    mistake = message("{given} is not a whole number")

    def say(self, value: int, speech: Speech) -> str:
        del speech
        return str(value)

    def span(self, operator: str, value: int, speech: Speech) -> str:
        short = None if speech.language == "en" else compact(value * FEN_PER_YUAN, speech.units)
        count = short or f"{value:,}"
        return speech.fmt(_COUNTS[operator], count=count)

    def schema(self) -> dict[str, object]:
        bounds = {"minimum": self.fact.at_least, "maximum": self.fact.at_most}
        return {"type": "integer", **{key: bound for key, bound in bounds.items() if bound is not None}}


class Percent(BoundedNumber):
    """A percentage, in basis points: 12.5 is 1250. The bounds of its fact are basis points too."""

    metavar = "PERCENT"
    accepts = message("a percentage")
    example = "12.5"
    form = Decimals(3, places=2, suffix="%")
    widest = (0, 99_999)
    hint = message("a percentage such as 12.5")
    hint_of_bounds = message("a percentage from {accepted}")
    mistake = message("{given} is not a percentage")
    steps = 100

    def say(self, value: int, speech: Speech) -> str:
        del speech
        return f"{percent(value)}%"

    def typed(self, value: int) -> tuple[str, ...]:
        return (percent(value),)

    def toml(self, value: int) -> str:
        return percent(value)

    def json(self, value: int) -> JsonValue:
        from szsubsidy.quantities import Percent as Exact

        return Exact(value)

    def schema(self) -> dict[str, object]:
        return {"type": "number", "minimum": 0, "maximum": 100}


class Date(ValueType[int]):
    """A day, as an integer such as 20250301."""

    metavar = "DATE"
    accepts = message("a day: 2025-03-01")
    example = "2025-03-01"
    operators = ("before", "older_than_years", "on_or_after", "within_years_of")

    def parse(self, given: object, unit: str = "") -> int:
        del unit
        day = read_day(given if hasattr(given, "isoformat") else self.as_text(given, A_DAY))
        if day is None:
            raise not_a_day(str(given), where=self.fact.id, code="bad-value")
        return day

    def say(self, value: int, speech: Speech) -> str:
        return speech.day(value)

    def typed(self, value: int) -> tuple[str, ...]:
        return (iso(value),)

    def toml(self, value: int) -> Any:
        return to_date(value)

    def json(self, value: int) -> JsonValue:
        from szsubsidy.quantities import Day

        return Day(value)

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date"}

    def requirement(self, operator: str, given: object) -> Requirement:
        """Return what a condition asks: of a fixed day, or of a whole number of years before the as-of day."""
        if operator in {"within_years_of", "older_than_years"}:
            assert isinstance(given, int)
            return Requirement(given, "younger", given, negated=operator == "older_than_years")
        day = self.parse(given)
        return Requirement(day, "ge", day, negated=operator == "before")

    def span_between(self, least: int | None, below: int | None, speech: Speech) -> str:
        parts = [speech.fmt("on or after {day}", day=speech.day(least))] if least is not None else []
        parts += [speech.fmt("before {day}", day=speech.day(below))] if below is not None else []
        return speech.joined(parts)

    def clause(self, operator: str, value: int, negated: bool, said: Said, speech: Speech) -> str:
        if operator in {"within_years_of", "older_than_years"}:
            young = (operator == "within_years_of") != negated
            age = speech.fmt(_UNDER[value > 1] if young else _AT_LEAST[value > 1], years=str(value))
            if said.age:
                return speech.text(said.age).format(value=age)
            return speech.fmt("{fact}, {age} ago", fact=self.label(speech), age=age)
        first, day = (operator == "on_or_after") != negated, speech.day(value)
        if first and said.since:
            return speech.text(said.since).format(value=day)
        days = speech.fmt("on or after {day}", day=day) if first else speech.fmt("before {day}", day=day)
        if said.day:
            return speech.text(said.day).format(value=days)
        return speech.fmt("{fact} is {day}", fact=self.label(speech), day=days)

    def grammar(self) -> ColumnGrammar:
        return Days()
