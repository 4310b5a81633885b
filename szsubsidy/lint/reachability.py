"""Which branches of an award an applicant's answers can lead to."""

from __future__ import annotations

from collections.abc import Mapping

from szsubsidy.catalogue.logic import Diagram, Predicate
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of


def reachable_branches(diagram: Diagram, facts: Mapping[str, Fact], *, answered: bool) -> set[int]:
    """Return the indices of the branches that some values of the facts lead to, -1 if some lead to none.

    With ``answered``, what holds only because a presumed fact is unknown does not count.
    """
    reached = {diagram.root}
    for index, node in enumerate(diagram.nodes):
        if index not in reached:
            continue
        fact, predicates = facts[node.fact], diagram.predicates[node.fact]
        for child, answers in zip(node.children, diagram.answer_sets[node.fact], strict=True):
            if _has_a_value(fact, predicates, answers):
                reached.add(child)
        if node.presumed is not None and not answered:
            reached.add(node.presumed)
    return {branch for child in reached if child < 0 for branch in diagram.leaves[~child]}


def _has_a_value(fact: Fact, predicates: tuple[Predicate, ...], answers: tuple[bool, ...]) -> bool:
    """Whether a value within the bounds of the fact gives these answers to its predicates."""
    within = type_of(fact).bounds()
    if within is None:
        return True
    least, most = within
    for predicate, holds in zip(predicates, answers, strict=True):
        assert isinstance(predicate.value, int)
        if holds:
            least = max(least, predicate.value)
        else:
            most = min(most, predicate.value - 1)
    return least <= most
