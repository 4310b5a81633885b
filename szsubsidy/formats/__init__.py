"""Writes results in each format; knows amounts and pages, no words and no catalogue."""

FORMATS = {
    "table": "szsubsidy.formats.table",
    "json": "szsubsidy.formats.json",
    "csv": "szsubsidy.formats.csv",
    "markdown": "szsubsidy.formats.markdown",
}
"""What ``--format`` takes, each with its module, which has ``render(view: View, medium: Medium) -> str``."""
