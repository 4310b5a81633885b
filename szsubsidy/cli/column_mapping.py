"""What the headings of a table mean: ``--map``, ``--map-file``, ``--save-map``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from szsubsidy.errors import SubsidyError, bad_toml, message, quoted, unreadable
from szsubsidy.toml import read_toml


def column_mapping(map_file: str | None, mapping: Iterable[str]) -> dict[str, str]:
    """What headings mean, from the file and then from the options."""
    meanings = _map_file(map_file) if map_file is not None else {}
    for text in mapping:
        heading, equals, fact = text.rpartition("=")
        if not equals or not heading.strip():
            raise SubsidyError(
                message("{given} is not HEADING=FACT"),
                where="--map",
                hint=message("such as 金额=compute_contract"),
                code="usage",
                given=quoted(text),
            )
        meanings[heading.strip()] = fact.strip()
    return meanings


def _map_file(name: str) -> dict[str, str]:
    import tomllib

    try:
        content = read_toml(Path(name).read_bytes(), name)
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


def mapping_toml(columns: Iterable[tuple[str, str]]) -> str:
    """Return a file for ``--map-file``."""
    import tomli_w

    return tomli_w.dumps({"columns": dict(columns)})
