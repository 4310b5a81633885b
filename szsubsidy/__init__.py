"""Shenzhen's subsidies for AI and innovation: which apply to a firm, and the most each can grant.

`load_catalogue` returns the bundled programmes, `estimate` what they say to one profile, `score`
what they say to every row of a frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeVar

from szsubsidy.bundled import __version__

if TYPE_CHECKING:
    from datetime import date

    from szsubsidy.catalogue.model import Catalogue
    from szsubsidy.rules.estimate import Estimate

__all__ = ["__version__", "estimate", "load_catalogue", "score"]

Frame = TypeVar("Frame", bound=Any)


def load_catalogue(programmes: str | PathLike[str] | None = None) -> Catalogue:
    """Return the bundled catalogue, with a folder of programmes of one's own laid over it.

    Raises `szsubsidy.errors.SubsidyError` if files are damaged or the folder is not there.
    """
    from pathlib import Path

    from szsubsidy.catalogue.load import load_catalogue as load

    return load(None if programmes is None else Path(programmes))


def estimate(
    facts: Mapping[str, object],
    *,
    as_of: str | date,
    catalogue: Catalogue | None = None,
    projects: Sequence[Mapping[str, object]] | None = None,
    held: Mapping[str, object] | None = None,
) -> Estimate:
    """Return the estimate for ``facts`` (ids and values as a person types them) on a day.

    An amount may be text, an ``int``, a ``Decimal`` or a ``float``, of yuan; it is exact to the fen, or refused. A
    float is the number that Python writes for it, without the noise of adding up: ``1.1 + 2.2`` is 3.30. A choice may
    be a member of an ``enum.Enum``. The day is text, a ``date``, or a ``datetime``, an instant if it has a zone.

    A firm with several projects in the year has the facts of each in ``projects``, with a ``name`` where it is to have
    one, and in ``facts`` those of the firm alone; ``held`` is what it was granted already in the year, by programme:

        estimate(
            {"company_type": "sme"},
            projects=[
                {"project_category": "model-training", "compute_contract": "1500万", "name": "first"},
                {"project_category": "model-training", "compute_contract": "1200万"},
            ],
            held={"training-voucher": "300万"},
            as_of="2026-01-15",
        )

    Amounts in the result are integers of fen. Raises `szsubsidy.errors.SubsidyError` for an
    unknown fact or programme, a value that is not accepted, a fact of a project among those of the firm or the other
    way round, or a day that does not exist.
    """
    from szsubsidy.catalogue.firm import read_firm
    from szsubsidy.facts.projects import HELD, PROJECTS
    from szsubsidy.rules.estimate import estimate as run

    loaded = catalogue or load_catalogue()
    given = dict(facts)
    if projects is not None:
        given[PROJECTS] = list(projects)
    if held is not None:
        given[HELD] = held
    return run(loaded, read_firm(given, loaded, where=""), _day(as_of))


def score(
    frame: Frame,
    *,
    as_of: str | date,
    catalogue: Catalogue | None = None,
    columns: Mapping[str, str] | None = None,
    firm: str | None = None,
) -> Frame:
    """Return a frame with what the programmes say to each of its rows on a day.

    ``frame`` is any that Narwhals knows (Polars, pandas, PyArrow, DuckDB, Spark, …), eager or
    lazy, and the same kind comes back. Cells may be of any type: what a person would write for them is what is read,
    and an instant is a day in Shenzhen. Columns are recognised by their names, or told by
    ``columns``, from name to fact. Appended are, for each programme, its amount in fen (null where
    facts are missing, no source gives the rate, or it is not in force), ``total`` (by the terms),
    ``within_reach``, ``open_now``, ``ceilings``, ``possible_ceilings`` (fen; of terms that were not
    found whole), ``combination``, ``undetermined``, ``missing``, ``assumptions``, ``unused`` (ids
    joined by semicolons), and ``unreadable``: the facts whose cells cannot be read, or ``total`` where
    the name of the firm says that the row is one (合计, Subtotal). The answers of such rows are null, save where no
    cell that cannot be read could change them. Spark hands blocks of rows to its Python workers, which need szsubsidy.

    Where ``firm`` names a column, rows with the same value there are the projects of one firm's year, wherever they
    stand, and a row without a value is a firm by itself. One row comes back for each firm, in the order in which they
    first stand in the frame: that column and those of the firm's facts as in its first row, ``rows``, which says how
    many there are, the same answers, and ``differing``, the facts of the firm of which its rows say different things;
    then its answers are null. A frame in memory may have columns of what was granted already in the year, such as
    ``held:training-voucher``.

    Raises `szsubsidy.errors.SubsidyError` where no column holds a fact, two the same, or none is called ``firm``.
    """
    from szsubsidy.batch.score_frame import score_frame

    found: Frame = score_frame(frame, catalogue or load_catalogue(), _day(as_of), dict(columns or {}), firm)
    return found


def _day(given: str | date) -> int:
    from szsubsidy.days import read_day
    from szsubsidy.errors import not_a_day

    day = read_day(given)
    if day is None:
        raise not_a_day(str(given), where="as_of", code="bad-input")
    return day
