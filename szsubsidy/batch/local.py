"""Scores files in this process: opens inputs, maps headings, keeps the output and the rejected rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from szsubsidy.batch.added import USUAL, by_ids, column_names, shape_of
from szsubsidy.batch.aside import LOOKED_AT, AsideRows
from szsubsidy.batch.bad_cells import Reading
from szsubsidy.batch.doubts import summed_up, told_of_doubts
from szsubsidy.batch.firm_cells import FirmCells
from szsubsidy.batch.firm_rows import FirmRows
from szsubsidy.batch.firm_scorer import FirmScorer
from szsubsidy.batch.gathering import Gathered
from szsubsidy.batch.headings import Column, ReadHeadings, Said, fact_columns, heading_test, read_headings, refuse_held
from szsubsidy.batch.headings_told import refuse_undecided, told_of_headings
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.names import ROWS, NameColumn, Repeated, SharedNames, firm_column, name_columns
from szsubsidy.batch.other_facts import told_of_other_facts
from szsubsidy.batch.rejects_file import Rejects
from szsubsidy.batch.request import Request, check_files, expand_patterns, new_output, open_table, output_format_of
from szsubsidy.batch.result import ByFirmCount, ReadInput, Result
from szsubsidy.batch.run import FEW_OF_EACH, LONGEST, Input, run
from szsubsidy.batch.scorer import Scorer
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.small_amounts import told_of_small
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.summing import summary_of
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.output import HasSheets, OutputSpec, Writer, open_writer
from szsubsidy.batch.tables.source import Aside, Reject, Source
from szsubsidy.batch.tables.unchanged import as_they_are, refuse_changed
from szsubsidy.batch.tally import Tally
from szsubsidy.batch.wording import Wording
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, columns_twice, message, unknown_column, unwritable
from szsubsidy.facts.numeric import Number
from szsubsidy.facts.types import type_of
from szsubsidy.spelling import fold, nearest

_WITH_ARRAYS = frozenset(["jsonl", "parquet"])


class ScorerTypes(NamedTuple):
    """The scorers of an engine: of rows and, where it can, of firms with several rows, or with money held already."""

    rows: type[Scorer]
    firms: type[FirmScorer] | None = None


def score_files(request: Request, catalogue: Catalogue, streams: Streams, types: ScorerTypes) -> Result:
    """Score every row of the inputs with the scorers of an engine.

    The files of the result are still to be kept. Raises `SubsidyError` for bad input and `FileError` where a file
    fails; then no output is left, and an older one stays as it was.
    """
    inputs = expand_patterns(request.inputs)
    output_format = output_format_of(request, inputs)
    check_files(request, inputs)
    if request.excel and FORMATS[output_format].separator is None:
        raise SubsidyError(message("goes with CSV only"), where="--excel", code="usage")
    typed = FORMATS[output_format].typed
    with ExitStack() as held:
        known = heading_test(catalogue, request.column_mapping or {})
        files = as_they_are(inputs)
        sources = [
            held.enter_context(closing(open_table(name, request, streams.stdin, typed=typed, is_heading=known)))
            for name in inputs
        ]
        read = read_columns(sources, catalogue, request)
        columns = read.columns
        if types.firms is None:
            refuse_held(columns, sources[0].name)
        key = None if request.firm is None else firm_column(request.firm, sources[0])
        rules = _rules(request, catalogue, columns)
        if request.columns is not None:
            added = column_names(request.shape or USUAL, rules)
            wanted = by_ids(request.columns, sources[0].headings, added, streams.wording)
            request = request._replace(columns=wanted)
        spec = _output_spec(request, sources, columns, rules, streams.wording)
        spec = spec._replace(wording=streams.wording, figures=_figures(request, sources, columns, spec))
        needed = frozenset(fact.id for near in read.near for fact in near.facts)
        of_each = len(rules.validity) if request.every_programme else FEW_OF_EACH
        most = LONGEST // of_each if request.shape == "long" else None
        table = _Table(sources, columns, rules, spec, needed, types, request.keep_footer, most)
        rejects = Rejects(request, sources, streams)
        file = new_output(request, streams.stdout)
        try:
            writer = open_writer(spec, file)
            score = table.by_row if key is None else partial(table.by_firm, key, partial(file.workspace, "firms"))
            try:
                scored = score(writer, rejects, streams)
                refuse_changed(files)
                rejects.check(scored.rows, final=True)
                refuse_undecided(read, scored.tally.needed, scored.tally.scored, streams.wording)
                result = _result(request, table, read, scored, rejects)
                if isinstance(writer, HasSheets):
                    writer.add(streams.wording.sheets(summary_of(request, catalogue, result, seconds=0)))
                writer.close()
            except OSError as error:
                raise unwritable(file.name, error) from error
        except BaseException:
            rejects.drop()
            file.drop()
            raise
    return result._replace(files=(*rejects.files, file))


class _Scored(NamedTuple):
    """What was counted, in how many rows, and how many firms with several rows were set aside."""

    tally: Tally
    rows: int
    firms_rejected: int = 0
    repeated: tuple[Repeated, ...] = ()
    aside: tuple[Aside, ...] = ()


class _Table(NamedTuple):
    """Inputs that are one table, and how it is scored: ``most`` rows at a time, where more take too much memory."""

    sources: Sequence[Source]
    columns: Sequence[Column]
    rules: Scoring
    spec: OutputSpec
    needed: frozenset[str]
    types: ScorerTypes
    keep_footer: bool
    most: int | None

    def by_row(self, writer: Writer, rejects: Rejects, streams: Streams) -> _Scored:
        """Score each row by itself."""
        names = SharedNames(name_columns(self.sources[0].headings))
        wanted = self._places(names.columns)
        scorer = self.types.firms if self.rules.by_firm and self.types.firms else self.types.rows
        named = next((column.place for column in names.columns if not column.is_code), None)
        readings = [
            Reading(
                each.format,
                named,
                streams.wording.tr,
                each.separator,
                each.found.from_1904,
                streams.wording.within,
            )
            for each in self.sources
        ]
        inputs = [
            Input(
                source,
                scorer(self.rules, self.columns, self.spec.shape, reading, self.needed),
                wanted,
                AsideRows(source, keep=self.keep_footer),
                self.most,
            )
            for source, reading in zip(self.sources, readings, strict=True)
        ]
        tally, read, aside = run(inputs, writer, names, reject=rejects.take, progress=streams.progress)
        return _Scored(tally, read - rejects.count, repeated=names.repeated(), aside=aside)

    def by_firm(
        self, key: int, folder: Callable[[], Path], writer: Writer, rejects: Rejects, streams: Streams
    ) -> _Scored:
        """Score the rows with the same name in the column at ``key`` as one firm."""
        assert self.types.firms is not None  # the command lets no other engine through
        firms = [AsideRows(source, key, keep=self.keep_footer) for source in self.sources]
        gathered = Gathered(firms, key, folder, rejects.take, streams.progress)
        read_as = next((name for name in ("xlsx", "jsonl") if any(name == each.format for each in self.sources)), "csv")
        first = self.sources[0]
        wording = streams.wording
        reading = Reading(read_as, key, wording.tr, first.separator, first.found.from_1904, wording.within)
        scorer = self.types.firms(self.rules, self.columns, self.spec.shape, reading, self.needed)
        width = len(gathered.headings)
        cells = FirmCells(self.columns, self.spec, self.rules.graph.differing, key, width)
        rows = FirmRows(scorer, self.columns, cells, key, [source.name for source in self.sources])
        wanted = [place for place in sorted({key, *self._places(())}) if place < width]

        def reject(source: Source, those: Sequence[Reject], read: int) -> None:
            rejects.take(source, those, read + gathered.rejected)

        names = SharedNames([])
        tally, read, _ = run([Input(gathered, rows, wanted)], writer, names, reject=reject, progress=streams.progress)
        scored = read + gathered.rejected - rejects.count
        return _Scored(tally, scored, gathered.firms - tally.scored, aside=tuple(gathered.aside))

    def _places(self, names: Sequence[NameColumn]) -> list[int]:
        """The places of the columns that are read."""
        places = {column.place for column in fact_columns(self.columns)} | {name.place for name in names}
        if any(FORMATS[source.format].separator is None for source in self.sources):
            # Without the text of a row, its first cells tell whether it is a total or a note.
            places |= set(range(min(LOOKED_AT, len(self.sources[0].headings))))
        return sorted(places if self.spec.copy_lines else places | set(self.spec.places))


def _result(request: Request, table: _Table, read: ReadHeadings, scored: _Scored, rejects: Rejects) -> Result:
    """What came of a run, before it is summed up."""
    sources = table.sources
    by_firm = None if request.firm is None else ByFirmCount(request.firm, scored.rows, scored.firms_rejected)
    told = [told for source in sources for told in source.found.told]
    name, doubts = sources[0].name, scored.tally.doubts
    if table.spec.wording is not None:
        told += told_of_headings(read, name, table.spec.wording)
        told += told_of_other_facts(summed_up(doubts), read.columns, name, table.spec.wording)
    told += told_of_doubts(doubts, name) + told_of_small(doubts, read.columns, name)
    told += [_no_rows(each.name) for each in sources if not (scored.rows or rejects.count or scored.aside)]
    return Result(
        table.rules,
        scored.tally,
        read.columns,
        rejects.count,
        rejects.name,
        examples=tuple(rejects.examples),
        repeated=scored.repeated,
        by_firm=by_firm,
        inputs=tuple(ReadInput(each.name, each.format, each.encoding, each.found) for each in sources),
        unread=tuple(read.unread),
        told=tuple(told),
        aside=(*(row for source in sources for row in source.found.aside), *scored.aside),
    )


def _no_rows(name: str) -> SubsidyError:
    return SubsidyError(message("has no rows below its headings"), where=name, code="no-rows")


def _rules(request: Request, catalogue: Catalogue, columns: Sequence[Column]) -> Scoring:
    """The scoring of rows or, where these are of one firm or tell what it holds already, of firms."""
    in_force = request.reform.in_force if request.reform else None
    available = {column.fact.id for column in fact_columns(columns) if column.held is None}
    held = tuple(column.held for column in columns if column.held is not None)
    by_firm = ByFirm(held) if held or request.firm is not None else None
    return Scoring(catalogue, request.as_of, available, in_force, by_firm)


def read_columns(sources: Sequence[Source], catalogue: Catalogue, request: Request) -> ReadHeadings:
    """Return what the headings of the inputs mean. Raises `SubsidyError` where the inputs differ in headings."""
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
        if (other.found.unit, other.found.unclear) != (first.found.unit, first.found.unclear):
            raise SubsidyError(
                message("its amounts are not in the unit of those of {first}: {given}"),
                where=other.name,
                hint=message("estimate it by itself"),
                code="units-differ",
                first=first.name,
                given=tuple(found.unit_text or "元" for found in (other.found, first.found)),
            )
        if request.firm is not None and other.found.from_1904 != first.found.from_1904:
            raise SubsidyError(
                message("its days do not count from the year of those of {first}, 1900 or 1904"),
                where=other.name,
                hint=message("estimate it by itself"),
                code="days-differ",
                first=first.name,
            )
    found = first.found
    in_yuan = bool(found.unit_line) and not found.unit
    said = Said(found.unit, request.unknown, found.unclear, found.unit_column, in_yuan)
    return read_headings(first.headings, catalogue, request.column_mapping or {}, first.name, said)


def _output_spec(
    request: Request,
    sources: Sequence[Source],
    columns: Sequence[Column],
    rules: Scoring,
    wording: Wording,
) -> OutputSpec:
    output_format = output_format_of(request, expand_patterns(request.inputs))
    headings, asked = sources[0].headings, request.shape or USUAL
    written = dict(enumerate(headings)) | {column.place: column.whole_heading for column in columns}
    counted = [] if request.firm is None else [ROWS]
    kept, wanted = list(range(len(headings))), request.columns
    if wanted is not None:
        names = [*headings, *counted, *column_names(asked, rules)]
        by_fold = {fold(name): name for name in names}
        errors = [_unknown_column(name, names) for name in wanted if fold(name) not in by_fold]
        if errors:
            raise SubsidyErrors(errors)
        wanted = [by_fold[fold(name)] for name in wanted]
        kept = [place for place in kept if headings[place] in wanted]
    shape = shape_of(asked, rules, wording, wanted, scoped=not request.every_programme)
    counted = [name for name in counted if wanted is None or name in wanted]
    added = [*counted, *(column.name for column in shape.added)]
    twice = [name for name in added if name in {headings[place] for place in kept}]
    if twice:
        hint = message("take the table as it was before it was estimated, or leave them out with --columns")
        raise columns_twice(twice, where=sources[0].name, hint=hint)
    return OutputSpec(
        format=output_format,
        headings=[*(written[place] for place in kept), *counted],
        places=[*kept, *(len(headings) for _ in counted)],
        shape=shape,
        copy_lines=wanted is None
        and request.firm is None
        and not request.excel
        and all(_is_alike(source, output_format) for source in sources),
        excel=request.excel,
        named=request.headings == "names" or (request.headings is None and output_format == "xlsx"),
        every=wanted is None,
        arrays=output_format not in _WITH_ARRAYS and any(source.format in _WITH_ARRAYS for source in sources),
    )


def _figures(
    request: Request, sources: Sequence[Source], columns: Sequence[Column], spec: OutputSpec
) -> frozenset[int]:
    """Where the output has figures that are text only because the input, or what was made of it, has no types."""
    if request.firm is None and any(FORMATS[source.format].typed for source in sources):
        return frozenset()
    of_facts = {column.place for column in columns if isinstance(type_of(column.fact), Number)}
    return frozenset(place for place, origin in enumerate(spec.places) if origin in of_facts)


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
