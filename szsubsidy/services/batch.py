"""Scores files of firms: opens inputs, maps headings, runs an engine, keeps output and rejects, sums up."""

from __future__ import annotations

import csv
import glob
import io
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from szsubsidy.batch.answers import Long, Wide
from szsubsidy.batch.block import Scorer, Tally
from szsubsidy.batch.headings import Column, doubtful, read_headings
from szsubsidy.batch.reject import Reject
from szsubsidy.batch.run import Progress, run
from szsubsidy.batch.scoring import BITS, MISSING, TOTAL, TOTAL_BEFORE, Scoring, scoring
from szsubsidy.batch.source import Source
from szsubsidy.batch.streams import COMPRESSED, Opened, format_of, known_encoding, open_input, sniff_format
from szsubsidy.batch.text_sources import Delimited, JsonLines
from szsubsidy.batch.writers import Form, writer
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, message
from szsubsidy.facts.read import fold, nearest
from szsubsidy.files import NewFile, Spool, check_new, new_file, unwritable
from szsubsidy.languages import Translate
from szsubsidy.render.batch_summary import Applied, Summary

LEAST_FOR_SHARE = 10_000
"""Rows that must have been read before the share of rejected ones can stop a run."""


class Limit(NamedTuple):
    """How many rows may be rejected: a number, or basis points of those read."""

    rows: int | None = None
    share: int | None = None


class Request(NamedTuple):
    """What is wanted of a batch, as the command line says it. ``-`` is stdin, or stdout.

    ``others`` are further files that will be written, by option. ``reform`` is what changed terms are called, and
    the catalogue in force without them.
    """

    inputs: Sequence[str]
    output: str
    as_of: int
    input_format: str | None = None
    output_format: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    told: dict[str, str] | None = None
    shape: str = "wide"
    columns: Sequence[str] | None = None
    rejects: str | None = None
    limit: Limit = Limit()
    excel: bool = False
    force: bool = False
    engine: str = "polars"
    master: str | None = None
    others: dict[str, str | None] | None = None
    reform: tuple[str, Catalogue] | None = None


class Streams(NamedTuple):
    """What a batch reads from, writes to, and talks through; ``warn`` is heard even when it is to be quiet."""

    stdin: BinaryIO
    stdout: BinaryIO
    say: Callable[[str], None]
    warn: Callable[[str], None]
    progress: Callable[[Progress], None]
    translate: Translate


class _Outcome(NamedTuple):
    """What came of a run, and where the rejected rows went."""

    scored: Scoring
    tally: Tally
    columns: list[Column]
    rejected: int
    rejects: str | None


def batch(request: Request, catalogue: Catalogue, streams: Streams) -> Summary:
    """Score every row of the inputs.

    Raises `SubsidyError` for bad input and `FileError` where a file fails; then no output is left,
    and an older one stays as it was.
    """
    begun = time.monotonic()
    if request.engine == "spark":
        return _on_spark(request, catalogue, begun)
    inputs = _expanded(request.inputs)
    output_format = output_format_of(request, inputs)
    _check_places(request, inputs)
    if request.excel and output_format not in {"csv", "tsv"}:
        raise SubsidyError(message("goes with CSV only"), where="--excel", code="usage")
    typed = output_format in {"xlsx", "parquet", "jsonl"}
    with ExitStack() as held:
        sources = [
            held.enter_context(closing(open_table(name, request, streams.stdin, typed=typed))) for name in inputs
        ]
        outcome = _scored(request, catalogue, streams, sources, output_format)
    return _summary(request, outcome, begun)


def _scored(
    request: Request, catalogue: Catalogue, streams: Streams, sources: Sequence[Source], output_format: str
) -> _Outcome:
    columns = _columns(sources, catalogue, request)
    available = {column.fact.id for column in columns if column.fact.type != "text"}
    scored = scoring(catalogue, request.as_of, available, request.reform[1] if request.reform else None)
    form = _form(request, sources, output_format, scored)
    for heading, fact in doubtful(sources[0].headings, catalogue.facts, columns):
        told = streams.translate(
            message("{file}: {heading} is left out: it looks like {fact}, in a unit not known here")
        )
        streams.say(told.format(file=sources[0].name, heading=heading, fact=fact))
    for source in sources:
        if source.encoding not in {"utf-8", "ascii"}:
            told = streams.translate(message("{file}: read as {encoding}"))
            streams.say(told.format(file=source.name, encoding=source.encoding.upper()))
    rejects = _Rejects(request, sources, streams)
    places = {column.place for column in columns if column.fact.type != "text"}
    wanted = sorted(places if form.whole else places | set(form.places))
    file = target(request, streams.stdout)
    try:
        made = writer(form, file)
        scorers = [(source, _scorer(request, scored, columns, form, source)) for source in sources]
        try:
            tally = run(scorers, wanted, made, reject=rejects.take, progress=streams.progress)
            rejects.check(tally.scored, final=True)
            made.close()
        except OSError as error:
            raise unwritable(file.name, error) from error
        rejects.keep()
        file.keep()
    except BaseException:
        rejects.drop()
        file.drop()
        raise
    return _Outcome(scored, tally, columns, rejects.count, rejects.name)


