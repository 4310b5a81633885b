"""The font of charts as PNG: ``python -m tests.tools.fonts NotoSansCJK-Regular.ttc`` cuts it to what is in use."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[2]
FONT = ROOT / "data" / "fonts" / "NotoSansCJKsc-subset.otf"
FAMILY = "Noto Sans CJK SC"
MORE = "万亿萬億元…—–−·×①②③④⑤⑥⑦⑧⑨⑩「」『』《》〈〉【】（），。：；？！％＋￥¥€"


def characters() -> set[int]:
    """Return the characters of the catalogue, of the messages, and those of any number or name in Latin letters."""
    files = [*(ROOT / "data").rglob("*.toml"), *(ROOT / "data").rglob("*.po")]
    texts = [path.read_text("utf-8") for path in files]
    found = {ord(character) for text in [*texts, MORE] for character in text}
    return {code for code in {*found, *range(0x20, 0x7F), *range(0xA0, 0x100)} if code >= 0x20}


def cut(source: Path) -> None:
    """Write the font anew from a whole one."""
    fonts = TTCollection(source).fonts if source.suffix == ".ttc" else [TTFont(source)]
    font = next(item for item in fonts if item["name"].getDebugName(1) == FAMILY)
    options = Options(layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    FONT.parent.mkdir(exist_ok=True)
    font.save(FONT)


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
