"""The table of an answer: what each programme that fits gives at most and whether one can apply, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from szsubsidy.formats.page import Column, Content, Narrow, Row, Table
from szsubsidy.record import replace
from szsubsidy.rules.answer import Pair
from szsubsidy.rules.cumulation import Exclusion
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.views.amount_phrases import CellOfMoney, MoneyColumn
from szsubsidy.views.applying import apply_cell
from szsubsidy.views.award import terms_text
from szsubsidy.views.cumulation import brief_readings, is_by_held
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import part_rows, parts_of
from szsubsidy.views.row_reasons import name_of, reasons_of
from szsubsidy.views.totals import Total, totals
from szsubsidy.vocabulary import REACHES

MANY = 9
"""As many programmes are a full page."""
FEW = 2
"""As many programmes stand in the table with the reasons for their figures; of more, each is a line."""
TERMS_FROM, HOW_FROM, STATUS_FROM = 100, 120, 140
"""The least widths of a terminal, in cells, at which the table has more columns."""


def fitting(estimate: Estimate) -> list[Pair]:
    """Return the findings of the programmes that fit, on the as-of day or when one can apply, in the table's order."""
    pairs = [(finding, estimate.on_application_day(finding)) for finding in estimate.relevant()]
    return sorted(
        (pair for pair in pairs if pair[0].applies or pair[1].applies), key=lambda pair: _order(pair, estimate)
    )


# What panels decide has a table of its own.
#
# As long as nobody said what the support is for, what pays a share of a cost that was given stands first: who gives a
# model contract asks about that. By reach, then by amount, one that is not known behind those that are: what is open,
# what may be, what opens, what nobody knows, what is closed; then what gives way to another programme, wherever one
# looks; and one's own terms last, since they are there for comparison.


def _order(pair: Pair, estimate: Estimate) -> tuple[bool, bool, bool, bool, int, bool, bool, int]:
    finding, judged = pair
    availability, award = finding.availability, judged.edition.award
    return (
        award.certainty == "panel",
        finding.programme.origin is not None,
        "project_category" not in estimate.profile and award.of not in estimate.profile,
        gave_way(finding, estimate) is not None,
        REACHES.index(availability.reach),
        not availability.confirmed,
        award.rate_unknown is not None,
        -judged.high,
    )


def gave_way(finding: Finding, estimate: Estimate) -> Exclusion | None:
    """Return what a programme gives way to in both totals; None where one of them counts it, or where no other does."""
    name = finding.programme.id
    if name in estimate.within_reach.held or name in estimate.by_terms.held:
        return None
    excluded = (*estimate.within_reach.excluded, *estimate.by_terms.excluded)
    return next((loss for loss in excluded if loss.programme == name and loss.because_of is not None), None)


def is_crowded(pairs: Sequence[Pair]) -> bool:
    """Whether so little is known of an applicant that more may fit than has room on a page."""
    return len(pairs) > MANY and any(judged.status == "undetermined" for _finding, judged in pairs)


