"""Changed terms, laid over the bundled catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.model import Edition
from szsubsidy.catalogue.reform import Reformed, read_reform
from szsubsidy.days import from_date
from szsubsidy.errors import SubsidyError, SubsidyErrors
from tests.catalogues import FROZEN

CATALOGUE = load_catalogue()


def reform(folder: Path, parameter: str, value: str, whose: str) -> Reformed:
    path = folder / "reform.toml"
    path.write_text(f"title = 'x'\n[[changes]]\n{whose}\nparameter = '{parameter}'\nvalue = {value}\n", "utf-8")
    return read_reform(path, CATALOGUE, [FROZEN])


@pytest.mark.parametrize(
    ("parameter", "value", "left"),
    [
        ("rates", "[ { percent = 70, cite = 'reform' } ]", ["cap", "annual_budget", "in_force.from"]),
        ("award.rates[0].percent", "70", ["cap", "annual_budget", "in_force.from"]),
        ("award.cap.amount", "10_000_001", ["rates[0].percent", "annual_budget", "in_force.from"]),
        ("annual_budget.amount", "10_000_001", ["rates[0].percent", "cap", "in_force.from"]),
        ("eligibility.company_type", "['startup']", ["rates[0].percent", "cap", "annual_budget", "in_force.from"]),
    ],
)
def test_a_change_settles_the_disputes_about_it_and_no_others(
    tmp_path: Path, parameter: str, value: str, left: list[str]
) -> None:
    programmes = reform(tmp_path, parameter, value, "programme = 'training-voucher'").catalogue.programmes
    assert [item.parameter for item in programmes["training-voucher"].editions[0].disputes] == left


def ages(edition: Edition) -> list[object]:
    return [item.value for item in comparisons(edition.eligibility) if item.fact == "leader_age"]


def test_a_threshold_is_changed_by_the_fact_that_it_is_on(tmp_path: Path) -> None:
    found = reform(tmp_path, "eligibility.leader_age", "39", "programme = 'kunpeng-youth'")
    before, after = (item.programmes["kunpeng-youth"].editions[-1] for item in (CATALOGUE, found.catalogue))
    assert (ages(before)[:2], ages(after)[:2]) == ([40, 43], [39, 43])
    assert "eligibility.leader_age" in {item.parameter for item in before.disputes}
    assert "eligibility.leader_age" not in {item.parameter for item in after.disputes}


def test_what_lacks_the_parameter_is_not_touched(tmp_path: Path) -> None:
    ending = date(2026, 12, 24)
    found = reform(tmp_path, "rates[0].percent", "71", f"ending = {ending}")
    assert found.changed
    for name in found.changed:
        ended = [item for item in found.catalogue.programmes[name].editions if item.until == from_date(ending)]
        rates = [branch.rate for item in ended for branch in item.award.branches]
        assert 7_100 in [rate.value for rate in rates if rate]


PARAMETERS = (
    *(
        "rates",
        "rates[0]",
        "rates[0].percent",
        "rates[1].when",
        "cap",
        "cap.amount",
        "cap.per",
        "cap.until",
        "usual_cap",
    ),
    *("annual_budget", "annual_budget.amount", "in_force", "in_force.from", "in_force.until", "in_force.until.until"),
    *("eligibility", "eligibility.all", "eligibility.all[0]", "eligibility.all[0].in", "eligibility.company_type"),
    *("award", "award.of", "award.basis", "award.cap", "tiers", "tiers[0].amount", "benefits[0]", "amounts[0]"),
    *("disputes", "overrides[0].by", "windows[0].opens", "examples", "until"),
)
VALUES = (
    *("5", "-1", "1.5", "true", "'x'", "''", "'startup'", "2027-01-01", "[]", "[5]", "[[1]]", "['startup']", "{}"),
    *("{ all = [] }", "{ fact = 5 }", "{ fact = 'company_type', is = 'startup', cite = 'reform' }"),
    *("{ amount = 5, per = 'year', cite = 'reform' }", "[ { percent = 5, cite = 'reform' } ]"),
)
CHANGES = st.tuples(
    st.sampled_from(["programme = 'training-voucher'", "programme = 'kunpeng-youth'", "ending = 2026-12-24"]),
    st.sampled_from(PARAMETERS),
    st.sampled_from(VALUES),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_whatever_is_changed_the_terms_hold_or_the_error_says_where(
    tmp_path: Path, changes: list[tuple[str, str, str]]
) -> None:
    path = tmp_path / "reform.toml"
    listed = [f"[[changes]]\n{whose}\nparameter = '{name}'\nvalue = {value}\n" for whose, name, value in changes]
    path.write_text("title = 'x'\n" + "".join(listed), "utf-8")
    try:
        found = read_reform(path, CATALOGUE, [FROZEN])
    except (SubsidyError, SubsidyErrors) as error:
        errors = error.errors if isinstance(error, SubsidyErrors) else [error]
        assert all((item.where or "").startswith("reform.toml: ") for item in errors)
    else:
        assert found.changed
