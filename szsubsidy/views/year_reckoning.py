"""How much a firm gets in a year, and how: what each project brings, the sum, and what the year takes of it."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.award import Branch
from szsubsidy.formats.page import Content, concat
from szsubsidy.rules.finding import Finding, ProjectShare, YearSum
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import asked_of, called, is_of_contracts
from szsubsidy.views.provisions import with_cites

# Of three contracts, one with an affiliate, and 7 million granted:
#
#   contract A does not count: the compute provider is affiliated with the applicant. [2]
#   contract B: 50% of 15,000,000 yuan is 7,500,000 yuan. [1]
#   contract C: 50% of 12,000,000 yuan is 6,000,000 yuan. [1]
#   Together: 13,500,000 yuan.
#   No more than 10,000,000 yuan a year is granted for all contracts together; that cuts 3,500,000 yuan. [1]
#   Of that, 7,000,000 yuan were granted already this year; 3,000,000 yuan are left.


def year_lines(finding: Finding, phrases: Phrases) -> Iterator[Content]:
    """Yield the sum of a finding for a firm with several projects, or with money of the year."""
    year, award = finding.year, finding.edition.award
    assert year is not None
    asked = asked_of(finding, phrases)
    for share in asked:
        if not share.counts:
            yield _out(share, finding, phrases)
        elif finding.status != "ineligible" and (award.each_project or len(asked) == 1):
            yield from _brought(share, finding, phrases)
    counting = [share for share in asked if share.counts]
    if finding.status in {"undetermined", "ineligible"} or not counting:
        return
    if award.each_project and len(counting) > 1:
        yield phrases.fmt("Together: {amount}.", amount=phrases.money(year.brought))
    elif not award.each_project and len(asked) > 1:
        yield phrases.fmt("One grant for the firm: {amount}.", amount=phrases.money(year.brought))
    yield from _limits(year, finding, phrases)


def _out(share: ProjectShare, finding: Finding, phrases: Phrases) -> Content:
    """Write by which conditions a project is out, and where these stand."""
    reasons = [phrases.clause(reason.comparison, negated=not reason.holds) for reason in share.obstacles]
    text = phrases.fmt(
        "{project} does not count: {reason}.",
        project=called(share, finding, phrases),
        reason=phrases.clauses(reasons) or phrases.tr("its rates do not cover this case"),
    )
    return with_cites(text, [reason.comparison.cite for reason in share.obstacles]) if reasons else text


def _brought(share: ProjectShare, finding: Finding, phrases: Phrases) -> Iterator[Content]:
    """Yield what a project brings, as a product."""
    name, branch, award = called(share, finding, phrases), share.branch, finding.edition.award
    if branch is None or award.rate_unknown:
        known = share.cost is not None or award.of is None
        if not known:
            yield phrases.labelled(name, phrases.tr("amount not known"))
        return
    if branch.multiplier is None:
        yield with_cites(phrases.labelled(name, phrases.money(branch.cap.value)), [branch.cap.cite])
    elif share.cost is None:
        yield phrases.labelled(name, phrases.tr("amount not known"))
    else:
        yield _product(name, share, branch, finding, phrases)


def _product(name: str, share: ProjectShare, branch: Branch, finding: Finding, phrases: Phrases) -> Content:
    cost, product = phrases.value(finding.edition.award.of or "", share.cost or 0), phrases.money(share.uncapped or 0)
    if branch.rate is not None:
        cites = [branch.rate.cite]
        text = phrases.fmt(
            "{rate} of {cost} is {product}", rate=phrases.percent(branch.rate.value), cost=cost, product=product
        )
    else:
        assert branch.each is not None
        cites = [branch.each.cite]
        each = concat(phrases.money(branch.each.value), phrases.per(branch.each.per))
        text = phrases.fmt("{cost} times {each} is {product}", cost=cost, each=each, product=product)
    if share.is_capped:
        cites.append(branch.cap.cite)
        text = phrases.fmt("{share}, no more than {cap}", share=text, cap=phrases.money(branch.cap.value))
    return with_cites(phrases.labelled(name, phrases.fmt("{text}.", text=text)), cites)


def _limits(year: YearSum, finding: Finding, phrases: Phrases) -> Iterator[Content]:
    """Yield what the year's cap cuts, and what was granted of it already."""
    if year.cap is None or year.left is None:
        return
    cap, cut, several = phrases.money(year.cap.value), phrases.money(year.cut), len(finding.shares) > 1
    if not several or not finding.edition.award.each_project:
        most = phrases.fmt("No more than {cap} a year is granted", cap=cap)
    elif is_of_contracts(finding, phrases):
        most = phrases.fmt("No more than {cap} a year is granted for all contracts together", cap=cap)
    else:
        most = phrases.fmt("No more than {cap} a year is granted for all projects together", cap=cap)
    if not year.held:
        text = phrases.fmt("{most}; that cuts {amount}.", most=most, amount=cut) if year.cut else ""
        yield with_cites(text or phrases.fmt("{text}.", text=most), [year.cap.cite])
        return
    yield with_cites(phrases.fmt("{text}.", text=most), [year.cap.cite])
    held, left = phrases.money(year.held), phrases.money(year.left)
    yield phrases.fmt("Of that, {held} were granted already this year; {left} are left.", held=held, left=left)
