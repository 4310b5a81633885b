"""Sets aside the rows of a table that are no firms: totals, notes, and the headings once more.

Of the rows

    30  甲公司          初创企业   800
    31  合计（30家）               24000
    32  填表人：某甲    审核人：某乙

lines 31 and 32 are no firms. One pass over the texts asks which rows could be none; these are looked at one by
one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.cells import as_text
from szsubsidy.batch.names import name_columns
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.source import Aside, Rows, Source
from szsubsidy.batch.units import flat
from szsubsidy.vocabulary import AsideKind

LOOKED_AT = 3
"""The first cells of a row are among those that tell, where its text is not there as it stood."""

_NUMERAL = "[一二三四五六七八九十]+"
_SUM = r"(?:[合小总總共累]\s*[计計]|[汇匯][总總]|总\s*和|總\s*和|合\s*共)"
_ENGLISH_SUM = r"(?:(?:grand|page|running|overall)[ -]?totals?|sub[ -]?totals?|totals?|sum)"
_LABELS = (
    r"(?:填[表报報写寫]|制表|製表|编制|編制|经办|經辦|[审審]核|[复覆]核|[审審]批|批准|[负負][责責]|[单單]位[负負][责責]|部[门門][负負][责責]|主管|[联聯][系繫絡络]"
    r"|[统統][计計]|[报報]送|提交|打印|列印|申[报報请請])(?:人员|人員|人|者|[单單]位|日期|[时時][间間]|部[门門]|[电電][话話]|方式|[负負][责責]人)?"
    r"|法定代表人|[电電][话話]|手[机機]|[传傳]真|日期|年月日|[单單]位|公章|[签簽][字章名]|盖章|蓋章"
    r"|[备備附]?[注註]\s*[0-9①-⑳一二三四五]{0,2}|[说說]明|注意事[项項]|[数數資资][据據料][来來]源|[来來]源|以下空白|以下無正文|以下无正文|此[页頁][无無]正文"
    r"|prepared by|reviewed by|approved by|checked by|contact|notes?|remarks?|sources?|date|phone"
    r"|signature|end of (?:table|list|page)"
)
_TOTAL = re.compile(
    rf"[\u4e00-\u9fff]{{0,12}}{_SUM}\s*(?:\(.*\))?\s*[:]?\s*(?:[0-9][0-9,.]*\s*(?:家|户|戶|个|個|项|項|条|條|行|万元|元)?(?:企业|企業|公司)?)?"
    r"|共\s*[0-9]+\s*(?:家|户|戶|个|個|项|項|条|條|行)(?:企业|企業|公司)?"
    rf"|{_ENGLISH_SUM}\s*(?:\(.*\))?\s*[:]?(?:\s*[0-9][0-9,.]*(?: (?:firms|companies|rows))?)?"
)
_LABELLED = re.compile(
    rf"[(\[【*※]*\s*(?:{_LABELS})\s*(?:\((?:盖章|蓋章|公章|[签簽][字章名]|[签簽][字章].*)\))?\s*[)\]】]?\s*(?:[:].*|[)\]】]?)",
    re.DOTALL,
)
_SECTION = re.compile(
    rf"(?:{_NUMERAL}\s*[、.]|第{_NUMERAL}(?:[章节節]|部分)|\({_NUMERAL}\)|(?:part|section) [0-9ivx]+\b|[ivx]+\. ).*"
)
_FIGURE = re.compile(r"[-+]?[¥$]?[0-9][0-9,.]*\s*[%万亿元家]*")
# These two run over every row: a word boundary, or white space of every kind, would make them 40 times as slow.
_ANY_SUM, _ANY_LABEL = (pattern.replace(r"\s", " ") for pattern in (_SUM, _LABELS))
_BEGINS = (
    rf"^[ \"',;|*※（(\[【\x{{3000}}\t]*(?:{_ANY_SUM}|共 *[0-9\x{{FF10}}-\x{{FF19}}]|(?i:{_ENGLISH_SUM})"
    rf"|(?i:{_ANY_LABEL})|第?{_NUMERAL} *[、.．章节節部）)]|(?i:(?:part|section) [0-9ivx]))"
)
"""Begins the text of a row that may be no firm."""
_NAMES = rf"{_ANY_SUM}|^(?i:{_ENGLISH_SUM})|。$"
"""Is in the name of a row that may be no firm."""


TOTAL_IN_ANY_ENGINE = (
    r"(?i)^[ \t\x{3000}]*(?:"
    rf"[\x{{4e00}}-\x{{9fff}}]{{0,12}}{_ANY_SUM} *(?:[(\x{{FF08}}].*[)\x{{FF09}}])? *[:\x{{FF1A}}]?"
    rf"|{_ENGLISH_SUM} *(?:\(.*\))? *:?"
    r")[ \t\x{3000}]*$"
)
"""What the firm's name of a total matches, in the regular expressions of Polars, DuckDB, Arrow and Java alike."""


