"""Every word that this program says is there in the three languages."""

from __future__ import annotations

import gettext
import re

import pytest

from tests.messages import LANGUAGES, extracted, path, stored

HOLES = re.compile(r"\{[a-z_]*\}|\{name!r\}|--[a-z-]+|%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_keeps_its_holes(language: str) -> None:
    catalog = stored(language)
    wanted = {message.id for message in extracted() if message.id}
    assert {message.id for message in catalog if message.id} == wanted, "run python -m tests.messages"
    for message in catalog:
        if message.id:
            assert message.string, message.id
            assert sorted(HOLES.findall(str(message.string))) == sorted(HOLES.findall(str(message.id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_written_one(language: str) -> None:
    with path(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in stored(language):
        if message.id:
            assert compiled.gettext(str(message.id)) == message.string
