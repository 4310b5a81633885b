"""How a table is scored on one day: which programmes are asked, and what is told of every row by what name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from szsubsidy.batch.applying import Candidate, asked_by, candidate
from szsubsidy.batch.deciding import Deciding
from szsubsidy.batch.expressions import Expr, Layout, Library, lay_out, lay_out_by_firm
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.scope import scope
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.days import years_before
from szsubsidy.rules.cumulation import permitted_on
from szsubsidy.rules.reach import Availability, availability
from szsubsidy.vocabulary import Certainty, Met, Validity

if TYPE_CHECKING:
    from szsubsidy.batch.scoring_graph import Graph

TOTAL = "total"
WITHIN_REACH = "within_reach"
OPEN_NOW = "open_now"
CEILINGS = "ceilings"
POSSIBLE_CEILINGS = "possible_ceilings"
CONDITIONAL = "conditional_total"
COMBINATION = "combination"
UNDETERMINED = "undetermined"
POSSIBLE = "possible"
IN_DOUBT = "in_doubt"
RATE_UNKNOWN = "rate_unknown"
OWN_TERMS = "own_terms"
UNUSED = "unused"
MISSING = "missing"
ASSUMED = "assumptions"
SUMMARIES = (
    TOTAL,
    WITHIN_REACH,
    OPEN_NOW,
    CEILINGS,
    POSSIBLE_CEILINGS,
    COMBINATION,
    UNDETERMINED,
    POSSIBLE,
    IN_DOUBT,
    RATE_UNKNOWN,
    OWN_TERMS,
    MISSING,
    ASSUMED,
    UNUSED,
    CONDITIONAL,
)
"""What is said of a row as a whole, in this order."""
ELIGIBLE = "eligible:"
OPEN = "undetermined:"
AMOUNT = "amount:"
"""What the columns of one programme begin with."""
BEFORE = "_before"
"""What the columns under the terms in force end with, where changed terms are scored."""
TOTAL_BEFORE = TOTAL + BEFORE
SUMMED = (OPEN_NOW, WITHIN_REACH, TOTAL, TOTAL_BEFORE)
"""The totals that are summed up over all rows."""
BITS = 60
"""Members of a set that one 64-bit integer holds, with room for sums."""


class Scoring:
    """How every row of a table with the ``available`` facts is scored on a day.

    ``before`` is the catalogue in force, where the other one has changed terms: each programme that they change then
    stands once more, ending in `BEFORE`, and so does the total. With ``by_firm`` several rows are one firm, and
    everything is of firms.

    Rows are scored by looking them up (`szsubsidy.batch.decisions`) or, by engines that cannot and of firms with
    several rows, as the `graph` says. Both tell of the same names. The *totals* are, in fen: ``total`` (by the terms),
    ``within_reach``, ``open_now``, ``ceilings``, ``possible_ceilings`` (of terms that were not found whole) and, if all
    that no source speaks of could be held together, ``conditional_total``. The *sets* tell of each programme whether it
    is in the ``combination`` or ``undetermined``, and where all that was read is met whether it is only ``possible``,
    ``in_doubt``, or of a rate that no source gives (``rate_unknown``); of each programme of one's own whether it is in
    the combination (``own_terms``); of each fact whether it is ``missing``, among the ``assumptions``, or ``unused``.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        as_of: int,
        available: Collection[str],
        before: Catalogue | None = None,
        by_firm: ByFirm | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.available = frozenset(available)
        self.before = before
        self.by_firm = by_firm
        self.candidates = [candidate(programme, as_of) for programme in catalogue.programmes.values()]
        self.changed: list[str] = []
        """The programmes in force that changed terms change, or that stand beside them no more."""
        self.editions, self.validity = in_force(catalogue, as_of)
        """The editions of the programmes in force, and of every programme whether it is."""
        in_scope = scope(catalogue, as_of, available)
        scoped = [name for name in catalogue.programmes if name in in_scope]
        if before is not None:
            in_scope |= scope(before, as_of, available)
            editions, validity = in_force(before, as_of)
            for programme, terms in before.programmes.items():
                if catalogue.programmes.get(programme) != terms:
                    self.changed.append(programme)
                    self.validity[programme + BEFORE] = validity[programme]
                    if programme in in_scope:
                        scoped += [name for name in (programme, programme + BEFORE) if name in self.validity]
                    if programme in editions:
                        self.editions[programme + BEFORE] = editions[programme]
        self.scoped = list(dict.fromkeys(scoped))
        """The programmes that some row could be granted, by the columns that the table has."""

    @cached_property
    def availability(self) -> dict[str, Availability]:
        """Until when one can apply for each programme."""
        return {name: availability(programme, self.as_of) for name, programme in self.catalogue.programmes.items()}

    @cached_property
    def deciding(self) -> Deciding:
        """What tells where a cell that cannot be read could change anything."""
        catalogues = [self.catalogue] if self.before is None else [self.catalogue, self.before]
        return Deciding(catalogues, self.as_of, self.available, self.by_firm)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts of the table that any programme asks for."""
        asked = {fact for edition, _ in self._asked() for fact in asked_by(edition)}
        asked |= {fact.id for fact in self.catalogue.facts.values() if fact.topical}
        asked |= {cost for found in self.candidates if (cost := found.edition.award.of) is not None}
        for catalogue in filter(None, (self.catalogue, self.before)):
            together = permitted_on(catalogue, dict.fromkeys(catalogue.programmes, self.as_of))
            asked |= {limit.of for limit in (*together.safe.joint, *together.conditional.costs)}
        return tuple(fact for fact in self.catalogue.facts if fact in asked and fact in self.available)

    @property
    def later(self) -> list[Candidate]:
        """The programmes that one can apply for on another day than the as-of day."""
        return [found for found in self.candidates if found.can_apply and found.in_force and found.day != self.as_of]

    def _asked(self) -> list[tuple[Edition, int]]:
        """The editions that are asked, each with its day."""
        asked = [(edition, self.as_of) for edition in self.editions.values()]
        if self.before is not None:
            asked += [(edition, self.as_of) for edition in in_force(self.before, self.as_of)[0].values()]
        return [*asked, *((found.edition, found.day) for found in self.later)]

    @property
    def totals(self) -> list[str]:
        """The names of the totals."""
        names = [TOTAL, WITHIN_REACH, OPEN_NOW, CEILINGS, POSSIBLE_CEILINGS, CONDITIONAL]
        return names if self.before is None else [*names, TOTAL_BEFORE]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The names of the sets, and who can be in each."""
        in_force = {name: edition for name, edition in self.editions.items() if not name.endswith(BEFORE)}
        status = {name: edition.met_status(self.as_of) for name, edition in in_force.items()}
        asked = [*in_force.values(), *(found.edition for found in self.later)]
        costs = {found.edition.award.of for found in self.candidates}
        missing = {fact for edition in asked for fact in can_be_missing(edition)}
        assumed = {fact for edition in in_force.values() for fact in can_be_assumed(edition)}
        facts = list(self.catalogue.facts)
        return {
            COMBINATION: list(in_force),
            UNDETERMINED: list(in_force),
            POSSIBLE: [name for name in in_force if status[name] == "possible"],
            IN_DOUBT: [name for name in in_force if status[name] == "in-doubt"],
            RATE_UNKNOWN: [name for name, edition in in_force.items() if edition.award.rate_unknown],
            OWN_TERMS: [name for name in in_force if self.catalogue.programmes[name].origin is not None],
            MISSING: [fact for fact in facts if fact in missing],
            ASSUMED: [fact for fact in facts if fact in assumed],
            UNUSED: [fact for fact in facts if fact in costs],
        }

    @cached_property
    def awards(self) -> dict[str, Certainty]:
        """The programmes that rows may hold, in the order of the catalogue, with how what they grant comes about."""
        found: dict[str, Certainty] = {}
        for name, edition in self.editions.items():
            award = edition.award
            if award.rate_unknown:
                found[name] = "rate-unknown"
            elif award.has_amount:
                found[name] = "computed" if award.is_computed else "panel"
        return {name: kind for name, kind in found.items() if not name.endswith(BEFORE)}

    @cached_property
    def graph(self) -> Graph:
        """What the interpreter says of every row."""
        from szsubsidy.batch.scoring_graph import graph_of

        return graph_of(self)

    def layout(self, roots: Mapping[str, Expr], library: Library) -> Layout:
        """Return what to add, stage by stage, to a table of cleaned facts, so that it has the columns ``roots``."""
        if self.by_firm is None:
            return Layout(lay_out(roots, library), [])
        return lay_out_by_firm(roots, library)

    def bounds_of(self, fact: str) -> Collection[int]:
        """Return the values by which the rules tell those of a fact apart, on any day that they are asked about."""
        return self._bounds.get(fact, ())

    @cached_property
    def _bounds(self) -> dict[str, set[int]]:
        bounds: dict[str, set[int]] = {}
        for edition, day in self._asked():
            for fact, predicates in edition.diagram.predicates.items():
                for predicate in predicates:
                    if isinstance(predicate.value, int) and predicate.test != "true":
                        years = predicate.test == "younger"
                        bound = years_before(day, predicate.value) + 1 if years else predicate.value
                        bounds.setdefault(fact, set()).add(bound)
        return bounds

    def met_status(self, programme: str) -> Met:
        """Return what a programme in force says to rows that meet all that was read of its terms."""
        return self.editions[programme].met_status(self.as_of)

    def cannot_be_told(self, programme: str) -> tuple[str, ...]:
        """Return what the columns begin with that tell in which rows the amount of a programme is not known.

        That is where facts are missing and, where no source gives the rate, wherever the firm is eligible as well.
        """
        return (OPEN, ELIGIBLE) if self.editions[programme].award.rate_unknown else (OPEN,)

    def masks(self, name: str) -> dict[str, Expr]:
        """Return one of the sets as integers of `BITS` bits each, the first element lowest."""
        from szsubsidy.batch.scoring_graph import masks

        return masks(self.graph.numbers, name, self.graph.sets[name])


def in_force(catalogue: Catalogue, as_of: int) -> tuple[dict[str, Edition], dict[str, Validity]]:
    """Return the editions of the programmes in force on a day, and of every programme whether it is."""
    editions: dict[str, Edition] = {}
    validity: dict[str, Validity] = {}
    for name, programme in catalogue.programmes.items():
        edition, validity[name] = programme.edition_on(as_of)
        if validity[name] == "in-force":
            editions[name] = edition
    return editions, validity


def can_be_assumed(edition: Edition) -> list[str]:
    """Return the facts of which an edition can assume something."""
    return sorted(edition.diagram.presumed)


def can_be_missing(edition: Edition) -> list[str]:
    """Return the facts that can be missing for an edition, as the interpreter names them."""
    of = edition.award.of
    asked = [fact for fact in edition.diagram.answer_sets if fact not in edition.diagram.presumed and fact != of]
    return [*asked, of] if of is not None else asked
