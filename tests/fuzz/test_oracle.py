"""Random firms on random days, held against an oracle that reads only the TOML files."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from szsubsidy.bundled import REPLACEMENT
from tests.catalogues import FROZEN, LIVE
from tests.fuzz.oracle import BOUNDS, Oracle, Said, Totals, fen
from tests.program import run_here

TRIES = 5_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 30
OF_A_PROGRAMME = ("id", "status", "amount", "last_terms_amount", "range", "missing", "assumptions")
OF_ALL = ("by_terms", "ceilings", "possible_ceilings")
PRINTED = (
    *("--json", "--fields"),
    ",".join([*(f"programmes.{key}" for key in OF_A_PROGRAMME), *(f"totals.{key}" for key in OF_ALL)]),
)
ANY_AMOUNT = st.integers(0, 10**14) | st.integers(0, 10**9)
ANY_DAY = st.dates(dt.date(1990, 1, 1), dt.date(2032, 12, 31))


class Asked:
    """What a catalogue's files name: the firms and days at which the terms turn."""

    def __init__(self, folder: Path) -> None:
        self.oracle = Oracle(folder)
        self.numbers: dict[str, set[int]] = {}
        self.days: set[dt.date] = set()
        self.starting: list[dict[str, Any]] = [{}]
        for programme in self.oracle.programmes.values():
            for edition in programme["editions"]:
                self._walk(edition, edition["award"].get("of"))
                terms = edition["in_force"] | edition.get("rests_on", {})
                last = [day for day in (edition["in_force"].get("until"), terms.get("until")) if day]
                self.days |= {day + dt.timedelta(1) for day in last} | {*last, terms["from"]}
                self.days.add(terms["from"] - dt.timedelta(1))
                for example in edition["examples"]:
                    facts = example["facts"].items()
                    self.starting.append({fact: self.oracle.value(fact, value) for fact, value in facts})

    def _walk(self, content: Any, of: str | None) -> None:
        """Note every bound and, of amounts, what they count and the cost from which on they bind."""
        if isinstance(content, list):
            for part in content:
                self._walk(part, of)
        elif isinstance(content, dict):
            for name in BOUNDS:
                if name in content:
                    self.numbers.setdefault(content["fact"], set()).add(content[name])
            if of is not None and "amount" in content and "facts" not in content:
                amount = fen(content["amount"])
                self.numbers.setdefault(of, set()).update(amount * part // 60 for part in (60, 100, 120, 150, 200))
            for part in content.values():
                self._walk(part, of)

    def values(self, fact: Any) -> st.SearchStrategy[Any]:
        """Values of a fact, often one at which some terms turn, or next to it."""
        ids = [value["id"] for value in fact.get("values", ())]
        match fact["type"]:
            case "flag":
                return st.booleans()
            case "choice":
                return st.sampled_from(ids)
            case "choices":
                return st.frozensets(st.sampled_from(ids), min_size=1, max_size=3)
            case "date":
                return st.sampled_from(sorted(self.days)) | ANY_DAY
        least, most = fact.get("at_least", 0), fact.get("at_most", 10**14)
        near = {number + step for number in self.numbers.get(fact["id"], {least}) for step in (-1, 0, 1)}
        turns = st.sampled_from(sorted(number for number in {*near, least, most} if least <= number <= most))
        return turns | (ANY_AMOUNT if fact["type"] == "money" else st.integers(least, most))

    def firms(self) -> st.SearchStrategy[tuple[dict[str, Any], dt.date]]:
        """The firms of one to four worked examples in one, changed here and there, on a day at which terms turn."""
        others = {name: self.values(fact) for name, fact in self.oracle.facts.items() if fact["type"] != "text"}
        changes = st.lists(st.sampled_from(sorted(others)), max_size=4, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: st.none() | others[name] for name in names})
        )
        days = st.sampled_from([dt.date(2026, 5, 20), dt.date(2026, 9, 10)]) | st.sampled_from(sorted(self.days))
        bases = st.lists(st.sampled_from(self.starting), min_size=1, max_size=4)
        return st.tuples(st.builds(_in_one, bases, changes), days | st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1)))


def _in_one(firms: list[dict[str, Any]], changes: dict[str, Any]) -> dict[str, Any]:
    """A firm with the facts of several: all that they want support for, and where; None takes a fact away."""
    made: dict[str, Any] = {}
    for firm in firms:
        for fact, value in firm.items():
            made[fact] = made[fact] | value if fact in made and isinstance(value, frozenset) else value
    return {fact: value for fact, value in (made | changes).items() if value is not None}


@functools.cache
def asked(folder: Path) -> Asked:
    return Asked(folder)


def as_given(fact: Any, value: Any) -> str:
    """A value as one gives it on the command line."""
    match fact["type"]:
        case "flag":
            return "yes" if value else "no"
        case "choices":
            return ",".join(sorted(value))
        case "money":
            return f"{value // 100}.{value % 100:02}"
    return str(value)


def in_fen(yuan: Decimal | int) -> int:
    return int(yuan * 100)


def as_said(finding: Any) -> Said:
    """What a document says of one programme, as the oracle says it."""
    amount, last = (
        None if yuan is None else in_fen(yuan) for yuan in (finding["amount"], finding["last_terms_amount"])
    )
    least, most = map(in_fen, finding["range"])
    missing, assumed = frozenset(finding["missing"]), frozenset(finding["assumptions"])
    return Said(finding["status"], amount, last, least, most, missing, assumed)


@pytest.mark.parametrize("folder", [FROZEN, pytest.param(LIVE, marks=pytest.mark.live)], ids=["frozen", "live"])
def test_the_program_says_what_the_files_say(folder: Path) -> None:
    every = asked(folder)
    oracle = every.oracle

    @settings(max_examples=TRIES)
    @given(every.firms())
    def compare(asked: tuple[dict[str, Any], dt.date]) -> None:
        firm, day = asked
        options = [
            part
            for fact, value in firm.items()
            for part in ("--" + fact.replace("_", "-"), as_given(oracle.facts[fact], value))
        ]
        done = run_here("estimate", "--all", "--as-of", str(day), *options, *PRINTED, env={REPLACEMENT: str(folder)})
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout, parse_float=Decimal)
        alone = {name: oracle.said(name, firm, day) for name in oracle.programmes}
        assert {finding["id"]: as_said(finding) for finding in document["programmes"]} == alone
        assert Totals(*map(in_fen, document["totals"].values())) == oracle.totals(alone, firm, day)

    compare()
