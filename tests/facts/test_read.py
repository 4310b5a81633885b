"""Values as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.firm import dump_firm, load_firm
from szsubsidy.days import from_date, iso, parse_day, to_date
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Fact, Profile, Value, one_project
from szsubsidy.facts.read import read_value
from tests.catalogues import live_catalogue

pytestmark = pytest.mark.live

CATALOGUE = live_catalogue()
FACTS = CATALOGUE.facts
CHOICES = [fact for fact in FACTS.values() if fact.values]


@pytest.mark.parametrize("fact", CHOICES, ids=lambda fact: fact.id)
def test_every_id_label_and_alias_names_one_value(fact: Fact) -> None:
    for value in fact.values:
        for name in (value.id, *value.label.values(), *value.aliases):
            expected = frozenset({value.id}) if fact.type == "choices" else value.id
            assert read_value(fact, name) == expected
            assert read_value(fact, f" {name.upper()} ") == expected
    assert len(set(fact.value_names.values())) == len(fact.values)


def test_no_label_or_alias_of_a_fact_is_shared() -> None:
    from collections import Counter

    names = [name.casefold() for fact in FACTS.values() for name in {fact.id, *fact.label.values(), *fact.aliases}]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("separator", [",", ";", "；", "、", "|", "，", " , "])
def test_several_values_in_one_cell(separator: str) -> None:
    given_text = separator.join(["模型训练", "corpus-purchase"])
    expected = frozenset({"model-training", "corpus-purchase"})
    assert read_value(FACTS["project_category"], given_text) == expected


@given(st.dates())
def test_days_read_back(day: date) -> None:
    number = from_date(day)
    assert to_date(number) == day
    assert parse_day(iso(number)) == number
    assert parse_day(f"{day.year:04d}年{day.month}月{day.day}日") == number
    assert parse_day(f"{day.year:04d}/{day.month}/{day.day}") == number
    assert parse_day(f"{day.year:04d}{day.month:02d}{day.day:02d}") == number


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-1/1", "0000-01-01", "26-01-01", "", "20260230"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("是", True), ("Y", True), ("ＹＥＳ", True), ("否", False), ("0", False)]
)
def test_flags(text: str, expected: bool) -> None:
    assert read_value(FACTS["model_filed"], text) is expected


@given(
    st.sampled_from(list(FACTS.values())), st.text(max_size=20) | st.integers() | st.booleans() | st.lists(st.text())
)
def test_any_value_is_read_or_refused_with_what_is_accepted(fact: Fact, given_value: object) -> None:
    try:
        read_value(fact, given_value)
    except SubsidyError as error:
        assert error.what
        assert error.hint


def values(fact: Fact) -> st.SearchStrategy[Value]:
    ids = [value.id for value in fact.values]
    by_type: dict[str, st.SearchStrategy[Value]] = {
        "choice": st.sampled_from(ids or [""]),
        "choices": st.frozensets(st.sampled_from(ids or [""]), min_size=1),
        "money": st.integers(0, 10**14),
        "date": st.dates().map(from_date),
        "integer": st.integers(fact.at_least or 0, fact.at_most or 100),
        "percent": st.integers(0, 10_000),
        "flag": st.booleans(),
        "text": st.text(min_size=1).map(str.strip).filter(bool).filter(lambda text: text.isprintable()),
    }
    return by_type[fact.type]


@given(st.fixed_dictionaries({}, optional={fact.id: values(fact) for fact in FACTS.values()}))
def test_a_profile_survives_its_file_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, profile: Profile) -> None:
    path = tmp_path_factory.mktemp("profile") / "firm.toml"
    path.write_bytes(dump_firm(one_project(profile), CATALOGUE))
    assert load_firm(path, CATALOGUE) == one_project(profile)
    assert dump_firm(load_firm(path, CATALOGUE), CATALOGUE) == path.read_bytes()
