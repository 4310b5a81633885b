"""Random programmes and profiles for the property tests, made through the authoring format."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from szsubsidy.catalogue import logic, model, together
from szsubsidy.catalogue.award import Award, Figure, Rate, Tier
from szsubsidy.catalogue.compile import ProgrammeCompiler
from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.sources import Area, Source
from szsubsidy.days import day_after
from szsubsidy.facts.model import Fact, Firm, Profile, Project, Value, value_names
from szsubsidy.money import MAX_FEN, share
from szsubsidy.record import replace
from szsubsidy.vocabulary import RuleKind

AS_OF = 20260228
TEXT = {"en": "text", "zh-Hans": "文字", "zh-Hant": "文字"}
MONEY = ("cost", "spent")
NUMBERS = ("age",)
COUNTS: dict[str, dict[str, int]] = {"months": {"at_least": 1, "at_most": 24}, "heads": {"at_least": 0}}
FLAGS = ("one", "two")
DAYS = ("born",)
KINDS = ("a", "b", "c")
TOPICS = ("x", "y", "z")
OF_PROJECTS = ("cost", "spent", "months", "age", "one")
"""The facts of each project; all others are of the firm."""


def _fact(name: str, kind: str, values: tuple[str, ...] = (), **bounds: int) -> Fact:
    of = "project" if name in OF_PROJECTS else "firm"
    label = {"id": name, "type": kind, "of": of, "panel": "p", "label": TEXT, "question": TEXT, "help": TEXT}
    listed = [{"id": value, "label": TEXT} for value in values]
    fact = validated(Fact, {**label, "values": listed, **bounds}, "facts.toml")
    return replace(fact, value_names=value_names(fact.values))


FACTS = {
    fact.id: fact
    for fact in [
        _fact("kind", "choice", KINDS),
        _fact("topics", "choices", TOPICS),
        *(_fact(name, "money") for name in MONEY),
        *(_fact(name, "integer") for name in NUMBERS),
        *(_fact(name, "integer", (), **bounds) for name, bounds in COUNTS.items()),
        *(_fact(name, "flag") for name in FLAGS),
        *(_fact(name, "date") for name in DAYS),
    ]
}
SOURCES = {"law": Source(id="law", kind="rules", title="法", title_en="Law", issuer=TEXT, confidence="official")}
THRESHOLDS = (1, 2, 500)
AGES = (1, 2, 40)
MONTHS = (2, 20)
YEARS = (1, 3)


def values_of(fact: str) -> list[Value]:
    """Values that meet every case that a condition on the fact can tell apart."""
    match FACTS[fact].type:
        case "choice":
            return list(KINDS)
        case "choices":
            return [frozenset(topic for bit, topic in enumerate(TOPICS) if mask >> bit & 1) for mask in range(1, 8)]
        case "flag":
            return [False, True]
        case "date":
            edges = [AS_OF - years * 10_000 for years in YEARS]
            return [20000101, *edges, *(day_after(edge) for edge in edges), AS_OF]
        case "integer" if fact == "months":
            return sorted({1, *MONTHS, *(edge - 1 for edge in MONTHS), *(edge + 1 for edge in MONTHS), 24})
        case "integer" if fact == "heads":
            return sorted({0, *AGES, *(edge - 1 for edge in AGES), *(edge + 1 for edge in AGES), 10**12 - 1})
        case "integer":
            return sorted({0, *AGES, *(age - 1 for age in AGES), *(age + 1 for age in AGES), 99})
    edges = [yuan * 100 for yuan in THRESHOLDS]
    return sorted({0, 1, *edges, *(edge - 1 for edge in edges), *(edge + 1 for edge in edges), 12_345, MAX_FEN})


@functools.cache
@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    shape = draw(st.sampled_from(["fact", "fact", "all", "any", "not"] if depth else ["fact"]))
    if shape in {"all", "any"}:
        return {shape: draw(st.lists(conditions(depth - 1), min_size=1, max_size=3))}
    if shape == "not":
        return {"not": draw(conditions(depth - 1))}
    fact = draw(st.sampled_from(list(FACTS)))
    base: dict[str, Any] = {"fact": fact, "cite": "law"}
    match FACTS[fact].type:
        case "choice":
            return base | {"in": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))}
        case "choices":
            return base | {"in": draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True))}
        case "flag":
            return base | {"is": draw(st.booleans())}
        case "date":
            return base | {draw(st.sampled_from(["within_years_of", "older_than_years"])): draw(st.sampled_from(YEARS))}
    operator = draw(st.sampled_from(["at_least", "at_most", "above", "below"]))
    edges = {"months": MONTHS, "age": AGES, "heads": AGES}.get(fact, THRESHOLDS)
    return base | {operator: draw(st.sampled_from(edges))}


def _amount(yuan: int | str, per: str | None = None) -> dict[str, Any]:
    return {"amount": yuan, "cite": "law"} | ({"per": per} if per else {})


@functools.cache
@st.composite
def awards(draw: st.DrawFn, *, by_year: bool = False) -> dict[str, Any]:
    """A random award; one ``by_year`` is a share of the cost up to caps that count the year."""
    per = "year" if by_year else draw(st.sampled_from([None, "year", "year", "project"]))
    bases = ["share", "share", "share", "rate-unknown", "unit", "fixed", "ceiling", "ceiling"]
    basis = "share" if by_year else draw(st.sampled_from(bases))
    award: dict[str, Any] = {}
    if not by_year and draw(st.integers(0, 3)) == 0:
        award["yearly_cap"] = _amount(draw(st.sampled_from([0, 2, 10**6])))
    cap = draw(st.sampled_from([1, 3, 200, 10**7]))
    if basis == "rate-unknown":
        return award | {"basis": "share", "of": "cost", "rate_unknown": {"cite": "law"}, "cap": _amount(cap, per)}
    if basis == "unit":
        each = draw(st.sampled_from(["0", "0.01", "1", "1.50", "1000000", str(10**12)]))
        cap = draw(st.sampled_from([1, 3, 200, 10**7, 10**12]))
        of = draw(st.sampled_from(list(COUNTS)))
        return award | {"basis": "unit", "of": of, "each": _amount(each), "cap": _amount(cap, per)}
    if basis == "share":
        whens = draw(st.lists(st.none() | conditions(1), min_size=1, max_size=3))
        rates = []
        for when in whens:
            rate: dict[str, Any] = {"percent": draw(st.sampled_from([0, 30, "33.33", 50, 60, 100])), "cite": "law"}
            if draw(st.integers(0, 3)) == 0:
                rate["cap"] = _amount(draw(st.sampled_from([0, 2, 300])), per)
            rates.append(rate if when is None else rate | {"when": when})
        award |= {"basis": basis, "of": "cost", "rates": rates, "cap": _amount(cap, per)}
        if draw(st.booleans()):
            award["usual_cap"] = _amount(draw(st.integers(0, cap)), per)
        return award
    if basis == "fixed":
        amounts = [
            _amount(draw(st.integers(0, 3)), per) | ({"when": when} if when else {})
            for when in draw(st.lists(st.none() | conditions(1), min_size=1, max_size=2))
        ]
        return award | {"basis": basis, "amounts": amounts}
    most = draw(st.integers(0, 5))
    tiers = [
        _amount(draw(st.integers(0, most)), per) | ({"when": when} if when else {})
        for when in draw(st.lists(st.none() | conditions(1), max_size=2))
    ]
    return award | {"basis": basis, "cap": _amount(most, per), "tiers": tiers}


def _by_the_year(content: object, cost: str | None) -> None:
    """Have every condition on the eligible cost look at the year."""
    if isinstance(content, dict):
        if cost is not None and content.get("fact") == cost:
            content["per"] = "year"
        for value in content.values():
            _by_the_year(value, cost)
    elif isinstance(content, list):
        for value in content:
            _by_the_year(value, cost)


def _presume(draw: st.DrawFn, content: object, presumed: dict[str, object]) -> None:
    """Mark every condition on the presumed facts, as the format demands."""
    if isinstance(content, dict):
        if content.get("fact") in presumed:
            content["presumed"] = presumed[content["fact"]]
        for value in content.values():
            _presume(draw, value, presumed)
    elif isinstance(content, list):
        for value in content:
            _presume(draw, value, presumed)


RESERVATIONS = {
    "unread": st.just({"what": "conditions", "cite": "law"}),
    "rests_on": st.sampled_from(["2026-02-27", "2026-02-28"]).map(lambda day: {"source": "law", "until": day}),
}
"""What speaks against relying on an edition; one of the days is the last before ``AS_OF``, the other is that day."""


def status_if_met(edition: model.Edition) -> str:
    """What an edition says as of the day to whoever meets all that was read, in a second, naive reading."""
    if edition.rests_on and edition.rests_on.until == 20260227:
        return "in-doubt"
    return "possible" if edition.unread else "eligible"


@functools.cache
@st.composite
def programmes(draw: st.DrawFn, *, by_year: bool = False) -> model.Programme:
    """A random programme; of one ``by_year`` all bounds and caps of the cost count the year."""
    eligibility, award = draw(conditions()), draw(awards(by_year=by_year))
    others = st.sampled_from([fact for fact in FACTS if fact not in {"cost", *COUNTS}])
    presumed = draw(st.dictionaries(others, st.sampled_from([True, "unmet"]), max_size=2))
    _presume(draw, [eligibility, award], presumed)
    if by_year or draw(st.booleans()):
        _by_the_year([eligibility, award], award.get("of"))
    reservations = draw(st.fixed_dictionaries({}, optional=RESERVATIONS))
    content = {
        "id": "p",
        "kind": "grant",
        "authority": "city",
        "name": TEXT,
        "summary": TEXT,
        "editions": [
            {
                "in_force": {"from": "2000-01-01", "cite": "law"},
                "reviewed": "2026-01-01",
                "eligibility": eligibility,
                "award": award,
                **reservations,
                "examples": [{"working": "none", "facts": {}, "status": "undetermined"}],
            }
        ],
    }
    return ProgrammeCompiler(FACTS, SOURCES, ["city"]).compile(validated(model.Programme, content, "p.toml"), "p.toml")


def rule(
    name: str,
    kind: RuleKind,
    programmes: Sequence[str],
    beside: Sequence[str] = (),
    days: tuple[int | None, int | None] = (None, None),
) -> together.Rule:
    """A rule about programmes, from one day to another."""
    starts, until = days
    return together.Rule(
        id=name,
        kind=kind,
        programmes=tuple(programmes),
        beside=tuple(beside),
        reason={},
        cite="law",
        confidence="official",
        starts=starts,
        until=until,
    )


def joint_cap(
    name: str, programmes: Sequence[str], rate: int, starts: int | None = None, own: Sequence[str] = ()
) -> together.JointCap:
    """A joint cap on the cost, from a day on; read otherwise it is strict or, where any are ``own``, on others only."""
    strict = together.Reading(reading="strict", text={}, cite="law", confidence="official")
    others = replace(strict, reading="others-only", own=tuple(own))
    return together.JointCap(
        id=name,
        programmes=tuple(programmes),
        of="cost",
        rate=rate,
        reason={},
        cite="law",
        confidence="official",
        starts=starts,
        readings=(strict, others) if own else (strict,),
    )


@functools.cache
@st.composite
def local_programmes(draw: st.DrawFn) -> model.Programme:
    """A random programme, perhaps of an area: some of the topics are the places in it."""
    programme = draw(programmes())
    if draw(st.booleans()):
        return programme
    places = draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True))
    within = logic.Within("area", "topics", tuple(places), draw(st.booleans()))
    [edition] = programme.editions
    edition = replace(edition, diagram=replace(edition.diagram, within=within))
    return replace(programme, within=within, editions=(edition,))


WINDOW_DAYS = (20250101, 20251231, AS_OF, 20260301, 20260601)
"""Days on which calls open or close, before and after the as-of day."""
LATER = {20260301: AS_OF, 20260601: 20260531}
"""Days on which other terms begin, each with the day before."""


@st.composite
def with_calls(draw: st.DrawFn, programme: model.Programme) -> model.Programme:
    """A programme with application windows, and perhaps with other terms from a later day on."""
    [edition] = programme.editions
    later = draw(st.sampled_from([None, *LATER]))
    if later is None:
        return replace(programme, editions=(draw(called(edition)),))
    before = replace(edition, in_force=replace(edition.in_force, until=LATER[later]))
    [other] = draw(programmes()).editions
    after = replace(
        other,
        in_force=replace(other.in_force, starts=later),
        diagram=replace(other.diagram, within=edition.diagram.within),
    )
    return replace(programme, editions=(draw(called(before)), draw(called(after))))


@st.composite
def called(draw: st.DrawFn, edition: model.Edition) -> model.Edition:
    """An edition with up to two application windows, some without a last day, some unconfirmed."""
    days = draw(st.lists(st.lists(st.sampled_from(WINDOW_DAYS), min_size=2, max_size=2), max_size=2))
    windows = tuple(
        model.Window(
            opens=min(pair),
            closes=draw(st.sampled_from([max(pair), None])),
            stage=draw(st.sampled_from(["apply", "claim", "redeem"])),
            cite="law",
            confidence=draw(st.sampled_from(["official", "unconfirmed"])),
        )
        for pair in days
    )
    return replace(edition, windows=windows)


@functools.cache
@st.composite
def catalogues(draw: st.DrawFn) -> model.Catalogue:
    """A few random programmes with rules about them, and a joint cap on their shared cost."""
    made = [
        replace(draw(with_calls(programme)), id=f"p{place}")
        for place, programme in enumerate(draw(st.lists(local_programmes(), min_size=1, max_size=4)))
    ]
    names = [programme.id for programme in made]
    rules: list[together.Rule] = []
    if len(names) > 1:
        for group in draw(st.lists(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True), max_size=2)):
            kind: RuleKind = draw(st.sampled_from(["at-most-one", "not-stated"]))
            rules.append(rule("-".join(group), kind, group))
    capped = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
    rate = draw(st.sampled_from([0, 3_000, 5_000, 10_000]))
    own = draw(st.lists(st.sampled_from(capped), max_size=2, unique=True)) if capped else ()
    joint = (joint_cap("cap", capped, rate, own=own),) if capped else ()
    by_id = {programme.id: programme for programme in made}
    return model.Catalogue(
        mark=model.Mark("0", "0"),
        panels={},
        facts=FACTS,
        programmes=by_id,
        rules=tuple(rules),
        joint_caps=joint,
        sources=SOURCES,
        authorities={},
        areas={"area": Area(id="area", name=TEXT)},
    )


@functools.cache
@st.composite
def profiles(draw: st.DrawFn, known: float = 0.6) -> Profile:
    profile: Profile = {}
    for fact in FACTS:
        if draw(st.floats(0, 1)) < known:
            profile[fact] = draw(st.sampled_from(values_of(fact)))
    return profile


@functools.cache
@st.composite
def firms(draw: st.DrawFn, known: float = 0.6, most: int = 6, held: Sequence[str] = ()) -> Firm:
    """A firm with one to so many projects; it holds money of some programmes."""
    facts, *projects = draw(st.lists(profiles(known), min_size=2, max_size=most + 1))
    return Firm(
        {name: value for name, value in facts.items() if name not in OF_PROJECTS},
        tuple(
            Project("", {name: value for name, value in project.items() if name in OF_PROJECTS}) for project in projects
        ),
        draw(st.dictionaries(st.sampled_from(held), HELD)) if held else {},
    )


HELD = st.sampled_from([0, 1, 99, 200, 25_000, 10**12])
"""Money that was granted already."""


def holds(condition: logic.Condition | None, predicates: logic.Predicates, profile: Profile) -> bool:
    """A second, naive reading of a condition over a profile in which every fact asked for is known.

    Presumed conditions on facts that are absent are what they are presumed to be.
    """
    match condition:
        case None:
            return True
        case logic.Not(item):
            return not holds(item, predicates, profile)
        case logic.AllOf(items):
            return all(holds(item, predicates, profile) for item in items)
        case logic.AnyOf(items):
            return any(holds(item, predicates, profile) for item in items)
    comparison = condition
    if comparison.fact not in profile:
        assert comparison.presumed is not None
        return comparison.presumed
    value, wanted = profile[comparison.fact], comparison.value
    match comparison.operator:
        case "in":
            assert isinstance(wanted, tuple)
            return value in wanted if isinstance(value, str) else bool(set(wanted) & set(value))  # type: ignore[arg-type]
        case "is":
            return value == wanted
    assert isinstance(value, int)
    assert isinstance(wanted, int)
    return {
        "at_least": value >= wanted,
        "at_most": value <= wanted,
        "above": value > wanted,
        "below": value < wanted,
        "within_years_of": value > AS_OF - wanted * 10_000,
        "older_than_years": value <= AS_OF - wanted * 10_000,
    }[comparison.operator]


def outcome(edition: model.Edition, profile: Profile) -> tuple[bool, int, int]:
    """Eligible or not, the least and the most, for a profile in which nothing asked for is unknown."""
    entry = entry_of(edition, profile)
    return (False, 0, 0) if entry is None else (True, *_paid(edition.award, entry, profile))


def entry_of(edition: model.Edition, profile: Profile) -> Rate | Tier | Award | None:
    """The entry of an award that applies to a profile in which nothing asked for is unknown, None where none does."""
    predicates, award = edition.diagram.predicates, edition.award
    if not holds(edition.eligibility, predicates, profile):
        return None
    tiers = award.tiers if any(tier.when for tier in award.tiers) else ()
    entries = award.rates or award.amounts or tiers or (award,)
    return next((entry for entry in entries if holds(getattr(entry, "when", None), predicates, profile)), None)


def caps_of(award: Award, entry: Rate | Tier | Award) -> tuple[int, int]:
    """The usual cap and the cap of an entry of an award, read naively."""
    cap = figure_of(award, entry).value
    cap = min([cap, *([award.yearly_cap.value] if award.yearly_cap else [])])
    return min(cap, award.usual_cap.value) if award.usual_cap else cap, cap


def figure_of(award: Award, entry: Rate | Tier | Award) -> Figure:
    """The cap of an entry of an award as it is written."""
    return entry if isinstance(entry, Tier) else entry.cap or award.cap or Figure(value=0, cite="")


def _paid(award: Award, entry: Rate | Tier | Award, profile: Profile) -> tuple[int, int]:
    """The least and the most that an entry of an award gives, read naively."""
    usual, cap = caps_of(award, entry)
    if award.of is None:
        return usual, cap
    cost = profile[award.of]
    assert isinstance(cost, int)
    if award.each:
        return min(usual, cost * award.each.value), min(cap, cost * award.each.value)
    if isinstance(entry, Rate):
        return min(usual, share(cost, entry.value)), min(cap, share(cost, entry.value))
    return 0, min(cap, cost)
