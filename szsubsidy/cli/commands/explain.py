"""``szsubsidy explain``: one programme, condition by condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, fact_options, option, output_options, programme_argument, signed
from szsubsidy.cli.profile_source import as_of_option, given_profile, profile_options, save_profile
from szsubsidy.cli.session import Session
from szsubsidy.record import replace
from szsubsidy.rules.finding import find


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        programme_argument(session.catalogue, _),
        *fact_options(session.catalogue, session.env.language, _),
        *profile_options(_, session.catalogue.facts),
        as_of_option(_),
        option("no_input", bool, False, "--no-input", help=_("Ask nothing, even at a terminal.")),
        *output_options(_, ("text", "json")),
        *common_options(_),
    ]
    doc = _(
        "Explain one programme's finding: each condition, the arithmetic, the provisions, the disputes.\n\n"
        "Example: szsubsidy explain training-voucher --company-type startup --compute-contract 800万"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """Explain what one programme says to the facts given."""
    programme = session.programme(given["programme"])
    as_of = session.day(given["as_of"])
    profile = given_profile(session, given)
    if session.env.interactive and not given["no_input"]:
        alone = replace(session.catalogue, programmes={programme.id: programme})
        from szsubsidy.cli.prompts.base import ask_missing

        profile = ask_missing(session._replace(catalogue=alone), profile, as_of)
    if given["save_profile"] is not None:
        save_profile(session, profile, given["save_profile"], force=given["force"])
    finding = find(programme, profile, as_of)
    if given["as_json"]:
        from szsubsidy.views.estimate_json import explanation_document

        session.write_json(explanation_document(finding, profile, session.phrases))
    else:
        from szsubsidy.views.explanation import explanation_page

        session.write_report(explanation_page(finding, profile, as_of, session.phrases))
    return 0
