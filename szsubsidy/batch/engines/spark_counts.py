"""Counts on a Spark cluster what came out of a table that was scored there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from szsubsidy.batch.doubts import Doubt, not_read
from szsubsidy.batch.engines.narwhals import UNREADABLE
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.scoring import ASSUMED, ELIGIBLE, MISSING, OPEN, SUMMED, UNUSED, Scoring
from szsubsidy.batch.tally import Tally


def tally(good: Any, scored: Scoring) -> Tally:
    """Count on the cluster: one row comes back, and one for each set of missing facts."""
    from pyspark.sql import functions as f

    counts = [f.count(f.lit(1)).alias("rows")]
    for programme in scored.editions:
        counts.append(f.sum(f.coalesce(column_of(programme), f.lit(0))).alias(programme))
        counts += [f.sum(column_of(kind + programme).cast("int")).alias(kind + programme) for kind in (ELIGIBLE, OPEN)]
    totals = [name for name in SUMMED if name in scored.totals]
    counts += [f.sum(column_of(name)).alias(name) for name in totals]
    counts += [f.sum((column_of(name) > 0).cast("int")).alias(f"paid:{name}") for name in totals]
    unused = list(scored.members[UNUSED])
    assumed = list(scored.members[ASSUMED])
    for name, members in ((UNUSED, unused), (ASSUMED, assumed)):
        counts += [f.sum(_names(fact, name)).alias(f"{name}:{fact}") for fact in members]
    row = good.agg(*counts).first()
    facts = list(scored.members[MISSING])
    missing: Counter[int] = Counter()
    for item in good.groupBy(MISSING).count().toLocalIterator():
        missing[sum(1 << facts.index(fact) for fact in item[0].split(";") if fact)] = item[1]
    return Tally(
        row["rows"],
        Counter({item: row[ELIGIBLE + item] or 0 for item in scored.editions}),
        Counter({item: row[item] or 0 for item in scored.editions}),
        Counter({item: row[OPEN + item] or 0 for item in scored.editions}),
        missing,
        Counter({name: row[name] or 0 for name in totals}),
        Counter({name: row[f"paid:{name}"] or 0 for name in totals}),
        Counter({fact: row[f"{UNUSED}:{fact}"] or 0 for fact in unused}),
        Counter({fact: row[f"{ASSUMED}:{fact}"] or 0 for fact in assumed}),
        Counter(),
        Counter(),
    )


def unread(good: Any, columns: Sequence[Column]) -> Counter[Doubt]:
    """Count the cells of scored rows that cannot be read, with an example of each column."""
    from pyspark.sql import functions as f

    facts = fact_columns(columns)
    flawed = good.filter(column_of(UNREADABLE) != "")
    names = f.split(column_of(UNREADABLE), ";")
    counts = []
    for number, column in enumerate(facts):
        bad = f.array_contains(names, column.fact.id)
        counts.append(f.sum(bad.cast("int")).alias(f"count:{number}"))
        counts.append(f.min(f.when(bad, column_of(column.heading).cast("string"))).alias(f"example:{number}"))
    row = flawed.agg(*counts).first()
    doubts: Counter[Doubt] = Counter()
    for number, column in enumerate(facts):
        if row[f"count:{number}"]:
            doubts += not_read(column.heading, row[f"example:{number}"], row[f"count:{number}"])
    return doubts


def _names(fact: str, column: str) -> Any:
    """1 where a column of ids names a fact, else 0."""
    from pyspark.sql import functions as f

    return f.array_contains(f.split(column_of(column), ";"), fact).cast("int")


def column_of(name: str) -> Any:
    from pyspark.sql import functions as f

    return f.col(quoted(name))


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
