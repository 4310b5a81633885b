"""The page of an answer, for any firm on any day: how long it is, and that nothing of it passes the width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import from_date, to_date
from szsubsidy.facts.model import Fact, Firm, Profile, Project
from szsubsidy.formats.terminal import drawn
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.rules.estimate import estimate
from szsubsidy.views.answer_table import fitting
from szsubsidy.views.estimate import estimate_page, parts_in
from szsubsidy.views.estimate_json import explanation_document
from szsubsidy.views.explanation import explanation_page
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import parts_of
from szsubsidy.views.wanted import Wanted
from tests.catalogues import live_catalogue

LIVE = live_catalogue()
DAYS = st.dates(to_date(20250101), to_date(20270701)).map(from_date)
USUAL = ("company_type", "project_category", "district", "compute_contract", "model_contract", "corpus_contract")


def answers(fact: Fact) -> st.SearchStrategy[object]:
    ids = [value.id for value in fact.values]
    if fact.type == "choices":
        return st.frozensets(st.sampled_from(ids), min_size=1, max_size=9)
    return st.sampled_from(ids) if fact.type == "choice" else st.sampled_from([40_000_000, 800_000_000, 3_000_000_000])


def of_a_year(firms: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Firm]:
    """Firms with up to six projects, and perhaps money of the year."""
    project_facts = [name for name in USUAL if LIVE.facts[name].of == "project"]
    held = st.dictionaries(st.sampled_from(["training-voucher", "longhua-compute", "model-voucher"]), MONEY, max_size=2)

    def made(profiles: list[Profile], names: list[str], held: dict[str, int]) -> Firm:
        firm = {fact: value for fact, value in profiles[0].items() if fact not in project_facts}
        facts = [{fact: value for fact, value in profile.items() if fact in project_facts} for profile in profiles]
        return Firm(firm, tuple(map(Project, names, facts)), held)

    names = st.lists(st.sampled_from(["", "", "Phase 2", "二期"]), min_size=6, max_size=6)
    return st.builds(made, st.lists(firms, min_size=1, max_size=6), names, held)


MONEY = st.sampled_from([40_000_000, 800_000_000, 3_000_000_000])
FIRMS = st.fixed_dictionaries({}, optional={name: answers(LIVE.facts[name]) for name in USUAL})


def lines(catalogue: Catalogue, firm: Profile | Firm, day: int, language: str, width: int = 80) -> list[str]:
    phrases = Phrases(catalogue, language, translator(language))
    return drawn(estimate_page(estimate(catalogue, firm, day), phrases), width, color=False).splitlines()


def check(catalogue: Catalogue, firm: Profile | Firm, day: int) -> None:
    """Hold the length at 80 columns.

    What reads back the facts of who gives many counts apart, and those of no use, and the lines of projects, which
    make up a sum.
    """
    answered = estimate(catalogue, firm, day)
    shown, in_vain = len(fitting(answered) or list(answered.relevant())), 2 * len(answered.unused)
    parts = parts_in(estimate_page(answered, Phrases(catalogue, "en", str)).blocks)
    for language in LANGUAGES:
        found = lines(catalogue, firm, day, language)
        repeated = found.index("") - 1  # the day stands last
        answer = len(found) - max(repeated - 2, 0) - in_vain - parts
        assert answer <= (20 if shown <= 1 else 40), (language, "\n".join(found))


@settings(max_examples=40)
@given(FIRMS, DAYS)
def test_one_programme_takes_twenty_lines_and_more_take_forty(firm: Profile, day: int) -> None:
    check(load_catalogue(), firm, day)


@pytest.mark.live
@pytest.mark.slow
@given(FIRMS, DAYS)
def test_so_it_is_with_the_catalogue_of_today(firm: Profile, day: int) -> None:
    check(LIVE, firm, day)


@settings(max_examples=40)
@given(of_a_year(FIRMS), DAYS)
def test_so_it_is_with_projects_and_money_of_the_year(firm: Firm, day: int) -> None:
    check(load_catalogue(), firm, day)


@pytest.mark.parametrize("width", [40, 60, 100, 140])
@settings(max_examples=20)
@given(FIRMS | of_a_year(FIRMS), DAYS, st.sampled_from(LANGUAGES))
def test_no_line_passes_the_width_but_an_address(width: int, firm: Profile | Firm, day: int, language: str) -> None:
    for line in lines(load_catalogue(), firm, day, language, width):
        assert cells(line) <= width or line.strip().startswith("https://")


@pytest.mark.parametrize("wanted", [Wanted(details=True), Wanted(details=True, ids=True), Wanted(everything=True)])
@settings(max_examples=20)
@given(FIRMS | of_a_year(FIRMS), DAYS)
def test_details_begin_with_the_answer(wanted: Wanted, firm: Profile | Firm, day: int) -> None:
    catalogue = load_catalogue()
    phrases = Phrases(catalogue, "en", str)
    found = estimate(catalogue, firm, day)
    shown: Callable[[Wanted], list[str]] = lambda what: drawn(  # noqa: E731
        estimate_page(found, phrases, what), 80, color=False
    ).splitlines()
    told, answer = shown(wanted), shown(Wanted())
    assert told[told.index("") - 1 :][:3] == answer[answer.index("") - 1 :][:3]  # the day, and the verdict
    assert told[-1] == phrases.disclaimer()


@settings(max_examples=60)
@given(FIRMS | of_a_year(FIRMS), DAYS)
def test_who_is_asked_what_next_is_told_of_no_option(firm: Profile | Firm, day: int) -> None:
    for catalogue in (load_catalogue(), LIVE):
        page = estimate_page(estimate(catalogue, firm, day), Phrases(catalogue, "en", str), Wanted(menu=True))
        assert "--" not in drawn(page, 80, color=False)


@settings(max_examples=20)
@given(FIRMS | of_a_year(FIRMS), DAYS)
def test_details_point_to_no_details(firm: Profile | Firm, day: int) -> None:
    for catalogue in (load_catalogue(), LIVE):
        page = estimate_page(estimate(catalogue, firm, day), Phrases(catalogue, "en", str), Wanted(details=True))
        assert "(--details)" not in drawn(page, 80, color=False)


@settings(max_examples=8)
@given(of_a_year(FIRMS), DAYS, st.sampled_from(LANGUAGES))
def test_all_that_is_told_of_a_programme_can_be_told_of_a_firms_year(firm: Firm, day: int, language: str) -> None:
    catalogue = load_catalogue()
    phrases = Phrases(catalogue, language, translator(language))
    found = estimate(catalogue, firm, day)
    for finding in found.relevant():
        explanation = found.explanations[finding.programme.id]
        assert drawn(explanation_page(explanation, found, phrases), 80, color=False)
        explanation_document(explanation, found, phrases)


@settings(max_examples=30)
@given(of_a_year(FIRMS), DAYS)
def test_the_lines_under_a_figure_add_up_to_it(firm: Firm, day: int) -> None:
    """To the fen, but for what is rounded down in each line; where nothing is left, whatever they are."""
    phrases = Phrases(LIVE, "en", str)
    for finding in estimate(LIVE, firm, day).findings:
        parts = parts_of(finding, phrases)
        if finding.amount is None or not finding.edition.award.each_project or not parts:
            continue
        lines = [-(part.high or 0) if part.taken else part.high or 0 for part in parts]
        assert 0 <= finding.amount - sum(lines) < len(firm.projects) or not finding.amount
