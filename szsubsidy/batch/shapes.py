"""What is added to each row, wide or long: which columns, and from which expressions they are made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal, NamedTuple, Protocol, TypeAlias

import polars as pl

from szsubsidy.batch.expressions import Expr, values_of
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import (
    AMOUNT,
    BITS,
    ELIGIBLE,
    OPEN,
    SUMMARIES,
    Scoring,
    masks,
    summed,
)
from szsubsidy.money import FEN_PER_YUAN
from szsubsidy.vocabulary import Validity

PROGRAMME = "programme"
LONG = (PROGRAMME, "status", "amount", "low", "high", "missing", "assumptions")
_ROW, _REMARK = "row", "remark"
_PAID = "paid"
_OPEN_ENDED = "open-ended"
_RELEVANT, _SOME = "relevant:", "some"


ColumnKind: TypeAlias = Literal["amount", "ids", "awards", "day", "text"]


class AddedColumn(NamedTuple):
    """One appended column, by its id.

    It holds an ``amount`` (fen, null where open or not in force), ``ids`` (joined by semicolons), ``awards``
    (programmes and what each grants in yuan, ``training-voucher=4800000;…``), a ``day`` (an integer such as 20260605,
    null where there is none) or ``text`` in the chosen language. Empty text means that there is nothing to say.
    """

    name: str
    kind: ColumnKind


class Shape(Protocol):
    """What is added to rows: which columns, the expressions that they need under their names, and the values."""

    added: list[AddedColumn]
    roots: dict[str, Expr]

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        ...


class Likeness(NamedTuple):
    """Which rows are alike: they agree in the columns ``keys``, and what can be anything, ``open_ended``, is 0.

    Writing numbers as text costs more than computing them, and rows without an amount that depends on a cost are of
    few kinds.
    """

    open_ended: str
    keys: list[str]

    def distinct(self, chunk: ScoredChunk) -> tuple[ScoredChunk, pl.Series]:
        """Return rows of which no two are alike, and for each row of the chunk the place of its like among them.

        Where rows 0 and 2 are alike, and row 1 is paid a share of its cost, rows 0 and 1 come back, with the places 0,
        1, 0. What is remarked of a row is part of it.
        """
        numbered = chunk.results.with_columns(pl.int_range(pl.len()).alias(_ROW))
        keys = list(self.keys)
        if chunk.remarks is not None:
            numbered = numbered.with_columns(chunk.remarks.alias(_REMARK))
            keys.append(_REMARK)
        plain = pl.col(self.open_ended) == 0
        first = pl.col(_ROW).first().over(plain, *keys)
        like = numbered.select(pl.when(plain).then(first).otherwise(_ROW)).to_series()
        kept = like.unique().sort()
        place = pl.zeros(len(like), dtype=pl.Int64, eager=True).scatter(kept, pl.int_range(len(kept), eager=True))
        remarks = None if chunk.remarks is None else chunk.remarks.gather(kept)
        return chunk._replace(results=chunk.results[kept], remarks=remarks), place.gather(like)


class Wide:
    """One row for each row: a column for each programme, then what is said of the row as a whole.

    With ``scoped`` it has the programmes in the scope of the table alone, unless columns are ``wanted`` by name.
    """

    def __init__(self, scoring: Scoring, wanted: Sequence[str] | None = None, *, scoped: bool = False) -> None:
        self.scoring = scoring
        self.validity = scoring.validity
        every = [
            AddedColumn(programme, "amount")
            for programme in scoring.validity
            if programme in scoring.relevant or wanted is not None or not scoped
        ]
        whole = [*SUMMARIES, *(name for name in scoring.totals if name not in SUMMARIES)]
        every += [AddedColumn(name, "amount" if name in scoring.totals else "ids") for name in whole]
        self.added = [column for column in every if wanted is None or column.name in wanted]
        names = {column.name for column in self.added}
        self._members = {name: list(members) for name, members in scoring.sets.items() if name in names}
        self.roots: dict[str, Expr] = {name: total for name, total in scoring.totals.items() if name in names}
        for name in self._members:
            self.roots |= scoring.masks(name)
        n = scoring.numbers
        amounts = {programme: outcome.amount for programme, outcome in scoring.outcomes.items()}
        values = {programme: values_of(amount) for programme, amount in amounts.items()}
        known = {programme: possible for programme, possible in values.items() if possible is not None}
        single = [programme for programme, possible in known.items() if len(possible - {0}) <= 1]
        several = [programme for programme in known if programme not in single]
        granted = {
            programme: outcome.eligible
            if scoring.editions[programme].award.rate_unknown
            else n.exceeds(outcome.amount, n.constant(0))
            for programme, outcome in scoring.outcomes.items()
        }
        paid = masks(n, _PAID, {programme: granted[programme] for programme in single})
        sets = {name: mask for kind in scoring.sets for name, mask in scoring.masks(kind).items()}
        open_ended = [amount for programme, amount in amounts.items() if values[programme] is None]
        # By the terms of other days; and a cost may limit together what is no share of it.
        totals = scoring.totals
        self.roots |= {_OPEN_ENDED: summed(n, open_ended)} | paid | sets | totals
        self._likeness = Likeness(_OPEN_ENDED, [*paid, *(AMOUNT + programme for programme in several), *sets, *totals])

    def distinct(self, chunk: ScoredChunk) -> tuple[ScoredChunk, pl.Series]:
        """Return rows of which no two get the same, and for each row of the chunk the place of its like among them."""
        return self._likeness.distinct(chunk)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        results = chunk.results
        return None, [self._column(column, results) for column in self.added]

    def _column(self, column: AddedColumn, results: pl.DataFrame) -> pl.Series:
        name = column.name
        if name in self._members:
            return ids_text(results, name, self._members[name]).alias(name)
        if name not in self.validity:
            return results[name]
        if self.validity[name] != "in-force":
            return pl.Series(name, [None], dtype=pl.Int64).new_from_index(0, len(results))
        return _known_amount(results, self.scoring, name).alias(name)


class Long:
    """A row for each row and programme.

    With ``scoped`` these are the programmes in the scope of the table that are about what the row names and for where
    it is. A row without any then has one row, which names none.
    """

    def __init__(self, scoring: Scoring, wanted: Sequence[str] | None = None, *, scoped: bool = False) -> None:
        kinds: dict[str, ColumnKind] = dict.fromkeys(("amount", "low", "high"), "amount")
        kinds |= dict.fromkeys(("missing", "assumptions"), "ids")
        self.added = [AddedColumn(name, kinds.get(name, "text")) for name in LONG if wanted is None or name in wanted]
        self.scoring = scoring
        self.validity = {
            name: validity for name, validity in scoring.validity.items() if name in scoring.relevant or not scoped
        }
        self._scoped = scoped
        self.roots: dict[str, Expr] = {}
        if scoped:
            about = {name: scoring.relevant[name] for name in self.validity}
            self.roots |= {_RELEVANT + name: truth for name, truth in about.items()}
            self.roots[_SOME] = reduce(scoring.numbers.either, about.values(), scoring.numbers.false)
        self._facts: dict[str, list[str]] = {}
        for programme, outcome in scoring.outcomes.items():
            if programme not in self.validity:
                continue
            self.roots |= {f"low:{programme}": outcome.low, f"high:{programme}": outcome.high}
            for name, members in (("missing", outcome.missing), ("assumptions", outcome.assumed)):
                self._facts[f"{name}:{programme}"] = list(members)
                self.roots |= masks(scoring.numbers, f"{name}:{programme}", members)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to, and the columns of values."""
        numbered = pl.int_range(0, len(chunk.results), eager=True).alias(_ROW)
        parts = [
            pl.DataFrame([numbered, *self._programme(programme, validity, chunk.results)])
            for programme, validity in self.validity.items()
        ]
        if self._scoped:
            parts = [
                part.filter(chunk.results[_RELEVANT + programme])
                for part, programme in zip(parts, self.validity, strict=True)
            ]
            left = numbered.filter(~chunk.results[_SOME])
            parts.append(pl.DataFrame([left, *_without_amount("", "", len(left))]))
        table = pl.concat(parts).sort(_ROW, maintain_order=True)
        return table[_ROW], [table[column.name] for column in self.added]

    def _programme(self, programme: str, validity: Validity, results: pl.DataFrame) -> list[pl.Series]:
        if validity != "in-force":
            return _without_amount(programme, validity, len(results))
        eligible, undetermined = results[ELIGIBLE + programme], results[OPEN + programme]
        status = results.select(
            pl.when(undetermined)
            .then(pl.lit("undetermined"))
            .when(eligible)
            .then(pl.lit(self.scoring.met_status(programme)))
            .otherwise(pl.lit("ineligible"))
            .alias("status")
        ).to_series()
        return [
            _everywhere(PROGRAMME, programme, len(results)),
            status,
            _known_amount(results, self.scoring, programme).alias("amount"),
            results[f"low:{programme}"].alias("low"),
            results[f"high:{programme}"].alias("high"),
            ids_text(results, f"missing:{programme}", self._facts[f"missing:{programme}"]).alias("missing"),
            ids_text(results, f"assumptions:{programme}", self._facts[f"assumptions:{programme}"]).alias("assumptions"),
        ]


