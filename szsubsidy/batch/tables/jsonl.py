"""JSON Lines: an object a row; numbers keep their digits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import NoReturn

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.shapes import AddedColumn, days, yuan
from szsubsidy.batch.tables.bounds import MOST_DEPTH, in_parts, refuse_headings
from szsubsidy.batch.tables.bytes import Opened, guess_encoding, open_input
from szsubsidy.batch.tables.delimited import decoded_lines
from szsubsidy.batch.tables.json_depth import keys_of, too_deep
from szsubsidy.batch.tables.output import Lines, OutputSpec, columns_of, distinct, table_of
from szsubsidy.batch.tables.source import Chunk, Defect, Found, ReadOptions, Reject, Rows, refuse_header_row
from szsubsidy.batch.tables.text import UNDECIDED, kept, position, text_of
from szsubsidy.batch.tables.typed import flat, plain, without_bytes
from szsubsidy.errors import SubsidyError, message
from szsubsidy.files import NewFile

_LOOKED_AT = 500
"""Lines of which the keys are found at a time: the time that it takes grows with the square of keys that differ."""
_SURROGATE = b"\\ud"
_POWER = r"^-?[0-9]{1,30}(\.[0-9]{1,30})?[eE][+-]?[0-9]{1,2}$"


class JsonLines:
    """A JSON object a line; the headings are all the keys that occur."""

    format = "jsonl"
    separator = ","
    found = Found()

    def __init__(self, name: str, opened: Opened, options: ReadOptions) -> None:
        self.name = name
        self.extent = opened.size
        self._wanted_encoding = options.encoding
        self._opened = opened
        self._stdin = kept(name, opened) if name == "-" else options.stdin
        self.encoding = "utf-8"
        try:
            self.headings = self._found_keys()
        except BaseException:
            self.close()
            raise

    def _found_keys(self) -> list[str]:
        """All the keys. Raises `SubsidyError` where there are none, or too many."""
        keys: dict[str, None] = {}
        for block in self._open():
            for some in _keys(block, self._layout(block)):
                keys |= dict.fromkeys(some)
                refuse_headings(self.name, keys)
        if not keys:
            raise SubsidyError(
                message("holds no JSON object"), where=self.name, hint=message("one object a line"), code="empty"
            )
        return list(keys)

    def close(self) -> None:
        """Close the file, and what was kept of stdin."""
        self._opened.close()
        if self.name == "-":
            self._stdin.close()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        line = 1
        for block in chain.from_iterable(in_parts(block, len(wanted)) for block in self._open()):
            read = partial(_split, block, line, self.headings, tuple(wanted), self._layout(block))
            yield Chunk(read, position(self._opened))
            line += block.count(b"\n")

    def _open(self) -> Iterator[bytes]:
        self._opened.close()
        if self.name == "-":
            self._stdin.seek(0)
        self._opened = open_input(self.name, self._stdin)
        self.encoding, text = text_of(self.name, self._opened, self._wanted_encoding)
        return text

    def _layout(self, block: bytes) -> str:
        if self.encoding == UNDECIDED and not block.isascii():
            self.encoding = guess_encoding(self.name, block)
        return self.encoding if self.encoding == "gb18030" else "utf-8"


class JsonLinesWriter:
    """An object a row; sets are arrays, amounts are numbers of yuan."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file

    def encode(self, chunk: ScoredChunk) -> Lines:
        copied, added = columns_of(self._spec, chunk, plain)
        objects = copied[0] if self._spec.copy_lines else _objects(copied, self._spec.headings)
        parts: list[pl.Expr] = [pl.col("0").str.strip_chars_end(" \t").str.strip_suffix("}")]
        columns = []
        names = self._spec.names[len(self._spec.headings) :]
        for place, (name, (column, cells)) in enumerate(zip(names, added, strict=True), 1):
            columns.append(_added(column, cells))
            value = pl.col(str(place)).fill_null("null")
            parts += [pl.lit(f",{json.dumps(name, ensure_ascii=False)}:"), value]
        lines = table_of([objects, *columns]).select(pl.concat_str([*parts, pl.lit("}")]).str.replace(r"^\{\s*,", "{"))
        return Lines(lines)

    def write(self, encoded: Lines) -> None:
        encoded.write(self._file.stream)

    def close(self) -> None:
        self._file.stream.flush()


def open_source(name: str, opened: Opened, options: ReadOptions) -> JsonLines:
    """Return the source of a file of JSON objects, one a line."""
    refuse_header_row(name, options)
    return JsonLines(name, opened, options)


def writer(spec: OutputSpec, file: NewFile) -> JsonLinesWriter:
    """Return a writer of JSON objects, one a line."""
    return JsonLinesWriter(spec, file)


def _keys(block: bytes, encoding: str) -> Iterator[list[str]]:
    """Yield the keys of the objects in a block of lines, a few hundred lines at a time."""
    _, lines, rejects = _lines(block, 1, encoding)
    yield [key for reject in rejects for key in keys_of(reject.raw)]
    filled = lines.filter(lines.str.contains(r"\S"))
    for first in range(0, len(filled), _LOOKED_AT):
        some = filled.slice(first, _LOOKED_AT).to_list()
        try:
            yield pl.scan_ndjson("\n".join(some).encode(), infer_schema_length=None).collect_schema().names()
        except pl.exceptions.PolarsError:
            objects = [parsed for line in some if isinstance(parsed := _object(line), dict)]
            yield list(dict.fromkeys(key for parsed in objects for key in parsed))


