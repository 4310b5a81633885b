"""What the TOML files say to a firm on a day, worked out by trying: it shares not one line with the program.

Where the program compiles an edition's terms into a decision diagram and walks it once, this fills every fact that is
not known with one answer of each kind that the terms could tell apart, and reads the terms as they are written for each
of the firms that come of it. It knows firms with one project and without money of the year.
"""

from __future__ import annotations

import datetime as dt
import operator
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Firm: TypeAlias = Mapping[str, Any]
"""Facts as they are compared: amounts in fen, days as dates, choices as sets of ids, others as they are."""
Outcome: TypeAlias = tuple[bool, int, int]
"""Whether terms are met and, in fen, the least and the most that they then give."""

RICHEST = 10**14
"""The greatest amount that an applicant can give, in fen."""
UNITS = {"万": 10**4, "亿": 10**8}
BOUNDS = {"at_least": operator.ge, "at_most": operator.le, "above": operator.gt, "below": operator.lt}
HOME = "shenzhen"
"""Where an applicant is who names no place."""
NOT_MET: Outcome = (False, 0, 0)
ALWAYS = {"all": ()}


class Said(NamedTuple):
    """What one programme says to a firm on a day, in fen; ``missing`` and ``assumed`` are facts that could change it.

    Where no terms are in force, ``last`` is what the nearest ones would give.
    """

    status: str
    amount: int | None
    last: int | None
    least: int
    most: int
    missing: frozenset[str]
    assumed: frozenset[str]


class Totals(NamedTuple):
    """The most that can be held together, in fen: computed, by panels, and by panels where the terms are not whole."""

    computed: int
    ceilings: int
    possible: int


NOTHING = Totals(0, 0, 0)


def fen(written: int | str) -> int:
    """Return an amount of yuan as files write it, such as 8_000_000, ``"800万"`` or ``"1.5亿"``."""
    text = str(written).replace(",", "")
    yuan = Decimal(text.rstrip("".join(UNITS))) * UNITS.get(text[-1], 1)
    assert yuan * 100 == int(yuan * 100)
    return int(yuan * 100)


