"""Writes estimates and comparisons in the formats that they have."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.analysis.compare import Variant
from szsubsidy.cli.emit import write_shown
from szsubsidy.cli.session import Session
from szsubsidy.rules.estimate import Estimate


def write_estimate(session: Session, result: Estimate, output: str, *, everything: bool) -> None:
    """Write the estimate to stdout in one of the formats."""
    phrases = session.phrases
    if output == "json":
        from szsubsidy.views.estimate_json import estimate_document

        session.write_json(estimate_document(result, phrases))
        return
    if output == "csv":
        from szsubsidy.views.estimate_csv import estimate_csv

        session.write(estimate_csv(result, phrases))
        return
    from szsubsidy.views.estimate import estimate_page

    write_shown(session, estimate_page(result, phrases, everything=everything), output)


def write_comparison(session: Session, variants: Sequence[Variant], output: str) -> None:
    """Write variants in one of the formats; the session's words must know every programme of theirs."""
    from szsubsidy.views.compare import comparison_csv, comparison_document, comparison_page

    if output == "json":
        session.write_json(comparison_document(variants, session.phrases))
    elif output == "csv":
        session.write(comparison_csv(variants, session.phrases))
    else:
        write_shown(session, comparison_page(variants, session.phrases), output)
