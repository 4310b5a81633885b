"""The question whether a firm has another contract of the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from szsubsidy.cli.prompts.base import UNKNOWN_NAMES, Prompter, PromptOptions, Row
from szsubsidy.cli.prompts.one_fact import Asked
from szsubsidy.facts.model import Fact
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sentences import begun

NO_OTHER = "no"


class Another(NamedTuple):
    """What is asked: "no", or the cost that another contract is of. The rest is as of `Question`."""

    text: str
    rows: tuple[Row, ...]
    place: int
    above: str = ""
    back: bool = False
    former: Asked = None

    @classmethod
    def of(cls, phrases: Phrases, costs: Sequence[Fact], place: int) -> Another:
        """Return the question: one, whatever costs there may be another contract of. Who does not know says "no"."""
        no = Row(NO_OTHER, phrases.tr("No, that is all"), ("n", "no", "没有", "沒有", *UNKNOWN_NAMES))
        if len(costs) > 1:
            kinds = (Row(cost.id, str(begun(short_name(cost.id, phrases)))) for cost in costs)
            return cls(phrases.tr("Another contract or project of this year?"), (no, *kinds), place)
        [cost] = costs
        assert cost.another is not None
        yes = Row(cost.id, phrases.tr("Yes, one more"), ("y", "yes"))
        return cls(phrases.text(cost.another), (no, yes), place)

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other question."""
        return "another", self.place

    def label(self, answer: Asked) -> str:
        """How an answer reads."""
        return next(row.label for row in self.rows if row.value == answer)


def ask_for_another(prompter: Prompter, question: Another) -> str:
    """Put the question, and return the cost that another contract is of; Enter alone says that there is none.

    Raises `GoBack` if the question allows that.
    """
    before = question.former if isinstance(question.former, str) else None
    options = PromptOptions(
        unknown=False,
        back=question.back,
        former=(before or NO_OTHER,),
        returned=question.label(before) if before else "",
        above=question.above,
    )
    return prompter.choose(question.text, question.rows, options) or NO_OTHER
