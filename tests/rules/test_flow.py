"""What programmes grant together over several projects: the closed form against augmenting paths."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import Combination, OverProjects, Together, combine, together_on
from szsubsidy.rules.flow import Flow
from szsubsidy.rules.limits import Paid
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.several import SeveralProjects
from tests.rules.naive_flow import Giving, comes_to
from tests.strategies import AS_OF, joint_cap, rule

NAMES = tuple("abcde")
COSTS = st.sampled_from([0, 1, 3, 7, 100, 333, 10_001, 10**9]) | st.integers(0, 5_000)
RATES = st.sampled_from([0, 1, 3_000, 3_333, 5_000, 6_000, 10_000])
CAPS = st.sampled_from([0, 1, 50, 2_000, 10**12]) | st.integers(0, 6_000)


class Case:
    """A firm with costs in each of its projects, and what programmes give it under which limits."""

    def __init__(
        self, costs: list[tuple[int, int]], giving: dict[str, Giving], paid: dict[str, Paid], together: Together
    ) -> None:
        self.of = {
            "cost": tuple(cost for cost, _ in costs),
            "spent": tuple(spent for _, spent in costs),
        }
        self.giving = giving
        self.paid = paid
        self.together = together

    @property
    def alone(self) -> dict[str, Amounts[int]]:
        return {name: one.amounts for name, one in self.giving.items()}

    @property
    def numbers(self) -> OverProjects:
        profiles = [{"cost": cost, "spent": spent} for cost, spent in zip(*self.of.values(), strict=True)]
        flows = {name: Flow(one.grants, one.kind) for name, one in self.giving.items()}
        return OverProjects(SeveralProjects(profiles, AS_OF), flows)

    def best(self) -> Combination:
        return combine(self.alone, self.together.safe, self.numbers)

    def naive(self, group: tuple[str, ...]) -> Amounts[int]:
        """What a set comes to by augmenting paths."""
        chosen = {name: self.giving[name] for name in group}
        return comes_to(chosen, self.together.safe.joint, self.together.safe.costs, self.of)


def given_by(rate: int, cap: int, costs: tuple[int, ...], kind: int) -> Giving:
    """What a programme gives at a rate of each cost, up to a cap of each and of all."""
    grants = tuple(min(cost * rate, cap * BASIS_POINTS) for cost in costs)
    return Giving(min(cap, sum(grants) // BASIS_POINTS), grants, kind)


@st.composite
def rules_between(draw: st.DrawFn) -> Rule:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    return rule("-".join(names), draw(st.sampled_from(["at-most-one", "not-stated", "permitted"])), names)


@st.composite
def caps_over(draw: st.DrawFn) -> list[JointCap]:
    names = draw(st.permutations(NAMES))
    first, second = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 5))))
    groups = [group for group in (names[:first], names[first:second]) if group]
    return [joint_cap(group[0], group, draw(RATES)) for group in groups]


@st.composite
def cases(draw: st.DrawFn, most: int = 6, *, kinds: st.SearchStrategy[int] | None = None) -> Case:
    costs = draw(st.lists(st.tuples(COSTS, COSTS), min_size=1, max_size=most))
    paid, giving = {}, {}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)):
        of, rate, cap = draw(st.sampled_from(["cost", "cost", "cost", "spent"])), draw(RATES), draw(CAPS)
        paid[name] = Paid(of, rate)
        shared = tuple(cost if of == "cost" else spent for cost, spent in costs)
        counting = tuple(cost if draw(st.integers(0, 4)) else 0 for cost in shared)
        giving[name] = given_by(rate, cap, counting, draw(kinds or st.sampled_from([0, 0, 1, 2])))
    found = draw(st.lists(rules_between(), max_size=2))
    everyone = dict.fromkeys(NAMES, Paid(None, None)) | paid
    return Case(costs, giving, paid, together_on(dict.fromkeys(NAMES, AS_OF), found, draw(caps_over()), everyone))


@given(cases())
def test_the_closed_form_is_the_most_that_flows(case: Case) -> None:
    groups = chain.from_iterable(combinations(case.giving, size) for size in range(len(case.giving) + 1))
    allowed = [
        group
        for group in groups
        if not any(other in case.together.safe.conflicts[one] for one, other in combinations(group, 2))
    ]
    assert tuple(case.best().amounts) == max(tuple(case.naive(group)) for group in allowed)


@given(cases())
def test_what_programmes_get_and_what_is_cut_sum_up_to_what_they_grant_alone(case: Case) -> None:
    best = case.best()
    for name, granted in best.held.items():
        assert all(0 <= part <= asked for part, asked in zip(granted, case.alone[name], strict=True))
    told = sum(loss.forgone for loss in best.losses)
    assert sum(best.amounts) + told == sum(map(sum, case.alone.values()))
    assert all(loss.forgone >= 0 for loss in best.losses)


@given(cases())
def test_all_that_is_paid_for_a_cost_is_no_more_than_all_of_the_cost(case: Case) -> None:
    held = case.best().held
    for of, costs in case.of.items():
        assert sum(sum(held[name]) for name in held if case.paid[name].of == of) <= sum(costs)


@given(cases(most=1))
def test_one_project_is_dealt_with_as_a_flat_firm(case: Case) -> None:
    flat = OneFirm({of: cost for of, (cost,) in case.of.items()}, AS_OF)
    for permitted in (case.together.safe, case.together.conditional):
        assert combine(case.alone, permitted, case.numbers) == combine(case.alone, permitted, flat)


def with_costs(case: Case, places: list[int]) -> Case:
    """The same of some of its projects, in an order."""
    giving: Mapping[str, Giving] = {
        name: replace_grants(one, tuple(one.grants[place] for place in places)) for name, one in case.giving.items()
    }
    costs = [(case.of["cost"][place], case.of["spent"][place]) for place in places]
    return Case(costs, dict(giving), case.paid, case.together)


def replace_grants(one: Giving, grants: tuple[int, ...]) -> Giving:
    if sorted(grants) == sorted(one.grants):
        return one._replace(grants=grants)
    return Giving(min(one.alone, sum(grants) // BASIS_POINTS), grants, one.kind)


@given(cases(), st.data())
def test_the_order_of_projects_changes_nothing_that_is_granted(case: Case, data: st.DataObject) -> None:
    places = data.draw(st.permutations(range(len(case.of["cost"]))))
    assert with_costs(case, places).best() == case.best()


@given(cases())
def test_another_project_never_lowers_what_is_granted_together(case: Case) -> None:
    fewer = with_costs(case, list(range(len(case.of["cost"]) - 1)) or [0])
    assert tuple(fewer.best().amounts) <= tuple(case.best().amounts)


@given(cases(), st.data())
def test_less_of_a_cap_never_raises_what_is_granted_together(case: Case, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(case.giving)))
    one = case.giving[name]
    left = one._replace(alone=data.draw(st.integers(0, one.alone)))
    less = Case([*zip(*case.of.values(), strict=True)], case.giving | {name: left}, case.paid, case.together)
    assert tuple(less.best().amounts) <= tuple(case.best().amounts)
