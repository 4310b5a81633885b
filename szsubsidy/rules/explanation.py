"""One finding explained: what it turns on, how each condition came out, and the rules beside other programmes."""

from __future__ import annotations

from functools import cached_property

from szsubsidy.catalogue.logic import AllOf
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.together import JointCap, Reading, Rule, is_about
from szsubsidy.facts.model import Profile
from szsubsidy.rules.cumulation import Together, award_of, combine, permitted_on
from szsubsidy.rules.disputed import weighty_disputes
from szsubsidy.rules.finding import DisputeFinding, Finding
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.sensitivity import Sensitivity, sensitivity
from szsubsidy.rules.trace import Trace, trace


class Explanation:
    """A finding for a profile as of a day; what explains it is worked out when it is first asked for."""

    def __init__(self, finding: Finding, profile: Profile, as_of: int, catalogue: Catalogue) -> None:
        self.finding = finding
        self.profile = profile
        self.as_of = as_of
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
    def disputes(self) -> tuple[DisputeFinding, ...]:
        """The disputes that change the finding's figure and carry weight; the finding has all that concern it."""
        return tuple(weighty_disputes(self.finding, self._catalogue.sources))

    @cached_property
    def conditions(self) -> tuple[Trace, ...]:
        """The conditions of the eligibility, and that of the branch that applies, with what came of them."""
        eligibility, branch = self.finding.edition.eligibility, self.finding.branch
        conditions = list(eligibility.items if isinstance(eligibility, AllOf) else (eligibility,))
        if branch is not None and branch.when is not None:
            conditions.append(branch.when)
        predicates, day = self.finding.edition.diagram.predicates, self.finding.evaluated_on
        return tuple(trace(condition, predicates, self.profile, day) for condition in conditions)

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
        return sum(combine(granted, permitted, OneFirm(self.profile, self.as_of)).granted(name))

    @cached_property
    def _together(self) -> Together:
        return permitted_on(self._catalogue, dict.fromkeys(self._catalogue.programmes, self.as_of))

    @cached_property
    def rules(self) -> tuple[Rule | JointCap, ...]:
        """The rules in force on the as-of day that say what may be held beside the programme."""
        rules: list[Rule | JointCap] = [*self._catalogue.rules, *self._catalogue.joint_caps]
        programme = self.finding.programme.id
        return tuple(rule for rule in rules if is_about(rule, programme) and rule.holds_on(self.as_of))
