"""What a firm has otherwise than another: facts, projects, and what it was granted already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from szsubsidy.analysis.varied import each_by_itself
from szsubsidy.facts.model import Fact, Firm, Profile

Fate: TypeAlias = Literal["added", "changed", "gone"]


class ProjectDiff(NamedTuple):
    """A project that is there in one firm alone, or that has other facts: those ``given``, and those ``dropped``."""

    name: str
    fate: Fate
    given: Profile
    dropped: tuple[str, ...] = ()


class FirmDiff(NamedTuple):
    """What a firm has otherwise: facts ``given`` and ``dropped``, projects, and fen ``held`` by programme.

    Where both firms have one project, its facts are among those of the firm.
    """

    given: Profile
    dropped: tuple[str, ...]
    projects: tuple[ProjectDiff, ...]
    held: dict[str, int]


def firm_diff(before: Firm, after: Firm, facts: Mapping[str, Fact]) -> FirmDiff:
    """Return what ``after`` has otherwise than ``before``; projects are the same where they are called the same."""
    held = {
        programme: after.held.get(programme, 0)
        for programme in dict.fromkeys((*before.held, *after.held))
        if before.held.get(programme, 0) != after.held.get(programme, 0)
    }
    if len(before.projects) == len(after.projects) == 1:
        return FirmDiff(*_otherwise(before.profile, after.profile), (), held)
    before, after = each_by_itself(before, facts), each_by_itself(after, facts)
    old = dict(zip(before.names, before.projects, strict=True))
    new = dict(zip(after.names, after.projects, strict=True))
    projects = [ProjectDiff(name, "gone", {}) for name in old if name not in new]
    for name, project in new.items():
        if name not in old:
            projects.append(ProjectDiff(name, "added", project.facts))
        elif old[name].facts != project.facts:
            projects.append(ProjectDiff(name, "changed", *_otherwise(old[name].facts, project.facts)))
    return FirmDiff(*_otherwise(before.facts, after.facts), tuple(projects), held)


def _otherwise(before: Profile, after: Profile) -> tuple[Profile, tuple[str, ...]]:
    given = {fact: value for fact, value in after.items() if before.get(fact) != value}
    return given, tuple(fact for fact in before if fact not in after)