def _without_amount(programme: str, status: str, height: int) -> list[pl.Series]:
    """What the long shape has of rows without an amount, all of one programme and one status."""
    return [
        _everywhere(PROGRAMME, programme, height),
        _everywhere("status", status, height),
        *(_everywhere(name, None, height, pl.Int64) for name in ("amount", "low", "high")),
        *(_everywhere(name, "", height) for name in ("missing", "assumptions")),
    ]


def _everywhere(name: str, value: str | None, height: int, dtype: type[pl.DataType] = pl.String) -> pl.Series:
    return pl.Series(name, [value], dtype=dtype).new_from_index(0, height)


def _known_amount(results: pl.DataFrame, scoring: Scoring, programme: str) -> pl.Series:
    """The amounts of a programme, null in rows where it is not known."""
    amounts = results[AMOUNT + programme]
    for begins_with in scoring.cannot_be_told(programme):
        amounts = amounts.set(results[begins_with + programme], None)
    return amounts


def ids_text(results: pl.DataFrame, name: str, members: Sequence[str]) -> pl.Series:
    """Return the members of a set of each row, joined by semicolons: few sets differ, each is written once."""
    parts = []
    for begin in range(0, max(len(members), 1), BITS):
        mask = results[f"{name}:{begin}"]
        texts = {value: _joined(value, members[begin : begin + BITS]) for value in mask.unique().to_list()}
        parts.append(_looked_up(mask, texts).alias(str(begin)))
    if len(parts) == 1:
        return parts[0]
    filled = pl.all().replace("", None)
    return pl.DataFrame(parts).select(pl.concat_str(filled, separator=";", ignore_nulls=True)).to_series()


