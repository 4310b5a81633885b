"""The lines under the table of an answer: what to do first, where, what is missing, in question, assumed, and next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content, Notes, filled
from szsubsidy.rules.advice import UnusedFact
from szsubsidy.rules.answer import Pair
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.applying import where_to_apply
from szsubsidy.views.figures import figure
from szsubsidy.views.missing import named_missing
from szsubsidy.views.notices import notice_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import FEW as FEW_PROJECTS
from szsubsidy.views.project_rows import asked_of, called, is_of_contracts, own_name, why_not
from szsubsidy.views.provisions import provisions
from szsubsidy.views.reservations import unread_words
from szsubsidy.views.sentences import begun
from szsubsidy.vocabulary import CONFIDENCES, NoticeCode

FEW = 2
"""As many things are named of a kind; of more, the others are counted."""
_TOLD: frozenset[NoticeCode] = frozenset(
    {"before-first", "long-past", "none-verified", "day-ahead", "paused", "exhausted", "overridden"}
)
"""The notices that stand in the answer as they are; of others, its rows and other lines tell."""


class Asked(NamedTuple):
    """What the notes are about: an estimate, and the findings that fit.

    ``menu``: the reader is asked what next, so no option and no command is named. ``whole``: the table has the reasons
    for its figures. ``crowded``: so little is known that most of what fits is undetermined, and what is missing counts
    more than all else. ``details`` follow, so nothing is cut. ``handed_on``: the reader may not have this program, so
    nothing is cut, and no option and no command is named either.
    """

    estimate: Estimate
    pairs: Sequence[Pair]
    menu: bool
    whole: bool
    crowded: bool
    details: bool
    handed_on: bool = False

    @property
    def bare(self) -> bool:
        """Whether no option and no command is named."""
        return self.menu or self.handed_on


def without_label(notes: Notes, label: str) -> Notes:
    """Return notes of which one label is left out."""
    return Notes(tuple(row for row in notes.rows if row[0] != label))


def answer_notes(asked: Asked, phrases: Phrases) -> Notes:
    """Return what there is to say under the table, in the order of what a reader does with it."""
    _ = phrases.tr
    if asked.crowded:
        rows = {
            _("Missing"): _missing(asked, phrases),
            _("Not used"): _unused(asked, phrases),
            _("In question"): _left_out_facts(asked, phrases),
            _("Next"): _next(asked, phrases),
        }
        return _notes(rows, asked, phrases)
    rows = {
        _("First"): _first(asked, phrases),
        _("Where"): _where(asked, phrases),
        _("Missing"): _missing(asked, phrases),
        _("What helps"): _helps(asked, phrases),
        _("Not used"): _unused(asked, phrases),
        _("Ends soon"): _ends_soon(asked, phrases),
        _("Not counted"): _not_counted(asked, phrases),
        _("Cap reached"): _cap_reached(asked, phrases),
        _("Unconfirmed"): _unconfirmed(asked, phrases),
        _("In question"): _in_question(asked, phrases),
        _("Possible"): _possible(asked, phrases),
        _("Assumed"): _assumed(asked, phrases),
        _("Evidence"): _evidence(asked, phrases),
        _("Next"): _next(asked, phrases),
    }
    return _notes(rows, asked, phrases)


def _notes(rows: Mapping[str, Iterable[Content]], asked: Asked, phrases: Phrases) -> Notes:
    """Return the labels that have something to say."""
    told = {label: tuple(found) for label, found in rows.items()}
    if not (asked.handed_on or asked.details):
        told = {label: _cut(label, texts, asked, phrases) for label, texts in told.items()}
    return Notes(tuple((label, texts) for label, texts in told.items() if texts))


def _cut(label: str, texts: tuple[Content, ...], asked: Asked, phrases: Phrases) -> tuple[Content, ...]:
    """Return what stands at a label: a few lines, and how many more there are."""
    if len(texts) <= FEW or label == phrases.tr("Where"):
        return texts
    count = str(len(texts) - FEW)
    more = (
        phrases.fmt("{count} more.", count=count)
        if asked.menu
        else phrases.fmt("{count} more (--details).", count=count)
    )
    return (*texts[:FEW], more)


def _first(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which vouchers must be claimed before anything is bought."""
    names = [
        phrases.called(finding.programme)
        for finding, judged in asked.pairs
        if judged.applies
        and finding.availability.reach != "closed"
        and any(window.stage == "claim" for window in judged.edition.windows)
    ]
    if names:
        programmes = phrases.joined(names)
        yield phrases.fmt("{programmes}: claim before you buy, or it pays nothing.", programmes=programmes)


