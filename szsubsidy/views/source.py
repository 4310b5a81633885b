"""One source whole: what it is, what it says and what became of that, and every figure that is taken from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from szsubsidy.analysis.terms_diff import EditionPart
from szsubsidy.analysis.uses import Outcome, Use
from szsubsidy.catalogue.award import Figure, Rate, Statement
from szsubsidy.catalogue.logic import Comparison
from szsubsidy.catalogue.model import (
    Application,
    Claim,
    Dispute,
    Exhausted,
    InForce,
    Override,
    Paused,
    RestsOn,
    Unread,
    Window,
)
from szsubsidy.catalogue.sources import Said, Source
from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.days import iso
from szsubsidy.formats.page import Block, Column, Content, Line, Link, Notes, Page, Section, Table, concat, to_text
from szsubsidy.formats.view import Records
from szsubsidy.money import percent
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.record import Record
from szsubsidy.views.cumulation import reason
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import source_origin_line
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import condition_text
from szsubsidy.views.sources import place_lines, source_document, source_kind
from szsubsidy.views.terms_diff_phrases import field_name, term_text
from szsubsidy.views.values_json import claim_document
from szsubsidy.vocabulary import TermsField

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import (
        OutcomeDocument,
        SaidDocument,
        SourceShownDocument,
        UsedEditionDocument,
        UseDocument,
        UsedValue,
    )

HEADINGS = ("kind", "subject", "starts", "until", "parameter", "text", "cite", "confidence", "outcome")


class Statements(Record):
    """A statement of the source and what became of it."""

    said: Said
    outcomes: Sequence[Outcome]


def source_page(source: Source, statements: Sequence[Statements], uses: Sequence[Use], phrases: Phrases) -> Page:
    """Return what became of each statement of a source, where it is, and all that cites it."""
    _ = phrases.tr
    blocks: list[Block] = []
    if statements:
        columns = (Column(_("It says")), Column(_("What became of it")))
        rows = tuple((phrases.text(each.said.text), _became(each.outcomes, phrases)) for each in statements)
        blocks.append(Table(columns, rows))
    about = tuple((label, lines) for label, lines in _about(source, phrases) if lines)
    if about:
        blocks.append(Notes(about))
    sections: dict[str, list[Line]] = {}
    for use in uses:
        if use.content is not None:
            sections.setdefault(_heading(use, phrases), []).append(_line(use, phrases))
    blocks += [Section(heading, tuple(lines)) for heading, lines in sections.items()]
    if not sections:
        blocks.append(Section("", (_("No figure is taken from it."),)))
    if source.provisions:
        blocks.append(Section(_("Places"), tuple(place_lines(source, phrases))))
    title = source.title_en if phrases.language == "en" else source.title
    return Page(title, phrases.language, tuple(blocks), lead=tuple(_lead(source, phrases)))


def _lead(source: Source, phrases: Phrases) -> Iterator[Content]:
    """Yield whose it is where it is one's own, its title in its language, and what it is: kind, issuer, day, grade."""
    if source.origin is not None:
        yield source_origin_line(source.origin, phrases)
    if phrases.language == "en" and source.title != source.title_en:
        yield source.title
    parts = [
        source_kind(source.kind, phrases),
        phrases.text(source.issuer),
        source.number or "",
        phrases.day(source.issued) if source.issued else "",
        phrases.fmt("valid until {day}", day=phrases.day(source.until)) if source.until else "",
    ]
    yield phrases.clauses([" · ".join(part for part in parts if part), phrases.confidence(source.confidence)])


def _about(source: Source, phrases: Phrases) -> Iterator[tuple[str, tuple[Content, ...]]]:
    """Yield what is to be said of a source, its address, and the pages on which it was read."""
    _ = phrases.tr
    yield _("Note"), (phrases.text(source.note),) if source.note else ()
    yield _("Address"), (phrases.link(source.link),) if source.link else ()
    yield _("Read at"), tuple(map(Link, source.seen))


def source_shown(
    source: Source, statements: Sequence[Statements], uses: Sequence[Use], as_of: int, phrases: Phrases
) -> SourceShownDocument:
    """Return the same as JSON; amounts are yuan, rates per cent."""
    return {
        **envelope_of_terms(phrases, as_of),
        "source": source_document(source, phrases),
        "statements": [_said(each, phrases) for each in statements],
        "uses": [_use(use, phrases) for use in uses],
    }


