"""``szsubsidy compare``: variants side by side, against a baseline."""

import re
from collections.abc import Sequence
from typing import Annotated

from typer import Argument, Option

from szsubsidy.analysis.compare import Variant
from szsubsidy.cli.binding import DocumentMaker
from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import AsOf, reform_option
from szsubsidy.cli.profile_source import profile_from, read_facts
from szsubsidy.cli.reforms import reformed_variant, session_for
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import comparison_view
from szsubsidy.errors import SubsidyError, message, not_a_setting
from szsubsidy.facts.model import Profile
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
            show_default=False,
        ),
    ] = None,
    *,
    settings: Annotated[
        list[str] | None,
        Option(
            "--set",
            help=message(
                "A variant of the baseline: --set compute_contract=1000万. "
                "Several facts with a semicolon; as_of=DATE is another day. May be repeated."
            ),
            metavar="FACT=VALUE[;…]",
            rich_help_panel=VARIANTS,
            show_default=False,
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
    listed = _profiles(session, files or (), read_facts(session, facts))
    variants = [_variant(session, name, profile, day) for name, profile in listed]
    _, baseline = listed[0]
    for setting in settings or ():
        profile, its_day = _changed(session, baseline, day, setting)
        variants.append(_variant(session, setting, profile, its_day))
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


def _profiles(session: Session, files: Sequence[str], facts: Profile) -> list[tuple[str, Profile]]:
    """Return the profiles of the files, each with the facts of the options; without a file, these alone."""
    if files.count("-") > 1:
        raise SubsidyError(
            message("can be read once"), where="-", hint=message("name the file of the other profile"), code="usage"
        )
    listed = [(name, profile_from(session, name) | facts) for name in files]
    return listed or [(session.phrases.tr("as given"), facts)]


def _variant(session: Session, name: str, profile: Profile, as_of: int) -> Variant:
    return Variant(name, estimate(session.catalogue, profile, as_of))


def _changed(session: Session, baseline: Profile, as_of: int, setting: str) -> tuple[Profile, int]:
    """The baseline with what one ``--set`` says, and the day that it is for."""
    parts = [part.strip() for part in re.split("[;；]", setting) if part.strip()]
    if not parts:
        raise not_a_setting(setting, where="--set")
    days = [part.partition("=")[2].strip() for part in parts if part.partition("=")[0].strip() == "as_of"]
    facts = [part for part in parts if part.partition("=")[0].strip() != "as_of"]
    if days:
        as_of = session.day(days[-1], "--set as_of")
    return baseline | read_facts(session, {}, facts), as_of


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.compare_json import comparison_document

    return comparison_document
