"""Each line of what is agreed of a firm's year, as a property of random programmes and firms."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from szsubsidy.catalogue.model import Programme
from szsubsidy.facts.model import Firm, Profile, Value
from szsubsidy.record import replace
from szsubsidy.rules.finding import find
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.several import SeveralProjects
from szsubsidy.rules.year import interpret_year
from tests.rules.naive_year import looks_at_the_year, said_to
from tests.strategies import AS_OF, OF_PROJECTS, firms, local_programmes, profiles, programmes, status_if_met, values_of


@given(local_programmes(), profiles())
def test_one_project_is_a_flat_firm(programme: Programme, profile: Profile) -> None:
    assume(profile.get("cost") != 1)  # below a fen rates differ that come to the same
    [edition] = programme.editions
    flat = interpret(edition.diagram, edition.award, OneFirm(profile, AS_OF))
    year = interpret_year(edition.diagram, edition.award, SeveralProjects([profile], AS_OF), (0,)).firm
    assert year.eligible == (flat.eligible,)
    assert year.undetermined == (flat.undetermined,)
    assert (year.amount, year.low, year.high) == ((flat.amount,), (flat.low,), (flat.high,))
    # Of several facts that are missing the year's reading may name fewer, never one more; of one that is, none is lost.
    named = {fact for fact, (missing,) in year.missing.items() if missing}
    assert named <= {fact for fact, missing in flat.missing.items() if missing}
    assert bool(named) == flat.undetermined
    assert year.assumed == {fact: (assumed,) for fact, assumed in flat.assumed.items()}
    assert year.possible_branches == {branch: (possible,) for branch, possible in flat.possible_branches.items()}


@given(programmes(), firms(known=2, held=("p",)))
def test_a_firm_of_which_all_is_known_gets_what_the_words_say(programme: Programme, firm: Firm) -> None:
    [edition] = programme.editions
    found, said = find(programme, firm, AS_OF), said_to(edition, firm)
    assert found.status == (status_if_met(edition) if said.eligible else "ineligible")
    if edition.award.has_amount:
        assert found.amount == said.most
    assert (found.low, found.high) == (said.usual, said.most)
    assert not found.missing


def known_of(programme: Programme, firm: Firm) -> tuple[object, ...]:
    found = find(programme, firm, AS_OF)
    return found.status, found.amount, found.low, found.high, set(found.missing)


@given(local_programmes(), firms(held=("p",)), st.randoms(use_true_random=False))
def test_the_order_of_projects_changes_nothing(programme: Programme, firm: Firm, chance: Random) -> None:
    projects = list(firm.projects)
    chance.shuffle(projects)
    assert known_of(programme, firm) == known_of(programme, replace(firm, projects=tuple(projects)))


@given(programmes(by_year=True), firms(held=("p",), most=4), st.sampled_from(values_of("cost")), st.data())
def test_splitting_a_project_changes_no_amount_of_a_year(
    programme: Programme, firm: Firm, cost: Value, data: st.DataObject
) -> None:
    assert isinstance(cost, int)
    part = data.draw(st.integers(0, cost))
    first, *others = firm.projects
    whole, one, other = (replace(first, facts=first.facts | {"cost": each}) for each in (cost, part, cost - part))
    together, split = replace(firm, projects=(whole, *others)), replace(firm, projects=(one, other, *others))
    found = find(programme, together, AS_OF)
    # Where the facts that pick a rate are not known, the parts may differ in them, and each fall under another cap.
    if len({branch.cap.value for branch in programme.editions[0].award.branches}) > 1:
        assume(found.status != "undetermined")
    assert known_of(programme, together) == known_of(programme, split)


@given(programmes(), firms(held=("p",)), st.sampled_from([0, 1, 50, 10**6, 10**12]))
def test_more_held_never_raises_an_amount(programme: Programme, firm: Firm, more: int) -> None:
    held = replace(firm, held={"p": firm.held.get("p", 0) + more})
    before, after = find(programme, firm, AS_OF), find(programme, held, AS_OF)
    assert after.low <= before.low
    assert after.high <= before.high


def bounded_above(programme: Programme) -> bool:
    """Whether a greater cost of the year can bring less."""
    [edition] = programme.editions
    return looks_at_the_year(edition) and any(
        (one >= 0 and other < 0) or (one >= 0 and other != one)
        for leaf in edition.diagram.leaves
        for one, other in pairwise(leaf)
    )


@given(programmes(), firms(held=("p",)))
def test_another_project_never_lowers_an_amount(programme: Programme, firm: Firm) -> None:
    assume(len(firm.projects) > 1 and not bounded_above(programme))
    fewer = replace(firm, projects=firm.projects[:-1])
    before, after = find(programme, fewer, AS_OF), find(programme, firm, AS_OF)
    assert before.low <= after.low
    assert before.high <= after.high


@given(programmes(), firms(known=0.5, most=3, held=("p",)), st.data())
def test_answers_settle_a_finding_within_its_range(programme: Programme, firm: Firm, data: st.DataObject) -> None:
    before = found = find(programme, firm, AS_OF)
    while found.missing:
        assert found.status == "undetermined"
        facts, projects = firm.facts, list(firm.projects)
        for fact in found.missing:
            answer = st.sampled_from(values_of(fact))
            if fact not in OF_PROJECTS:
                facts = facts | {fact: data.draw(answer)}
                continue
            for place, share in enumerate(found.shares or find(programme, replace(firm, held={"q": 0}), AS_OF).shares):
                if fact in share.missing:
                    assert fact not in projects[place].facts
                    projects[place] = replace(projects[place], facts=projects[place].facts | {fact: data.draw(answer)})
        firm = replace(firm, facts=facts, projects=tuple(projects))
        found = find(programme, firm, AS_OF)
        assert before.low <= found.low <= found.high <= before.high
        assert not {*found.missing} & {*before.missing} or found.missing != before.missing
    assert found.status != "undetermined"
    if before.amount is not None:
        assert found.amount == before.amount


@given(programmes(), firms(held=("p",)))
def test_nothing_passes_a_cap_of_the_year_or_of_a_project(programme: Programme, firm: Firm) -> None:
    [edition] = programme.editions
    award, found = edition.award, find(programme, firm, AS_OF)
    assert 0 <= found.low <= found.high
    caps = [branch.cap.value for branch in award.branches]
    assert found.high <= max(caps) * (len(firm.projects) if award.each_project else 1)
    if award.yearly_cap:
        assert found.high <= award.yearly_cap.value
    elif all(branch.year_cap for branch in award.branches):
        assert found.high <= max(max(caps) - firm.held.get("p", 0), 0)
    for share in found.shares:
        assert 0 <= share.low <= share.high <= max(caps) * 10_000
