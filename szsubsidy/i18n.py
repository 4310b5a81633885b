"""Which language to speak, and the message catalogues of the two that are not English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

from szsubsidy.bundled import data_folder
from szsubsidy.errors import Counted

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
Translate: TypeAlias = Callable[[str], str]
"""Puts a message into a language; one that was made by `szsubsidy.errors.counted` in the form of its number."""

_VARIABLES = ("SZSUBSIDY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_TRADITIONAL = {"hant", "hk", "tw", "mo"}


def language_of(tag: str) -> str | None:
    """Return the language that a tag or a locale such as ``zh_HK.UTF-8`` asks for; None if it is not one of ours.

    Chinese is simplified unless the script or the region says otherwise; the locales ``C`` and ``POSIX`` are English.
    """
    parts = tag.partition(".")[0].partition("@")[0].replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return "zh-Hant" if _TRADITIONAL & set(parts) else "zh-Hans"
    return "en" if parts[0] in {"en", "c", "posix"} else None


def choose_language(environ: Mapping[str, str]) -> str:
    """Return the language of the environment: ``SZSUBSIDY_LANG``, then the locale, else English."""
    for variable in _VARIABLES:
        if environ.get(variable):
            return language_of(environ[variable]) or "en"
    return "en"


def translator(language: str) -> Translate:
    """Return the function that translates this program's English messages into ``language``; it can be pickled."""
    return str if language == "en" else partial(_translated, language)


def _translated(language: str, text: str) -> str:
    if isinstance(text, Counted):
        return _texts(language).ngettext(text.one, text.many, text.number)
    return _texts(language).gettext(text)


@cache
def _texts(language: str) -> NullTranslations:
    from gettext import translation

    name = language.replace("-", "_")
    return translation("messages", data_folder() / "locale", languages=[name], fallback=True)
