"""A bar on a terminal for what takes longer than a second; nothing anywhere else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from szsubsidy.cli.environment import Environment
from szsubsidy.errors import counted
from szsubsidy.i18n import Translate

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from szsubsidy.batch.streams import Progress as State

PATIENCE = 1.0


class Bar:
    """Shows rows, rows per second and the time left on stderr."""

    def __init__(self, env: Environment, translate: Translate) -> None:
        self._begun = time.monotonic()
        self._env = env
        self.tr = translate
        self._silent = not env.stderr.isatty() or env.dumb
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, state: State) -> None:
        """Show how far the work is."""
        elapsed = time.monotonic() - self._begun
        if self._silent or elapsed < PATIENCE:
            return
        if self._bar is None:
            self._bar = self._started()
            self._task = self._bar.add_task("", total=state.extent, rows="", rate="")
        assert self._task is not None
        self._bar.update(
            self._task,
            completed=state.done,
            total=state.extent,
            rows=self.tr(counted("{rows} row", "{rows} rows", state.rows)).format(rows=f"{state.rows:,}"),
            rate=self.tr("{rate} rows/s").format(rate=f"{state.rows / elapsed:,.0f}"),
        )

    def stop(self) -> None:
        """Take the bar away and give the cursor back."""
        if self._bar is not None:
            self._bar.stop()

    def _started(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=self._env.stderr, no_color=not self._env.colored(self._env.stderr))
        bar = Progress(
            BarColumn(),
            TextColumn("{task.fields[rows]}", markup=False),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        bar.start()
        return bar
