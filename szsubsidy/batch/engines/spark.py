"""Runs a batch on a Spark cluster: it reads, cleans, scores and writes there; only counts come back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals as nw

from szsubsidy.batch.aside import naming_columns
from szsubsidy.batch.doubts import told_of_doubts
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.engines.spark_counts import column_of, quoted, tally, unread
from szsubsidy.batch.headings import Column, Said, fact_columns, heading_test, read_headings, refuse_held
from szsubsidy.batch.request import Limit, Request
from szsubsidy.batch.result import Result
from szsubsidy.batch.scoring import ELIGIBLE, OPEN, SUMMARIES, Scoring
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.tables.delimited import first_rows
from szsubsidy.batch.tables.formats import FORMATS, format_of
from szsubsidy.batch.tables.head import ROWS, read_head
from szsubsidy.batch.tables.source import Aside
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import FileError, SubsidyError, columns_twice, incompatible, message, needs_extra
from szsubsidy.money import FEN_PER_YUAN, WIDTHS

_CORRUPT = "_corrupt_record"
_SETTINGS = {
    # Our stages share what they compute; inlined into one another they are too long to compile.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.CollapseProject",
    "spark.sql.codegen.wholeStage": "false",
}


class Job(NamedTuple):
    """What a cluster is to do; paths are its own (``s3a://``, ``hdfs://``), outputs are folders of files."""

    inputs: Sequence[str]
    output: str
    rejects: str
    input_format: str
    output_format: str
    separator: str
    encoding: str
    column_mapping: dict[str, str]
    unknown: Sequence[str]
    keep_footer: bool
    as_of: int
    force: bool
    master: str | None


def run(request: Request, catalogue: Catalogue, streams: Streams) -> Result:
    """Score every row of the inputs on the cluster.

    Raises `SubsidyError` for bad input and for what a cluster does not do, `FileError` where the cluster fails.
    """
    del streams  # a cluster reads and writes its own files
    job = _job(request)
    try:
        session = _session(job.master)
        try:
            return _run(session, job, catalogue)
        finally:
            session.stop()
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        raise _failed(error) from error


def translated(frame: Any, names: list[str]) -> Any:
    """Make columns of text narrow by Spark's ``translate``."""
    from pyspark.sql import functions as f

    wide, narrow = ("".join(part) for part in (WIDTHS, WIDTHS.values()))
    native = frame.to_native()
    return nw.from_native(native.withColumns({name: f.translate(f.col(quoted(name)), wide, narrow) for name in names}))


def _job(request: Request) -> Job:
    """The job that a request describes. Raises `SubsidyError` for what a cluster does not do."""
    refused = {
        "-": "-" in {*request.inputs, request.output},
        "--headings": request.headings == "names",
        "--columns": request.columns is not None,
        "--excel": request.excel,
        "--sheet": request.sheet is not None,
        "--header-row": request.header_row is not None,
        "--strict, --max-rejects": request.limit != Limit(),
        "--reform": request.reform is not None,
    }
    if request.shape not in {None, "wide"}:
        raise incompatible(
            f"--shape {request.shape}", "--engine spark", hint=message("the cluster writes --shape wide")
        )
    for option, given in refused.items():
        if given:
            raise incompatible(option, "--engine spark", hint=message("the cluster reads and writes CSV and Parquet"))
    input_format = request.input_format or format_of(request.inputs[0]) or "csv"
    output_format = request.output_format or format_of(request.output) or input_format
    for given_format in (input_format, output_format):
        if given_format not in {"csv", "tsv", "parquet"}:
            raise SubsidyError(
                message("{given} does not go with --engine spark"),
                where="--format",
                hint=message("the cluster reads and writes CSV and Parquet"),
                code="usage",
                given=given_format,
            )
    return Job(
        inputs=request.inputs,
        output=request.output,
        rejects=request.rejects or f"{request.output}.rejects",
        input_format=input_format,
        output_format=output_format,
        separator=request.separator or FORMATS[input_format].separator or ",",
        encoding=request.encoding or "utf-8",
        column_mapping=request.column_mapping or {},
        unknown=request.unknown,
        keep_footer=request.keep_footer,
        as_of=request.as_of,
        force=request.force,
        master=request.master,
    )


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise needs_extra("spark") from error
    builder = SparkSession.builder.appName("szsubsidy")
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    remote = None if master else os.environ.get("SPARK_REMOTE")
    if master and master.startswith("sc://"):
        master, remote = None, master
    if remote:
        builder = SparkSession.builder.appName("szsubsidy").remote(remote)
    elif master:
        builder = builder.master(master)
    session = builder.getOrCreate()
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    if not remote:
        session.sparkContext.setLogLevel("ERROR")
    return session


def _run(session: Any, job: Job, catalogue: Catalogue) -> Result:
    if job.input_format != "parquet":
        _refuse_what_stands_around_headings(session, job, catalogue)
    table = _read(session, job)
    headings = [name for name in table.columns if name != _CORRUPT]
    columns = read_headings(headings, catalogue, job.column_mapping, job.inputs[0], Said(unknown=job.unknown)).columns
    refuse_held(columns, job.inputs[0])
    scored = Scoring(catalogue, job.as_of, {column.fact.id for column in fact_columns(columns)})
    added = [*scored.validity, *SUMMARIES]
    twice = [name for name in added if name in headings]
    if twice:
        raise columns_twice(twice, where=job.inputs[0], hint=message("rename them in the input"))
    found = frames.judged(frames.clean(nw.from_native(table), columns, translated, scored.bounds_of), scored)
    cells = nw.from_native(table)
    total = None if job.keep_footer else frames.is_total(naming_columns(headings), cells.collect_schema())
    flags = [kind + programme for programme in scored.editions for kind in (ELIGIBLE, OPEN)]
    kept = [*table.columns, *flags, frames.UNANSWERED]
    rows = frames.wide(found, scored, columns, kept, total).to_native().cache()
    ragged = _corrupt(rows)
    aside = _totals(rows) if total is not None else ()
    if aside:
        rows = rows.filter(~_is_total())
    broken = ragged | column_of(frames.UNANSWERED)
    good, bad = rows.filter(~broken), rows.filter(broken)
    amounts = {name: _yuan(name) for name in [*scored.validity, *scored.totals]}
    _write(good.withColumns(amounts).select(*map(quoted, [*headings, *added])), job.output, job.output_format, job)
    rejected = bad.count()
    if rejected:
        _write(_rejects(bad, headings, columns), job.rejects, "csv", job)
    counts = tally(good, scored)._replace(doubts=unread(good, columns))
    told = tuple(told_of_doubts(counts.doubts, job.inputs[0]))
    return Result(scored, counts, columns, rejected, job.rejects, told=told, aside=aside)


def _is_total() -> Any:
    """Whether a row is no firm but a total."""
    from pyspark.sql import functions as f

    return f.array_contains(f.split(column_of(frames.UNREADABLE), ";"), frames.TOTAL)


def _totals(rows: Any) -> tuple[Aside, ...]:
    """The rows that are totals; lines have no numbers here."""
    totals = rows.filter(_is_total()).select(quoted(rows.columns[0])).collect()
    return tuple(Aside(0, "total", str(row[0] or "")) for row in totals)


def _refuse_what_stands_around_headings(session: Any, job: Job, catalogue: Catalogue) -> None:
    """Raise `SubsidyError` where the first line is not that of the headings, or units stand beside it.

    A cluster reads many files, each from its first line.
    """
    lines = session.read.option("encoding", job.encoding).text(job.inputs[0]).take(ROWS)
    rows = first_rows("\n".join(line[0] for line in lines), job.separator, ROWS)
    if not any(any(row.cells) for row in rows):
        return
    is_heading = heading_test(catalogue, job.column_mapping)
    head = read_head([row.cells for row in rows], [row.line for row in rows], is_heading, name=job.inputs[0])
    if head.rows != 1 or head.found.unclear:
        raise SubsidyError(
            message("has titles above its headings, or units or notes below them"),
            where=job.inputs[0],
            hint=message("delete these lines, or use --engine polars"),
            code="head",
        )


def _read(session: Any, job: Job) -> Any:
    from pyspark.sql.types import StringType, StructField, StructType

    if job.input_format == "parquet":
        return session.read.parquet(*job.inputs)
    reader = session.read.option("header", True).option("sep", job.separator).option("escape", '"')
    reader = reader.option("encoding", job.encoding).option("ignoreLeadingWhiteSpace", False)
    headings = reader.csv(job.inputs[0]).columns
    schema = StructType([StructField(name, StringType()) for name in [*headings, _CORRUPT]])
    reader = reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", _CORRUPT)
    return reader.schema(schema).csv(list(job.inputs))


def _write(table: Any, path: str, form: str, job: Job) -> None:
    writer = table.write.mode("overwrite" if job.force else "errorifexists")
    if form == "parquet":
        writer.parquet(path)
        return
    writer.option("header", True).option("sep", FORMATS[form].separator).option("escape", '"').option(
        "emptyValue", ""
    ).csv(path)


def _rejects(bad: Any, headings: list[str], columns: list[Column]) -> Any:
    """The rows that cannot be read: the facts at fault, their cells, and the row. Lines have no numbers here."""
    from pyspark.sql import functions as f

    ragged = _corrupt(bad)
    facts = f.split(column_of(frames.UNREADABLE), ";")
    cells = [
        f.when(f.array_contains(facts, column.fact.id), column_of(column.heading).cast("string"))
        for column in columns
        if column.comparable
    ]
    row = f.to_csv(f.struct(*(column_of(name).cast("string").alias(name) for name in headings)))
    raw = f.coalesce(column_of(_CORRUPT), row) if _CORRUPT in bad.columns else row
    return bad.select(
        f.when(ragged, f.lit("")).otherwise(column_of(frames.UNREADABLE)).alias("column"),
        f.when(ragged, f.lit("")).otherwise(f.concat_ws(";", *cells)).alias("value"),
        f.when(ragged, f.lit("ragged")).otherwise(f.lit("bad-value")).alias("reason"),
        raw.alias("row"),
    )


def _corrupt(table: Any) -> Any:
    from pyspark.sql import functions as f

    return column_of(_CORRUPT).isNotNull() if _CORRUPT in table.columns else f.lit(False)


def _yuan(name: str) -> Any:
    return (column_of(name).cast("decimal(20,2)") / FEN_PER_YUAN).cast("decimal(18,2)")


def _failed(error: Exception) -> SubsidyError:
    reason = " ".join(str(error).split())[:300]
    if "PATH_ALREADY_EXISTS" in reason:
        return SubsidyError(
            message("the output exists already"),
            where="--engine spark",
            hint=message("--force overwrites it"),
            code="exists",
        )
    if "JAVA_GATEWAY_EXITED" in reason:
        return FileError(
            message("Spark found no Java"),
            where="--engine spark",
            hint=message("install Java 17 or later"),
            code="engine",
        )
    return FileError(message("the cluster failed: {reason}"), where="--engine spark", code="engine", reason=reason)