def _lines(block: bytes, first_line: int, encoding: str) -> tuple[bytes, pl.Series, list[Reject]]:
    """The same as `decoded_lines`, without lines that nest too deep, which are set aside and left blank."""
    text, lines, rejects = decoded_lines(block, first_line, encoding)
    deep = too_deep(lines)
    if not deep:
        return text, lines, rejects
    error = SubsidyError(
        message("nests more than {accepted} arrays or objects"), code="bad-json", accepted=str(MOST_DEPTH)
    )
    rejects += [Reject(first_line + place, lines[place], (Defect(error),)) for place in deep]
    lines = lines.clone().scatter(deep, None)  # `scatter` writes into the series itself
    return "\n".join(lines.fill_null("").to_list()).encode(), lines, rejects


def _split(block: bytes, first_line: int, headings: list[str], wanted: tuple[int, ...], encoding: str) -> Rows:
    """A block of whole lines as one row for each object; what is no object is set aside."""
    text, lines, rejects = _lines(block, first_line, encoding)
    lines = lines.str.strip_chars()
    places = (lines.is_not_null() & (lines != "")).arg_true()
    raw = lines.gather(places)
    names = {headings[place]: str(place) for place in wanted}
    cells = None if _SURROGATE in text.lower() else _read(text, names, len(raw))
    if cells is None:
        objects = [_object(line) for line in raw.to_list()]
        good = [place for place, parsed in enumerate(objects) if isinstance(parsed, dict)]
        for place, parsed in enumerate(objects):
            if isinstance(parsed, SubsidyError):
                rejects.append(Reject(first_line + places[place], raw[place], (Defect(parsed),)))
        raw, places = raw.gather(good), places.gather(good)
        cells = _read("\n".join(raw.to_list()).encode(), names, len(raw))
        if cells is None:
            rows = [[_text(parsed.get(key)) for key in names] for parsed in objects if isinstance(parsed, dict)]
            cells = pl.DataFrame(rows, schema=dict.fromkeys(names.values(), pl.String), orient="row")
    cells = cells.with_columns(_written_out(cells[name]) for name in cells.columns)
    return Rows(raw, cells, places.cast(pl.Int64) + first_line, sorted(rejects, key=lambda reject: reject.line))


def _read(text: bytes, names: dict[str, str], height: int) -> pl.DataFrame | None:
    if not height or not names:
        return None
    try:
        cells = pl.read_ndjson(text, schema=dict.fromkeys(names, pl.String)).select(list(names)).rename(names)
    except pl.exceptions.PolarsError:
        return None
    return cells if len(cells) == height else None


def _object(line: str) -> dict[str, object] | SubsidyError:
    try:
        parsed = json.loads(line, parse_float=str, parse_int=str, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(":")[0]
        return SubsidyError(message("is not valid JSON: {reason}"), code="bad-json", reason=reason)
    if not isinstance(parsed, dict):
        return SubsidyError(message("is not a JSON object"), code="bad-json")
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return SubsidyError(message("has half of a character, a surrogate without the other"), code="bad-json")
    return parsed


def _written_out(cells: pl.Series) -> pl.Series:
    """Numbers with an exponent, in bare digits; what is too large or small for an amount stays as it is."""
    powers = cells.str.contains(_POWER)
    if not powers.any():
        return cells
    texts = {text: f"{Decimal(text):f}" for text in cells.filter(powers).unique().to_list()}
    return cells.replace(texts)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _added(column: AddedColumn, cells: pl.Series) -> pl.Series:
    """Cells that are added, as JSON."""
    if column.kind == "amount":
        return yuan(cells).cast(pl.String)
    if column.kind == "day":
        return '"' + days(cells).cast(pl.String) + '"'
    if column.kind == "text":
        return flat(cells.to_frame().select(pl.concat_list(pl.first())).to_series()).str.slice(1).str.head(-1)
    parts = {
        "ids": pl.concat_str(pl.lit('"'), pl.first().str.replace_all(";", '","', literal=True), pl.lit('"')),
        "awards": _awards(pl.first()),
    }
    array = pl.when(pl.first() != "").then(parts[column.kind]).otherwise(pl.lit(""))
    return cells.to_frame().select(pl.concat_str(pl.lit("["), array, pl.lit("]"))).to_series()


def _awards(text: pl.Expr) -> pl.Expr:
    """``a=400;b<=300;c`` as the insides of an array of objects; what a panel decides has no amount, but a ceiling."""
    each = (
        pl.element()
        .str.replace("^([^=<]+)=([0-9.]+)$", r'{"programme":"$1","amount":$2}')
        .str.replace("^([^=<]+)<=([0-9.]+)$", r'{"programme":"$1","amount":null,"ceiling":$2}')
        .str.replace("^([^{=<]+)$", r'{"programme":"$1","amount":null}')
    )
    return text.str.split(";").list.eval(each).list.join(",")


def _objects(given: list[pl.Series], names: list[str]) -> pl.Series:
    """The input's columns as the JSON object of each row."""
    table = table_of([without_bytes(column) for column in given])
    table = table.rename(dict(zip(table.columns, distinct(names), strict=True)))
    if not table.width:
        raise AssertionError(names)
    return table.select(pl.struct(pl.all()).struct.json_encode()).to_series()
