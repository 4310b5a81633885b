"""What may be done with an estimate once the questions are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.cli.changes import ANOTHER, HELD, WITHOUT, Changes, gap_of
from szsubsidy.cli.emit import Output, emit, written
from szsubsidy.cli.holding import ask_for_held
from szsubsidy.cli.keeping import keep
from szsubsidy.cli.prompts.another import NO_OTHER, Another, ask_for_another
from szsubsidy.cli.prompts.answers import Answers
from szsubsidy.cli.prompts.base import GoBack, InputClosed, Left, Prompter, PromptOptions, Row
from szsubsidy.cli.prompts.one_fact import Asked, Elsewhere, Question, answer_text, ask
from szsubsidy.cli.prompts.questions import ask_missing
from szsubsidy.cli.repeat import say_how_to_go_on
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import estimate_view
from szsubsidy.errors import SubsidyError
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.another import costs_to_add, topics_of_cost
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.worth_asking import Gap, brought_in, moves_most, without_offers
from szsubsidy.views.project_rows import own_name
from szsubsidy.views.wanted import Wanted

LEAVE = "leave"
_BACK = PromptOptions(unknown=False, back=True, tell_back=True)


class Menu:
    """Offers to narrow the answer, to look closer, to change, to compare and to keep, until the person has enough."""

    def __init__(self, session: Session, prompter: Prompter, answers: Answers, as_of: int) -> None:
        self.session = session
        self.prompter = prompter
        self.answers = answers
        self.as_of = as_of
        self.phrases = session.phrases
        self.tr = session.phrases.tr
        self.room: int | None = None
        self.result = self._estimate()

    def run(self) -> Answers:
        """Show the answer, offer the entries until the person leaves, and return the answers as they then are."""
        self._show()
        while True:
            entries = self._entries()
            rows = [Row(name, label) for name, (label, _) in entries.items()]
            keys = self.tr("(arrows, Enter; Esc leaves)")
            options = PromptOptions(unknown=False, back=True, keys=keys, room=self.room)
            self.session.env.stdout.flush()
            self.session.env.say("")
            try:
                chosen = self.prompter.choose(self.tr("What next?"), rows, options)
            except GoBack:
                return self.answers
            except InputClosed:
                return self.answers
            except KeyboardInterrupt:
                say_how_to_go_on(self.session, self.answers.firm, self.as_of)
                raise Left from None
            assert chosen is not None
            label, entry = entries[chosen]
            self.prompter.answered(self.tr("What next?"), label)
            if chosen == LEAVE:
                return self.answers
            self.room = None
            try:
                entry()
            except GoBack:
                continue
            except InputClosed:
                return self.answers
            except SubsidyError as error:
                self.session.env.say(sanitize(error.line(self.tr)))

    def _entries(self) -> dict[str, tuple[str, Callable[[], None]]]:
        """What is offered, with its label, in this order: what would narrow the answer comes first."""
        _ = self.tr
        result = self.result
        entries: dict[str, tuple[str, Callable[[], None]]] = {}
        for gap in self._narrowing(result):
            entries[f"add {gap}"] = (self._to_add(gap), partial(self._add, gap))
        shown = result.relevant()
        if len(shown) == 1:
            name = self._in_sentence(self.phrases.name(shown[0].programme.id))
            entries["explain"] = (self.phrases.fmt("Explain {programme}", programme=name), self._explain)
        elif shown:
            entries["explain"] = (_("Explain a programme"), self._explain)
        entries["change"] = (_("Change or add an answer"), self._change)
        entries["compare"] = (_("Compare with another case"), self._compare)
        entries["keep"] = (_("Save, or write a report"), self._keep)
        entries[LEAVE] = (_("Leave"), lambda: None)
        return entries

    def _narrowing(self, result: Estimate) -> list[Gap]:
        """The facts that would narrow the answer: those that bring something in, then the one that moves it most."""
        catalogue, passed_over = self.session.catalogue, self._passed_over()
        offered = [
            Gap(fact.id)
            for fact in catalogue.facts.values()
            if fact.offered
            and fact.id not in self.answers.settled
            and brought_in(result, fact, passed_over - {fact.id}, catalogue)
        ]
        most = moves_most(result, catalogue)
        return [*offered, *([most] if most and most not in offered else [])]

    def _passed_over(self) -> frozenset[str]:
        return frozenset().union(*self.answers.passed_over)

    def _to_add(self, gap: Gap) -> str:
        if gap.fact == PLACE:
            return self.tr("Add the district")
        return self.phrases.fmt("Add: {fact}", fact=self._named(gap))

    def _named(self, gap: Gap) -> str:
        """What a fact is called, with the contract that it is of where there are several."""
        label = self.phrases.label(gap.fact)
        if len(self.answers.contracts) == 1 or self.session.catalogue.facts[gap.fact].of == "firm":
            return label
        name = own_name(self.answers.firm.names[gap.place])
        return self.phrases.fmt("{fact} of {projects}", fact=label, projects=name)

    def _in_sentence(self, name: str) -> str:
        """A programme's name in the middle of a sentence; in English, one that is no proper name is not capitalised."""
        first, _, rest = name.partition(" ")
        places = {area.name["en"] for area in self.session.catalogue.areas.values()}
        if self.phrases.language != "en" or first in places or not first.istitle() or not rest.islower():
            return name
        return f"the {first.lower()} {rest}"

    def _show(self) -> None:
        """Print the answer, and remember how many lines it leaves of the screen."""
        env = self.session.env
        result = without_offers(self.result, self.answers.settled)
        page = written(self.session, Output(), estimate_view(result, self.phrases, Wanted(menu=True)))
        env.say("")
        self.session.write(page)
        height = env.height_of(env.stdout)
        lines = page.count("\n")
        # A page that is higher than the screen has scrolled away, whatever the menu takes.
        self.room = None if height is None or lines > height else height - lines - 1

    def _add(self, gap: Gap) -> None:
        catalogue, spec = self.session.catalogue, self.session.catalogue.facts[gap.fact]
        brought = brought_in(self.result, spec, self._passed_over() - {gap.fact}, catalogue) if spec.offered else {}
        question = Question.offering(self.phrases, spec, brought) if brought else self._question(gap)
        self._take(gap, self._ask(question))

    def _explain(self) -> None:
        from szsubsidy.views.explanation import explanation_page

        result = self.result
        shown = [finding.programme.id for finding in result.relevant()]
        chosen = shown[0]
        if len(shown) > 1:
            names = [Row(name, self.phrases.name(name)) for name in shown]
            chosen = self.prompter.choose(self.tr("Which programme?"), names, _BACK) or chosen
        self.session.env.say("")
        self.session.write_page(explanation_page(result.explanations[chosen], result, self.phrases))

    def _change(self) -> None:
        change = Changes(self.session, self.answers, self.result)
        chosen = self._choose(self.tr("Which answer?"), [*change.facts(), *change.others()])
        if chosen == ANOTHER:
            self._add_another()
        elif chosen == HELD:
            held = ask_for_held(self.session, self.prompter, self.result)
            self._go_on(self.answers.with_held(held.programme, held.amount))
        elif chosen.startswith(WITHOUT):
            self._go_on(self.answers.without(int(chosen.removeprefix(WITHOUT))))
        else:
            gap = gap_of(chosen)
            self._take(gap, self._ask(self._question(gap)))

    def _add_another(self) -> None:
        """Ask for one more contract; of which cost, where the firm speaks of several."""
        costs = costs_to_add(self.result, self.session.catalogue)
        cost = costs[0].id
        if len(costs) > 1:
            question = Another.of(self.phrases, costs, len(self.answers.contracts))._replace(back=True)
            cost = ask_for_another(self.prompter, question)
            if cost == NO_OTHER:
                raise GoBack
            self.prompter.answered(question.text, question.label(cost))
        answers = self.answers.with_another(cost, topics_of_cost(self.result, cost, self.session.catalogue))
        spec, place = self.session.catalogue.facts[cost], len(answers.contracts) - 1
        amount = Question.of(self.phrases, spec).about(self.phrases, place, answers.firm.names)
        self._go_on(answers.with_answer(spec, place, self._ask(amount)))

    def _take(self, gap: Gap, answer: Asked) -> None:
        """Take an answer, and go on from it."""
        spec = self.session.catalogue.facts[gap.fact]
        answers = self.answers.with_answer(spec, gap.place, answer)
        if spec.topical and not isinstance(answer, Elsewhere):
            answers = answers._replace(settled=frozenset())  # other districts may pay for what it now is
        self._go_on(answers)

    def _go_on(self, answers: Answers) -> None:
        """Ask for what matters now, and show what came of it."""
        self.answers = ask_missing(self.session, answers, self.as_of, self.prompter)
        self.result = self._estimate()
        self._show()

    def _compare(self) -> None:
        from szsubsidy.analysis.compare import Variant
        from szsubsidy.cli.shared_views import comparison_view

        asked = self.tr("Which answer do you want to vary?")
        gap = gap_of(self._choose(asked, Changes(self.session, self.answers, self.result).facts()))
        question = self._question(gap)
        answer = self._ask(question)
        other = self.answers.with_answer(question.fact, gap.place, answer).firm
        label = self.phrases.labelled(self._named(gap), answer_text(self.phrases, question.fact, answer))
        variants = [
            Variant(self.tr("as answered"), self.result),
            Variant(label, estimate(self.session.catalogue, other, self.as_of)),
        ]
        self.session.env.say("")
        emit(self.session, Output(), comparison_view(variants, self.phrases))

    def _keep(self) -> None:
        keep(self.session, self.prompter, self.answers.firm, without_offers(self.result, self.answers.settled))

    def _estimate(self) -> Estimate:
        return estimate(self.session.catalogue, self.answers.firm, self.as_of)

    def _question(self, gap: Gap) -> Question:
        spec = self.session.catalogue.facts[gap.fact]
        question = Question.of(self.phrases, spec).about(self.phrases, gap.place, self.answers.firm.names)
        return question._replace(former=self.answers.answer(spec, gap.place))

    def _ask(self, question: Question) -> Asked:
        question = question._replace(back=True, tell_back=True)
        answer = ask(self.session, self.prompter, question)
        self.prompter.answered(question.text, answer_text(self.phrases, question.fact, answer))
        return answer

    def _choose(self, question: str, rows: list[Row]) -> str:
        chosen = self.prompter.choose(question, rows, _BACK)
        assert chosen is not None
        return chosen
