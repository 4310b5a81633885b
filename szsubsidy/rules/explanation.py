"""One finding explained: what it turns on, how each condition came out, and the rules beside other programmes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import JointCap, Reading, Rule, is_about
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.money import share
from szsubsidy.rules.cumulation import Together, award_of, combine, numbers_of, permitted_on
from szsubsidy.rules.disputed import DisputeFinding, disputes_of, weighty_disputes
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.notices import Notice
from szsubsidy.rules.sensitivity import Sensitivity, sensitivity

if TYPE_CHECKING:
    from szsubsidy.rules.changes import Brought, Change
    from szsubsidy.rules.grounds import Grounds


class Explanation:
    """A finding for a firm as of a day; what explains it is worked out when it is first asked for.

    ``profile`` is what the reasons tell of: where the firm has several projects, that of one which counts.
    """

    def __init__(self, finding: Finding, profile: Profile, as_of: int, catalogue: Catalogue, firm: Firm) -> None:
        self.finding = finding
        self.profile = profile
        self.as_of = as_of
        self.firm = firm
        self._catalogue = catalogue

    @property
    def off_topic(self) -> bool:
        """Whether the programme is for another area, or about something else: it fails on the topic that was named."""
        facts = self._catalogue.facts
        if self.finding.elsewhere is not None:
            return True
        return any(reason.holds is False and facts[reason.comparison.fact].topical for reason in self.finding.reasons)

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """What the finding turns on."""
        return sensitivity(self.finding, self.profile, self._catalogue)

    @property
    def lacks_one_fact(self) -> bool:
        """Whether one fact alone makes the applicant ineligible."""
        return bool(self.sensitivity.sole_obstacle)

    @cached_property
    def all_disputes(self) -> tuple[DisputeFinding, ...]:
        """The disputes that concern the finding."""
        return tuple(disputes_of(self.finding, self.profile if self.firm.is_flat else self.firm, self.as_of))

    @cached_property
    def disputes(self) -> tuple[DisputeFinding, ...]:
        """Those of them that change its figure and carry weight."""
        return tuple(weighty_disputes(self.finding, self.all_disputes, self._catalogue.sources))

    @cached_property
    def grounds(self) -> Grounds:
        """What the programme asks for and whether it is so, as a person would list it."""
        from szsubsidy.rules.grounds import grounds

        edition = self.finding.edition
        return grounds(edition.eligibility, edition.diagram.predicates, self.profile, self.finding.evaluated_on)

    @cached_property
    def branch_grounds(self) -> Grounds:
        """Why the branch of the award applies that does; nothing where it is not settled, or asks for nothing."""
        from szsubsidy.rules.grounds import grounds

        branch = self.finding.branch
        if branch is None or branch.when is None:
            return ()
        predicates = self.finding.edition.diagram.predicates
        return grounds(branch.when, predicates, self.profile, self.finding.evaluated_on)

    @property
    def uncapped(self) -> int | None:
        """What the branch that applies would give without a cap, in fen, rounded down; None where nothing is shared."""
        finding, branch = self.finding, self.finding.branch
        cost = self.profile.get(finding.edition.award.of or "")
        if branch is None or branch.multiplier is None or branch.rate_unknown or not isinstance(cost, int):
            return None
        return share(cost, branch.multiplier)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What other answers would change."""
        from szsubsidy.rules.changes import changes

        return changes(self.finding, self.profile, self._catalogue, self.firm)

    def brought(self, notices: Iterable[Notice], findings: Iterable[Finding]) -> list[Brought]:
        """Return which other programmes an answer would bring in that was not given, by an estimate's findings."""
        from szsubsidy.rules.changes import brought

        found = brought(notices, findings, self.firm, self._catalogue)
        return [one for one in found if one.finding.programme.id != self.finding.programme.id]

    def alone(self, cap: JointCap, reading: Reading | None = None) -> int | None:
        """Return what the programme grants where nothing is held beside it, in fen, as a joint cap is read.

        None where that is not known, or the programme does not apply.
        """
        finding = self.finding
        if not finding.applies or finding.amount is None:
            return None
        name = finding.programme.id
        permitted = self._together.safe if reading is None else self._together.read(cap, reading)
        granted = {name: award_of(finding.edition, finding.amount, self.as_of)}
        return sum(combine(granted, permitted, numbers_of([finding], self.firm, self.as_of)).granted(name))

    @cached_property
    def _together(self) -> Together:
        return permitted_on(self._catalogue, {self.finding.programme.id: self.as_of})

    @cached_property
    def rules(self) -> tuple[Rule | JointCap, ...]:
        """The rules in force on the as-of day that say what may be held beside the programme."""
        rules: list[Rule | JointCap] = [*self._catalogue.rules, *self._catalogue.joint_caps]
        programme = self.finding.programme.id
        return tuple(rule for rule in rules if is_about(rule, programme) and rule.holds_on(self.as_of))
