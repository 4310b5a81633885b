"""A firm, changed terms and reforms that are not sound: what the tests of sweep, solve, compare and --reform share."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.catalogues import FROZEN
from tests.program import Run

STARTUP = ("--company-type", "startup", "--project-category", "model-training", "--as-of", "2026-01-15")
GUANGMING = (
    *("--company-type", "sme", "--project-category", "model-training"),
    *("--district", "guangming", "--as-of", "2026-06-30"),
)
EIGHTY = """
title = "Start-ups at 80%"

[[changes]]
programme = "training-voucher"
parameter = "rates[0].percent"
value = 80
cite = "takungpao-2025-02-24#body"
"""
VOUCHER = FROZEN / "programmes/shenzhen/training-voucher.toml"
LONGER = """
title = { en = "Two more years", zh-Hans = "延长两年", zh-Hant = "延長兩年" }

[[changes]]
ending = 2026-12-24
parameter = "in_force.until"
value = 2028-12-24
"""


def read(run: Run, *arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, parse_float=str)


def changed(programme: str, parameter: str, value: str) -> str:
    return f"[[changes]]\nprogramme = '{programme}'\nparameter = '{parameter}'\nvalue = {value}\n"


def as_item(content: str) -> str:
    """The content of a programme's file, below ``[[programmes]]``."""
    below = re.sub(r"^(\[+)", r"\1programmes.", content, flags=re.MULTILINE)
    return f"[[programmes]]\n{below}\n"


DEFECTS = {
    "nothing": "title = 'x'\n",
    "no-such-programme": "title = 'x'\n[[changes]]\nprogramme = 'no'\nparameter = 'cap'\nvalue = 1\n",
    "no-such-parameter": EIGHTY.replace("rates[0]", "rates[7]"),
    "whose": "title = 'x'\n[[changes]]\nparameter = 'cap'\nvalue = 1\n",
    "no-percentage": EIGHTY.replace("80\ncite", "'many'\ncite"),
    "no-such-source": EIGHTY.replace("takungpao-2025-02-24#body", "nowhere"),
    "overlap": EIGHTY.replace("rates[0].percent", "in_force.from").replace("80\ncite", "2025-01-01\ncite"),
    "not-toml": "title = ",
    "twice": "title = 'x'\n" + 2 * as_item(VOUCHER.read_text("utf-8")),
    "no-citation": "title = 'x'\n" + changed("training-voucher", "award.of", "'model_contract'"),
    "disputes": "title = 'x'\n" + changed("training-voucher", "disputes", "5"),
    "not-a-term": "title = 'x'\n"
    + changed("training-voucher", "in_force", "'abc'")
    + changed("training-voucher", "in_force.until", "2027-01-01"),
    "not-an-award": "title = 'x'\n"
    + changed("training-voucher", "award", "[5]")
    + changed("training-voucher", "cap", "5"),
    "title": EIGHTY.replace('"Start-ups at 80%"', "80"),
}
