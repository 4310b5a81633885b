"""Whether the worked examples of a programme file come out as written, and reach every branch of the award."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from szsubsidy.catalogue.model import Edition, Example, Programme
from szsubsidy.errors import message
from szsubsidy.facts.model import Fact
from szsubsidy.lint.diagnostic import Diagnostic, error
from szsubsidy.lint.reachability import reachable_branches
from szsubsidy.lint.soundness import branch_keys, place_of
from szsubsidy.money import plain
from szsubsidy.rules.finding import Finding, find


def wrong_examples(programme: Programme, facts: Mapping[str, Fact], file: str) -> Iterator[Diagnostic]:
    """Yield the examples that do not come out and, where all do, the rates and amounts that none comes to."""
    for edition in programme.editions:
        checked = [check_example(programme, edition, example) for example in edition.examples]
        wrong = [diagnostic for diagnostic in checked if diagnostic is not None]
        yield from wrong or _unreached(programme, edition, facts, file)


def check_example(programme: Programme, edition: Edition, example: Example) -> Diagnostic | None:
    """Return what differs between a worked example and the program's own finding, or None."""
    finding = _finding(programme, edition, example)
    if finding.edition is not edition or not finding.in_force:
        return _differs(programme, example, message("its day lies outside its edition"))
    for what, expected, actual in _pairs(example, finding):
        if expected != actual:
            text = message("{given} is {found}, not {expected}")
            return _differs(programme, example, text, given=what, found=str(actual), expected=str(expected))
    return None


def _unreached(programme: Programme, edition: Edition, facts: Mapping[str, Fact], file: str) -> Iterator[Diagnostic]:
    """Yield the branches that can apply but are the outcome of no example; words alone need none."""
    award = edition.award
    if not award.is_money:
        return
    findings = [_finding(programme, edition, example) for example in edition.examples]
    reached = [finding.branch for finding in findings if finding.met]
    applying = reachable_branches(edition.diagram, facts, answered=True)
    for index, (key, branch) in enumerate(zip(branch_keys(award), award.branches, strict=True)):
        if index in applying and branch not in reached:
            yield error(
                message("no worked example comes to it"),
                where=f"{place_of(edition, file)}.{key}",
                hint=message("an eligible example in which it applies"),
            )


def _finding(programme: Programme, edition: Edition, example: Example) -> Finding:
    return find(programme, example.facts, example.as_of or edition.starts)


def _pairs(example: Example, finding: Finding) -> list[tuple[str, object, object]]:
    pairs: list[tuple[str, object, object]] = [("status", example.status, finding.status)]
    if example.amount is not None:
        amount = "null" if finding.amount is None else plain(finding.amount)
        pairs.append(("amount", plain(example.amount), amount))
    if example.range is not None:
        low, high = example.range
        pairs.append(("range", f"{plain(low)}–{plain(high)}", f"{plain(finding.low)}–{plain(finding.high)}"))
    pairs.append(("missing", sorted(example.missing), sorted(finding.missing)))
    if example.assumptions is not None:
        assumed = sorted(reason.comparison.fact for reason in finding.assumptions)
        pairs.append(("assumptions", sorted(example.assumptions), assumed))
    return pairs


def _differs(programme: Programme, example: Example, what: str, **values: str) -> Diagnostic:
    where = f"{programme.id}: examples[{example.working!r}]"
    return error(what, where=where, code="example-differs", **values)
