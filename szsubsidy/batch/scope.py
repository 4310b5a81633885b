"""Which programmes some row of a table could be granted, by the columns that there are.

That is settled before any row is read. Of a table with the company's type and its contract, but without districts and
topics, the programmes that pay for training a model are not in scope, as no row says what it is about; neither are
those of a district.
"""

from __future__ import annotations

from collections.abc import Collection

from szsubsidy.batch.applying import day_of_application
from szsubsidy.catalogue.award import Award
from szsubsidy.catalogue.logic import Diagram
from szsubsidy.catalogue.model import Catalogue


def scope(catalogue: Catalogue, as_of: int, available: Collection[str]) -> frozenset[str]:
    """Return the programmes that a row with the ``available`` facts could be eligible for.

    That is as of the day or, if another, on the day on which one can apply; a programme is in force on either.
    """
    found = set()
    for programme in catalogue.programmes.values():
        for day in {as_of, day_of_application(programme, as_of)}:
            edition, validity = programme.edition_on(day)
            if validity == "in-force" and can_be_granted(edition.diagram, edition.award, available):
                found.add(programme.id)
    return frozenset(found)


# A programme pays for a contract that is known, of start-ups and, beyond them, of those with a licence:
#
#     0  company's type:  start-up -> leaf A (paid)      another -> 1
#     1  licence:         yes -> leaf A (paid)           no -> leaf B (not eligible)
#
#     columns                      node 1   node 0
#     type, contract, licence      true     true      some answer to each question leads to A
#     type, contract               false    true      a start-up is paid; whoever must be asked for a licence lacks it
#     contract                     false    false     nobody's type is known, and it decides
#     type, licence                false    false     A is a share of a contract that no row tells
def can_be_granted(diagram: Diagram, award: Award, available: Collection[str]) -> bool:
    """Return whether some answers to the ``available`` facts make whoever gives them eligible, and not undetermined.

    Where the same fact is asked twice, its answers are not held against each other: it may be true of a programme that
    nobody is granted, never false of one that somebody is.
    """
    within = diagram.within
    if within is not None and within.fact not in available and not within.home:
        return False
    told = award.of is None or award.of in available

    def paid(leaf: tuple[int, ...]) -> bool:
        if told:
            return max(leaf) >= 0
        return min(leaf) >= 0 and all(award.branches[branch].multiplier is None for branch in leaf)

    known: dict[int, bool] = {~place: paid(leaf) for place, leaf in enumerate(diagram.leaves)}
    for place, node in reversed(list(enumerate(diagram.nodes))):
        ways = [known[child] for child in node.children]
        if node.fact in available:
            known[place] = any(ways) or (node.presumed is not None and known[node.presumed])
        else:
            known[place] = all(ways) if node.presumed is None else known[node.presumed]
    return known[diagram.root]
