"""Keeps what was answered in the interview: as a profile, or as a report."""

from __future__ import annotations

from pathlib import Path

from szsubsidy.cli.prompts.base import Field, GoBack, Prompter, PromptOptions, Row
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Firm
from szsubsidy.files import check_new
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.rules.estimate import Estimate

_BACK = PromptOptions(unknown=False, back=True, tell_back=True)


def keep(session: Session, prompter: Prompter, firm: Firm, result: Estimate) -> None:
    """Ask for a file, whose ending tells what it is to hold, and write it. Raises `GoBack`."""
    phrases = session.phrases
    path, force = _file(session, prompter)
    if _is_profile(path):
        from szsubsidy.cli.profile_source import save_firm

        save_firm(session, firm, path, force=force)
        session.env.say(phrases.fmt("Saved: {path}", path=sanitize(path)))
        return
    from szsubsidy.cli.report_file import ReportFile, say_written, write_report

    write_report(session, result, ReportFile(path, force))
    say_written(session, path)


def _file(session: Session, prompter: Prompter) -> tuple[str, bool]:
    """Ask for a file's name, and whether one that is there may be overwritten."""
    from szsubsidy.formats.by_ending import ending_of

    phrases = session.phrases

    def wrong(path: str) -> str | None:
        if not path:
            return phrases.tr("An answer is needed here.")
        try:
            check_new(path, force=True)
            if not _is_profile(path):
                ending_of(path)
        except SubsidyError as error:
            return error.line(phrases.tr)
        return None

    question = phrases.tr("Which file?")
    example = phrases.tr("firm.toml to save the answers; report.html, .md, .xlsx or .docx for a report")
    path = prompter.line(question, Field(example, wrong), _BACK) or ""
    prompter.answered(question, sanitize(path))
    if not Path(path).is_file():
        return path, False
    asked = phrases.fmt("{path} is there already. Overwrite it?", path=sanitize(path))
    rows = [Row("no", phrases.tr("No")), Row("yes", phrases.tr("Yes"))]
    if prompter.choose(asked, rows, _BACK) != "yes":
        raise GoBack
    return path, True


def _is_profile(path: str) -> bool:
    return Path(path).suffix.casefold() == ".toml"
