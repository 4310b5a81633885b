"""What is left unopened of a catalogue could change nothing: of the live programmes and of copies in other places."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.packed import packed, unpacked
from szsubsidy.catalogue.read import read_catalogue
from szsubsidy.days import from_date, to_date
from szsubsidy.facts.model import Fact, Firm, Profile, Project
from szsubsidy.facts.types import type_of
from szsubsidy.record import replace
from szsubsidy.rules.concerned import concerned
from szsubsidy.rules.estimate import Estimate, estimate
from tests.benchmarks.grown import grow
from tests.catalogues import live_catalogue
from tests.examples import one_in

pytestmark = pytest.mark.live

LIVE = live_catalogue()
DAYS = st.dates(to_date(20250101), to_date(20271231)).map(from_date)
COSTS = [10**6, 49_999_999, 50_000_000, 10**9, 10**10]


@cache
def grown() -> Catalogue:
    """The live programmes with copies of them for a district and for a city beside Shenzhen."""
    with TemporaryDirectory() as folder:
        return unpacked(packed(read_catalogue(grow(Path(folder), 3 * len(LIVE.programmes)))))


def answers(fact: Fact) -> st.SearchStrategy[object]:
    ids = [value.id for value in grown().facts[fact.id].values] or [""]
    least, most = type_of(fact).bounds() or (0, 0)
    return {
        "choice": st.sampled_from(ids),
        "choices": st.frozensets(st.sampled_from(ids), min_size=1, max_size=2),
        "money": st.sampled_from(COSTS),
        "date": DAYS,
        "integer": st.integers(max(least, 0), min(most, 50)),
        "flag": st.booleans(),
        "text": st.just("甲"),
    }[fact.type]


@st.composite
def profiles(draw: st.DrawFn, of: str) -> Profile:
    asked = [fact for fact in LIVE.facts.values() if fact.of == of]
    likely = {fact.id for fact in asked if fact.id == "project_category"}
    told = {*draw(st.sets(st.sampled_from([fact.id for fact in asked]), max_size=6)), *likely}
    return {fact.id: draw(answers(fact)) for fact in asked if fact.id in told}  # type: ignore[misc]


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    projects = draw(st.lists(profiles("project"), min_size=1, max_size=2))
    held = draw(st.dictionaries(st.sampled_from(list(grown().programmes)), st.just(10**7), max_size=1))
    return Firm(draw(profiles("firm")), tuple(Project("", facts) for facts in projects), held)


def without_what_was_left_out(found: Estimate, names: frozenset[str]) -> Estimate:
    return replace(
        found,
        findings=tuple(finding for finding in found.findings if finding.programme.id in names),
        at_application={name: finding for name, finding in found.at_application.items() if name in names},
        explanations={},
        left_out=0,
    )


@one_in(2)
@given(firms(), DAYS)
def test_what_is_left_out_changes_nothing(firm: Firm, day: int) -> None:
    catalogue = grown()
    names = concerned(catalogue, firm)
    whole, few = estimate(catalogue, firm, day), estimate(catalogue, firm, day, names)
    assert without_what_was_left_out(whole, names) == without_what_was_left_out(few, names)
    assert whole.relevant() == few.relevant()
    assert few.left_out == len(catalogue.programmes) - len(few.findings)
    assert whole.answer == few.answer


@one_in(2)
@given(firms(), DAYS)
def test_what_is_left_out_asks_nothing_and_assumes_nothing(firm: Firm, day: int) -> None:
    catalogue = grown()
    names = concerned(catalogue, firm)
    for finding in estimate(catalogue, firm, day).findings:
        if finding.programme.id not in names:
            assert finding.status in {"ineligible", "lapsed", "not-yet"}
            assert not finding.missing
            assert not finding.assumptions


def test_one_topic_of_a_firm_leaves_most_programmes_unopened() -> None:
    firm: Profile = {"company_type": "startup", "project_category": frozenset({"model-training"})}
    assert 3 <= len(concerned(LIVE, firm | {PLACE: frozenset({"nanshan"})})) <= len(LIVE.programmes) // 10
    assert concerned(LIVE, {"company_type": "startup"}) == LIVE.programmes.keys()