class Oracle:
    """The files of a catalogue's folder, and what they say."""

    def __init__(self, folder: Path) -> None:
        facts, places, together = (_read(folder / f"{name}.toml") for name in ("facts", "authorities", "cumulation"))
        self.facts: dict[str, Any] = {fact["id"]: fact for fact in facts["facts"]}
        self.programmes: dict[str, Any] = {
            programme["id"]: programme for programme in map(_read, sorted(folder.glob("programmes/**/*.toml")))
        }
        for programme in self.programmes.values():
            self._in_fen(programme["editions"])
        self.parents: dict[str, str | None] = {area["id"]: area.get("parent") for area in places["areas"]}
        self.areas: dict[str, str] = {one["id"]: one.get("area", HOME) for one in places["authorities"]}
        self.together: dict[str, list[Any]] = together

    def _in_fen(self, content: Any) -> None:
        """Have every bound of money in it count fen, as all amounts here do."""
        if isinstance(content, list):
            for part in content:
                self._in_fen(part)
        elif isinstance(content, dict):
            if content.get("fact") in self.facts and self.facts[content["fact"]]["type"] == "money":
                content.update({name: fen(content[name]) for name in BOUNDS if name in content})
            for part in content.values():
                self._in_fen(part)

    def value(self, fact: str, written: Any) -> Any:
        """Return the value of a fact as files write it, as it is compared."""
        match self.facts[fact]["type"]:
            case "money":
                return fen(written)
            case "choices":
                return frozenset(written)
        return written

    def said(self, name: str, firm: Firm, day: dt.date) -> Said:
        """Return what a programme says to a firm on a day."""
        edition, status = self.edition(name, day)
        if status == "lapsed":
            return self._as_last(self._judged(name, edition, firm, edition["in_force"]["until"]), status)
        if status == "not-yet":
            return self._as_last(self._judged(name, edition, firm, edition["in_force"]["from"]), status)
        return self._judged(name, edition, firm, day)

    def _as_last(self, said: Said, status: str) -> Said:
        """What terms said on the day that is nearest to one on which there are none."""
        return said._replace(status=status, amount=None, last=said.amount, least=0, most=0)

    def _judged(self, name: str, edition: Any, firm: Firm, day: dt.date) -> Said:
        if not self._inside(name, firm, edition):
            return Said("ineligible", 0, None, 0, 0, frozenset(), frozenset())
        trials = _Trials(self, edition, firm, day)
        outcomes = trials.outcomes()
        least, most = min(least for _, least, _ in outcomes), max(most for _, _, most in outcomes)
        status, amount = _met(edition, day), most if "rate_unknown" not in edition["award"] else None
        if len(outcomes) > 1:
            status, amount = "undetermined", None
        elif outcomes == {NOT_MET}:
            status, amount = "ineligible", 0
        return Said(status, amount, None, least, most, trials.missing(), trials.assumed())

    def edition(self, name: str, day: dt.date) -> tuple[Any, str]:
        """Return the edition of a programme that is the nearest to a day, and how it stands to the day."""
        editions = sorted(self.programmes[name]["editions"], key=lambda edition: edition["in_force"]["from"])
        begun = [edition for edition in editions if edition["in_force"]["from"] <= day]
        if not begun:
            return editions[0], "not-yet"
        ended = begun[-1]["in_force"].get("until", dt.date.max) < day
        return begun[-1], "lapsed" if ended else "in-force"

    def totals(self, alone: Mapping[str, Said], firm: Firm, day: dt.date) -> Totals:
        """Return what the best permitted combination of what programmes say comes to, found by trying every one."""
        grants = {
            name: _by_kind(award, said)
            for name, said in alone.items()
            if said.status in {"eligible", "possible", "in-doubt"}
            and (award := self.edition(name, day)[0]["award"])["basis"] != "none"
            and said.amount is not None
        }
        rivals = [pair for rule in self._rules(("at_most_one", "not_stated"), day) for pair in _pairs(rule)]
        sets = (
            chosen
            for size in range(len(grants) + 1)
            for chosen in combinations(grants, size)
            if not any(one in chosen and other in chosen for one, other in rivals)
        )
        return max(self._granted({name: grants[name] for name in chosen}, firm, day) for chosen in sets)

    def _granted(self, held: Mapping[str, Totals], firm: Firm, day: dt.date) -> Totals:
        """What programmes that are held together come to, under joint caps and then under the costs themselves."""
        caps = list(self._rules(("joint_caps",), day))
        total = NOTHING
        costs: dict[str, Totals] = {}
        left = dict(held)
        for cap in caps:
            under = [left.pop(name) for name in cap["programmes"] if name in left and self._is_of(name, day, cap["of"])]
            room = max([_share(firm[cap["of"]], cap["percent"]), *map(sum, under)]) if cap["of"] in firm else RICHEST
            costs[cap["of"]] = _summed([costs.get(cap["of"], NOTHING), _within(_summed(under), room)])
        for name, granted in left.items():
            of = self._cost_of(name, day)
            if of is None:
                total = _summed([total, granted])
            else:
                costs[of] = _summed([costs.get(of, NOTHING), granted])
        return _summed([total, *(_within(paid, firm.get(of, RICHEST)) for of, paid in costs.items())])

    def _cost_of(self, name: str, day: dt.date) -> str | None:
        award = self.edition(name, day)[0]["award"]
        return award["of"] if "rates" in award or "rate_unknown" in award else None

    def _is_of(self, name: str, day: dt.date, cost: str) -> bool:
        return self._cost_of(name, day) in {None, cost}

    def _rules(self, kinds: Iterable[str], day: dt.date) -> Iterator[Any]:
        for kind in kinds:
            for rule in self.together.get(kind, ()):
                if rule.get("from", dt.date.min) <= day <= rule.get("until", dt.date.max):
                    yield rule

    def _inside(self, name: str, firm: Firm, edition: Any) -> bool:
        """Whether the applicant is where the programme holds, unless the terms themselves ask where it is."""
        area = self.areas[self.programmes[name]["authority"]]
        if "district" not in firm and any(part.get("fact") == "district" for part in _parts(edition["eligibility"])):
            return True
        places: Iterable[str] = firm.get("district", (HOME,))
        return any(area in self._around(place) for place in places)

    def _around(self, place: str) -> Iterator[str]:
        here: str | None = place if place in self.parents else HOME
        while here is not None:
            yield here
            here = self.parents[here]


