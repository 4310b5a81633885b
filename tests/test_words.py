"""The words that this program says: one for each thing, as a person in Shenzhen or in Hong Kong writes them.

What is counted are the messages, the texts of the live catalogue and the guide. Aliases, which are what users type, and
the titles of documents, which are others' words, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from szsubsidy.bundled import data_folder
from tests.catalogues import live_catalogue
from tests.test_messages import catalogue_texts, forms
from tests.tools.messages import LANGUAGES, extracted, stored

HANS = {
    "窗口": "the desk in a hall; the time is 申报时间",
    "末日": "doomsday; 到期, 到期日",
    "拒收": "what a post office does; 有误",
    "评分": "what a panel does; 测算",
    "事实": "资料项",
    "企业档案": "企业资料",
    "标识": "ID",
    "变体": "比较方案",
    "合计上限": "累计上限",
    "享受": "可同时获得",
    "推定": "假定",
    "读到": "查得: what is so, not what we did",
    "孤证": "仅有一个网页",
    "本目录": "本程序",
    "本工具": "本程序",
    "按目录": "政策库",
    "项目目录": "政策库",
    "市里": "市政府",
    "区里": "the district by its name",
    "挂出": "发布",
    "盘子": "资金总额",
    "兑付": "兑现",
    "未指定时": "默认为",
    "未给出时": "默认为",
    "截至": "基准日, but for what is counted up to a day",
}
HANT = {
    "窗口": "櫃位; the time is 申請期",
    "申報": "to declare; to apply is 申請",
    "末日": "屆滿",
    "拒收": "有誤",
    "評分": "估算",
    "事實": "資料項",
    "企業檔案": "企業資料",
    "機率": "概率",
    "侷限": "局限",
    "裡": "裏",
    "公佈": "公布",
    "宣佈": "宣布",
    "發佈": "發布",
    "標桿": "標杆",
    "結束碼": "結束代碼",
    "識別碼": "ID",
    "範例": "示例",
    "空白鍵": "空格鍵",
    "批次": "批量",
    "享受": "同時獲得",
    "推定": "假定",
    "讀到": "查得",
    "孤證": "只有一個網頁",
    "本目錄": "本程式",
    "本工具": "本程式",
    "按目錄": "政策庫",
    "項目目錄": "政策庫",
    "市裏": "市政府",
    "區裏": "the district by its name",
    "掛出": "發布",
    "兌付": "發放",
    "合同": "合約",
    "未指定時": "預設為",
    "未給出時": "預設為",
}
FORBIDDEN = {"zh_Hans": HANS, "zh_Hant": HANT}
RIGHT = {
    "截至2024年底": "a count up to a day",
    "申报日期": "a heading of the table in an example",
    "申報日期": "a heading of the table in an example",
}
"""Where a word is right, and why."""
ENGLISH = re.compile(
    r"\b(?:(?:was|were) not read|really|strangers?|hold still|stands? in for|title is ours"
    r"|scenes?|lapsed|whoever|argument)\b"
)
QUOTED_HOLE = re.compile(r"(['\"])\{[a-z_]+\}\1")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff] ?[,:;()\[\]] ?[\u3400-\u9fff]")


def wrong_words(text: str, words: dict[str, str]) -> list[str]:
    """Return the words of ``words`` that a text has, but for where one is right."""
    for phrase in RIGHT:
        text = text.replace(phrase, "")
    return [word for word in words if word in text]


def translations(language: str) -> Iterator[str]:
    for message in stored(language):
        if message.id:
            yield from forms(message.string)


def data_texts(tag: str) -> Iterator[str]:
    """Yield the texts of the live catalogue in one language."""
    for text in catalogue_texts(live_catalogue()):
        yield text[tag]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_says_a_thing_by_its_one_word(language: str) -> None:
    found = [(text, wrong) for text in translations(language) if (wrong := wrong_words(text, FORBIDDEN[language]))]
    assert found == []


@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_the_catalogue_says_a_thing_by_its_one_word(language: str) -> None:
    texts = list(data_texts(language.replace("_", "-")))
    assert len(texts) > 700
    assert [(text, wrong) for text in texts if (wrong := wrong_words(text, FORBIDDEN[language]))] == []


@pytest.mark.live
def test_english_says_what_is_so_and_not_what_was_done() -> None:
    texts = [*data_texts("en"), *(form for message in extracted() for form in forms(message.id))]
    assert [text for text in texts if ENGLISH.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_has_its_own_quotes_around_what_is_put_in(language: str) -> None:
    assert [text for text in translations(language) if QUOTED_HOLE.search(text)] == []


@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_half_width_mark_stands_between_two_chinese_characters(language: str) -> None:
    texts = [*translations(language), *data_texts(language.replace("_", "-"))]
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_guide_says_a_thing_by_its_one_word(language: str) -> None:
    words = FORBIDDEN[language.replace("-", "_")]
    found = []
    for file in sorted((data_folder() / "guide" / language).glob("*.md")):
        prose = re.sub(r"```.*?```|`[^`]*`|《[^》]*》", "", file.read_text("utf-8"), flags=re.DOTALL)
        found += [(file.name, line, wrong) for line in prose.splitlines() if (wrong := wrong_words(line, words))]
    assert found == []


def test_a_wrong_word_or_mark_is_found() -> None:
    assert wrong_words("申报窗口已关闭", HANS) == ["窗口"]
    assert wrong_words("截至2024年底，覆盖43家银行", HANS) == []
    assert wrong_words("按截至2024年6月的数据", HANS) == ["截至"]
    assert wrong_words("申報已截止，並非機率", HANT) == ["申報", "機率"]
    assert ENGLISH.search("corpora bought from strangers")
    assert ENGLISH.search("The bureau in charge was not read.")
    assert not ENGLISH.search("AI scenario matching")
    assert QUOTED_HOLE.search("没有 '{given}'")
    assert not QUOTED_HOLE.search("没有“{given}”")
    assert HALF_WIDTH.search("训力券:合同金额")
    assert HALF_WIDTH.search("企业 (家")
    assert not HALF_WIDTH.search("《若干措施》（2024年）：训力券, training voucher")
