"""``szsubsidy compare``: variants side by side, against a baseline."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from szsubsidy.analysis.compare import Variant
from szsubsidy.analysis.terms_diff import reform_changes
from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import argument, common_options, fact_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option, given_facts, profile_from
from szsubsidy.cli.reforms import known_to_both, reformed, reforms_option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message, not_a_setting
from szsubsidy.facts.model import Profile
from szsubsidy.rules.estimate import estimate


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    panel = _("Variants")
    options = [
        argument(
            "files",
            list[str],
            [],
            metavar="[FIRM.toml]…",
            help=_("Profiles, the first is the baseline; - is stdin. Without one, the fact options are the baseline."),
            show_default=False,
        ),
        option(
            "variants",
            list[str],
            [],
            "--set",
            help=_(
                "A variant of the baseline: --set compute_contract=1000万. "
                "Several facts with a semicolon; as_of=DATE is another day. May be repeated."
            ),
            metavar="FACT=VALUE[;…]",
            rich_help_panel=panel,
            show_default=False,
        ),
        reforms_option(_, _("The baseline under the changed terms of a file. May be repeated."), panel),
        *fact_options(session.catalogue, session.env.language, _),
        as_of_option(_),
        *output_options(_),
        *common_options(_),
    ]
    doc = _(
        "Put estimates side by side: other facts, other days, changed terms.\n\n"
        "Example: szsubsidy compare firm.toml --set compute_contract=1000万 --set company_type=sme"
    )
    return signed(lambda given: run(session, given), options, doc), _(
        "Differences are against the first column. Fact options count for every column."
    )


def run(session: Session, given: dict[str, Any]) -> int:
    """Print the baseline and its variants."""
    output = choose_format(given["output_format"], as_json=given["as_json"])
    as_of = session.day(given["as_of"])
    options = given_facts(session, given)
    if given["files"].count("-") > 1:
        raise SubsidyError(
            message("can be read once"), where="-", hint=message("name the file of the other profile"), code="usage"
        )
    listed = [(name, profile_from(session, name) | options) for name in given["files"]]
    name, baseline = listed[0] if listed else (session.phrases.tr("as given"), options)
    variants = [_variant(session, item, profile, as_of) for item, profile in listed or [(name, baseline)]]
    for setting in given["variants"]:
        profile, day = _changed(session, baseline, as_of, setting)
        variants.append(_variant(session, setting, profile, day))
    known = session
    for path in given["reforms"]:
        variant, changed = reformed_variant(session, path, baseline, as_of)
        variants.append(variant)
        known = known_to_both(known, changed)
    if len(variants) < 2:
        raise SubsidyError(
            message("there is nothing to compare with"),
            hint=message("a second profile, --set FACT=VALUE or --reform FILE"),
            code="usage",
        )
    write_comparison(known, variants, output)
    return 0


def show_variants(session: Session, listed: Sequence[tuple[str, Profile, int]]) -> None:
    """Write profiles on their days side by side to stdout; the first is the baseline."""
    write_comparison(session, [_variant(session, *item) for item in listed], "table")


def reformed_variant(session: Session, path: str, profile: Profile, as_of: int) -> tuple[Variant, Session]:
    """Return a profile's estimate under the changed terms of a file, and the session under them."""
    title, changed = reformed(session, path)
    terms = reform_changes(session.catalogue.programmes.values(), changed.catalogue.programmes.values(), as_of)
    return Variant(title, estimate(changed.catalogue, profile, as_of), tuple(terms)), changed


def write_comparison(session: Session, variants: Sequence[Variant], output: str) -> None:
    """Write variants in one of the formats; the session's words must know every programme of theirs."""
    from szsubsidy.views.compare import comparison_csv, comparison_document, comparison_page

    if output == "json":
        session.write_json(comparison_document(variants, session.phrases))
    elif output == "csv":
        session.write(comparison_csv(variants, session.phrases))
    else:
        write_shown(session, comparison_page(variants, session.phrases), output)


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
    return baseline | given_facts(session, {"settings": facts}), as_of
