"""What may be done with an estimate once the questions are answered."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.prompts.base import Asker, Ended, Leeway, WentBack, ask, ask_missing, range_so_far
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Profile, Value
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.estimate import Estimate, estimate

QUIT = "quit"


class Menu:
    """Offers to look closer, to change, to compare and to keep, until the person has had enough."""

    def __init__(self, session: Session, asker: Asker, profile: Profile, as_of: int) -> None:
        self.session = session
        self.asker = asker
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
            self.session.env.say(range_so_far(self.session, estimate(self.session.catalogue, self.profile, self.as_of)))
            leeway = Leeway(unknown=False, former=(QUIT,))
            try:
                chosen = self.asker.choose(_("What next?"), list(entries.items()), leeway=leeway)
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
            except WentBack:
                continue
            except Ended:
                self.session.env.say("")
                return self.profile
            except SubsidyError as error:
                self.session.env.say(sanitize(error.line(self.tr)))

    def _explain(self) -> None:
        from szsubsidy.views.explanation import explanation_page
        from szsubsidy.views.sections import relevant

        found = estimate(self.session.catalogue, self.profile, self.as_of)
        shown = [finding.programme.id for finding in relevant(found, self.session.phrases, everything=False)]
        names = [(name, self.session.phrases.name(name)) for name in shown]
        chosen = self.asker.choose(self.tr("Which programme?"), names, leeway=Leeway(unknown=False, back=True))
        assert chosen is not None
        self.session.env.say("")
        self.session.write_report(explanation_page(found.explanations[chosen], self.session.phrases))

    def _change(self, show: Callable[[Estimate], None]) -> None:
        fact = self._fact(self.tr("Which answer?"))
        value = self._answer(fact)
        known = self._with({name: known for name, known in self.profile.items() if name != fact}, fact, value)
        open_before = estimate(self.session.catalogue, self.profile, self.as_of).missing
        declined = frozenset({*open_before, fact} - known.keys())
        self.profile = ask_missing(self.session, known, self.as_of, self.asker, declined)
        self.session.env.say("")
        show(estimate(self.session.catalogue, self.profile, self.as_of))

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
        found = estimate(self.session.catalogue, self.profile, self.as_of)
        again = repeat_command(self.session, self.profile, self.as_of, "table")
        write_report(self.session, found, ReportFile(path, force), again)
        say_written(self.session, path)

    def _fact(self, question: str) -> str:
        """Let one of the facts be chosen that were asked, are open or assumed, or would bring in more."""
        found = estimate(self.session.catalogue, self.profile, self.as_of)
        offered = {fact for notice in found.notices if notice.code == "left-out" for fact in notice.facts}
        current = [item for item in found.findings if item.applies]
        assumed = {reason.comparison.fact for item in current for reason in item.assumptions}
        wanted = {*self.profile, *found.missing, *offered, *assumed}
        phrases = self.session.phrases
        listed = []
        for fact in (item for item in self.session.catalogue.facts if item in wanted):
            told = phrases.value(fact, self.profile[fact]) if fact in self.profile else self.tr("I don't know")
            listed.append((fact, phrases.labelled(phrases.label(fact), told)))
        chosen = self.asker.choose(question, listed, leeway=Leeway(unknown=False, back=True))
        assert chosen is not None
        return chosen

    def _answer(self, fact: str) -> Value | None:
        spec = self.session.catalogue.facts[fact]
        return ask(self.session, self.asker, spec, self.profile.get(fact), back=True)

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

        typed = self.asker.line(
            question, self.tr("empty: {name}").format(name=default), problem, Leeway(unknown=False, back=True)
        )
        path = typed or default
        if not Path(path).is_file():
            return path, False
        yes_no = [("no", self.tr("no")), ("yes", self.tr("yes"))]
        told = self.session.phrases.fmt("{path} is there already. Overwrite it?", path=sanitize(path))
        if self.asker.choose(told, yes_no, leeway=Leeway(unknown=False, back=True)) != "yes":
            raise WentBack
        return path, True