def is_member(results: pl.DataFrame, name: str, place: int) -> pl.Series:
    """Return in which rows the member at a place is in a set."""
    return results[f"{name}:{place - place % BITS}"] // (1 << place % BITS) % 2 == 1


def _looked_up(codes: pl.Series, texts: dict[int, str]) -> pl.Series:
    return codes.replace_strict(texts, return_dtype=pl.String) if texts else pl.Series([], dtype=pl.String)


def yuan(fen: pl.Series) -> pl.Series:
    """Return yuan in bare digits, as text where there are fen, as whole numbers where there are none."""
    if (fen % FEN_PER_YUAN != 0).any():
        return fen.to_frame().select(yuan_text(pl.first())).to_series()
    return fen // FEN_PER_YUAN


def yuan_text(fen: pl.Expr) -> pl.Expr:
    """Return yuan in bare digits, with two decimals where there are fen."""
    whole, rest = (fen // FEN_PER_YUAN).cast(pl.String), fen % FEN_PER_YUAN
    parts = pl.concat_str(whole, pl.lit("."), rest.cast(pl.String).str.zfill(2))
    return pl.when(rest == 0).then(whole).otherwise(parts)


def days(numbers: pl.Series) -> pl.Series:
    """Return days, integers such as 20260605, as dates."""
    return numbers.cast(pl.String).str.to_date("%Y%m%d")


def _joined(mask: int, members: Sequence[str]) -> str:
    return ";".join(member for place, member in enumerate(members) if mask >> place & 1)
