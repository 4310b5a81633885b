"""What may be held together, and what a rule leaves out or cuts, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.formats.page import Content, filled
from szsubsidy.money import percent
from szsubsidy.rules.cumulation import Exclusion, ReadOtherwise, Reduction
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.limits import CostLimit
from szsubsidy.views.figures import figure
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import JointReading


def brief_reason(rule: Rule | JointCap | CostLimit, phrases: Phrases) -> str:
    """Return why a total is cut, in a short sentence."""
    if isinstance(rule, JointCap) and rule.short is not None:
        return phrases.text(rule.short)
    return reason(rule, phrases)


def brief_readings(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield the totals that other readings of joint caps give, each with what it would take, in a line."""
    for read in estimate.differing:
        if read.reading.short is None:
            yield other_total(read, phrases)
        else:
            amount, condition = figure(read.best.computed, phrases), phrases.text(read.reading.short)
            yield phrases.fmt("{amount} if {condition} (disputed).", amount=amount, condition=condition)


def exclusions(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield a line for each programme that gives way to another one, or is cut beside it."""
    for loss in estimate.by_terms.losses:
        yield loss_line(loss, estimate, phrases)


def loss_line(loss: Exclusion | Reduction, estimate: Estimate, phrases: Phrases) -> Content:
    """Write that a programme gives way to another one, or is cut beside it, and by which rule."""
    parts: dict[str, Content] = {
        "programme": phrases.name(loss.programme),
        "forgone": phrases.yuan(loss.forgone),
        "granted": phrases.yuan(loss.granted if isinstance(loss, Reduction) else 0),
        "rival": phrases.name(loss.because_of) if loss.because_of else "",
        "reason": ground(loss.rule, phrases),
    }
    if is_by_held(loss, estimate):
        template = phrases.tr("{programme} ({forgone} yuan) is not counted beside {rival}, already granted. {reason}")
        return filled(template, parts)
    return filled(_template(loss, phrases), parts)


def is_by_held(loss: Exclusion | Reduction, estimate: Estimate) -> bool:
    """Return whether a programme gives way to one of which the firm was granted money already."""
    return isinstance(loss, Exclusion) and loss.because_of in estimate.firm.held


def other_totals(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield the totals that other readings of joint caps give, where they are not the adopted one."""
    yield from (other_total(read, phrases) for read in estimate.differing)


def other_total(read: ReadOtherwise, phrases: Phrases) -> Content:
    """Write the total that another reading of a joint cap gives, and where the provision stands."""
    _ = phrases.tr
    templates: dict[JointReading, str] = {
        "strict": _("{amount} yuan in total if the limit of {rate}% spares no grant: {programmes} (disputed)"),
        "others-only": _("{amount} yuan in total if the limit of {rate}% is only on {programmes} (disputed)"),
    }
    parts: dict[str, Content] = {
        "amount": phrases.yuan(read.best.computed),
        "rate": percent(read.cap.rate),
        "programmes": phrases.joined([phrases.name(programme) for programme in read.capped]),
    }
    return phrases.cited(filled(templates[read.reading.reading], parts), read.reading.cite)


def _template(loss: Exclusion | Reduction, phrases: Phrases) -> str:
    _ = phrases.tr
    if isinstance(loss, Reduction):
        if loss.because_of is None:
            return _("{programme} drops by {forgone} to {granted} yuan. {reason}")
        return _("{programme} drops by {forgone} to {granted} yuan beside {rival}. {reason}")
    if loss.because_of is None:
        return _("{programme} ({forgone} yuan) is not counted. {reason}")
    return _("{programme} ({forgone} yuan) is not counted beside {rival}. {reason}")


def ground(rule: Rule | JointCap | CostLimit, phrases: Phrases) -> Content:
    """Write why a programme is left out or cut, and where that stands; that a cost is a limit stands nowhere."""
    if isinstance(rule, CostLimit):
        return reason(rule, phrases)
    return phrases.cited(reason(rule, phrases), rule.cite)


def reason(rule: Rule | JointCap | CostLimit, phrases: Phrases) -> str:
    """Return why a programme is left out or cut, in the language of the phrases."""
    if isinstance(rule, CostLimit):
        return phrases.tr("All grants on one cost are limited to the cost itself.")
    return phrases.text(rule.reason)


def grounds(estimate: Estimate, phrases: Phrases) -> Iterator[Content]:
    """Yield the rules that let the programmes of the total be held together, and of which no rule speaks."""
    for rule in estimate.grounds:
        yield phrases.cited(phrases.text(rule.reason), rule.cite)
    if estimate.unruled:
        names = phrases.joined([phrases.name(programme) for programme in estimate.unruled])
        yield phrases.fmt("No rule found against adding these: {programmes}.", programmes=names)
