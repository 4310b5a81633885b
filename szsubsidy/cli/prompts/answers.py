"""What a person has answered so far: of the firm, and of each of its contracts of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from szsubsidy.cli.prompts.one_fact import Asked, Elsewhere
from szsubsidy.facts.model import Fact, Firm, Profile, Project, apart, firm_with, one_project


class Contract(NamedTuple):
    """What was answered of one project of the firm.

    ``declined`` was answered with "I don't know". ``cost`` is the amount that it was added for, None of the first.
    """

    name: str
    facts: Profile
    declined: frozenset[str] = frozenset()
    cost: str | None = None


class Answers(NamedTuple):
    """What is known after the questions.

    ``facts`` and ``declined``, which was answered with "I don't know", are those of the firm; of what is ``settled``
    the person said that no value applies which would change a finding. ``amounts`` are the costs that were asked for
    and told. ``is_all``: there is no other contract of the year.
    """

    facts: Profile
    contracts: tuple[Contract, ...]
    held: Mapping[str, int] = {}
    declined: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    is_all: bool = False

    @classmethod
    def of(cls, known: Profile | Firm, facts: Mapping[str, Fact]) -> Answers:
        """Return the answers that tell what is known before anything is asked."""
        firm = apart(known if isinstance(known, Firm) else one_project(known), facts)
        return cls(firm.facts, tuple(Contract(each.name, each.facts) for each in firm.projects), firm.held)

    @property
    def firm(self) -> Firm:
        """The firm that the answers tell of; with one project that has no name it is a flat profile."""
        return firm_with(self.facts, [Project(each.name, each.facts) for each in self.contracts], dict(self.held))

    @property
    def passed_over(self) -> list[frozenset[str]]:
        """The facts that are not to be asked for again, of each contract."""
        return [self.declined | self.settled | contract.declined for contract in self.contracts]

    def answer(self, fact: Fact, place: int) -> Asked:
        """Return what was answered to a fact; None where it was not asked, or "I don't know"."""
        if fact.id in self.settled:
            return Elsewhere()
        return (self.contracts[place].facts if fact.of == "project" else self.facts).get(fact.id)

    def with_answer(self, fact: Fact, place: int, answer: Asked) -> Answers:
        """Return what is known with one more answer, in place of an earlier one."""
        told = self.amounts | {fact.id} if fact.another and answer is not None else self.amounts
        settled = self.settled | {fact.id} if isinstance(answer, Elsewhere) else self.settled - {fact.id}
        after = self._replace(amounts=told, settled=settled)
        if fact.of == "firm":
            facts, declined = _answered(self.facts, self.declined, fact.id, answer)
            return after._replace(facts=facts, declined=declined)
        contract = self.contracts[place]
        facts, declined = _answered(contract.facts, contract.declined, fact.id, answer)
        contract = contract._replace(facts=facts, declined=declined)
        return after._replace(contracts=(*self.contracts[:place], contract, *self.contracts[place + 1 :]))

    def with_another(self, cost: str, topics: Mapping[str, frozenset[str]]) -> Answers:
        """Return them with one more contract, of a cost; what it is about is taken where it can be but one thing."""
        facts: Profile = {topic: values for topic, values in topics.items() if len(values) == 1}
        return self._replace(contracts=(*self.contracts, Contract("", facts, cost=cost)), is_all=False)

    def with_held(self, programme: str, amount: int) -> Answers:
        """Return them with what a programme granted already in the year, in fen; 0 is nothing."""
        held = {**self.held, programme: amount}
        return self._replace(held={name: granted for name, granted in held.items() if granted})

    def without(self, place: int) -> Answers:
        """Return them without one of several contracts."""
        return self._replace(contracts=(*self.contracts[:place], *self.contracts[place + 1 :]))


def _answered(facts: Profile, declined: frozenset[str], fact: str, answer: Asked) -> tuple[Profile, frozenset[str]]:
    """The facts, and those that were answered with "I don't know", after one more answer."""
    others = {name: value for name, value in facts.items() if name != fact}
    if isinstance(answer, Elsewhere):
        return others, declined - {fact}
    if answer is None:
        return others, declined | {fact}
    return {**others, fact: answer}, declined - {fact}