def sql(request: Request, catalogue: Catalogue, stdin: BinaryIO) -> str:
    """Return the SQL that scores a table with the headings of the input, named after it."""
    from szsubsidy.batch.duckdb_engine import scoring_sql

    name = _expanded(request.inputs)[0]
    with closing(open_table(name, request, stdin, typed=False)) as source:
        columns, headings = _columns([source], catalogue, request), source.headings
    scored = scoring(catalogue, request.as_of, {column.fact.id for column in columns if column.fact.type != "text"})
    table = "firms" if name == "-" else Path(name).name.partition(".")[0]
    return scoring_sql(table, scored, columns, headings)


def _on_spark(request: Request, catalogue: Catalogue, begun: float) -> Summary:
    from szsubsidy.batch.spark_engine import Job, run_on_spark

    refused = {
        "-": "-" in {*request.inputs, request.output},
        "--shape": request.shape != "wide",
        "--columns": request.columns is not None,
        "--excel": request.excel,
        "--sheet": request.sheet is not None,
        "--strict, --max-rejects": request.limit != Limit(),
        "--reform": request.reform is not None,
    }
    for option, given in refused.items():
        if given:
            raise SubsidyError(
                message("does not go with --engine spark"),
                where=option,
                hint=message("the cluster reads and writes CSV and Parquet"),
                code="usage",
            )
    form = request.input_format or format_of(request.inputs[0]) or "csv"
    output_format = request.output_format or format_of(request.output) or form
    for given_format in (form, output_format):
        if given_format not in {"csv", "tsv", "parquet"}:
            raise SubsidyError(
                message("{given} does not go with --engine spark"),
                where="--format",
                hint=message("the cluster reads and writes CSV and Parquet"),
                code="usage",
                given=given_format,
            )
    rejects = request.rejects or f"{request.output}.rejects"
    ran = run_on_spark(
        Job(
            request.inputs,
            request.output,
            rejects,
            form,
            output_format,
            request.separator or ("\t" if form == "tsv" else ","),
            request.encoding or "utf-8",
            request.told or {},
            request.as_of,
            request.force,
            request.master,
        ),
        catalogue,
    )
    return _summary(request, _Outcome(ran.scored, ran.tally, ran.columns, ran.rejected, rejects), begun)


def _expanded(names: Sequence[str]) -> list[str]:
    """The names, with patterns replaced by the files that they match."""
    found: list[str] = []
    for name in names:
        if name == "-" or Path(name).exists() or not glob.has_magic(name):
            found.append(name)
            continue
        matches = sorted(glob.glob(name))  # noqa: PTH207 (a pattern may be absolute)
        if not matches:
            raise SubsidyError(
                message("no file matches"), where=name, hint=message("a file, a pattern, or -"), code="no-file"
            )
        found += matches
    return found


def output_format_of(request: Request, inputs: Sequence[str]) -> str:
    """Return the format that the output is written in. Raises `SubsidyError` where its name tells none."""
    if request.output_format:
        return request.output_format
    path = Path(request.output)
    told = format_of(request.output) if path.suffix not in COMPRESSED else None
    if told:
        return told
    if path.suffix and not path.exists():
        raise SubsidyError(
            message("the ending {given} tells no format that can be written"),
            where=request.output,
            hint=message("csv, tsv, jsonl, parquet or xlsx; or say it with --to"),
            code="format",
            given=path.suffix,
        )
    given = request.input_format or format_of(inputs[0]) or "csv"
    return given if given in {"csv", "tsv", "jsonl"} else "csv"


