"""The one amount that a sweep or a solution varies: of which project it is, and what of a year's cap others take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from szsubsidy.analysis.binding import BindingCap
from szsubsidy.analysis.curve import Point
from szsubsidy.analysis.varied import VariedAmount
from szsubsidy.errors import counted
from szsubsidy.formats.page import Content
from szsubsidy.quantities import Yuan
from szsubsidy.views.award import amount_per
from szsubsidy.views.facts_given import short_name
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import FEW, own_name

if TYPE_CHECKING:
    from szsubsidy.views.documents.what_if import MostDocument, VariedProjectDocument


def amount_name(varied: VariedAmount, phrases: Phrases) -> str:
    """Write what the amount is called, of which project where there are several: ``compute contract of B``."""
    name = short_name(varied.fact.id, phrases)
    if varied.project is None:
        return name
    if varied.is_new:
        return phrases.fmt("{fact} of a new project", fact=name)
    return phrases.fmt("{fact} of {projects}", fact=name, projects=own_name(varied.project))


def own_amount(varied: VariedAmount, phrases: Phrases) -> str:
    """Write whose the amount is that was given."""
    return phrases.tr("this firm") if varied.project is None else phrases.tr("this project")


def assumed_of_new(varied: VariedAmount, phrases: Phrases) -> Iterator[Content]:
    """Yield what is taken for granted of a new project."""
    if varied.is_new:
        first = own_name(varied.firm.names[0])
        yield phrases.fmt("The new project is like {project} in all but the amounts.", project=first)


def cap_text(binding: BindingCap, phrases: Phrases) -> Content:
    """Write a cap, what it counts for, and what else takes of it: ``10,000,000 a year, 7,500,000 of it taken by A``."""
    cap = amount_per(binding.cap.value, binding.cap.per, phrases)
    held, taken = phrases.yuan(binding.held), phrases.yuan(binding.taken)
    projects = names_of(binding.by, phrases)
    if binding.held and binding.taken:
        return phrases.fmt(
            "{cap}, {held} of it already granted and {taken} taken by {projects}",
            cap=cap,
            held=held,
            taken=taken,
            projects=projects,
        )
    if binding.held:
        return phrases.fmt("{cap}, {held} of it already granted", cap=cap, held=held)
    if binding.taken:
        return phrases.fmt("{cap}, {taken} of it taken by {projects}", cap=cap, taken=taken, projects=projects)
    return cap


def names_of(projects: Sequence[str], phrases: Phrases) -> str:
    """Write what projects are called or, of many, how many they are."""
    if len(projects) <= FEW:
        return phrases.joined(list(map(own_name, projects)))
    count = len(projects)
    return phrases.fmt(counted("{count} project", "{count} projects", count), count=str(count))


def project_document(varied: VariedAmount) -> VariedProjectDocument | None:
    """Return which project the amount is of; null where the firm has one, or where the amount is of the firm."""
    return None if varied.project is None else {"name": varied.project, "new": varied.is_new}


def most_document(point: Point) -> MostDocument:
    """Return the least cost that gives most, and what it gives."""
    return {"cost": Yuan(point.cost), "total": Yuan(point.total)}
