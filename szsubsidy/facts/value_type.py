"""What every type of fact offers, and how the values of one fill a column.

A type is one class: it reads a value at any door, writes it wherever it is shown or kept, says what conditions may ask
of it, and describes how a column of a table holds it. Whoever needs any of these asks `szsubsidy.facts.types.type_of`;
nobody else tells types apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from szsubsidy.digits import kept_to
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.facts.model import Fact, Value
from szsubsidy.facts.said import Said
from szsubsidy.fields import Text
from szsubsidy.i18n import Translate
from szsubsidy.record import Record
from szsubsidy.vocabulary import Operator, PredicateTest

JsonValue: TypeAlias = bool | int | str | list[str]

if TYPE_CHECKING:

    class Speech(Protocol):
        """The language that a value is written in: `szsubsidy.views.phrases.Phrases` is one."""

        language: str
        tr: Translate

        @property
        def units(self) -> tuple[str, str]:
            """The characters for ten thousand and for a hundred million."""

        def fmt(self, template: str, **parts: str) -> str:
            """Fill a translated template."""

        def text(self, text: Text) -> str:
            """Return one of the catalogue's texts."""

        def joined(self, parts: list[str]) -> str:
            """Write a list."""

        def money_text(self, fen: int) -> str:
            """Write an amount with its unit."""

        def day(self, day: int) -> str:
            """Write a day."""


class Amounts(Record):
    """A column of amounts as `szsubsidy.money.parse_money` reads them, in fen."""


class Days(Record):
    """A column of days as `szsubsidy.days.parse_day` reads them, integers such as 20250301."""


class Decimals(Record):
    """A column of decimal numbers as integers of their last place: with two ``places``, ``12.5`` is 1250.

    At most ``digits`` stand before the point. Behind the last place there may be zeros, as spreadsheets write them,
    and the noise of a float (`szsubsidy.digits`). Numbers may have a sign if ``signed``, and end in ``suffix``. What
    lies outside ``at_least`` and ``at_most``, in the same integers, is refused.
    """

    digits: int
    places: int = 0
    signed: bool = False
    suffix: str = ""
    at_least: int | None = None
    at_most: int | None = None

    def read(self, text: str) -> int | None:
        """Return the integer of a text in narrow characters, within bounds or not; None if it is no such number."""
        sign = "[+-]?" if self.signed else ""
        number = text.removesuffix(self.suffix).strip() if self.suffix else text
        match = re.fullmatch(rf"({sign})([0-9]{{1,{self.digits}}})(?:\.([0-9]+))?", number)
        value = None if match is None else kept_to(match[2], match[3] or "", self.places)
        return -value if match is not None and value is not None and match[1] == "-" else value


class Names(Record):
    """A column of names, each with its integer; case does not matter, nor, if ``folded``, the kind of dash."""

    codes: dict[str, int]
    folded: bool = True


class Sets(Record):
    """A column of one or several names a cell, as two to the power of each one's place, summed."""

    places: dict[str, int]


ColumnGrammar: TypeAlias = Amounts | Days | Decimals | Names | Sets
"""How text in a column stands for integers; `szsubsidy.batch` reads whole columns by it."""


class Requirement(Record):
    """What a condition asks of a value.

    ``value`` is what the file says, as it is shown. ``predicate`` is what rules evaluate: ``ge`` (at least
    ``bound``), ``younger`` (less than ``bound`` years before the as-of day), ``true``, ``in`` (one of ``bound``) or
    ``any`` (any of ``bound``); the condition is met where that holds or, if ``negated``, where it does not.
    """

    value: bool | int | str | tuple[str, ...]
    predicate: PredicateTest
    bound: int | tuple[str, ...]
    negated: bool = False


V = TypeVar("V", bound=Value)


