"""``szsubsidy compare``: variants side by side, against a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from szsubsidy.analysis.compare import Variant
from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import Argument, AsOf, Option, reform_option
from szsubsidy.cli.profile_source import read_firm
from szsubsidy.cli.reforms import reformed_variant, session_for
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import comparison_view
from szsubsidy.cli.variants import changed_firm
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Firm
from szsubsidy.rules.concerned import concerned
from szsubsidy.rules.estimate import estimate

VARIANTS = message("Variants")
EPILOG = message("Differences are against the first column. Fact options count for every column.")


def command(
    session: Session,
    files: Annotated[
        list[str] | None,
        Argument(
            metavar="[FIRM.toml]…",
            help=message(
                "Profiles, the first is the baseline; - is stdin. Without one, the fact options are the baseline."
            ),
        ),
    ] = None,
    *,
    settings: Annotated[
        list[str] | None,
        Option(
            "--set",
            help=message(
                "A variant of the baseline: --set compute_contract=1000万. "
                "Several facts with a semicolon; as_of=DATE is another day. Of project B it is B.compute_contract, of "
                "one more project new.compute_contract; held.PROGRAMME=AMOUNT was already granted. May be repeated."
            ),
            metavar="FACT=VALUE[;…]",
            panel=VARIANTS,
        ),
    ] = None,
    reform_files: Annotated[
        list[str] | None,
        reform_option(message("The baseline under the changed terms of a file. May be repeated."), VARIANTS),
    ] = None,
    facts: FactTexts,
    as_of: AsOf = None,
    output: Output,
) -> int:
    """Put estimates side by side: other facts, other days, changed terms.

    Example: szsubsidy compare firm.toml --set compute_contract=1000万 --set company_type=sme
    """
    day = session.day(as_of)
    listed = _firms(session, files or (), facts)
    _, baseline = listed[0]
    firms = [(name, firm, day) for name, firm in listed]
    firms += [(setting, *changed_firm(session, baseline, day, setting)) for setting in settings or ()]
    # What concerns one of them is asked of all; what changed terms make of a programme is not known beforehand.
    among = frozenset().union(*(concerned(session.catalogue, firm) for _name, firm, _day in firms))
    variants = [
        Variant(name, estimate(session.catalogue, firm, its_day, None if reform_files else among))
        for name, firm, its_day in firms
    ]
    catalogues = []
    for path in reform_files or ():
        variant, changed = reformed_variant(session, path, baseline, day)
        variants.append(variant)
        catalogues.append(changed.catalogue)
    if len(variants) < 2:
        raise SubsidyError(
            message("nothing to compare with"),
            hint=message("give a second profile, --set or --reform"),
            code="usage",
        )
    shown = session_for(session, catalogues)
    emit(shown, output, comparison_view(variants, shown.phrases))
    return 0


def _firms(session: Session, files: Sequence[str], facts: FactTexts) -> list[tuple[str, Firm]]:
    """Return the firms of the files, each with the facts of the options; without a file, these alone."""
    if files.count("-") > 1:
        raise SubsidyError(
            message("can be read once"), where="-", hint=message("name the file of the other profile"), code="usage"
        )
    listed = [(name, read_firm(session, name, facts, None)) for name in files]
    return listed or [(session.phrases.tr("as given"), read_firm(session, None, facts, None))]


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.compare_json import comparison_document

    return comparison_document
