"""What a fact, a value or a programme was once called is still read, in each language."""

from __future__ import annotations

import pytest

from szsubsidy.facts.profile import find_fact
from szsubsidy.facts.read import read_value
from tests.catalogues import live_catalogue
from tests.program import Run

pytestmark = pytest.mark.live

FACTS = {
    "project_category": ("项目类别", "項目類別"),
    "district": ("所在区", "所在區"),
    "model_contract": ("Model purchase amount", "模型采购金额", "模型採購金額"),
    "project_investment": ("项目实际投入", "項目實際投入"),
    "data_service_contract": ("Data service contract value",),
    "compute_provider_registered": ("Compute provider is registered", "算力服务商已入库", "算力服務商已入庫"),
    "registered_provider": (
        "Applicant is a registered compute provider",
        "申请人为入库算力服务商",
        "申請人為入庫算力服務商",
    ),
}
CATEGORIES = {
    "government-scene": ("AI product in an open government scene",),
    "key-technology": ("Key technology breakthrough", "关键技术攻关", "關鍵技術攻關"),
    "national-key-laboratory": ("牵头在深全国重点实验室", "牽頭在深全國重點實驗室"),
    "open-competition": ("Open competition (Jiebang) in a city science project",),
    "national-open-competition": ("National AI open competition (Jiebang) task",),
    "ecosystem-centre": (
        "Running a domestic AI ecosystem centre",
        "国产人工智能生态创新中心",
        "國產人工智能生態創新中心",
    ),
    "park-operation": ("Operating an accredited AI park", "运营认定的人工智能园区", "運營認定的人工智能園區"),
    "settling-in": ("Settling in as a graduate", "毕业生落户就业", "畢業生落戶就業"),
    "graduate-housing": ("Free stay for graduates seeking work",),
    "algorithm-filing": ("Getting an algorithm registered",),
}
PROGRAMMES = {
    "application-benchmark": ("標桿應用項目",),
    "government-scene": ("Open government scene", "政务开放场景应用资助", "政務開放場景應用資助"),
    "key-technology": ("Key technology breakthrough",),
    "national-key-laboratory": ("牵头在深全国重点实验室", "牽頭在深全國重點實驗室"),
    "national-open-competition-unfunded": ("国家揭榜挂帅无国拨经费任务资助", "國家揭榜掛帥無國撥經費任務資助"),
    "park-operator": ("人工智能園區運營機構",),
}


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_found_by_what_it_was_called(fact: str) -> None:
    facts = live_catalogue().facts
    for name in FACTS[fact]:
        assert find_fact(name, facts).id == fact
        assert name not in facts[fact].label.values()


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_is_read_by_what_it_was_called(category: str) -> None:
    fact = live_catalogue().facts["project_category"]
    for name in CATEGORIES[category]:
        assert read_value(fact, name) == frozenset({category})


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_programme_is_shown_by_what_it_was_called(programme: str, run_live: Run) -> None:
    for name in PROGRAMMES[programme]:
        assert f'"id": "{programme}"' in run_live("programmes", "show", name, "--json").stdout
