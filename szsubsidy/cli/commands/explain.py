"""``szsubsidy explain``: one programme, condition by condition."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import AsOf, NoInput, Option, ProgrammeName
from szsubsidy.cli.profile_source import Force, ProfileFile, SaveProfile, Settings, read_firm, save_firm
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats.view import View
from szsubsidy.record import replace
from szsubsidy.rules.concerned import concerned
from szsubsidy.rules.estimate import estimate


def command(
    session: Session,
    programme: ProgrammeName,
    *,
    facts: FactTexts,
    profile_file: ProfileFile = None,
    settings: Settings = None,
    save_to: SaveProfile = None,
    force: Force = False,
    as_of: AsOf = None,
    ids: Annotated[bool, Option("--ids", help=message("Cite by the ids of sources, not by numbers."))] = False,
    no_input: NoInput = False,
    output: Output,
) -> int:
    """Explain one programme's result: how much and why, what an answer would change, how to apply, the sources.

    Example: szsubsidy explain training-voucher --company-type startup --compute-contract 800万
    """
    from szsubsidy.views.estimate_json import explanation_document
    from szsubsidy.views.estimate_records import finding_records
    from szsubsidy.views.explanation import explanation_page

    explained = session.programme(programme)
    day = session.day(as_of)
    firm = read_firm(session, profile_file, facts, settings)
    if session.env.interactive and not no_input:
        alone = replace(session.catalogue, programmes={explained.id: explained})
        from szsubsidy.cli.prompts.answers import Answers
        from szsubsidy.cli.prompts.questions import ask_missing
        from szsubsidy.cli.repeat import Again

        again = Again(("explain", explained.id), output.format)
        asking = replace(session, catalogue=alone)
        firm = ask_missing(asking, Answers.of(firm, session.catalogue.facts), day, again=again).firm
    if save_to is not None:
        session = save_firm(session, firm, save_to, force=force)
    result = estimate(session.catalogue, firm, day, {explained.id, *concerned(session.catalogue, firm)})
    explanation = result.explanations[explained.id]
    view = View(
        lambda: explanation_page(explanation, result, session.phrases, ids=ids),
        lambda: explanation_document(explanation, result, session.phrases),
        lambda: finding_records(explanation.finding, result.on_application_day(explanation.finding), session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.estimate_json import explanation_document

    return explanation_document