def source_records(source: Source, statements: Sequence[Statements], uses: Sequence[Use], phrases: Phrases) -> Records:
    """Return a row for each thing that cites the source, then one for each statement of it and programme."""
    rows = [
        (
            "use" if use.dispute is None else "dispute",
            use.subject,
            iso(use.edition.starts) if use.edition else "",
            iso(use.edition.until) if use.edition and use.edition.until else "",
            use.parameter,
            to_text(_value(use, phrases)),
            use.cite,
            use.confidence or "",
            "",
        )
        for use in uses
    ]
    for each in statements:
        text, cite = phrases.text(each.said.text), f"{source.id}#{each.said.at}"
        confidence = source.provisions[each.said.at].confidence
        rows += [
            ("statement", found.programme, "", "", found.parameter, text, cite, confidence, found.kind)
            for found in each.outcomes
        ]
    return Records(HEADINGS, rows)


def _became(outcomes: Sequence[Outcome], phrases: Phrases) -> Content:
    """Write what became of a statement: a programme once with all its figures, programmes without one together."""
    named = [_name(outcome, phrases) for outcome in outcomes if outcome.kind == "named"]
    used: dict[str, dict[str, None]] = {}
    for outcome in outcomes:
        if outcome.kind == "used":
            rate = outcome.content
            what = f"{percent(rate.value)}%" if isinstance(rate, Rate) else parameter_name(outcome.parameter, phrases)
            used.setdefault(_name(outcome, phrases), {})[_contested(what, outcome.against, phrases)] = None
    told: list[Content] = [
        phrases.fmt("{programme}, {what}", programme=programme, what=phrases.joined(whats))
        for programme, whats in used.items()
    ]
    told += [_not_used(outcome, phrases) for outcome in outcomes if outcome.kind not in {"used", "named"}]
    if named:
        told.append(phrases.fmt("{programmes}: no figure here", programmes=phrases.joined(named)))
    return phrases.clauses(told)


def _name(outcome: Outcome, phrases: Phrases) -> str:
    """Write which programme something became of; by its id, where there is none of that id."""
    is_known = outcome.programme in phrases.catalogue.programmes
    return phrases.name(outcome.programme) if is_known else outcome.programme


def _contested(what: str, against: Dispute | None, phrases: Phrases) -> str:
    """Write what is used, and which other values are claimed for it; of sentences, only that there are others."""
    if against is None:
        return what
    if against.field == "benefit":
        return phrases.in_brackets(what, phrases.tr("used here, and disputed"))
    values: dict[str, None] = dict.fromkeys(to_text(_claimed(against, claim, phrases)) for claim in against.others)
    others = phrases.joined(list(values))
    return phrases.in_brackets(what, phrases.fmt("used here, and disputed: {others}", others=others))


def _claimed(dispute: Dispute, claim: Claim, phrases: Phrases) -> Content:
    """Write what a source says of a disputed parameter, an amount with its unit."""
    if dispute.field in {"cap", "usual_cap", "annual_budget"}:
        return phrases.money(claim.value)
    return phrases.claim(dispute, claim)


def _not_used(outcome: Outcome, phrases: Phrases) -> Content:
    programme, parameter = _name(outcome, phrases), parameter_name(outcome.parameter, phrases)
    if outcome.dispute is not None:
        return phrases.fmt(
            "{programme}, {parameter}: disputed, {adopted} is used here",
            programme=programme,
            parameter=parameter,
            adopted=_claimed(outcome.dispute, outcome.dispute.adopted, phrases),
        )
    if outcome.kind == "otherwise":
        return phrases.fmt("{programme}, {parameter}: another figure", programme=programme, parameter=parameter)
    return phrases.tr("information: no figure for a firm")


def parameter_name(parameter: str, phrases: Phrases) -> str:
    """Write what a parameter is, by its path in a file: ``rates[0].percent`` is a rate, ``rates[0].cap`` a cap."""
    _ = phrases.tr
    head = "cap" if parameter.endswith(".cap") else parameter.partition("[")[0].partition(".")[0]
    if ".when." in parameter or head == "eligibility":
        return field_name("condition", phrases)
    beside_terms = {
        "announced": _("item of the page"),
        "in_force": _("days in force"),
        "rate_unknown": _("rate not known"),
        "notes": _("note"),
        "overrides": _("which fact decides"),
        "apply": _("where to apply"),
        "readings": _("another reading"),
    }
    field = _FIELDS.get(head, head)
    if field in get_args(TermsField):
        return field_name(field, phrases)
    return beside_terms.get(head, parameter)


