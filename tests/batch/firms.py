"""A register of made-up firms: the facts of all programmes, some unknown."""

from __future__ import annotations

import random

import polars as pl

from szsubsidy import load_catalogue
from szsubsidy.facts.types import type_of

FACTS = load_catalogue().facts


def firms(height: int, rng: random.Random) -> pl.DataFrame:
    """Return a table of texts with a column for each fact, and the number of the row."""
    columns: dict[str, list[object]] = {"row": list(range(height))}
    for fact in FACTS.values():
        ids = [value.id for value in fact.values]
        cells: list[object] = []
        for _ in range(height):
            known = rng.random() < (0.95 if ids else 0.5)
            match fact.type:
                case "choice":
                    value = rng.choice(ids)
                case "choices":
                    value = ";".join(rng.sample(ids, rng.choice([1, 1, 2, 3])))
                case "money":
                    value = f"{rng.randrange(40_000_000)}.{rng.randrange(100):02}"
                case "date":
                    value = f"{rng.randrange(2015, 2026)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
                case "integer":
                    least, most = type_of(fact).bounds() or (0, 0)
                    value = str(rng.randint(max(least, 1), min(most, 70)))
                case "flag":
                    value = rng.choice(["yes", "no"])
                case _:
                    value = f"公司{rng.randrange(1000)}"
            cells.append(value if known else None)
        columns[fact.id] = cells
    return pl.DataFrame(columns)