def _check_places(request: Request, inputs: Sequence[str]) -> None:
    """Raise `SubsidyError` where two files of a run are the same, or one cannot be written."""
    rejects = request.rejects or _beside(request.output)
    given = {"-o": request.output, "--rejects": rejects, **(request.others or {})}
    seen: dict[Path, str] = {}
    for option, name in [*(("INPUT", name) for name in inputs), *given.items()]:
        if name is None:
            continue
        place = Path("-" if option == "INPUT" else "- out") if name == "-" else Path(name).resolve()
        if place in seen and not (option == seen[place] == "INPUT" and name != "-"):
            raise SubsidyError(
                message("{first} and {second} are the same"),
                where=name,
                hint=message("give each its own name"),
                code="usage",
                first=seen[place],
                second=option,
            )
        seen[place] = option
        if option != "INPUT" and name != "-":
            check_new(name, force=request.force)


def open_table(name: str, request: Request, stdin: BinaryIO, *, typed: bool) -> Source:
    """Open an input as what it is. Raises `SubsidyError` or `FileError`."""
    opened = open_input(name, stdin)
    try:
        return _source(name, opened, request, stdin, typed=typed)
    except BaseException:
        opened.close()
        raise


def _source(name: str, opened: Opened, request: Request, stdin: BinaryIO, *, typed: bool) -> Source:
    form = request.input_format or sniff_format(name, opened.start)
    encoding = known_encoding(request.encoding) if request.encoding else None
    if form == "jsonl":
        return JsonLines(name, opened, stdin=stdin, encoding=encoding)
    if request.sheet is not None and form != "xlsx":
        raise SubsidyError(message("is no workbook, and has no sheets"), where=name, code="sheet")
    if form in {"csv", "tsv"}:
        return Delimited(name, form, opened, separator=request.separator, encoding=encoding)
    if name == "-":
        raise SubsidyError(
            message("a {given} file cannot be read from stdin"),
            where="-",
            hint=message("name the file"),
            code="format",
            given=form,
        )
    from szsubsidy.batch.frame_sources import Parquet, Workbook

    opened.close()
    return Parquet(name) if form == "parquet" else Workbook(name, sheet=request.sheet, typed=typed)


def _columns(sources: Sequence[Source], catalogue: Catalogue, request: Request) -> list[Column]:
    first, *others = sources
    for other in others:
        if other.headings != first.headings:
            strange = [item for item in other.headings if item not in first.headings]
            lacking = [item for item in first.headings if item not in other.headings]
            raise SubsidyError(
                message("its headings differ from those of {first}: {given}"),
                where=other.name,
                hint=message("score it by itself"),
                code="headings-differ",
                first=first.name,
                given=(*(f"+{item}" for item in strange), *(f"-{item}" for item in lacking))[:10]
                or tuple(other.headings[:10]),
            )
    return read_headings(first.headings, catalogue.facts, request.told or {}, first.name)


def _form(request: Request, sources: Sequence[Source], output_format: str, scored: Scoring) -> Form:
    headings = sources[0].headings
    kept, wanted = list(range(len(headings))), request.columns
    if wanted is not None:
        names = [*headings, *(item.name for item in _shape(request, scored, None).answers)]
        by_fold = {fold(name): name for name in names}
        errors = [_unknown_column(name, names) for name in wanted if fold(name) not in by_fold]
        if errors:
            raise SubsidyErrors(errors)
        wanted = [by_fold[fold(name)] for name in wanted]
        kept = [place for place in kept if headings[place] in wanted]
    shape = _shape(request, scored, wanted)
    twice = [item.name for item in shape.answers if item.name in {headings[place] for place in kept}]
    if twice:
        raise SubsidyError(
            message("has columns already that the result would add: {given}"),
            where=sources[0].name,
            hint=message("rename them, or leave them out with --columns"),
            code="column-twice",
            given=tuple(twice),
        )
    whole = wanted is None and not request.excel and all(_alike(source, output_format) for source in sources)
    return Form(output_format, [headings[place] for place in kept], kept, shape, whole, request.excel)


def _shape(request: Request, scored: Scoring, wanted: Sequence[str] | None) -> Wide | Long:
    return Long(scored, wanted) if request.shape == "long" else Wide(scored, wanted)


def _alike(source: Source, output_format: str) -> bool:
    """Whether the lines of an input can be copied into the output as they stand."""
    if output_format == "jsonl":
        return source.form == "jsonl"
    return source.form in {"csv", "tsv"} and {"csv": ",", "tsv": "\t"}.get(output_format) == source.separator


def _unknown_column(name: str, names: list[str]) -> SubsidyError:
    return SubsidyError(
        message("no column is called {given}"),
        where="--columns",
        hint=message("headings of the input and of the result"),
        near=nearest(name, names),
        code="no-column",
        given=repr(name),
    )


