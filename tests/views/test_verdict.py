"""The verdict: every kind of answer in a sentence or two, in three languages, in the width of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.days import from_date, to_date
from szsubsidy.facts.model import Profile, Value
from szsubsidy.formats.page import to_text
from szsubsidy.formats.width import most_cells
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.rules.answer import Answer
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.ranges import Range
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.verdict import verdict
from szsubsidy.vocabulary import AnswerKind, Certainty

CATALOGUE = load_catalogue()
PHRASES = {language: Phrases(CATALOGUE, language, translator(language)) for language in LANGUAGES}
TRAINING: dict[str, Value] = {"company_type": "startup", "project_category": frozenset({"model-training"})}
CONTRACT = TRAINING | {"compute_contract": 800_000_000}
MODEL: Profile = {
    "company_type": "sme",
    "project_category": frozenset({"model-application"}),
    "model_contract": 500_000_000,
}


@pytest.mark.parametrize(
    ("profile", "day", "said"),
    [
        (
            CONTRACT,
            20260520,
            (
                "Open until 5 June 2026: up to 4,800,000 yuan.",
                "受理中，最高480万元，2026年6月5日截止。",
                "接受申請中，最高480萬元，2026年6月5日截止。",
            ),
        ),
        (
            CONTRACT,
            20260115,
            (
                "Opens on 6 May 2026: up to 4,800,000 yuan.",
                "2026年5月6日起可申报，最高480万元。",
                "2026年5月6日起可申請，最高480萬元。",
            ),
        ),
        (
            CONTRACT | {"company_type": "sme", "compute_contract": 40_000_000},
            20260115,
            (
                "Nothing within reach: on 6 May 2026, when it opens, the terms ask for more.",
                "2026年5月6日开始受理时条款要求更高，届时不符合条件。",
                "2026年5月6日開始接受申請時條款要求更高，屆時不符合條件。",
            ),
        ),
        (
            CONTRACT,
            20261128,
            (
                "Nothing is open to apply for. By the terms: up to 4,800,000 yuan.",
                "没有正在受理的资助项目。按条款，最高480万元。",
                "沒有接受申請中的資助項目。按條款，最高480萬元。",
            ),
        ),
        (
            TRAINING,
            20261128,
            (
                "Nothing is open to apply for. By the terms: 0 to 10,000,000 yuan.",
                "没有正在受理的资助项目。按条款，0至1000万元。",
                "沒有接受申請中的資助項目。按條款，0至1000萬元。",
            ),
        ),
        (
            CONTRACT | {"district": frozenset({"guangming"}), "compute_contract": 3_000_000_000},
            20260630,
            (
                "Perhaps up to 6,000,000 yuan: the dates of Guangming are not known.",
                "未查得光明区的申报时间；如仍受理，最高600万元。",
                "未查得光明區的申請期；如仍接受申請，最高600萬元。",
            ),
        ),
        (
            CONTRACT | {"district": frozenset({"longgang"})},
            20261128,
            (
                "Perhaps something from Longgang, how much is not known. Nothing else is open.",
                "龙岗区或有资助，比例未查得，金额不计。其他均未受理。",
                "龍崗區或有資助，比例未查得，金額不計。其他均未接受申請。",
            ),
        ),
        (
            MODEL,
            20270110,
            (
                "In doubt: up to 1,500,000 yuan by terms whose basis ended on 24 December 2026.",
                "效力存疑：按条款最高150万元，但所依据的措施已于2026年12月24日到期。",
                "效力存疑：按條款最高150萬元，但所依據的措施已於2026年12月24日屆滿。",
            ),
        ),
        (
            CONTRACT | {"company_type": "bank"},
            20261128,
            (
                "No programme fits.",
                "没有符合条件的资助项目。",
                "沒有符合條件的資助項目。",
            ),
        ),
        (
            CONTRACT,
            20270110,
            (
                "Nothing is in force: the terms expired on 24 December 2026.",
                "没有现行条款：条款已于2026年12月24日到期。",
                "沒有現行條款：條款已於2026年12月24日屆滿。",
            ),
        ),
    ],
)
def test_the_verdict_in_three_languages(profile: Profile, day: int, said: tuple[str, str, str]) -> None:
    found = estimate(CATALOGUE, profile, day)
    assert tuple(to_text(verdict(found, PHRASES[language])) for language in LANGUAGES) == said


KINDS: st.SearchStrategy[AnswerKind] = st.sampled_from(
    (
        "open",
        "perhaps-open",
        "upcoming",
        "unknown",
        "asks-more",
        "other-terms",
        "in-doubt",
        "closed",
        "lapsed",
        "not-yet",
        "nothing-fits",
        "nothing-known",
    )
)
CERTAINTIES: st.SearchStrategy[Certainty | None] = st.sampled_from(("computed", "panel", "rate-unknown", None))
SUMS = st.integers(0, 10_000_000_00)
BOUNDS = st.tuples(SUMS, SUMS).map(sorted)
ANSWERS = st.builds(
    lambda kind, certainty, several, bounds, more, day: Answer(
        kind, certainty, from_date(day), several, bounds[0], bounds[1], more, ("training-voucher",)
    ),
    KINDS,
    CERTAINTIES,
    st.booleans(),
    BOUNDS,
    st.none() | st.builds(lambda bounds: Range(bounds[0], bounds[1]), BOUNDS),
    st.dates(to_date(20240101), to_date(20291231)),
)


class Answered(Estimate):
    """An estimate whose answer is given, to word answers that no catalogue of today gives."""

    given: Answer

    @property
    def answer(self) -> Answer:
        return self.given


BASE = estimate(CATALOGUE, CONTRACT, 20261128)


@given(ANSWERS)
def test_every_verdict_is_words_of_its_language_and_short(answer: Answer) -> None:
    answered = Answered(**{field: getattr(BASE, field) for field in BASE._fields}, given=answer)
    for language in LANGUAGES:
        said = to_text(verdict(answered, PHRASES[language]))
        assert most_cells(said) <= 160  # two lines at 80; those of the drawings have one
        assert "{" not in said
        assert said.endswith("." if language == "en" else "。")
        if language != "en":
            assert not any(word in said for word in ("open", "Open", "yuan", "up to", "Nothing"))
