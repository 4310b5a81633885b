"""Asks at a terminal for the facts that are missing and can still change a finding."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.cli.prompts.another import NO_OTHER, Another, ask_for_another
from szsubsidy.cli.prompts.answers import Answers
from szsubsidy.cli.prompts.base import GoBack, Left, Prompter
from szsubsidy.cli.prompts.folding import folded
from szsubsidy.cli.prompts.one_fact import Asked, Question, answer_text, ask
from szsubsidy.cli.prompts.so_far import so_far
from szsubsidy.cli.repeat import ESTIMATE, Again, say_how_to_go_on
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.rules.another import costs_worth_adding, topics_of_cost
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.worth_asking import brought_in, worth_asking


class _Step(NamedTuple):
    """A question that was answered, or declined, and what was known before."""

    key: tuple[str, int]
    before: Answers
    answer: Asked


def ask_missing(
    session: Session,
    known: Answers,
    as_of: int,
    prompter: Prompter | None = None,
    again: Again = ESTIMATE,
) -> Answers:
    """Return what the person answered beside what is known; asks nothing that can change no finding.

    Without a ``prompter`` it makes one, and says first how to go back and to leave. Raises `Left` where the person
    leaves, who then has been told the command, ``again``, that goes on from there.
    """
    steps: list[_Step] = []
    former: dict[tuple[str, int], Asked] = {}
    answers = known
    while True:
        result = estimate(session.catalogue, answers.firm, as_of)
        question = next_question(session, result, answers)
        if question is None:
            return answers
        if prompter is None:
            say_how_to_leave(session, message("{back} goes back, Ctrl-C leaves; --no-input asks nothing."))
            prompter = prompter_for(session)
        above, key = so_far(session.phrases, result), question.key
        question = question._replace(above=above, back=bool(steps), former=former.get(key))
        try:
            answer = _put(session, prompter, question)
        except GoBack:
            step = steps.pop()
            prompter.take_back()
            former[step.key] = step.answer
            answers = step.before
            continue
        except KeyboardInterrupt:
            say_how_to_go_on(session, answers.firm, as_of, again)
            raise Left from None
        steps.append(_Step(key, answers, answer))
        former.pop(key, None)
        answers = _taken(session, result, answers, question, answer)


def say_how_to_leave(session: Session, template: str) -> None:
    """Say above the first question how to go back and to leave; on a plain terminal < does what Esc does."""
    told = session.phrases.fmt(template, back="<" if session.env.dumb else "Esc")
    session.env.say("\n".join(folded(told, session.env.width_of(session.env.stderr))))
    session.env.say("")


def next_question(session: Session, result: Estimate, answers: Answers) -> Question | Another | None:
    """Return the question that comes next, None where no answer could change anything.

    Of a contract that was added its amount comes first. Whether there is another one is asked when all is known of
    those that there are, and what may be offered, such as a district, comes last, when it is known what it could bring.
    """
    facts, phrases = session.catalogue.facts, session.phrases
    added = _about_added(session, result, answers)
    if added is not None:
        return added
    asked = answers.passed_over
    for gap in worth_asking(result, asked, session.catalogue):
        return Question.of(phrases, facts[gap.fact]).about(phrases, gap.place, result.firm.names)
    if answers.amounts and not answers.is_all:
        costs = [facts[cost] for cost in costs_worth_adding(result, session.catalogue)]
        if costs:
            return Another.of(phrases, costs, len(answers.contracts))
    anywhere = frozenset().union(*asked)
    for spec in facts.values():
        if spec.offered and spec.id not in anywhere:
            brought = brought_in(result, spec, anywhere, session.catalogue)
            if brought:
                return Question.offering(phrases, spec, brought)
    return None


def _about_added(session: Session, result: Estimate, answers: Answers) -> Question | None:
    """The next question about the contract that was added last: its amount, then what it is about, if that is open."""
    place = len(answers.contracts) - 1
    contract = answers.contracts[place]
    if contract.cost is None:
        return None
    known = contract.facts.keys() | contract.declined
    facts, phrases, names = session.catalogue.facts, session.phrases, result.firm.names
    if contract.cost not in known:
        return Question.of(phrases, facts[contract.cost]).about(phrases, place, names)
    for topic, values in topics_of_cost(result, contract.cost, session.catalogue).items():
        if topic not in known:
            return Question.of(phrases, facts[topic]).limited_to(values).about(phrases, place, names)
    return None


def _put(session: Session, prompter: Prompter, question: Question | Another) -> Asked:
    """Put a question, and leave one line of it. Raises `GoBack` if it allows that."""
    if isinstance(question, Another):
        cost = ask_for_another(prompter, question)
        prompter.answered(question.text, question.label(cost))
        return cost
    answer = ask(session, prompter, question)
    prompter.answered(question.text, answer_text(session.phrases, question.fact, answer))
    return answer


def _taken(
    session: Session, result: Estimate, answers: Answers, question: Question | Another, answer: Asked
) -> Answers:
    """Return what is known with the answer to a question."""
    if isinstance(question, Question):
        return answers.with_answer(question.fact, question.place, answer)
    if not isinstance(answer, str) or answer == NO_OTHER:
        return answers._replace(is_all=True)
    return answers.with_another(answer, topics_of_cost(result, answer, session.catalogue))


def prompter_for(session: Session) -> Prompter:
    """Return the way to ask that suits the terminal."""
    if session.env.dumb:
        from szsubsidy.cli.prompts.plain import PlainPrompter

        return PlainPrompter(session)
    from szsubsidy.cli.prompts.lists import ListPrompter

    return ListPrompter(session)
