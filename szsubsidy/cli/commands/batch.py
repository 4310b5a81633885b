"""``szsubsidy batch``: score a table of firms."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, cast

from szsubsidy.batch.engines.base import ENGINES, Engine
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.cli.column_mapping import column_mapping, mapping_toml
from szsubsidy.cli.emit import DocumentMaker, picked_document, split_fields
from szsubsidy.cli.limits import check_limits
from szsubsidy.cli.options import WRITING, Argument, AsOf, Option, choice, fields_option, reform_option
from szsubsidy.cli.pictures import check_picture, new_picture
from szsubsidy.cli.reforms import reformed
from szsubsidy.cli.session import Session
from szsubsidy.cli.table_options import Overwrite, TableFormat, encoding_option, output_option, sheet_option
from szsubsidy.errors import SubsidyError, incompatible, message, needs, quoted
from szsubsidy.vocabulary import TABLE_HEADINGS, TABLE_SHAPES, TableHeadings, TableShape

if TYPE_CHECKING:
    from szsubsidy.batch.request import Request
    from szsubsidy.batch.streams import Progress
    from szsubsidy.batch.summary import Summary
    from szsubsidy.files import NewFile
    from szsubsidy.interrupts import Interrupts

REJECTED = 4
FOOTERS, SCOPES = ("keep",), ("all",)
READING, RUNNING = message("Reading"), message("Rejected rows and running")
EPILOG = message(
    "Headings are recognised by fact id, label or alias in any language, with a unit in brackets; "
    "szsubsidy facts lists them."
)


def _reading(declaration: str, help_text: str, metavar: str) -> Option:
    return Option(declaration, help=help_text, metavar=metavar, panel=READING)


def _running(declaration: str, help_text: str, metavar: str) -> Option:
    return Option(declaration, help=help_text, metavar=metavar, panel=RUNNING)


def _flag(declaration: str, help_text: str, panel: str) -> Option:
    return Option(declaration, help=help_text, panel=panel)


def command(
    session: Session,
    inputs: Annotated[
        list[str],
        Argument(
            metavar="INPUT…",
            help=message("Files or patterns: CSV, TSV, JSON Lines, Parquet, XLSX, also .gz or .zst; - is stdin."),
        ),
    ],
    *,
    output: Annotated[str, output_option(message("Where to write; its ending tells the format; - is stdout."))] = "-",
    to: TableFormat = None,
    shape: Annotated[
        str | None,
        choice(
            "--shape",
            TABLE_SHAPES,
            help=message(
                "What is added: summary: totals and what is held; wide: a column per programme; "
                "long: a row per firm and programme."
            ),
            metavar="SHAPE",
            panel=WRITING,
        ),
    ] = None,
    scope: Annotated[
        str | None,
        choice(
            "--scope",
            SCOPES,
            help=message("With --shape wide or long: all: also programmes that no firm of this table could get."),
            metavar="all",
            panel=WRITING,
        ),
    ] = None,
    headings: Annotated[
        str | None,
        choice(
            "--headings",
            TABLE_HEADINGS,
            help=message("Headings of the added columns: {accepted} (default: names in XLSX, else ids)."),
            metavar="ids|names",
            panel=WRITING,
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        Option(
            "--columns",
            help=message("Write only these columns, separated by commas."),
            metavar="NAME,NAME…",
            panel=WRITING,
        ),
    ] = None,
    excel: Annotated[
        bool,
        _flag("--excel", message("CSV for spreadsheets: with a BOM, and no cell runs as a formula."), WRITING),
    ] = False,
    force: Overwrite = False,
    input_format: Annotated[
        str | None,
        choice(
            "--format",
            tuple(FORMATS),
            help=message("Format of the input where its name does not tell, and of stdout: {accepted}."),
            metavar="FORMAT",
            panel=READING,
        ),
    ] = None,
    encoding: Annotated[str | None, encoding_option(READING)] = None,
    delimiter: Annotated[
        str | None, _reading("--delimiter", message("Separator of cells (default: recognised)."), "CHARACTER")
    ] = None,
    sheet: Annotated[str | None, sheet_option(READING)] = None,
    header_row: Annotated[
        int | None,
        Option(
            "--header-row",
            help=message("Line of the headings (default: found)."),
            metavar="N",
            at_least=1,
            panel=READING,
        ),
    ] = None,
    footer: Annotated[
        str | None,
        choice(
            "--footer",
            FOOTERS,
            help=message("keep: count totals and notes below the firms as firms, too."),
            metavar="keep",
            panel=READING,
        ),
    ] = None,
    unknown: Annotated[
        list[str] | None,
        Option(
            "--unknown",
            help=message("Also read a cell with this text as unknown. May be repeated."),
            metavar="TEXT",
            panel=READING,
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        Option(
            "--map",
            help=message("What a heading means: --map 金额=compute_contract（万元）. May be repeated."),
            metavar="HEADING=FACT",
            panel=READING,
        ),
    ] = None,
    map_file: Annotated[
        str | None, _reading("--map-file", message("Read what headings mean from a TOML file."), "FILE")
    ] = None,
    save_map: Annotated[
        str | None,
        _reading("--save-map", message("Write what the headings were taken to mean to a TOML file."), "FILE"),
    ] = None,
    firm: Annotated[
        str | None,
        _reading(
            "--firm",
            message("Column with the firm's name or code: rows with the same entry are the projects of one firm."),
            "HEADING",
        ),
    ] = None,
    rejects: Annotated[
        str | None,
        _running("--rejects", message("File for rejected rows (default: next to the output)."), "FILE"),
    ] = None,
    allow_rejects: Annotated[
        bool, _flag("--allow-rejects", message("Exit with 0 even if rows are rejected."), RUNNING)
    ] = False,
    strict: Annotated[
        bool, _flag("--strict", message("Stop at the first rejected row and write nothing."), RUNNING)
    ] = False,
    max_rejects: Annotated[
        str | None,
        _running("--max-rejects", message("Stop, and write nothing, if more rows are rejected."), "N|P%"),
    ] = None,
    chart: Annotated[
        str | None, _running("--chart", message("Draw the sums of the programmes as bars: .svg or .png."), "FILE")
    ] = None,
    summary: Annotated[
        str | None, _running("--summary", message("Write the summary as JSON; - is stdout."), "FILE")
    ] = None,
    fields: Annotated[
        str | None,
        fields_option(message("With --summary: write only these keys of it, dotted for what is inside."), RUNNING),
    ] = None,
    engine_name: Annotated[
        str | None,
        choice(
            "--engine",
            tuple(ENGINES),
            help=message("What computes: {accepted}."),
            metavar="ENGINE",
            panel=RUNNING,
        ),
    ] = None,
    reform: Annotated[
        str | None, reform_option(message("Estimate under the changed terms of a file, beside those in force."))
    ] = None,
    show_sql: Annotated[
        bool,
        _flag("--sql", message("With --engine duckdb: print the SQL of the estimate, and do not run it."), RUNNING),
    ] = False,
    master: Annotated[
        str | None, _running("--master", message("With --engine spark: the cluster (default: SPARK_REMOTE)."), "URL")
    ] = None,
    as_of: AsOf = None,
    schema: Annotated[bool, Option("--schema", help=message("Print the JSON Schema of the summary."))] = False,
) -> int:
    """Estimate a table of firms: totals, programmes, and what is missing.

    Example: szsubsidy batch firms.csv -o scored.csv
    """
    del schema  # answered before the command runs
    if chart is not None:
        check_picture(chart, "--chart")
    if fields is not None and summary is None:
        raise needs("--fields", "--summary")
    if scope is not None and shape in {None, "summary"}:
        raise SubsidyError(message("needs --shape wide or long"), where="--scope", code="usage")
    engine = _engine(engine_name, show_sql=show_sql, master=master, firm=firm)
    check_limits()
    _keep_memory()
    from szsubsidy.batch.request import Limit, Reform, Request

    request = Request(
        inputs,
        output,
        session.day(as_of),
        input_format=input_format,
        output_format=to,
        encoding=encoding,
        separator=_separator(delimiter),
        sheet=sheet,
        header_row=header_row,
        keep_footer=footer is not None,
        unknown=tuple(unknown or ()),
        column_mapping=column_mapping(map_file, mapping or ()),
        firm=firm,
        shape=cast("TableShape | None", shape),  # `choice` lets no other word through
        every_programme=scope is not None,
        headings=cast("TableHeadings | None", headings),  # and here
        columns=[name.strip() for text in columns or () for name in text.split(",")] or None,
        rejects=rejects,
        limit=Limit(rows=0) if strict else Limit.parse(max_rejects, "--max-rejects"),
        excel=excel,
        force=force,
        engine=engine.name,
        master=master,
        others={"--summary": summary, "--save-map": save_map, "--chart": chart, "--map-file": None},
    )
    if reform is not None:
        if show_sql:
            raise incompatible("--reform", "--sql")
        in_force = session.catalogue
        title, session = reformed(session, reform)
        request = request._replace(reform=Reform(title, in_force))
    if show_sql:
        session.write(engine.write_sql(request, session.catalogue, session.env.stdin.buffer) + "\n")
        return 0
    from szsubsidy.files import written
    from szsubsidy.interrupts import Interrupts
    from szsubsidy.views.batch_summary import summary_bars, summary_page

    def others(scored: Summary) -> list[NewFile]:
        """What is written beside the table."""
        files = []
        if save_map is not None and save_map != "-":
            files.append(written(save_map, mapping_toml(scored.columns).encode(), force=force))
        if summary is not None and summary != "-":
            files.append(written(summary, _summary_text(session, scored, fields).encode(), force=force))
        if chart is not None:
            files.append(new_picture(summary_bars(scored, session.phrases), chart, force=force))
        return files

    with Interrupts() as interrupts:
        scored = _score(session, request, interrupts, others)
        if save_map == "-":
            session.write(mapping_toml(scored.columns))
        if summary == "-":
            session.write(_summary_text(session, scored, fields))
        if not session.quiet:
            session.say_page(summary_page(scored, session.phrases))
    return REJECTED if scored.rejected and not allow_rejects else 0


def document() -> DocumentMaker:
    """Return what makes the JSON of the summary."""
    from szsubsidy.views.batch_summary import summary_document

    return summary_document


def _engine(name: str | None, *, show_sql: bool, master: str | None, firm: str | None) -> Engine:
    """The engine of a name, the first one if none is given. Raises `SubsidyError` for an option of other engines."""
    engine = ENGINES[name or next(iter(ENGINES))]
    wanted = {
        "--sql": (show_sql, [other for other in ENGINES.values() if other.writes_sql]),
        "--firm": (firm is not None, [other for other in ENGINES.values() if other.gathers]),
        "--master": (master is not None, [other for other in ENGINES.values() if other.is_cluster]),
    }
    for option, (given, able) in wanted.items():
        if given and engine not in able:
            raise needs(option, f"--engine {able[0].name}")
    return engine


def _keep_memory() -> None:
    """Have Polars' allocator, which reads this when Polars is loaded, keep the memory of one block for the next."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1")


