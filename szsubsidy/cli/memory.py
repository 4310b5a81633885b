"""Whether a process may have the memory that a table takes.

Polars ends the process where it gets no memory: nobody could report that, or clean up. So it is asked beforehand.
"""

from __future__ import annotations

from szsubsidy.errors import FileError, message

LEAST = 1200
"""MiB of addresses that the smallest table takes; only a tenth of them is ever used."""


def check_memory() -> None:
    """Raise `FileError` where this process may not have as much memory as a table takes."""
    try:
        import resource
    except ImportError:  # on Windows, which has no such limits
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and most >> 20 < LEAST:
        raise FileError(
            message("there is not enough memory: a table takes {accepted} MiB, and this process may have {given}"),
            hint=message("raise ulimit -v"),
            code="no-memory",
            accepted=str(LEAST),
            given=str(most >> 20),
        )
