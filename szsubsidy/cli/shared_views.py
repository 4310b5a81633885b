"""The views of estimates and comparisons, which several commands and the menu show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from szsubsidy.formats.view import Records, View
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.wanted import ANSWER, Wanted

if TYPE_CHECKING:
    from szsubsidy.analysis.compare import Variant
    from szsubsidy.formats.page import Page


def estimate_view(result: Estimate, phrases: Phrases, wanted: Wanted = ANSWER) -> View:
    """Return an estimate, as a page with what is ``wanted`` beside the answer.

    What makes each shape is loaded where that shape is wanted: of all views this one must be there soonest.
    """

    def page() -> Page:
        from szsubsidy.views.estimate import estimate_page

        return estimate_page(result, phrases, wanted)

    def document() -> object:
        from szsubsidy.views.estimate_json import estimate_document

        return estimate_document(result, phrases, everything=wanted.everything, details=wanted.details)

    def records() -> Records:
        from szsubsidy.views.estimate_records import estimate_records

        return estimate_records(result, phrases, everything=wanted.everything)

    return View(page, document, records)


def comparison_view(variants: Sequence[Variant], phrases: Phrases) -> View:
    """Return variants, the first of which is the baseline; ``phrases`` must know every programme of theirs."""
    from szsubsidy.analysis.compare import side_by_side
    from szsubsidy.views.compare import comparison_page
    from szsubsidy.views.compare_json import comparison_document, comparison_records

    compared = side_by_side(variants, phrases.catalogue)
    return View(
        lambda: comparison_page(compared, phrases),
        lambda: comparison_document(compared, phrases),
        lambda: comparison_records(compared),
    )
