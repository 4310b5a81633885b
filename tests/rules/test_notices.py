"""Every reservation about what may grant something is noted, once; the parts of a total are all of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.analysis.calendar import calendar
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import FAR, day_after
from szsubsidy.facts.model import Profile
from szsubsidy.rules.estimate import estimate
from szsubsidy.vocabulary import MET
from tests.strategies import AS_OF, catalogues, profiles

DAYS = st.sampled_from([20260101, 20260226, 20260227, AS_OF, 20260301, 20261231])


@given(catalogues(), profiles(), DAYS)
def test_each_doubt_and_each_part_not_found_is_noted_once(catalogue: Catalogue, profile: Profile, day: int) -> None:
    found = estimate(catalogue, profile, day)
    noted = [
        (notice.code, programme, notice.day, notice.until, notice.values)
        for notice in found.notices
        if notice.code in {"in-doubt", "possible"}
        for programme in notice.programmes
    ]
    wanted: list[tuple[object, ...]] = []
    for finding in found.findings:
        rests_on, unread = finding.edition.rests_on, finding.edition.unread
        name = finding.programme.id
        if finding.applies and rests_on and rests_on.until < day:
            wanted.append(("in-doubt", name, rests_on.until, finding.edition.until, ()))
        if finding.applies and unread:
            wanted.append(("possible", name, None, None, (unread.what,)))
    assert sorted(noted, key=str) == sorted(wanted, key=str)
    doubtful = {item.programme.id: item.status for item in found.findings if item.status in {"possible", "in-doubt"}}
    assert doubtful.items() <= {(name, code) for code, name, *_ in noted}


@given(catalogues(), profiles(), DAYS)
def test_the_parts_of_a_total_are_all_of_it(catalogue: Catalogue, profile: Profile, day: int) -> None:
    found = estimate(catalogue, profile, day)
    assert sum(found.part_of_total(status) for status in MET) == found.total


@given(catalogues())
def test_the_calendar_begins_a_doubt_on_the_day_after_or_with_the_terms(catalogue: Catalogue) -> None:
    listed = calendar(catalogue.programmes.values(), (), AS_OF)
    told = {(event.day, name) for event in listed.events if event.kind == "in-doubt" for name in event.programmes}
    wanted = set()
    for programme in catalogue.programmes.values():
        for edition in programme.editions:
            if edition.rests_on and edition.rests_on.until < (edition.until or FAR):
                wanted.add((max(edition.starts, day_after(edition.rests_on.until)), programme.id))
    assert told == wanted
