"""Runs a batch on a Spark cluster: it reads, scores and writes there (`spark_rows`); only counts come back."""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from szsubsidy.batch.added import USUAL
from szsubsidy.batch.aside import naming_columns
from szsubsidy.batch.doubts import told_of_doubts
from szsubsidy.batch.engines import spark_rows as rows
from szsubsidy.batch.engines.spark_frames import map_blocks, quoted
from szsubsidy.batch.headings import Said, fact_columns, heading_test, read_headings, refuse_held
from szsubsidy.batch.headings_told import refuse_undecided, told_of_headings
from szsubsidy.batch.request import Limit, Request
from szsubsidy.batch.result import Result
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import AddedColumn
from szsubsidy.batch.small_amounts import told_of_small
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.tables.delimited import first_rows
from szsubsidy.batch.tables.formats import FORMATS, format_of
from szsubsidy.batch.tables.head import ROWS, read_head
from szsubsidy.batch.tables.source import Aside
from szsubsidy.batch.wording import Wording
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import FileError, SubsidyError, columns_twice, incompatible, message, needs_extra
from szsubsidy.vocabulary import TableShape

_CORRUPT = "_corrupt_record"
_WRITTEN = re.compile(r"\.?(?:part-.*|_SUCCESS)(?:\.crc)?")
"""The names of files in a folder that Spark wrote."""
_ROWS_OF_A_BLOCK = 50_000
"""What a worker scores at a time: fewer cost more each, more take more memory."""


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
    shape: TableShape
    every_programme: bool
    as_of: int
    force: bool
    master: str | None


def run(request: Request, catalogue: Catalogue, streams: Streams) -> Result:
    """Score every row of the inputs on the cluster.

    Raises `SubsidyError` for bad input and for what a cluster does not do, `FileError` where the cluster fails.
    """
    job = _job(request)
    for path in (job.output, job.rejects) if job.force else ():
        _refuse_other_files(path)
    try:
        session = _session(job.master)
        try:
            return _run(session, job, catalogue, streams.wording)
        finally:
            session.stop()
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        raise _failed(error) from error


def _refuse_other_files(path: str) -> None:
    """Raise `SubsidyError` where a folder of this machine has what Spark did not write: it would delete all of it."""
    try:
        names = [entry.name for entry in Path(path.removeprefix("file://")).iterdir()]
    except OSError:  # it is none of this machine's
        return
    others = sorted(name for name in names if not _WRITTEN.fullmatch(name))
    if others:
        raise SubsidyError(
            message("holds files that Spark did not write: {given}"),
            where=path,
            hint=message("a folder that does not exist"),
            code="exists",
            given=tuple(others[:3]),
        )


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
        shape=request.shape or USUAL,
        every_programme=request.every_programme,
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
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(_ROWS_OF_A_BLOCK))
    if not remote:
        context = session.sparkContext
        context.setLogLevel("OFF")  # what fails is raised here, and told in a line
        if str(context.master).startswith("local") and "PYSPARK_PYTHON" not in os.environ:
            context.pythonExec = sys.executable  # else it is whatever python3 comes first
    return session


