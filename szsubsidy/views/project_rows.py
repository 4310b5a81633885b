"""How the figure of a firm with several projects, or with money of the year, comes about: a sum, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from szsubsidy.errors import counted
from szsubsidy.facts.model import Profile
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Amount, Content, Row, to_text
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.money import percent
from szsubsidy.rules.finding import Finding, ProjectShare
from szsubsidy.rules.trace import Reason
from szsubsidy.views.amount_phrases import CellOfMoney
from szsubsidy.views.award import each_text
from szsubsidy.views.figures import figure
from szsubsidy.views.phrases import Phrases

FEW = 4
"""As many projects stand in an answer, each in a line; of more, they are counted."""


class Part(NamedTuple):
    """One line of the sum: what it is called, its fen, and a few words on where these come from.

    ``low`` is below ``high`` where it is not settled; of what is not known at all both are None. ``taken`` comes off.
    """

    name: str
    low: int | None
    high: int | None
    remark: Content
    taken: bool = False

    @property
    def figures(self) -> list[int]:
        """Its amounts in fen."""
        return [fen for fen in (self.low, self.high) if fen is not None]


def parts_of(finding: Finding, phrases: Phrases, *, whole: bool = False) -> list[Part]:
    """Return the lines of the sum that a finding's figure is; none where one project tells it all.

    With ``whole`` each project has its line, however many they are.
    """
    award = finding.edition.award
    if finding.year is None or not finding.applies or not award.has_amount:
        return []
    taken = list(_taken(finding, phrases))
    if not award.each_project or (len(finding.shares) == 1 and not taken):
        return taken
    counting = [share for share in finding.shares if share.counts]
    if len(finding.shares) <= FEW or whole:
        told = [_of_one(share, finding, phrases) for share in asked_of(finding, phrases)]
    else:
        told = list(_counted(counting, finding, phrases))
    return [*told, *taken]


def part_rows(parts: Sequence[Part], cell: CellOfMoney, phrases: Phrases) -> Iterator[Row]:
    """Yield the rows of a sum in the table of an answer, with the amount and where it comes from.

    That has a column of its own, in place of which a narrow terminal has the next free one.
    """
    for part in parts:
        amount = _amount(part, cell, phrases)
        yield Row(
            (part.name, "", amount, "", part.remark, "", ""),
            part=True,
            narrow=(part.name, "", amount, part.remark, "", "", ""),
        )


def called(share: ProjectShare, finding: Finding, phrases: Phrases) -> str:
    """Write what a project is called: by its own name or, beside others without one, ``contract A``."""
    what = kind_of(finding, phrases)
    if len(finding.shares) == 1:
        return what
    return with_letter(what, share.project, phrases)


def with_letter(what: str, name: str, phrases: Phrases) -> str:
    """Write ``contract A``; a project with a name of its own goes by that alone."""
    return phrases.fmt("{what} {letter}", what=what, letter=name) if is_letter(name) else own_name(name)


def own_name(name: str) -> str:
    """Write the name of a project, or its letter, where it is plain what has it."""
    return sanitize(name)


def kind_of(finding: Finding, phrases: Phrases) -> str:
    """Write what the projects are that a programme pays for: contracts or, where nothing says it, projects."""
    of = finding.edition.award.of
    unit = phrases.catalogue.facts[of].unit if of and type_of(phrases.catalogue.facts[of]).in_yuan else None
    return phrases.text(unit) if unit else phrases.tr("project")


def is_of_contracts(finding: Finding, phrases: Phrases) -> bool:
    """Return whether the projects that a programme pays for are contracts."""
    return kind_of(finding, phrases) != phrases.tr("project")


def share_of(share: ProjectShare, finding: Finding, phrases: Phrases) -> Content:
    """Write what a project's part is a share of: ``50% of 15,000,000``; nothing where it is none of a cost."""
    award, branch = finding.edition.award, share.branch
    if award.of is None:
        return ""
    if award.basis == "unit":
        if share.cost is None:
            return each_text(award, phrases)
        count = phrases.value(award.of, share.cost)
        return phrases.fmt("{each}, for {count}", each=each_text(award, phrases), count=count)
    rates = dict.fromkeys(
        percent(one.rate.value) for one in ([branch] if branch else award.branches) if one.rate is not None
    )
    rate = phrases.tr(" or ").join(f"{one}%" for one in rates)
    if share.cost is None:
        return phrases.fmt("{share}, amount not known", share=rate) if rates else phrases.tr("amount not known")
    if not rates:
        return ""
    told = phrases.fmt("{share} of {cost}", share=rate, cost=figure(share.cost, phrases))
    if branch is not None and share.is_capped:
        return phrases.fmt("{share}, no more than {cap}", share=told, cap=figure(branch.cap.value, phrases))
    return told


def why_not(share: ProjectShare, phrases: Phrases) -> str:
    """Write by which condition a project is out: ``the provider is affiliated``."""
    return phrases.clauses(dict.fromkeys(map(phrases.brief_refusal, share.obstacles))) or phrases.tr(
        "its rates do not cover this case"
    )


def is_letter(name: str) -> bool:
    """Return whether a project was given no name, so that it goes by a letter or a number."""
    return name.isdecimal() or (len(name) == 1 and name.isascii() and name.isupper())


