"""Cold start: what a shell script feels. ``python tests/benchmarks/cold_start.py [RUNS]``.

Prints medians of whole processes, run in turn in one go, and their ratio to the bare
interpreter. Run it with the interpreter of an environment into which szsubsidy was installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HELLO = "import typer\n\n\ndef main(count: int = 1):\n    print('hello')\n\n\ntyper.run(main)\n"
FIRM = ["--company-type=startup", "--compute-contract=800万", "--project-category=model-training"]
REACH = {"estimate --json": 8.0, "estimate, drawn table": 10.0}


def timed(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


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
            "estimate --help": ([script, "estimate", "--help"], bare),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, (command, environment) in commands.items():
                took = timed(command, environment)
                if turn:
                    times[name].append(took)
    floor = statistics.median(times["python -c pass"])
    print(f"{'command':28} {'median ms':>10} {'min':>7} {'max':>7} {'ratio':>7} {'reach':>7}")
    for name, taken in times.items():
        middle, least, most = (figure(taken) * 1e3 for figure in (statistics.median, min, max))
        reach = f"{REACH[name]:7.1f}" if name in REACH else ""
        print(f"{name:28} {middle:10.1f} {least:7.1f} {most:7.1f} {middle / floor / 1e3:7.2f} {reach}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
