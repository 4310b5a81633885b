"""Changed terms in words: what each is called, what it says, and where."""

from __future__ import annotations

from szsubsidy.analysis.terms_diff import Term
from szsubsidy.catalogue.model import Branch, Figure, Statement, Tier, Window
from szsubsidy.money import grouped, percent
from szsubsidy.views.phrases import Words
from szsubsidy.views.programme import case_text, condition_text


def field_name(field: str, words: Words) -> str:
    """Write what kind of term it is."""
    _ = words._
    return {
        "basis": _("award"),
        "of": _("cost that counts"),
        "rate": _("rate"),
        "amount": _("amount"),
        "cap": _("cap"),
        "usual_cap": _("usual cap"),
        "annual_budget": _("yearly budget"),
        "tier": _("level"),
        "benefit": _("what it gives"),
        "condition": _("condition"),
        "unmodelled": _("condition not checked here"),
        "window": _("application window"),
    }[field]


def term_text(field: str, term: Term, words: Words) -> str:
    """Write what a term says."""
    match term.content:
        case str() as name:
            return words.basis(name) if field == "basis" else words.label(name)
        case Figure() as figure:
            return _amount(figure, words)
        case Branch() as branch:
            share = f"{percent(branch.rate.value)}%" if branch.rate else _amount(branch.cap, words)
            return share + case_text(branch, words)
        case Tier(figure, label):
            return words.about(words.text(label), _amount(figure, words)) if label else _amount(figure, words)
        case Statement(text):
            return words.text(text)
        case Window(opens, closes):
            return words.sentence("{start} to {end}", start=words.day(opens), end=words.day(closes))
        case condition:
            return condition_text(condition, words)


def cited_term(field: str, term: Term, words: Words) -> str:
    """Write what a term says, with its citations and confidence in brackets."""
    cites = words.joined(list(term.cites))
    if term.confidence is not None:
        confidence = words.confidence(term.confidence)
        source = words.sentence("[{cite}, {confidence}]", cite=cites, confidence=confidence)
    else:
        source = f"[{cites}]"
    return f"{term_text(field, term, words)} {source}"


def _amount(figure: Figure, words: Words) -> str:
    return words.sentence("{amount} yuan", amount=grouped(figure.value)) + words.per(figure.per)
