"""Scores files of firms: opens inputs, maps headings, runs an engine, keeps output and rejects, sums up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from szsubsidy.batch.headings import Column, doubtful, read_headings
from szsubsidy.batch.rejects_file import Rejects, Streams
from szsubsidy.batch.request import Limit, Request, check_places, expanded, open_table, output_format_of, target
from szsubsidy.batch.run import run
from szsubsidy.batch.scorer import Scorer, Tally
from szsubsidy.batch.scoring import BITS, MISSING, TOTAL, TOTAL_BEFORE, Scoring, scoring
from szsubsidy.batch.shapes import Long, Wide
from szsubsidy.batch.summary import Applied, Summary
from szsubsidy.batch.tables.bytes import format_of
from szsubsidy.batch.tables.source import Source
from szsubsidy.batch.tables.writers import OutputSpec, writer
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import (
    SubsidyError,
    SubsidyErrors,
    columns_twice,
    incompatible,
    message,
    unknown_column,
    unwritable,
)
from szsubsidy.spelling import fold, nearest


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
    inputs = expanded(request.inputs)
    output_format = output_format_of(request, inputs)
    check_places(request, inputs)
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
    available = {column.fact.id for column in columns if column.comparable}
    scored = scoring(catalogue, request.as_of, available, request.reform[1] if request.reform else None)
    spec = _output_spec(request, sources, output_format, scored)
    for heading, fact in doubtful(sources[0].headings, catalogue.facts, columns):
        template = streams.translate(
            message("{file}: {heading} is left out: it looks like {fact}, in a unit not known here")
        )
        streams.say(template.format(file=sources[0].name, heading=heading, fact=fact))
    for source in sources:
        if source.encoding not in {"utf-8", "ascii"}:
            template = streams.translate(message("{file}: read as {encoding}"))
            streams.say(template.format(file=source.name, encoding=source.encoding.upper()))
    rejects = Rejects(request, sources, streams)
    places = {column.place for column in columns if column.comparable}
    wanted = sorted(places if spec.whole else places | set(spec.places))
    file = target(request, streams.stdout)
    try:
        made = writer(spec, file)
        scorers = [(source, _scorer(request, scored, columns, spec, source)) for source in sources]
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
    from szsubsidy.batch.engines.duckdb import scoring_sql

    name = expanded(request.inputs)[0]
    with closing(open_table(name, request, stdin, typed=False)) as source:
        columns, headings = _columns([source], catalogue, request), source.headings
    scored = scoring(catalogue, request.as_of, {column.fact.id for column in columns if column.comparable})
    table = "firms" if name == "-" else Path(name).name.partition(".")[0]
    return scoring_sql(table, scored, columns, headings)


def _on_spark(request: Request, catalogue: Catalogue, begun: float) -> Summary:
    from szsubsidy.batch.engines.spark import Job, run_on_spark

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
            raise incompatible(option, "--engine spark", hint=message("the cluster reads and writes CSV and Parquet"))
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
            request.column_mapping or {},
            request.as_of,
            request.force,
            request.master,
        ),
        catalogue,
    )
    return _summary(request, _Outcome(ran.scored, ran.tally, ran.columns, ran.rejected, rejects), begun)


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
    return read_headings(first.headings, catalogue.facts, request.column_mapping or {}, first.name)


def _output_spec(request: Request, sources: Sequence[Source], output_format: str, scored: Scoring) -> OutputSpec:
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
        raise columns_twice(twice, where=sources[0].name, hint=message("rename them, or leave them out with --columns"))
    whole = wanted is None and not request.excel and all(_alike(source, output_format) for source in sources)
    return OutputSpec(output_format, [headings[place] for place in kept], kept, shape, whole, request.excel)


def _shape(request: Request, scored: Scoring, wanted: Sequence[str] | None) -> Wide | Long:
    return Long(scored, wanted) if request.shape == "long" else Wide(scored, wanted)


def _alike(source: Source, output_format: str) -> bool:
    """Whether the lines of an input can be copied into the output as they stand."""
    if output_format == "jsonl":
        return source.form == "jsonl"
    return source.form in {"csv", "tsv"} and {"csv": ",", "tsv": "\t"}.get(output_format) == source.separator


def _unknown_column(name: str, names: list[str]) -> SubsidyError:
    return unknown_column(
        name, where="--columns", hint=message("headings of the input and of the result"), near=nearest(name, names)
    )


def _scorer(request: Request, scored: Scoring, columns: list[Column], spec: OutputSpec, source: Source) -> Scorer:
    if request.engine == "duckdb":
        from szsubsidy.batch.engines.duckdb import DuckScorer

        return DuckScorer(scored, columns, spec.shape.roots, form=source.form)
    return Scorer(scored, columns, spec.shape.roots, form=source.form)


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
        tuple(
            Applied(item, tally.eligible[item], tally.sums[item], tally.undetermined[item]) for item in scored.outcomes
        ),
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