def refusals(finding: Finding, reasons: Sequence[Reason], profile: Profile, phrases: Phrases) -> list[str]:
    """Return why an applicant is not eligible, by ``reasons``; where projects are out by different ones, of each."""
    out = [share for share in asked_of(finding, phrases) if not share.counts]
    if len({share.obstacles for share in out}) < 2:
        return [_refusal(reason, finding, profile, phrases) for reason in reasons]
    return [phrases.labelled(called(share, finding, phrases), why_not(share, phrases)) for share in out]


def _refusal(reason: Reason, finding: Finding, profile: Profile, phrases: Phrases) -> str:
    """Write why a condition is not met; of a least cost of the year that several projects do not reach together."""
    asked, costs = reason.comparison, [share.cost for share in finding.shares if share.counts]
    known = [cost for cost in costs if cost is not None]
    of_the_year = asked.per == "year" and asked.operator == "at_least" and is_of_contracts(finding, phrases)
    if not of_the_year or len(known) < 2 or len(known) < len(costs) or not isinstance(asked.value, int):
        return phrases.refusal(reason, profile)
    return phrases.fmt(
        "all contracts of the year come to {amount}, less than {least}",
        amount=phrases.money_text(sum(known)),
        least=phrases.money_text(asked.value),
    )


def asked_of(finding: Finding, phrases: Phrases) -> list[ProjectShare]:
    """Return the projects that are about what a programme pays for, whether they count or not."""
    return [share for share in finding.shares if share.counts or _is_about_it(share, phrases)]


def _is_about_it(share: ProjectShare, phrases: Phrases) -> bool:
    return not any(phrases.catalogue.facts[reason.comparison.fact].topical for reason in share.obstacles)


def _of_one(share: ProjectShare, finding: Finding, phrases: Phrases) -> Part:
    name = called(share, finding, phrases)
    if not share.counts:
        why = phrases.fmt("does not count: {reason}", reason=why_not(share, phrases))
        return Part(name, 0, 0, why)
    remark = share_of(share, finding, phrases)
    of = finding.edition.award.of
    if of is not None and of in share.missing:
        return Part(name, None, None, remark)
    return Part(name, *share.bounds, remark)


def _counted(counting: Sequence[ProjectShare], finding: Finding, phrases: Phrases) -> Iterator[Part]:
    """Yield a line for all projects together, with what they are a share of where it is the same of each."""
    assert finding.year is not None
    known = [share for share in counting if share.cost is not None]
    rates = {share.branch.rate.value if share.branch and share.branch.rate else None for share in known}
    remark: Content = ""
    if len(rates) == 1 and None not in rates and not any(share.is_capped for share in known):
        together = figure(sum(share.cost or 0 for share in known), phrases)
        rate = phrases.percent(rates.pop() or 0)
        remark = phrases.fmt("{share} of {cost}", share=rate, cost=together)
    name = _many(len(counting), finding, phrases)
    if len(known) < len(counting) and finding.edition.award.of:
        yield Part(name, None, None, remark)
    else:
        most = finding.year.brought
        settled = all(share.low == share.high for share in counting)
        yield Part(name, most if settled else sum(share.bounds[0] for share in counting), most, remark)
    out = len(asked_of(finding, phrases)) - len(counting)
    if out:
        yield Part(_many(out, finding, phrases), 0, 0, phrases.fmt(counted("does not count", "do not count", out)))


def _many(count: int, finding: Finding, phrases: Phrases) -> str:
    text = (
        counted("{count} contract", "{count} contracts", count)
        if is_of_contracts(finding, phrases)
        else counted("{count} project", "{count} projects", count)
    )
    return phrases.fmt(text, count=str(count))


def _taken(finding: Finding, phrases: Phrases) -> Iterator[Part]:
    """Yield what the year's cap cuts, and what was granted of it already, where the amount is settled."""
    year = finding.year
    if year is None or year.cap is None or finding.status == "undetermined":
        return
    cap = figure(year.cap.value, phrases)
    if year.cut:
        held = figure(year.held, phrases)
        if year.held and not year.cut_by_held:
            remark = phrases.fmt("{cap} a year, {held} granted", cap=cap, held=held)
        elif len(finding.shares) == 1:
            remark = phrases.fmt("{cap} a year", cap=cap)
        elif is_of_contracts(finding, phrases):
            remark = phrases.fmt("{cap} for all contracts of a year", cap=cap)
        else:
            remark = phrases.fmt("{cap} for all projects of a year", cap=cap)
        yield Part(phrases.tr("cut by the yearly cap"), year.cut, year.cut, remark, taken=True)
    if year.cut_by_held:
        remark = "" if year.cut else phrases.fmt("{cap} a year", cap=cap)
        yield Part(phrases.tr("already granted"), year.cut_by_held, year.cut_by_held, remark, taken=True)


def _amount(part: Part, cell: CellOfMoney, phrases: Phrases) -> Content:
    if part.low is None or part.high is None:
        return phrases.status("undetermined")
    if part.taken:
        return Amount(-part.high, f"−{to_text(cell(part.high))}")
    return cell(part.low, part.high)
