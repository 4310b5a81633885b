"""Changes single parameters of programmes, in the content of their files as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from szsubsidy.catalogue.diagnostics import validated
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.read import parse_toml, programme_files
from szsubsidy.catalogue.reform_file import Change
from szsubsidy.days import to_date
from szsubsidy.errors import SubsidyError, message, unknown_programme

_AMOUNTS = {("award", "cap"), ("award", "usual_cap"), ("annual_budget",)}
_WHOLE = {"award", "eligibility", "annual_budget"}
_NEW = {"until", "usual_cap", "annual_budget"}
"""Parameters that an edition may lack, and a change may add."""
_CONDITION = {"fact", "cite", "confidence", "presumed", "per"}
"""What stands in a condition beside its operator."""


class ChangedTerms:
    """The files of a catalogue's programmes, and of others that are new, with changes made to them.

    ``folders`` are those that the catalogue was read from; ``new`` is the content of new programmes, by id.
    """

    def __init__(self, catalogue: Catalogue, folders: Sequence[Path], new: Mapping[str, dict[str, Any]]) -> None:
        self.catalogue = catalogue
        self.folders = folders
        self.changed: dict[str, dict[str, Any]] = dict(new)
        self._files: dict[str, dict[str, Any]] = {}

    def apply(self, change: Change, source: str, where: str) -> None:
        """Make one change, which cites ``source`` if it names no other.

        Raises `SubsidyError` where there is no such parameter, `SubsidyErrors` where the value does not fit.
        """
        found = False
        for programme in self._programmes_of(change, where):
            content = self._file(programme)
            editions = content["editions"]
            meant = (
                [editions[-1]] if _is_about_the_last(change) else [item for item in editions if _is_meant(item, change)]
            )
            had_it = [_set(edition, change, source, where) for edition in meant]
            if any(had_it):
                validated(Programme, content, f"{where}: {programme}")
                self.changed[programme] = content
                found = True
        if not found:
            raise SubsidyError(
                message("{given} is in none of these terms"),
                where=where,
                hint=message("a path such as {accepted}"),
                code="bad-reform",
                given=change.parameter,
                accepted=("rates[0].percent", "cap", "annual_budget", "in_force.until", "eligibility.leader_age"),
            )

    def _programmes_of(self, change: Change, where: str) -> list[str]:
        everything = {**self.catalogue.programmes, **self.changed}
        if change.ending is not None:
            return [name for name in everything if change.ending in self._ends(name)]
        assert change.programme is not None
        if change.programme not in everything:
            raise unknown_programme(change.programme, where=where, code="bad-reform")
        return [change.programme]

    def _ends(self, programme: str) -> set[date | None]:
        if programme in self.changed:
            contents = self.changed[programme]["editions"]
            return {day for content in contents for day in (content["in_force"].get("until"), _rests_until(content))}
        ends = set()
        for edition in self.catalogue.programmes[programme].editions:
            ends |= {edition.until, edition.rests_on.until if edition.rests_on else None}
        return {to_date(day) for day in ends if day is not None}

    def _file(self, programme: str) -> dict[str, Any]:
        """The content of a programme's file: the one that was laid over the others last."""
        if programme in self.changed:
            return self.changed[programme]
        if programme not in self._files:
            self._files[programme] = next(
                content for path, content in self._contents(programme) if content.get("id") == programme
            )
        return self._files[programme]

    def _contents(self, programme: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        for folder in reversed(self.folders):
            for path in sorted(programme_files(folder), key=lambda item: item.stem != programme):
                yield path, parse_toml(path, path.name)


def _is_about_the_last(change: Change) -> bool:
    """A day of a term is one edition's: the last one's, unless it is named."""
    return change.programme is not None and change.edition is None and change.parameter.startswith("in_force")


def _is_meant(edition: dict[str, Any], change: Change) -> bool:
    if change.ending is not None:
        rests_on_it = change.parameter == "in_force.until" and _rests_until(edition) == change.ending
        return rests_on_it or bool(edition["in_force"].get("until") == change.ending)
    return change.edition is None or edition["in_force"]["from"] == change.edition


# Say measures end on 24 December 2026, and a reform lets all that ends then run to 2028. An edition that ends that day
# gets the later day. One that runs to June 2027, and rests on those measures, keeps its own last day and is not in
# doubt before it any more. Had the reform let them run to March 2027, it would be in doubt from April.


def _rests_until(edition: dict[str, Any]) -> date | None:
    """The last day of what an edition rests on, if it says."""
    last: date | None = edition.get("rests_on", {}).get("until")
    return last


def _set(edition: dict[str, Any], change: Change, source: str, where: str) -> bool:
    """Change one parameter of an edition, and drop what no longer goes with it; False where it has no such one."""
    ends = edition["in_force"].get("until")
    if change.ending is not None and ends != change.ending:
        edition["rests_on"] = {**edition["rests_on"], "until": change.value}
    elif not _set_parameter(edition, change, source, where):
        return False
    ends, rests_until = edition["in_force"].get("until"), _rests_until(edition)
    if isinstance(rests_until, date) and isinstance(ends, date) and rests_until >= ends:
        del edition["rests_on"]
    return True


def _set_parameter(edition: dict[str, Any], change: Change, source: str, where: str) -> bool:
    """Change one parameter of an edition, and drop the disputes about it; False where it has no such one."""
    path = _path(edition, change.parameter)
    holder: Any = edition
    for step in path[:-1]:
        holder = _step(holder, step)
    last = path[-1]
    old = _step(holder, last)
    if old is None and not (isinstance(holder, dict) and last in _NEW):
        return False
    about = [*_facts_in(old), *([holder["fact"]] if isinstance(holder, dict) and "fact" in holder else [])]
    cite = change.cite or source
    if path in _AMOUNTS and not isinstance(change.value, dict):
        amount = old if isinstance(old, dict) else {}
        holder[last] = {**amount, "amount": change.value, "cite": cite}
        holder[last].pop("confidence", None)
    else:
        if isinstance(holder, dict) and "cite" in holder:
            holder["cite"] = cite
            holder.pop("confidence", None)
        elif not isinstance(change.value, dict | list):
            raise SubsidyError(
                message("{given} carries no citation of its own"),
                where=where,
                hint=message("change the whole of {holder}, with its citations"),
                code="bad-reform",
                given=change.parameter,
                holder=".".join(path[:-1]),
            )
        holder[int(last) if isinstance(holder, list) else last] = change.value
        if isinstance(change.value, date) and "exact" in holder:
            holder["exact"] = True
    asked = _facts_in([edition["eligibility"], edition["award"]])
    edition["overrides"] = [item for item in edition.get("overrides", ()) if item["by"] in asked]
    edition["disputes"] = [
        item for item in edition.get("disputes", ()) if not _is_about(item["parameter"], path, about)
    ]
    return True


def _path(edition: dict[str, Any], parameter: str) -> tuple[str, ...]:
    """The keys and places that lead to a parameter in an edition."""
    steps = tuple(re.findall(r"[a-z][a-z0-9_]*|\d+", parameter))
    if steps[0] == "eligibility" and len(steps) == 2 and (found := _condition_on(steps[1], edition["eligibility"])):
        return "eligibility", *found
    if steps[0] not in _WHOLE and (steps[0] != "in_force" or len(steps) == 1):
        steps = ("award", *steps)
    return steps[:-1] if steps[-1] == "amount" and steps[:-1] in _AMOUNTS else steps


def _condition_on(fact: str, condition: Any) -> tuple[str, ...]:
    """The path to what the first condition on a fact asks for; empty where none is on it."""
    if isinstance(condition, list):
        nested = [(str(place), item) for place, item in enumerate(condition)]
    elif isinstance(condition, dict):
        if condition.get("fact") == fact:
            return tuple(key for key in condition if key not in _CONDITION)[:1]
        nested = list(condition.items())
    else:
        return ()
    for step, item in nested:
        if found := _condition_on(fact, item):
            return step, *found
    return ()


def _facts_in(terms: Any) -> set[str]:
    """The facts that conditions anywhere in some terms ask for."""
    if isinstance(terms, dict):
        named = {terms["fact"]} if isinstance(terms.get("fact"), str) else set()
        return named.union(*map(_facts_in, terms.values()))
    return set().union(*map(_facts_in, terms)) if isinstance(terms, list) else set()


def _step(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        return holder[int(step)] if step.isdigit() and int(step) < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


def _is_about(disputed: str, steps: tuple[str, ...], facts: Sequence[str]) -> bool:
    """Whether what is disputed is a parameter that is changed, or lies in one."""
    if disputed.startswith("eligibility."):
        return steps[0] == "eligibility" and disputed.partition(".")[2] in facts
    there = tuple(re.findall(r"[a-z][a-z0-9_]*|\d+", disputed))
    if there[0] not in {"in_force", "annual_budget"}:
        there = ("award", *there)
    return there[: len(steps)] == steps
