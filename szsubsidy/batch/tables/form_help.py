"""What stands below the headings of a form to help whoever fills it in: hints, examples, numbers of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from szsubsidy.batch.units import flat, unit_named

_HINT = re.compile(
    r"\(?\*?(?:"
    r"(?:必填|选填|選填|必选|必選|可选|可選|非必填|必须|必須|请|請|可填|填[写寫报報入]|如实|如實|下拉|选项|選項|全称|全稱|单选|單選|多选|多選|格式|保留|精确|精確|例如|如[:,]"
    r"|(?:按|以).{1,12}(?:填|计|計|为单位|為單位)|(?:please|choose|select|drop-?down|fill|enter|e\.?g|max|required|optional|mandatory)\b).*"
    r"|(?:文本|文字|字符|数字|數字|数值|數值|整数|整數|小数|小數|日期|金额|金額|text|string|number|numeric|integer|decimal|date|amount)"
    r"(?:型|类型|類型|格式|format)?\)?"
    r"|\(?(?:[人家个個项項户戶名年月日天次台套件份%‰p]|人次|小时|小時|平方米|㎡|m2|pflops|工作日|个月|個月)\)?"
    r"|\(?(?:[ymd年月日hs:/. -]|xx)*(?:yy|年)[ymd年月日hs:/. -]*\)?"
    r")$"
)
"""How a column is to be filled in: 必填, 请填写全称, 日期, yyyy-mm-dd; and units that are none of money."""
_NOTE = re.compile(
    r"[(\[【*]*(?:填[写寫报報表][说說要须須][明求知].*"
    r"|(?:说明|說明|注意|注意事项|注意事項|备注|備註|注|註|提示|要求|instructions?|notes?|how to fill(?: in)?)[)\]】]?"
    r"(?:[:].*|$))"
)
_EXAMPLE = re.compile(
    r"[(\[【<]?(?:填[写寫])?(?:示例|样例|樣例|范例|範例|例子|例如|样表|例|example|sample|e\.g\.?)\s*[0-9一二三]?(?:[:)\]】>].*|行|数据|數據)?$"
    r"|.*[(\[【](?:示例|样例|樣例|范例|範例|example|sample)[)\]】]$"
)
_NUMBERED = re.compile(r"[(\[]?([0-9]{1,3})[)\].]?$")


def help_of(filled: Sequence[str]) -> Literal["example", "numbers", "hint"] | None:
    """Return which kind of help the texts of a row are, None where it may be a firm."""
    if any(_EXAMPLE.match(flat(cell)) for cell in filled[:3]):
        return "example"
    if _is_numbers(filled):
        return "numbers"
    if all(is_hint(cell) or _NOTE.match(flat(cell)) for cell in filled):
        return "hint"
    return None


def is_hint(cell: str) -> bool:
    """Return whether a text tells how a column is to be filled in."""
    return bool(_HINT.match(flat(cell)))


def unit_below(cell: str) -> str | None:
    """Return the name of the unit of money that a cell is, or names in a hint: ``万元`` of ``必填，（万元）``."""
    if unit_named(cell) is not None:
        return cell.strip("()（）[]【】 ")
    if not is_hint(cell):
        return None
    parts = re.split(r"[,，;；、。:：()（）]|单位为?|單位為?|(?<!\w)[以按]|计|計", cell)
    return next((part.strip() for part in parts if part and unit_named(part) is not None), None)


def _is_numbers(filled: Sequence[str]) -> bool:
    """Whether texts are the numbers of the columns: 1, 2, 3, 4 or （1）, （2）."""
    texts = [flat(cell) for cell in filled]
    texts = texts[1:] if texts[0] in {"栏次", "欄次", "列次", "序号", "序號"} else texts
    matches = [_NUMBERED.match(text) for text in texts]
    if len(texts) < 3 or not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match]
    bracketed = not texts[0][-1].isdigit()
    return (
        numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 1 + (len(texts) > 3)
        and (bracketed or len(texts) > 3)
    )