def answer_tables(estimate: Estimate, pairs: Sequence[Pair], phrases: Phrases, *, crowded: bool) -> Iterator[Table]:
    """Yield the table of what can be computed, with the totals, and that of what panels decide.

    ``crowded``: of what is undetermined no more stands there than has room on a page.
    """
    few = len(pairs) <= FEW
    panels = [pair for pair in pairs if pair[1].edition.award.certainty == "panel"]
    others = [pair for pair in pairs if pair not in panels]
    if others:
        yield _computed(_cut(others, MANY // 2 if crowded else None), others, estimate, phrases, few=few)
    if panels:
        shown = _cut(panels, MANY // 4 if crowded else None)
        column, cell = _money([figure for pair in shown for figure in _figures(pair, phrases, few=few)], phrases)
        rows = [row for pair in shown for row in _rows(pair, estimate, cell, phrases, few=few)]
        rows += _more(len(panels) - len(shown), phrases)
        yield Table(_columns(phrases.tr("A panel decides, in no total"), column, phrases), tuple(rows))


def _cut(pairs: Sequence[Pair], most: int | None) -> list[Pair]:
    """Return the rows to show: all that is settled, and of the others as many as have room beside them."""
    settled = sum(judged.status != "undetermined" for _finding, judged in pairs)
    room = len(pairs) if most is None else max(most - settled, 0)
    if settled + room == len(pairs) - 1:
        return list(pairs)  # to count one takes as much room as to show it
    shown: list[Pair] = []
    for pair in pairs:
        if pair[1].status != "undetermined":
            shown.append(pair)
        elif room:
            shown.append(pair)
            room -= 1
    return shown


def _more(count: int, phrases: Phrases) -> list[Row]:
    """Return a row that counts those that are not shown."""
    if not count:
        return []
    return [Row((phrases.fmt("{count} more, undetermined", count=str(count)), *[""] * 6))]


def _computed(
    shown: Sequence[Pair], pairs: Sequence[Pair], estimate: Estimate, phrases: Phrases, *, few: bool
) -> Table:
    sums = list(totals(estimate, pairs, phrases))
    amounts = [figure for pair in shown for figure in _figures(pair, phrases, few=few)]
    amounts += [figure for total in sums for figure in (total.low, total.high)]
    column, cell = _money(amounts, phrases)
    rows = [row for pair in shown for row in _rows(pair, estimate, cell, phrases, few=few)]
    rows += _more(len(pairs) - len(shown), phrases)
    readings = list(brief_readings(estimate, phrases))
    if len(pairs) == 1:
        only, *parts = rows
        rows = [replace(only, under=(*only.under, *readings)), *parts]
    rows += [_total(total, cell, readings if len(pairs) > 1 and total.by_terms else []) for total in sums]
    return Table(_columns(phrases.tr("Programme"), column, phrases), tuple(rows))


def _money(amounts: Sequence[int], phrases: Phrases) -> MoneyColumn:
    amount = phrases.fmt("{amount} {unit}", amount="{cell}", unit=phrases.money_cell(amounts).unit)
    listed = phrases.fmt("up to {amount}", amount=amount)
    return phrases.money_column(phrases.tr("Up to"), amounts, listed=listed)


def _columns(programme: str, money: Column, phrases: Phrases) -> tuple[Column, ...]:
    _ = phrases.tr
    return (
        Column(programme),
        Column(_("Status"), shown_from=STATUS_FROM),
        money,
        Column(_("Apply"), listed="{cell}"),
        Column(_("How"), shown_from=HOW_FROM),
        Column(_("Terms expire"), shown_from=TERMS_FROM),
        Column(_("Evidence"), shown_from=HOW_FROM),
    )


def _rows(pair: Pair, estimate: Estimate, cell: CellOfMoney, phrases: Phrases, *, few: bool) -> Iterator[Row]:
    """Yield the row of a programme and, where a few programmes are all, the sum that its figure is."""
    yield _row(pair, estimate, cell, phrases, few=few)
    if few:
        yield from part_rows(parts_of(pair[1], phrases), cell, phrases)


def _row(pair: Pair, estimate: Estimate, cell: CellOfMoney, phrases: Phrases, *, few: bool) -> Row:
    finding, judged = pair
    until = judged.edition.until
    cells = (
        name_of(finding, phrases, whole=few),
        phrases.status(judged.status),
        _amount(judged, cell, phrases),
        _applying(finding, judged, estimate, phrases),
        terms_text(judged, phrases),
        phrases.day_short(until) if until else "",
        phrases.confidence(judged.confidence),
    )
    return Row(cells, tuple(_under(finding, judged, estimate, phrases)) if few else ())


def _amount(judged: Finding, cell: CellOfMoney, phrases: Phrases) -> Content:
    """Write the most that a programme gives; where no source gives the rate it is no number that could be copied."""
    if not judged.applies:
        return cell(0)
    award = judged.edition.award
    if not award.is_money:
        return phrases.tr("not cash")
    if award.rate_unknown:
        return phrases.tr("not known")
    return cell(*judged.figures)


def _figures(pair: Pair, phrases: Phrases, *, few: bool) -> list[int]:
    """The amounts that stand in a programme's cell, and below it."""
    judged = pair[1]
    if judged.edition.award.rate_unknown or not judged.applies:
        return []
    parts = parts_of(judged, phrases) if few else []
    return [*judged.figures, *(fen for part in parts for fen in part.figures)]


def _applying(finding: Finding, judged: Finding, estimate: Estimate, phrases: Phrases) -> Content:
    loss = gave_way(finding, estimate)
    if loss is not None and loss.because_of is not None:
        if is_by_held(loss, estimate):
            return phrases.fmt("not beside {programme}, already granted", programme=phrases.name(loss.because_of))
        return phrases.fmt("not beside {programme}", programme=phrases.name(loss.because_of))
    applying = apply_cell(finding, estimate.as_of, phrases)
    if judged.status == "possible" and judged.edition.award.certainty == "panel":
        return phrases.fmt("{applying}; possible", applying=applying)
    return applying


def _under(finding: Finding, judged: Finding, estimate: Estimate, phrases: Phrases) -> Iterator[Content | Narrow]:
    """Yield the reasons for a figure; a wide table has columns for where it comes from and until when terms hold."""
    reasons = reasons_of(finding, judged, estimate, phrases)
    if reasons:
        first, *others = reasons
        yield Narrow(first, HOW_FROM)
        yield from others


def _total(total: Total, cell: CellOfMoney, readings: Sequence[Content]) -> Row:
    cells = (total.label, "", cell(total.low, total.high), total.remark, "", "", "")
    return Row(cells, (*total.under, *readings), total=total.usable)
