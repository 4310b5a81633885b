"""Scores files in this process: opens inputs, maps headings, keeps the output and the rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing

from szsubsidy.batch.headings import Column, fact_columns, read_headings, unknown_units
from szsubsidy.batch.names import SharedNames, name_columns
from szsubsidy.batch.rejects_file import Rejects
from szsubsidy.batch.request import Request, check_files, expand_patterns, new_output, open_table, output_format_of
from szsubsidy.batch.result import Result
from szsubsidy.batch.run import Input, run
from szsubsidy.batch.scorer import Scorer
from szsubsidy.batch.scoring import Scoring, scoring
from szsubsidy.batch.shapes import SHAPES
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.output import OutputSpec, open_writer
from szsubsidy.batch.tables.source import Source
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, columns_twice, message, unknown_column, unwritable
from szsubsidy.facts.model import Fact
from szsubsidy.spelling import fold, nearest


def score_files(request: Request, catalogue: Catalogue, streams: Streams, scorer_type: type[Scorer]) -> Result:
    """Score every row of the inputs with a kind of scorer.

    Raises `SubsidyError` for bad input and `FileError` where a file fails; then no output is left,
    and an older one stays as it was.
    """
    inputs = expand_patterns(request.inputs)
    output_format = output_format_of(request, inputs)
    check_files(request, inputs)
    if request.excel and FORMATS[output_format].separator is None:
        raise SubsidyError(message("goes with CSV only"), where="--excel", code="usage")
    typed = FORMATS[output_format].typed
    with ExitStack() as held:
        sources = [
            held.enter_context(closing(open_table(name, request, streams.stdin, typed=typed))) for name in inputs
        ]
        columns = read_columns(sources, catalogue, request)
        in_force = request.reform.in_force if request.reform else None
        available = {column.fact.id for column in fact_columns(columns)}
        rules = scoring(catalogue, request.as_of, available, in_force)
        spec = _output_spec(request, sources, output_format, rules)
        _say_how_read(sources, columns, catalogue.facts, streams)
        names = SharedNames(name_columns(sources[0].headings))
        places = {column.place for column in fact_columns(columns)} | {name.place for name in names.columns}
        wanted = sorted(places if spec.copy_lines else places | set(spec.places))
        tables = [
            Input(source, scorer_type(rules, columns, spec.shape.roots, input_format=source.format), wanted)
            for source in sources
        ]
        rejects = Rejects(request, sources, streams)
        file = new_output(request, streams.stdout)
        try:
            writer = open_writer(spec, file)
            try:
                tally = run(tables, writer, names, reject=rejects.take, progress=streams.progress)
                rejects.check(tally.scored, final=True)
                writer.close()
            except OSError as error:
                raise unwritable(file.name, error) from error
            rejects.keep()
            file.keep()
        except BaseException:
            rejects.drop()
            file.drop()
            raise
    told = tuple(rejects.examples)
    return Result(rules, tally, columns, rejects.count, rejects.name, told, names.repeated())


def read_columns(sources: Sequence[Source], catalogue: Catalogue, request: Request) -> list[Column]:
    """Return the columns of the inputs that hold facts. Raises `SubsidyError` where the inputs differ in headings."""
    first, *others = sources
    for other in others:
        if other.headings != first.headings:
            strange = [item for item in other.headings if item not in first.headings]
            lacking = [item for item in first.headings if item not in other.headings]
            raise SubsidyError(
                message("its headings differ from those of {first}: {given}"),
                where=other.name,
                hint=message("estimate it by itself"),
                code="headings-differ",
                first=first.name,
                given=(*(f"+{item}" for item in strange), *(f"-{item}" for item in lacking))[:10]
                or tuple(other.headings[:10]),
            )
    return read_headings(first.headings, catalogue.facts, request.column_mapping or {}, first.name)


def _say_how_read(
    sources: Sequence[Source], columns: Sequence[Column], facts: Mapping[str, Fact], streams: Streams
) -> None:
    """Tell of columns that are left out, and of encodings that were guessed."""
    for heading, fact in unknown_units(sources[0].headings, facts, columns):
        template = streams.translate(message("{file}: {heading} is not used: unknown unit for {fact}"))
        streams.say(template.format(file=sources[0].name, heading=heading, fact=fact))
    for source in sources:
        if source.encoding not in {"utf-8", "ascii"}:
            template = streams.translate(message("{file}: read as {encoding}"))
            streams.say(template.format(file=source.name, encoding=source.encoding.upper()))


def _output_spec(request: Request, sources: Sequence[Source], output_format: str, rules: Scoring) -> OutputSpec:
    headings = sources[0].headings
    kept, wanted = list(range(len(headings))), request.columns
    shape_type = SHAPES[request.shape]
    if wanted is not None:
        names = [*headings, *(column.name for column in shape_type(rules).added)]
        by_fold = {fold(name): name for name in names}
        errors = [_unknown_column(name, names) for name in wanted if fold(name) not in by_fold]
        if errors:
            raise SubsidyErrors(errors)
        wanted = [by_fold[fold(name)] for name in wanted]
        kept = [place for place in kept if headings[place] in wanted]
    shape = shape_type(rules, wanted)
    twice = [column.name for column in shape.added if column.name in {headings[place] for place in kept}]
    if twice:
        raise columns_twice(twice, where=sources[0].name, hint=message("rename them, or leave them out with --columns"))
    return OutputSpec(
        format=output_format,
        headings=[headings[place] for place in kept],
        places=kept,
        shape=shape,
        copy_lines=wanted is None and not request.excel and all(_is_alike(source, output_format) for source in sources),
        excel=request.excel,
    )


def _is_alike(source: Source, output_format: str) -> bool:
    """Whether the lines of an input can be copied into the output as they stand."""
    separator = FORMATS[output_format].separator
    if separator is None or FORMATS[source.format].separator is None:
        return source.format == output_format == "jsonl"
    return source.separator == separator


def _unknown_column(name: str, names: list[str]) -> SubsidyError:
    return unknown_column(
        name, where="--columns", hint=message("headings of the input and of the result"), near=nearest(name, names)
    )
