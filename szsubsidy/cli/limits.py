"""Whether a process may have the memory and the files that a table takes.

Polars ends the process where it gets none: nobody could report that, or clean up. So it is asked beforehand.
"""

from __future__ import annotations

from szsubsidy.errors import FileError, message

LEAST_MEMORY = 1200
"""MiB of addresses that the smallest table takes; only a tenth of them is ever used."""
LEAST_FILES = 16


def check_limits() -> None:
    """Raise `FileError` where this process may not have as much as a table takes."""
    try:
        import resource
    except ImportError:  # on Windows, which has no such limits
        return
    memory, files = (resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE))
    if memory != resource.RLIM_INFINITY and memory >> 20 < LEAST_MEMORY:
        raise FileError(
            message("there is not enough memory: a table takes {accepted} MiB, and this process may have {given}"),
            hint=message("raise ulimit -v"),
            code="no-memory",
            accepted=str(LEAST_MEMORY),
            given=str(memory >> 20),
        )
    if files != resource.RLIM_INFINITY and files < LEAST_FILES:
        raise FileError(
            message("too few files may be open: a table takes {accepted}, and this process may have {given}"),
            hint=message("raise ulimit -n"),
            code="no-files",
            accepted=str(LEAST_FILES),
            given=str(files),
        )
