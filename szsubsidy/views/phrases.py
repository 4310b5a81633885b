"""Puts facts, conditions, citations and warnings into words of the chosen language."""

from __future__ import annotations

from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.logic import Comparison
from szsubsidy.catalogue.model import Catalogue, Claim, Dispute, Edition, Programme, Window
from szsubsidy.catalogue.sources import was_opened
from szsubsidy.facts.model import Profile, Value
from szsubsidy.facts.said import NOTHING_SAID, Said, briefly
from szsubsidy.facts.types import type_of
from szsubsidy.fields import Text
from szsubsidy.formats.page import Cite, Content, Link, Toned, concat
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.i18n import Translate
from szsubsidy.money import percent
from szsubsidy.rules.trace import Reason
from szsubsidy.views.amount_phrases import AmountPhrases
from szsubsidy.views.day_text import day_text, days_text, short_day_text
from szsubsidy.vocabulary import Reach, Stage, Status


class Phrases(AmountPhrases):
    """The vocabulary of one catalogue in one language.

    ``tr`` translates this program's own messages; the catalogue's texts carry their translations.
    """

    def __init__(self, catalogue: Catalogue, language: str, translate: Translate) -> None:
        super().__init__(language, translate)
        self.catalogue = catalogue

    def text(self, text: Text) -> str:
        """Return a text of the catalogue in the chosen language."""
        return text[self.language]

    def cited(self, text: Content, cite: str) -> Content:
        """Write where a text stands behind it: ``text [source#place]``."""
        return concat(text, " [", Cite(cite), "]")

    def link_seen(self, link: str | None) -> bool | None:
        """Return whether the page at an address was ever opened; None where there is no address."""
        return None if link is None else was_opened(link, self.catalogue.sources.values())

    def link(self, link: str) -> Content:
        """Write an address; one that was never opened says so."""
        if self.link_seen(link):
            return Link(link)
        return self.fmt("{link} (address known, page not seen)", link=Link(link))

    def label(self, fact: str) -> str:
        """Write what a fact is called."""
        return self.text(self.catalogue.facts[fact].label)

    def asked(self, fact: str) -> str:
        """Write a fact that is still needed, with the option that gives it."""
        return f"{self.label(fact)} {self.catalogue.facts[fact].option}"

    def name(self, programme: str) -> str:
        """Write what a programme is called, by its id."""
        return self.called(self.catalogue.programmes[programme])

    def called(self, programme: Programme) -> str:
        """Write what a programme is called, marked where it is one's own."""
        name = self.text(programme.name)
        return name if programme.origin is None else self.fmt("OWN {name}", name=name)

    def area(self, area: str) -> str:
        """Write what an area is called, by its id."""
        return self.text(self.catalogue.areas[area].name)

    def full_name(self, programme: Programme) -> Content:
        """Write a programme's name; in English, with the official one behind it: ``Training voucher (训力券)``."""
        name, official = self.text(programme.name), programme.name["zh-Hans"]
        full: Content = name
        if self.language == "en" and official != name:
            full = concat(f"{name} ", Toned(f"({official})", "dim"))
        if programme.origin is None:
            return full
        if programme.origin.replaces:
            return Toned(self.fmt("OWN, in place of the official one: {name}", name=full), "own")
        return Toned(self.fmt("OWN {name}", name=full), "own")

    def day(self, day: int) -> str:
        """Write a day as the language has it: ``15 January 2026``, ``2026年1月15日``."""
        return day_text(day, self.tr)

    def day_short(self, day: int) -> str:
        """Write a day for a table: ``5 Jun 2026``, ``2026年6月5日``."""
        return short_day_text(day, self.tr)

    def window_days(self, window: Window) -> str:
        """Write from when to when a window takes applications, as far as that is known."""
        return days_text(window.opens, window.closes, self.tr)

    def stage(self, stage: Stage) -> str:
        """Write what a window takes."""
        return {"apply": self.tr("apply"), "claim": self.tr("claim"), "redeem": self.tr("redeem")}[stage]

    def value(self, fact: str, value: Value) -> str:
        """Write a fact's value as a person reads it."""
        return sanitize(type_of(self.catalogue.facts[fact]).say(value, self))

    def clause(self, comparison: Comparison, *, negated: bool = False) -> str:
        """Write what a condition asks for within a sentence: ``the leader is a woman``; or its opposite."""
        fact = self.catalogue.facts[comparison.fact]
        return self._said(comparison, negated, fact.said or NOTHING_SAID)

    def statement(self, comparison: Comparison, *, negated: bool = False) -> str:
        """Write what a condition asks for as a sentence: ``The leader is a woman.``; or its opposite."""
        clause = self.clause(comparison, negated=negated)
        return self.fmt("{clause}.", clause=clause[0].upper() + clause[1:])

    def assumption(self, reason: Reason) -> str:
        """Write in a few words what is assumed of a fact that is not known: ``provider on the city's register``."""
        comparison = reason.comparison
        fact = self.catalogue.facts[comparison.fact]
        return self._said(comparison, comparison.presumed is False, briefly(fact.briefly, fact.said))

    def typed(self, fact: str, value: Value) -> str:
        """Write an answer as it may be typed: an id in English, a label in Chinese, which is read as well."""
        if self.language != "en":
            return self.value(fact, frozenset({str(value)}) if type_of(self.catalogue.facts[fact]).several else value)
        return "yes" if value is True else "no" if value is False else str(value)

    def refusal(self, reason: Reason, profile: Profile) -> str:
        """Write why a condition is not met: ``a bank is not among its applicants``.

        ``reason`` is one of `Finding.obstacles`: a condition that is not met, or that is and should not be.
        """
        comparison = reason.comparison
        fact = self.catalogue.facts[comparison.fact]
        if fact.said and fact.said.refused and comparison.fact in profile:
            return sanitize(type_of(fact).refusal(profile[comparison.fact], fact.said.refused, self))
        return self.clause(comparison, negated=not reason.holds)

    def brief_refusal(self, reason: Reason) -> str:
        """Write in a few words what is so and should not be: ``provider affiliated``."""
        comparison = reason.comparison
        fact = self.catalogue.facts[comparison.fact]
        return self._said(comparison, not reason.holds, briefly(fact.briefly, fact.said))

    def briefly(self, fact: str, value: Value) -> str:
        """Write a "yes" or "no" in a few words: ``provider affiliated``."""
        spec = self.catalogue.facts[fact]
        return sanitize(type_of(spec).clause("is", value, False, briefly(spec.briefly, spec.said), self))

    def _said(self, comparison: Comparison, negated: bool, said: Said) -> str:
        spoken = type_of(self.catalogue.facts[comparison.fact])
        return sanitize(spoken.clause(comparison.operator, comparison.value, negated, said, self))

    def verdict(self, holds: bool | None) -> str:
        """Write whether a condition holds."""
        return {True: self.tr("met"), False: self.tr("not met"), None: self.tr("not given")}[holds]

    def reason(self, reason: Reason) -> str:
        """Write a condition with its verdict in front."""
        verdict = self.tr("assumed") if reason.assumed else self.verdict(reason.holds)
        return self.labelled(verdict, self.clause(reason.comparison))

    def citation(self, cite: str, *, official: bool = False) -> Content:
        """Write a citation for a reader: title of the document and the place in it.

        ``official``: with the document's number and, in English, its own title behind the translated one.
        """
        source_id, _, at = cite.partition("#")
        source = self.catalogue.sources[source_id]
        name = self.document(cite)
        given = [source.title, source.number] if self.language == "en" else [source.number]
        if official and any(given):
            name = self.in_brackets(name, self.joined([part for part in given if part]))
        if not at:
            return self.cited(name, cite)
        place = self.text(source.provisions[at].title)
        return self.fmt("{document}, {place} [{cite}]", document=name, place=place, cite=Cite(cite))

    def document(self, cite: str) -> str:
        """Write the title of the cited document."""
        source = self.catalogue.sources[source_of(cite)]
        return source.title_en if self.language == "en" else source.title

    def status(self, status: Status) -> str:
        """Write what a programme says to the applicant."""
        return {
            "eligible": self.tr("eligible"),
            "possible": self.tr("possibly eligible"),
            "in-doubt": self.tr("in doubt"),
            "ineligible": self.tr("not eligible"),
            "undetermined": self.tr("undetermined"),
            "lapsed": self.tr("expired"),
            "not-yet": self.tr("not yet in force"),
        }[status]

    def parameter(self, dispute: Dispute) -> str:
        """Write which parameter a dispute is about."""
        if dispute.fact is not None:
            return self.label(dispute.fact)
        if dispute.field == "cap" and dispute.branch is not None:
            return self.tr("amount")
        return {
            "rate": self.tr("rate"),
            "cap": self.tr("cap"),
            "usual_cap": self.tr("usual cap"),
            "annual_budget": self.tr("yearly budget"),
            "starts": self.tr("first day"),
            "until": self.tr("last day"),
            "benefit": self.tr("what it gives"),
        }[dispute.field]

    def claim(self, dispute: Dispute, claim: Claim) -> Content:
        """Write what one source says of a disputed parameter."""
        match dispute.field:
            case "rate":
                return f"{percent(claim.value)}%"
            case "starts" | "until":
                return self.day(claim.value)
            case "benefit":
                return self.text(claim.text or {})
            case "threshold":
                return self.value(dispute.fact or "", claim.value)
        return self.money(claim.value)

    def per(self, period: str | None) -> str:
        """Write the period or unit that a cap counts for, with a space or not as the language wants."""
        return {
            None: "",
            "year": self.tr(" a year"),
            "project": self.tr(" a project"),
            "product": self.tr(" a product"),
            "person": self.tr(" a person"),
            "once": self.tr(", once"),
            "two-years": self.tr(" in two years"),
        }[period]

    def period(self, edition: Edition) -> str:
        """Write from when to when an edition's terms hold."""
        start = self.day(edition.starts)
        if edition.until:
            text = self.fmt("{start} to {end}", start=start, end=self.day(edition.until))
        else:
            text = self.fmt("{start} onwards, end date not found", start=start)
        return text if edition.in_force.exact else self.fmt("about {period}", period=text)

    def confidence(self, confidence: str) -> str:
        """Write how sure a figure is."""
        return {
            "official": self.tr("official text"),
            "reported": self.tr("second-hand"),
            "announced": self.tr("news only"),
            "unconfirmed": self.tr("unconfirmed"),
        }[confidence]

    def reach(self, reach: Reach) -> str:
        """Write whether applications are taken."""
        return {
            "open": self.tr("open"),
            "upcoming": self.tr("upcoming"),
            "unknown": self.tr("not known"),
            "closed": self.tr("closed"),
        }[reach]

    def disclaimer(self) -> str:
        """Write what an estimate is not."""
        return self.tr("Upper limits, not promises: the authority's terms and budget decide.")