class _Trials:
    """One edition read for every firm that a firm could turn out to be."""

    def __init__(self, oracle: Oracle, edition: Any, firm: Firm, day: dt.date) -> None:
        self.edition, self.day, self.firm = edition, day, firm
        award = edition["award"]
        self.entries: Sequence[Any] = award.get("rates") or award.get("amounts") or _decided(award) or [{}]
        terms = [edition["eligibility"], *(entry.get("when", ALWAYS) for entry in self.entries)]
        asked: dict[str, list[Any]] = {award["of"]: []} if "of" in award else {}
        for part in (part for condition in terms for part in _parts(condition)):
            asked.setdefault(part["fact"], []).append(part)
        unknown = {fact: parts for fact, parts in asked.items() if fact not in firm}
        presumed = {fact for fact, parts in unknown.items() if any("presumed" in part for part in parts)}
        self.answers = {fact: list(self._answers(oracle.facts[fact], parts)) for fact, parts in unknown.items()}
        if _holds(edition["eligibility"], firm, day, presume=False) is False:
            presumed, self.answers = set(), {}
        self.presumed = presumed
        self.open = [fact for fact in self.answers if fact not in presumed]
        self.tried = {
            answers: self._outcome(dict(zip(self.open, answers, strict=True)))
            for answers in product(*(range(len(self.answers[fact])) for fact in self.open))
        }

    def outcomes(self) -> set[Outcome]:
        return set(self.tried.values())

    def missing(self) -> frozenset[str]:
        """The facts of which two answers, all others being equal, come out differently."""
        found = set()
        for place, fact in enumerate(self.open):
            others: dict[tuple[int, ...], set[Outcome]] = {}
            for answers, outcome in self.tried.items():
                others.setdefault((*answers[:place], *answers[place + 1 :]), set()).add(outcome)
            if any(len(outcomes) > 1 for outcomes in others.values()):
                found.add(fact)
        return frozenset(found)

    def assumed(self) -> frozenset[str]:
        """The presumed facts of which some answer comes out otherwise than what is presumed."""
        return frozenset(
            fact
            for fact in self.presumed
            if any(
                self._outcome({**dict(zip(self.open, answers, strict=True)), fact: answer}) != outcome
                for answers, outcome in self.tried.items()
                for answer in range(len(self.answers[fact]))
            )
        )

    def _outcome(self, answers: Mapping[str, int]) -> Outcome:
        firm = {**self.firm, **{fact: self.answers[fact][answer] for fact, answer in answers.items()}}
        if not _holds(self.edition["eligibility"], firm, self.day):
            return NOT_MET
        for entry in self.entries:
            if _holds(entry.get("when", ALWAYS), firm, self.day):
                return (True, *_paid(self.edition["award"], entry, firm))
        return NOT_MET

    def _answers(self, fact: Any, parts: Sequence[Any]) -> Iterator[Any]:
        """One answer of each kind that terms can tell apart, and those at the edges of what they give."""
        match fact["type"]:
            case "flag":
                yield from (False, True)
            case "choice" | "choices" as kind:
                listed = [set(part["in"]) if "in" in part else {part["is"]} for part in parts]
                kinds = {tuple(value["id"] in ids for ids in listed): value["id"] for value in fact["values"]}
                if kind == "choice":
                    yield from kinds.values()
                    return
                unions = {
                    tuple(map(any, zip(*chosen, strict=True))): frozenset(kinds[one] for one in chosen)
                    for size in range(1, min(len(kinds), len(listed) + 1) + 1)
                    for chosen in combinations(kinds, size)
                }
                yield from unions.values()
            case "date":
                yield from sorted({day for part in parts for day in _edges_of_days(part, self.day)})
            case "money":
                bounds = [_bound(part)[1] for part in parts]
                yield from _numbers(0, RICHEST, bounds, self._edges(fact["id"]))
            case "integer":
                bounds = [_bound(part)[1] for part in parts]
                yield from _numbers(fact["at_least"], fact["at_most"], bounds, self._edges(fact["id"]))

    def _edges(self, fact: str) -> Iterator[int]:
        """Where an award stops growing with what it is paid for, and some amounts on the way there."""
        award = self.edition["award"]
        if award.get("of") != fact:
            return
        yield from (1, 100, 10**4, 10**6, 10**8)
        for entry in self.entries:
            _, cap = _caps(award, entry)
            for most in _caps(award, entry):
                if "each" in award:
                    yield most // max(fen(award["each"]["amount"]), 1)
                elif "percent" in entry:
                    yield most * 10_000 // max(_basis_points(entry["percent"]), 1)
                else:
                    yield most
            yield cap


def _read(file: Path) -> Any:
    return tomllib.loads(file.read_text("utf-8"))


def _decided(award: Any) -> Sequence[Any]:
    """The tiers of a ceiling, where the facts decide between them and not a panel."""
    tiers: Sequence[Any] = award.get("tiers", ())
    return tiers if any("when" in tier for tier in tiers) else ()


def _parts(condition: Any) -> Iterator[Any]:
    if "fact" in condition:
        yield condition
    elif "not" in condition:
        yield from _parts(condition["not"])
    else:
        for part in condition.get("all", condition.get("any", ())):
            yield from _parts(part)


