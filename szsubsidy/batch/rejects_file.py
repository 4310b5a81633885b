"""The rows of a batch that cannot be read: where they go, and when there are too many."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.request import Request, default_rejects_file
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.tables.output import Lines, table_of
from szsubsidy.batch.tables.source import Defect, Reject, Source
from szsubsidy.batch.wording import what_is_wrong
from szsubsidy.errors import SubsidyError, SubsidyErrors, counted, message, unwritable
from szsubsidy.files import NewFile, Spool, new_file

EXAMPLES = 3
"""Of so many rejected rows the summary says what is wrong."""
LEAST_FOR_SHARE = 10_000
"""Rows that must have been read before the share of rejected ones can stop a run."""


_MOST_REMEMBERED = 10_000
_HEADINGS = {
    "file": message("File"),
    "line": message("Line"),
    "column": message("Column"),
    "value": message("Content"),
    "reason": message("Reason"),
    "row": message("Row as it stood"),
}
"""What the columns of the file are called for people."""


class _Said(NamedTuple):
    """A defect, held lest another come to have its identity, and what is said of it."""

    defect: Defect
    words: Sequence[str]


class Rejects:
    """The file of rejected rows; begun with the first of them."""

    def __init__(self, request: Request, sources: Sequence[Source], streams: Streams) -> None:
        self.name = request.rejects or default_rejects_file(request.output)
        self.count = 0
        self.examples: list[SubsidyError] = []
        self._named = request.headings == "names"
        self._limit = request.limit
        self._force = request.force
        self._several = len(sources) > 1
        self._streams = streams
        self._known: dict[int, _Said] = {}
        self._file: NewFile | None = None

    def take(self, source: Source, rejects: Sequence[Reject], read: int) -> None:
        """Write rows to the file. Raises `SubsidyError` when there are more than may be."""
        self.count += len(rejects)
        if self._limit.rows == 0:
            raise self._located(source, rejects[0])
        if not self.name:
            for reject in rejects:
                self._streams.warn(f"{self._told(source, reject)}: {reject.raw}")
        else:
            self._write(source, rejects)
            told = rejects[: EXAMPLES - len(self.examples)]
            self.examples += [SubsidyError(self._example(source, reject)) for reject in told]
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
                counted(
                    "{given} of the first {read} rows is rejected, more than --max-rejects allows",
                    "{given} of the first {read} rows are rejected, more than --max-rejects allows",
                    self.count,
                ),
                hint=message("nothing was written"),
                code="too-many-rejects",
                given=str(self.count),
                read=str(read),
            )

    @property
    def files(self) -> tuple[NewFile, ...]:
        """The file, where there are rows for one."""
        return (self._file,) if self._file else ()

    def drop(self) -> None:
        if self._file:
            self._file.drop()

    def _located(self, source: Source, reject: Reject) -> SubsidyError:
        """All that is wrong with a row, as the error that stops a run."""
        place = f"{reject.file or source.name}:{reject.line}"
        errors = [
            self._streams.wording.error(defect).at(f"{place}: {defect.column}" if defect.column else place)
            for defect in reject.defects
        ]
        return SubsidyErrors(errors) if len(errors) > 1 else errors[0]

    def _told(self, source: Source, reject: Reject) -> str:
        """All that is wrong with a row, behind where it stands."""
        firm = f": {reject.firm}" if reject.firm else ""
        wrong = what_is_wrong(reject.defects, self._streams.wording)
        return f"{reject.file or source.name}:{reject.line}{firm}: {wrong}"

    def _example(self, source: Source, reject: Reject) -> str:
        """The same as a person would say it: ``line 5, 丁公司: …``."""
        tr = self._streams.wording.tr
        where = message("line {line}, {firm}") if reject.firm else message("line {line}")
        place = tr(where).format(line=reject.line, firm=reject.firm)
        if self._several:
            place = f"{reject.file or source.name}: {place}"
        wrong = what_is_wrong(reject.defects, self._streams.wording)
        return tr(message("{label}: {text}")).format(label=place, text=wrong)

    def _headings(self) -> list[str]:
        names = ["file"] if self._several else []
        names += ["line", "column", "value", "reason", "row"]
        return [self._streams.wording.tr(_HEADINGS[name]) if self._named else name for name in names]

    def _write(self, source: Source, rejects: Sequence[Reject]) -> None:
        if self._file is None:
            self._file = self._begun()
        words = zip(*(self._said(reject.defects) for reject in rejects), strict=True)
        texts = [*words, [reject.raw for reject in rejects]]
        columns = [pl.Series([reject.line for reject in rejects]), *(_column(each) for each in texts)]
        if self._several:
            columns.insert(0, _column([_shown(reject.file or source.name) for reject in rejects]))
        try:
            Lines(table_of(columns), "necessary").write(self._file.stream)
        except OSError as error:
            raise unwritable(self._file.name, error) from error

    def _begun(self) -> NewFile:
        """The file with its headings."""
        assert self.name
        file = Spool("stdout", self._streams.stdout) if self.name == "-" else new_file(self.name, force=self._force)
        headings = io.StringIO()
        csv.writer(headings, lineterminator="\n").writerow(self._headings())
        file.stream.write(headings.getvalue().encode())
        return file

    def _said(self, defects: Sequence[Defect]) -> Sequence[str]:
        """The columns, values and reasons of defects; of one that many rows have they are put into words once."""
        if len(defects) > 1:
            return ["; ".join(parts) for parts in zip(*(self._said((defect,)) for defect in defects), strict=True)]
        [defect] = defects
        known = self._known.get(id(defect))
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            said = defect.column, defect.value, self._streams.wording.reason(defect)
            known = self._known[id(defect)] = _Said(defect, said)
        return known.words


def _column(texts: Sequence[str]) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).replace("", None)


def _shown(name: str) -> str:
    """A file's name, also where its bytes are no text."""
    return name.encode("utf-8", "backslashreplace").decode()
