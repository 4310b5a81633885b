"""Puts facts, conditions, citations and warnings into words of the chosen language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from szsubsidy.catalogue.logic import Comparison
from szsubsidy.catalogue.model import Branch, Catalogue, Claim, Dispute, Edition, Programme, Window
from szsubsidy.facts.model import FactValue, Value
from szsubsidy.facts.types import type_of
from szsubsidy.fields import Text
from szsubsidy.formats.page import Amount, Cite, Content, concat, filled, joined
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.i18n import Translate
from szsubsidy.money import compact, percent
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.notices import Notice
from szsubsidy.rules.trace import Reason
from szsubsidy.views.day_text import day_text, days_text


class Phrases:
    """The vocabulary of one catalogue in one language.

    ``tr`` translates this program's own messages; the catalogue's texts carry their translations.
    """

    def __init__(self, catalogue: Catalogue, language: str, translate: Translate) -> None:
        self.catalogue = catalogue
        self.language = language
        self.tr = translate

    def text(self, text: Text) -> str:
        """Return a text of the catalogue in the chosen language."""
        return text[self.language]

    @overload
    def joined(self, parts: Iterable[str]) -> str: ...
    @overload
    def joined(self, parts: Iterable[Content]) -> Content: ...
    def joined(self, parts: Iterable[Content]) -> Content:
        """Write a list: ``a, b, c``."""
        return joined(self.tr(", "), parts)

    @overload
    def clauses(self, parts: Iterable[str]) -> str: ...
    @overload
    def clauses(self, parts: Iterable[Content]) -> Content: ...
    def clauses(self, parts: Iterable[Content]) -> Content:
        """Write a list whose parts may hold commas: ``a, b; c``."""
        return joined(self.tr("; "), parts)

    @overload
    def fmt(self, template: str, **parts: str) -> str: ...
    @overload
    def fmt(self, template: str, **parts: Content) -> Content: ...
    def fmt(self, template: str, **parts: Content) -> Content:
        """Translate a template and put ``parts`` in place of its braces; of strings alone it makes a string."""
        return filled(self.tr(template), parts)

    @overload
    def labelled(self, subject: str, text: str) -> str: ...
    @overload
    def labelled(self, subject: Content, text: Content) -> Content: ...
    def labelled(self, subject: Content, text: Content) -> Content:
        """Write a text behind what it is about."""
        return self.fmt("{subject}: {text}", subject=subject, text=text)

    @overload
    def in_brackets(self, text: str, more: str) -> str: ...
    @overload
    def in_brackets(self, text: Content, more: Content) -> Content: ...
    def in_brackets(self, text: Content, more: Content) -> Content:
        """Write something more in brackets behind a text."""
        return self.fmt("{text} ({more})", text=text, more=more)

    def cited(self, text: Content, cite: str) -> Content:
        """Write where a text stands behind it: ``text [source#place]``."""
        return concat(text, " [", Cite(cite), "]")

    def amount(self, fen: int) -> Content:
        """Write an amount with its unit: ``4,800,000 yuan``."""
        return self.fmt("{amount} yuan", amount=Amount(fen))

    def label(self, fact: str) -> str:
        """Write what a fact is called."""
        return self.text(self.catalogue.facts[fact].label)

    def asked(self, fact: str) -> str:
        """Write a fact that is still needed, with the option that gives it."""
        return f"{self.label(fact)} {self.catalogue.facts[fact].option}"

    def name(self, programme: str) -> str:
        """Write what a programme is called, by its id."""
        return self.text(self.catalogue.programmes[programme].name)

    @property
    def units(self) -> tuple[str, str]:
        """The characters for ten thousand and for a hundred million."""
        return ("萬", "億") if self.language == "zh-Hant" else ("万", "亿")

    def full_name(self, programme: Programme) -> str:
        """Write a programme's name; in English, with the official one behind it: ``Training voucher (训力券)``."""
        name, official = self.text(programme.name), programme.name["zh-Hans"]
        return name if self.language != "en" or official == name else f"{name} ({official})"

    def span(self, low: int, high: int) -> Content:
        """Write an amount that is not settled: ``4,800,000 – 6,000,000``."""
        return self.fmt("{low} – {high}", low=Amount(low), high=Amount(high))

    def yuan(self, fen: int) -> Content:
        """Write an amount in full, with 万 or 亿 beside it in Chinese where that is exact."""
        short = None if self.language == "en" else compact(fen, self.units)
        return (Amount(fen), f"（{short}）") if short else Amount(fen)

    def day(self, day: int) -> str:
        """Write a day as the language has it: ``15 January 2026``, ``2026年1月15日``."""
        return day_text(day, self.tr)

    def window_days(self, window: Window) -> str:
        return days_text(window.opens, window.closes, self.tr)

    def value(self, fact: str, value: Value) -> str:
        """Write a fact's value as a person reads it."""
        return sanitize(type_of(self.catalogue.facts[fact]).say(value, self))

    def requirement(self, comparison: Comparison) -> str:
        """Write what a condition asks for: ``Company type: Start-up or Large enterprise``."""
        return self.labelled(self.label(comparison.fact), self._wanted(comparison))

    def _wanted(self, comparison: Comparison) -> str:
        spec = self.catalogue.facts[comparison.fact]
        value = comparison.value
        match comparison.operator, value:
            case "in", tuple():
                labels = [self.text(listed.label) for listed in spec.values if listed.id in value]
                return self.tr(" or ").join(labels)
            case "within_years_of", int():
                return self.fmt("less than {months} months ago", months=str(value * 12))
            case "older_than_years", int():
                return self.fmt("{months} months ago or more", months=str(value * 12))
        shown = self.value(comparison.fact, value)  # type: ignore[arg-type]
        templates = {
            "is": "{value}",
            "at_least": self.tr("at least {value}"),
            "at_most": self.tr("at most {value}"),
            "above": self.tr("above {value}"),
            "below": self.tr("below {value}"),
            "on_or_after": self.tr("on or after {value}"),
            "before": self.tr("before {value}"),
        }
        return templates[comparison.operator].format(value=shown)

    def verdict(self, holds: bool | None) -> str:
        """Write whether a condition holds."""
        return {True: self.tr("met"), False: self.tr("not met"), None: self.tr("not known")}[holds]

    def reason(self, reason: Reason) -> str:
        """Write a condition with its verdict in front."""
        verdict = self.tr("assumed") if reason.assumed else self.verdict(reason.holds)
        return self.labelled(verdict, self.requirement(reason.comparison))

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
        source = self.catalogue.sources[cite.partition("#")[0]]
        return source.title_en if self.language == "en" else source.title

    def status(self, finding: Finding) -> str:
        """Write what a programme says to the applicant."""
        return {
            "eligible": self.tr("eligible"),
            "ineligible": self.tr("not eligible"),
            "undetermined": self.tr("undetermined"),
            "lapsed": self.tr("lapsed"),
            "not-yet": self.tr("not yet in force"),
        }[finding.status]

    def basis(self, basis: str) -> str:
        """Write how an award comes about; ``rate-unknown`` is a share of which no source gives the rate."""
        return {
            "share": self.tr("share of a cost"),
            "fixed": self.tr("set amount"),
            "ceiling": self.tr("up to; a panel decides"),
            "none": self.tr("not money"),
            "rate-unknown": self.tr("share of a cost, the rate is not known"),
        }[basis]

    def terms(self, finding: Finding) -> Content:
        """Write in a few words how the figure comes about: ``60%, cap 10,000,000``."""
        award = finding.edition.award
        if not award.is_money:
            return self.basis("none")
        if award.rate_unknown:
            return self.fmt("rate not known, cap {cap}", cap=Amount(award.branches[0].cap.value))
        if award.basis == "ceiling":
            return self.basis("ceiling")
        branches = [finding.branch] if finding.branch else list(award.branches)
        return self.branch_terms(branches)

    def branch_terms(self, branches: list[Branch]) -> Content:
        """Write the rates and the cap of an award whose branch is one of several."""
        rates = list(dict.fromkeys(percent(branch.rate.value) for branch in branches if branch.rate))
        cap = Amount(max(branch.cap.value for branch in branches))
        if not rates:
            return self.tr("set amount")
        usual = branches[0].usual_cap
        if usual:
            return self.fmt(
                "{rate}%, usually {usual}, cap {cap}", rate="/".join(rates), usual=Amount(usual.value), cap=cap
            )
        return self.fmt("{rate}%, cap {cap}", rate="/".join(rates), cap=cap)

    def parameter(self, dispute: Dispute) -> str:
        """Write which parameter a dispute is about."""
        if dispute.fact is not None:
            return self.label(dispute.fact)
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
        return Amount(claim.value)

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
        until = self.day(edition.until) if edition.until else self.tr("no end known")
        text = self.fmt("{start} to {end}", start=self.day(edition.starts), end=until)
        return text if edition.in_force.exact else self.fmt("about {period}", period=text)

    def confidence(self, confidence: str) -> str:
        """Write how sure a figure is."""
        return {
            "official": self.tr("official"),
            "reported": self.tr("reported"),
            "announced": self.tr("announced only"),
            "unconfirmed": self.tr("unconfirmed"),
        }[confidence]

    def window(self, window: str) -> str:
        """Write whether applications are taken."""
        return {"open": self.tr("open"), "closed": self.tr("closed"), "unknown": self.tr("not known")}[window]

    def notice(self, notice: Notice) -> Content:
        """Write a notice in a sentence."""
        names = self.joined([self.name(programme) for programme in notice.programmes])
        day = self.day(notice.day) if notice.day else ""
        facts = self.joined([self.label(fact) for fact in notice.facts])
        templates = {
            "day-ahead": self.tr("A day lies after {day}, the day of this estimate: {facts}."),
            "lapses-soon": self.tr("The terms end on {day} and no successor is known: {programmes}."),
            "outlived": self.tr("{documents} run to {day}, past the terms that they serve: {programmes}."),
            "before-first": self.tr("No programme here was in force before {day}."),
            "long-past": self.tr("These terms were last reviewed on {day}, more than a year before the day asked for."),
            "joint-cap-full": self.tr("The joint cap is used up, so the later of these adds nothing: {programmes}."),
            "left-out": self.tr("{facts} is not given ({options}), so these are left out: {programmes}."),
            "none-verified": self.tr("{values}: none verified, which does not mean that none exists."),
            "overridden": self.tr("{facts}: the first decides over the second, for {programmes} [{cites}]."),
            "rate-unknown": self.tr("A cap is known but no rate, so nothing is computed: {programmes} [{cites}]."),
            "announced-only": self.tr("Figures from a newspaper alone, no rule was found: {programmes}."),
            "unconfirmed": self.tr("Figures from one weak source, or inferred: {programmes}."),
            "window-closed": self.tr("The last known application window is closed: {programmes}."),
        }
        values = self.joined(
            [self.text(listed.label) for fact in notice.facts for listed in self._values(fact, notice.values)]
        )
        options = self.joined([self.catalogue.facts[fact].option for fact in notice.facts])
        documents = self.joined([self.document(cite) for cite in notice.cites])
        cites = self.joined([Cite(cite) for cite in notice.cites])
        parts: dict[str, Content] = {
            "day": day,
            "programmes": names,
            "facts": facts,
            "documents": documents,
            "cites": cites,
            "values": values,
            "options": options,
        }
        return filled(templates[notice.code], parts)

    def _values(self, fact: str, ids: tuple[str, ...]) -> list[FactValue]:
        return [listed for listed in self.catalogue.facts[fact].values if listed.id in ids]

    def disclaimer(self) -> str:
        """Write what an estimate is not."""
        return self.tr("An upper bound, not an entitlement: the authority's own terms and its budget decide.")

    def failing(self, finding: Finding, *, alone: bool = False) -> Content:
        """Write what an ineligible profile lacks, with the provisions that ask for it; ``alone``: all else fits."""
        wanted = dict.fromkeys(
            self.cited(self.requirement(comparison), comparison.cite) for comparison in finding.failing
        )
        only, some = (
            self.tr("{programme} lacks only this: {requirement}"),
            self.tr("{programme} requires: {requirement}"),
        )
        parts = {
            "programme": self.text(finding.programme.name),
            "requirement": self.joined(wanted) or self.tr("a case that its rates cover"),
        }
        return filled(only if alone else some, parts)
