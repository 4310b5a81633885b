"""A type of fact is one class: nobody else tells types apart, and a new one needs nothing but its class."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast, get_args

import narwhals as nw
import polars as pl
import pytest
from typer.models import OptionInfo

import szsubsidy
from szsubsidy import load_catalogue
from szsubsidy.batch.cells import Cleaner
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.headings import Column, read_headings
from szsubsidy.catalogue.conditions import ConditionCompiler
from szsubsidy.catalogue.firm import dump_firm, parse_firm
from szsubsidy.catalogue.logic import Comparison, Predicate
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.cli.binding import bind
from szsubsidy.cli.commands.estimate import command
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.prompts.base import DEFAULTS, Field, PromptOptions, Row
from szsubsidy.cli.prompts.one_fact import Question, answer_text, ask
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact, bare_fact, one_project
from szsubsidy.facts.numeric import BoundedNumber
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import FACT_TYPES, type_of
from szsubsidy.facts.value_type import Decimals, JsonValue
from szsubsidy.formats.json import dumps
from szsubsidy.quantities import Quantity
from szsubsidy.record import replace
from szsubsidy.views.facts import facts_page, profile_schema
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.values_json import profile_document
from szsubsidy.vocabulary import FactType

PACKAGE = Path(szsubsidy.__file__).parent
TEXTS = ["0.25", "３.5", "7", "", "0.2505", "8", "a lot", None]
TURNOVERS = [250, 3500, 7000, None, None, None, None, None]
"""What the texts mean: the fifth is too fine, the sixth out of the type's own bounds."""


class Turns(Quantity):
    """Thousandths, written as a JSON number of ones."""

    def json(self) -> str:
        return f"{self // 1000}.{self % 1000:03d}"


class Turnover(BoundedNumber):
    """How often stock is sold in a year, in thousandths: a type that no fact of the catalogue has."""

    metavar = "TURNS"
    accepts = message("a whole number")
    example = "12.5"
    form = Decimals(1, places=3)
    widest = (0, 7_500)
    hint = accepts
    hint_of_bounds = message("a whole number from {accepted}")
    mistake = message("{given} is not a whole number")

    def say(self, value: int, speech: object) -> str:
        del speech
        return f"{self.typed(value)[0]} x"

    def typed(self, value: int) -> tuple[str, ...]:
        return (f"{value / 1000:g}",)

    def toml(self, value: int) -> str:
        return self.typed(value)[0]

    def json(self, value: int) -> JsonValue:
        return Turns(value)

    def schema(self) -> dict[str, object]:
        return {"type": "number", "exclusiveMaximum": 10}

    def echo(self, value: int, speech: object) -> str:
        del speech
        return f"{self.typed(value)[0]} times a year"


