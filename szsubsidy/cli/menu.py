"""What may be done with an estimate once the questions are answered."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.cli.emit import Output, emit, written
from szsubsidy.cli.interrupts import Left
from szsubsidy.cli.keeping import keep
from szsubsidy.cli.prompts.base import GoBack, InputClosed, Prompter, PromptOptions, Row
from szsubsidy.cli.prompts.one_fact import Asked, Elsewhere, Question, answer_text, ask
from szsubsidy.cli.prompts.questions import Answers, ask_missing, with_answer
from szsubsidy.cli.repeat import say_how_to_go_on
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import estimate_view
from szsubsidy.errors import SubsidyError
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.worth_asking import brought_in, moves_most, without_offers
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
                say_how_to_go_on(self.session, self.answers.profile, self.as_of)
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
        for fact in self._narrowing(result):
            entries[f"add {fact}"] = (self._to_add(fact), lambda fact=fact: self._add(fact))  # type: ignore[misc]
        shown = result.relevant()
        if len(shown) == 1:
            name = self._in_sentence(self.phrases.name(shown[0].programme.id))
            entries["explain"] = (self.phrases.fmt("Explain {programme}", programme=name), self._explain)
        elif shown:
            entries["explain"] = (_("Explain a programme"), self._explain)
        entries["change"] = (_("Change an answer"), self._change)
        entries["compare"] = (_("Compare with another case"), self._compare)
        entries["keep"] = (_("Save, or write a report"), self._keep)
        entries[LEAVE] = (_("Leave"), lambda: None)
        return entries

    def _narrowing(self, result: Estimate) -> list[str]:
        """The facts that would narrow the answer: those that bring something in, then the one that moves it most."""
        catalogue = self.session.catalogue
        offered = [
            fact.id
            for fact in catalogue.facts.values()
            if fact.offered
            and fact.id not in self.answers.settled
            and brought_in(result, fact, self.answers.declined - {fact.id}, catalogue)
        ]
        most = moves_most(result)
        return [*offered, *([most] if most and most not in offered else [])]

    def _to_add(self, fact: str) -> str:
        if fact == PLACE:
            return self.tr("Add the district")
        return self.phrases.fmt("Add: {fact}", fact=self.phrases.label(fact))

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

    def _add(self, fact: str) -> None:
        catalogue, spec = self.session.catalogue, self.session.catalogue.facts[fact]
        brought = brought_in(self.result, spec, self.answers.declined - {fact}, catalogue) if spec.offered else {}
        question = Question.offering(self.phrases, spec, brought) if brought else Question.of(self.phrases, spec)
        self._take(fact, self._ask(question))

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
        fact = self._fact(self.tr("Which answer?"))
        self._take(fact, self._ask(self._question(fact)))

    def _take(self, fact: str, answer: Asked) -> None:
        """Take an answer, ask for what matters now, and show what came of it."""
        self.answers = with_answer(self.answers, fact, answer)
        if self.session.catalogue.facts[fact].topical and not isinstance(answer, Elsewhere):
            self.answers = self.answers._replace(settled=frozenset())  # other districts may pay for what it now is
        self.answers = ask_missing(self.session, self.answers, self.as_of, self.prompter)
        self.result = self._estimate()
        self._show()

    def _compare(self) -> None:
        from szsubsidy.analysis.compare import Variant
        from szsubsidy.cli.shared_views import comparison_view

        fact = self._fact(self.tr("Which answer do you want to vary?"))
        question = self._question(fact)
        answer = self._ask(question)
        other = with_answer(self.answers, fact, answer).profile
        label = self.phrases.labelled(self.phrases.label(fact), answer_text(self.phrases, question.fact, answer))
        variants = [
            Variant(self.tr("as answered"), self.result),
            Variant(label, estimate(self.session.catalogue, other, self.as_of)),
        ]
        self.session.env.say("")
        emit(self.session, Output(), comparison_view(variants, self.phrases))

    def _keep(self) -> None:
        keep(self.session, self.prompter, self.answers.profile, without_offers(self.result, self.answers.settled))

    def _estimate(self) -> Estimate:
        return estimate(self.session.catalogue, self.answers.profile, self.as_of)

    def _question(self, fact: str) -> Question:
        question = Question.of(self.phrases, self.session.catalogue.facts[fact])
        return question._replace(former=self.answers.profile.get(fact))

    def _ask(self, question: Question) -> Asked:
        question = question._replace(back=True, tell_back=True)
        answer = ask(self.session, self.prompter, question)
        self.prompter.answered(question.text, answer_text(self.phrases, question.fact, answer))
        return answer

    def _fact(self, question: str) -> str:
        """Let one of the facts be chosen that were asked, are open or assumed, or would bring in more."""
        result = self.result
        offered = {fact for notice in result.notices if notice.code == "left-out" for fact in notice.facts}
        applying = [finding for finding in result.findings if finding.applies]
        assumed = {reason.comparison.fact for finding in applying for reason in finding.assumptions}
        wanted = {*self.answers.profile, *result.missing, *offered, *assumed}
        rows = []
        for fact in (fact for fact in self.session.catalogue.facts if fact in wanted):
            known: Asked = self.answers.profile.get(fact)
            if known is None and fact in self.answers.settled:
                known = Elsewhere()
            answer = answer_text(self.phrases, self.session.catalogue.facts[fact], known)
            rows.append(Row(fact, self.phrases.labelled(self.phrases.label(fact), answer)))
        chosen = self.prompter.choose(question, rows, _BACK)
        assert chosen is not None
        return chosen
