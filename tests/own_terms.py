"""A programme of one's own whose terms change in every way, with rules that come and go."""

from __future__ import annotations

from pathlib import Path

PAPER = """
[[sources]]
id = "paper"
kind = "page"
title = "某文件"
title_en = "A paper"
issuer = { en = "An office", zh-Hans = "某办公室", zh-Hant = "某辦公室" }
confidence = "reported"
"""
"""A source that programmes of one's own cite: without an address, and without places in it."""
SOURCE = (
    PAPER
    + """seen = ["https://x.test/paper"]

[[sources.provisions]]
at = "old"
confidence = "reported"
title = { en = "old", zh-Hans = "旧", zh-Hant = "舊" }

[[sources.provisions]]
at = "new"
confidence = "official"
title = { en = "new", zh-Hans = "新", zh-Hant = "新" }
"""
)
PROGRAMME = """
id = "own-grant"
kind = "grant"
authority = "shenzhen"
name = { en = "Own grant, the first", zh-Hans = "自设资助；之一", zh-Hant = "自設資助；之一" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }

[[editions]]
in_force = { from = 2031-01-01, until = 2031-12-31, cite = "paper#old" }
reviewed = 2031-06-01
eligibility = { all = [
  { fact = "project_category", in = ["model-training"], cite = "paper#old" },
  { fact = "leader_age", at_most = 45, cite = "paper#old" },
  { fact = "company_type", is = "sme", cite = "paper#old" },
] }
annual_budget = { amount = "1亿", per = "year", cite = "paper#old" }
award = { basis = "share", of = "compute_contract", cap = { amount = "200万", cite = "paper#old" }, rates = [
  { percent = 40, when = { fact = "model_filed", is = true, cite = "paper#old" }, cite = "paper#old" },
  { percent = 30, cite = "paper#old" },
] }
unmodelled = [
  { text = { en = "Kept.", zh-Hans = "保留。", zh-Hant = "保留。" }, cite = "paper#old" },
  { text = { en = "Left.", zh-Hans = "删去。", zh-Hant = "刪去。" }, cite = "paper#old" },
]
windows = [
  { opens = 2031-02-01, closes = 2031-02-28, cite = "paper#old" },
  { opens = 2031-11-01, closes = 2031-12-31, cite = "paper#old" },
]

[[editions.examples]]
working = "none"
facts = { company_type = "bank" }
status = "ineligible"

[[editions]]
in_force = { from = 2032-01-01, until = 2032-06-30, cite = "paper#new" }
reviewed = 2031-12-01
eligibility = { all = [
  { fact = "project_category", in = ["model-training"], cite = "paper#new" },
  { fact = "leader_age", at_most = 40, cite = "paper#new" },
  { fact = "compute_contract", at_least = 500_000, cite = "paper#new" },
] }
award = { basis = "share", of = "compute_contract", rates = [
  { percent = 50, when = { fact = "model_filed", is = true, cite = "paper#new" }, cite = "paper#new" },
  { percent = 30, cite = "paper#new" },
], cap = { amount = "300万", per = "year", cite = "paper#new" }, usual_cap = { amount = "100万", cite = "paper#new" } }
unmodelled = [ { text = { en = "Kept.", zh-Hans = "保留。", zh-Hant = "保留。" }, cite = "paper#new" } ]
windows = [ { opens = 2032-03-01, closes = 2032-03-31, cite = "paper#new" } ]

[[editions.examples]]
working = "none"
facts = { leader_age = 41 }
status = "ineligible"

[[editions]]
in_force = { from = 2032-09-01, until = 2032-10-31, exact = false, cite = "paper" }
reviewed = 2031-12-01
eligibility = { fact = "leader_age", at_most = 40, cite = "paper" }
award = { basis = "fixed", amounts = [ { amount = 50_000, cite = "paper" } ] }

[[editions.disputes]]
parameter = "eligibility.leader_age"
others = [ { value = 35, cite = "paper#old" } ]
when = { fact = "model_filed", is = true, cite = "paper#old" }
reason = { en = "The later paper holds.", zh-Hans = "以后者为准。", zh-Hant = "以後者為準。" }

[[editions.examples]]
working = "set"
facts = { leader_age = 40 }
status = "eligible"
amount = 50_000
"""
RULES = """
[[at_most_one]]
id = "one-of-two"
programmes = ["own-grant", "model-voucher"]
from = 2031-03-01
until = 2031-09-30
cite = "paper#old"
reason = { en = "Only one.", zh-Hans = "只能取一。", zh-Hant = "只能取一。" }

[[joint_caps]]
id = "half-in-all"
programmes = ["own-grant"]
of = "compute_contract"
percent = 50
from = 2032-01-01
until = 2032-08-31
cite = "paper#new"
reason = { en = "Half in all.", zh-Hans = "合计一半。", zh-Hant = "合計一半。" }
"""


def lay_down(folder: Path) -> str:
    """Write the files and return the folder as ``--programmes`` takes it."""
    (folder / "own.toml").write_text(PROGRAMME + SOURCE, encoding="utf-8")
    (folder / "cumulation.toml").write_text(RULES, encoding="utf-8")
    return str(folder)