class Typist:
    """Answers every question with one line, as at a terminal, and keeps what was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hints: list[str] = []

    def choose(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> str | None:
        raise NotImplementedError

    def choose_several(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> list[str] | None:
        raise NotImplementedError

    def line(self, question: str, field: Field, options: PromptOptions = DEFAULTS) -> str | None:
        del question, options
        assert field.check("a lot") == "'a lot' is not a whole number. Try 12.5; ? if you don't know"
        assert field.check(self.text) is None
        self.hints.append(field.example)
        return self.text

    def answered(self, question: str, answer: str) -> None:
        raise NotImplementedError

    def take_back(self) -> None:
        raise NotImplementedError


@pytest.fixture
def fact(monkeypatch: pytest.MonkeyPatch) -> Fact:
    name = cast("FactType", "turnover")
    monkeypatch.setitem(FACT_TYPES, name, Turnover)
    text = dict.fromkeys(("en", "zh-Hans", "zh-Hant"), "Turnover of stock")
    panel = next(iter(load_catalogue().panels))
    return replace(bare_fact("stock_turnover", name), panel=panel, label=text, question=text, help=text)


@pytest.fixture
def catalogue(fact: Fact) -> Catalogue:
    loaded = load_catalogue()
    return replace(loaded, facts=loaded.facts | {fact.id: fact})


@pytest.fixture
def session(catalogue: Catalogue) -> Session:
    return Session(Environment.of_process("en", "never"), catalogue, Phrases(catalogue, "en", str))


def test_the_table_has_the_types_that_files_may_name() -> None:
    assert tuple(FACT_TYPES) == get_args(FactType)


def test_a_new_type_is_read_and_refused_at_every_door(fact: Fact) -> None:
    assert read_value(fact, " ０.25 ") == 250
    assert read_value(fact, 7) == 7000
    with pytest.raises(SubsidyError, match="'12' is not a whole number"):
        read_value(fact, "12")
    with pytest.raises(SubsidyError, match=r"'7.5' is out of bounds \(a whole number from 1–7\)"):
        read_value(replace(fact, at_least=1000, at_most=7000), "7.5")


def test_a_new_type_is_kept_in_profiles(fact: Fact, catalogue: Catalogue) -> None:
    written = dump_firm(one_project({fact.id: 250}), catalogue)
    assert written == b'stock_turnover = "0.25"\n'
    assert parse_firm(written, catalogue, where="firm.toml").profile == {fact.id: 250}


def test_a_new_type_has_its_json_and_its_schema(fact: Fact, session: Session) -> None:
    document = profile_document({fact.id: 250}, session.catalogue)
    assert dumps(document) == '{\n  "stock_turnover": 0.250\n}'
    properties = cast("dict[str, dict[str, object]]", profile_schema(session.phrases)["properties"])
    assert properties[fact.id]["exclusiveMaximum"] == 10
    assert any("--stock-turnover" in str(block) for block in facts_page(session.phrases).blocks)


def test_conditions_may_compare_a_new_type(fact: Fact, session: Session) -> None:
    asked = Comparison(fact=fact.id, operator="above", value="0.5", cite="somewhere")
    compiler, predicates = ConditionCompiler(session.catalogue.facts, "some.toml"), dict[str, list[Predicate]]()
    comparison = compiler.condition(asked, "eligible", predicates)
    assert isinstance(comparison, Comparison)
    assert (comparison.value, comparison.negated) == (500, False)
    assert predicates == {fact.id: [Predicate("ge", 501)]}
    assert session.phrases.clause(comparison) == "Turnover of stock is more than 0.5 x"
    with pytest.raises(SubsidyError, match="is does not fit stock_turnover"):
        compiler.condition(Comparison(fact=fact.id, operator="is", value=True, cite="a"), "eligible", {})


def test_a_person_is_asked_for_a_new_type(fact: Fact, session: Session) -> None:
    typist, question = Typist("0.250"), Question.of(session.phrases, fact)
    assert ask(session, typist, question._replace(former=7000)) == 250
    assert typist.hints == ["12.5"]
    assert answer_text(session.phrases, fact, 250) == "0.25 times a year"


def test_the_command_line_has_an_option_of_a_new_type(fact: Fact, session: Session) -> None:
    parameter = inspect.signature(bind(command, session)).parameters[fact.id]
    [_, option] = get_args(parameter.annotation)
    assert isinstance(option, OptionInfo)
    assert (option.default, option.metavar) == ("--stock-turnover", "TURNS")


def test_a_column_may_hold_a_new_type(fact: Fact) -> None:
    catalogue = replace(load_catalogue(), facts={fact.id: fact})
    [column] = read_headings(["Turnover of stock", "name"], catalogue, {}, "firms.csv").columns
    assert column.comparable
    cleaned = Cleaner(fact).clean(pl.Series(TEXTS, dtype=pl.String))
    assert cleaned.bad is not None
    assert cleaned.bad.to_list() == [False] * 4 + [True] * 3 + [False]
    known = zip(cleaned.value, cleaned.known, strict=True)
    assert [value if there else None for value, there in known] == TURNOVERS
    assert _by_expressions(column) == TURNOVERS


def _by_expressions(column: Column) -> list[int | None]:
    table = pl.DataFrame({column.heading: pl.Series(TEXTS, dtype=pl.String)})
    frame: Any = nw.from_native(table.lazy())
    cleaned = frames.clean(frame, [column], frames.narrow_by_replacing, lambda _: None).to_native().collect()
    rows = zip(cleaned[f"value:{column.fact.id}"], cleaned[f"known:{column.fact.id}"], strict=True)
    return [value if known else None for value, known in rows]


def test_lint_knows_the_bounds_of_a_new_type(fact: Fact) -> None:
    assert type_of(fact).bounds() == (0, 7_500)


def test_only_the_classes_tell_types_apart() -> None:
    """A module that compares ``fact.type``, or looks something up by it, would have to know every new type."""
    assert list(_switches()) == []


def _switches() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "facts":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            subjects = {
                ast.Compare: lambda node: [node.left],
                ast.Match: lambda node: [node.subject, *getattr(node.subject, "elts", [])],
                ast.Subscript: lambda node: [node.slice] if ast.unparse(node.value) != "FACT_TYPES" else [],
            }.get(type(node), lambda _: [])(node)
            if any(isinstance(subject, ast.Attribute) and subject.attr == "type" for subject in subjects):
                yield f"{path.relative_to(PACKAGE)}:{ast.unparse(node)[:60]}"