def _told_first(asked: Asked) -> list[str]:
    """Return the programmes that the verdict is about, in the order of the table."""
    official = asked.estimate if asked.estimate.official is None else asked.estimate.official
    return [finding.programme.id for finding, _ in asked.pairs if finding.programme.id in official.answer.programmes]


def _where(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield where to apply for what is nearest."""
    told = _told_first(asked)
    near = [
        judged
        for finding, judged in asked.pairs
        if finding.availability.day is not None
        and finding.programme.origin is None
        and (judged.met or (judged.applies and (asked.whole or judged.programme.id in told)))
    ]
    if near:
        first = min(near, key=lambda one: (one.programme.id not in told, one.edition.award.certainty == "panel"))
        office, *address = where_to_apply(first, phrases)
        yield phrases.labelled(phrases.called(first.programme), office) if len(asked.pairs) > 1 else office
        yield from address


def _missing(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which facts are missing, with the option that gives each."""
    missing = asked.estimate.missing
    named = [_asked_for(fact, asked, phrases) for fact in missing[: FEW + 1]]
    if len(missing) > len(named):
        named.append(phrases.fmt("{count} more", count=str(len(missing) - len(named))))
    if named:
        yield phrases.fmt("{facts}.", facts=phrases.clauses(named))


def _asked_for(fact: str, asked: Asked, phrases: Phrases) -> str:
    """Write what a missing fact is called, of which projects it is asked, and what gives it."""
    label, spec = named_missing(fact, asked.estimate, phrases), phrases.catalogue.facts[fact]
    if asked.bare:
        return label
    sample = type_of(spec).sample
    if asked.estimate.lacking(fact):
        given = phrases.fmt("{fact}={value} in {option}", fact=spec.id, value=sample, option="--project")
        return phrases.in_brackets(label, given)
    return phrases.in_brackets(label, f"{spec.option} {sample}".rstrip())


def _not_counted(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which projects a programme does not count, and why, where no row tells it."""
    if asked.whole and len(asked.estimate.firm.projects) <= FEW_PROJECTS:
        return
    for _finding, judged in asked.pairs:
        for share in asked_of(judged, phrases) if judged.applies else ():
            if not share.counts:
                project = phrases.fmt(
                    "{programme}, {project}",
                    programme=phrases.name(judged.programme.id),
                    project=called(share, judged, phrases),
                )
                yield phrases.labelled(project, phrases.fmt("{text}.", text=why_not(share, phrases)))


def _cap_reached(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield of which programmes another project of the year could bring nothing more.

    Where a joint cap cuts, it could: the room under it grows with each project.
    """
    cut = {loss.programme for best in (asked.estimate.by_terms, asked.estimate.within_reach) for loss in best.losses}
    paying = [judged for _finding, judged in asked.pairs if judged.met and judged.edition.award.is_computed]
    full = [
        judged
        for judged in paying
        if judged.year is not None
        and judged.year.is_full
        and judged.edition.award.each_project
        and judged.programme.id not in cut
    ]
    if full:
        contracts = all(is_of_contracts(judged, phrases) for judged in full)
        nothing = (
            phrases.tr("Another contract of this year brings nothing more.")
            if contracts
            else phrases.tr("Another project of this year brings nothing more.")
        )
        if len(full) == len(paying):
            yield nothing
        else:
            yield phrases.labelled(phrases.joined([phrases.name(judged.programme.id) for judged in full]), nothing)


def _helps(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield what would turn nothing into something."""
    helps = asked.estimate.helps
    template = (
        phrases.tr("{fact}: {value} would bring {amount}.")
        if len(helps) == 1
        else phrases.tr("{fact}: {value} would bring {amount} ({programme}).")
    )
    for helping in helps:
        parts = {
            "fact": phrases.label(helping.fact),
            "value": phrases.money(helping.value),
            "amount": figure(helping.amount, phrases),
            "programme": phrases.name(helping.programme),
        }
        yield filled(template, parts)


def _unused(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield the amounts that were given and count for nothing, with what would make them count."""
    for unused in asked.estimate.unused:
        fact, added = unused.add
        values = phrases.catalogue.facts[fact].values
        label = next(phrases.text(value.label) for value in values if value.id == added)
        yield phrases.fmt(
            "{fact} was given, but no programme uses it. Add {value}: up to {amount}.",
            fact=_given_of(unused, phrases),
            value=label if asked.bare or phrases.language != "en" else added,
            amount=phrases.money(unused.amount),
        )


def _given_of(unused: UnusedFact, phrases: Phrases) -> str:
    """Write what was given and, of several projects, of which: ``model contract of B``."""
    name = phrases.label(unused.fact)
    if unused.project is None:
        return name
    return phrases.fmt("{fact} of {projects}", fact=name, projects=own_name(unused.project))


def _ends_soon(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which terms end, or come in doubt, within sixty days, where the rows do not say it."""
    for notice in asked.estimate.notices:
        if notice.code in {"lapses-soon", "in-doubt-soon"} and not asked.whole:
            names = _few([phrases.name(name) for name in notice.programmes], phrases)
            template = (
                phrases.tr("{programmes}: the terms expire on {day}.")
                if notice.code == "lapses-soon"
                else phrases.tr("{programmes}: in doubt after {day}.")
            )
            yield template.format(programmes=names, day=phrases.day(notice.day or 0))


def _unconfirmed(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which dates rest on a source that nothing confirms."""
    for finding, _judged in asked.pairs:
        window = finding.availability.window
        if window is not None and not finding.availability.confirmed:
            name = phrases.called(finding.programme)
            rests_on = _caveat(window.cite, phrases) or phrases.document(window.cite)
            yield phrases.fmt("{programme}, dates: {source}.", programme=name, source=rests_on)


def _in_question(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield what would change the answer and is not known: a district, a rule on combining, a notice."""
    yield from _left_out_facts(asked, phrases)
    yield from _not_stated(asked, phrases)
    for notice in asked.estimate.notices:
        if notice.code == "announced-only":
            names = _few([phrases.name(name) for name in notice.programmes], phrases)
            yield phrases.fmt("{programmes}: figures from news reports only.", programmes=names)
        elif notice.code in _TOLD:
            yield notice_text(notice, phrases, cited=False)


def _left_out_facts(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield which facts, if given, may bring other programmes in."""
    for notice in asked.estimate.notices:
        if notice.code == "left-out":
            [fact] = notice.facts
            yield _left_out(fact, notice.programmes, phrases, asked)


def _left_out(fact: str, programmes: Sequence[str], phrases: Phrases, asked: Asked) -> Content:
    option = phrases.catalogue.facts[fact].option
    if fact != PLACE:
        names = _few([phrases.name(name) for name in programmes], phrases)
        return phrases.fmt("{fact}: {programmes} may pay as well.", fact=phrases.label(fact), programmes=names)
    authorities = [phrases.catalogue.programmes[name].authority for name in programmes]
    areas = phrases.joined(
        dict.fromkeys(phrases.area(phrases.catalogue.authorities[name].area) for name in authorities)
    )
    _ = phrases.tr
    single = len(set(authorities)) == 1
    if not asked.pairs:
        template = _("District: {areas} may pay.") if asked.bare else _("District: {areas} may pay ({option}).")
    elif asked.bare:
        template = _("District: {areas} pays as well.") if single else _("District: {areas} pay as well.")
    elif single:
        template = _("District: {areas} pays as well ({option}).")
    else:
        template = _("District: {areas} pay as well ({option}).")
    return template.format(areas=areas, option=option)


def _not_stated(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield the programmes of the table of which no source says whether they may be combined."""
    names = [finding.programme.id for finding, judged in asked.pairs if judged.applies or finding.applies]
    for one, other in combinations(names, 2):
        rules = asked.estimate.explanations[one].rules
        if any(
            isinstance(rule, Rule) and rule.kind == "not-stated" and _is_of_both(rule, one, other) for rule in rules
        ):
            yield phrases.fmt("{one} beside {other}: no rule found.", one=phrases.name(one), other=phrases.name(other))


def _is_of_both(rule: Rule, one: str, other: str) -> bool:
    beside = rule.beside or rule.programmes
    return (one in rule.programmes and other in beside) or (other in rule.programmes and one in beside)


def _possible(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield of which programmes part of the terms was not found, where the rows do not say it."""
    found = [notice for notice in asked.estimate.notices if notice.code == "possible" and not asked.whole]
    if found:
        names = _few([phrases.name(name) for notice in found for name in notice.programmes], phrases)
        parts = {notice.values[0] for notice in found}
        unread = unread_words(parts.pop() if len(parts) == 1 else "applicants-and-conditions", phrases)
        yield phrases.fmt("{unread}: {programmes}.", programmes=names, unread=unread)


def _assumed(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield what is assumed: first what must be so, then what must not."""
    order = list(phrases.catalogue.facts)
    found = {
        reason.comparison.fact: reason
        for _finding, judged in asked.pairs
        for reason in judged.assumptions
        if judged.applies
    }
    reasons = sorted(found.values(), key=lambda one: (one.comparison.value is False, order.index(one.comparison.fact)))
    if reasons:
        said = _few([phrases.assumption(reason) for reason in reasons], phrases, clauses=True)
        yield phrases.fmt("{facts}.", facts=begun(said))
    if _may_be_of_these(asked):
        yield phrases.tr("What was granted already was for other contracts.")


def _may_be_of_these(asked: Asked) -> bool:
    """Whether what was granted would take room under a joint cap, had it been for one of the contracts looked at."""
    held = asked.estimate.firm.held
    explanations = [asked.estimate.explanations[finding.programme.id] for finding, judged in asked.pairs if judged.met]
    caps = [rule for explanation in explanations for rule in explanation.rules if isinstance(rule, JointCap)]
    return any(not held.keys().isdisjoint(cap.programmes) for cap in caps)


def _evidence(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    """Yield how sure the weakest of the figures is, and for which reason."""
    weakest = max((judged.confidence for _finding, judged in asked.pairs), key=CONFIDENCES.index, default=None)
    if weakest is None:
        return
    cites = [cite for _finding, judged in asked.pairs for cite, sure in provisions(judged).items() if sure == weakest]
    caveats = dict.fromkeys(caveat for cite in cites if (caveat := _caveat(cite, phrases)))
    grade = begun(phrases.confidence(weakest))
    yield (
        phrases.labelled(grade, phrases.fmt("{text}.", text=next(iter(caveats))))
        if caveats
        else phrases.fmt("{text}.", text=grade)
    )


def _caveat(cite: str, phrases: Phrases) -> str:
    """Write what to know of a source before relying on it, in a few words; nothing where there is none."""
    caveat = phrases.catalogue.sources[source_of(cite)].caveat
    return phrases.text(caveat) if caveat else ""


def _next(asked: Asked, phrases: Phrases) -> Iterator[Content]:
    if asked.bare or asked.details:
        return
    shown = _told_first(asked) or [finding.programme.id for finding, _judged in asked.pairs]
    shown = shown or [finding.programme.id for finding in asked.estimate.relevant()]
    if not shown:
        yield phrases.tr("szsubsidy programmes list; --all shows every programme")
    elif asked.pairs:
        yield phrases.fmt("szsubsidy explain {programme} (same options); --details", programme=shown[0])
    else:
        yield phrases.fmt("szsubsidy explain {programme} (same options); --all", programme=shown[0])


def _few(names: Sequence[str], phrases: Phrases, *, clauses: bool = False) -> str:
    """Write a list of which no more than a few are named, and the others counted."""
    named = list(names[:FEW]) if len(names) > FEW + 1 else list(names)
    if len(names) > len(named):
        named.append(phrases.fmt("{count} more", count=str(len(names) - len(named))))
    return phrases.clauses(named) if clauses else phrases.joined(named)
