"""The facts that an estimate is made for, where a firm has several projects or was granted money already: in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from szsubsidy.errors import counted
from szsubsidy.facts.model import Firm, Profile, Value
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content, joined
from szsubsidy.views.facts_given import facts_given, facts_listed, short_name
from szsubsidy.views.figures import figure
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import FEW, is_letter, own_name
from szsubsidy.views.sentences import begun

# Two contracts for training a model, 15 and 12 million: the first line has the firm and what it trains, the second the
# contracts with their sum. Where one trains a model and the other is for an application, a line tells of each.


def firm_given(firm: Firm, phrases: Phrases, *, whole: bool = False) -> list[Content]:
    """Write what is known of a firm, and of each of its projects; ``whole``: of each, however many they are."""
    if len(firm.projects) == 1:
        return [facts_given(firm.profile, phrases), *_held(firm, phrases)]
    shared = _shared(firm, phrases)
    own = [{fact: value for fact, value in profile.items() if fact not in shared} for profile in firm.profiles]
    amounts = list(dict.fromkeys(fact for facts in own for fact in facts if _in_yuan(fact, phrases)))
    lines: list[Content] = []
    if len(amounts) == 1 and (_are_alike(own) or all(amounts[0] in facts for facts in own)):
        lines.append(_together(amounts[0], firm, phrases, whole=whole))
        own = [{fact: value for fact, value in facts.items() if fact != amounts[0]} for facts in own]
    elif len(own) > FEW and not whole:
        lines += [_together(fact, firm, phrases, whole=False) for fact in amounts]
    if len(own) <= FEW or whole:
        lines += _each(firm, own, phrases)
    if not lines:
        count = len(firm.projects)
        lines.append(phrases.fmt(counted("{count} project", "{count} projects", count), count=str(count)))
    return [*([facts_given(shared, phrases)] if shared else []), *lines, *_held(firm, phrases)]


def _shared(firm: Firm, phrases: Phrases) -> Profile:
    """What is known of the firm, and alike of all of its projects; amounts are told of each."""
    first, *others = firm.profiles
    return {
        fact: value
        for fact, value in first.items()
        if fact in firm.facts or (not _in_yuan(fact, phrases) and all(profile.get(fact) == value for profile in others))
    }


def _are_alike(own: Sequence[Profile]) -> bool:
    """Whether projects differ in no set of categories, so that what is known of one may be asked of each."""
    return not any(isinstance(value, frozenset) for facts in own for value in facts.values())


def _in_yuan(fact: str, phrases: Phrases) -> bool:
    return type_of(phrases.catalogue.facts[fact]).in_yuan


def _together(fact: str, firm: Firm, phrases: Phrases, *, whole: bool) -> Content:
    """Write an amount of several projects: how many, the sum, and what each is, or from what to what."""
    name, given = short_name(fact, phrases), [profile.get(fact) for profile in firm.profiles]
    costs = [cost if isinstance(cost, int) else None for cost in given]
    known = [cost for cost in costs if cost is not None]
    count = len(costs) if len(known) == len(costs) or len(firm.projects) <= FEW else len(known)
    what = (
        phrases.fmt(counted("{count} {name}", "{count} {name}s", count), count=str(count), name=name)
        if phrases.catalogue.facts[fact].unit
        else begun(name)
    )
    if len(costs) > FEW and not whole and len(set(known)) == 1:
        [cost] = set(known)
        if len(known) == 1:
            return begun(phrases.fmt("{short} {amount}", short=name, amount=phrases.money(cost)))
        return phrases.fmt("{what}, {amount} each", what=what, amount=phrases.money(cost))
    if len(costs) > FEW and not whole:
        each = phrases.money_range(min(known), max(known))
        amount = phrases.money(sum(known))
        return phrases.fmt("{what}, {amount} together: {each} each", what=what, amount=amount, each=each)
    if len(known) < len(costs):
        told = [phrases.tr("not given") if cost is None else phrases.money(cost) for cost in costs]
        return phrases.labelled(what, _listed(firm.names, told, phrases))
    listed = _listed(firm.names, [figure(cost, phrases) for cost in known], phrases)
    amount = phrases.money(sum(known))
    return phrases.fmt("{what}, {amount} together: {each}", what=what, amount=amount, each=listed)


def _listed(names: Sequence[str], told: Sequence[Content], phrases: Phrases) -> Content:
    """Write what each project comes to: ``A 15,000,000, B 12,000,000``, or behind its own name in brackets."""
    return phrases.joined(
        phrases.fmt("{name} {amount}", name=name, amount=text)
        if is_letter(name)
        else phrases.in_brackets(own_name(name), text)
        for name, text in zip(names, told, strict=True)
    )


def _each(firm: Firm, own: Sequence[Profile], phrases: Phrases) -> Iterator[Content]:
    """Yield what is known of each project alone."""
    for name, facts in zip(firm.names, own, strict=True):
        told = [text for fact, value in facts.items() for text in _said(fact, value, phrases)]
        if told:
            yield phrases.labelled(own_name(name), joined(phrases.tr(" · "), told))


def _said(fact: str, value: Value, phrases: Phrases) -> list[Content]:
    """Write one fact of a project; a "yes" or "no" in a few words that need no name of the fact."""
    spec = phrases.catalogue.facts[fact]
    if isinstance(value, bool) and spec.briefly is not None:
        return [phrases.briefly(fact, value)]
    return facts_listed({fact: value}, phrases)


def _held(firm: Firm, phrases: Phrases) -> Iterator[Content]:
    """Yield what a firm was granted already in the year."""
    if firm.held:
        grants = phrases.joined(
            phrases.fmt("{programme} {amount}", programme=phrases.name(programme), amount=phrases.money(fen))
            for programme, fen in firm.held.items()
        )
        yield phrases.fmt("Already granted this year: {grants}", grants=grants)
