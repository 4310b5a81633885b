"""Pages as lines: the frames that were drawn for the first screen, in the widths that people have."""

from __future__ import annotations

import pytest

from szsubsidy.formats.page import (
    Amount,
    Column,
    Content,
    Link,
    Narrow,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
)
from szsubsidy.formats.terminal import drawn
from szsubsidy.formats.text import plain_text

ADDRESS = "https://stic.sz.gov.cn/gkmlpt/content/12/12764/post_12764271.html"
LONGER = "https://www.szgm.gov.cn/english/business/policies/content/post_12210985.html"
COLUMNS = (
    Column("Programme"),
    Column("Status", shown_from=140),
    Column("Up to, yuan", "amount", listed="up to {cell} yuan", summed="{cell} yuan"),
    Column("Apply", listed="{cell}"),
    Column("How", shown_from=120),
)
NAME: Content = ("Training voucher ", Toned("(训力券)", "dim"))
UNDER = "4,000,000 if public money may pay no more than half of a contract (disputed)."
TABLE = Table(
    COLUMNS,
    (
        Row(
            (NAME, "eligible", Amount(480_000_000), Toned("closed on 15 Jun 2026", "closed"), "60% of 8,000,000"),
            (Narrow("60% of 8,000,000. The terms expire on 24 December 2026.", 120), UNDER),
        ),
        Row(("Within reach", "", Amount(0), "", ""), total=True),
    ),
)
ENGLISH = Page(
    "Start-up · training a large model · compute contract 8,000,000 yuan",
    "en",
    (
        Verdict("Nothing is open to apply for. By the terms: up to 4,800,000 yuan."),
        TABLE,
        Notes(
            (
                ("Where", ("The bureau", (Link(ADDRESS), " (address known, page not seen)"), Link(LONGER))),
                ("In question", ("District: Guangming, Longhua and Longgang pay for compute, too.",)),
                ("", ("Upper limits, not promises: the authority's terms and budget decide.",)),
            )
        ),
    ),
    lead=("As of 28 November 2026",),
)
CHINESE = Page(
    "初创企业，租用算力训练大模型，算力合同800万元",
    "zh-Hans",
    (
        Verdict("没有正在受理的资助项目。按条款，最高480万元。"),
        Table(
            (Column("资助项目"), Column("最高（万元）", "amount", listed="最高{cell}万元"), Column("申报时间")),
            (
                Row(
                    ("训力券", Amount(480_000_000, "480"), "2026年6月5日已截止，未查得下一批申报"),
                    ("如各级财政资助累计不超过合同额的50%，为400万元（有争议）。",),
                ),
                Row(("仍可申报", Amount(0), ""), total=True),
            ),
        ),
        Notes((("假定", ("成立不满12个月；算力服务商在市服务机构库内；另有2项。",)),)),
    ),
    lead=("基准日：2026年11月28日",),
)

AT_80 = f"""\
Start-up · training a large model · compute contract 8,000,000 yuan
As of 28 November 2026

Nothing is open to apply for. By the terms: up to 4,800,000 yuan.

Programme                  Up to, yuan  Apply
Training voucher (训力券)    4,800,000  closed on 15 Jun 2026
  60% of 8,000,000. The terms expire on 24 December 2026.
  {UNDER}
Within reach                         0

Where        The bureau
             {ADDRESS}
             (address known, page not seen)
    {LONGER}
In question  District: Guangming, Longhua and Longgang pay for compute, too.
Upper limits, not promises: the authority's terms and budget decide.
"""
AT_60 = f"""\
Start-up · training a large model
Compute contract 8,000,000 yuan
As of 28 November 2026

Nothing is open to apply for.
By the terms: up to 4,800,000 yuan.

Programme         Up to, yuan  Apply
Training voucher    4,800,000  closed on 15 Jun 2026
  60% of 8,000,000. The terms expire on 24 December 2026.
  4,000,000 if public money may pay no more than half of a
  contract (disputed).
Within reach                0

Where        The bureau
{ADDRESS}
             (address known, page not seen)
{LONGER}
In question  District: Guangming, Longhua and Longgang pay
             for compute, too.
Upper limits, not promises: the authority's terms and budget
decide.
"""
AT_40 = f"""\
Start-up · training a large model
Compute contract 8,000,000 yuan
As of 28 November 2026

Nothing is open to apply for.
By the terms: up to 4,800,000 yuan.

Training voucher
  up to 4,800,000 yuan
  closed on 15 Jun 2026
  60% of 8,000,000. The terms expire on
  24 December 2026.
  4,000,000 if public money may pay no
  more than half of a contract
  (disputed).
Within reach: 0 yuan

Where
  The bureau
{ADDRESS}
  (address known, page not seen)
{LONGER}
In question
  District: Guangming, Longhua and
  Longgang pay for compute, too.
Upper limits, not promises: the
authority's terms and budget decide.
"""
IN_CHINESE = """\
初创企业，租用算力训练大模型，算力合同800万元
基准日：2026年11月28日

没有正在受理的资助项目。按条款，最高480万元。

资助项目  最高（万元）  申报时间
训力券             480  2026年6月5日已截止，未查得下一批申报
  如各级财政资助累计不超过合同额的50%，为400万元（有争议）。
仍可申报             0

假定      成立不满12个月；算力服务商在市服务机构库内；另有2项。
"""


