"""Asks at a terminal for the facts that are missing and can still change a finding."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.cli.interrupts import Left
from szsubsidy.cli.prompts.base import GoBack, Prompter
from szsubsidy.cli.prompts.folding import folded
from szsubsidy.cli.prompts.one_fact import Asked, Elsewhere, Question, answer_text, ask
from szsubsidy.cli.prompts.so_far import so_far
from szsubsidy.cli.repeat import ESTIMATE, Again, say_how_to_go_on
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.facts.model import Profile
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.worth_asking import brought_in, worth_asking


class Answers(NamedTuple):
    """What is known after the questions.

    ``declined`` was answered with "I don't know"; of what is ``settled`` the person said that no value applies which
    would change a finding.
    """

    profile: Profile
    declined: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


class _Step(NamedTuple):
    """A question that was answered, or declined, and what was known before."""

    question: Question
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
    former: dict[str, Asked] = {}
    answers = known
    while True:
        result = estimate(session.catalogue, answers.profile, as_of)
        question = next_question(session, result, answers)
        if question is None:
            return answers
        if prompter is None:
            say_how_to_leave(session, message("{back} goes back, Ctrl-C leaves; --no-input asks nothing."))
            prompter = prompter_for(session)
        fact = question.fact.id
        question = question._replace(above=so_far(session.phrases, result), back=bool(steps), former=former.get(fact))
        try:
            answer = ask(session, prompter, question)
        except GoBack:
            step = steps.pop()
            prompter.take_back()
            former[step.question.fact.id] = step.answer
            answers = step.before
            continue
        except KeyboardInterrupt:
            say_how_to_go_on(session, answers.profile, as_of, again)
            raise Left from None
        prompter.answered(question.text, answer_text(session.phrases, question.fact, answer))
        steps.append(_Step(question, answers, answer))
        former.pop(fact, None)
        answers = with_answer(answers, fact, answer)


def say_how_to_leave(session: Session, template: str) -> None:
    """Say above the first question how to go back and to leave; on a plain terminal < does what Esc does."""
    told = session.phrases.fmt(template, back="<" if session.env.dumb else "Esc")
    session.env.say("\n".join(folded(told, session.env.width_of(session.env.stderr))))
    session.env.say("")


def with_answer(answers: Answers, fact: str, answer: Asked) -> Answers:
    """Return what is known with one more answer, in place of an earlier one."""
    profile = {name: value for name, value in answers.profile.items() if name != fact}
    declined, settled = answers.declined - {fact}, answers.settled - {fact}
    if isinstance(answer, Elsewhere):
        return Answers(profile, declined, settled | {fact})
    if answer is None:
        return Answers(profile, declined | {fact}, settled)
    return Answers({**profile, fact: answer}, declined, settled)


def next_question(session: Session, result: Estimate, answers: Answers) -> Question | None:
    """Return the question that comes next, None where no answer could change anything.

    What may be offered, such as a district, comes last, when it is known what it could bring.
    """
    facts = session.catalogue.facts
    asked = answers.declined | answers.settled
    for fact in worth_asking(result, asked, session.catalogue):
        return Question.of(session.phrases, facts[fact])
    for spec in facts.values():
        if spec.offered and spec.id not in asked:
            brought = brought_in(result, spec, asked, session.catalogue)
            if brought:
                return Question.offering(session.phrases, spec, brought)
    return None


def prompter_for(session: Session) -> Prompter:
    """Return the way to ask that suits the terminal."""
    if session.env.dumb:
        from szsubsidy.cli.prompts.plain import PlainPrompter

        return PlainPrompter(session)
    from szsubsidy.cli.prompts.lists import ListPrompter

    return ListPrompter(session)
