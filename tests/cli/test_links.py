"""An address that was never opened says so beside it, wherever it stands; one that was read stands alone."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.program import Run

UNREAD = "https://stic.sz.gov.cn/gkmlpt/content/12/12764/post_12764271.html"
READ = "https://www.szgm.gov.cn/english/business/policies/content/post_12210985.html"
FIRM = (
    "--company-type=startup",
    "--compute-contract=800万",
    "--project-category=model-training",
    "--district=guangming",
)
DAY = "--as-of=2026-05-20"
PAGES = {
    "estimate": ["estimate", *FIRM, DAY],
    "explain": ["explain", "training-voucher", *FIRM, DAY],
    "programme": ["programmes", "show", "training-voucher"],
    "sources": ["sources"],
}


@pytest.mark.parametrize("form", [(), ("--format=markdown",)], ids=["text", "markdown"])
@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("en", "(address known, page not seen)"),
        ("zh-Hans", "（仅知网址，未见页面）"),
        ("zh-Hant", "（只知網址，未見頁面）"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_nobody_opened_is_marked(
    run: Run, page: str, language: str, mark: str, form: tuple[str, ...]
) -> None:
    lines = run(*PAGES[page], "--lang", language, *form).stdout.splitlines()
    assert [line for line in lines if UNREAD in line]
    assert all(f"{UNREAD} {mark}" in line for line in lines if UNREAD in line)
    assert not [line for line in lines if READ in line and mark in line]


def test_the_sources_of_a_report_are_marked(run: Run, tmp_path: Path) -> None:
    for name in ("report.md", "report.html"):
        run("estimate", *FIRM, DAY, "--report", str(tmp_path / name))
        text = (tmp_path / name).read_text("utf-8")
        marked = re.findall(r"(https?://[^\s<\"]+)(?:</a>)? \(address known, page not seen\)", text)
        assert UNREAD in marked, name
        assert READ in text
        assert READ not in marked


def test_programs_can_tell(run: Run) -> None:
    programmes = json.loads(run("estimate", *FIRM, DAY, "--all", "--json").stdout)["programmes"]
    told = {item["id"]: (item["terms_link"], item["terms_link_seen"]) for item in programmes}
    assert told["training-voucher"] == (UNREAD, False)
    assert told["guangming-compute"] == (READ, True)
    assert (None, None) in told.values()
    sources = {item["id"]: item for item in json.loads(run("sources", "--json").stdout)["sources"]}
    assert [sources[name]["link_seen"] for name in ("training-guide-2026", "guangming-measures-2025")] == [False, True]
    assert sources["takungpao-2025-02-24"]["link_seen"] is None
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(run("sources", "--format=csv").stdout))}
    assert [rows[name]["link_seen"] for name in ("training-guide-2026", "guangming-measures-2025")] == ["no", "yes"]
    assert rows["takungpao-2025-02-24"]["link_seen"] == ""
    shown = json.loads(run("programmes", "show", "training-voucher", "--json").stdout)
    assert [edition["apply"]["link_seen"] for edition in shown["editions"]] == [None, False]


def test_the_calendar_tells(run: Run) -> None:
    calendar = ("calendar", "training-voucher", "--as-of=2026-05-01")
    events = json.loads(run(*calendar, "--json").stdout)["events"]
    assert {event["link_seen"] for event in events if event["link"] == UNREAD} == {False}
    rows = list(csv.DictReader(io.StringIO(run(*calendar, "--format=csv").stdout)))
    assert {row["link_seen"] for row in rows if row["link"] == UNREAD} == {"no"}
    assert f"{UNREAD} (address known\\, page not seen)" in run(*calendar, "--ics").stdout.replace("\r\n ", "")
