"""The rules of cumulation of all files: what each says, and what it takes the place of."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from szsubsidy.catalogue.cumulation import CumulationCompiler
from szsubsidy.catalogue.files import Cumulation
from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.own import OwnFile, OwnFiles
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.record import replace

H = TypeVar("H", Rule, JointCap)


class Cumulated:
    """The rules about ``programmes``, file by file; a later one of the same id takes the place of an earlier."""

    def __init__(self, programmes: dict[str, Programme], own: OwnFiles) -> None:
        self.programmes = programmes
        self.own = own
        self.rules: dict[str, Rule] = {}
        self.joint_caps: dict[str, JointCap] = {}
        self.replaced_rules: dict[str, Rule] = {}
        self.replaced_caps: dict[str, JointCap] = {}

    def add(self, together: Cumulation, path: Path, name: str) -> None:
        """Add the rules of a file, which errors call ``name``. Raises `SubsidyError` for what is wrong with them."""
        compiler = CumulationCompiler(self.programmes, self.own.sources, name)
        rules = compiler.rules(together)
        caps = compiler.joint_caps(together, self.joint_caps.values())
        own = self.own.shared(path)
        if own is not None:
            if any(own.cites_official(rule) for rule in (*rules, *caps)):
                self.own.sources[own.source.id] = own.source
            rules = tuple(_own_rule(rule, self.rules, self.replaced_rules, own) for rule in rules)
            caps = tuple(_own_rule(cap, self.joint_caps, self.replaced_caps, own) for cap in caps)
        self.rules |= {rule.id: rule for rule in rules}
        self.joint_caps |= {cap.id: cap for cap in caps}


def _own_rule(rule: H, before: dict[str, H], replaced: dict[str, H], own: OwnFile) -> H:
    """A rule of one's own with its origin, citing nothing official; the official one that it replaces is kept."""
    there = before.get(rule.id)
    replaces = there is not None and (there.origin is None or there.origin.replaces)
    if there is not None and there.origin is None:
        replaced[rule.id] = there
    return replace(own.citing_itself(rule), origin=replace(own.origin, replaces=replaces))
