"""What the columns that a batch adds are called, in one language."""

from __future__ import annotations

from szsubsidy.batch.scoring import BEFORE
from szsubsidy.views.phrases import Phrases


def heading(column: str, phrases: Phrases) -> str:
    """Return what an added column is called: a programme by its name; amounts with their unit."""
    terms = column.removesuffix(BEFORE)
    if column in phrases.catalogue.programmes:
        return phrases.name(column)
    if terms in phrases.catalogue.programmes:
        return phrases.fmt("{programme}, terms in force", programme=phrases.name(terms))
    return _words(phrases).get(column, column)


def _words(phrases: Phrases) -> dict[str, str]:
    _ = phrases.tr
    return {
        "total": _("By the terms (yuan)"),
        "total_before": _("By the terms in force (yuan)"),
        "within_reach": _("Within reach (yuan)"),
        "open_now": _("Open (yuan)"),
        "ceilings": _("A panel decides, at most (yuan)"),
        "possible_ceilings": _("Possible, a panel decides, at most (yuan)"),
        "conditional_total": _("If all may be held together (yuan)"),
        "programmes": _("Programmes held"),
        "combination": _("Held together"),
        "reach": _("Applications"),
        "apply_by": _("Last day to apply"),
        "undetermined": _("Undetermined"),
        "possible": _("Possible"),
        "in_doubt": _("In doubt"),
        "rate_unknown": _("Rate not known"),
        "own_terms": _("Own terms"),
        "missing": _("Missing facts"),
        "assumptions": _("Assumed"),
        "unused": _("Not used"),
        "remarks": _("Remarks"),
        "rows": _("Rows"),
        "programme": _("Programme"),
        "status": _("Status"),
        "amount": _("Amount (yuan)"),
        "low": _("At least (yuan)"),
        "high": _("At most (yuan)"),
    }
