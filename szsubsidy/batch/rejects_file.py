"""The rows of a batch that cannot be read: where they go, and when there are too many."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from szsubsidy.batch.request import Request, default_rejects_file
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.tables.source import Reject, Source
from szsubsidy.errors import SubsidyError, counted, message, unwritable
from szsubsidy.files import NewFile, Spool, new_file

EXAMPLES = 3
"""Of so many rejected rows the summary says what is wrong."""
LEAST_FOR_SHARE = 10_000
"""Rows that must have been read before the share of rejected ones can stop a run."""


class Rejects:
    """The file of rejected rows; begun with the first of them."""

    def __init__(self, request: Request, sources: Sequence[Source], streams: Streams) -> None:
        self.name = request.rejects or default_rejects_file(request.output)
        self.count = 0
        self.examples: list[SubsidyError] = []
        self._limit = request.limit
        self._force = request.force
        self._several = len(sources) > 1
        self._streams = streams
        self._file: NewFile | None = None

    def take(self, source: Source, rejects: Sequence[Reject], read: int) -> None:
        """Write rows to the file. Raises `SubsidyError` when there are more than may be."""
        self.count += len(rejects)
        if self._limit.rows == 0:
            raise self._located(source, rejects[0])
        if not self.name:
            for reject in rejects:
                self._streams.warn(f"{self._located(source, reject).line(self._streams.wording.tr)}: {reject.raw}")
        else:
            self._write(source, rejects)
            told = rejects[: EXAMPLES - len(self.examples)]
            self.examples += [self._located(source, reject) for reject in told]
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

    def keep(self) -> None:
        if self._file:
            self._file.keep()

    def drop(self) -> None:
        if self._file:
            self._file.drop()

    def _located(self, source: Source, reject: Reject) -> SubsidyError:
        place = f"{reject.file or source.name}:{reject.line}" + (f": {reject.column}" if reject.column else "")
        return reject.error.at(place)

    def _write(self, source: Source, rejects: Sequence[Reject]) -> None:
        assert self.name
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        first = ["file"] if self._several else []
        if self._file is None:
            stdout = self._streams.stdout
            self._file = Spool("stdout", stdout) if self.name == "-" else new_file(self.name, force=self._force)
            table.writerow([*first, "line", "column", "value", "reason", "row"])
        for reject in rejects:
            reason = reject.error.at("").line(self._streams.wording.tr)
            where = [reject.file or source.name] if self._several else []
            table.writerow([*where, reject.line, reject.column, reject.value, reason, reject.raw])
        try:
            self._file.stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise unwritable(self.name, error) from error
