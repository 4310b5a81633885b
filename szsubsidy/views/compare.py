"""Estimates side by side, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from szsubsidy.analysis.compare import Difference, Gap, Scope, SideBySide, Variant, Why
from szsubsidy.analysis.firm_diff import FirmDiff
from szsubsidy.errors import counted
from szsubsidy.facts.model import Profile
from szsubsidy.formats.page import (
    Amount,
    Block,
    Column,
    Content,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Verdict,
    filled,
    to_text,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.money import percent
from szsubsidy.rules.cumulation import Exclusion, Reduction
from szsubsidy.rules.finding import Finding
from szsubsidy.views.amount_phrases import CellOfMoney
from szsubsidy.views.applying import apply_cell
from szsubsidy.views.award import amount_per
from szsubsidy.views.cumulation import brief_reason
from szsubsidy.views.facts_given import facts_listed, short_name
from szsubsidy.views.figures import sentences
from szsubsidy.views.firm_given import firm_given
from szsubsidy.views.missing import asked_of
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import is_of_contracts, own_name
from szsubsidy.views.sentences import begun
from szsubsidy.views.terms_diff import change_lines


def comparison_page(compared: SideBySide, phrases: Phrases) -> Page:
    """Return the cases as letters, which of them brings most, a column for each, and what sets them apart."""
    _ = phrases.tr
    blocks: list[Block] = [Verdict(_verdict(compared, phrases))]
    if compared.programmes:
        blocks.append(_table(compared, phrases))
    letters = compared.letters
    not_added = tuple(_not_added(compared, phrases))
    if not_added:
        blocks.append(Notes(((_("Not added up"), not_added),)))
    differences = tuple(
        (phrases.fmt("{case} against A", case=letter), tuple(_differences(gaps, variant.estimate.profile, phrases)))
        for letter, variant, gaps in zip(letters[1:], compared.variants[1:], compared.gaps[1:], strict=True)
    )
    blocks.append(Notes(differences))
    missing = tuple(
        phrases.labelled(
            letter, phrases.joined([asked_of(fact, variant.estimate, phrases) for fact in variant.estimate.missing])
        )
        for letter, variant in zip(letters, compared.variants, strict=True)
        if variant.estimate.missing
    )
    if missing:
        blocks.append(Notes(((_("Missing"), missing),)))
    for letter, variant in zip(letters, compared.variants, strict=True):
        if variant.changed:
            heading = phrases.fmt("{case}, changed terms: {title}", case=letter, title=sanitize(variant.name))
            blocks.append(Section(heading, tuple(_changed(variant, phrases))))
    blocks.append(Section("", (phrases.disclaimer(),)))
    cases = [filled("{case}  {facts}", {"case": letter, "facts": facts}) for letter, facts in _cases(compared, phrases)]
    day = phrases.fmt("As of {day}", day=phrases.day(compared.baseline.estimate.as_of))
    baseline, *others = cases
    return Page(baseline, phrases.language, tuple(blocks), lead=(*others, day))


def _cases(compared: SideBySide, phrases: Phrases) -> Iterator[tuple[str, Content]]:
    """Yield each case with what it is: the baseline whole, the others by what they have otherwise."""
    first, *others = zip(compared.letters, compared.variants, strict=True)
    yield first[0], phrases.clauses(firm_given(first[1].estimate.firm, phrases))
    for (letter, variant), diff in zip(others, compared.otherwise[1:], strict=True):
        parts = list(_otherwise(compared, variant, diff, phrases))
        if variant.changed:
            parts.append(phrases.fmt("under OWN {title}", title=sanitize(variant.name)))
        if parts:
            listed = phrases.clauses(parts) if diff.projects else phrases.joined(parts)
            yield letter, phrases.fmt("A, but {facts}", facts=listed)
        else:
            yield letter, phrases.fmt("as A ({name})", name=sanitize(variant.name))


def _otherwise(compared: SideBySide, variant: Variant, diff: FirmDiff, phrases: Phrases) -> Iterator[Content]:
    """Yield the facts, the projects, what was granted, and the day that a case has otherwise than the baseline."""
    yield from _facts(diff.given, diff.dropped, phrases)
    for project in diff.projects:
        name = own_name(project.name)
        facts = phrases.joined(list(_facts(project.given, project.dropped, phrases)))
        match project.fate:
            case "added":
                yield phrases.labelled(phrases.fmt("another project, {project}", project=name), facts)
            case "changed":
                yield phrases.labelled(phrases.fmt("project {project}", project=name), facts)
            case "gone":
                yield phrases.fmt("without project {project}", project=name)
    for programme, fen in diff.held.items():
        yield phrases.labelled(phrases.name(programme), _granted_already(fen, phrases))
    if variant.estimate.as_of != compared.baseline.estimate.as_of:
        yield phrases.fmt("as of {day}", day=phrases.day(variant.estimate.as_of))


def _facts(given: Profile, dropped: Iterable[str], phrases: Phrases) -> Iterator[Content]:
    yield from facts_listed(given, phrases)
    for fact in dropped:
        yield phrases.fmt("without this fact: {fact}", fact=short_name(fact, phrases))


def _granted_already(fen: int, phrases: Phrases) -> Content:
    if not fen:
        return phrases.tr("nothing already granted")
    return phrases.fmt("{amount} already granted", amount=phrases.money(fen))


def _verdict(compared: SideBySide, phrases: Phrases) -> Content:
    """Write which case brings most of what is within reach, and which by the terms."""
    _ = phrases.tr
    (within, reached), (by_terms, total) = compared.best("within-reach"), compared.best("by-terms")
    if not total and not reached:
        return _("No case brings anything that can be computed.")
    alike = (within, reached) == (by_terms, total)
    parts: dict[str, Content] = {
        "within": phrases.joined(within),
        "reached": phrases.money(reached),
        "cases": phrases.joined(by_terms),
        "total": phrases.money(total),
    }
    if reached and phrases.language == "en":  # the unit stands in the first sentence, and room is dear
        parts["total"] = Amount(total)
    everywhere = len(by_terms) == len(compared.variants)
    terms = _("By the terms: {total} in every case.") if everywhere else _("By the terms: {cases}, {total}.")
    if not reached and compared.has_untold:
        first = _("Nothing that can be computed is within reach in any case.")
    elif not reached:
        first = _("Nothing is within reach in any case.")
    elif len(within) == len(compared.variants):
        first = _("Within reach: {reached} in every case.")
    else:
        first = {
            "open": _("Open: {within}, {reached}."),
            "ahead": _("Within reach: {within}, {reached}."),
            "perhaps": _("Perhaps within reach: {within}, {reached}."),
        }[compared.prospect(within[0])]
    return sentences([filled(told, parts) for told in ((first,) if alike else (first, terms))], phrases)


def _table(compared: SideBySide, phrases: Phrases) -> Table:
    """Return a row for each programme, then the totals, the one that can be used first."""
    _ = phrases.tr
    money = phrases.money_cell(_amounts(compared))
    columns = [Column(begun(phrases.fmt("in {unit}", unit=money.unit)))]
    columns += [Column(letter, "amount", fold=False) for letter in compared.letters]
    rows = [_programme_row(compared, programme, money, phrases) for programme in compared.programmes]
    rows += [Row((label, *cells, ""), total=True) for label, cells in _totals(compared, money, phrases)]
    return Table((*columns, Column("")), tuple(rows))


def _programme_row(compared: SideBySide, programme: str, money: CellOfMoney, phrases: Phrases) -> Row:
    findings = [(variant, variant.finding(programme)) for variant in compared.variants]
    told = [found for _variant, found in findings if found is not None]
    finding = next((found for found in told if found.applies), told[0])
    cells = [_cell(found, money, phrases) for _variant, found in findings]
    return Row((phrases.called(finding.programme), *cells, _applying(compared, findings, phrases)))


def _applying(compared: SideBySide, findings: Sequence[tuple[Variant, Finding | None]], phrases: Phrases) -> Content:
    """Write whether one can apply; where that differs, as cases are of several days, behind the letter of each case."""
    told = [
        (letter, apply_cell(finding, variant.estimate.as_of, phrases), finding.applies)
        for letter, (variant, finding) in zip(compared.letters, findings, strict=True)
        if finding is not None
    ]
    texts = [(letter, cell) for letter, cell, applies in told if applies] or [(told[0][0], told[0][1])]
    letters: dict[str, list[str]] = {}
    for letter, cell in texts:
        letters.setdefault(to_text(cell), []).append(letter)
    if len(letters) == 1:
        return texts[0][1]
    cells = {to_text(cell): cell for _letter, cell in texts}
    return phrases.clauses([phrases.labelled(phrases.joined(names), cells[text]) for text, names in letters.items()])


def _cell(finding: Finding | None, money: CellOfMoney, phrases: Phrases) -> Content:
    """Write the most of a programme; nothing where it grants nothing, no number where no source gives the rate."""
    if finding is None or not finding.applies or not finding.edition.award.is_money:
        return ""
    if finding.edition.award.rate_unknown:
        return phrases.tr("not known")
    amount = money(*finding.figures)
    return phrases.in_brackets(amount, phrases.status("in-doubt")) if finding.status == "in-doubt" else amount


def _amounts(compared: SideBySide) -> Iterator[int]:
    """Yield every amount of the table."""
    for variant in compared.variants:
        estimate = variant.estimate
        for scope in _SCOPES:
            yield from (variant.combination(scope).computed, variant.range(scope).low, variant.range(scope).high)
        for finding in estimate.findings:
            if finding.programme.id in compared.programmes and not finding.edition.award.rate_unknown:
                yield from finding.figures
        yield from (estimate.conditional.computed, estimate.ceilings, estimate.possible_ceilings)


_SCOPES: tuple[Scope, Scope] = ("within-reach", "by-terms")


def _totals(compared: SideBySide, money: CellOfMoney, phrases: Phrases) -> Iterator[tuple[str, Sequence[Content]]]:
    _ = phrases.tr
    estimates = [variant.estimate for variant in compared.variants]
    for scope, label in zip(_SCOPES, (_("Within reach"), _("By the terms")), strict=True):
        yield label, [_total(variant, scope, money) for variant in compared.variants]
    if compared.baseline.estimate.official_total not in {None, compared.baseline.estimate.total}:
        yield _("Official terms alone"), [money(estimate.official_total or 0) for estimate in estimates]
    if any(estimate.conditional.computed != estimate.total for estimate in estimates):
        label = _("If those without a rule can be combined")
        yield label, [money(estimate.conditional.computed) for estimate in estimates]
    if any(estimate.ceilings for estimate in estimates):
        yield _("Panels may add up to"), [money(estimate.ceilings) for estimate in estimates]
    if any(estimate.possible_ceilings for estimate in estimates):
        label = _("Panels may add up to, where only possibly eligible")
        yield label, [money(estimate.possible_ceilings) for estimate in estimates]


def _total(variant: Variant, scope: Scope, money: CellOfMoney) -> Content:
    if variant.is_settled(scope):
        return money(variant.combination(scope).computed)
    bounds = variant.range(scope)
    return money(bounds.low, bounds.high)


def _not_added(compared: SideBySide, phrases: Phrases) -> Iterator[Content]:
    """Yield what keeps a total below the sum of its column, behind the cases in which it does."""
    lines: dict[str, tuple[Content, list[str]]] = {}
    for letter, variant in zip(compared.letters, compared.variants, strict=True):
        losses = [loss for scope in _SCOPES for loss in variant.combination(scope).losses]
        for loss in losses:
            told = _loss(loss, phrases)
            letters = lines.setdefault(to_text(told), (told, []))[1]
            if letter not in letters:
                letters.append(letter)
    for told, letters in lines.values():
        yield phrases.labelled(phrases.joined(letters), told)


def _loss(loss: Exclusion | Reduction, phrases: Phrases) -> Content:
    if isinstance(loss, Reduction):
        how = phrases.fmt("cut by {amount}", amount=phrases.money(loss.forgone))
    elif loss.because_of is not None:
        how = phrases.fmt("not counted beside {rival}", rival=phrases.name(loss.because_of))
    else:
        how = phrases.tr("not counted")
    told = phrases.fmt("{programme}, {reason}", programme=phrases.name(loss.programme), reason=how)
    return phrases.labelled(told, brief_reason(loss.rule, phrases))


def _differences(gaps: dict[Scope, Gap], profile: Profile, phrases: Phrases) -> Iterator[Content]:
    """Yield how much more or less each total is, and why; both in one line where they are alike."""
    _ = phrases.tr
    labels: dict[Scope, str] = {
        "within-reach": _("within reach {difference}"),
        "by-terms": _("on the terms {difference}"),
    }
    said = {scope: _difference(gap, profile, phrases) for scope, gap in gaps.items()}
    if len(set(said.values())) == 1:
        labels = {"by-terms": _("within reach and on the terms {difference}")}
    for scope, label in labels.items():
        yield filled(label, {"difference": said[scope]})


def _difference(gap: Gap, profile: Profile, phrases: Phrases) -> Content:
    told = _more_or_less(gap, phrases)
    if gap.untold:
        names = phrases.joined(map(phrases.name, gap.untold))
        told = phrases.fmt("{line}, and {programmes}, how much is not known", line=told, programmes=names)
    reasons = [_reason(difference, profile, phrases) for difference in gap.differences]
    return phrases.labelled(told, phrases.clauses(reasons)) if reasons else told


def _more_or_less(gap: Gap, phrases: Phrases) -> Content:
    if gap.total is not None:
        return _signed(gap.total, phrases)
    if gap.low >= 0:
        return phrases.fmt("not settled, {range} more", range=phrases.money_range(gap.low, gap.high))
    if gap.high <= 0:
        return phrases.fmt("not settled, {range} less", range=phrases.money_range(-gap.high, -gap.low))
    low, high = _signed(gap.low, phrases), _signed(gap.high, phrases)
    return phrases.fmt("not settled, from {low} to {high}", low=low, high=high)


def _signed(difference: int, phrases: Phrases) -> Content:
    if not difference:
        return phrases.tr("the same")
    if difference < 0:
        return phrases.fmt("{amount} less", amount=phrases.money(-difference))
    return phrases.fmt("{amount} more", amount=phrases.money(difference))


def _reason(difference: Difference, profile: Profile, phrases: Phrases) -> Content:
    """Write of one programme why it grants another amount."""
    finding = difference.after or difference.before
    assert finding is not None
    name = phrases.called(finding.programme)
    return phrases.fmt("{programme}, {reason}", programme=name, reason=_because(difference, profile, phrases))


def _because(difference: Difference, profile: Profile, phrases: Phrases) -> Content:
    """Write why a programme grants another amount; where nothing tells it, by how much."""
    _ = phrases.tr
    after = difference.after
    told: dict[Why, str] = {
        "gone": _("which is not there"),
        "out-of-reach": _("for which one cannot apply then"),
        "limited": _("cut by a joint cap"),
    }
    if difference.why in told:
        return told[difference.why]
    if difference.why == "held":
        return _granted_already(difference.held, phrases)
    if difference.why == "projects" and after:
        return _more_projects(difference.projects, after, phrases)
    if difference.why == "beside" and difference.by:
        return phrases.fmt("not counted beside {rival}", rival=phrases.name(difference.by))
    if difference.why == "unmet" and after:
        return _unmet(after, profile, phrases)
    amounts = _by_its_rate(difference, phrases)
    return phrases.money(abs(difference.amount)) if amounts is None else amounts


def _more_projects(count: int, finding: Finding, phrases: Phrases) -> Content:
    """Write how many more, or fewer, contracts or projects bring something."""
    if is_of_contracts(finding, phrases):
        more = counted("{count} more contract", "{count} more contracts", count)
        fewer = counted("{count} contract fewer", "{count} contracts fewer", -count)
    else:
        more = counted("{count} more project", "{count} more projects", count)
        fewer = counted("{count} project fewer", "{count} projects fewer", -count)
    return phrases.fmt(more if count > 0 else fewer, count=str(abs(count)))


def _by_its_rate(difference: Difference, phrases: Phrases) -> Content | None:
    """Write which rate, cap or cost makes the difference; None where none does."""
    before, after = (finding.branch if finding else None for finding in (difference.before, difference.after))
    year = difference.after.year if difference.after else None
    if difference.why == "cap" and year and year.cap:
        return phrases.fmt("cap of {cap}", cap=amount_per(year.cap.value, year.cap.per, phrases))
    if after is None:
        return None
    if difference.why == "cap":
        return phrases.fmt("cap of {cap}", cap=amount_per(after.cap.value, after.cap.per, phrases))
    if after.rate is None:
        return None
    rate = percent(after.rate.value)
    match difference.why:
        case "gained":
            return phrases.fmt("{rate}% of the cost", rate=rate)
        case "rate" if before and before.rate:
            return phrases.fmt("{rate}% in place of {before}%", rate=rate, before=percent(before.rate.value))
        case "cost":
            return phrases.fmt("{rate}% of {cost}", rate=rate, cost=phrases.money(abs(difference.cost)))
    return None


def _unmet(finding: Finding, profile: Profile, phrases: Phrases) -> Content:
    """Write why a programme grants nothing: its terms, a fact that is missing, or the conditions that are not met."""
    if finding.status == "lapsed" and finding.edition.until:
        return phrases.fmt("expired on {day}", day=phrases.day(finding.edition.until))
    if finding.status == "not-yet":
        return phrases.fmt("not in force before {day}", day=phrases.day(finding.edition.starts))
    if finding.status == "undetermined":
        return phrases.fmt("not settled without: {facts}", facts=phrases.joined(map(phrases.label, finding.missing)))
    if finding.elsewhere and not finding.failing:
        return phrases.fmt("an applicant in {area}", area=phrases.area(finding.elsewhere))
    return phrases.joined([*dict.fromkeys(phrases.refusal(reason, profile) for reason in finding.obstacles)])


def _changed(variant: Variant, phrases: Phrases) -> Iterator[Content]:
    for change in variant.changed:
        yield phrases.labelled(phrases.called(change.programme), phrases.clauses(list(change_lines(change, phrases))))
