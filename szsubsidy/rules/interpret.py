"""The interpreter: what an edition's decision diagram and award say, over any number system.

One pass serves a single firm (plain integers) and a table of firms (expressions): it is generic
over `Numbers`, and knows neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.catalogue.logic import Diagram, Node, Within
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.amounts import amount_of, binding_cost, least_cap
from szsubsidy.rules.numbers import B, N, Numbers


class Outcome(NamedTuple, Generic[B, N]):
    """What one edition says. ``amount`` is fen, 0 unless ``eligible``, and where no source gives the rate.

    Exactly one of ``eligible``, ``undetermined`` or neither (ineligible) holds. ``low`` and
    ``high`` bound what the unknown facts leave open; ``missing`` and ``assumed`` tell of each
    fact whether it is one; ``possible_branches`` of each branch of the award whether it may apply.
    """

    eligible: B
    undetermined: B
    amount: N
    low: N
    high: N
    missing: dict[str, B]
    assumed: dict[str, B]
    possible_branches: dict[int, B]


def interpret(diagram: Diagram, award: Award, numbers: Numbers[B, N]) -> Outcome[B, N]:
    """Return what the edition with this diagram and award says."""
    return Interpreter(diagram, award, numbers).outcome()


# A worked example. A programme pays start-ups 60 % and everybody else 50 % of a contract, at most 10 million yuan.
# The contract must be worth 500,000 or more, and the seller must be no affiliate, which is presumed as long as
# nothing else is known. The diagram asks for the company's type, then whether the seller is an affiliate. Its
# leaves hold one branch for each range of the cost, here 0 to 499,999.99 and 500,000 or more:
#
#     startup, no affiliate       X = (-1, 0)     ineligible below 500,000, then branch 0, the 60 %
#     another, no affiliate       Y = (-1, 1)     ineligible below 500,000, then branch 1, the 50 %
#     an affiliate                Z = (-1, -1)    ineligible
#
# The rates are tried in the order of the file, and the first whose condition holds applies: the compiler built that
# order into the diagram, so a leaf names at most one branch a range.
#
# A firm tells of a contract of 8 million, and nothing else.
#
# 1. What is reached. Every answer to the company's type is possible. That the seller is an affiliate is not known
#    either, but presumed: only the presumed child is followed. So X and Y are reached and Z is not.
# 2. What is missing. The answers to the company's type lead to X or to Y: 4.8 or 4 million at this cost. They differ,
#    so the type is missing. At 30 million both come to the cap, 10 million: the type cannot change the outcome, and
#    nobody is asked for it. This is decided by walking down from the two children of the question side by side.
# 3. What is assumed. The other answer about the seller leads to Z, which differs from X: the presumption matters, and
#    is told as an assumption.
# 4. The amounts: at least 4 million, at most 4.8. A fact is missing, so the firm is undetermined; once it says that
#    it is a start-up, only X is reached, and it is eligible for 4.8 million.
#
# Had it told its type and not the contract, every range of the cost would count: from 0, below 500,000, to the cap, and
# the contract would be missing, as it changes the outcome at X.
#
# Where no source gives the rate, a branch comes to something between nothing and the cost, up to the cap: 8 million of
# a contract of 8 million and a cap of 20, and nobody knows the amount. So its least is 0 and its most min(cap, cost):
# the share at 100%. The contract is missing while it is unknown, for it changes the most.
#
# So much a unit is a share as well, of a count in place of fen: 1,250 yuan for each of 24 months are 24 times
# 125,000 × 10,000 ten-thousandths of a fen. What bounds the count bounds the most: of at most 24 months no cap of
# 100,000 is ever reached, and while the months are unknown the most is 30,000.


class Interpreter(Generic[B, N]):
    """One pass over one edition; see the example above."""

    def __init__(self, diagram: Diagram, award: Award, numbers: Numbers[B, N]) -> None:
        self.diagram = diagram
        self.award = award
        self.n = numbers
        self.level = {fact: level for level, fact in enumerate(_order(diagram, award.of))}
        self.answers = {
            fact: [self._answered(fact, answers) for answers in sets] for fact, sets in diagram.answer_sets.items()
        }
        self.unknown = {fact: numbers.negate(numbers.known(fact)) for fact in diagram.answer_sets}
        self.open = {
            fact: numbers.false if fact in diagram.presumed else unknown for fact, unknown in self.unknown.items()
        }
        self.inside = self._inside(diagram.within)
        self.differences: dict[tuple[int, int], B] = {}
        of = award.of
        self.cost_known = numbers.known(of) if of else numbers.true
        self.in_range = self.answers[of] if of in diagram.answer_sets else [numbers.true]
        self.paid = [self._paid(branch, branch.cap.value) for branch in award.branches]
        self.least = [
            self._paid(branch, least_cap(branch)) if least_cap(branch) != branch.cap.value else paid
            for branch, paid in zip(award.branches, self.paid, strict=True)
        ]

    def outcome(self) -> Outcome[B, N]:
        n = self.n
        node_reached, leaf_reached = self.walk()
        missing = self.missing(node_reached, leaf_reached)
        assumed = self.assumed(node_reached)
        undetermined = self._any(missing.values())
        low, high = n.choose(self.inside, n.constant(MAX_FEN), n.constant(0)), n.constant(0)
        granted = n.false
        for leaf, reached in zip(self.diagram.leaves, leaf_reached, strict=True):
            least, most, eligible = self._value(leaf)
            low = n.choose(reached, n.lesser(low, least), low)
            high = n.choose(reached, n.greater(high, most), high)
            granted = n.either(granted, n.both(reached, eligible))
        eligible = n.both(granted, n.negate(undetermined))
        amount = n.choose(eligible, high, n.constant(0)) if self.award.has_amount else n.constant(0)
        branches = self._possible_branches(leaf_reached)
        return Outcome(eligible, undetermined, amount, low, high, missing, assumed, branches)

    def walk(self) -> tuple[list[B], list[B]]:
        """Return for each node and each leaf whether what is known, and presumed, leaves a way to it."""
        return self._reached()

    def missing(self, node_reached: list[B], leaf_reached: list[B]) -> dict[str, B]:
        """Return of each fact that is not presumed whether it is unknown and could change the outcome."""
        n = self.n
        missing = {
            fact: self._any(self._matters(node, node_reached[index]) for index, node in self._nodes(fact))
            for fact in self.diagram.answer_sets
            if fact not in self.diagram.presumed and fact != self.award.of
        }
        if self.award.of:
            cost_unknown = n.negate(self.cost_known)
            missing[self.award.of] = self._any(
                n.both(cost_unknown, reached)
                for leaf, reached in zip(self.diagram.leaves, leaf_reached, strict=True)
                if self._varies(leaf)
            )
        return missing

    def assumed(self, node_reached: list[B]) -> dict[str, B]:
        """Return of each presumed fact whether the outcome rests on what it is presumed to be."""
        return {
            fact: self._any(self._decides(node, node_reached[index]) for index, node in self._nodes(fact))
            for fact in sorted(self.diagram.presumed)
        }

    def _inside(self, within: Within | None) -> B:
        """Whether an applicant is in the programme's area; one that says no place, in the area of all that say none."""
        n = self.n
        if within is None:
            return n.true
        there = n.holds(within.fact, within.predicate)
        return n.either(n.negate(n.known(within.fact)), there) if within.home else there

    def _answered(self, fact: str, answers: tuple[bool, ...]) -> B:
        """Whether a fact is known and answers its predicates so."""
        n = self.n
        answered = n.known(fact)
        for predicate, answer in zip(self.diagram.predicates[fact], answers, strict=True):
            holds = n.holds(fact, predicate)
            answered = n.both(answered, holds if answer else n.negate(holds))
        return answered

    def _paid(self, branch: Branch, cap: int) -> N:
        if branch.multiplier is None or self.award.of is None or cap == 0:
            return self.n.constant(cap)
        return self.n.share(self.award.of, branch.multiplier, cap)

    def _nodes(self, fact: str) -> list[tuple[int, Node]]:
        return [(index, node) for index, node in enumerate(self.diagram.nodes) if node.fact == fact]

    def _reached(self) -> tuple[list[B], list[B]]:
        """For each node and each leaf, whether what is known, and presumed, leaves a way to it."""
        n = self.n
        nodes = [n.false] * len(self.diagram.nodes)
        leaves = [n.false] * len(self.diagram.leaves)

        def arrive(child: int, way: B) -> None:
            if child < 0:
                leaves[~child] = n.either(leaves[~child], way)
            else:
                nodes[child] = n.either(nodes[child], way)

        arrive(self.diagram.root, self.inside)
        for index, node in enumerate(self.diagram.nodes):
            ways: dict[int, B] = {}
            for child, way in self._edges(node):
                ways[child] = n.either(ways[child], way) if child in ways else way
            for child, way in ways.items():
                arrive(child, n.both(nodes[index], way))
        return nodes, leaves

    def _edges(self, node: Node) -> list[tuple[int, B]]:
        """The children of a node, each with whether the fact, as far as it is known, lets one go there."""
        n = self.n
        free = self.open[node.fact]
        edges = [
            (child, n.either(free, given)) for child, given in zip(node.children, self.answers[node.fact], strict=True)
        ]
        if node.presumed is not None:
            edges.append((node.presumed, self.unknown[node.fact]))
        return edges

    def _matters(self, node: Node, reached: B) -> B:
        """Whether an open fact's answer, asked at this node, can change the outcome."""
        children = list(dict.fromkeys(node.children))
        pairs = [(a, b) for index, a in enumerate(children) for b in children[index + 1 :]]
        return self.n.both(self.n.both(reached, self.open[node.fact]), self._any(self._differ(a, b) for a, b in pairs))

    def _decides(self, node: Node, reached: B) -> B:
        """Whether an answer to a presumed fact, against the presumption, can change the outcome."""
        assert node.presumed is not None
        presumed = node.presumed
        others = [child for child in dict.fromkeys(node.children) if child != presumed]
        return self.n.both(
            self.n.both(reached, self.unknown[node.fact]), self._any(self._differ(presumed, b) for b in others)
        )

    def _differ(self, a: int, b: int) -> B:
        """Whether some answers to the facts below lead from ``a`` and from ``b`` to different outcomes."""
        if a == b:
            return self.n.false
        key = (min(a, b), max(a, b))
        if key not in self.differences:
            self.differences[key] = self._difference(a, b)
        return self.differences[key]

    def _difference(self, a: int, b: int) -> B:
        """Walk down from two nodes side by side: each answer to the fact that comes first gives a pair to compare."""
        if a < 0 and b < 0:
            return self._leaves_differ(self.diagram.leaves[~a], self.diagram.leaves[~b])
        fact = min((self.diagram.nodes[child].fact for child in (a, b) if child >= 0), key=self.level.__getitem__)
        edges_a, edges_b = self._edges_by(a, fact), self._edges_by(b, fact)
        return self._any(
            self.n.both(way, self._differ(child_a, child_b))
            for (child_a, way), (child_b, _) in zip(edges_a, edges_b, strict=True)
            if child_a != child_b
        )

    def _edges_by(self, child: int, fact: str) -> list[tuple[int, B]]:
        """The edges of a node by the answers to a fact; a node that asks for another one stays where it is."""
        if child >= 0 and self.diagram.nodes[child].fact == fact:
            return self._edges(self.diagram.nodes[child])
        passing = Node(fact, (child,) * len(self.answers[fact]), child if fact in self.diagram.presumed else None)
        return self._edges(passing)

    def _leaves_differ(self, a: tuple[int, ...], b: tuple[int, ...]) -> B:
        n = self.n
        at_the_cost = self._any(
            n.both(in_range, self._branches_differ(one, other))
            for in_range, one, other in zip(self.in_range, a, b, strict=True)
            if one != other
        )
        if not self._differ_somewhere(a, b):
            return n.both(self.cost_known, at_the_cost)
        return n.either(n.negate(self.cost_known), at_the_cost)

    def _branches_differ(self, a: int, b: int) -> B:
        if a < 0 or b < 0:
            return self.n.true
        return self.n.differs(self.paid[a], self.paid[b])

    def _value(self, leaf: tuple[int, ...]) -> tuple[N, N, B]:
        """The least, the most, and whether it can be eligible, at one leaf."""
        n = self.n
        least = most = n.constant(0)
        eligible = n.false
        for in_range, branch in zip(self.in_range, leaf, strict=True):
            if branch >= 0:
                least = n.choose(in_range, self.least[branch], least)
                most = n.choose(in_range, self.paid[branch], most)
                eligible = n.either(eligible, in_range)
        if self.award.of is None:
            return least, most, eligible
        low, high = self._bounds(leaf)
        return (
            n.choose(self.cost_known, least, n.constant(low)),
            n.choose(self.cost_known, most, n.constant(high)),
            n.either(eligible, n.negate(self.cost_known)) if max(leaf) >= 0 else eligible,
        )

    def _bounds(self, leaf: tuple[int, ...]) -> tuple[int, int]:
        """The least and most that a leaf can come to while the eligible cost is unknown."""
        lows, highs = [], []
        for branch, (least, most) in zip(leaf, self.diagram.cost_ranges, strict=True):
            lows.append(self._at(branch, least, at_least=True))
            highs.append(self._at(branch, most))
        return min(lows), max(highs)

    def _varies(self, leaf: tuple[int, ...]) -> bool:
        """Whether the unknown cost can change the outcome at a leaf."""
        outcomes = {
            (branch >= 0, self._at(branch, cost))
            for branch, ends in zip(leaf, self.diagram.cost_ranges, strict=True)
            for cost in ends
        }
        return len(outcomes) > 1

    def _differ_somewhere(self, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        """Whether two leaves differ at some cost."""
        return any(
            self._differ_between(one, other, least, most)
            for one, other, (least, most) in zip(a, b, self.diagram.cost_ranges, strict=True)
        )

    def _differ_between(self, one: int, other: int, least: int, most: int) -> bool:
        """Whether two branches differ at a cost from ``least`` to ``most``: at either end or where a cap binds.

        Between these, both amounts are straight lines, so two that agree there agree everywhere.
        """
        if one == other:
            return False
        if one < 0 or other < 0:
            return True
        binds = {
            (binding_cost(self.award.branches[branch]) or 0) + step for branch in (one, other) for step in (-1, 0, 1)
        }
        costs = {least, most, *(cost for cost in binds if least <= cost <= most)}
        return any(self._at(one, cost) != self._at(other, cost) for cost in costs)

    def _at(self, branch: int, cost: int, *, at_least: bool = False) -> int:
        """The most, or the least, that a branch gives of a cost or count, in fen; nothing where there is no branch."""
        return amount_of(self.award.branches[branch], cost, at_least=at_least) if branch >= 0 else 0

    def _possible_branches(self, leaf_reached: list[B]) -> dict[int, B]:
        """For each branch of the award, whether what is known leaves a way to it."""
        n = self.n
        cost_unknown = n.negate(self.cost_known)
        possible = dict.fromkeys(range(len(self.award.branches)), n.false)
        for leaf, reached in zip(self.diagram.leaves, leaf_reached, strict=True):
            for branch, in_range in zip(leaf, self.in_range, strict=True):
                if branch >= 0:
                    applies = n.both(reached, n.either(cost_unknown, in_range))
                    possible[branch] = n.either(possible[branch], applies)
        return possible

    def _any(self, parts: Iterable[B]) -> B:
        some = self.n.false
        for part in parts:
            some = self.n.either(some, part)
        return some


def _order(diagram: Diagram, cost: str | None) -> list[str]:
    """The facts in the order in which the diagram asks for them, the eligible cost last."""
    return [*(fact for fact in diagram.answer_sets if fact != cost), *([cost] if cost else [])]
