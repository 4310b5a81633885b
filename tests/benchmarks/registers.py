"""Tables of made-up firms, the same each time: ``python -m tests.benchmarks.registers KIND ROWS FILE``.

Each is made by a process of its own, so that its memory is not that of a command that is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl

from szsubsidy import load_catalogue
from szsubsidy.facts.model import Fact

BLOCK = 250_000
KEY = "firm_id"
NAMES = (["云", "智", "星", "海", "鹏", "科", "数", "元"], ["芯", "联", "图", "算", "语", "帆", "程", "睿"])
TRADES = ["科技", "智能", "数据", "机器人"]
DECISIVE = {"company_type": "startup", "project_category": "model-training", "compute_contract": "-5"}
"""With an amount that cannot be read and decides, every row is rejected."""


def number(seed: int, below: int) -> pl.Expr:
    return pl.col("row").hash(seed) % below


def pick(seed: int, items: list[str]) -> pl.Expr:
    return pl.lit(pl.Series(items)).gather(number(seed, len(items)).cast(pl.UInt32))


def plain_amount(seed: int) -> pl.Expr:
    """Yuan, with fen in one of five."""
    whole, fen = number(seed, 30_000_000).cast(pl.String), number(seed + 1, 100).cast(pl.String).str.zfill(2)
    return pl.when(number(seed + 2, 5) == 0).then(pl.concat_str(whole, pl.lit("."), fen)).otherwise(whole)


def messy_amount(seed: int) -> pl.Expr:
    """An amount in one of the manners in which people write it."""
    whole = number(seed, 30_000_000).cast(pl.Int64)
    plain, ten_thousands = whole.cast(pl.String), (whole // 10_000).cast(pl.String)
    manners = [
        pl.concat_str(ten_thousands, pl.lit("万")),
        pl.concat_str(ten_thousands, pl.lit(".5万元")),
        pl.concat_str(pl.lit("¥"), plain, pl.lit("."), number(seed + 1, 100).cast(pl.String).str.zfill(2)),
        pl.concat_str(plain, pl.lit("元")),
        pl.concat_str(pl.lit("１２"), pl.lit("３４５６７")),
        pl.concat_str(pl.lit(" "), plain, pl.lit(" ")),
        pl.format('"{},234,{}"', number(seed, 29).cast(pl.Int64) + 1, (whole % 1000).cast(pl.String).str.zfill(3)),
    ]
    chosen = plain
    for place, manner in enumerate(manners):
        chosen = pl.when(number(seed + 3, len(manners)) == place).then(manner).otherwise(chosen)
    return chosen


def usual(fact: Fact, seed: int, amount: Callable[[int], pl.Expr] = plain_amount) -> pl.Expr:
    """A cell as a register has it: few facts are known, few values are frequent."""
    ids = [value.id for value in fact.values]
    match fact.type:
        case "choice":
            return pick(seed, [*ids[:5], *ids[:3] * 3])
        case "choices":
            two = pl.concat_str(pick(seed, ids), pl.lit(";"), pick(seed + 1, ids))
            return pl.when(number(seed + 2, 8) == 0).then(two).otherwise(pick(seed, ids))
        case "money":
            often = 50 if fact.id == "compute_contract" else 20
            return pl.when(number(seed + 50, 100) < often).then(amount(seed))
        case "date":
            return pl.when(number(seed + 50, 3) > 0).then(filled(fact, seed))
        case "text":
            return filled(fact, seed)
    return pl.when(number(seed + 50, 100) < 16).then(filled(fact, seed))


def filled(fact: Fact, seed: int) -> pl.Expr:
    """A cell that always says something, any value as often as another, and three of those that may be several."""
    ids = [value.id for value in fact.values]
    match fact.type:
        case "choice":
            return pick(seed, ids)
        case "choices":
            return pl.concat_str([pick(seed + place, ids) for place in range(3)], separator=";")
        case "money":
            return plain_amount(seed)
        case "date":
            day = pl.date(2010, 1, 1) + pl.duration(days=number(seed, 6000).cast(pl.Int64))
            return day.dt.strftime("%Y-%m-%d")
        case "flag":
            return pick(seed, ["yes", "no"])
        case "text":
            parts = [pick(seed, NAMES[0]), pick(seed + 1, NAMES[1]), pick(seed + 2, TRADES)]
            return pl.concat_str(pl.lit("深圳市"), *parts, pl.lit("有限公司"))
    least, most = max(fact.at_least or 0, 1), min(fact.at_most or 77, 77)
    return (number(seed, most - least + 1) + least).cast(pl.String)


CELLS: dict[str, Callable[[Fact, int], pl.Expr]] = {
    "clean": usual,
    "messy": lambda fact, seed: usual(fact, seed, messy_amount),
    "many": filled,
    "rejected": lambda fact, seed: pl.lit(DECISIVE[fact.id]) if fact.id in DECISIVE else usual(fact, seed),
}
"""What is in the cells of each kind of register."""


def block(kind: str, first: int, height: int) -> pl.DataFrame:
    row = pl.DataFrame({"row": pl.int_range(first, first + height, eager=True)})
    columns = {KEY: pl.concat_str(pl.lit("A"), pl.col("row").cast(pl.String).str.zfill(8))}
    for place, fact in enumerate(load_catalogue().facts.values(), 1):
        columns[fact.id] = CELLS[kind](fact, place * 100)
    return row.select(**columns)


def write_register(kind: str, height: int, path: Path) -> None:
    with path.open("wb") as file:
        for first in range(0, height, BLOCK):
            part = block(kind, first, min(BLOCK, height - first))
            part.write_csv(file, include_header=first == 0, quote_style="never")


def write_contracts(height: int, path: Path) -> None:
    """Contracts of three tenths as many firms, far apart: what is said of a firm is the same in all its rows."""
    count = max(height * 3 // 10, 1)
    of_firm = [KEY, *(fact.id for fact in load_catalogue().facts.values() if fact.of == "firm")]
    firms, projects = block("clean", 0, count).select(of_firm), block("clean", count, height)
    firm = projects.select((pl.int_range(pl.len()).hash(7) % count).cast(pl.UInt32)).to_series()
    projects.with_columns(firms[firm]).write_csv(path, quote_style="never")


def write_sheet(height: int, path: Path) -> None:
    """A sheet as a person keeps it: ids, names, what they are, amounts in 万元, days."""
    row = pl.DataFrame({"row": pl.int_range(height, eager=True)})
    row.select(
        pl.format("深圳市某某科技有限公司{}", "row").alias("企业名称"),
        pl.format("9144030{}", number(1, 10**10) + 10**10).alias("统一社会信用代码"),
        pick(2, ["初创企业", "中小企业", "大型企业", "高校", ""]).alias("企业类型"),
        pick(3, ["模型训练", "模型应用", "语料采购"]).alias("项目类别"),
        (number(4, 300_000) / 100).alias("算力合同金额（万元）"),
        number(5, 200).cast(pl.Int64).alias("模型服务合同金额（万元）"),
        pick(6, ["南山区", "光明区", "龙岗区", "福田区", ""]).alias("所在区"),
        (pl.date(2015, 1, 1) + pl.duration(days=number(7, 4000).cast(pl.Int64))).alias("成立日期"),
    ).write_excel(path, worksheet="企业名单")


def write(kind: str, height: int, path: Path) -> None:
    """Write a table of so many rows."""
    if kind == "contracts":
        write_contracts(height, path)
    elif kind == "sheet":
        write_sheet(height, path)
    else:
        write_register(kind, height, path)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
