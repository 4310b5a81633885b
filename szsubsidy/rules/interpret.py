"""The interpreter: what an edition's diagram and award say, over any number system.

One walk serves a single firm (plain integers) and a table of firms (expressions): it is generic
over `Numbers`, and knows neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar

from szsubsidy.catalogue.model import Award, Branch, Diagram, Node, Predicate
from szsubsidy.money import MAX_FEN, share

B = TypeVar("B")
N = TypeVar("N")


class Numbers(Protocol[B, N]):
    """The operations that the interpreter needs: truth values ``B`` and amounts of fen ``N``."""

    true: B
    false: B

    def known(self, fact: str) -> B:
        """Whether the fact is known."""

    def holds(self, fact: str, predicate: Predicate) -> B:
        """Whether the fact is known and its atom holds."""

    def negate(self, a: B) -> B: ...

    def both(self, a: B, b: B) -> B: ...

    def either(self, a: B, b: B) -> B: ...

    def constant(self, fen: int) -> N: ...

    def share(self, fact: str, rate: int, cap: int) -> N:
        """``rate`` of the amount ``fact``, rounded down, at most ``cap``; anything where it is unknown."""

    def choose(self, condition: B, a: N, b: N) -> N: ...

    def lesser(self, a: N, b: N) -> N: ...

    def greater(self, a: N, b: N) -> N: ...

    def add(self, a: N, b: N) -> N: ...

    def left(self, a: N, b: N) -> N:
        """What is left of ``a`` after ``b``, at least nothing."""

    def differs(self, a: N, b: N) -> B: ...

    def exceeds(self, a: N, b: N) -> B: ...


class Outcome(NamedTuple, Generic[B, N]):
    """What one edition says. ``amount`` is fen, 0 unless ``eligible``.

    Exactly one of ``eligible``, ``undetermined`` or neither (ineligible) holds. ``low`` and
    ``high`` bound what the unknown facts leave open; ``missing`` and ``assumed`` tell of each
    fact whether it is one; ``taken`` whether a branch of the award is still possible.
    """

    eligible: B
    undetermined: B
    amount: N
    low: N
    high: N
    missing: dict[str, B]
    assumed: dict[str, B]
    taken: dict[int, B]


def interpret(diagram: Diagram, award: Award, numbers: Numbers[B, N]) -> Outcome[B, N]:
    """Return what the edition with this diagram and award says."""
    return _Walk(diagram, award, numbers).outcome()


class _Walk(Generic[B, N]):
    def __init__(self, diagram: Diagram, award: Award, numbers: Numbers[B, N]) -> None:
        self.diagram = diagram
        self.award = award
        self.n = numbers
        self.level = {fact: place for place, fact in enumerate(_order(diagram, award.of))}
        self.cell = {
            fact: [self._cell(fact, answers) for answers in cells] for fact, cells in diagram.answer_sets.items()
        }
        self.unknown = {fact: numbers.negate(numbers.known(fact)) for fact in diagram.answer_sets}
        self.open = {
            fact: numbers.false if fact in diagram.presumed else unknown for fact, unknown in self.unknown.items()
        }
        self.differences: dict[tuple[int, int], B] = {}
        of = award.of
        self.cost_known = numbers.known(of) if of else numbers.true
        self.cost_cell = self.cell[of] if of in diagram.answer_sets else [numbers.true]
        self.paid = [self._paid(branch, branch.cap.value) for branch in award.branches]
        self.usual = [
            self._paid(branch, branch.usual_cap.value) if branch.usual_cap else paid
            for branch, paid in zip(award.branches, self.paid, strict=True)
        ]

    def outcome(self) -> Outcome[B, N]:
        n = self.n
        reach, reached = self._reach()
        missing = {
            fact: self._any(self._matters(node, reach[place]) for place, node in self._nodes(fact))
            for fact in self.diagram.answer_sets
            if fact not in self.diagram.presumed and fact != self.award.of
        }
        if self.award.of:
            cost_unknown = n.negate(self.cost_known)
            missing[self.award.of] = self._any(
                n.both(cost_unknown, reached[place])
                for place, leaf in enumerate(self.diagram.leaves)
                if self._varies(leaf)
            )
        assumed = {
            fact: self._any(self._decides(node, reach[place]) for place, node in self._nodes(fact))
            for fact in sorted(self.diagram.presumed)
        }
        undetermined = self._any(missing.values())
        low, high = n.constant(MAX_FEN), n.constant(0)
        granted = n.false
        for place, leaf in enumerate(self.diagram.leaves):
            least, most, eligible = self._value(leaf)
            low = n.choose(reached[place], n.lesser(low, least), low)
            high = n.choose(reached[place], n.greater(high, most), high)
            granted = n.either(granted, n.both(reached[place], eligible))
        eligible = n.both(granted, n.negate(undetermined))
        amount = n.choose(eligible, high, n.constant(0))
        return Outcome(eligible, undetermined, amount, low, high, missing, assumed, self._taken(reached))

    def _cell(self, fact: str, answers: tuple[bool, ...]) -> B:
        n = self.n
        found = n.known(fact)
        for predicate, answer in zip(self.diagram.predicates[fact], answers, strict=True):
            holds = n.holds(fact, predicate)
            found = n.both(found, holds if answer else n.negate(holds))
        return found

    def _paid(self, branch: Branch, cap: int) -> N:
        if branch.rate is None or self.award.of is None:
            return self.n.constant(cap)
        return self.n.share(self.award.of, branch.rate.value, cap)

    def _nodes(self, fact: str) -> list[tuple[int, Node]]:
        return [(place, node) for place, node in enumerate(self.diagram.nodes) if node.fact == fact]

    def _reach(self) -> tuple[list[B], list[B]]:
        """For each node and each leaf, whether the known facts leave a way to it."""
        n = self.n
        nodes = [n.false] * len(self.diagram.nodes)
        leaves = [n.false] * len(self.diagram.leaves)

        def arrive(child: int, way: B) -> None:
            if child < 0:
                leaves[~child] = n.either(leaves[~child], way)
            else:
                nodes[child] = n.either(nodes[child], way)

        arrive(self.diagram.root, n.true)
        for place, node in enumerate(self.diagram.nodes):
            ways: dict[int, B] = {}
            for child, taken in self._edges(node):
                ways[child] = n.either(ways[child], taken) if child in ways else taken
            for child, taken in ways.items():
                arrive(child, n.both(nodes[place], taken))
        return nodes, leaves

    def _edges(self, node: Node) -> list[tuple[int, B]]:
        n = self.n
        free = self.open[node.fact]
        edges = [(child, n.either(free, cell)) for child, cell in zip(node.children, self.cell[node.fact], strict=True)]
        if node.presumed is not None:
            edges.append((node.presumed, self.unknown[node.fact]))
        return edges

    def _matters(self, node: Node, reached: B) -> B:
        """Whether an open fact's answer, asked at this node, can change the outcome."""
        children = list(dict.fromkeys(node.children))
        pairs = [(a, b) for place, a in enumerate(children) for b in children[place + 1 :]]
        return self.n.both(self.n.both(reached, self.open[node.fact]), self._any(self._differ(a, b) for a, b in pairs))

    def _decides(self, node: Node, reached: B) -> B:
        """Whether an answer to a presumed fact, against the presumption, can change the outcome."""
        assert node.presumed is not None
        assumed = node.presumed
        others = [child for child in dict.fromkeys(node.children) if child != assumed]
        return self.n.both(
            self.n.both(reached, self.unknown[node.fact]), self._any(self._differ(assumed, b) for b in others)
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
        if a < 0 and b < 0:
            return self._leaves_differ(self.diagram.leaves[~a], self.diagram.leaves[~b])
        fact = min((self.diagram.nodes[child].fact for child in (a, b) if child >= 0), key=self.level.__getitem__)
        edges_a, edges_b = self._edges_by(a, fact), self._edges_by(b, fact)
        return self._any(
            self.n.both(taken, self._differ(child_a, child_b))
            for (child_a, taken), (child_b, _) in zip(edges_a, edges_b, strict=True)
            if child_a != child_b
        )

    def _edges_by(self, child: int, fact: str) -> list[tuple[int, B]]:
        if child >= 0 and self.diagram.nodes[child].fact == fact:
            return self._edges(self.diagram.nodes[child])
        passing = Node(fact, (child,) * len(self.cell[fact]), child if fact in self.diagram.presumed else None)
        return self._edges(passing)

    def _leaves_differ(self, a: tuple[int, ...], b: tuple[int, ...]) -> B:
        n = self.n
        known = self._any(
            n.both(cell, self._branches_differ(one, other))
            for cell, one, other in zip(self.cost_cell, a, b, strict=True)
            if one != other
        )
        if not self._differ_somewhere(a, b):
            return n.both(self.cost_known, known)
        return n.either(n.negate(self.cost_known), known)

    def _branches_differ(self, a: int, b: int) -> B:
        if a < 0 or b < 0:
            return self.n.true
        return self.n.differs(self.paid[a], self.paid[b])

    def _value(self, leaf: tuple[int, ...]) -> tuple[N, N, B]:
        """The least, the most, and whether it can be eligible, at one leaf."""
        n = self.n
        least = most = n.constant(0)
        eligible = n.false
        for cell, branch in zip(self.cost_cell, leaf, strict=True):
            if branch >= 0:
                least = n.choose(cell, self.usual[branch], least)
                most = n.choose(cell, self.paid[branch], most)
                eligible = n.either(eligible, cell)
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
            lows.append(self._at(branch, least, usual=True))
            highs.append(self._at(branch, most))
        return min(lows), max(highs)

    def _varies(self, leaf: tuple[int, ...]) -> bool:
        """Whether the unknown cost can change the outcome at a leaf."""
        seen = {
            (branch >= 0, self._at(branch, cost))
            for branch, ends in zip(leaf, self.diagram.cost_ranges, strict=True)
            for cost in ends
        }
        return len(seen) > 1

    def _differ_somewhere(self, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        """Whether two leaves differ at some cost: at the ends of a cell or where a cap binds."""
        for one, other, (least, most) in zip(a, b, self.diagram.cost_ranges, strict=True):
            if one == other:
                continue
            if one < 0 or other < 0:
                return True
            binds = {
                self._binding(self.award.branches[branch]) + step for branch in (one, other) for step in (-1, 0, 1)
            }
            costs = {least, most, *(cost for cost in binds if least <= cost <= most)}
            if any(self._at(one, cost) != self._at(other, cost) for cost in costs):
                return True
        return False

    def _at(self, branch: int, cost: int, *, usual: bool = False) -> int:
        if branch < 0:
            return 0
        terms = self.award.branches[branch]
        cap = terms.usual_cap.value if usual and terms.usual_cap else terms.cap.value
        return cap if terms.rate is None else min(cap, share(cost, terms.rate.value))

    def _taken(self, reached: list[B]) -> dict[int, B]:
        n = self.n
        free = n.negate(self.cost_known)
        found = dict.fromkeys(range(len(self.award.branches)), n.false)
        for place, leaf in enumerate(self.diagram.leaves):
            for branch, cell in zip(leaf, self.cost_cell, strict=True):
                if branch >= 0:
                    here = n.both(reached[place], n.either(free, cell))
                    found[branch] = n.either(found[branch], here)
        return found

    def _binding(self, branch: Branch) -> int:
        return binding_cost(branch) or 0

    def _any(self, parts: Iterable[B]) -> B:
        found = self.n.false
        for part in parts:
            found = self.n.either(found, part)
        return found


def binding_cost(branch: Branch) -> int | None:
    """Return the least cost, in fen, at which the cap of a branch binds; None if it never does."""
    if branch.rate is None or branch.rate.value == 0:
        return None
    return -(-branch.cap.value * 10_000 // branch.rate.value)


def _order(diagram: Diagram, cost: str | None) -> list[str]:
    return [*(fact for fact in diagram.answer_sets if fact != cost), *([cost] if cost else [])]