def target(request: Request, stdout: BinaryIO) -> NewFile:
    """Return the output in the making: a file, or stdout that is kept back until all is there."""
    if request.output == "-":
        return Spool("stdout", stdout)
    return new_file(request.output, force=request.force)


def _scorer(request: Request, scored: Scoring, columns: list[Column], form: Form, source: Source) -> Scorer:
    if request.engine == "duckdb":
        from szsubsidy.batch.duckdb_engine import DuckScorer

        return DuckScorer(scored, columns, form.shape.roots, form=source.form)
    return Scorer(scored, columns, form.shape.roots, form=source.form)


class _Rejects:
    """The file of rejected rows; begun with the first of them."""

    def __init__(self, request: Request, sources: Sequence[Source], streams: Streams) -> None:
        self.name = request.rejects or _beside(request.output)
        self.count = 0
        self._limit = request.limit
        self._force = request.force
        self._several = len(sources) > 1
        self._streams = streams
        self._file: NewFile | None = None

    def take(self, source: Source, rejects: Sequence[Reject], read: int) -> None:
        """Write rows to the file. Raises `SubsidyError` when there are more than may be."""
        self.count += len(rejects)
        if self._limit.rows == 0:
            raise self._told(source, rejects[0])
        if not self.name:
            for item in rejects:
                self._streams.warn(f"{self._told(source, item).line(self._streams.translate)}: {item.raw}")
        else:
            self._write(source, rejects)
        self.check(read - self.count, final=False)

    def check(self, scored: int, *, final: bool) -> None:
        """Raise `SubsidyError` when more rows were rejected than may be."""
        read = scored + self.count
        rows, share = self._limit
        over = rows is not None and self.count > rows
        if share is not None and (final or read >= LEAST_FOR_SHARE):
            over = over or self.count * 10_000 > read * share
        if over:
            raise SubsidyError(
                message("{given} of the first {read} rows cannot be read, more than --max-rejects allows"),
                hint=message("nothing was written"),
                code="too-many-rejects",
                given=str(self.count),
                read=str(read),
            )

    def keep(self) -> None:
        if self._file:
            self._file.keep()
        elif self.name and self._force and Path(self.name).is_file():
            Path(self.name).unlink()  # from an earlier run, of other rows

    def drop(self) -> None:
        if self._file:
            self._file.drop()

    def _told(self, source: Source, item: Reject) -> SubsidyError:
        place = f"{source.name}:{item.line}" + (f": {item.column}" if item.column else "")
        return item.error.at(place)

    def _write(self, source: Source, rejects: Sequence[Reject]) -> None:
        assert self.name
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        first = ["file"] if self._several else []
        if self._file is None:
            stdout = self._streams.stdout
            self._file = Spool("stdout", stdout) if self.name == "-" else new_file(self.name, force=self._force)
            table.writerow([*first, "line", "column", "value", "reason", "row"])
        for item in rejects:
            reason = item.error.at("").line(self._streams.translate)
            where = [source.name] if self._several else []
            table.writerow([*where, item.line, item.column, item.value, reason, item.raw])
        try:
            self._file.stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise unwritable(self.name, error) from error


def _beside(output: str) -> str | None:
    """Where rejected rows go unless it is said: beside the output."""
    if output == "-":
        return None
    path = Path(output)
    if not path.name:
        return None
    return str(path.with_name(f"{path.name.partition('.')[0] or path.name}.rejects.csv"))


def _summary(request: Request, outcome: _Outcome, begun: float) -> Summary:
    scored, tally, columns, rejected, name = outcome
    facts = list(scored.sets[MISSING])[:BITS]
    settling = []
    for place, fact in enumerate(facts):
        rows = sum(count for mask, count in tally.missing.items() if mask >> place & 1)
        alone = tally.missing.get(1 << place, 0)
        if rows:
            settling.append((fact, rows, alone))
    return Summary(
        request.as_of,
        tally.scored + rejected,
        tally.scored,
        rejected,
        sum(count for mask, count in tally.missing.items() if mask),
        tuple(Applied(item, tally.eligible[item], tally.sums[item], tally.undetermined[item]) for item in scored.says),
        tuple(sorted(settling, key=lambda item: (-item[2], -item[1]))),
        tuple(
            (column.heading, f"{column.fact.id}({column.unit})" if column.unit else column.fact.id)
            for column in columns
        ),
        request.output,
        name if rejected else None,
        time.monotonic() - begun,
        (request.reform[0], tally.totals[TOTAL_BEFORE], tally.totals[TOTAL]) if request.reform else None,
    )
