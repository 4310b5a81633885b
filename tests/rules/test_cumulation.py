"""The best combination against every subset."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.model import AtMostOne
from szsubsidy.rules.cumulation import combine

NAMES = tuple("abcdefg")
RULES = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True).map(
        lambda names: AtMostOne("-".join(names), tuple(names), {}, "law")
    ),
    max_size=4,
)
WORTHS = st.dictionaries(st.sampled_from(NAMES), st.tuples(st.integers(0, 5), st.integers(0, 5)))


def permitted(group: tuple[str, ...], rules: list[AtMostOne]) -> bool:
    return all(len(set(group) & set(rule.programmes)) <= 1 for rule in rules)


@given(WORTHS, RULES)
def test_the_best_combination_is_that_of_brute_force(
    worths: dict[str, tuple[int, int]], rules: list[AtMostOne]
) -> None:
    chosen, excluded = combine(worths, rules)
    groups = chain.from_iterable(combinations(worths, size) for size in range(len(worths) + 1))
    best = max(
        (sum(worths[item][0] for item in group), sum(worths[item][1] for item in group))
        for group in groups
        if permitted(group, rules)
    )
    assert permitted(tuple(chosen), rules)
    assert (sum(worths[item][0] for item in chosen), sum(worths[item][1] for item in chosen)) == best
    assert {*chosen, *(item.programme for item in excluded)} == set(worths)


@given(WORTHS, RULES)
def test_what_is_left_out_is_in_conflict_with_what_was_taken(
    worths: dict[str, tuple[int, int]], rules: list[AtMostOne]
) -> None:
    chosen, excluded = combine(worths, rules)
    for item in excluded:
        assert item.because_of in chosen
        assert {item.programme, item.because_of} <= set(item.rule.programmes)
        assert item.forgone == sum(worths[item.programme])