def _score(
    session: Session, request: Request, interrupts: Interrupts, others: Callable[[Summary], list[NewFile]]
) -> Summary:
    """Score the inputs, with a bar on stderr, and write ``others`` with the table."""
    from szsubsidy.batch.job import batch
    from szsubsidy.batch.streams import Streams
    from szsubsidy.cli.progress import Bar
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.views.table_wording import TableWording

    env = session.env

    def warn(line: str) -> None:
        env.say(f"szsubsidy: {sanitize(line)}")

    def say(line: str) -> None:
        if not session.quiet:
            warn(line)

    bar = Bar(env, session.phrases.tr)

    def progress(state: Progress) -> None:
        interrupts.check()
        bar(state)

    wording = TableWording(session.phrases)
    streams = Streams(env.stdin.buffer, env.stdout.buffer, say, warn, progress, wording)
    try:
        return batch(request, session.catalogue, streams, others)
    finally:
        bar.stop()


def _separator(given: str | None) -> str | None:
    if given in {r"\t", "tab"}:
        return "\t"
    if given is not None and (len(given) != 1 or given in '"\r\n' or not given.isascii()):
        raise SubsidyError(
            message("{given} is not a separator"),
            where="--delimiter",
            hint=message("one character, or tab"),
            code="usage",
            given=quoted(given),
        )
    return given


def _summary_text(session: Session, summary: Summary, fields: str | None) -> str:
    """The summary as JSON; of ``fields``, where some are named, those alone."""
    from szsubsidy.formats.json import dumps
    from szsubsidy.views.batch_summary import summary_document

    picked: object = summary_document(summary, session.phrases)
    if fields is not None:
        picked = picked_document(picked, split_fields(fields), document)
    return dumps(picked) + "\n"