def _run(session: Any, job: Job, catalogue: Catalogue, wording: Wording) -> Result:
    if job.input_format != "parquet":
        _refuse_what_stands_around_headings(session, job, catalogue)
    table = _read(session, job)
    headings = [name for name in table.columns if name != _CORRUPT]
    read = read_headings(headings, catalogue, job.column_mapping, job.inputs[0], Said(unknown=job.unknown))
    columns = read.columns
    refuse_held(columns, job.inputs[0])
    scored = Scoring(catalogue, job.as_of, {column.fact.id for column in fact_columns(columns)})
    task = rows.Task(
        scored,
        fact_columns(columns),
        headings,
        () if job.keep_footer else naming_columns(headings),
        _CORRUPT if _CORRUPT in table.columns else None,
        job.shape,
        job.every_programme,
        wording,
        job.input_format,
        "" if job.input_format == "parquet" else job.separator,
        frozenset(fact.id for near in read.near for fact in near.facts),
        as_text=job.output_format != "parquet",
    )
    told = pickle.dumps(task)  # before it has anything worked out
    added = task.made_shape().added
    twice = [column.name for column in added if column.name in headings]
    if twice:
        raise columns_twice(twice, where=job.inputs[0], hint=message("rename them in the input"))
    found = map_blocks(table, partial(rows.run, told), _schema(table, added, task)).cache()
    counts = _counted(found)
    refuse_undecided(read, counts.tally.needed, counts.tally.scored, wording)
    good = found.filter(column_of(rows.KIND) == rows.SCORED)
    names = [*headings, *(column.name for column in added)]
    _write(good.select(*map(quoted, names)), job.output, job.output_format, job)
    if counts.rejected:
        bad = found.filter(column_of(rows.KIND).isin(rows.BAD, rows.RAGGED))
        _write(_rejects(bad, headings), job.rejects, "csv", job)
    doubts, where = counts.tally.doubts, job.inputs[0]
    told_of = told_of_headings(read, where, wording) + told_of_doubts(doubts, where)
    told_of += told_of_small(doubts, columns, where)
    aside = tuple(Aside(0, "total", text) for text in counts.totals)
    return Result(scored, counts.tally, columns, counts.rejected, job.rejects, told=tuple(told_of), aside=aside)


def _schema(table: Any, added: Sequence[AddedColumn], task: rows.Task) -> Any:
    """The columns that the workers hand back."""
    from pyspark.sql.types import BinaryType, DateType, DecimalType, StringType, StructField, StructType

    types = {} if task.as_text else {"amount": DecimalType(18, 2), "day": DateType()}
    fields = [StructField(column.name, types.get(column.kind, StringType())) for column in added]
    fields += [StructField(name, StringType()) for name in (rows.KIND, rows.UNREADABLE, rows.VALUES)]
    nullable = [StructField(field.name, field.dataType) for field in table.schema.fields]
    return StructType([*nullable, *fields, StructField(rows.COUNTS, BinaryType())])


def _counted(found: Any) -> rows.Counts:
    """What the workers counted: one row of each part of the table."""
    counts = rows.NONE_COUNTED
    for row in found.filter(column_of(rows.KIND) == rows.COUNTED).select(quoted(rows.COUNTS)).toLocalIterator():
        counts = counts.add(pickle.loads(row[0]))  # noqa: S301 (our own workers wrote it)
    return counts


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


def _rejects(bad: Any, headings: list[str]) -> Any:
    """The rows that cannot be read: the facts at fault, their cells, and the row. Lines have no numbers here."""
    from pyspark.sql import functions as f

    row = f.to_csv(f.struct(*(column_of(name).cast("string").alias(name) for name in headings)))
    raw = f.coalesce(column_of(_CORRUPT), row) if _CORRUPT in bad.columns else row
    return bad.select(
        f.coalesce(column_of(rows.UNREADABLE), f.lit("")).alias("column"),
        f.coalesce(column_of(rows.VALUES), f.lit("")).alias("value"),
        column_of(rows.KIND).alias("reason"),
        raw.alias("row"),
    )


def column_of(name: str) -> Any:
    """Return a column by its name."""
    from pyspark.sql import functions as f

    return f.col(quoted(name))


def _failed(error: Exception) -> SubsidyError:
    reason = " ".join(str(error).split())[:300]
    if lacking := re.search(r"No module named '([A-Za-z0-9_.]+)'", str(error)):
        return FileError(
            message("the cluster's Python has no {given}"),
            where="--engine spark",
            hint=message("install szsubsidy with its extra spark on every node; PYSPARK_PYTHON says in which Python"),
            code="engine",
            given=lacking[1],
        )
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
