"""What may be changed of the answers, as the menu lists it: facts, another contract, money granted already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from szsubsidy.cli.prompts.answers import Answers
from szsubsidy.cli.prompts.base import Row
from szsubsidy.cli.prompts.one_fact import answer_text
from szsubsidy.cli.session import Session
from szsubsidy.formats.page import to_text
from szsubsidy.rules.another import costs_to_add
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.worth_asking import Gap
from szsubsidy.views.project_rows import own_name

ANOTHER, HELD, WITHOUT = "another", "held", "without "
"""The values of rows that are about no fact; behind the last stands the place of a contract."""


def gap_of(value: str) -> Gap:
    """Return the fact that the value of a row means, and the place of its contract."""
    place, fact = value.split(":")
    return Gap(fact, int(place))


class Changes(NamedTuple):
    """The rows of a list from which one is chosen."""

    session: Session
    answers: Answers
    result: Estimate

    def facts(self) -> list[Row]:
        """The facts that were asked, are open or assumed, or would bring in more: the firm's, then each contract's."""
        catalogue, wanted = self.session.catalogue, self._wanted()
        if len(self.answers.contracts) == 1:
            return [self._row(fact, 0) for fact in catalogue.facts if fact in wanted or fact in self._known(0)]
        of_firm = [fact for fact, spec in catalogue.facts.items() if spec.of == "firm"]
        rows = [self._row(fact, 0) for fact in of_firm if fact in wanted or fact in self.answers.facts]
        for place, name in enumerate(self.answers.firm.names):
            known = self._known(place)
            of_project = [fact for fact, spec in catalogue.facts.items() if spec.of == "project"]
            rows += [self._row(fact, place, name) for fact in of_project if fact in known or fact in wanted]
        return rows

    def others(self) -> Iterator[Row]:
        """Another contract, without one of them, and what was granted already."""
        phrases = self.session.phrases
        if costs_to_add(self.result, self.session.catalogue):
            yield Row(ANOTHER, phrases.tr("Add another contract or project of this year"))
        if len(self.answers.contracts) > 1:
            for place, name in enumerate(self.answers.firm.names):
                yield Row(f"{WITHOUT}{place}", phrases.fmt("Leave out {name}", name=own_name(name)))
        granted = [
            phrases.fmt("{programme} {amount}", programme=phrases.name(name), amount=to_text(phrases.money(amount)))
            for name, amount in self.answers.held.items()
        ]
        if granted:
            yield Row(HELD, phrases.fmt("Already granted this year: {grants}", grants=phrases.joined(granted)))
        else:
            yield Row(HELD, phrases.tr("Add what was granted already this year"))

    def _wanted(self) -> set[str]:
        """The facts that matter, whatever was answered."""
        result = self.result
        offered = {fact for notice in result.notices if notice.code == "left-out" for fact in notice.facts}
        applying = [finding for finding in result.findings if finding.applies]
        assumed = {reason.comparison.fact for finding in applying for reason in finding.assumptions}
        return {*result.missing, *offered, *assumed}

    def _known(self, place: int) -> Iterable[str]:
        return {*self.answers.facts, *self.answers.contracts[place].facts}

    def _row(self, fact: str, place: int, name: str = "") -> Row:
        phrases, spec = self.session.phrases, self.session.catalogue.facts[fact]
        label = phrases.labelled(phrases.label(fact), answer_text(phrases, spec, self.answers.answer(spec, place)))
        return Row(f"{place}:{fact}", phrases.labelled(own_name(name), label) if name else label)