class ValueType(Generic[V]):
    """The type of one fact's values.

    Every type says how it parses, says, describes and requires values; the base raises `NotImplementedError` where it
    does not, for ``abc`` would cost each start more than these classes do.
    """

    metavar: ClassVar[str]
    """What stands for a value in the help of the command line."""
    accepts: ClassVar[str] = ""
    """Which values are accepted, as a message to translate."""
    example: ClassVar[str] = ""
    """What one types, for instance, as a message to translate where it has words."""
    operators: ClassVar[tuple[Operator, ...]] = ()
    """What conditions may ask of it, in alphabetical order. Without any, no rule may use the fact."""
    has_values = False
    """Whether the values are those that the fact lists."""
    in_yuan = False
    """Whether the values are amounts of money."""
    names_itself = False
    """Whether a value says by itself what it is, without the fact's label."""
    sample = ""
    """A value as somebody may type it, for an option that is shown to be copied; empty where the option is enough."""
    several = False
    """Whether one may give several values at once."""
    first: ClassVar[str | None] = None
    """The choice under the cursor at first, where it is not the first one: Enter alone is to claim nothing."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact

    def parse(self, given: object, unit: str = "") -> V:
        """Return the value that is ``given``: text as people write it, or a value as TOML has it.

        A bare amount of money counts in ``unit``. Raises `SubsidyError` that says what would be accepted.
        """
        raise NotImplementedError

    def say(self, value: V, speech: Speech) -> str:
        """Write a value as a person reads it. Free text may have control characters; who prints it removes them."""
        raise NotImplementedError

    def typed(self, value: V) -> tuple[str, ...]:
        """Return a value as it may be typed; of several, each."""
        return (str(value),)

    def toml(self, value: V) -> Any:
        """Return a value as a profile in TOML holds it."""
        return value

    def json(self, value: V) -> JsonValue:
        """Return a value as a JSON document holds it; exact numbers are `szsubsidy.quantities`."""
        return value  # type: ignore[return-value] # types whose values JSON has not say how

    def schema(self) -> dict[str, object]:
        """Return the JSON Schema of a value in a profile."""
        raise NotImplementedError

    def accepted(self, translate: Translate) -> str:
        """Say which values are accepted."""
        return translate(self.accepts)

    def requirement(self, operator: str, given: object) -> Requirement:
        """Return what a condition asks: one of ``operators``, and what a file gives it.

        Raises `SubsidyError`, without a place, for what does not fit.
        """
        raise NotImplementedError

    def clause(self, operator: str, value: Any, negated: bool, said: Said, speech: Speech) -> str:
        """Write as a clause what a condition asks, or, ``negated``, its opposite: "the leader is a woman".

        ``value`` is that of `Requirement`. Where ``said`` has no form for it, the fact's label stands in.
        """
        raise NotImplementedError

    def span_between(self, least: int | None, below: int | None, speech: Speech) -> str:
        """Write which numbers or days lie from ``least`` on and below another; either end may be open."""
        raise NotImplementedError

    def refusal(self, value: V, form: Text, speech: Speech) -> str:
        """Write why a value does not qualify, by the form `Said.refused`."""
        return speech.text(form).format(value=self.say(value, speech))

    def label(self, speech: Speech) -> str:
        """Write what the fact is called."""
        return speech.text(self.fact.label)

    def bounds(self) -> tuple[int, int] | None:
        """Return the least and greatest value that `parse` accepts, or None if the type is not numeric."""
        return None

    def grammar(self) -> ColumnGrammar | None:
        """Return how a column holds values; None if no rule may use the fact."""
        return None

    def encode(self, value: V) -> int:
        """Return the integer that stands for a value in a table."""
        return int(value)  # type: ignore[arg-type] # types whose values are no integers say how

    def choices(self, speech: Speech) -> list[tuple[str, str]]:
        """Return what one may answer, with a label for each; empty where one types a line."""
        del speech
        return []

    def also_called(self, choice: str) -> tuple[str, ...]:
        """Return what else a choice is called beside its label, in any language."""
        del choice
        return ()

    def echo(self, value: V, speech: Speech) -> str:
        """Write an answer as it was understood, behind its question."""
        return self.say(value, speech)

    def meant_perhaps(self, text: str) -> V | None:
        """Return what a text that can be read may well mean instead; None where it is clear."""
        del text
        return None

    def complete(self, incomplete: str, language: str) -> list[tuple[str, str]]:
        """Return what a shell may complete a word to, with a label for each."""
        del incomplete, language
        return []

    def refuse(
        self, what: str, hint: str, given: object = "", accepted: str | tuple[str, ...] = "", near: str | None = None
    ) -> SubsidyError:
        """Return the error to raise where ``given`` is no value of the fact."""
        shown = quoted(given)
        return SubsidyError(
            what, where=self.fact.id, hint=hint, near=near, code="bad-value", given=shown, accepted=accepted
        )

    def as_text(self, given: object, hint: str, accepted: str | tuple[str, ...] = "") -> str:
        """Return what is ``given`` as text, if it is text or an integer; else raise `SubsidyError`."""
        if isinstance(given, str):
            return given
        if isinstance(given, int) and not isinstance(given, bool):
            return str(given)
        raise self.refuse(WRONG_TYPE, hint, given, accepted)


WRONG_TYPE = message("{given} is of the wrong type")
