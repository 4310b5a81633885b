"""What is added to each row, wide or long: which columns, and from which expressions they are made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal, NamedTuple, Protocol, TypeAlias

import polars as pl

from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.results import Results, Roots
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import AMOUNT, BITS, ELIGIBLE, OPEN, SUMMARIES, Scoring, can_be_assumed, can_be_missing
from szsubsidy.batch.scoring_graph import masks
from szsubsidy.money import FEN_PER_YUAN
from szsubsidy.vocabulary import Validity

PROGRAMME = "programme"
LONG = (PROGRAMME, "status", "amount", "low", "high", "missing", "assumptions")
_ROW = "row"
_DECIMALS = pl.Series([f".{fen:02d}" for fen in range(FEN_PER_YUAN)])
RELEVANT, SOME = "relevant:", "some"
"""Where a programme is relevant to a row, and where any is."""


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
    """What is added to rows: which columns, what a graph must say for them, and the values."""

    added: list[AddedColumn]

    def roots(self) -> Roots:
        """Return what is asked of a graph, where rows are scored by one."""

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        ...


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
            if programme in scoring.scoped or wanted is not None or not scoped
        ]
        whole = [*SUMMARIES, *(name for name in scoring.totals if name not in SUMMARIES)]
        every += [AddedColumn(name, "amount" if name in scoring.totals else "ids") for name in whole]
        self.added = [column for column in every if wanted is None or column.name in wanted]
        names = {column.name for column in self.added}
        self._members = {name: members for name, members in scoring.members.items() if name in names}

    def roots(self) -> Roots:
        """Return what is asked of a graph: the totals and sets; the programmes are counted anyway."""
        totals = self.scoring.graph.totals
        roots = {column.name: totals[column.name] for column in self.added if column.name in totals}
        for name in self._members:
            roots |= self.scoring.masks(name)
        return Roots(roots)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        results = chunk.results
        return None, [self._column(column, results) for column in self.added]

    def _column(self, column: AddedColumn, results: Results) -> pl.Series:
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
            name: validity for name, validity in scoring.validity.items() if name in scoring.scoped or not scoped
        }
        self._scoped = scoped
        asked = {name: edition for name, edition in scoring.editions.items() if name in self.validity}
        self._facts = {
            f"{kind}:{name}": members(edition)
            for name, edition in asked.items()
            for kind, members in (("missing", can_be_missing), ("assumptions", can_be_assumed))
        }

    def roots(self) -> Roots:
        """Return what is asked of a graph: what is told of each programme, and whether it is relevant to a row."""
        graph = self.scoring.graph
        n = graph.numbers
        roots: dict[str, Expr] = {}
        if self._scoped:
            about = {name: graph.relevant[name] for name in self.validity}
            roots |= {RELEVANT + name: truth for name, truth in about.items()}
            roots[SOME] = reduce(n.either, about.values(), n.false)
        for programme, outcome in graph.outcomes.items():
            if programme in self.validity:
                roots |= {f"low:{programme}": outcome.low, f"high:{programme}": outcome.high}
                for name, told in (("missing", outcome.missing), ("assumptions", outcome.assumed)):
                    members = self._facts[f"{name}:{programme}"]
                    roots |= masks(n, f"{name}:{programme}", {fact: told[fact] for fact in members})
        return Roots(roots)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to, and the columns of values."""
        numbered = pl.int_range(0, len(chunk.results), eager=True).alias(_ROW)
        parts = [
            pl.DataFrame([numbered, *self._programme(programme, validity, chunk.results)])
            for programme, validity in self.validity.items()
        ]
        if self._scoped:
            parts = [
                part.filter(chunk.results[RELEVANT + programme])
                for part, programme in zip(parts, self.validity, strict=True)
            ]
            left = numbered.filter(~chunk.results[SOME])
            parts.append(pl.DataFrame([left, *_without_amount("", "", len(left))]))
        table = pl.concat(parts).sort(_ROW, maintain_order=True)
        return table[_ROW], [table[column.name] for column in self.added]

    def _programme(self, programme: str, validity: Validity, results: Results) -> list[pl.Series]:
        if validity != "in-force":
            return _without_amount(programme, validity, len(results))
        eligible, undetermined = results[ELIGIBLE + programme], results[OPEN + programme]
        met = pl.lit(self.scoring.met_status(programme))
        flags = pl.DataFrame([eligible.alias(ELIGIBLE), undetermined.alias(OPEN)])
        said = pl.when(OPEN).then(pl.lit("undetermined")).when(ELIGIBLE).then(met).otherwise(pl.lit("ineligible"))
        status = flags.select(said.alias("status")).to_series()
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


def _known_amount(results: Results, scoring: Scoring, programme: str) -> pl.Series:
    """The amounts of a programme, null in rows where it is not known."""
    amounts = results[AMOUNT + programme]
    for begins_with in scoring.cannot_be_told(programme):
        untold = results[begins_with + programme]
        if untold.any():
            amounts = amounts.set(untold, None)
    return amounts


def ids_text(results: Results, name: str, members: Sequence[str]) -> pl.Series:
    """Return the members of a set of each row, joined by semicolons: few sets differ, each is written once."""
    parts = []
    for begin in range(0, max(len(members), 1), BITS):
        mask = results[f"{name}:{begin}"]
        text = nothing(len(mask))
        rows = (mask != 0).arg_true()
        if len(rows):
            some = mask[rows]
            texts = {value: _joined(value, members[begin : begin + BITS]) for value in some.unique().to_list()}
            text = text.scatter(rows, some.replace_strict(texts, return_dtype=pl.String))
        parts.append(text.alias(str(begin)))
    if len(parts) == 1:
        return parts[0]
    filled = pl.all().replace("", None)
    return pl.DataFrame(parts).select(pl.concat_str(filled, separator=";", ignore_nulls=True)).to_series()


def nothing(height: int) -> pl.Series:
    """Return so many empty texts."""
    return pl.Series([""]).new_from_index(0, height)


def yuan(fen: pl.Series) -> pl.Series:
    """Return yuan in bare digits, as text where there are fen, as whole numbers where there are none."""
    if not fen.max():  # most programmes grant nothing in most blocks
        return fen
    rest = fen % FEN_PER_YUAN
    odd = (rest != 0).fill_null(value=False).arg_true()
    whole = fen // FEN_PER_YUAN
    if not len(odd):
        return whole
    text = whole.cast(pl.String)
    return text.scatter(odd, text[odd] + _DECIMALS[rest[odd]])


def days(numbers: pl.Series) -> pl.Series:
    """Return days, integers such as 20260605, as dates."""
    return numbers.cast(pl.String).str.to_date("%Y%m%d")


def _joined(mask: int, members: Sequence[str]) -> str:
    return ";".join(member for place, member in enumerate(members) if mask >> place & 1)
