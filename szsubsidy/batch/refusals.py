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

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.firm_table import FirmTable
from szsubsidy.batch.scoring import MISSING, Scoring
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Condition, Not, Predicates, comparisons
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.facts.model import Value
from szsubsidy.facts.types import type_of
from szsubsidy.rules.trace import Reason
from szsubsidy.vocabulary import Validity


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
    n, catalogue = scoring.numbers, scoring.catalogue
    settled = n.true
    for lacking in scoring.masks(MISSING).values():
        settled = n.both(settled, n.negate(n.exceeds(lacking, n.constant(0))))
    told: list[Refusal] = []
    coded: list[tuple[Expr, Expr]] = []
    for programme in catalogue.programmes.values():
        edition, validity = programme.edition_on(scoring.as_of)
        topics = [each for each in comparisons(edition.eligibility) if catalogue.facts[each.fact].topical]
        named = n.true if topics else n.false
        for comparison in topics:
            named = n.both(named, _some(n, _truth(comparison, edition.diagram.predicates, n, holds=True)))
        concerned = n.both(scoring.about[programme.id], n.either(settled, named))
        if concerned is n.false:
            continue
        if validity != "in-force":
            told.append(Refusal(programme.id, edition, validity))
            coded.append((concerned, n.constant(len(told))))
            continue
        refuser = _Refuser(catalogue, n, Refusal(programme.id, edition, validity), told)
        code = refuser.code(edition.eligibility)
        coded.append((n.both(concerned, n.exceeds(code, n.constant(0))), code))
    first = n.constant(0)
    for refused, code in reversed(coded):
        first = n.choose(refused, code, first)
    return Refusals(n.choose(gets, n.constant(0), first), told)


class _Refuser(NamedTuple):
    """Gives codes to the clauses of one programme."""

    catalogue: Catalogue
    n: Table
    of: Refusal
    told: list[Refusal]

    def code(self, eligibility: Condition) -> Expr:
        """The code of the first clause that fails, 0 where none does."""
        n = self.n
        predicates = self.of.edition.diagram.predicates
        failing = []
        for clause in _clauses(eligibility):
            # What a firm named is what a programme is about, or it is not told of.
            if isinstance(clause, Comparison) and self.catalogue.facts[clause.fact].topical:
                continue
            fails = n.negate(_some(n, n.negate(_truth(clause, predicates, n, holds=False))))
            if fails is not n.false:
                failing.append((fails, self._coded(clause)))
        first = n.constant(0)
        for fails, code in reversed(failing):
            first = n.choose(fails, code, first)
        return first

    def _coded(self, clause: Condition) -> Expr:
        n = self.n
        reasons = tuple(_literals(clause))
        begin = len(self.told) + 1
        asked = reasons[0].comparison
        if len(reasons) == 1 and (named := self._values(asked)):
            self.told.extend(self.of._replace(reasons=reasons, facts={asked.fact: value}) for value in named)
            return n.add(n.value(asked.fact), n.constant(begin))
        self.told.append(self.of._replace(reasons=reasons))
        return n.constant(begin)

    def _values(self, asked: Comparison) -> list[str]:
        """The values of a choice whose refusal names the one that is refused; none of what is no such choice."""
        fact = self.catalogue.facts[asked.fact]
        of_rows = isinstance(self.n, FirmTable) and not self.n.is_told_of_the_firm(fact.id)
        if type_of(fact).several or of_rows or asked.presumed is not None or not (fact.said and fact.said.refused):
            return []
        return [value.id for value in fact.values]


def _some(n: Table, truth: Expr) -> Expr:
    """Whether it is so in any row of a firm."""
    return n.some(truth) if isinstance(n, FirmTable) else truth


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


def _truth(condition: Condition, predicates: Predicates, n: Table, *, holds: bool) -> Expr:
    """Whether a condition is true or, without ``holds``, false in Kleene's logic; it may be neither."""
    match condition:
        case Comparison(fact=fact, presumed=presumed):
            met = n.holds(fact, predicates[fact][condition.predicate])
            known = n.known(fact)
            so = n.both(known, met if condition.negated is not holds else n.negate(met))
            return n.either(so, n.negate(known)) if presumed is holds else so
        case Not(item):
            return _truth(item, predicates, n, holds=not holds)
        case AllOf(items) | AnyOf(items):
            parts = [_truth(item, predicates, n, holds=holds) for item in items]
            return _all(n, parts) if isinstance(condition, AllOf) is holds else _any(n, parts)


def _all(n: Table, parts: Iterable[Expr]) -> Expr:
    every = n.true
    for part in parts:
        every = n.both(every, part)
    return every


def _any(n: Table, parts: Iterable[Expr]) -> Expr:
    some = n.false
    for part in parts:
        some = n.either(some, part)
    return some
