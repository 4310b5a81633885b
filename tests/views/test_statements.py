"""Conditions as people read them: sentences in three languages, made from forms that facts.toml has for each fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from szsubsidy.catalogue.logic import Comparison, comparisons
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import FactValue, bare_fact
from szsubsidy.facts.said import either
from szsubsidy.facts.types import type_of
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.record import replace
from szsubsidy.rules.trace import Reason
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import FactType, Operator
from tests.catalogues import live_catalogue
from tests.cli.test_own_programmes import FACTS, SHANGHAI
from tests.program import Run

Condition: TypeAlias = tuple[str, Operator, object]
"""A fact, an operator and what a file gives it."""


def spoken(catalogue: Catalogue, language: str) -> Phrases:
    return Phrases(catalogue, language, translator(language))


def asked(catalogue: Catalogue) -> Iterator[Comparison]:
    """Every comparison of every programme."""
    for programme in catalogue.programmes.values():
        for edition in programme.editions:
            for condition in (edition.eligibility, *(branch.when for branch in edition.award.branches)):
                yield from comparisons(condition)


@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_of_every_programme_is_a_sentence(language: str) -> None:
    catalogue = live_catalogue()
    phrases = spoken(catalogue, language)
    ids = {name for fact in catalogue.facts.values() for name in (fact.id, *(value.id for value in fact.values))}
    told = {id_ for id_ in ids if "_" in id_ or "-" in id_}
    for comparison in set(asked(catalogue)):
        for negated in (False, True):
            sentence = phrases.statement(comparison, negated=negated)
            assert sentence.endswith("." if language == "en" else "。"), sentence
            assert not re.search(r"[{}_]|: |：|\bnot:|\b[Aa]ll of\b|None", sentence), sentence
            assert told.isdisjoint(re.findall(r"[\w-]+", sentence.lower())) or language == "en", sentence
            assert (re.search(r"[a-z]", sentence) is None) == (language != "en"), sentence
            assert sentence[0] == sentence[0].upper()


@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_condition_and_its_opposite_are_said_differently(language: str) -> None:
    phrases = spoken(live_catalogue(), language)
    for comparison in set(asked(live_catalogue())):
        assert phrases.clause(comparison) != phrases.clause(comparison, negated=True)


@pytest.mark.live
def test_every_fact_that_a_programme_asks_for_has_forms_of_its_own() -> None:
    catalogue = live_catalogue()
    assert [
        name for name in {comparison.fact for comparison in asked(catalogue)} if not catalogue.facts[name].said
    ] == []


SAID = [
    (
        ("compute_contract", "at_least", "50万"),
        ("The compute contract is worth 500,000 yuan or more.", "算力合同金额不低于", "算力合約金額不低於"),
    ),
    (("compute_contract", "above", 0), ("There is a compute contract.", "有算力合同。", "有算力合約。")),
    (
        ("national_grant", "at_most", 0),
        ("The task has no national grant.", "该任务未获国家资助。", "該任務未獲國家資助。"),
    ),
    (
        ("company_type", "in", ("startup", "sme", "large", "university", "research-institute")),
        (
            "The applicant is a firm, a university or a research institute.",
            "申请人为企业、高等院校或科研机构。",
            "申請人為企業、高等院校或科研機構。",
        ),
    ),
    (
        ("company_type", "in", ("university", "research-institute", "public-institution", "individual", "bank")),
        (
            "The applicant is one of these: a university, a research institute, a public institution, an individual, a",
            "申请人为以下之一：高等院校、科研机构、事业单位、个人、银行。",
            "申請人為以下其中之一：高等院校、科研機構、事業單位、個人、銀行。",
        ),
    ),
    (
        ("leader_woman", "is", True),
        ("The project leader is a woman.", "项目负责人为女性。", "項目負責人為女性。"),
    ),
    (
        ("compute_provider_affiliated", "is", False),
        (
            "The compute provider is not affiliated with the applicant.",
            "算力服务商不是申请人的关联方。",
            "算力服務商不是申請人的關聯方。",
        ),
    ),
    (
        ("established_on", "within_years_of", 1),
        ("The applicant is under 12 months old.", "申请人成立不满12个月。", "申請人成立未滿12個月。"),
    ),
    (
        ("established_on", "before", "2025-05-07"),
        (
            "The applicant was founded before 7 May 2025.",
            "申请人成立于2025年5月7日之前。",
            "申請人成立於2025年5月7日之前。",
        ),
    ),
    (
        ("active_users", "above", 1_000_000),
        (
            "The platform has more than 1,000,000 active users.",
            "平台活跃用户超过100万人。",
            "平台活躍用戶超過100萬人。",
        ),
    ),
]


@pytest.mark.live
@pytest.mark.parametrize(("condition", "sentences"), SAID)
def test_how_conditions_are_said(condition: Condition, sentences: tuple[str, str, str]) -> None:
    fact, operator, given = condition
    for language, sentence in zip(LANGUAGES, sentences, strict=True):
        assert spoken(live_catalogue(), language).statement(_compared(fact, operator, given)).startswith(sentence)


def _compared(fact: str, operator: Operator, given: object, presumed: bool | None = None) -> Comparison:
    value = type_of(live_catalogue().facts[fact]).requirement(operator, given).value
    return Comparison(fact=fact, operator=operator, value=value, cite="law", presumed=presumed)


@pytest.mark.live
@pytest.mark.parametrize(
    ("condition", "presumed", "briefly"),
    [
        (
            ("compute_provider_registered", "is", True),
            True,
            ("provider on the city's register", "算力服务商在市服务机构库内", "算力服務商已列入市服務機構庫"),
        ),
        (
            ("established_on", "within_years_of", 1),
            True,
            ("under 12 months old", "成立不满12个月", "成立未滿12個月"),
        ),
        (
            ("established_on", "on_or_after", "2025-05-07"),
            True,
            ("founded since 7 May 2025", "2025年5月7日及以后成立", "2025年5月7日或之後成立"),
        ),
        (("district", "in", ["guangming"]), False, ("not in Guangming", "不在光明区", "不在光明區")),
        (
            ("software_statistics", "is", True),
            True,
            (
                "the firm is in the ministry's software statistics",
                "企业已纳入工信部软件业统计",
                "企業已納入工信部軟件業統計",
            ),
        ),
    ],
)
def test_what_is_assumed_is_said_briefly(condition: Condition, presumed: bool, briefly: tuple[str, str, str]) -> None:
    comparison = _compared(*condition, presumed=presumed)
    for language, text in zip(LANGUAGES, briefly, strict=True):
        assert spoken(live_catalogue(), language).assumption(Reason(comparison, presumed, assumed=True)) == text


@pytest.mark.live
@pytest.mark.parametrize(
    ("condition", "holds", "given", "why"),
    [
        (
            ("company_type", "in", ["startup", "sme"]),
            False,
            "bank",
            ("a bank is not among its applicants", "不面向银行"),
        ),
        (("company_type", "is", "individual"), True, "individual", ("an individual is not among its", "不面向个人")),
        (
            ("compute_contract", "at_least", "50万"),
            False,
            100,
            ("the compute contract is worth less than 500,000 yuan", "算力合同金额低于"),
        ),
        (
            ("compute_provider_affiliated", "is", True),
            True,
            True,
            ("the compute provider is affiliated with the applicant", "算力服务商是申请人的关联方"),
        ),
    ],
)
def test_why_a_condition_is_not_met(condition: Condition, holds: bool, given: str | int, why: tuple[str, str]) -> None:
    reason = Reason(_compared(*condition), holds, assumed=False)
    for language, text in zip(LANGUAGES, why, strict=False):
        assert spoken(live_catalogue(), language).refusal(reason, {condition[0]: given}).startswith(text)


def test_names_are_joined_by_or() -> None:
    english = spoken(live_catalogue(), "en")
    assert [either(list("abcde")[:length], english) for length in (1, 2, 4, 5)] == [
        "a",
        "a or b",
        "a, b, c or d",
        "one of these: a, b, c, d, e",
    ]


@pytest.mark.parametrize(
    ("type_", "operator", "given", "sentence", "opposite"),
    [
        ("money", "at_least", "50万", "City is 500,000 yuan or more.", "City is less than 500,000 yuan."),
        ("integer", "below", 3, "City is fewer than 3.", "City is 3 or more."),
        ("percent", "above", 12, "City is more than 12%.", "City is at most 12%."),
        ("date", "before", "2025-05-07", "City is before 7 May 2025.", "City is on or after 7 May 2025."),
        ("date", "within_years_of", 2, "City, under 2 years ago.", "City, at least 2 years ago."),
        ("flag", "is", True, "City: yes.", "City: no."),
        ("choice", "is", "shanghai", "City is Shanghai.", "City is not Shanghai."),
        (
            "choices",
            "in",
            ["shanghai", "elsewhere"],
            "City is Shanghai or Elsewhere.",
            "City is not Shanghai or Elsewhere.",
        ),
    ],
)
def test_a_fact_of_ones_own_needs_no_forms(
    type_: FactType, operator: Operator, given: object, sentence: str, opposite: str
) -> None:
    values = [FactValue(id=name.lower(), label=dict.fromkeys(LANGUAGES, name)) for name in ("Shanghai", "Elsewhere")]
    fact = replace(bare_fact("city", type_), label=dict.fromkeys(LANGUAGES, "City"), values=tuple(values))
    phrases = spoken(replace(live_catalogue(), facts={"city": fact}), "en")
    value = type_of(fact).requirement(operator, given).value
    comparison = Comparison(fact="city", operator=operator, value=value, cite="law")
    assert phrases.statement(comparison) == sentence
    assert phrases.statement(comparison, negated=True) == opposite


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            'among = { en = "in {value}", zh-Hans = "在{values}", zh-Hant = "在{values}" }',
            "in {value} has other holes",
        ),
        ('yes = { en = "a {value}", zh-Hans = "是", zh-Hant = "是" }', "a {value} has other holes"),
        ('among = { en = "in {values}", zh-Hans = "在{values}" }', "zh-Hant"),
        ('maybe = { en = "a", zh-Hans = "是", zh-Hant = "是" }', "maybe"),
    ],
)
def test_a_form_that_cannot_be_filled_is_told(run: Run, tmp_path: Path, form: str, told: str) -> None:
    before, after = FACTS.split("\n[[facts.values]]", maxsplit=1)
    (tmp_path / "facts.toml").write_text(f"{before}\n[facts.said]\n{form}\n\n[[facts.values]]{after}")
    (tmp_path / "p.toml").write_text(SHANGHAI)
    done = run("programmes", "check", str(tmp_path))
    assert done.returncode == 2
    assert told in done.stderr


def test_an_applicant_ruled_out_by_a_not_is_told_what_is_wanted(run: Run) -> None:
    """The condition under "not" is one that this applicant meets: what is wanted is its opposite."""
    facts = ("--company-type=individual", "--project-category=model-filing", "--district=longhua")
    shown = run("explain", "longhua-model-filing", *facts, "--as-of=2026-05-20").stdout
    assert "Not eligible: an individual is not among its applicants." in shown
    assert "  not met  The applicant is not an individual. [" in shown


def test_a_programme_says_its_conditions_as_clauses(run: Run) -> None:
    shown = " ".join(run("programmes", "show", "training-voucher").stdout.split())
    assert "the compute contract is worth 500,000 yuan or more" in shown
    assert "the compute provider is on the city's register (assumed)" in shown
    assert "not (" not in shown


def test_the_cases_of_a_rate_stand_under_it_without_nested_brackets(run: Run) -> None:
    shown = run("programmes", "show", "training-voucher").stdout
    assert "((" not in shown
    rate = "60% of compute contract amount [measures-2024#2, official text]\n"
    assert f"{rate}    where the applicant is a start-up" in shown
