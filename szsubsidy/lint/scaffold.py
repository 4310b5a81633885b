"""A programme file from answers: what ``programmes new`` writes."""

from __future__ import annotations

from typing import Any, NamedTuple

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.days import to_date
from szsubsidy.vocabulary import Basis

BASES: tuple[Basis, ...] = ("share", "fixed", "ceiling")
"""The ways in which money is awarded."""
TYPE, TOPIC = "company_type", "project_category"


class Wording(NamedTuple):
    """One text; Traditional Chinese is that of Simplified where none is given."""

    en: str
    hans: str
    hant: str = ""

    def table(self) -> dict[str, str]:
        return {"en": self.en, "zh-Hans": self.hans, "zh-Hant": self.hant or self.hans}


class Terms(NamedTuple):
    """Answers about an award. Amounts are yuan and rates per cent, as typed; empty where there is none."""

    basis: str
    amount: str
    of: str = ""
    rate: str = ""
    startup_rate: str = ""
    floor: str = ""
    example_cost: str = ""
    example_amount: str = ""
    startup_amount: str = ""


class Place(NamedTuple):
    """Where an authority is: an area by its id, with its name and what it lies in where the catalogue lacks it.

    ``is_asked`` is whether an applicant has to say that it is there.
    """

    id: str
    name: Wording | None
    parent: str
    is_asked: bool


class Draft(NamedTuple):
    """Answers about a programme. ``authority_name`` is None for an authority of the catalogue."""

    id: str
    name: Wording
    summary: Wording
    kind: str
    authority: str
    authority_name: Wording | None
    place: Place
    source_title: str
    source_title_en: str
    source_number: str
    source_link: str
    confidence: str
    starts: int
    until: int | None
    types: tuple[str, ...]
    topics: tuple[str, ...]
    terms: Terms


def programme_content(draft: Draft, today: int, issuer: Wording) -> dict[str, Any]:
    """Return the content of the programme's file, with its source in it."""
    cite = f"{draft.id}-source"
    source: dict[str, Any] = {
        "id": cite,
        "kind": "rules",
        "title": draft.source_title,
        "title_en": draft.source_title_en,
        "issuer": issuer.table(),
        "confidence": draft.confidence,
    }
    source |= {"number": draft.source_number} if draft.source_number else {}
    if draft.source_link:
        source["link"] = draft.source_link
        if draft.confidence == "official":  # "I read the official text": this is where
            source["seen"] = [draft.source_link]
    content: dict[str, Any] = {
        "id": draft.id,
        "kind": draft.kind,
        "authority": draft.authority,
        "name": draft.name.table(),
        "summary": draft.summary.table(),
    }
    if draft.authority_name is not None:
        place = draft.place
        if place.name is not None:
            area: dict[str, Any] = {"id": place.id, "name": place.name.table()}
            content["areas"] = [area | ({"parent": place.parent} if place.parent else {})]
        content["authorities"] = [{"id": draft.authority, "name": draft.authority_name.table(), "area": place.id}]
    content["sources"] = [source]
    in_force: dict[str, Any] = {"from": to_date(draft.starts), "cite": cite}
    in_force |= {"until": to_date(draft.until)} if draft.until else {}
    conditions: list[dict[str, Any]] = [{"fact": TOPIC, "in": list(draft.topics), "cite": cite}]
    conditions.append({"fact": TYPE, "in": list(draft.types), "cite": cite})
    if draft.terms.floor:
        conditions.append({"fact": draft.terms.of, "at_least": draft.terms.floor, "cite": cite})
    content["editions"] = [
        {
            "in_force": in_force,
            "reviewed": to_date(today),
            "eligibility": {"all": conditions},
            "award": _award(draft.terms, cite),
            "examples": _examples(draft),
        }
    ]
    return content


def _award(terms: Terms, cite: str) -> dict[str, Any]:
    amount = {"amount": terms.amount, "cite": cite}
    if terms.basis == "fixed":
        return {"basis": "fixed", "amounts": [amount]}
    if terms.basis == "ceiling":
        return {"basis": "ceiling", "cap": amount}
    rates: list[dict[str, Any]] = [{"percent": terms.rate, "cite": cite}]
    if terms.startup_rate:
        when = {"fact": TYPE, "is": "startup", "cite": cite}
        rates.insert(0, {"percent": terms.startup_rate, "when": when, "cite": cite})
    return {"basis": "share", "of": terms.of, "cap": amount, "rates": rates}


def _examples(draft: Draft) -> list[dict[str, Any]]:
    terms = draft.terms
    company_type = next((one for one in draft.types if one != "startup" or not terms.startup_rate), draft.types[0])
    examples = [(company_type, terms.example_amount if terms.basis == "share" else terms.amount)]
    if terms.startup_rate:
        examples.append(("startup", terms.startup_amount))
    made = []
    for company, amount in examples:
        facts: dict[str, str | list[str]] = {PLACE: [draft.place.id]} if draft.place.is_asked else {}
        facts |= {TYPE: company, TOPIC: [draft.topics[0]]}
        if terms.basis == "share":
            facts[terms.of] = terms.example_cost
        made.append({"working": f"by the author: {company}", "facts": facts, "status": "eligible", "amount": amount})
    return made
