"""Cold start: what a shell script feels. ``python tests/benchmarks/cold_start.py [RUNS]``.

Prints medians of whole processes, run in turn in one go: the processor time with its ratio to that of the bare
interpreter, which hardly minds what else the machine does, and the time on the wall. Run it with the interpreter of an
environment into which szsubsidy was installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HELLO = "import typer\n\n\ndef main(count: int = 1):\n    print('hello')\n\n\ntyper.run(main)\n"
FIRM = ["--company-type=startup", "--compute-contract=800万", "--project-category=model-training"]
REACH = {"estimate --json": 5.0, "estimate, drawn table": 8.0}


class Taken(NamedTuple):
    """Seconds of one process."""

    cpu: float
    wall: float


def timed(command: list[str], environment: dict[str, str]) -> Taken:
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(used.ru_utime + used.ru_stime, time.perf_counter() - begun)


def main(runs: int) -> None:
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COLUMNS", "FORCE_COLOR"}
    bare = {name: value for name, value in os.environ.items() if name not in dropped}
    drawn = bare | {"COLUMNS": "80", "FORCE_COLOR": "1"}
    script = str(Path(sys.executable).parent / "szsubsidy")
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO)
        commands = {
            "python -c pass": ([sys.executable, "-c", "pass"], bare),
            "a Typer hello": ([sys.executable, str(hello)], bare),
            "estimate --json": ([script, "estimate", *FIRM, "--json"], bare),
            "estimate, table in a pipe": ([script, "estimate", *FIRM], bare),
            "estimate, drawn table": ([script, "estimate", *FIRM], drawn),
            "explain": ([script, "explain", "training-voucher", *FIRM], bare),
            "programmes list": ([script, "programmes", "list"], bare),
            "--version": ([script, "--version"], bare),
            "estimate --help": ([script, "estimate", "--help"], bare),
        }
        times: dict[str, list[Taken]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, (command, environment) in commands.items():
                took = timed(command, environment)
                if turn:
                    times[name].append(took)
    floor = statistics.median(taken.cpu for taken in times["python -c pass"])
    print(f"{'command':28} {'cpu ms':>8} {'min':>7} {'ratio':>7} {'reach':>7} {'wall ms':>8}")
    for name, all_taken in times.items():
        cpu, least = (figure(taken.cpu for taken in all_taken) for figure in (statistics.median, min))
        wall = statistics.median(taken.wall for taken in all_taken)
        reach = f"{REACH[name]:7.1f}" if name in REACH else " " * 7
        print(f"{name:28} {cpu * 1e3:8.1f} {least * 1e3:7.1f} {cpu / floor:7.2f} {reach} {wall * 1e3:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