def naming_columns(headings: Sequence[str], firm: str | None = None) -> list[str]:
    """Return the headings of the columns of a frame where a total says that it is one.

    They are those that name its firms, by what is said or as is usual, and the first.
    """
    named = [headings[column.place] for column in name_columns(list(map(str, headings))) if not column.is_code]
    return list(dict.fromkeys([*(named if firm is None else [firm]), *headings[:1]]))


class AsideRows:
    """Sets aside the rows of a source that are no firms, or with ``keep`` none of them; workers may share it.

    ``firm`` is the place of the column that names the firms, where that is said.
    """

    def __init__(self, source: Source, firm: int | None = None, *, keep: bool = False) -> None:
        self.source = source
        self._keep = keep
        self._separator = source.separator
        self._has_text = FORMATS[source.format].separator is not None
        named = [column.place for column in name_columns(source.headings) if not column.is_code]
        self._names = [str(place) for place in (named if firm is None else [firm])]
        self._headings = [_variants(heading) for heading in source.headings]

    def apply(self, rows: Rows) -> Rows:
        """Return rows with those that are no firms among ``aside``."""
        suspects = None if self._keep else self._suspects(rows)
        if suspects is None:
            return rows
        kinds = {
            place: (kind, text)
            for place in suspects
            if (kind := (found := self._kind(rows, place))[0]) and (text := found[1])
        }
        if not kinds:
            return rows
        aside = tuple(Aside(rows.lines[place], kind, text, self.source.name) for place, (kind, text) in kinds.items())
        kept = pl.Series([True]).new_from_index(0, len(rows.lines)).scatter(list(kinds), False)
        raw = None if rows.raw is None else rows.raw.filter(kept)
        cells, lines = rows.cells.filter(kept), rows.lines.filter(kept)
        return rows._replace(raw=raw, cells=cells, lines=lines, aside=(*rows.aside, *aside))

    def _suspects(self, rows: Rows) -> list[int] | None:
        """The places of the rows that could be no firms, None where there are none."""
        cells = rows.cells
        found: list[pl.Series] = []
        texts = [name for name, kind in cells.schema.items() if name.isdecimal() and kind == pl.String]
        if self._has_text and rows.raw is not None:
            found.append(rows.raw.str.contains(_BEGINS))
        else:
            found += [cells[name].str.contains(_BEGINS) for name in texts[:LOOKED_AT]]
        found += [cells[name].str.contains(_NAMES) for name in texts if name in self._names]
        if texts:
            found.append(cells[texts[0]].is_in(list(self._headings[int(texts[0])])))
        flags = [flag for flag in found if flag.any()]
        if not flags:
            return None
        suspects: list[int] = pl.select(pl.any_horizontal(flags)).to_series().arg_true().to_list()
        return suspects

    def _kind(self, rows: Rows, place: int) -> tuple[AsideKind | None, str]:
        """What a row is that is no firm, None if it is one, and the text that tells."""
        cells, names = self._cells(rows, place)
        filled = {at: text for at, cell in cells.items() if (text := flat(cell))}
        if not filled:
            return None, ""
        first = next(iter(filled))
        text = filled[first]
        rest = [other for at, other in filled.items() if at != first and other != text]
        for cell in [text, *names]:
            if _TOTAL.fullmatch(cell):
                return "total", cell
        if len(filled) > 1 and all(
            text in self._headings[at] for at, text in filled.items() if at < len(self._headings)
        ):
            return "heading", text
        if _SECTION.fullmatch(text) and all(_FIGURE.fullmatch(cell) for cell in rest):
            return ("total" if rest else "note"), text
        labels = sum(bool(_LABELLED.fullmatch(cell)) for cell in filled.values())
        if _LABELLED.fullmatch(text) and (labels * 2 >= len(filled) or not names):
            return "note", text
        return ("note", text) if not rest and text.endswith("。") else (None, "")

    def _cells(self, rows: Rows, place: int) -> tuple[dict[int, str], list[str]]:
        """The cells of a row by their place, and those that name the firm, folded."""
        named = [rows.cells[name][place] for name in self._names if name in rows.cells.columns]
        names = [flat(str(cell)) for cell in named if cell is not None and str(cell).strip()]
        if self._has_text and rows.raw is not None:
            try:
                texts = next(csv.reader([rows.raw[place]], delimiter=self._separator), [])
            except csv.Error:
                texts = rows.raw[place].split(self._separator)
            return dict(enumerate(texts)), names
        columns = [name for name in rows.cells.columns if name.isdecimal()]
        at = rows.cells.select(columns)[place]
        return {int(name): as_text(at[name])[0] or "" for name in columns}, names


def _variants(heading: str) -> frozenset[str]:
    """What may stand for a heading where it is printed once more: it, its levels, and these without their unit."""
    whole = flat(heading)
    parts = {heading, whole, *whole.split("/")}
    return frozenset(parts | {part.partition("(")[0].strip() for part in parts}) - {""}
