"""Every word that this program says is there in the three languages."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.days import from_date, parse_day
from szsubsidy.errors import counted
from szsubsidy.i18n import translator
from szsubsidy.views.day_text import day_text
from tests.catalogues import live_catalogue
from tests.tools.messages import LANGUAGES, ROOT, extracted, path, stored

HOLES = re.compile(r"\{[a-z_]*\}|--[a-z-]+|%")
ONE_OR_MANY = re.compile(r"\{(?:count|rows|alone|months|years|days)\} (?:more |other |first )?[a-z]+s\b")
"""A number, and behind it what may be one or many."""
SHARED = [
    (
        "{rows} rows have a name that other rows have, too: caps count a firm's year, so the sums may be too high; "
        "--firm {heading} counts them as one firm"
    ),
    (
        "{rows} rows have a credit code that other rows have, too: caps count a firm's year, so the sums may be too "
        "high; --firm {heading} counts them as one firm"
    ),
    (
        "{rows} rows have a name that other rows have, too. Each counts as a firm, with yearly caps of its own; "
        "szsubsidy batch --firm {heading} makes one row a firm."
    ),
    (
        "{rows} rows have a credit code that other rows have, too. Each counts as a firm, with yearly caps of its own; "
        "szsubsidy batch --firm {heading} makes one row a firm."
    ),
]
NEVER_ONE = {
    "under {years} years": "one year is told as 12 months",
    "at least {years} years": "one year is told as 12 months",
    "one of {count} values": "a choice has two values or more",
    "{count} categories": "few are named",
    "{count} districts or zones": "few are named",
    "No application window is known ahead for {count} programmes in force (--json names them).": "more than six",
    "{count} programmes (--json names them)": "more than six",
    **dict.fromkeys(SHARED, "a name is shared by two rows or more"),
}
"""Messages whose number cannot be 1, and why."""
SCRIPTS = {"zh-Hans": "gb2312", "zh-Hant": "big5"}
"""Character sets of one script alone; the later variants have both."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_keeps_its_holes(language: str) -> None:
    catalog = stored(language)
    wanted = {message.id for message in extracted() if message.id}
    assert {message.id for message in catalog if message.id} == wanted, "run python -m tests.tools.messages"
    for message in catalog:
        if message.id:
            assert forms(message.string) != (), message.id
            for text in (*forms(message.id), *forms(message.string)):
                assert sorted(HOLES.findall(text)) == sorted(HOLES.findall(forms(message.id)[0])), message.id


def forms(text: object) -> tuple[str, ...]:
    """Return the forms of a message or of its translation: one, or those for one and for many of what it counts."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),) if text else ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_written_one(language: str) -> None:
    with path(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in stored(language):
        if len(forms(message.id)) == 2:
            one, many = forms(message.id)
            assert {compiled.ngettext(one, many, count) for count in (1, 2)} == set(forms(message.string))
        elif message.id:
            assert compiled.gettext(str(message.id)) == message.string


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("language", ["en", *SCRIPTS])
def test_a_number_chooses_the_form_of_a_message_in_english_alone(language: str, count: int) -> None:
    translate = translator(language)
    told = translate(counted("{rows} row", "{rows} rows", count)).format(rows=count)
    assert told == {"en": f"{count} row" if count == 1 else f"{count} rows"}.get(language, f"{count}行")


def test_every_message_with_a_number_of_things_has_both_forms() -> None:
    """A message such as ``{count} rows`` would say ``1 rows``."""
    single = [message.id for message in extracted() if isinstance(message.id, str) and ONE_OR_MANY.search(message.id)]
    assert [text for text in single if text not in NEVER_ONE] == []


HAN = re.compile(r"[\u3400-\u9fff]")
BEYOND = {"裏"}
"""In Traditional Chinese as Hong Kong writes it, though not in Big5."""


def strange(text: str, language: str) -> set[str]:
    """Return the Chinese characters of a text that its script does not have."""

    def known(character: str) -> bool:
        try:
            character.encode(SCRIPTS[language])
        except UnicodeEncodeError:
            return False
        return True

    return {character for character in HAN.findall(text) if not known(character)} - BEYOND


def catalogue_texts(value: object) -> Iterator[dict[str, str]]:
    """Yield every text of a catalogue, which is a mapping from language to words."""
    if isinstance(value, dict) and "en" in value:
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in catalogue_texts(item))
    elif isinstance(value, tuple):
        yield from (text for item in value for text in catalogue_texts(item))


@pytest.mark.live
def test_every_text_of_the_catalogue_is_there_in_each_language_and_its_script() -> None:
    texts = list(catalogue_texts(live_catalogue()))
    assert len(texts) > 700
    for text in texts:
        assert not HAN.search(text["en"])
        for language in SCRIPTS:
            assert HAN.search(text[language]) or re.fullmatch(r"[\w-]+(\.[\w-]+)+", text[language]), text
            assert strange(text[language], language) == set(), text[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_its_script(language: str) -> None:
    for message in stored(language):
        typed = set(str(message.id)) if message.id else set()
        assert strange("".join(forms(message.string)), language.replace("_", "-")) <= typed


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield every call in the program with its file and the name that is called."""
    for file in sorted((ROOT / "szsubsidy").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield file.relative_to(ROOT / "szsubsidy").as_posix(), name, node


def test_no_error_is_told_in_words_that_nobody_translates() -> None:
    found = []
    for file, name, node in calls():
        if name in {"SubsidyError", "FileError", "Unfit"}:
            told = [*node.args[:1], *(item.value for item in node.keywords if item.arg == "hint")]
        elif name == "error" and file.startswith("catalogue/"):
            told = node.args[1:3]
        else:
            continue
        found += [(file, item.lineno) for item in told if isinstance(item, ast.Constant | ast.JoinedStr)]
    assert found == []


def test_every_text_to_be_translated_is_found_by_the_extraction() -> None:
    wanted = {forms(message.id)[0] for message in extracted() if message.id}
    found = [
        (file, node.lineno, node.args[0].value)
        for file, name, node in calls()
        if name in {"_", "tr", "fmt", "sentence", "message", "translate", "counted"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert [item for item in found if item[2] not in wanted] == []


@given(st.dates(date(1900, 1, 1)))
def test_a_day_that_is_written_reads_as_the_same_day(day: date) -> None:
    written = from_date(day)
    english = day_text(written, translator("en"))
    assert from_date(datetime.strptime(english, "%d %B %Y").replace(tzinfo=UTC).date()) == written
    for language in SCRIPTS:
        assert parse_day(day_text(written, translator(language))) == written
