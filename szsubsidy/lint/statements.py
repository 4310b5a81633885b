"""Statements of sources that belong to programmes, parameters or figures which are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.analysis.uses import outcomes
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.sources import Source
from szsubsidy.errors import message, unknown_programme
from szsubsidy.lint.diagnostic import Diagnostic, error
from szsubsidy.spelling import nearest


def lost_statements(sources: Iterable[Source], catalogue: Catalogue, file: str) -> Iterator[Diagnostic]:
    """Yield an error for each programme, parameter or figure that a statement of a file's sources names in vain.

    A statement of 70% for ``rates[0].percent`` is lost where the programme pays 60% and no dispute tells of the 70. Of
    a source that nobody can look up only the programme is asked for: it disputes nothing, whatever it says.
    """
    for source in sources:
        for place, said in enumerate(source.statements):
            became = outcomes(said, source.id, catalogue)
            for nth, (uptake, outcome) in enumerate(zip(said.taken_up, became, strict=False)):
                where = f"{file}: {source.id}.statements[{place}].taken_up[{nth}]"
                if uptake.programme not in catalogue.programmes:
                    near = nearest(uptake.programme, catalogue.programmes)
                    yield Diagnostic("error", unknown_programme(uptake.programme, where=where, near=near))
                elif outcome.kind == "otherwise" and source.can_be_looked_up:
                    yield error(
                        message("{programme} has no {parameter} that says this"),
                        where=where,
                        hint=message("a parameter and a figure that the programme has, or a dispute of it"),
                        code="lost-statement",
                        programme=uptake.programme,
                        parameter=uptake.parameter or "",
                    )
