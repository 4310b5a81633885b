"""The worked examples that stand over the algorithms, worked."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.catalogue.diagram import compile_diagram
from szsubsidy.catalogue.logic import AllOf, Comparison, Predicate, Predicates
from szsubsidy.catalogue.model import Award, Branch, Figure, Rate
from szsubsidy.facts.model import Profile
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import Combination, Exclusion, Reduction, combine, permitted_on
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.numbers import OneFirm
from tests.strategies import AS_OF, joint_cap, rule

MILLION = 100_000_000
AT_MOST_ONE = rule("at-most-one", "at-most-one", "ab")


def combined(amounts: dict[str, int], rate: int) -> Combination:
    standalone = {name: Amounts(amount, 0) for name, amount in amounts.items()}
    caps = [joint_cap("cap", "ac", rate)]
    together = permitted_on("abc", [AT_MOST_ONE], caps, AS_OF)
    return combine(standalone, together.safe, together.joint_caps, OneFirm({"cost": 1000}, AS_OF))


def test_the_best_of_three_that_a_rule_and_a_joint_cap_tie_together() -> None:
    best = combined({"a": 400, "b": 300, "c": 250}, 5000)
    assert best.held == {"b": Amounts(300, 0), "c": Amounts(250, 0)}
    assert best.excluded == (Exclusion("a", "b", AT_MOST_ONE, 400),)


def test_a_joint_cap_cuts_the_smaller_award_and_never_goes_below_the_largest() -> None:
    best = combined({"a": 400, "c": 250}, 5000)
    assert best.held == {"a": Amounts(400, 0), "c": Amounts(100, 0)}
    assert [(cut.programme, cut.forgone, cut.granted) for cut in best.reduced if isinstance(cut, Reduction)] == [
        ("c", 150, 100)
    ]
    assert combined({"a": 400, "c": 250}, 3000).held == {"a": Amounts(400, 0)}


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
    return interpret(compile_diagram(eligibility, award, predicates, {}), award, OneFirm(profile, AS_OF))


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
