"""What a firm was granted already in the year, by programme."""

from __future__ import annotations

from collections.abc import Iterable

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.naming import find_programme
from szsubsidy.errors import SubsidyError, SubsidyErrors, given_twice, message
from szsubsidy.facts.model import bare_fact
from szsubsidy.facts.read import read_value

_AMOUNT = bare_fact("held", "money")


def read_held(given: Iterable[tuple[str, object]], catalogue: Catalogue, *, where: str) -> dict[str, int]:
    """Return fen by the id of a programme, for names of programmes with amounts.

    ``where`` is what stands before the name of a programme in errors. Raises `SubsidyErrors` with all that is wrong.
    """
    held: dict[str, int] = {}
    seen: dict[str, object] = {}
    errors: list[SubsidyError] = []
    for name, amount in given:
        try:
            programme = find_programme(name, catalogue).id
            if programme in seen:
                raise given_twice(seen[programme], amount, where="", hint=message("give the sum of both"))
            seen[programme] = amount
            fen = read_value(_AMOUNT, amount)
            assert isinstance(fen, int)
            held[programme] = fen
        except SubsidyError as error:
            errors.append(error.at(f"{where} {name}"))
    if errors:
        raise SubsidyErrors(errors)
    return held
