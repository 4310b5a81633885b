"""The types of facts, one class each; `FACT_TYPES` is the table of them.

A new type is a class and a line of the table here, and its name in `szsubsidy.vocabulary.FactType`, which files are
checked against. tests/facts/test_types.py walks a type that no fact has through every door.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.numeric import Date, Integer, Money, Percent
from szsubsidy.facts.said import Said, either, named
from szsubsidy.facts.value_type import WRONG_TYPE, ColumnGrammar, JsonValue, Names, Requirement, Sets, V, ValueType
from szsubsidy.fields import Text
from szsubsidy.i18n import Translate
from szsubsidy.money import narrow
from szsubsidy.spelling import fold, nearest, parts_of
from szsubsidy.vocabulary import FactType

if TYPE_CHECKING:
    from szsubsidy.facts.places import Places
    from szsubsidy.facts.value_type import Speech

# Folded, as `Flag.parse` compares them. A spreadsheet's 1 arrives as 1.0.
YES = {"yes", "y", "true", "t", "1", "1.0", "on", "是", "有", "对", "對"}
NO = {"no", "n", "false", "f", "0", "0.0", "off", "否", "无", "無", "不是", "没有", "沒有"}
_YES_OR_NO = message("yes or no")
_SOME_TEXT = message("some text")
_FEW = 10
"""As many values are listed in an error."""
_ONE_OF = message("one of {accepted}")
_SEVERAL_OF = message("one or more of {accepted}")


class Flag(ValueType[bool]):
    """Yes or no."""

    metavar = "YES|NO"
    accepts = _YES_OR_NO
    operators = ("is",)
    first = "no"

    def parse(self, given: object, unit: str = "") -> bool:
        del unit
        if isinstance(given, bool):
            return given
        text = narrow(self.as_text(given, _YES_OR_NO))
        if text.casefold() not in YES | NO:
            raise self.refuse(message("{given} is not known"), _YES_OR_NO, text)
        return text.casefold() in YES

    def say(self, value: bool, speech: Speech) -> str:
        return speech.tr("yes") if value else speech.tr("no")

    def typed(self, value: bool) -> tuple[str, ...]:
        return ("yes" if value else "no",)

    def schema(self) -> dict[str, object]:
        return {"type": "boolean"}

    def requirement(self, operator: str, given: object) -> Requirement:
        del operator
        if not isinstance(given, bool):
            what, hint = message("{fact} is a flag"), message("is = true or is = false")
            raise SubsidyError(what, hint=hint, code="bad-catalogue", fact=self.fact.id)
        return Requirement(given, "true", 1, negated=not given)

    def clause(self, operator: str, value: bool, negated: bool, said: Said, speech: Speech) -> str:
        del operator
        yes = value != negated
        form = said.yes if yes else said.no
        if form:
            return speech.text(form)
        return speech.fmt("{subject}: {text}", subject=self.label(speech), text=self.say(yes, speech))

    def grammar(self) -> ColumnGrammar:
        return Names(dict.fromkeys(YES, 1) | dict.fromkeys(NO, 0), folded=False)

    def choices(self, speech: Speech) -> list[tuple[str, str]]:
        return [("yes", speech.tr("Yes")), ("no", speech.tr("No"))]

    def also_called(self, choice: str) -> tuple[str, ...]:
        return tuple(sorted(YES if choice == "yes" else NO))

    def echo(self, value: bool, speech: Speech) -> str:
        return speech.tr("Yes") if value else speech.tr("No")

    def complete(self, incomplete: str, language: str) -> list[tuple[str, str]]:
        del language
        return [(word, "") for word in ("yes", "no") if word.startswith(incomplete)]


class Listed(ValueType[V]):
    """What the two types share whose values the fact lists."""

    has_values = True

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the values, in the order of the fact."""
        return tuple(value.id for value in self.fact.values)

    @property
    def places(self) -> dict[str, int]:
        """The place among the values for every folded name of each."""
        place = {value: place for place, value in enumerate(self.ids)}
        return {name: place[value] for name, value in self.fact.value_names.items()}

    def accepted(self, translate: Translate) -> str:
        """Return the ids as they are typed, separated so that a terminal may break the line between them."""
        del translate
        return ", ".join(self.ids)

    def refuse(
        self, what: str, hint: str, given: object = "", accepted: str | tuple[str, ...] = "", near: str | None = None
    ) -> SubsidyError:
        """Return the error to raise; where there are too many values for a line, it says where they are listed."""
        if len(self.ids) <= _FEW:
            return super().refuse(what, hint, given, accepted, near)
        return super().refuse(what, message("szsubsidy facts {accepted} lists them"), given, self.fact.id, near)

    def choices(self, speech: Speech) -> list[tuple[str, str]]:
        return [(value.id, speech.text(value.label)) for value in self.fact.values]

    def also_called(self, choice: str) -> tuple[str, ...]:
        listed = next(value for value in self.fact.values if value.id == choice)
        return (*listed.label.values(), *listed.aliases)

    def inline(self, ids: tuple[str, ...], speech: Speech) -> list[tuple[str, str]]:
        """Return ids with the names of these values as they stand within a sentence, in the order of the fact."""
        english = speech.language == "en"
        listed = [value for value in self.fact.values if value.id in ids]
        return [(value.id, (english and value.inline) or speech.text(value.label)) for value in listed]

    def clause(self, operator: str, value: str | tuple[str, ...], negated: bool, said: Said, speech: Speech) -> str:
        del operator
        ids = value if isinstance(value, tuple) else (value,)
        values = either(named(self.inline(ids, speech), self.fact.collectives, speech), speech)
        form = said.not_among if negated else said.among
        if form:
            return speech.text(form).format(values=values)
        template = message("{fact} is not {values}") if negated else message("{fact} is {values}")
        return speech.fmt(template, fact=self.label(speech), values=values)

    def complete(self, incomplete: str, language: str) -> list[tuple[str, str]]:
        return [(value.id, value.label[language]) for value in self.fact.values if value.id.startswith(incomplete)]

    def id_of(self, name: str, hint: str) -> str:
        """Return the id of the value with that id, label or alias, in any language."""
        if not name.strip():
            raise self.refuse(message("an empty value"), hint, name, self.ids)
        names = self.fact.value_names
        value = names.get(fold(name))
        if value is None:
            near = nearest(name, names)
            what = message("{given} is not known")
            raise self.refuse(what, hint, name, self.ids, near=names[near] if near else None)
        return value

    def places_of(self, text: str) -> list[str]:
        """Return the values in which an address lies, where they are places."""
        return self._places.of(narrow(text)) if self.fact.within else []

    @cached_property
    def _places(self) -> Places:
        from szsubsidy.facts.places import Places  # at the few doors alone where a name is not known at once

        return Places(self.fact)

    def ids_of_condition(self, given: object) -> tuple[str, ...]:
        """Return the ids that a condition names, which must be exact."""
        ids = tuple(given) if isinstance(given, list | tuple) else (str(given),)
        for value in ids:
            if value not in self.ids:
                what, hint = message("{fact} has no value {given}"), message("accepted: {accepted}")
                raise SubsidyError(
                    what, hint=hint, code="bad-catalogue", fact=self.fact.id, given=value, accepted=self.ids
                )
        return ids


