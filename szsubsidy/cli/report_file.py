"""``--report``: the estimate as a file to hand on."""

from __future__ import annotations

from szsubsidy.cli.session import Session
from szsubsidy.formats.page import Chart
from szsubsidy.record import Record
from szsubsidy.rules.estimate import Estimate


class ReportFile(Record):
    """Where a report goes; ``everything``: with the programmes about something else."""

    name: str
    force: bool = False
    everything: bool = False


def check_report(name: str, *, force: bool) -> None:
    """Raise what writing the report would raise, before any question is asked."""
    from szsubsidy.files import check_new
    from szsubsidy.formats.by_ending import ending_of

    ending_of(name)
    check_new(name, force=force)


def write_report(session: Session, result: Estimate, to: ReportFile) -> None:
    """Write the report to a file. Raises as `write_new` does."""
    from szsubsidy import __version__
    from szsubsidy.analysis.calendar import days_ahead
    from szsubsidy.files import write_new
    from szsubsidy.formats.by_ending import ending_of, written
    from szsubsidy.views.full_report import Annex, full_report

    chart = _main_chart(session, result)
    ahead = days_ahead(result.relevant(everything=to.everything), result.as_of)
    annex = Annex(ahead, chart, __version__)
    report = full_report(result, annex, session.phrases, everything=to.everything)
    write_new(to.name, written(report, ending_of(to.name), result.as_of), force=to.force)


def _main_chart(session: Session, result: Estimate) -> Chart | None:
    """What the cost brings that most of the total comes from."""
    from szsubsidy.analysis.sweep import main_sweep
    from szsubsidy.views.sweep import sweep_chart

    sweep = main_sweep(session.catalogue, result)
    return None if sweep is None else sweep_chart(sweep, session.phrases)


def say_written(session: Session, name: str) -> None:
    """Tell that the report is there."""
    from szsubsidy.formats.sanitize import sanitize

    session.env.stdout.flush()
    session.env.say(session.phrases.fmt("The report was written: {path}", path=sanitize(name)))