@pytest.mark.parametrize(
    ("page", "width", "frame"),
    [(ENGLISH, 80, AT_80), (ENGLISH, 60, AT_60), (ENGLISH, 40, AT_40), (CHINESE, 80, IN_CHINESE)],
)
def test_a_page_looks_as_it_was_drawn(page: Page, width: int, frame: str) -> None:
    assert drawn(page, width, color=False) == frame


def test_width_brings_columns_and_never_longer_sentences() -> None:
    lines = drawn(ENGLISH, 200, color=False).splitlines()
    assert lines[5].split("  ")[0] == "Programme"
    assert [column.heading in lines[5] for column in COLUMNS] == [True] * 5
    assert "60% of 8,000,000. The terms" not in "".join(lines)
    sentence = "word " * 60
    page = Page("", "en", (Section("", (sentence,)), Notes((("Label", (sentence,)),))))
    assert max(map(len, drawn(page, 200, color=False).splitlines())) <= 100 + 13


def test_off_a_terminal_no_line_is_broken_and_the_table_is_that_of_80_columns() -> None:
    text = plain_text(ENGLISH)
    assert "Start-up · training a large model · compute contract 8,000,000 yuan\n" in text
    assert f"{ADDRESS} (address known, page not seen)\n" in text
    assert [column.heading in text for column in COLUMNS] == [True, False, True, True, False]
    assert "60% of 8,000,000. The terms" in text
    assert "\x1b" not in text


def test_what_is_spare_goes_before_what_is_dim_and_looks_like_all_else() -> None:
    applying = Toned(("closed on 15 Jun 2026", Toned(", next not known", "spare")), "closed")
    page = Page("", "en", (Table((Column("Programme"), Column("Apply")), ((NAME, applying),)),))
    whole = "Training voucher (训力券)  closed on 15 Jun 2026, next not known\n"
    assert drawn(page, 80, color=False).endswith(whole)
    assert plain_text(page).endswith(whole)
    assert drawn(page, 60, color=False).endswith("Training voucher (训力券)  closed on 15 Jun 2026\n")
    assert drawn(page, 40, color=False).endswith("Training voucher\n  Apply: closed on 15 Jun 2026\n")
    assert "\x1b[2m, next" not in drawn(page, 80, color=True)


def test_colour_only_repeats_what_words_say() -> None:
    table = Table(
        (Column("A"), Column("B")), (Row(("x", Toned("open until 5 Jun 2026", "open"))), Row(("y", "z"), total=True))
    )
    page = Page("", "en", (Verdict("Yes."), table))
    colored = drawn(page, 80, color=True)
    assert "\x1b[32mopen until 5 Jun 2026\x1b[0m" in colored
    assert "\x1b[1mYes.\x1b[0m" in colored
    assert "\x1b[1my\x1b[0m" in colored
    assert "open until 5 Jun 2026" in drawn(page, 80, color=False)
    assert "\x1b" not in drawn(page, 80, color=False)


def test_a_table_that_has_no_room_for_its_words_becomes_a_list() -> None:
    long = "national-open-competition-unfunded"
    table = Table((Column("Id"), Column("Programme"), Column("Most", "amount")), ((long, long, Amount(100)),))
    assert drawn(Page("", "en", (table,)), 70, color=False) == f"{long}\n  Programme: {long}\n  Most: 1\n"
