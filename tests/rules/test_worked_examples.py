"""The worked examples that stand over the algorithms, worked."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.catalogue.award import Award, Branch, Figure, Rate
from szsubsidy.catalogue.diagram import compile_diagram
from szsubsidy.catalogue.logic import AllOf, Comparison, Predicate, Predicates
from szsubsidy.facts.model import Profile, bare_fact
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import Combination, Exclusion, Reduction, combine, together_on
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.limits import Conflicts, CostLimit, Paid, cost_limits, maximal_sets, under
from szsubsidy.rules.numbers import OneFirm
from tests.strategies import AS_OF, joint_cap, rule

MILLION = 100_000_000
AT_MOST_ONE = rule("at-most-one", "at-most-one", "ab")


SHARES = {name: Paid("cost", rate) for name, rate in {"a": 4000, "b": 3000, "c": 2500, "d": 7000}.items()}


def combined(amounts: dict[str, int], rate: int) -> Combination:
    standalone = {name: Amounts(amount, 0, 0) for name, amount in amounts.items()}
    together = together_on(dict.fromkeys("abcd", AS_OF), [AT_MOST_ONE], [joint_cap("cap", "ac", rate)], SHARES)
    return combine(standalone, together.safe, OneFirm({"cost": 1000}, AS_OF))


def test_the_best_of_three_that_a_rule_and_a_joint_cap_tie_together() -> None:
    best = combined({"a": 400, "b": 300, "c": 250}, 5000)
    assert best.held == {"b": Amounts(300, 0, 0), "c": Amounts(250, 0, 0)}
    assert best.excluded == (Exclusion("a", "b", AT_MOST_ONE, 400),)


def test_what_a_panel_may_add_by_terms_known_whole_goes_before_what_is_only_possible() -> None:
    together = together_on(dict.fromkeys("abcd", AS_OF), [AT_MOST_ONE], [], SHARES)
    numbers = OneFirm({"cost": 1000}, AS_OF)
    both_known = combine({"a": Amounts(0, 400, 0), "b": Amounts(0, 300, 0)}, together.safe, numbers)
    assert both_known.held == {"a": Amounts(0, 400, 0)}
    one_possible = combine({"a": Amounts(0, 0, 400), "b": Amounts(0, 300, 0)}, together.safe, numbers)
    assert one_possible.held == {"b": Amounts(0, 300, 0)}
    assert one_possible.excluded == (Exclusion("a", "b", AT_MOST_ONE, 400),)


def test_a_joint_cap_cuts_the_smaller_award_and_never_goes_below_the_largest() -> None:
    best = combined({"a": 400, "c": 250}, 5000)
    assert best.held == {"a": Amounts(400, 0, 0), "c": Amounts(100, 0, 0)}
    assert [(cut.programme, cut.forgone, cut.granted) for cut in best.reduced if isinstance(cut, Reduction)] == [
        ("c", 150, 100)
    ]
    assert combined({"a": 400, "c": 250}, 3000).held == {"a": Amounts(400, 0, 0)}


def test_all_shares_of_a_cost_come_to_no_more_than_the_cost() -> None:
    best = combined({"a": 400, "b": 300, "c": 250, "d": 700}, 5000)
    assert best.held == {"a": Amounts(300, 0, 0), "d": Amounts(700, 0, 0)}
    assert best.computed == 1000
    assert best.excluded == (
        Exclusion("b", "a", AT_MOST_ONE, 300),
        Exclusion("c", "d", CostLimit("cost"), 250),
    )
    assert best.reduced == (Reduction("a", "d", CostLimit("cost"), 100, 300),)


def test_what_a_joint_cap_and_then_the_cost_cut_is_told_of_each_by_itself() -> None:
    best = combined({"a": 300, "c": 250, "d": 600}, 5000)
    assert best.held == {"a": Amounts(300, 0, 0), "c": Amounts(100, 0, 0), "d": Amounts(600, 0, 0)}
    by_the_cap, by_the_cost = best.reduced
    assert (by_the_cap.because_of, by_the_cap.forgone, by_the_cap.granted) == ("a", 50, 200)
    assert (by_the_cost.because_of, by_the_cost.forgone, by_the_cost.granted) == ("d", 100, 100)


def test_what_a_panel_may_add_has_the_room_that_computed_shares_leave_of_the_cost() -> None:
    standalone = {"a": Amounts(0, 400, 0), "c": Amounts(0, 250, 0), "d": Amounts(700, 0, 0)}
    together = together_on(dict.fromkeys("abcd", AS_OF), [AT_MOST_ONE], [], SHARES)
    best = combine(standalone, together.safe, OneFirm({"cost": 1000}, AS_OF))
    assert best.held == {"a": Amounts(0, 300, 0), "d": Amounts(700, 0, 0)}


def test_a_limit_that_can_never_bind_is_not_made() -> None:
    paid = {"a": Paid("cost", 6000), "b": Paid("cost", 3000), "c": Paid("cost", 5000), "e": Paid("cost", 0)}
    cap = under(joint_cap("cap", "ab", 5000), paid, "abce")
    apart: Conflicts = {name: {} for name in "abce"}
    assert [limit.programmes for limit in cost_limits(apart, [cap], paid)] == [("a", "b", "c", "e")]
    one_of_two: Conflicts = apart | {"a": {"c": AT_MOST_ONE}, "c": {"a": AT_MOST_ONE}}
    assert cost_limits(one_of_two, [cap], paid) == ()


def test_many_programmes_without_a_conflict_are_one_set_at_once() -> None:
    names = [str(place) for place in range(60)]
    assert maximal_sets(names, {name: {} for name in names}) == [tuple(names)]


def test_two_thousand_programmes_that_one_alone_excludes_are_two_sets() -> None:
    names = [str(place) for place in range(2000)]
    conflicts = {"one": dict.fromkeys(names, AT_MOST_ONE), **{name: {"one": AT_MOST_ONE} for name in names}}
    assert maximal_sets(["one", *names], conflicts) == [("one",), tuple(names)]


def test_what_is_not_held_has_no_say_in_which_of_two_equals_is() -> None:
    kept_apart = [rule("of-equals", "at-most-one", "bc"), rule("from-the-first", "at-most-one", "ab")]
    together = together_on(dict.fromkeys("abcd", AS_OF), kept_apart, [], {})
    equal = {name: Amounts(400, 0, 0) for name in "bc"}
    assert combine(equal, together.safe, OneFirm({}, AS_OF)).held == {"b": Amounts(400, 0, 0)}


def answered(fact: str, value: bool | int, *, negated: bool = False, presumed: bool | None = None) -> Comparison:
    return Comparison(
        fact=fact,
        operator="is",
        value=value,
        predicate=0,
        negated=negated,
        presumed=presumed,
        cite="law",
        confidence="official",
    )


def says(profile: Profile) -> Outcome[bool, int]:
    cap = Figure(value=10 * MILLION, per=None, cite="law", confidence="official")
    award = Award(
        basis="share",
        of="contract",
        branches=tuple(
            Branch(when, Rate(value=rate, cite="law", confidence="official"), cap, None)
            for when, rate in ((answered("startup", value=True), 6000), (None, 5000))
        ),
    )
    eligibility = AllOf(
        (
            answered("affiliate", value=True, negated=True, presumed=True),
            answered("contract", value=MILLION // 2),
        )
    )
    predicates: Predicates = {
        "startup": (Predicate("true", ()),),
        "affiliate": (Predicate("true", ()),),
        "contract": (Predicate("ge", MILLION // 2),),
    }
    facts = {"startup": bare_fact("startup", "flag"), "affiliate": bare_fact("affiliate", "flag")}
    facts["contract"] = bare_fact("contract", "money")
    return interpret(compile_diagram(eligibility, award, predicates, facts), award, OneFirm(profile, AS_OF))


def named(facts: dict[str, bool]) -> Sequence[str]:
    return [fact for fact, holds in facts.items() if holds]


def test_a_fact_is_missing_only_where_it_can_change_the_outcome() -> None:
    outcome = says({"contract": 8 * MILLION})
    assert outcome.undetermined
    assert (named(outcome.missing), named(outcome.assumed)) == (["startup"], ["affiliate"])
    assert (outcome.low, outcome.high) == (4 * MILLION, 48 * MILLION // 10)
    at_the_cap = says({"contract": 30 * MILLION})
    assert (at_the_cap.eligible, named(at_the_cap.missing), at_the_cap.amount) == (True, [], 10 * MILLION)


def test_the_first_rate_whose_condition_holds_applies() -> None:
    assert says({"contract": 8 * MILLION, "startup": True}).amount == 48 * MILLION // 10
    assert says({"contract": 8 * MILLION, "startup": False}).amount == 4 * MILLION
    assert not says({"contract": MILLION // 2 - 1, "startup": True}).eligible


def test_an_unknown_cost_counts_in_every_range() -> None:
    outcome = says({"startup": True})
    assert (outcome.low, outcome.high, named(outcome.missing)) == (0, 10 * MILLION, ["contract"])
