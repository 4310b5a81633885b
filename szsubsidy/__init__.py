"""Shenzhen's subsidies for AI and innovation: which apply to a firm, and the most each can grant.

`load_catalogue` returns the bundled programmes, `estimate` what they say to one profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from szsubsidy.catalogue.model import Catalogue
    from szsubsidy.rules.estimate import Estimate

__all__ = ["__version__", "estimate", "load_catalogue"]
__version__ = "0.1.0"


def load_catalogue() -> Catalogue:
    """Return the bundled catalogue. Raises `szsubsidy.errors.SubsidyError` if its files are damaged."""
    from szsubsidy.catalogue.load import load_catalogue as load

    return load()


def estimate(facts: Mapping[str, object], *, as_of: str, catalogue: Catalogue | None = None) -> Estimate:
    """Return the estimate for ``facts`` (ids and values as a person types them) on a day.

    Amounts in the result are integers of fen. Raises `szsubsidy.errors.SubsidyError` for an
    unknown fact, a value that is not accepted, or a day that does not exist.
    """
    from szsubsidy.errors import SubsidyError
    from szsubsidy.facts.days import parse_day
    from szsubsidy.facts.profile import read_profile
    from szsubsidy.rules.estimate import estimate as run

    day = parse_day(as_of)
    if day is None:
        raise SubsidyError(f"{as_of!r} is not a day", where="as_of", hint="a day such as 2026-01-15")
    loaded = catalogue or load_catalogue()
    return run(loaded, read_profile(facts, loaded.facts, where=""), day)
