"""What the catalogue takes from a source: all that cites it, and what became of each of its statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from szsubsidy.catalogue.award import Figure, Rate, Statement
from szsubsidy.catalogue.citations import Cited, source_of
from szsubsidy.catalogue.logic import AllOf, AnyOf, Comparison, Not, comparisons
from szsubsidy.catalogue.model import Catalogue, Claim, Dispute, Edition, Programme, RestsOn
from szsubsidy.catalogue.sources import Said, Uptake
from szsubsidy.record import Record, keys_of
from szsubsidy.vocabulary import Confidence, OutcomeKind


class Use(NamedTuple):
    """Something that cites a source: in a programme's ``edition``, or in the rule on combining grants ``subject``.

    ``parameter`` is its path there as files have it, without ``award``: ``rates[0].percent``, ``cap``,
    ``eligibility.leader_age``, ``announced``. ``dispute`` is set where the source's value is not the one used.
    ``content`` is None for an item of a summary that a programme belongs to.
    """

    subject: str
    edition: Edition | None
    parameter: str
    cite: str
    confidence: Confidence | None
    content: Record | None
    dispute: Dispute | None = None


class Part(NamedTuple):
    """A record of an edition or rule that cites a place, with its path."""

    parameter: str
    cite: str
    content: Record
    dispute: Dispute | None = None


class Outcome(NamedTuple):
    """What became of a statement in one programme; of ``information``, in none.

    ``used``: its value is the one used; ``disputed``: another one, ``adopted``, is used beside it; ``named``: the
    programme is there and takes no figure from it; ``otherwise``: the programme has another figure, and says nothing
    of this one, which no catalogue should. ``against`` is set where a value is used that another claim disputes.
    """

    kind: OutcomeKind
    programme: str = ""
    parameter: str = ""
    dispute: Dispute | None = None
    content: Record | None = None
    against: Dispute | None = None


def uses(catalogue: Catalogue, source: str) -> list[Use]:
    """Return all that cites a source, by programme, edition and place in the file; rules on combining grants last.

    A start-up's 60% is ``Use("training-voucher", edition, "rates[0].percent", "measures-2024#2", …)``.
    """
    found: list[Use] = []
    for programme in catalogue.programmes.values():
        for cite in programme.announced:
            found += [Use(programme.id, None, "announced", cite, None, None)] * (source_of(cite) == source)
        for edition in programme.editions:
            found += _cited(programme.id, edition, parts(edition), source)
    for rule in (*catalogue.rules, *catalogue.joint_caps):
        found += _cited(rule.id, None, [Part("", rule.cite, rule), *parts(rule)], source)
    return found


def outcomes(said: Said, source: str, catalogue: Catalogue) -> list[Outcome]:
    """Return what became of a statement of a source: what the catalogue has of it today, worked out anew."""
    if not said.taken_up:
        return [Outcome("information")]
    return [_outcome(uptake, source, catalogue.programmes.get(uptake.programme)) for uptake in said.taken_up]


def _outcome(uptake: Uptake, source: str, programme: Programme | None) -> Outcome:
    """Whether the value is disputed in some edition, or used in one; the newest edition is asked first.

    The newspaper's 80% for start-ups is not the value of ``rates[0].percent`` in any edition, and is among the other
    values of the dispute about it: disputed, and 60% is used. Its 30 million for international cooperation is used, and
    another source says 1 million: used, with that dispute ``against`` it.
    """
    named = Outcome("named", uptake.programme, uptake.parameter or "")
    if programme is None or uptake.parameter is None:
        return named
    used: Outcome | None = None
    for edition in reversed(programme.editions):
        for dispute in edition.disputes:
            if dispute.parameter == uptake.parameter:
                for claim in dispute.others:
                    if source_of(claim.cite) == source and uptake.value in {None, claim.value}:
                        return named._replace(kind="disputed", dispute=dispute, content=claim)
        for part in parts(edition):
            if used is None and part.parameter == uptake.parameter and _says(part.content, uptake):
                against = [dispute for dispute in edition.disputes if dispute.parameter == uptake.parameter]
                used = named._replace(kind="used", content=part.content, against=next(iter(against), None))
    return used or named._replace(kind="otherwise")


def _says(content: Record, uptake: Uptake) -> bool:
    match content:
        case Rate(value=value) | Figure(value=value):
            return value == uptake.value
    return isinstance(content, Statement) and uptake.value is None


def _cited(subject: str, edition: Edition | None, among: Iterator[Part] | list[Part], source: str) -> Iterator[Use]:
    for parameter, cite, content, dispute in among:
        if source_of(cite) == source:
            confidence = content.confidence if isinstance(content, Cited) else None
            yield Use(subject, edition, parameter, cite, confidence, content, dispute)


def parts(record: Record, path: str = "", dispute: Dispute | None = None) -> Iterator[Part]:
    """Yield what cites something in a record that was read from a file, each with its path."""
    for name, key in keys_of(type(record)).items():
        part = getattr(record, name)
        here = path if key == "award" else f"{path}.{key}".lstrip(".")
        about = record if isinstance(record, Dispute) else dispute
        if isinstance(part, Record):
            yield from _of(part, here, about)
        elif isinstance(part, tuple) and part and isinstance(part[0], Record) and key != "examples":
            for place, item in enumerate(part):
                yield from _of(item, f"{here}[{place}]", about)


def _of(part: Record, path: str, dispute: Dispute | None) -> Iterator[Part]:
    match part:
        case Comparison() | AllOf() | AnyOf() | Not():
            for comparison in comparisons(part):
                yield Part(f"{path}.{comparison.fact}", comparison.cite, comparison)
            return
        case RestsOn():
            yield Part(path, part.source, part)
        case Claim():
            assert dispute is not None
            yield Part(dispute.parameter, part.cite, part, dispute)
        case Rate():
            yield Part(f"{path}.percent", part.cite, part)
        case Cited():
            yield Part(path, part.cite, part)
    yield from parts(part, path, dispute)