_FIELDS = {"rates": "rate", "amounts": "amount", "tiers": "tier", "benefits": "benefit", "windows": "window"}
"""What a term is called where a file has a list of it."""


def _heading(use: Use, phrases: Phrases) -> str:
    """Name the terms that take something from the source; the rules on combining grants stand under one heading."""
    if use.edition is None:
        return phrases.tr("Rules on combining grants")
    programme = phrases.catalogue.programmes[use.subject]
    return phrases.fmt(
        "{programme}, terms of {period}", programme=phrases.name(programme.id), period=phrases.period(use.edition)
    )


def _line(use: Use, phrases: Phrases) -> Content:
    """Write what is taken, with its place in the source and how sure it is: ``cap: 10,000,000 yuan [#2, official]``."""
    what = parameter_name(use.parameter, phrases) if use.edition else use.subject
    if use.dispute is not None:
        what = phrases.in_brackets(phrases.parameter(use.dispute), phrases.tr("disputed"))
    place = use.cite.partition("#")[2]
    confidence = phrases.confidence(use.confidence) if use.confidence else ""
    where = phrases.joined([part for part in (f"#{place}" if place else "", confidence) if part])
    told = phrases.labelled(what, _value(use, phrases))
    return concat(told, f" [{where}]") if where else told


def _value(use: Use, phrases: Phrases) -> Content:
    """Write what a use takes from its source."""
    match use.content:
        case Claim() as claim if use.dispute is not None:
            return _claimed(use.dispute, claim, phrases)
        case Rate(value=value, when=when):
            rate = f"{percent(value)}%"
            return phrases.in_brackets(rate, condition_text(when, phrases)) if when else rate
        case Figure() | Statement() | Window() | RestsOn() | Unread() | Paused() | Exhausted() as term:
            return term_text("", EditionPart(term, ()), phrases)
        case InForce() if use.edition is not None:
            return phrases.period(use.edition)
    return _words(use.content, phrases)


def _words(content: Record | None, phrases: Phrases) -> Content:
    """Write what is neither a figure nor days."""
    match content:
        case Comparison():
            return phrases.clause(content)
        case Reading(text=text) | Application(office=text):
            return phrases.text(text)
        case Override(by=by, fact=fact):
            by, fact = phrases.label(by), phrases.label(fact)
            return phrases.fmt("{by}, once known, decides over: {fact}", by=by, fact=fact)
        case Rule() | JointCap():
            return reason(content, phrases)
    return ""


def _said(each: Statements, phrases: Phrases) -> SaidDocument:
    return {
        "at": each.said.at,
        "text": each.said.text,
        "outcomes": [_outcome_document(outcome, phrases) for outcome in each.outcomes],
    }


def _outcome_document(outcome: Outcome, phrases: Phrases) -> OutcomeDocument:
    dispute = outcome.dispute
    return {
        "kind": outcome.kind,
        "programme": outcome.programme or None,
        "parameter": outcome.parameter or None,
        "adopted": claim_document(dispute, dispute.adopted, phrases)["value"] if dispute else None,
        "disputed_by": [claim.cite for claim in outcome.against.others] if outcome.against else [],
    }


def _use(use: Use, phrases: Phrases) -> UseDocument:
    edition: UsedEditionDocument | None = None
    if use.edition is not None:
        until = None if use.edition.until is None else Day(use.edition.until)
        edition = {"starts": Day(use.edition.starts), "until": until}
    is_rule = isinstance(use.content, Rule | JointCap | Reading)
    return {
        "programme": None if is_rule else use.subject,
        "rule": use.subject if is_rule else None,
        "edition": edition,
        "parameter": use.parameter or None,
        "disputed": use.dispute is not None,
        "value": _figure(use, phrases),
        "text": to_text(_value(use, phrases)),
        "cite": use.cite,
        "confidence": use.confidence,
    }


def _figure(use: Use, phrases: Phrases) -> UsedValue:
    match use.content:
        case Claim() as claim if use.dispute is not None:
            return claim_document(use.dispute, claim, phrases)["value"]
        case Rate(value=value) | JointCap(rate=value):
            return Percent(value)
        case Figure(value=value):
            return Yuan(value)
    return None