def _holds(condition: Any, firm: Firm, day: dt.date, *, presume: bool = True) -> bool | None:
    """Whether a condition holds; None where that cannot be told. What is presumed counts as known if ``presume``."""
    if "not" in condition:
        inner = _holds(condition["not"], firm, day, presume=presume)
        return None if inner is None else not inner
    if "fact" not in condition:
        decides = "any" in condition
        truths = {_holds(part, firm, day, presume=presume) for part in condition["any" if decides else "all"]}
        return decides if decides in truths else None if None in truths else not decides
    if condition["fact"] not in firm:
        return condition.get("presumed") is True if presume and "presumed" in condition else None
    return _compares(condition, firm[condition["fact"]], day)


def _compares(part: Any, value: Any, day: dt.date) -> bool:
    if "in" in part:
        return bool(set(part["in"]) & (value if isinstance(value, frozenset) else {value}))
    if "is" in part:
        return bool(value == part["is"])
    if isinstance(value, dt.date):
        if "on_or_after" in part:
            return bool(value >= part["on_or_after"])
        if "before" in part:
            return bool(value < part["before"])
        years = part.get("within_years_of", part.get("older_than_years"))
        return _is_younger(value, years, day) == ("within_years_of" in part)
    name, bound = _bound(part)
    return bool(BOUNDS[name](value, bound))


def _bound(part: Any) -> tuple[str, int]:
    """What a number is compared by, and with."""
    return next((name, int(part[name])) for name in BOUNDS if name in part)


def _is_younger(value: dt.date, years: int, day: dt.date) -> bool:
    """Whether less than so many years have passed on a day."""
    return (value.year + years, value.month, value.day) > (day.year, day.month, day.day)


def _edges_of_days(part: Any, day: dt.date) -> Iterator[dt.date]:
    edge = part.get("on_or_after", part.get("before"))
    if edge is None:
        years = part.get("within_years_of", part.get("older_than_years"))
        edge = day.replace(year=day.year - years, day=min(day.day, 28))
    for days in (-5, -1, 0, 1, 5):
        yield edge + dt.timedelta(days)


def _numbers(least: int, most: int, bounds: Iterable[int], edges: Iterable[int]) -> list[int]:
    near = {number + step for number in (*bounds, *edges) for step in (-1, 0, 1)}
    return sorted({least, most, *(number for number in near if least <= number <= most)})


def _caps(award: Any, entry: Any) -> tuple[int, int]:
    """The usual cap and the cap of an entry of an award."""
    figure = entry if "amount" in entry else entry.get("cap") or award["cap"]
    cap = min(fen(one["amount"]) for one in (figure, award.get("yearly_cap", figure)))
    return min(cap, fen(award["usual_cap"]["amount"])) if "usual_cap" in award else cap, cap


def _paid(award: Any, entry: Any, firm: Firm) -> tuple[int, int]:
    """The least and the most that an entry of an award gives."""
    if award["basis"] == "none":
        return 0, 0
    usual, cap = _caps(award, entry)
    if "each" in award:
        worth = firm[award["of"]] * fen(award["each"]["amount"])
        return min(usual, worth), min(cap, worth)
    if "percent" in entry:
        worth = _share(firm[award["of"]], entry["percent"])
        return min(usual, worth), min(cap, worth)
    if "rate_unknown" in award:
        return 0, min(cap, firm[award["of"]])
    return usual, cap


def _basis_points(percent: int | str) -> int:
    return int(Decimal(str(percent)) * 100)


def _share(cost: int, percent: int | str) -> int:
    return cost * _basis_points(percent) // 10_000


def _met(edition: Any, day: dt.date) -> str:
    """What is said to whoever meets all that was read of the terms."""
    if "rests_on" in edition and edition["rests_on"]["until"] < day:
        return "in-doubt"
    return "possible" if "unread" in edition else "eligible"


def _by_kind(award: Any, said: Said) -> Totals:
    if award["basis"] != "ceiling":
        return Totals(said.most, 0, 0)
    return Totals(0, 0, said.most) if said.status == "possible" else Totals(0, said.most, 0)


def _pairs(rule: Any) -> Iterator[tuple[str, str]]:
    return product(rule["programmes"], rule["beside"]) if "beside" in rule else combinations(rule["programmes"], 2)


def _within(total: Totals, room: int) -> Totals:
    """What is left of a total under a limit, which cuts what is least sure first."""
    kept = []
    for amount in total:
        kept.append(min(amount, room))
        room -= kept[-1]
    return Totals(*kept)


def _summed(totals: Iterable[Totals]) -> Totals:
    return Totals(*map(sum, zip(NOTHING, *totals, strict=True)))
