"""Why a row gets nothing: the first programme that is about what the firm named, and the first clause of it that fails.

Of the rows

    bank, model-training, 8,000,000
    sme,  model-training,   400,000

the training voucher refuses both, the first as a bank is not among its applicants, the second as its contract is worth
less than 500,000. It has two *clauses*, in the order of its file; each is told apart by a code, that on the
company's type by one for each type: 1 is the first type, 2 the second …, and 7, say, is the least contract. A row has
the code of the first clause that fails, 0 where none does or it gets something; each code is put into words once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Generic, NamedTuple, Protocol

from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.firm_table import FirmTable
from szsubsidy.batch.scoring import MISSING, Scoring
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicates, comparisons
from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.facts.model import Value
from szsubsidy.facts.types import type_of
from szsubsidy.rules.numbers import B, N, Numbers
from szsubsidy.rules.trace import Reason
from szsubsidy.vocabulary import Validity


class WithValues(Numbers[B, N], Protocol[B, N]):
    """Numbers that tell, too, which integer a fact is."""

    def value(self, fact: str) -> N: ...


class Refusal(NamedTuple):
    """A clause of a programme that fails, as ``reasons``, and the facts that these may name.

    Where it has no terms in force, ``validity`` says so, and there are no reasons.
    """

    programme: str
    edition: Edition
    validity: Validity
    reasons: tuple[Reason, ...] = ()
    facts: Mapping[str, Value] = {}


class Refusals(NamedTuple):
    """The code of each row, and what the codes mean: 1 is the first of ``told``."""

    code: Expr
    told: list[Refusal]


def refusals(scoring: Scoring, gets: Expr) -> Refusals:
    """Return why each row gets nothing; of firms with several rows, a clause fails where it does in every row.

    ``gets`` is whether a row gets anything. While a fact is missing, only a programme is told of that is about a topic
    which the row names.
    """
    graph, catalogue = scoring.graph, scoring.catalogue
    n = graph.numbers
    settled = n.true
    for lacking in scoring.masks(MISSING).values():
        settled = n.both(settled, n.negate(n.exceeds(lacking, n.constant(0))))
    refuser = Refuser(catalogue, n, n.some, n.is_of_a_row) if isinstance(n, FirmTable) else Refuser(catalogue, n)
    coded: list[tuple[Expr, Expr]] = []
    for programme in catalogue.programmes.values():
        named, code = refuser.asked(programme, scoring.as_of)
        concerned = n.both(graph.about[programme.id], n.either(settled, named))
        coded.append((n.both(concerned, n.exceeds(code, n.constant(0))), code))
    first = n.constant(0)
    for refused, code in reversed(coded):
        first = n.choose(refused, code, first)
    return Refusals(n.choose(gets, n.constant(0), first), refuser.told)


class Refuser(Generic[B, N]):
    """Gives codes to the clauses of programmes, over any numbers in which a fact has a value.

    ``some`` tells whether it is so in any row of a firm, ``of_rows`` of a fact whether it may differ among these.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        n: WithValues[B, N],
        some: Callable[[B], B] = lambda truth: truth,
        of_rows: Callable[[str], bool] = lambda _fact: False,
    ) -> None:
        self.told: list[Refusal] = []
        self._catalogue = catalogue
        self._n = n
        self._some = some
        self._of_rows = of_rows

    def asked(self, programme: Programme, as_of: int) -> tuple[B, N]:
        """Return whether a row names what a programme is about, and the code of the first clause that fails, or 0.

        Where the programme has no terms in force, that is what is told of it.
        """
        n = self._n
        edition, validity = programme.edition_on(as_of)
        topics = [each for each in comparisons(edition.eligibility) if self._catalogue.facts[each.fact].topical]
        named = n.true if topics else n.false
        for comparison in topics:
            named = n.both(named, self._some(self._truth(comparison, edition.diagram.predicates, holds=True)))
        refusal = Refusal(programme.id, edition, validity)
        if validity != "in-force":
            self.told.append(refusal)
            return named, n.constant(len(self.told))
        return named, self._code(refusal)

    def _code(self, refusal: Refusal) -> N:
        """The code of the first clause that fails, 0 where none does."""
        n = self._n
        predicates = refusal.edition.diagram.predicates
        failing = []
        for clause in _clauses(refusal.edition.eligibility):
            # What a firm named is what a programme is about, or it is not told of.
            if isinstance(clause, Comparison) and self._catalogue.facts[clause.fact].topical:
                continue
            fails = n.negate(self._some(n.negate(self._truth(clause, predicates, holds=False))))
            if fails != n.false:
                failing.append((fails, self._coded(refusal, clause)))
        first = n.constant(0)
        for fails, code in reversed(failing):
            first = n.choose(fails, code, first)
        return first

    def _coded(self, refusal: Refusal, clause: Condition) -> N:
        n = self._n
        reasons = tuple(_literals(clause))
        begin = len(self.told) + 1
        asked = reasons[0].comparison
        if len(reasons) == 1 and (named := self._values(asked)):
            self.told.extend(refusal._replace(reasons=reasons, facts={asked.fact: value}) for value in named)
            return n.add(n.value(asked.fact), n.constant(begin))
        self.told.append(refusal._replace(reasons=reasons))
        return n.constant(begin)

    def _values(self, asked: Comparison) -> list[str]:
        """The values of a choice whose refusal names the one that is refused; none of what is no such choice."""
        fact = self._catalogue.facts[asked.fact]
        refused = fact.said is not None and fact.said.refused
        if type_of(fact).several or self._of_rows(fact.id) or asked.presumed is not None or not refused:
            return []
        return [value.id for value in fact.values]

    def _truth(self, condition: Condition, predicates: Predicates, *, holds: bool) -> B:
        """Whether a condition is true or, without ``holds``, false in Kleene's logic; it may be neither."""
        n = self._n
        match condition:
            case Comparison(fact=fact, presumed=presumed):
                met = n.holds(fact, predicates[fact][condition.predicate])
                known = n.known(fact)
                so = n.both(known, met if condition.negated is not holds else n.negate(met))
                return n.either(so, n.negate(known)) if presumed is holds else so
            case Not(item):
                return self._truth(item, predicates, holds=not holds)
            case AllOf(items) | AnyOf(items):
                parts = [self._truth(item, predicates, holds=holds) for item in items]
                return reduce(n.both if isinstance(condition, AllOf) is holds else n.either, parts)


def _clauses(condition: Condition) -> Iterator[Condition]:
    """What must all be met."""
    if isinstance(condition, AllOf):
        for item in condition.items:
            yield from _clauses(item)
    else:
        yield condition


def _literals(clause: Condition, *, holds: bool = False) -> Iterator[Reason]:
    """What is told of a clause that fails: of several that could be met, each that is no list of others."""
    match clause:
        case Comparison():
            yield Reason(clause, holds=holds, assumed=False)
        case Not(item):
            yield from _literals(item, holds=not holds)
        case AllOf(items) | AnyOf(items):
            plain = [item for item in items if isinstance(item, Comparison | Not)]
            for item in plain or items[:1]:
                yield from _literals(item, holds=holds)
