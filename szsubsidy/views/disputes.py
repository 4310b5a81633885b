"""The disputes of the catalogue: what is adopted, what other sources say, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Claim, Dispute, Edition, Programme
from szsubsidy.catalogue.together import JointCap
from szsubsidy.days import iso
from szsubsidy.facts.types import type_of
from szsubsidy.fields import Text
from szsubsidy.formats.page import Content, Page, Section, concat, to_text
from szsubsidy.formats.view import Records
from szsubsidy.money import percent, plain
from szsubsidy.quantities import Day, Percent
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import cited, condition_text
from szsubsidy.views.values_json import claim_document
from szsubsidy.vocabulary import Confidence

if TYPE_CHECKING:
    from szsubsidy.views.documents.programmes import CatalogueDisputeDocument, DisputedCapDocument, DisputesDocument

HEADINGS = (
    "programme",
    "starts",
    "until",
    "parameter",
    "adopted",
    "cite",
    "confidence",
    "other",
    "other_cite",
    "other_confidence",
    "reason",
)
_MONEY = {"cap", "usual_cap", "annual_budget"}


def disputes_page(programmes: Iterable[Programme], phrases: Phrases) -> Page:
    """Return one section for each programme with a dispute, and each joint cap that can be read otherwise."""
    blocks = []
    programmes = list(programmes)
    for programme in programmes:
        lines = tuple(_lines(programme, phrases))
        if lines:
            blocks.append(Section(to_text(phrases.full_name(programme)), lines))
    for cap in _read_otherwise(programmes, phrases):
        names = phrases.joined([phrases.name(programme) for programme in cap.programmes])
        blocks.append(Section(phrases.labelled(phrases.tr("Joint cap"), names), tuple(_readings(cap, phrases))))
    return Page(
        "", phrases.language, tuple(blocks) or (Section("", (phrases.tr("No source contradicts another here."),)),)
    )


def disputes_document(programmes: Iterable[Programme], as_of: int, phrases: Phrases) -> DisputesDocument:
    """Return every dispute of every edition, and every other reading of a joint cap, as JSON; amounts are yuan."""
    programmes = list(programmes)
    return {
        **envelope_of_terms(phrases, as_of),
        "disputes": [
            _document(programme, edition, dispute, phrases) for programme, edition, dispute in _all(programmes)
        ],
        "readings": [_joint_cap(cap, phrases) for cap in _read_otherwise(programmes, phrases)],
    }


def _joint_cap(cap: JointCap, phrases: Phrases) -> DisputedCapDocument:
    return {
        "rule_id": cap.id,
        "programmes": list(cap.programmes),
        "of": cap.of,
        "percent": Percent(cap.rate),
        "starts": None if cap.starts is None else Day(cap.starts),
        "until": None if cap.until is None else Day(cap.until),
        "adopted": phrases.text(cap.reason),
        "cite": cap.cite,
        "confidence": cap.confidence,
        "others": [
            {
                "reading": reading.reading,
                "own": list(reading.own),
                "text": phrases.text(reading.text),
                "cite": reading.cite,
                "confidence": reading.confidence,
            }
            for reading in cap.readings
        ],
    }


def _document(programme: Programme, edition: Edition, dispute: Dispute, phrases: Phrases) -> CatalogueDisputeDocument:
    adopted = claim_document(dispute, dispute.adopted, phrases)
    return {
        "programme": programme.id,
        "edition": {"starts": Day(edition.starts), "until": None if edition.until is None else Day(edition.until)},
        "parameter": dispute.parameter,
        "adopted": adopted["value"],
        "cite": adopted["cite"],
        "others": [claim_document(dispute, other, phrases) for other in dispute.others],
        "reason": phrases.text(dispute.reason),
        "confidence": adopted["confidence"],
    }


def disputes_records(programmes: Iterable[Programme], phrases: Phrases) -> Records:
    """Return one row for each value that differs from an adopted one; amounts are yuan, rates per cent.

    The rows of joint caps that can be read otherwise come last, each with the programmes joined.
    """
    programmes = list(programmes)
    readings = [(cap, reading) for cap in _read_otherwise(programmes, phrases) for reading in cap.readings]
    return Records(
        HEADINGS,
        [
            (
                programme.id,
                iso(edition.starts),
                iso(edition.until) if edition.until else "",
                dispute.parameter,
                _cell(dispute, dispute.adopted, phrases),
                dispute.adopted.cite,
                dispute.adopted.confidence,
                _cell(dispute, other, phrases),
                other.cite,
                other.confidence,
                phrases.text(dispute.reason),
            )
            for programme, edition, dispute in _all(programmes)
            for other in dispute.others
        ]
        + [
            (
                ";".join(cap.programmes),
                iso(cap.starts) if cap.starts else "",
                iso(cap.until) if cap.until else "",
                cap.id,
                percent(cap.rate),
                cap.cite,
                cap.confidence,
                reading.reading,
                reading.cite,
                reading.confidence,
                phrases.text(reading.text),
            )
            for cap, reading in readings
        ],
    )


def _read_otherwise(programmes: Iterable[Programme], phrases: Phrases) -> list[JointCap]:
    """The joint caps over any of the programmes that can be read otherwise."""
    wanted = {programme.id for programme in programmes}
    return [cap for cap in phrases.catalogue.joint_caps if cap.readings and not wanted.isdisjoint(cap.programmes)]


def _readings(cap: JointCap, phrases: Phrases) -> Iterator[Content]:
    def said(text: Text, cite: str, confidence: Confidence) -> Content:
        return concat(phrases.text(text), " ", cited(cite, confidence, phrases))

    yield phrases.fmt("Adopted: {reading}", reading=said(cap.reason, cap.cite, cap.confidence))
    for reading in cap.readings:
        yield phrases.fmt("Read otherwise: {reading}", reading=said(reading.text, reading.cite, reading.confidence))


def _all(programmes: Iterable[Programme]) -> Iterator[tuple[Programme, Edition, Dispute]]:
    for programme in programmes:
        for edition in programme.editions:
            for dispute in edition.disputes:
                yield programme, edition, dispute


def _lines(programme: Programme, phrases: Phrases) -> Iterator[Content]:
    """Write each dispute once, with all the terms that it runs through."""
    listed: list[tuple[Dispute, list[str]]] = []
    for _programme, edition, dispute in _all([programme]):
        periods = next((periods for known, periods in listed if known == dispute), None)
        if periods is None:
            listed.append((dispute, [phrases.period(edition)]))
        else:
            periods.append(phrases.period(edition))
    for dispute, periods in listed:
        yield phrases.fmt(
            "{parameter}, terms of {periods}: {adopted} is adopted {source}.",
            parameter=phrases.parameter(dispute),
            periods=phrases.joined(periods),
            adopted=phrases.claim(dispute, dispute.adopted),
            source=cited(dispute.adopted.cite, dispute.adopted.confidence, phrases),
        )
        for other in dispute.others:
            parts: dict[str, Content] = {
                "other": phrases.claim(dispute, other),
                "source": cited(other.cite, other.confidence, phrases),
            }
            if dispute.when is None:
                yield phrases.fmt("Another source says: {other} {source}.", **parts)
            else:
                condition = condition_text(dispute.when, phrases)
                yield phrases.fmt(
                    "Another source says, where {condition}: {other} {source}.", condition=condition, **parts
                )
        yield phrases.text(dispute.reason)


def _cell(dispute: Dispute, claim: Claim, phrases: Phrases) -> str:
    if dispute.fact:
        return type_of(phrases.catalogue.facts[dispute.fact]).typed(claim.value)[0]
    if dispute.field in _MONEY:
        return plain(claim.value)
    if dispute.field in {"starts", "until"}:
        return iso(claim.value)
    if dispute.field == "rate":
        return percent(claim.value)
    return to_text(phrases.claim(dispute, claim))
