"""What may be done with an estimate once the questions are answered."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.prompts.base import GoBack, InputClosed, Prompter, PromptOptions
from szsubsidy.cli.prompts.questions import ask, ask_missing, range_so_far
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Profile, Value
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.estimate import Estimate, estimate

QUIT = "quit"


class Menu:
    """Offers to look closer, to change, to compare and to keep, until the person has had enough."""

    def __init__(self, session: Session, prompter: Prompter, profile: Profile, as_of: int) -> None:
        self.session = session
        self.prompter = prompter
        self.profile = profile
        self.as_of = as_of
        self.tr = session.phrases.tr

    def run(self, show: Callable[[Estimate], None]) -> Profile:
        """Offer the entries until "quit" and return the profile as it then is; ``show`` prints an estimate."""
        _ = self.tr
        entries = {
            "explain": _("Explain one programme"),
            "change": _("Change one answer"),
            "compare": _("Compare with another answer"),
            "save": _("Save the profile"),
            "report": _("Write a report"),
            QUIT: _("Quit"),
        }
        while True:
            self.session.env.stdout.flush()
            self.session.env.say("")
            self.session.env.say(range_so_far(self.session, self._estimate()))
            options = PromptOptions(unknown=False, former=(QUIT,))
            try:
                chosen = self.prompter.choose(_("What next?"), list(entries.items()), options=options)
                if chosen in {None, QUIT}:
                    return self.profile
                if chosen == "explain":
                    self._explain()
                elif chosen == "change":
                    self._change(show)
                elif chosen == "compare":
                    self._compare()
                elif chosen == "save":
                    self._save()
                else:
                    self._report()
            except GoBack:
                continue
            except InputClosed:
                self.session.env.say("")
                return self.profile
            except SubsidyError as error:
                self.session.env.say(sanitize(error.line(self.tr)))

    def _explain(self) -> None:
        from szsubsidy.views.explanation import explanation_page

        result = self._estimate()
        shown = [finding.programme.id for finding in result.relevant()]
        names = [(name, self.session.phrases.name(name)) for name in shown]
        chosen = self.prompter.choose(
            self.tr("Which programme?"), names, options=PromptOptions(unknown=False, back=True)
        )
        assert chosen is not None
        self.session.env.say("")
        self.session.write_page(explanation_page(result.explanations[chosen], result, self.session.phrases))

    def _change(self, show: Callable[[Estimate], None]) -> None:
        fact = self._fact(self.tr("Which answer?"))
        value = self._answer(fact)
        known = self._with({name: known for name, known in self.profile.items() if name != fact}, fact, value)
        open_before = self._estimate().missing
        declined = frozenset({*open_before, fact} - known.keys())
        self.profile = ask_missing(self.session, known, self.as_of, self.prompter, declined)
        self.session.env.say("")
        show(self._estimate())

    def _compare(self) -> None:
        from szsubsidy.analysis.compare import Variant
        from szsubsidy.cli.shared_views import comparison_view

        fact = self._fact(self.tr("Another answer to what?"))
        value = self._answer(fact)
        phrases = self.session.phrases
        known = {name: known for name, known in self.profile.items() if name != fact}
        other = self.tr("I don't know") if value is None else phrases.value(fact, value)
        self.session.env.say("")
        variants = [
            Variant(name, estimate(self.session.catalogue, profile, self.as_of))
            for name, profile in (
                (self.tr("as answered"), self.profile),
                (phrases.labelled(phrases.label(fact), other), self._with(known, fact, value)),
            )
        ]
        emit(self.session, Output(), comparison_view(variants, self.session.phrases))

    def _save(self) -> None:
        from szsubsidy.cli.profile_source import save_profile

        path, force = self._file(self.tr("Save under which name?"), "firm.toml", lambda _name: None)
        save_profile(self.session, self.profile, path, force=force)
        self.session.env.say(self.session.phrases.fmt("Saved: {path}", path=sanitize(path)))

    def _report(self) -> None:
        from szsubsidy.cli.repeat import repeat_command
        from szsubsidy.cli.report_file import ReportFile, say_written, write_report
        from szsubsidy.formats.by_ending import ending_of

        path, force = self._file(self.tr("Write to which file? (.md, .html, .xlsx or .docx)"), "report.html", ending_of)
        result = self._estimate()
        again = repeat_command(self.session, self.profile, self.as_of, "table")
        write_report(self.session, result, ReportFile(path, force), again)
        say_written(self.session, path)

    def _estimate(self) -> Estimate:
        return estimate(self.session.catalogue, self.profile, self.as_of)

    def _fact(self, question: str) -> str:
        """Let one of the facts be chosen that were asked, are open or assumed, or would bring in more."""
        result = self._estimate()
        offered = {fact for notice in result.notices if notice.code == "left-out" for fact in notice.facts}
        applying = [finding for finding in result.findings if finding.applies]
        assumed = {reason.comparison.fact for finding in applying for reason in finding.assumptions}
        wanted = {*self.profile, *result.missing, *offered, *assumed}
        phrases = self.session.phrases
        listed = []
        for fact in (fact for fact in self.session.catalogue.facts if fact in wanted):
            answer = phrases.value(fact, self.profile[fact]) if fact in self.profile else self.tr("I don't know")
            listed.append((fact, phrases.labelled(phrases.label(fact), answer)))
        chosen = self.prompter.choose(question, listed, options=PromptOptions(unknown=False, back=True))
        assert chosen is not None
        return chosen

    def _answer(self, fact: str) -> Value | None:
        spec = self.session.catalogue.facts[fact]
        return ask(self.session, self.prompter, spec, self.profile.get(fact), back=True)

    @staticmethod
    def _with(known: Profile, fact: str, value: Value | None) -> Profile:
        return known if value is None else known | {fact: value}

    def _file(self, question: str, default: str, check: Callable[[str], object]) -> tuple[str, bool]:
        """Ask for a file name, and whether one that is there may be overwritten."""
        from pathlib import Path

        from szsubsidy.files import check_new

        def problem(text: str) -> str | None:
            try:
                check_new(text or default, force=True)
                check(text or default)
            except SubsidyError as error:
                return error.line(self.tr)
            return None

        typed = self.prompter.line(
            question, self.tr("empty: {name}").format(name=default), problem, PromptOptions(unknown=False, back=True)
        )
        path = typed or default
        if not Path(path).is_file():
            return path, False
        yes_no = [("no", self.tr("no")), ("yes", self.tr("yes"))]
        question = self.session.phrases.fmt("{path} is there already. Overwrite it?", path=sanitize(path))
        if self.prompter.choose(question, yes_no, options=PromptOptions(unknown=False, back=True)) != "yes":
            raise GoBack
        return path, True
