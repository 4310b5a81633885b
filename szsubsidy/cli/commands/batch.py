"""``szsubsidy batch``: score a table of firms."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from szsubsidy.cli.options import argument, common_options, option, signed
from szsubsidy.cli.pictures import check_picture, write_picture
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.reforms import reform_option, reformed
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, bad_toml, incompatible, message, needs, unknown, unreadable

if TYPE_CHECKING:
    from szsubsidy.batch.request import Limit
    from szsubsidy.batch.run import Progress
    from szsubsidy.batch.summary import Summary

REJECTED = 4
ENGINES = ("polars", "duckdb", "spark")
SHAPES = ("wide", "long")
FORMATS = ("csv", "tsv", "jsonl", "parquet", "xlsx")


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    reading, writing, running = _("Reading"), _("Writing"), _("Rejects and running")

    def listed(values: Iterable[str]) -> Callable[[], list[str]]:
        return lambda: list(values)

    def text(name: str, declaration: str, help_text: str, metavar: str, panel: str, **more: Any) -> Any:
        return option(name, str, None, declaration, help=help_text, metavar=metavar, rich_help_panel=panel, **more)

    def flag(name: str, declaration: str, help_text: str, panel: str) -> Any:
        return option(name, bool, False, declaration, help=help_text, rich_help_panel=panel)

    formats = session.phrases.joined(list(FORMATS))
    options = [
        argument(
            "inputs",
            list[str],
            ...,
            metavar="INPUT…",
            help=_("Files or patterns: CSV, TSV, JSON Lines, Parquet, XLSX, also .gz or .zst; - is stdin."),
            show_default=False,
        ),
        option(
            "output",
            str,
            "-",
            "-o",
            "--output",
            help=_("Where to write; its ending tells the format; - is stdout."),
            metavar="FILE",
            rich_help_panel=writing,
            show_default=False,
        ),
        text(
            "to",
            "--to",
            _("Format of the output: {formats}.").format(formats=formats),
            "FORMAT",
            writing,
            autocompletion=listed(FORMATS),
        ),
        text(
            "shape",
            "--shape",
            _("wide: a column a programme; long: a row for each firm and programme."),
            "SHAPE",
            writing,
            autocompletion=listed(SHAPES),
        ),
        option(
            "columns",
            list[str],
            [],
            "--columns",
            help=_("Write only these columns, separated by commas."),
            metavar="NAME,NAME…",
            rich_help_panel=writing,
            show_default=False,
        ),
        flag("excel", "--excel", _("CSV for spreadsheets: with a BOM, and no cell runs as a formula."), writing),
        flag("force", "--force", _("Overwrite existing files."), writing),
        text(
            "input_format",
            "--format",
            _("Format of the input where its name does not tell, and of stdout: {formats}.").format(formats=formats),
            "FORMAT",
            reading,
            autocompletion=listed(FORMATS),
        ),
        text("encoding", "--encoding", _("Encoding of text; else UTF-8 or GB18030, whichever it is."), "NAME", reading),
        text("delimiter", "--delimiter", _("Separator of cells; found by itself if not given."), "CHARACTER", reading),
        text("sheet", "--sheet", _("Sheet of a workbook."), "NAME", reading),
        option(
            "mapping",
            list[str],
            [],
            "--map",
            help=_("What a heading means: --map 金额=compute_contract（万元）. May be repeated."),
            metavar="HEADING=FACT",
            rich_help_panel=reading,
            show_default=False,
        ),
        text("map_file", "--map-file", _("Read what headings mean from a TOML file."), "FILE", reading),
        text(
            "save_map", "--save-map", _("Write what the headings were taken to mean to a TOML file."), "FILE", reading
        ),
        text(
            "rejects",
            "--rejects",
            _("Where rows go that cannot be read; beside the output if not given."),
            "FILE",
            running,
        ),
        flag("allow_rejects", "--allow-rejects", _("Exit with 0 although rows were rejected."), running),
        flag("strict", "--strict", _("Stop at the first row that cannot be read, and write nothing."), running),
        text("max_rejects", "--max-rejects", _("Stop, and write nothing, if more rows are rejected."), "N|P%", running),
        text("chart", "--chart", _("Draw the sums of the programmes as bars: .svg or .png."), "FILE", running),
        text("summary", "--summary", _("Write the summary as JSON; - is stdout."), "FILE", running),
        text(
            "engine",
            "--engine",
            _("What computes: {engines}.").format(engines=session.phrases.joined(list(ENGINES))),
            "ENGINE",
            running,
            autocompletion=listed(ENGINES),
        ),
        reform_option(_, _("Score under the changed terms of a file, beside those in force.")),
        flag("sql", "--sql", _("With --engine duckdb: print the SQL of the scoring, and do not run it."), running),
        text("master", "--master", _("With --engine spark: the cluster; else SPARK_REMOTE."), "URL", running),
        as_of_option(_),
        *common_options(_),
    ]
    doc = _(
        "Score a table of firms: a column for each programme, the best total, and what is missing.\n\n"
        "Example: szsubsidy batch firms.csv -o scored.csv"
    )
    epilog = _(
        "Headings are recognised by fact id, label or alias in any language, with a unit in brackets; "
        "szsubsidy facts lists them."
    )
    return signed(lambda given: run(session, given), options, doc), epilog


def run(session: Session, given: dict[str, Any]) -> int:
    """Score the inputs; exit 4 if rows were rejected."""
    if given["chart"] is not None:
        check_picture(given["chart"], "--chart")
    engine = _one_of(given["engine"] or "polars", ENGINES, "--engine")
    if given["sql"] and engine != "duckdb":
        raise needs("--sql", "--engine duckdb")
    # Polars' allocator keeps the memory of one block for the next one; it reads this when it is loaded.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1")
    if given["master"] is not None and engine != "spark":
        raise needs("--master", "--engine spark")
    from szsubsidy.batch.job import batch, sql
    from szsubsidy.batch.rejects_file import Streams
    from szsubsidy.batch.request import Request
    from szsubsidy.cli.interrupts import Interrupts
    from szsubsidy.cli.progress import Bar
    from szsubsidy.formats.sanitize import sanitize

    _ = session.phrases.tr
    env = session.env
    bar = Bar(env, _)
    request = Request(
        given["inputs"],
        given["output"],
        session.day(given["as_of"]),
        input_format=_one_of(given["input_format"], FORMATS, "--format"),
        output_format=_one_of(given["to"], FORMATS, "--to"),
        encoding=given["encoding"],
        separator=_separator(given["delimiter"]),
        sheet=given["sheet"],
        column_mapping=_column_mapping(given),
        shape=_one_of(given["shape"] or "wide", SHAPES, "--shape") or "wide",
        columns=[name.strip() for item in given["columns"] for name in item.split(",")] or None,
        rejects=given["rejects"],
        limit=_limit(given),
        excel=given["excel"],
        force=given["force"],
        engine=engine or "polars",
        master=given["master"],
        others={
            "--summary": given["summary"],
            "--save-map": given["save_map"],
            "--chart": given["chart"],
            "--map-file": None,
        },
    )
    in_force = session.catalogue
    if given["reform"] is not None:
        if given["sql"]:
            raise incompatible("--reform", "--sql")
        title, session = reformed(session, given["reform"])
        request = request._replace(reform=(title, in_force))
    if given["sql"]:
        session.write(sql(request, session.catalogue, env.stdin.buffer) + "\n")
        return 0

    def warn(line: str) -> None:
        env.say(f"szsubsidy: {sanitize(line)}")

    def say(line: str) -> None:
        if not given["quiet"]:
            warn(line)

    interrupts = Interrupts()

    def progress(state: Progress) -> None:
        interrupts.check()
        bar(state)

    streams = Streams(env.stdin.buffer, env.stdout.buffer, say, warn, progress, _)
    with interrupts:
        try:
            summary = batch(request, session.catalogue, streams)
        finally:
            bar.stop()
    _write_summary(session, summary, given)
    return REJECTED if summary.rejected and not given["allow_rejects"] else 0


def _one_of(given: str | None, accepted: tuple[str, ...], where: str) -> str | None:
    if given is None or given in accepted:
        return given
    raise unknown(given, accepted, where=where)


def _separator(given: str | None) -> str | None:
    if given in {r"\t", "tab"}:
        return "\t"
    if given is not None and (len(given) != 1 or given in '"\r\n' or not given.isascii()):
        raise SubsidyError(
            message("{given} is not a separator"),
            where="--delimiter",
            hint=message("one character, or tab"),
            code="usage",
            given=repr(given),
        )
    return given


def _limit(given: dict[str, Any]) -> Limit:
    from szsubsidy.batch.request import Limit

    if given["strict"]:
        return Limit(rows=0)
    wanted = given["max_rejects"]
    if wanted is None:
        return Limit()
    share = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%", wanted)
    if share and int(share[1]) <= 100:
        return Limit(share=int(share[1]) * 100 + int((share[2] or "").ljust(2, "0")))
    if re.fullmatch("[0-9]{1,12}", wanted):
        return Limit(rows=int(wanted))
    raise SubsidyError(
        message("{given} is neither a number nor a percentage"),
        where="--max-rejects",
        hint=message("such as 100 or 0.5%"),
        code="usage",
        given=repr(wanted),
    )


def _column_mapping(given: dict[str, Any]) -> dict[str, str]:
    """What headings mean, from the file and then from the options."""
    column_mapping = _map_file(given["map_file"]) if given["map_file"] is not None else {}
    for item in given["mapping"]:
        heading, equals, fact = item.rpartition("=")
        if not equals or not heading.strip() or not fact.strip():
            raise SubsidyError(
                message("{given} is not HEADING=FACT"),
                where="--map",
                hint=message("such as 金额=compute_contract"),
                code="usage",
                given=repr(item),
            )
        column_mapping[heading.strip()] = fact.strip()
    return column_mapping


def _map_file(name: str) -> dict[str, str]:
    import tomllib

    try:
        content = tomllib.loads(Path(name).read_text("utf-8-sig"))
    except OSError as error:
        raise unreadable(name, error) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise bad_toml(name, str(error)) from error
    columns = content.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(fact, str) for fact in columns.values()):
        raise SubsidyError(
            message("has no table [columns] of headings and facts"),
            where=name,
            hint=message("--save-map writes one"),
            code="bad-map",
        )
    return columns


def _write_summary(session: Session, summary: Summary, given: dict[str, Any]) -> None:
    from szsubsidy.files import write_new
    from szsubsidy.formats.json import dumps
    from szsubsidy.views.batch_summary import summary_bars, summary_document, summary_page

    if given["save_map"] is not None:
        import tomli_w

        content = tomli_w.dumps({"columns": dict(summary.columns)}).encode()
        if given["save_map"] == "-":
            session.write(content.decode())
        else:
            write_new(given["save_map"], content, force=given["force"])
    if given["summary"] is not None:
        text = dumps(summary_document(summary)) + "\n"
        if given["summary"] == "-":
            session.write(text)
        else:
            write_new(given["summary"], text.encode(), force=given["force"])
    bars = summary_bars(summary, session.phrases)
    if given["chart"] is not None:
        write_picture(session, bars, given["chart"], force=given["force"])
    if not given["quiet"]:
        report = summary_page(summary, session.phrases)
        if session.env.stderr.isatty() and len(bars.bars) > 1:
            report = report._replace(blocks=(*report.blocks, bars))
        session.talk_report(report)