class Choice(Listed[str]):
    """One of the values that the fact lists, by its id."""

    metavar = "ID"
    operators = ("in", "is")

    def parse(self, given: object, unit: str = "") -> str:
        del unit
        if not isinstance(given, str):
            raise self.refuse(WRONG_TYPE, _ONE_OF, given, self.ids)
        return self.id_of(given, _ONE_OF)

    def say(self, value: str, speech: Speech) -> str:
        return next(speech.text(listed.label) for listed in self.fact.values if listed.id == value)

    def refusal(self, value: str, form: Text, speech: Speech) -> str:
        [(_, name)] = self.inline((value,), speech)
        return speech.text(form).format(value=name)

    def schema(self) -> dict[str, object]:
        return {"enum": list(self.ids)}

    def requirement(self, operator: str, given: object) -> Requirement:
        ids = self.ids_of_condition(given)
        return Requirement(ids if operator == "in" else ids[0], "in", tuple(sorted(set(ids))))

    def grammar(self) -> ColumnGrammar:
        return Names(self.places)

    def encode(self, value: str) -> int:
        return self.ids.index(value)


class Choices(Listed[frozenset[str]]):
    """One or several of the values that the fact lists."""

    metavar = "ID,ID…"
    operators = ("in",)
    several = True

    def parse(self, given: object, unit: str = "") -> frozenset[str]:
        del unit
        if isinstance(given, str):
            parts = parts_of(given) or [given]
            named = all(fold(part) in self.fact.value_names for part in parts)
            given = parts if named else self.places_of(given) or parts
        if not isinstance(given, list | tuple | frozenset) or not all(isinstance(name, str) for name in given):
            raise self.refuse(WRONG_TYPE, _SEVERAL_OF, given, self.ids)
        if not given:
            raise self.refuse(message("an empty list"), _SEVERAL_OF, given, self.ids)
        return frozenset(self.id_of(name, _SEVERAL_OF) for name in given)

    def say(self, value: frozenset[str], speech: Speech) -> str:
        return speech.joined([speech.text(listed.label) for listed in self.fact.values if listed.id in value])

    def typed(self, value: frozenset[str]) -> tuple[str, ...]:
        return tuple(listed for listed in self.ids if listed in value)

    def toml(self, value: frozenset[str]) -> list[str]:
        return list(self.typed(value))

    def json(self, value: frozenset[str]) -> JsonValue:
        return list(self.typed(value))

    def schema(self) -> dict[str, object]:
        return {"type": "array", "items": {"enum": list(self.ids)}, "minItems": 1, "uniqueItems": True}

    def requirement(self, operator: str, given: object) -> Requirement:
        del operator
        ids = self.ids_of_condition(given)
        return Requirement(ids, "any", tuple(sorted(set(ids))))

    def grammar(self) -> ColumnGrammar:
        return Sets(self.places)

    def encode(self, value: frozenset[str]) -> int:
        return sum(1 << place for place, listed in enumerate(self.ids) if listed in value)

    def complete(self, incomplete: str, language: str) -> list[tuple[str, str]]:
        before, comma, last = incomplete.rpartition(",")
        return [(before + comma + value, label) for value, label in super().complete(last, language)]


class FreeText(ValueType[str]):
    """Any text, for people; no rule may use it."""

    metavar = "TEXT"
    names_itself = True
    accepts = message("any text")
    example = _SOME_TEXT

    def parse(self, given: object, unit: str = "") -> str:
        del unit
        if not isinstance(given, str):
            raise self.refuse(WRONG_TYPE, _SOME_TEXT, given)
        if not given.strip():
            raise self.refuse(message("an empty text"), _SOME_TEXT)
        return given.strip()

    def say(self, value: str, speech: Speech) -> str:
        del speech
        return value

    def schema(self) -> dict[str, object]:
        return {"type": "string", "minLength": 1}


FACT_TYPES: dict[FactType, type[ValueType[Any]]] = {
    "choice": Choice,
    "choices": Choices,
    "money": Money,
    "date": Date,
    "integer": Integer,
    "percent": Percent,
    "flag": Flag,
    "text": FreeText,
}


def type_of(fact: Fact) -> ValueType[Any]:
    """Return the type of a fact, ready to read and write its values."""
    return FACT_TYPES[fact.type](fact)
