"""Firms survive their files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.firm import dump_firm, load_firm
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Firm, Profile, Project, firm_with
from szsubsidy.facts.projects import check_names
from tests.catalogues import live_catalogue
from tests.facts.test_read import values

pytestmark = pytest.mark.live

CATALOGUE = live_catalogue()


def profiles(of: str) -> st.SearchStrategy[Profile]:
    facts = [fact for fact in CATALOGUE.facts.values() if fact.of == of]
    return st.fixed_dictionaries({}, optional={fact.id: values(fact) for fact in facts})


NAMES = st.just("") | st.text("甲乙AB c\"\\'=[]", min_size=1, max_size=5).map(str.strip)
HELD = st.dictionaries(st.sampled_from(list(CATALOGUE.programmes)), st.integers(1, 10**14), max_size=3)


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    projects = draw(st.lists(st.builds(Project, NAMES, profiles("project")), max_size=4))
    return firm_with(draw(profiles("firm")), projects, draw(HELD))


@given(firms())
def test_a_firm_survives_its_file_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, firm: Firm) -> None:
    path = tmp_path_factory.mktemp("firm") / "firm.toml"
    path.write_bytes(dump_firm(firm, CATALOGUE))
    try:
        check_names(firm.projects, where="")
    except SubsidyError:
        with pytest.raises(SubsidyError, match="two projects are called"):
            load_firm(path, CATALOGUE)
    else:
        assert load_firm(path, CATALOGUE) == firm
        assert dump_firm(load_firm(path, CATALOGUE), CATALOGUE) == path.read_bytes()
