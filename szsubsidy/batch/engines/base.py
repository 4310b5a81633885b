"""What computes a batch: the engines, one module each.

To add one, write a module with a function ``run`` as `Engine.run` describes it, and a row below.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias, cast

if TYPE_CHECKING:
    from szsubsidy.batch.request import Request
    from szsubsidy.batch.result import Result
    from szsubsidy.batch.streams import Streams
    from szsubsidy.catalogue.model import Catalogue

    Run: TypeAlias = Callable[[Request, Catalogue, Streams], Result]
    WriteSql: TypeAlias = Callable[[Request, Catalogue, BinaryIO], str]


class Engine(NamedTuple):
    """An engine, which is loaded only when it is asked for.

    ``writes_sql``: its module has a function ``write_sql``, too, which returns the SQL of the scoring.
    ``gathers``: it scores firms with several rows. ``is_cluster``: it runs where ``--master`` says.
    """

    name: str
    writes_sql: bool = False
    gathers: bool = False
    is_cluster: bool = False

    @property
    def run(self) -> Run:
        """What scores every row of a request's inputs under a catalogue, and writes them.

        It raises `SubsidyError` for bad input and `FileError` where a file or the engine fails; then no output is left.
        """
        return cast("Run", self._module().run)

    @property
    def write_sql(self) -> WriteSql:
        """What returns the SQL that scores a table with the headings of a request's first input, or of stdin."""
        return cast("WriteSql", self._module().write_sql)

    def _module(self) -> Any:
        return import_module(f"szsubsidy.batch.engines.{self.name}")


ENGINES = {
    engine.name: engine
    for engine in (Engine("polars", gathers=True), Engine("duckdb", writes_sql=True), Engine("spark", is_cluster=True))
}
"""By name; the first is the one that computes where none is named."""
