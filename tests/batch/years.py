"""Random catalogues with limits that count a firm's year, and firms with several projects, for the property tests."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from szsubsidy.catalogue.award import PROJECTLY, Award, Branch
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.days import day_after
from szsubsidy.facts.model import Firm, Profile, Project, Value
from szsubsidy.record import replace
from szsubsidy.vocabulary import Period
from tests import strategies
from tests.strategies import SOURCES, TEXT, THRESHOLDS, catalogues, joint_cap, rule, values_of

OF_PROJECTS = {"topics", "cost", "spent", "months", "one"}
FACTS = {
    name: replace(fact, of="project" if name in OF_PROJECTS else "firm") for name, fact in strategies.FACTS.items()
}
HELD = (1, 120, 100_000, 10**9, 10**14)


@st.composite
def yearly_catalogues(draw: st.DrawFn) -> Catalogue:
    """A few random programmes with caps and floors of the project or of the year, rules and a joint cap.

    In half of them the programmes are shares of one cost that ask for little else, so that limits often decide.
    """
    catalogue = replace(draw(catalogues()), facts=FACTS)
    if draw(st.booleans()):
        names = [f"p{place}" for place in range(draw(st.integers(2, 4)))]
        programmes = {name: replace(draw(shares()), id=name) for name in names}
        conflict = (rule("one", "at-most-one", names[:2]),) if draw(st.integers(0, 2)) == 0 else ()
        cap = joint_cap("cap", names[draw(st.integers(0, 1)) :], draw(st.sampled_from([3_000, 5_000])))
        return replace(catalogue, programmes=programmes, rules=conflict, joint_caps=(cap,))
    programmes = {
        name: replace(programme, editions=tuple(_of_the_year(draw, edition) for edition in programme.editions))
        for name, programme in catalogue.programmes.items()
    }
    return replace(catalogue, programmes=programmes)


@st.composite
def shares(draw: st.DrawFn) -> Programme:
    """A share of a cost for all whose year, or project, comes to a least cost, and perhaps is about a topic."""
    asked: list[dict[str, Any]] = [{"fact": "cost", "at_least": draw(st.sampled_from(THRESHOLDS)), "cite": "law"}]
    if draw(st.booleans()):
        asked[0]["per"] = "year"
    if draw(st.booleans()):
        asked.append({"fact": "topics", "in": draw(st.sampled_from([["x"], ["x", "y"]])), "cite": "law"})
    cap: dict[str, Any] = {"amount": draw(st.sampled_from([3, 200, 10**7])), "cite": "law"}
    period = draw(st.sampled_from([None, "year", "project"]))
    rate = {"percent": draw(st.sampled_from([30, "33.33", 50, 60, 100])), "cite": "law"}
    edition = {
        "in_force": {"from": "2000-01-01", "cite": "law"},
        "reviewed": "2026-01-01",
        "eligibility": {"all": asked},
        "award": {"basis": "share", "of": "cost", "rates": [rate], "cap": cap | ({"per": period} if period else {})},
        "examples": [{"working": "none", "facts": {}, "status": "undetermined"}],
    }
    words = {"name": TEXT, "summary": TEXT}
    content = {"id": "p", "kind": "grant", "authority": "city", **words, "editions": [edition]}
    return ProgrammeCompiler(FACTS, SOURCES, ["city"]).compile(validated(Programme, content, "p.toml"), "p.toml")


def _of_the_year(draw: st.DrawFn, edition: Edition) -> Edition:
    award, diagram = edition.award, edition.diagram
    if award.of is not None and award.of in diagram.answer_sets:
        diagram = replace(diagram, yearly=draw(st.booleans()))
    periods: st.SearchStrategy[Period | None] = st.sampled_from([None, "year", "project"])
    branches = tuple(_for(draw(periods), branch) for branch in award.branches)
    return replace(edition, diagram=diagram, award=_compiled(award, branches))


def _for(period: Period | None, branch: Branch) -> Branch:
    return replace(branch, cap=replace(branch.cap, per=period))


def _compiled(award: Award, branches: tuple[Branch, ...]) -> Award:
    by_cost = award.of is not None and FACTS[award.of].of == "project"
    each_project = by_cost or all(branch.cap.per in PROJECTLY for branch in branches)
    return replace(award, branches=branches, each_project=each_project)


class Row(NamedTuple):
    """A row of a table: the number of its firm (None: it has no key), and what it says of the firm and the project."""

    firm: int | None
    of_firm: Profile
    of_project: Profile
    held: dict[str, int]


def firms_in(rows: Sequence[Row]) -> list[Firm]:
    """Return the firms of a table in the order in which they first stand in it."""
    firms: dict[object, Firm] = {}
    for place, row in enumerate(rows):
        key = ("row", place) if row.firm is None else row.firm
        project = Project("", row.of_project)
        known = firms.get(key)
        if known is None:
            firms[key] = Firm(row.of_firm, (project,), row.held)
        else:
            firms[key] = Firm(known.facts | row.of_firm, (*known.projects, project), known.held | row.held)
    return list(firms.values())


def real_day(fact: str, value: Value) -> Value:
    """A day of the calendar: the values also hold 29 February of common years."""
    if FACTS[fact].type == "date" and isinstance(value, int) and value % 10_000 == 229:
        return day_after(value - 1)
    return value


@st.composite
def tables(draw: st.DrawFn, programmes: Sequence[str]) -> list[Row]:
    """Up to four firms of one to six projects, their rows mingled.

    What is known of a firm stands in one of its rows at least.
    """
    random = Random(draw(st.integers(0, 2**32)))
    rows = []
    for number in range(draw(st.integers(1, 4))):
        known = draw(st.sampled_from([0.5, 0.8, 1.0]))
        facts = _profile(random, known, of="firm")
        held = {name: random.choice(HELD) for name in programmes if random.random() < 0.2}
        count = draw(st.integers(1, 6))
        key = number if count > 1 or random.random() < 0.7 else None
        telling = random.randrange(count)
        for place in range(count):
            tells = place == telling or random.random() < 0.5
            of_firm = facts if tells else {}
            rows.append(Row(key, of_firm, _profile(random, known, of="project"), held if tells else {}))
    random.shuffle(rows)
    return rows


def _profile(random: Random, known: float, *, of: str) -> Profile:
    return {
        name: real_day(name, random.choice(values_of(name)))
        for name, fact in FACTS.items()
        if fact.of == of and random.random() < known
    }
