"""The best combination against every subset."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.facts.model import Profile
from szsubsidy.money import share
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import Exclusion, Reduction, combine, readings, together_on
from szsubsidy.rules.estimate import estimate
from szsubsidy.rules.limits import CostLimit, Paid
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.vocabulary import RuleKind
from tests.rules.naive import SAFE, STATED, Firm, best_of_all, cap_of, conflict, current, known, paid_all_on, worths_of
from tests.strategies import AS_OF, catalogues, joint_cap, profiles, rule

NAMES = tuple("abcdefg")
DAYS = st.sampled_from([None, AS_OF - 10_000, AS_OF, AS_OF + 10_000])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    cut = draw(st.integers(1, len(names)))
    kind: RuleKind = draw(st.sampled_from(["at-most-one", "not-stated", "permitted"]))
    return rule("-".join(names), kind, names[:cut], names[cut:], (draw(DAYS), draw(DAYS)))


@st.composite
def joint_caps(draw: st.DrawFn) -> list[JointCap]:
    names = draw(st.permutations(NAMES))
    first, second = sorted(draw(st.tuples(st.integers(0, 7), st.integers(0, 7))))
    groups = [group for group in (names[:first], names[first:second]) if group]
    rates = st.sampled_from([0, 5_000])
    own = st.integers(0, 1)
    return [joint_cap(group[0], group, draw(rates), draw(DAYS), group[: draw(own)]) for group in groups]


AMOUNTS = st.integers(0, 5)
WORTHS = st.dictionaries(
    st.sampled_from(NAMES),
    st.builds(Amounts, AMOUNTS, st.just(0), st.just(0))
    | st.builds(Amounts, st.just(0), AMOUNTS, st.just(0))
    | st.builds(Amounts, st.just(0), st.just(0), AMOUNTS),
)
SMALL_WORTHS = st.dictionaries(
    st.sampled_from(NAMES), st.builds(Amounts, st.integers(0, 3), st.just(0), st.just(0)), min_size=1, max_size=5
)
COSTS: st.SearchStrategy[Profile] = st.just({}) | st.fixed_dictionaries({"cost": st.integers(0, 20)})
PAID = st.dictionaries(
    st.sampled_from(NAMES), st.builds(Paid, st.sampled_from(["cost", "spent"]), st.sampled_from([0, 3_000, 10_000]))
)


def paying(paid: dict[str, Paid]) -> dict[str, Paid]:
    """What all of the programmes pay: those not drawn are no share of a cost."""
    return dict.fromkeys(NAMES, Paid(None, None)) | paid


def firm(
    worths: dict[str, Amounts[int]], paid: dict[str, Paid], cost: Profile
) -> tuple[dict[str, Amounts[int]], Profile]:
    """Amounts that a firm can have: what is a share of a cost, at a rate, is no more of it than that."""
    profile: Profile = cost | {"spent": 3} if cost else {}
    possible = {}
    for item, worth in worths.items():
        terms = paid.get(item, Paid(None, None))
        of = known(profile, terms.of) if terms.of else None
        most = 10**15 if of is None or terms.rate is None else share(of, terms.rate)
        possible[item] = Amounts(*(min(amount, most) for amount in worth))
    return possible, profile


@given(WORTHS, PAID, st.lists(rules(), max_size=4), joint_caps(), COSTS)
def test_the_best_combination_is_that_of_brute_force(
    worths: dict[str, Amounts[int]], paid: dict[str, Paid], found: list[Rule], caps: list[JointCap], cost: Profile
) -> None:
    worths, profile = firm(worths, paid, cost)
    costs = {item: terms.of for item, terms in paid.items()}
    together = together_on(dict.fromkeys(NAMES, AS_OF), found, caps, paying(paid))
    for permitted, kinds in ((together.safe, SAFE), (together.conditional, STATED)):
        result = combine(worths, permitted, OneFirm(profile, AS_OF))
        best = best_of_all(Firm(worths, costs, profile), current(found), current(caps), kinds)
        assert (result.computed, result.ceilings, result.possible_ceilings) == tuple(best)
        held = list(result.held)
        assert not any(conflict(one, other, current(found), kinds) for one, other in combinations(held, 2))
        assert {*held, *(item.programme for item in result.excluded)} == set(worths)
        for item, granted in result.held.items():
            assert all(0 <= given <= asked for given, asked in zip(granted, worths[item], strict=True))


@given(WORTHS, PAID, st.lists(rules(), max_size=4), joint_caps(), COSTS)
def test_each_reading_is_that_of_brute_force_and_the_strict_one_gives_least(
    worths: dict[str, Amounts[int]], paid: dict[str, Paid], found: list[Rule], caps: list[JointCap], cost: Profile
) -> None:
    worths, profile = firm(worths, paid, cost)
    costs = {item: terms.of for item, terms in paid.items()}
    together = together_on(dict.fromkeys(NAMES, AS_OF), found, caps, paying(paid))
    adopted = combine(worths, together.safe, OneFirm(profile, AS_OF))
    otherwise = list(readings((), worths, together, OneFirm(profile, AS_OF)))
    for item in otherwise:
        best = best_of_all(Firm(worths, costs, profile), current(found), current(caps), SAFE, (item.cap, item.reading))
        assert (item.best.computed, item.best.ceilings, item.best.possible_ceilings) == tuple(best)
        [strict] = [other for other in otherwise if other.cap == item.cap and other.reading.reading == "strict"]
        assert strict.best.computed <= min(adopted.computed, item.best.computed)
    told = {item.cap.id for item in otherwise}
    assert told == {cap.id for cap in current(caps) if any(reads(cap, item, paid) for item in worths)}


def reads(cap: JointCap, item: str, paid: dict[str, Paid]) -> bool:
    """Whether a joint cap is about a programme: named by it, and no share of another cost."""
    return item in cap.programmes and (item not in paid or paid[item].of == cap.of)


@given(SMALL_WORTHS, PAID, joint_caps(), COSTS)
def test_handing_out_in_any_other_way_brings_no_more(
    worths: dict[str, Amounts[int]], paid: dict[str, Paid], caps: list[JointCap], cost: Profile
) -> None:
    worths, profile = firm(worths, paid, cost)
    together = together_on(dict.fromkeys(NAMES, AS_OF), [], caps, paying(paid))
    limits = [
        (limit.programmes, max(cap_of(known(profile, limit.of), limit.rate), largest if limit.spares_largest else 0))
        for limit in (*together.safe.joint, *together.safe.costs)
        for largest in [max((worths[item].computed for item in limit.programmes if item in worths), default=0)]
    ]
    most = max(
        sum(given)
        for given in product(*(range(worth.computed + 1) for worth in worths.values()))
        for granted in [dict(zip(worths, given, strict=True))]
        if all(sum(granted.get(item, 0) for item in under) <= limit for under, limit in limits)
    )
    assert combine(worths, together.safe, OneFirm(profile, AS_OF)).computed == most


@pytest.mark.slow
@given(catalogues(), profiles())
def test_what_is_paid_for_a_cost_is_no_more_than_the_cost(catalogue: Catalogue, profile: Profile) -> None:
    result = estimate(catalogue, profile, AS_OF)
    shares = {item: terms.of for item, terms in paid_all_on(catalogue, AS_OF).items() if terms.of}
    for best in (result.by_terms, result.conditional, *(item.best for item in result.readings)):
        for of in {*shares.values()} & profile.keys():
            granted = sum(sum(best.granted(item)) for item in shares if shares[item] == of)
            assert granted <= (known(profile, of) or 0)


@example(
    {"d": Amounts(0, 0, 0), "a": Amounts(0, 0, 0), "b": Amounts(1, 0, 0), "c": Amounts(2, 0, 0)},
    {},
    [
        rule("1", "at-most-one", ("a",), ("b", "c")),
        rule("2", "at-most-one", ("d",), ("b",)),
    ],
    [
        joint_cap("1", ("a", "b", "c"), 0),
        joint_cap("2", ("d",), 0),
    ],
    {"cost": 0},
)
@given(WORTHS, PAID, st.lists(rules(), max_size=4), joint_caps(), COSTS)
def test_what_is_left_out_or_cut_is_told_with_its_rule(
    worths: dict[str, Amounts[int]], paid: dict[str, Paid], found: list[Rule], caps: list[JointCap], cost: Profile
) -> None:
    worths, profile = firm(worths, paid, cost)
    together = together_on(dict.fromkeys(NAMES, AS_OF), found, caps, paying(paid))
    result = combine(worths, together.safe, OneFirm(profile, AS_OF))

    def is_ground(item: Exclusion | Reduction) -> bool:
        if isinstance(item.rule, CostLimit):
            [limit] = [limit for limit in together.safe.costs if limit.of == item.rule.of]
            return item.programme in limit.programmes and (
                item.because_of is None or (item.because_of in limit.programmes and item.because_of in result.held)
            )
        assert item.because_of is not None
        if isinstance(item.rule, JointCap):
            return {item.programme, item.because_of} <= set(item.rule.programmes) and item.because_of in result.held
        return conflict(item.programme, item.because_of, [item.rule], SAFE)

    for item in result.losses:
        assert is_ground(item)
        assert (item.programme in result.held) == isinstance(item, Reduction)
        told = [other for other in result.losses if other.programme == item.programme]
        assert sum(other.forgone for other in told) + sum(result.granted(item.programme)) == sum(worths[item.programme])
        last = told[-1]
        assert sum(result.granted(item.programme)) == (last.granted if isinstance(last, Reduction) else 0)
    assert all(item.granted > 0 for item in result.reduced)
    kept = result.computed + result.ceilings + result.possible_ceilings
    assert kept + sum(item.forgone for item in result.losses) == sum(map(sum, worths.values()))


@pytest.mark.slow
@given(catalogues(), profiles())
def test_an_estimate_is_the_best_over_all_subsets(catalogue: Catalogue, profile: Profile) -> None:
    result = estimate(catalogue, profile, AS_OF)
    worths = worths_of(result.findings)
    found, caps = list(catalogue.rules), list(catalogue.joint_caps)
    costs = {item: terms.of for item, terms in paid_all_on(catalogue, AS_OF).items()}
    for best, kinds in ((result.by_terms, SAFE), (result.conditional, STATED)):
        found_best = best.computed, best.ceilings, best.possible_ceilings
        assert found_best == tuple(best_of_all(Firm(worths, costs, profile), found, caps, kinds))
    assert result.by_terms_range.low <= result.by_terms_range.high
    assert result.total <= min(result.by_terms_range.high, result.conditional.computed)
