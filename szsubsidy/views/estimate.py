"""An estimate as a page."""

from __future__ import annotations

from szsubsidy.formats.page import Block, Page, Section
from szsubsidy.rules.estimate import Estimate
from szsubsidy.views.cumulation import exclusions, grounds
from szsubsidy.views.notices import notice_text
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.sections import (
    absent,
    assumptions,
    budgets,
    failing_line,
    findings_table,
    hidden,
    links,
    sections,
    title,
    totals,
    unmodelled,
    weighty_disputes,
)


def estimate_page(estimate: Estimate, phrases: Phrases, *, everything: bool = False) -> Page:
    """Return what a person should see: what applies, the total, and all that qualifies it.

    Programmes that are about something else are only counted, unless ``everything`` is asked for.
    """
    _ = phrases.tr
    shown = estimate.relevant(everything=everything)
    blocks: list[Block] = [Section("", (_profile_line(estimate, phrases),))]
    current = [finding for finding in shown if finding.in_force]
    if current:
        blocks.append(findings_table(current, phrases))
    blocks.append(Section("", (*totals(estimate, phrases), *hidden(estimate, shown, phrases))))
    blocks += sections(
        {
            _("Still needed"): (phrases.asked(fact) for fact in estimate.missing),
            _("Not eligible because"): (
                failing_line(finding, phrases, alone=estimate.explanations[finding.programme.id].lacks_one_fact)
                for finding in shown
                if finding.status == "ineligible"
            ),
            _("Assumed, as long as nothing else is said"): assumptions(shown, phrases),
            _("Disputed figures"): weighty_disputes(shown, estimate, phrases),
            _("Not counted, or reduced"): exclusions(estimate, phrases),
            _("Why these are added"): grounds(estimate, phrases),
            _("Of the yearly budget"): budgets(estimate, shown, phrases),
            _("No longer, or not yet, in force (in no total)"): (
                absent(finding, phrases) for finding in shown if not finding.in_force
            ),
            _("Take note"): (notice_text(notice, phrases) for notice in estimate.notices),
            _("Also asked for by the authority, and not checked here"): unmodelled(shown, phrases),
            _("Official pages"): links(shown, phrases, own=False),
            _("Pages that own terms name"): links(shown, phrases, own=True),
        }
    )
    blocks.append(Section("", (phrases.disclaimer(),)))
    return Page(title(estimate, phrases), phrases.language, tuple(blocks))


def _profile_line(estimate: Estimate, phrases: Phrases) -> str:
    facts = [fact for fact in phrases.catalogue.facts if fact in estimate.profile and fact != "firm_name"]
    if not facts:
        return phrases.tr("Nothing is known of the applicant yet.")
    return phrases.clauses(
        phrases.labelled(phrases.label(fact), phrases.value(fact, estimate.profile[fact])) for fact in facts
    )
